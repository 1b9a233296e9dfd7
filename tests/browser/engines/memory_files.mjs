// Gives a browser's worker files that live as long as it does: those that Node has for the tests of the journal's files. For a
// browser without files of its own; its navigator stays what it is otherwise.
import { Disk } from './disk.mjs';

new Disk().plugIn();
const { storage } = globalThis.navigator;
delete globalThis.navigator; // the browser's own is below it
Object.defineProperty(navigator, 'storage', { value: { ...storage, persisted: async () => false } });

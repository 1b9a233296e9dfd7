// node run.mjs PYODIDE_FOLDER SCRIPTS PROJECT PACKAGES SCRIPT: runs `main` of a Python script in Pyodide, as Python's worker
// would, over files in memory (disk.mjs).
import { File } from 'node:buffer';
import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';
import { Disk } from './disk.mjs';

globalThis.crypto ??= webcrypto; // Node 18, which Debian 12 has, knows both only by their modules
globalThis.File ??= File;
const [pyodideFolder, scripts, project, packages, script] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(join(pyodideFolder, 'pyodide.mjs')).href);
const pyodide = await loadPyodide({ indexURL: pyodideFolder });
await import(pathToFileURL(join(scripts, 'opfs.js')).href);
for (const [inside, outside] of [['/project', project], ['/packages', packages]]) {
  pyodide.FS.mkdirTree(inside);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: outside }, inside);
}
process.on('uncaughtException', (error) => {
  process.stderr.write(String(error?.stack ?? error).slice(-2000)); // and not all of Pyodide, which stands on one line
  process.exit(1);
});
console.error = console.warn = () => {}; // what the files say of a disk that fails on purpose

let seed = 1;
const random = () => { // mulberry32
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
let disk;
const plugIn = (next) => {
  disk = next;
  disk.plugIn();
};
globalThis.glimmersDisk = {
  fresh: (quota = 1 << 30) => plugIn(new Disk({ quota })),
  failAfter: (operations) => { disk.left = operations; },
  cutPower: (number) => { seed = number; plugIn(disk.afterPowerCut(random)); },
  kill: () => plugIn(disk.afterKill()),
  setQuota: (quota, lies = false) => Object.assign(disk, { quota, lies }),
  used: () => disk.used,
  names: () => JSON.stringify([...disk.files.keys()]),
  putFile: (path, file) => {
    const bytes = new Uint8Array(readFileSync(resolve(project, file)));
    disk.files.set(path, { bytes, durable: bytes, unflushed: [], locked: false });
  },
  holds: (words) => [...disk.files.values()].some(({ bytes }) => Buffer.from(bytes).includes(words)),
  content: (path) => disk.files.get(path).bytes,
  size: (path) => disk.files.get(path)?.bytes.length ?? -1,
};
let inbox = []; // as IndexedDB: what is in it is on the disk
globalThis.glimmersInbox = {
  put: (id) => inbox.push({ id }),
  waiting: async () => JSON.stringify(inbox),
  forget: async (ids) => { inbox = inbox.filter(({ id }) => !JSON.parse(ids).includes(id)); },
};
globalThis.glimmersPhotoFiles = () => import(pathToFileURL(join(scripts, 'opfs_photos.js')).href);
globalThis.glimmersDisk.fresh();
pyodide.runPython("import sys; sys.path[:0] = ['/project', '/packages']; sys.dont_write_bytecode = True");
try {
  await pyodide.runPythonAsync(`${readFileSync(script, 'utf8')}\nawait main()`);
} catch (error) {
  process.stderr.write(error.message);
  process.exit(1);
}
process.exit(); // timers of Python's may be left

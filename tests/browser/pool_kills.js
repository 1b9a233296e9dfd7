// A worker that puts one database after another in the place of the journal's, until the browser is killed; opened again, it
// first says what it finds. Each database is one byte, its number, again and again, as long as that number says.
import { HEAD, openPool, openedSoon } from './opfs_pool.js';
import { finish, replace } from './opfs_replace.js';

const sizeOf = (number) => 1 + ((number * 7919) % 23) * 60_000;

const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('glimmers', { create: true });
const open = async (name) => openedSoon(await folder.getFileHandle(name, { create: true }));
const database = await open('glimmers.db'), journal = await open('glimmers.db-journal');
const wasMarked = journal.getSize() > 0;
if (wasMarked) await finish(folder, database, journal);
const pool = await openPool(folder);
await pool.lend(3);

const content = new Uint8Array(database.getSize());
database.read(content, { at: 0 });
let number = content[0] ?? 0;
const isWhole = content.length === (number ? sizeOf(number) : 0) && content.every((byte) => byte === number);
const names = pool.paths().sort();
for (const name of names) pool.remove(pool.get(name));
await pool.lend(3);
postMessage({ found: number, isWhole, wasMarked, names, journal: journal.getSize() });

for (;;) {
  number = (number % 255) + 1;
  const fresh = pool.create('half');
  const bytes = new Uint8Array(sizeOf(number)).fill(number);
  for (let done = 0; done < bytes.length; ) done += fresh.handle.write(bytes.subarray(done), { at: HEAD + done });
  pool.rename(fresh, `snapshots/${number}`);
  replace(database, journal, fresh, pool);
  postMessage({ done: number });
  await new Promise((go) => setTimeout(go));
}

// Everything in the browser's files and in its inbox is deleted.
//
// First a mark is durable, in the file of SQLite's rollback journal as in opfs_replace.js, and it goes last: who finds it when
// the files are opened goes on. What is in a file is written over before its name goes.
import { HEAD, openedSoon, records, writeAll, writeRecord } from './opfs_pool.js';
import { sizeOf, truncateTo } from './opfs_handle.js';

/** @typedef {FileSystemSyncAccessHandle} Handle */
/** @typedef {{folder: FileSystemDirectoryHandle, file: FileSystemFileHandle}} Entry */

const SINCE = 'erased since ';
const ZEROS = new Uint8Array(1 << 20);

/** @param {Handle} journal @param {number} since In milliseconds. */
export function mark(journal, since) {
  writeAll(journal, new Uint8Array(HEAD), 0);
  writeRecord(journal, 0, { order: 1, path: `${SINCE}${since}` });
  truncateTo(journal, HEAD);
  journal.flush();
}

// When that began; null where nothing is to be erased.
/** @param {Handle} journal */
export function markedSince(journal) {
  const path = records(journal)[0]?.path ?? '';
  return path.startsWith(SINCE) ? Number(path.slice(SINCE.length)) : null;
}

/** @param {Handle} handle @param {number} [from] */
export function writeOver(handle, from = 0) {
  const size = sizeOf(handle);
  for (let at = from; at < size; at += ZEROS.length) writeAll(handle, ZEROS.subarray(0, Math.min(ZEROS.length, size - at)), at);
  handle.flush();
}

/** @param {FileSystemDirectoryHandle} folder @returns {AsyncIterable<Entry>} */
async function* entries(folder) {
  for await (const each of folder.values()) {
    if (each instanceof FileSystemFileHandle) yield { folder, file: each };
    else yield* entries(each);
  }
}

/** @param {Entry} entry */
async function remove({ folder, file }) {
  try {
    const handle = await openedSoon(file);
    try {
      writeOver(handle);
    } finally {
      handle.close();
    }
  } catch (error) {
    console.warn(`a file was not written over: ${error instanceof DOMException && error.name}`); // its name goes
  }
  // Another opening may be at it too: one that was asked for again while this one took long.
  await folder.removeEntry(file.name).catch((error) => { if (error?.name !== 'NotFoundError') throw error; });
}

// What was put into it before; a tap that came since stays. The ids begin with the milliseconds of their making (RFC 9562).
/** @param {number} since */
async function emptyInbox(since) {
  const waiting = /** @type {{id: string}[]} */ (JSON.parse(await globalThis.glimmersInbox.waiting()));
  const before = waiting.filter(({ id }) => !(parseInt(id.slice(0, 8) + id.slice(9, 13), 16) > since));
  await globalThis.glimmersInbox.forget(JSON.stringify(before.map(({ id }) => id)));
}

/**
 * How many files were deleted beside the database. The mark is there already, and stays.
 * @param {FileSystemDirectoryHandle} folder Of the journal; no file in it is open but its own two.
 * @param {Handle} database
 * @param {RegExp} stays What is not deleted there, by its name.
 * @param {number} since
 * @param {(done: number, of: number) => void} progress
 */
export async function erase(folder, database, stays, since, progress) {
  writeOver(database);
  truncateTo(database, 0);
  database.flush();
  await emptyInbox(since);
  const all = [];
  for await (const entry of entries(folder)) if (entry.folder !== folder || !stays.test(entry.file.name)) all.push(entry);
  for (const [done, entry] of all.entries()) {
    progress(done, all.length);
    await remove(entry);
  }
  return all.length;
}

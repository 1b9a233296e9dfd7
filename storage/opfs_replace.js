// A file of the pool takes the place of the journal's database, whole or not at all, whatever kills the browser meanwhile.
//
// The database keeps its file for ever, since other versions of the app look for it there. So what is new is copied into it.
// Before that a mark is durable, in the file of SQLite's rollback journal, which every opening looks into and which is
// empty while nothing is being written: who finds the mark copies again, before anybody reads.
import { HEAD, openedSoon, poolFolder, records, writeAll, writeRecord } from './opfs_pool.js';
import { readAt, sizeOf, truncateTo } from './opfs_handle.js';

/** @typedef {import('./opfs_pool.js').Held} Held */
/** @typedef {import('./opfs_pool.js').Pooled} Pooled */
/** @typedef {FileSystemSyncAccessHandle} Handle */

const GROWS = 0, BECOMES = 1; // the places of the two marks
const CHUNK = 1 << 20;
const BEGINNING = 100; // bytes of a database's header
const GROWN = 'grown from', FROM = 'copied from'; // how they begin

/** @param {string} path @param {string} start */
const after = (path, start) => (path.startsWith(`${start} `) ? path.slice(start.length + 1) : null);

/**
 * @param {Handle} database @param {Handle} journal Of SQLite's; empty.
 * @param {Pooled} fresh Its name goes with it.
 * @param {{letGo: (held: Pooled) => void, closed: (held: Pooled) => void}} pool
 */
export function replace(database, journal, fresh, pool) {
  const size = sizeOf(fresh.handle) - HEAD, before = sizeOf(database);
  fresh.handle.flush();
  database.flush();
  try {
    // Room first: where there is none, nothing has happened.
    writeAll(journal, new Uint8Array(HEAD), 0);
    writeRecord(journal, GROWS, { order: 1, path: `${GROWN} ${before}` });
    journal.flush();
    for (let at = before; at < size; at += CHUNK) writeAll(database, new Uint8Array(Math.min(CHUNK, size - at)), at);
    database.flush();
    writeRecord(journal, BECOMES, { order: 2, path: `${FROM} ${fresh.file.name} ${size}` });
    journal.flush(); // from here on it is the new one
  } catch (error) {
    truncateTo(database, before);
    database.flush();
    truncateTo(journal, 0);
    journal.flush();
    throw error;
  }
  copyInto(database, fresh.handle, size);
  pool.letGo(fresh); // while the mark still finds it by its place
  truncateTo(journal, 0);
  journal.flush();
  pool.closed(fresh);
}

// The beginning comes last. What is half copied begins as no database does: versions of the app that do not know the mark
// would let SQLite delete it, and go on with pages of both; so they refuse the file, and leave the mark where it is.
/** @param {Handle} database @param {Handle} from @param {number} size */
function copyInto(database, from, size) {
  const begins = Math.min(size, BEGINNING);
  writeAll(database, new Uint8Array(begins).fill(255), 0);
  database.flush();
  copyPart(database, from, begins, size);
  truncateTo(database, size);
  database.flush();
  copyPart(database, from, 0, begins);
  database.flush();
}

/** @param {Handle} database @param {Handle} from @param {number} start @param {number} end */
function copyPart(database, from, start, end) {
  const chunk = new Uint8Array(CHUNK);
  for (let at = start; at < end; ) {
    const count = readAt(from, chunk.subarray(0, Math.min(CHUNK, end - at)), HEAD + at);
    if (!count) throw new DOMException('the copy is shorter than it was', 'InvalidStateError');
    writeAll(database, chunk.subarray(0, count), at);
    at += count;
  }
}

// https://www.sqlite.org/fileformat.html#the_rollback_journal
const SQLITES = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

// A mark that was torn is neither; nothing had happened then.
/** @param {Handle} journal */
function isSqlites(journal) {
  const start = new Uint8Array(SQLITES.length);
  return readAt(journal, start, 0) === start.length && SQLITES.every((byte, at) => start[at] === byte);
}

/**
 * What a replacement that was cut short has left is finished, or taken back.
 * @param {FileSystemDirectoryHandle} folder Of the journal.
 * @param {Handle} database @param {Handle} journal
 */
export async function finish(folder, database, journal) {
  const [grows, becomes] = records(journal);
  const copied = becomes && after(becomes.path, FROM), grown = grows && after(grows.path, GROWN);
  if (copied) {
    const [name, size] = copied.split(' ');
    const fresh = await openedSoon(await (await poolFolder(folder)).getFileHandle(name));
    try {
      copyInto(database, fresh, Number(size));
      writeAll(fresh, new Uint8Array(HEAD), 0); // it is free
      fresh.flush();
    } finally {
      fresh.close();
    }
  } else if (grown) {
    truncateTo(database, Number(grown));
    database.flush();
  } else if (isSqlites(journal)) return;
  truncateTo(journal, 0);
  journal.flush();
}

// A pool of files in the browser's private folder that take any name: copies of the journal, snapshots, backups.
//
// A browser opens a file only asynchronously, and SQLite and Python need names at once. So a few files are opened ahead, and
// the first 4096 bytes of each tell which name it has now, as SQLite's own opfs-sahpool does it. There are two records of
// the name. A change is written over the earlier one and flushed; a record that was torn on the way is none, and the other
// one still counts. So a file has its name or the one before, whatever a power cut does, and never a wrong one.
import { readAt, sizeOf, truncateTo, writeAt } from './opfs_handle.js';

/**
 * A file that is open: the journal's own, which has its name for ever, or one of the pool.
 * @typedef {object} Held
 * @property {FileSystemSyncAccessHandle} handle
 * @property {number} head Bytes before its content.
 * @property {string} path In the journal's folder; '' for one that is free.
 * @property {number} opens How many have it open.
 * @property {Date} changed
 */

/**
 * @typedef {object} Named
 * @property {number} order Of all changes of names in this pool.
 * @property {string} path
 */

/** @typedef {Held & {file: FileSystemFileHandle, record: number, order: number}} Pooled */

const FOLDER = 'pool';
export const HEAD = 4096;
const RECORD = HEAD / 2;
const MAGIC = new TextEncoder().encode('Glimmers');
const ORDER = 8, LENGTH = 16, SUM = 20, TEXT = 24; // where these stand in a record
const SPARE = 12; // free files that stay for the next time, and for others who asked for some meanwhile
const BUSY_MS = 2000; // a page that was just closed may hold its files for a moment longer

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});

// The CRC-32 that zip and PNG have.
/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 255] ^ (sum >>> 8);
  return ~sum >>> 0;
}

/** @param {Named} named */
export function encoded({ order, path }) {
  const text = new TextEncoder().encode(path);
  if (text.length > RECORD - TEXT) throw new DOMException('too long a name', 'TypeMismatchError');
  const bytes = new Uint8Array(RECORD), view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setFloat64(ORDER, order);
  view.setUint32(LENGTH, text.length);
  bytes.set(text, TEXT);
  view.setUint32(SUM, crc32(bytes)); // over a record that has zeros in this place
  return bytes;
}

// Null for what is no whole record.
/** @param {Uint8Array} bytes @returns {Named | null} */
function decoded(bytes) {
  const copy = bytes.slice(), view = new DataView(copy.buffer);
  if (copy.length !== RECORD || MAGIC.some((byte, at) => copy[at] !== byte)) return null;
  const sum = view.getUint32(SUM), length = view.getUint32(LENGTH);
  view.setUint32(SUM, 0);
  if (length > RECORD - TEXT || crc32(copy) !== sum) return null;
  return { order: view.getFloat64(ORDER), path: new TextDecoder().decode(copy.subarray(TEXT, TEXT + length)) };
}

// The two records at the beginning of a file.
/** @param {FileSystemSyncAccessHandle} handle */
export function records(handle) {
  const bytes = new Uint8Array(HEAD);
  let length = 0;
  for (let count = 1; count > 0 && length < HEAD; length += count) count = readAt(handle, bytes.subarray(length), length);
  const whole = bytes.subarray(0, length);
  return [decoded(whole.subarray(0, RECORD)), decoded(whole.subarray(RECORD))];
}

/** @param {FileSystemSyncAccessHandle} handle @param {Uint8Array} bytes @param {number} at */
export function writeAll(handle, bytes, at) {
  for (let done = 0; done < bytes.length; ) done += writeAt(handle, bytes.subarray(done), at + done);
}

/** @param {FileSystemSyncAccessHandle} handle @param {number} place The first or the second. @param {Named} named */
export function writeRecord(handle, place, named) {
  writeAll(handle, encoded(named), place * RECORD);
}

/** @param {FileSystemDirectoryHandle} folder Of the journal. */
export async function poolFolder(folder) {
  return folder.getDirectoryHandle(FOLDER, { create: true });
}

/** @param {FileSystemFileHandle} file @returns {Promise<FileSystemSyncAccessHandle>} */
export async function openedSoon(file) {
  for (const giveUp = performance.now() + BUSY_MS; ; await new Promise((go) => setTimeout(go, 50))) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NoModificationAllowedError' && performance.now() < giveUp) continue;
      throw error;
    }
  }
}

/**
 * All files of the pool, open. Only for who holds the journal's own files.
 * @param {FileSystemDirectoryHandle} journalFolder
 */
export async function openPool(journalFolder) {
  const folder = await poolFolder(journalFolder);
  /** @type {Map<string, Pooled>} */
  const named = new Map();
  /** @type {Pooled[]} */
  let free = [];
  let last = 0;
  /** @type {FileSystemSyncAccessHandle[]} */
  const opened = []; // until all of them are

  /** @param {FileSystemFileHandle} file */
  async function open(file) {
    const handle = await openedSoon(file);
    opened.push(handle);
    const found = records(handle);
    const record = (found[0]?.order ?? -1) >= (found[1]?.order ?? -1) ? 0 : 1;
    const { order = 0, path = '' } = found[record] ?? {};
    last = Math.max(last, order);
    /** @type {Pooled} */
    const held = { file, handle, head: HEAD, path, opens: 0, changed: new Date(0), record, order };
    if (path) held.changed = new Date((await file.getFile()).lastModified);
    return held;
  }

  // One that is free: nothing is in it but its room for a name.
  /** @param {Pooled} held */
  function empty(held) {
    if (sizeOf(held.handle) < HEAD) writeAll(held.handle, new Uint8Array(HEAD), 0);
    truncateTo(held.handle, HEAD);
    held.changed = new Date(0);
    free.push(held);
  }

  /** @param {Pooled} held @param {string} path */
  function call(held, path) {
    const place = 1 - held.record;
    writeRecord(held.handle, place, { order: last + 1, path });
    last += 1;
    Object.assign(held, { record: place, order: last, path });
  }

  // The name goes first: it never leads to half of what was in the file.
  /** @param {Pooled} held */
  function letGo(held) {
    if (named.get(held.path) === held) named.delete(held.path);
    call(held, '');
    held.handle.flush();
  }

  // Others may still have it open.
  /** @param {Pooled} held */
  function closed(held) {
    if (!held.path && !held.opens) empty(held);
  }

  /** @param {Pooled} held */
  function remove(held) {
    letGo(held);
    closed(held);
  }

  // Nothing is in it. Where there is no room even for a name, it is of no use either.
  /** @param {Pooled} held */
  async function emptyOrGone(held) {
    try {
      empty(held);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error;
      held.handle.close();
      await folder.removeEntry(held.file.name);
    }
  }

  async function openAll() {
    const all = [], /** @type {Pooled[]} */ goners = [];
    for await (const each of folder.values()) if (each instanceof FileSystemFileHandle) all.push(each);
    const tried = await Promise.allSettled(all.map(open));
    for (const each of tried) if (each.status === 'rejected') throw each.reason;
    for (const found of tried.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))) {
      const other = found.path ? named.get(found.path) : undefined;
      // A rename over an earlier file was cut short before that one was let go: the later name counts.
      const [stays, goes] = other && other.order > found.order ? [other, found] : [found, other];
      if (!stays.path) {
        await emptyOrGone(stays);
        continue;
      }
      named.set(stays.path, stays);
      if (goes) goners.push(goes);
    }
    goners.forEach(remove); // once every order is known, so that theirs is later
  }

  try {
    await openAll();
  } catch (error) {
    for (const handle of opened) handle.close(); // or whoever asks again would find them locked
    throw error;
  }

  return {
    /** @param {string} path */
    get: (path) => named.get(path),
    paths: () => [...named.keys()],
    size: () => [...named.values()].reduce((sum, { handle }) => sum + sizeOf(handle), 0),
    // Its name is on the disk once it is flushed.
    /** @param {string} path @returns {Pooled} */
    create(path) {
      const held = free.pop();
      if (!held) throw new DOMException('no free file was lent ahead', 'QuotaExceededError');
      try {
        call(held, path);
      } catch (error) {
        free.push(held);
        throw error;
      }
      held.changed = new Date();
      named.set(path, held);
      return held;
    },
    // Durable when this returns; another file of this name goes.
    /** @param {Pooled} held @param {string} path */
    rename(held, path) {
      const other = named.get(path), before = held.path;
      held.handle.flush(); // what is in it, before the name says so
      call(held, path);
      held.handle.flush();
      named.delete(before);
      named.set(path, held);
      if (other) remove(other);
    },
    remove,
    letGo,
    closed,
    // As many free files as are asked for; what is more than that, and more than a few, goes.
    /** @param {number} wanted @param {number} [few] */
    async lend(wanted, few = SPARE) {
      while (free.length < wanted) {
        const file = await folder.getFileHandle(crypto.randomUUID(), { create: true });
        try {
          empty(await open(file));
        } catch (error) {
          await folder.removeEntry(file.name).catch(() => {});
          throw error;
        }
      }
      for (const held of free.splice(Math.max(wanted, few))) {
        held.handle.close();
        await folder.removeEntry(held.file.name);
      }
    },
    // Nothing of it is used any more.
    close() {
      for (const held of [...named.values(), ...free]) held.handle.close();
      named.clear();
      free = [];
    },
    // Its content as the browser's own Blob: nobody reads it before it is used. Good until the file changes.
    /** @param {string} path */
    async blobOf(path) {
      const held = named.get(path);
      if (!held) throw new DOMException('no such file', 'NotFoundError');
      held.handle.flush();
      return (await held.file.getFile()).slice(HEAD);
    },
  };
}

// Photos as single files in the browser's private folder, beside the journal's; storage/photos_in_browser.py calls it and
// worker.js loads it when first needed. Pictures are Blobs: their bytes stay with the browser.
//
// A photo's id is the sha256 of its picture, so a file that was torn by a power cut is told from a whole one by reading it.
import { fill } from './opfs_handle.js';

const FOLDER = ['glimmers', 'photos'];
const HALF = '.new'; // what was not finished

const nameOf = (id, thumbnail) => `${id}${thumbnail ? '.thumb' : ''}.jpg`;
const NAME = /^([0-9a-f]{64})(\.thumb)?\.jpg$/;
const missing = (error) => error?.name === 'NotFoundError';

export async function openPhotos() {
  let folder = await navigator.storage.getDirectory();
  for (const name of FOLDER) folder = await folder.getDirectoryHandle(name, { create: true });
  return photosIn(folder);
}

async function idOf(blob) {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// A thumbnail has no name that tells whether it is whole; a JPEG that is, begins and ends as one.
async function isJpeg(file) {
  const [start, end] = await Promise.all([file.slice(0, 2).arrayBuffer(), file.slice(-2).arrayBuffer()]);
  const reads = (buffer, value) => buffer.byteLength === 2 && new DataView(buffer).getUint16(0) === value;
  return reads(start, 0xffd8) && reads(end, 0xffd9);
}

function photosIn(folder) {
  // One after another: what is being put cannot be swept, and two puts of the same photo do not meet.
  let last = Promise.resolve();
  const inOrder = (work) => (...args) => {
    const done = last.then(() => work(...args));
    last = done.catch(() => {});
    return done;
  };

  async function file(id, thumbnail) {
    try {
      return await (await folder.getFileHandle(nameOf(id, thumbnail))).getFile();
    } catch (error) {
      if (missing(error)) return null;
      throw error;
    }
  }

  async function drop(name) {
    await folder.removeEntry(name).catch((error) => { if (!missing(error)) throw error; });
  }

  // The File, if `looks` finds nothing wrong with it, else null. A File is of one moment: a browser refuses to read it once
  // the file has changed since, as one has that was just moved to its name. Then another is taken.
  async function sound(id, thumbnail, looks) {
    for (let left = 3; ; left--) {
      const found = await file(id, thumbnail);
      try {
        return found !== null && (await looks(found)) ? found : null;
      } catch (error) {
        if (error?.name !== 'NotReadableError' || left === 1) throw error;
      }
    }
  }

  async function isWhole(id, thumbnail) {
    return (await sound(id, thumbnail, thumbnail ? isJpeg : async (found) => (await idOf(found)) === id)) !== null;
  }

  async function write(name, blob) {
    const moves = 'move' in FileSystemFileHandle.prototype;
    // Where nothing can be renamed it is written in place: only ever over what is missing or torn.
    const written = moves ? `${name}.${crypto.randomUUID()}${HALF}` : name;
    try {
      const handle = await folder.getFileHandle(written, { create: true });
      const access = await handle.createSyncAccessHandle();
      try {
        const bytes = new Uint8Array(await blob.arrayBuffer());
        fill(access, bytes.length, [{ bytes, at: 0 }]);
      } finally {
        access.close();
      }
      if (moves) await handle.move(name);
    } catch (error) {
      await drop(written).catch(() => {});
      throw error;
    }
  }

  const putAt = new Map(); // here and now; what is put again, or meant again, keeps the date of its file

  // A file that is not there is as old as can be.
  async function isOlder(name, id, before) {
    try {
      const { lastModified } = await (await folder.getFileHandle(name)).getFile();
      return Math.max(lastModified, putAt.get(id) ?? 0) < before;
    } catch (error) {
      if (missing(error)) return true;
      throw error;
    }
  }

  return {
    // A File, or null for one that is missing or was cut short: what Chromium wrote at the end of its room before it was asked
    // whether it had.
    file: (id, thumbnail) => sound(id, thumbnail, isJpeg),
    // The id, once both files would survive a power cut. The thumbnail goes first: a picture that is there has one.
    put: inOrder(async (display, thumbnail) => {
      const id = await idOf(display);
      const wrote = [];
      try {
        for (const [blob, small] of [[thumbnail, true], [display, false]]) {
          if (await isWhole(id, small)) continue;
          wrote.push(nameOf(id, small));
          await write(nameOf(id, small), blob);
        }
      } catch (error) {
        for (const name of wrote) await drop(name).catch(() => {}); // all or nothing
        throw error;
      }
      putAt.set(id, Date.now());
      return id;
    }),
    // One file of a photo that comes with a backup, under its id whatever it holds: a backup has what a disk has made of it.
    bring: inOrder(async (id, thumbnail, bytes) => {
      await write(nameOf(id, thumbnail), new Blob([bytes]));
      putAt.set(id, Date.now());
    }),
    // Sweeping leaves its files alone for now, as those that were just put.
    protect: (id) => { putAt.set(id, Date.now()); },
    // Deletes every file of these photos: somebody has looked at them and asked for it.
    discard: inOrder(async (ids) => {
      for (const id of ids) for (const small of [true, false]) await drop(nameOf(id, small));
    }),
    // Every file of a photo, as [id, whether it is the thumbnail, File].
    files: inOrder(async () => {
      const found = [];
      for await (const [name, handle] of folder.entries()) {
        const [, id, small] = NAME.exec(name) ?? [];
        if (id) found.push([id, Boolean(small), await handle.getFile()]);
      }
      return found;
    }),
    // Deletes the photos of `letGo`, and what was never finished, if it has not changed since `before`
    // (milliseconds). Any other file stays, whoever put it there. The ids of which nothing is left.
    sweep: inOrder(async (letGo, before) => {
      const gone = [];
      for (const id of letGo) {
        const names = [nameOf(id, true), nameOf(id, false)];
        const old = await Promise.all(names.map((name) => isOlder(name, id, before)));
        if (old.includes(false)) continue;
        for (const name of names) await drop(name);
        gone.push(id);
      }
      const halves = [];
      for await (const name of folder.keys()) if (name.endsWith(HALF)) halves.push(name);
      for (const name of halves) if (await isOlder(name, null, before)) await drop(name);
      return gone;
    }),
    // The ids of photos whose picture is here and not among `known`, in their order.
    unnamed: inOrder(async (known) => {
      const named = new Set(known), found = [];
      for await (const name of folder.keys()) {
        const [, id, small] = NAME.exec(name) ?? [];
        if (id && !small && !named.has(id)) found.push(id);
      }
      return found.sort();
    }),
  };
}

// SQLite on the browser's own disk: an Emscripten file system of a few files over OPFS sync access handles.
//
// Loaded by Python's worker before Python; storage/vault.py calls it. A module of its own because the page's policy
// forbids `eval`, and with it JavaScript kept inside Python.
import { fill, readAt, sizeOf, truncateTo, writeAt } from './opfs_handle.js';

const ENOENT = 44, EBUSY = 10, EINVAL = 28, EIO = 29, ENOSPC = 51, ENOTEMPTY = 55, EPERM = 63; // Emscripten's numbers
const FOLDER = 'glimmers';
const CHUNK = 1 << 20;
const BLOCK = 4096;
const STEP = 1 << 18; // bytes that are copied in one, ...
const STEPS_TO_DISK = 16; // ... and after so many they are flushed: a tap meanwhile would wait for all of it at once
const HALF = '.new'; // a copy that was not finished
const AGAIN = '.again'; // a journal whose file was taken away while it was open
const MARK = 'open-';
const STAYS = /^(glimmers\.db(-journal)?|open-.*)$/; // when all else is erased: these are open, or empty

/** @typedef {import('./opfs_pool.js').Held} Held */

// `names` are the database and its rollback journal, which have files of their own. All other names are the pool's
// (opfs_pool.js), which is opened when it is first asked for: no start waits for it.
globalThis.openGlimmersFiles = async (pyodide, root, names, timeoutMs) => {
  const { FS } = pyodide;
  const { folder, handles, erasing } = await lent(names, timeoutMs);
  const [database, journal] = names;
  /** @type {Record<string, Held>} */
  const own = Object.fromEntries(names.map((name) => [name, { handle: handles[name], head: 0, path: name, opens: 0, changed: new Date(0) }]));
  const alive = new Set(erasing ? [] : names.filter((name) => sizeOf(handles[name]) > 0));
  const made = new Set(); // folders, for this visit: beyond it there are those with files in them
  let pool = null, replacing = null; // these modules, once they were asked for
  let lending = Promise.resolve();
  const copies = new Set(); // that are being made in steps
  let room = null; // {free, quota, taken} as the browser said when files were last lent

  let isErasing = erasing; // all of them are deleted by now, and what is kept elsewhere perhaps not
  let lost = false; // the files were taken away, as far as could be seen by now
  let torn = false; // a replacement of the database could not be finished; the next opening does

  // An exception that is not Emscripten's own would take Python down with it.
  const guarded = (work) => (...args) => {
    try {
      return work(...args);
    } catch (error) {
      if (error instanceof FS.ErrnoError) throw error;
      console.error(`journal files: ${error?.name}`);
      lost ||= error?.name === 'InvalidStateError';
      throw new FS.ErrnoError(error?.name === 'QuotaExceededError' ? ENOSPC : EIO);
    }
  };

  // Emscripten's fdatasync never reaches a file system, so the order SQLite counts on is kept here: before one file of a
  // database is written, what was written to another of it is on the disk. What is copied beside it keeps nobody waiting.
  const unflushed = new Map();
  const family = (held) => held.path.replace(/-journal$/, '');
  const turnTo = (held) => {
    const before = unflushed.get(family(held));
    if (before && before !== held) before.handle.flush();
    unflushed.set(family(held), held);
  };
  // What was copied already, and is not as it was any more.
  const touch = (held, from, to) => {
    for (const copy of copies) {
      if (copy.source !== held) continue;
      for (let at = from - (from % STEP); at < Math.min(to, copy.done); at += STEP) copy.again.add(at);
    }
  };
  const contentOf = (held) => sizeOf(held.handle) - held.head;
  const truncate = (held, size) => {
    turnTo(held);
    truncateTo(held.handle, held.head + size);
    held.changed = new Date();
  };

  const at = (path) => (path in own ? (alive.has(path) ? own[path] : undefined) : pool?.get(path));
  const paths = () => [...alive, ...(pool?.paths() ?? [])];
  const isFolder = (path) => made.has(path) || paths().some((each) => each.startsWith(`${path}/`));
  const refuse = (number) => { throw new FS.ErrnoError(number); };
  // The next opening copies again from the same file of the pool: no name goes before that, and with it what is in the file.
  const checkWhole = () => { if (torn) refuse(EIO); };

  const attributes = (node) => {
    const size = node.held ? contentOf(node.held) : BLOCK;
    const changed = node.held?.changed ?? new Date(0);
    return {
      dev: 1, ino: node.id, mode: node.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size,
      atime: changed, mtime: changed, ctime: changed, blksize: BLOCK, blocks: Math.ceil(size / 512),
    };
  };
  const setAttributes = (node, wanted) => {
    if (wanted.mode !== undefined) node.mode = wanted.mode;
    if (wanted.size !== undefined) truncate(node.held, wanted.size);
  };
  const seek = (stream, offset, whence) => {
    const from = whence === 1 ? stream.position : whence === 2 ? attributes(stream.node).size : 0;
    if (from + offset < 0) refuse(EINVAL);
    return from + offset;
  };
  // What `shutil.disk_usage` tells: the browser's share of the disk, less what was written into the pool since it was asked.
  const usage = () => {
    if (room === null) return {};
    const left = Math.max(0, Math.floor((room.free - (pool.size() - room.taken)) / BLOCK));
    return { bsize: BLOCK, frsize: BLOCK, blocks: Math.floor(room.quota / BLOCK), bfree: left, bavail: left };
  };

  const folderNode = {
    getattr: guarded(attributes),
    setattr: guarded((node, wanted) => { node.mode = wanted.mode ?? node.mode; }),
    statfs: guarded(usage),
    lookup: guarded((parent, name) => {
      const path = parent.inside + name, held = at(path);
      if (held) return make(parent, name, 0o100600, held);
      return isFolder(path) ? make(parent, name, 0o40700) : refuse(ENOENT);
    }),
    mknod: guarded((parent, name, mode) => {
      checkWhole();
      const path = parent.inside + name;
      if (FS.isDir(mode)) {
        made.add(path);
        return make(parent, name, mode);
      }
      if (path in own) alive.add(path);
      else if (pool) pool.create(path);
      else refuse(EPERM);
      return make(parent, name, mode, at(path));
    }),
    unlink: guarded((parent, name) => {
      checkWhole();
      const path = parent.inside + name;
      if (path in own) {
        truncate(own[path], 0);
        alive.delete(path);
      } else {
        unflushed.delete(family(at(path)));
        pool.remove(at(path));
      }
    }),
    rmdir: guarded((parent, name) => {
      const path = parent.inside + name;
      if (paths().some((each) => each.startsWith(`${path}/`))) refuse(ENOTEMPTY);
      made.delete(path);
    }),
    rename: guarded((node, parent, name) => {
      checkWhole();
      const path = parent.inside + name;
      if (!node.held || node.held.path in own || path === journal) refuse(EPERM);
      unflushed.delete(family(node.held));
      if (path === database) takePlace(node.held);
      else pool.rename(node.held, path);
      try {
        FS.hashRemoveNode(FS.lookupNode(parent, name));
      } catch { /* nothing had this name */ }
      node.name = name;
      node.held = at(path);
    }),
    readdir: guarded((node) => {
      const inside = [...paths(), ...made].filter((path) => path.startsWith(node.inside)).map((path) => path.slice(node.inside.length));
      return ['.', '..', ...new Set(inside.map((path) => path.split('/')[0]))];
    }),
  };
  // SQLite's journal of the one before would be laid over the new one, and who has it open would write into that.
  function takePlace(held) {
    if (held.opens || own[database].opens || contentOf(own[journal])) refuse(EBUSY);
    try {
      replacing.replace(handles[database], handles[journal], held, pool);
    } catch (error) {
      torn = true; // also where nobody can tell
      torn = contentOf(own[journal]) > 0;
      throw error;
    }
    own[database].changed = new Date();
    alive.add(database);
    alive.delete(journal);
  }

  const fileNode = { getattr: guarded(attributes), setattr: guarded(setAttributes), statfs: guarded(usage) };
  const opened = (stream) => { stream.held.opens += 1; };
  const stream = {
    open: (stream) => {
      if (stream.node.held.path in own) checkWhole();
      stream.held = stream.node.held; // also once it has no name any more
      opened(stream);
    },
    dup: opened,
    close: guarded(({ held }) => {
      held.opens -= 1;
      if (!held.path) pool.closed(held);
    }),
    llseek: guarded(seek),
    read: guarded(({ held }, buffer, offset, length, position) =>
      readAt(held.handle, buffer.subarray(offset, offset + length), held.head + position)),
    // May write less than asked: SQLite then writes the rest. Where there is no room it hears of a full disk, and rolls back.
    write: guarded(({ held }, buffer, offset, length, position) => {
      turnTo(held);
      held.changed = new Date();
      touch(held, position, position + length);
      return writeAt(held.handle, buffer.subarray(offset, offset + length), held.head + position);
    }),
    fsync: guarded(({ held }) => {
      held.handle.flush();
      return 0;
    }),
  };
  function make(parent, name, mode, held) {
    const node = FS.createNode(parent, name, mode, 0);
    node.node_ops = held ? fileNode : folderNode;
    node.stream_ops = held ? stream : { llseek: stream.llseek };
    if (held) node.held = held;
    else node.inside = parent ? `${parent.inside}${name}/` : '';
    return node;
  }

  FS.mkdirTree(root);
  FS.mount({ mount: () => make(null, '/', 0o40700) }, {}, root);

  // Emscripten remembers every file that it was asked for, and throws what Python cannot await.
  function forget(path) {
    try {
      FS.unlink(`${root}/${path}`);
    } catch (error) {
      throw new DOMException(`not deleted: ${error?.errno}`, 'InvalidStateError');
    }
  }

  async function lendMore(free) {
    replacing ??= await import('./opfs_replace.js');
    pool ??= await (await import('./opfs_pool.js')).openPool(folder);
    await pool.lend(free);
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    room = { free: quota - usage, quota, taken: pool.size() };
  }

  const marked = mark(folder).catch((error) => console.warn(`journal files: no mark: ${error?.name}`));
  return {
    // Whether all of it is on the disk, and the files still are where the next opening will look for them.
    async flush() {
      for (const name of names) handles[name].flush();
      lost ||= !(await isThere(await marked));
      return !lost;
    },
    isLost: () => lost,
    // From now on any name can be made: at least `free` new ones, until this is asked for again.
    lendMore(free) {
      const lent = lending.then(() => lendMore(free));
      lending = lent.catch(() => {});
      return lent;
    },
    // What is in a file of the pool, as a Blob that the page can hand out.
    blobOf: (path) => pool.blobOf(path),
    // Copies what a handle still reads to where the next opening finds it. The name itself stays locked: from the handle of a
    // file that was taken away Chromium's `close` never comes back, and it holds the lock until the browser itself is closed.
    async writeAgain(name) {
      const again = await openFolder();
      if (await sizeIn(again, name)) throw new DOMException('another journal lies there', 'InvalidModificationError');
      await copyTo(again, handles[name], name + AGAIN);
    },
    // A copy in steps, between which the source may be written: it is whole once `step` answers true, and is then as the source
    // is in that moment. SQLite's own way keeps a lock, and taps would wait for it.
    copyInSteps(from, to) {
      const source = at(from), target = at(to), again = new Set(), copy = { source, done: 0, again };
      const buffer = new Uint8Array(STEP);
      const copyAt = (start) => {
        const end = Math.min(start + STEP, contentOf(source));
        for (let place = start; place < end; ) {
          const count = readAt(source.handle, buffer.subarray(0, end - place), source.head + place);
          if (!count) throw new DOMException('shorter than it was', 'InvalidStateError');
          for (let done = 0; done < count; ) done += writeAt(target.handle, buffer.subarray(done, count), target.head + place + done);
          place += count;
        }
      };
      copies.add(copy);
      return {
        step() {
          if (at(from) !== source || at(to) !== target) throw new DOMException('another took its place', 'NotFoundError');
          if (copy.done < contentOf(source)) {
            copyAt(copy.done);
            copy.done += STEP;
            if (copy.done % (STEP * STEPS_TO_DISK) === 0) target.handle.flush();
            return false;
          }
          if (from === database && contentOf(own[journal])) return false; // in the middle of a change
          again.forEach(copyAt);
          truncateTo(target.handle, target.head + contentOf(source));
          target.handle.flush();
          return true;
        },
        end: () => copies.delete(copy),
      };
    },
    // Everything that is here and in the inbox, and how many files that were. Nobody has the journal open. Asked for again
    // after something came between, it goes on; what came into the inbox after the first time stays.
    async erase(progress) {
      const { erase, mark, markedSince, writeOver } = await import('./opfs_erase.js');
      if (torn) throw new DOMException('a replacement is to be finished first', 'InvalidAccessError');
      const since = (isErasing ? markedSince(handles[journal]) : null) ?? Date.now();
      if (alive.has(journal)) forget(journal);
      if (!isErasing) {
        try {
          mark(handles[journal], since);
        } catch (error) {
          if (error?.name !== 'QuotaExceededError') throw error;
          await pool?.lend(0, 0); // nothing is in free files but room
          mark(handles[journal], since);
        }
      }
      isErasing = true;
      const all = [database, ...(pool?.paths() ?? [])].map(at).filter(Boolean);
      for (const { handle, head, path } of all) {
        writeOver(handle, head);
        forget(path);
      }
      pool?.close();
      pool = null;
      return all.length + (await erase(folder, handles[database], STAYS, since, progress));
    },
    isErasing: () => isErasing,
    endErasing() {
      truncateTo(handles[journal], 0);
      handles[journal].flush();
      isErasing = false;
    },
    // A file that is no one of the pool becomes one, under its name.
    async bringIn(name) {
      const before = await found(folder, name);
      if (before) {
        const file = await before.getFile();
        const held = pool.get(name) ?? pool.create(name);
        try {
          truncateTo(held.handle, held.head);
          for (let at = 0; at < file.size; at += CHUNK) {
            const bytes = new Uint8Array(await file.slice(at, at + CHUNK).arrayBuffer());
            for (let done = 0; done < bytes.length; ) done += writeAt(held.handle, bytes.subarray(done), held.head + at + done);
          }
          held.handle.flush();
        } catch (error) {
          pool.remove(held); // half of it is nothing
          throw error;
        }
        held.changed = new Date(file.lastModified);
      }
      for (const each of [name, name + HALF]) if (await found(folder, each)) await folder.removeEntry(each);
    },
  };
};

async function openFolder() {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
}

async function found(folder, name) {
  try {
    return await folder.getFileHandle(name);
  } catch (error) {
    if (error?.name === 'NotFoundError') return null;
    throw error;
  }
}

async function sizeIn(folder, name) {
  return (await (await found(folder, name))?.getFile())?.size ?? 0;
}

// Never over a journal: where one was begun meanwhile, the other stays as it is.
async function bringBack(folder, name) {
  const again = await found(folder, name + AGAIN);
  if (again && !(await sizeIn(folder, name))) await again.move(name);
}

// What was cut short when the files were open the last time; false where the mark stays, as all was to be erased.
async function finished(folder, database, journal) {
  const { erase, markedSince } = await import('./opfs_erase.js');
  const since = markedSince(journal);
  if (since === null) await (await import('./opfs_replace.js')).finish(folder, database, journal);
  else await erase(folder, database, STAYS, since, () => {});
  return since === null;
}

// Who asks for files that a page just closed has held may never be answered (seen in Chromium, once in about a hundred such
// openings on a busy machine), so it is asked again. What comes after the timeout is given back at once, or it would stay locked.
async function lent(names, timeoutMs) {
  const timeout = new AbortController();
  const opening = (async () => {
    const folder = await openFolder();
    await bringBack(folder, names[0]);
    const handles = await hold(folder, names, timeout.signal);
    const [database, journal] = names.map((name) => handles[name]);
    const erasing = sizeOf(journal) > 0 && !(await finished(folder, database, journal));
    return { folder, handles, erasing };
  })();
  let timer;
  const late = new Promise((_, refuse) => {
    timer = setTimeout(() => {
      timeout.abort(new DOMException('the files were not lent in time', 'TimeoutError'));
      refuse(timeout.signal.reason);
    }, timeoutMs);
  });
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}

// All or none: another page may be waiting for them.
async function hold(folder, names, signal) {
  const handles = {};
  const giveBack = () => Object.values(handles).forEach((handle) => handle.close());
  signal.addEventListener('abort', giveBack);
  try {
    for (const name of names) {
      handles[name] = await (await folder.getFileHandle(name, { create: true })).createSyncAccessHandle();
      signal.throwIfAborted();
    }
    return handles;
  } catch (error) {
    giveBack();
    throw error;
  }
}

// A browser whose data is cleared takes the files away and leaves us the handles: they go on writing, into files without a
// name. So each opening leaves an empty file whose name no other opening ever had; when that is gone, so are the others.
async function mark(folder) {
  const before = [];
  for await (const name of folder.keys()) if (name.startsWith(MARK)) before.push(name);
  try {
    const left = await folder.getFileHandle(MARK + crypto.randomUUID(), { create: true });
    for (const name of before) await folder.removeEntry(name).catch(() => {}); // another tab tries it: the next opening does
    return left;
  } catch (error) {
    if (error?.name !== 'QuotaExceededError') throw error;
    return before.length ? folder.getFileHandle(before[0]) : null; // no room even for an empty one: an earlier one does as well
  }
}

async function isThere(left) {
  try {
    await left?.getFile();
    return true;
  } catch (error) {
    if (error?.name === 'NotFoundError') return false;
    throw error;
  }
}

function* piecesOf(source, size) {
  const chunk = new Uint8Array(CHUNK);
  for (let at = 0; at < size; ) {
    const count = readAt(source, chunk.subarray(0, Math.min(CHUNK, size - at)), at);
    if (count === 0) return; // shorter than it was: the copy will be too, and is told by its size
    yield { bytes: chunk.subarray(0, count), at };
    at += count;
  }
}

// A whole copy under this name, on the disk; or none at all.
async function copied(folder, source, name) {
  const size = sizeOf(source);
  try {
    const written = await folder.getFileHandle(name, { create: true });
    const copy = await written.createSyncAccessHandle();
    try {
      fill(copy, size, piecesOf(source, size));
    } finally {
      copy.close();
    }
    return written;
  } catch (error) {
    await folder.removeEntry(name).catch(() => {}); // its room is needed
    throw error;
  }
}

async function copyTo(folder, source, target) {
  if (sizeOf(source) === 0) return; // nothing is no copy of anything, and takes the place of none
  const written = await copied(folder, source, target + HALF);
  await written.move(target); // over the copy before it, only now that this one is whole
}

// SQLite on the browser's own disk: an Emscripten file system of a few files over OPFS sync access handles.
//
// Loaded by Python's worker before Python; storage/vault.py calls it. A module of its own because the page's policy
// forbids `eval`, and with it JavaScript kept inside Python.
import { fill, readAt, sizeOf, truncateTo, writeAt } from './opfs_handle.js';

const ENOENT = 44, EINVAL = 28, EIO = 29, ENOSPC = 51, EPERM = 63; // Emscripten's numbers
const FOLDER = 'glimmers';
const CHUNK = 1 << 20;
const HALF = '.new'; // a copy that was not finished
const AGAIN = '.again'; // a journal whose file was taken away while it was open
const MARK = 'open-';

globalThis.openGlimmersFiles = async (pyodide, root, names, timeoutMs) => {
  const { FS } = pyodide;
  const { folder, handles } = await lent(names, timeoutMs);
  const alive = new Set(names.filter((name) => sizeOf(handles[name]) > 0));

  let lost = false; // the files were taken away, as far as could be seen by now

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

  // Emscripten's fdatasync never reaches a file system, so the order SQLite counts on is kept here: before one file is
  // written, what was written to another is on the disk.
  let unflushed = null;
  const turnTo = (name) => {
    if (unflushed !== null && unflushed !== name) handles[unflushed].flush();
    unflushed = name;
  };
  const truncate = (name, size) => {
    turnTo(name);
    truncateTo(handles[name], size);
  };

  const attributes = (node) => {
    const size = FS.isDir(node.mode) ? 4096 : sizeOf(handles[node.name]);
    const never = new Date(0);
    return {
      dev: 1, ino: node.id, mode: node.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size,
      atime: never, mtime: never, ctime: never, blksize: 4096, blocks: Math.ceil(size / 512),
    };
  };
  const setAttributes = (node, wanted) => {
    if (wanted.size !== undefined) truncate(node.name, wanted.size);
  };
  const seek = (stream, offset, whence) => {
    const from = whence === 1 ? stream.position : whence === 2 ? attributes(stream.node).size : 0;
    if (from + offset < 0) throw new FS.ErrnoError(EINVAL);
    return from + offset;
  };

  const folderNode = {
    getattr: guarded(attributes),
    setattr: guarded((node, wanted) => {}),
    lookup: guarded((parent, name) => {
      if (!alive.has(name)) throw new FS.ErrnoError(ENOENT);
      return make(parent, name, 0o100600);
    }),
    mknod: guarded((parent, name, mode) => {
      if (!(name in handles)) throw new FS.ErrnoError(EPERM);
      alive.add(name);
      return make(parent, name, mode);
    }),
    unlink: guarded((parent, name) => {
      truncate(name, 0);
      alive.delete(name);
    }),
    readdir: guarded(() => ['.', '..', ...alive]),
  };
  const fileNode = { getattr: guarded(attributes), setattr: guarded(setAttributes) };
  const stream = {
    open: () => {},
    close: () => {},
    llseek: guarded(seek),
    read: guarded((stream, buffer, offset, length, position) =>
      readAt(handles[stream.node.name], buffer.subarray(offset, offset + length), position)),
    // May write less than asked: SQLite then writes the rest. Where there is no room it hears of a full disk, and rolls back.
    write: guarded((stream, buffer, offset, length, position) => {
      turnTo(stream.node.name);
      return writeAt(handles[stream.node.name], buffer.subarray(offset, offset + length), position);
    }),
    fsync: guarded((stream) => {
      handles[stream.node.name].flush();
      return 0;
    }),
  };
  function make(parent, name, mode) {
    const node = FS.createNode(parent, name, mode, 0);
    node.node_ops = FS.isDir(mode) ? folderNode : fileNode;
    node.stream_ops = FS.isDir(mode) ? { llseek: stream.llseek } : stream;
    return node;
  }

  FS.mkdirTree(root);
  FS.mount({ mount: () => make(null, '/', 0o40700) }, {}, root);

  const marked = mark(folder).catch((error) => console.warn(`journal files: no mark: ${error?.name}`));
  return {
    // Whether all of it is on the disk, and the files still are where the next opening will look for them.
    async flush() {
      for (const name of names) handles[name].flush();
      lost ||= !(await isThere(await marked));
      return !lost;
    },
    isLost: () => lost,
    // Copies what a handle still reads to where the next opening finds it. The name itself stays locked: from the handle of a
    // file that was taken away Chromium's `close` never comes back, and it holds the lock until the browser itself is closed.
    async writeAgain(name) {
      const again = await openFolder();
      if (await sizeIn(again, name)) throw new DOMException('another journal lies there', 'InvalidModificationError');
      await copyTo(again, handles[name], name + AGAIN);
    },
    async copy(name, target) {
      for (const each of names) handles[each].flush();
      await copyTo(folder, handles[name], target);
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

// Who asks for files that a page just closed has held may never be answered (seen in Chromium, once in about a hundred such
// openings on a busy machine), so it is asked again. What comes after the timeout is given back at once, or it would stay locked.
async function lent(names, timeoutMs) {
  const timeout = new AbortController();
  const opening = (async () => {
    const folder = await openFolder();
    await bringBack(folder, names[0]);
    return { folder, handles: await hold(folder, names, timeout.signal) };
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
    for (const name of before) await folder.removeEntry(name);
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

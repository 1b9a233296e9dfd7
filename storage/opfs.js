// SQLite on the browser's own disk: an Emscripten file system of a few files over OPFS sync access handles.
//
// Loaded by Python's worker before Python; storage/vault.py calls it. A module of its own because the page's policy
// forbids `eval`, and with it JavaScript kept inside Python.
const ENOENT = 44, EINVAL = 28, EIO = 29, ENOSPC = 51, EPERM = 63; // Emscripten's numbers
const FOLDER = 'glimmers';
const CHUNK = 1 << 20;

globalThis.openGlimmersFiles = async (pyodide, root, names) => {
  const { FS } = pyodide;
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
  const handles = await hold(folder, names);
  const alive = new Set(names.filter((name) => handles[name].getSize() > 0));

  // An exception that is not Emscripten's own would take Python down with it.
  const guarded = (work) => (...args) => {
    try {
      return work(...args);
    } catch (error) {
      if (error instanceof FS.ErrnoError) throw error;
      console.error(`journal files: ${error?.name}`);
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
    handles[name].truncate(size);
  };

  const attributes = (node) => {
    const size = FS.isDir(node.mode) ? 4096 : handles[node.name].getSize();
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
      handles[stream.node.name].read(buffer.subarray(offset, offset + length), { at: position })),
    // May write less than asked where room runs out: SQLite then writes the rest, or reports a full disk.
    write: guarded((stream, buffer, offset, length, position) => {
      turnTo(stream.node.name);
      return handles[stream.node.name].write(buffer.subarray(offset, offset + length), { at: position });
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

  return {
    flush() {
      for (const name of names) handles[name].flush();
    },
    async copy(name, target) {
      for (const each of names) handles[each].flush();
      await copyTo(folder, handles[name], target);
    },
  };
};

async function hold(folder, names) {
  const handles = {};
  try {
    for (const name of names) {
      handles[name] = await (await folder.getFileHandle(name, { create: true })).createSyncAccessHandle();
    }
    return handles;
  } catch (error) {
    for (const handle of Object.values(handles)) handle.close(); // all or none: another page may be waiting for them
    throw error;
  }
}

async function copyTo(folder, source, target) {
  const written = await folder.getFileHandle(`${target}.new`, { create: true });
  const copy = await written.createSyncAccessHandle();
  try {
    copy.truncate(0);
    const chunk = new Uint8Array(CHUNK);
    for (let at = 0, size = source.getSize(); at < size; ) {
      const read = source.read(chunk.subarray(0, Math.min(CHUNK, size - at)), { at });
      const wrote = copy.write(chunk.subarray(0, read), { at });
      if (wrote === 0) throw new DOMException('no room for the copy', 'QuotaExceededError');
      at += wrote;
    }
    copy.flush();
  } finally {
    copy.close();
  }
  await written.move(target); // over the copy before it, only now that this one is whole
}

// Files of the browser, by reference, where Python reads files: each in a folder of its own that nobody can write into, by
// Emscripten's WORKERFS. storage/lent_files.py calls it; worker.js loads it when first needed.
const EIO = 29; // Emscripten's number

let guarded = false;

// A File that was taken away or has changed since is not read. What the browser says of that is no error of Emscripten's, and
// would take Python down with it.
function guard(FS) {
  if (guarded) return;
  const ops = FS.filesystems.WORKERFS.stream_ops, { read } = ops;
  ops.read = (...args) => {
    try {
      return read(...args);
    } catch (error) {
      if (error instanceof FS.ErrnoError) throw error;
      console.warn(`a file that was lent: ${error?.name}`);
      throw new FS.ErrnoError(EIO);
    }
  };
  guarded = true;
}

// `files` are pairs of a path inside of `root`, and a Blob.
export function lend({ FS }, root, files) {
  guard(FS);
  FS.mkdirTree(root);
  FS.mount(FS.filesystems.WORKERFS, { blobs: files.map(([name, data]) => ({ name, data })) }, root);
}

export function takeBack({ FS }, root) {
  FS.unmount(root);
  FS.rmdir(root);
}

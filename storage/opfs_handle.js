// What a sync access handle really did; opfs.js and opfs_photos.js read and write through these.
//
// Where a browser's share of the disk is full, Chromium's private windows throw nothing: `write` answers 4294967288, which
// is an error's number (-8) read as unsigned, and none or part of the bytes are there; a `truncate` to more does nothing;
// after the files were taken away `read` answers 4294967292, and `getSize` 2^64. Who adds such a number to a position
// tears the file. So no answer is believed that cannot be true.
/** @param {number} count @param {number} most */
const can = (count, most) => Number.isSafeInteger(count) && count >= 0 && count <= most;
const full = () => new DOMException('no room left', 'QuotaExceededError');
const gone = () => new DOMException('the file does not answer', 'InvalidStateError');

/** @param {FileSystemSyncAccessHandle} handle */
export function sizeOf(handle) {
  const size = handle.getSize();
  if (!can(size, Number.MAX_SAFE_INTEGER)) throw gone();
  return size;
}

// How many bytes came, none at the end of the file.
/** @param {FileSystemSyncAccessHandle} handle @param {Uint8Array} bytes @param {number} at */
export function readAt(handle, bytes, at) {
  const count = handle.read(bytes, { at });
  if (!can(count, bytes.length)) throw gone();
  return count;
}

// How many bytes are there now: at least one, perhaps not all. Of a write that failed nothing stays behind the file's end.
/** @param {FileSystemSyncAccessHandle} handle @param {Uint8Array} bytes @param {number} at */
export function writeAt(handle, bytes, at) {
  try {
    const count = handle.write(bytes, { at });
    if (can(count, bytes.length) && (count > 0 || bytes.length === 0)) return count;
    throw full();
  } catch (error) {
    cutBack(handle, at, bytes.length);
    throw error;
  }
}

// A file that ends within what was to be written holds as much of it as there was room for.
/** @param {FileSystemSyncAccessHandle} handle @param {number} at @param {number} length */
function cutBack(handle, at, length) {
  try {
    const size = handle.getSize();
    if (size > at && size < at + length) handle.truncate(at);
  } catch (error) {
    console.warn(`a half write could not be taken back: ${error instanceof DOMException && error.name}`);
  }
}

/** @param {FileSystemSyncAccessHandle} handle @param {number} size */
export function truncateTo(handle, size) {
  handle.truncate(size);
  if (sizeOf(handle) !== size) throw full();
}

// All that `pieces` gives, each {bytes, at}, in a file that was empty: flushed, and as long as it has to be.
/** @param {FileSystemSyncAccessHandle} handle @param {number} size @param {Iterable<{bytes: Uint8Array, at: number}>} pieces */
export function fill(handle, size, pieces) {
  truncateTo(handle, 0);
  for (const { bytes, at } of pieces) {
    for (let done = 0; done < bytes.length; ) done += writeAt(handle, bytes.subarray(done), at + done);
  }
  handle.flush();
  if (sizeOf(handle) !== size) throw full();
}

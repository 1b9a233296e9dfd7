// A browser's private files in memory, for Node: they are slow to reach nowhere, can be filled up, and lose their power.
//
// What a power cut leaves of writes that were not flushed is drawn: of each, any of its 512-byte sectors.
const SECTOR = 512;

export class Disk {
  constructor({ quota = 1 << 30 } = {}) {
    this.files = new Map(); // by path: {bytes, durable, unflushed, locked, at}
    this.quota = quota;
    this.lies = false;
    this.left = Infinity; // operations until the power fails
  }

  get used() {
    return [...this.files.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  step() {
    if (this.left-- <= 0) throw new DOMException('no power', 'InvalidStateError');
  }

  // The disk as it is found when the power is back.
  afterPowerCut(random) {
    const disk = new Disk({ quota: this.quota });
    for (const [path, { durable, unflushed }] of this.files) {
      let bytes = durable;
      for (const { truncate, at, content } of unflushed) {
        if (truncate !== undefined) {
          if (random() < 0.5) bytes = resized(bytes, truncate);
          continue;
        }
        for (let from = 0; from < content.length; from += SECTOR) {
          if (random() < 0.5) bytes = written(bytes, content.subarray(from, from + SECTOR), at + from);
        }
      }
      disk.files.set(path, { bytes, durable: bytes, unflushed: [], locked: false });
    }
    return disk;
  }

  // The same after `kill -9`: what was written is with the system, flushed or not.
  afterKill() {
    const disk = new Disk({ quota: this.quota });
    for (const [path, { bytes }] of this.files) disk.files.set(path, { bytes, durable: bytes, unflushed: [], locked: false });
    return disk;
  }

  plugIn() {
    const storage = {
      getDirectory: async () => new Folder(this, ''),
      estimate: async () => ({ usage: this.used, quota: this.quota }),
    };
    Object.defineProperty(globalThis, 'navigator', { value: { storage }, configurable: true });
  }
}

function resized(bytes, size) {
  const fresh = new Uint8Array(size);
  fresh.set(bytes.subarray(0, size));
  return fresh;
}

function written(bytes, content, at) {
  const fresh = resized(bytes, Math.max(bytes.length, at + content.length));
  fresh.set(content, at);
  return fresh;
}

const missing = () => new DOMException('no such file', 'NotFoundError');

globalThis.FileSystemFileHandle = class {};

class Folder {
  kind = 'directory';

  constructor(disk, path) {
    Object.assign(this, { disk, path });
  }

  async getDirectoryHandle(name) {
    return new Folder(this.disk, `${this.path}${name}/`);
  }

  async getFileHandle(name, { create = false } = {}) {
    this.disk.step();
    const path = this.path + name;
    if (!this.disk.files.has(path)) {
      if (!create) throw missing();
      this.disk.files.set(path, { bytes: new Uint8Array(), durable: new Uint8Array(), unflushed: [], locked: false });
    }
    return new FileHandle(this.disk, path);
  }

  async removeEntry(name) {
    this.disk.step();
    const file = this.disk.files.get(this.path + name);
    if (!file) throw missing();
    if (file.locked) throw new DOMException('locked', 'NoModificationAllowedError');
    this.disk.files.delete(this.path + name);
  }

  async *keys() {
    const inside = [...this.disk.files.keys()].filter((path) => path.startsWith(this.path)).map((path) => path.slice(this.path.length));
    yield* new Set(inside.map((path) => path.split('/')[0]));
  }

  async *values() {
    for await (const name of this.keys()) {
      const path = this.path + name;
      yield this.disk.files.has(path) ? new FileHandle(this.disk, path) : new Folder(this.disk, `${path}/`);
    }
  }
}

class FileHandle extends FileSystemFileHandle {
  kind = 'file';

  constructor(disk, path) {
    super();
    Object.assign(this, { disk, path });
  }

  get name() {
    return this.path.replace(/.*\//, '');
  }

  get file() {
    const file = this.disk.files.get(this.path);
    if (!file) throw missing();
    return file;
  }

  async getFile() {
    return new File([this.file.bytes], this.name, { lastModified: 1_700_000_000_000 });
  }

  async move(name) {
    this.disk.step();
    const { file, disk } = this;
    disk.files.delete(this.path);
    this.path = this.path.replace(/[^/]*$/, name);
    disk.files.set(this.path, file);
  }

  async createSyncAccessHandle() {
    this.disk.step();
    if (this.file.locked) throw new DOMException('locked', 'NoModificationAllowedError');
    this.file.locked = true;
    return new SyncAccessHandle(this.disk, this.file);
  }
}

class SyncAccessHandle {
  constructor(disk, file) {
    Object.assign(this, { disk, file });
  }

  open() {
    if (!this.file) throw new DOMException('closed', 'InvalidStateError');
    this.disk.step();
    return this.file;
  }

  getSize() {
    return this.open().bytes.length;
  }

  read(buffer, { at }) {
    const found = this.open().bytes.subarray(at, at + buffer.length);
    buffer.set(found);
    return found.length;
  }

  write(buffer, { at }) {
    const file = this.open();
    const more = Math.max(0, at + buffer.length - file.bytes.length);
    if (this.disk.used + more > this.disk.quota) {
      if (this.disk.lies) return 4294967288; // as Chromium's private windows do
      throw new DOMException('full', 'QuotaExceededError');
    }
    const content = Uint8Array.from(buffer);
    file.bytes = written(file.bytes, content, at);
    file.unflushed.push({ at, content });
    return buffer.length;
  }

  truncate(size) {
    const file = this.open();
    if (this.disk.used + Math.max(0, size - file.bytes.length) > this.disk.quota) throw new DOMException('full', 'QuotaExceededError');
    file.bytes = resized(file.bytes, size);
    file.unflushed.push({ truncate: size });
  }

  flush() {
    const file = this.open();
    file.durable = file.bytes;
    file.unflushed = [];
  }

  close() {
    if (this.file) this.file.locked = false;
    this.file = null;
  }
}

// The inbox: what was kept where the journal cannot be reached, before the app is there or beside another tab that has it.
// One script for the page, Python's worker and the service worker; docs/inbox-format.md says what a record is.
//
// IndexedDB with `durability: 'strict'` is the one place in a browser that is on the disk when it says so, needs no worker,
// and can be written by several tabs. The app takes the records into the journal, and only then out of here.
(() => {
  const NAME = 'glimmers-inbox', RECORDS = 'records', FILES = 'files';

  /** @type {<T>(asked: IDBRequest<T>) => Promise<T>} */
  const answered = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  /** @type {Promise<IDBDatabase> | null} */
  let opening = null;

  /** Rejects where the browser lends no room, and is asked anew the next time. */
  function open() {
    opening ??= connect().catch((error) => { opening = null; throw error; });
    return opening;
  }

  async function connect() {
    const asked = indexedDB.open(NAME, 1); // throws at once where storage is refused
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(RECORDS, { keyPath: 'id' });
      asked.result.createObjectStore(FILES); // photos, as they came, by the names that their record has for them
    };
    const db = await answered(asked);
    db.onversionchange = () => { db.close(); opening = null; }; // a later version, or the browser's data being deleted
    db.onclose = () => { opening = null; };
    return db;
  }

  /**
   * Resolves when the disk has it.
   * @param {(records: IDBObjectStore, files: IDBObjectStore) => void} work
   */
  async function change(work) {
    const db = await open();
    await new Promise((resolve, reject) => {
      const doing = db.transaction([RECORDS, FILES], 'readwrite', { durability: 'strict' });
      doing.oncomplete = resolve;
      doing.onabort = () => reject(doing.error);
      work(doing.objectStore(RECORDS), doing.objectStore(FILES));
      doing.commit?.();
    });
  }

  // What is read here comes after whatever was written before.
  /** @param {string} store */
  const reader = async (store) => (await open()).transaction(store).objectStore(store);

  /** @param {number} number */
  const padded = (number) => String(number).padStart(2, '0');

  /** @param {Date} now */
  function withOffset(now) {
    const east = -now.getTimezoneOffset(), away = Math.abs(east);
    const local = new Date(now.getTime() + east * 60_000).toISOString().slice(0, 23);
    return `${local}${east < 0 ? '-' : '+'}${padded(Math.trunc(away / 60))}:${padded(away % 60)}`;
  }

  // RFC 9562, 5.7: milliseconds since 1970, version 7, variant 2, and 74 random bits.
  /** @param {Date} now */
  function newId(now) {
    const random = Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => byte.toString(16).padStart(2, '0')).join('');
    const time = now.getTime().toString(16).padStart(12, '0');
    const variant = (8 + (parseInt(random[3], 16) & 3)).toString(16);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
  }

  /**
   * A glimmer of this moment.
   * @param {Date} now
   * @param {string} from
   * @returns {InboxRecord}
   */
  function record(now, from) {
    let zone = null;
    try {
      zone = Intl.DateTimeFormat().resolvedOptions().timeZone || null;
    } catch { /* the offset alone tells the time */ }
    return { v: 1, id: newId(now), at: withOffset(now), zone, from };
  }

  globalThis.glimmersInbox = {
    open,
    record,
    /** @param {InboxRecord} record @param {Blob[]} photos */
    put: (record, photos = []) => change((records, files) => {
      const names = photos.map((_photo, place) => `${record.id}.${place}`);
      records.add(photos.length ? { ...record, photos: names } : record);
      photos.forEach((photo, place) => files.add(photo, names[place]));
    }),
    // For Python, to which texts go faster than objects.
    waiting: async () => JSON.stringify(await answered((await reader(RECORDS)).getAll())),
    // Whether anything was ever kept in this browser: the first screen of all is another one. Page and Python both ask here.
    begun: async () => {
      try {
        const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('glimmers');
        if ((await (await folder.getFileHandle('glimmers.db')).getFile()).size) return true;
      } catch { /* there is none */ }
      return await glimmersInbox.count() > 0;
    },
    /** Those that are there, in this order. @param {string} names */
    files: async (names) => {
      const store = await reader(FILES);
      const found = await Promise.all(JSON.parse(names).map((/** @type {string} */ name) => answered(store.get(name))));
      return found.filter(Boolean);
    },
    count: async () => answered((await reader(RECORDS)).count()),
    /** @param {string} ids */
    forget: (ids) => change((records, files) => {
      for (const id of JSON.parse(ids)) {
        records.delete(id);
        files.delete(IDBKeyRange.bound(`${id}.`, `${id}/`)); // the character that follows the dot
      }
    }),
  };
})();

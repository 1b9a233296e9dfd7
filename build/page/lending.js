// Whether this browser lends the app the files that a journal lies in. Some have the page's inbox and no such files; a tap that
// no app could ever take in would be no tap kept. So as long as nothing was ever kept here it is tried, beside all that is
// fetched, and early.js says "Kept" only where this does not reject. One that does not answer is given the benefit of the
// doubt: the app asks again.
globalThis.glimmersLent = /** @type {Promise<void>} */ (new Promise((resolve, reject) => {
  // Runs in a worker, the one place where there are such files. The next opening sweeps the name (storage/opfs.js).
  async function ask() {
    try {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('glimmers', { create: true });
      /** @type {any} */
      const file = await folder.getFileHandle('open-page', { create: true });
      (await file.createSyncAccessHandle()).close();
      postMessage('');
    } catch (/** @type {any} */ error) {
      postMessage(error.name);
    }
  }

  try {
    if (localStorage.getItem('glimmers.begun')) return resolve();
  } catch { /* as private windows do */ }
  setTimeout(resolve, 3000);
  const worker = new Worker(URL.createObjectURL(new Blob([`(${ask})()`])));
  worker.onmessage = ({ data }) => {
    worker.terminate();
    // Another tab has it, or its app has just swept it away; or there is no room: the app tells.
    if (/^($|NoM|NotF|Quota)/.test(data)) resolve();
    else reject({ name: data, said: /^(Type|NotSupp)/.test(data) ? 'no-place' : 'no-storage' });
  };
}));
glimmersLent.catch(() => {}); // whoever awaits it hears of it

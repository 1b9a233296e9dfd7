// The window's side: answers what only a page can do (lasting storage, versions), tells Python what happens to the page,
// takes the splash away, and brings in the service worker.
(() => {
  const channel = new BroadcastChannel(globalThis.glimmersChannel);
  const workers = navigator.serviceWorker; // absent where the page is not served securely

  async function askServiceWorker(op) {
    const active = (await workers?.getRegistration())?.active;
    if (!active) return null;
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => { port1.close(); resolve(event.data); };
      active.postMessage({ op }, [port2]);
    });
  }

  async function changeVersion(op) {
    const changed = Boolean(await askServiceWorker(op));
    if (changed) setTimeout(() => location.reload(), 100); // the answer goes out first
    return { changed };
  }

  let sayShown;
  const shown = new Promise((resolve) => { sayShown = resolve; });

  const ops = {
    shown: async () => { sayShown(); return {}; },
    ping: async () => ({}),
    persist: async () => ({ persisted: Boolean(await navigator.storage?.persist?.()) }),
    version: async () => (await askServiceWorker('version')) ?? { serving: null, newest: null, previous: null },
    previous_version: () => changeVersion('previous_version'),
    newest_version: () => changeVersion('newest_version'),
    look: async ({ look }) => {
      if (look === 'day' || look === 'night') {
        localStorage.setItem('glimmers.look', look);
        document.documentElement.dataset.look = look;
      } else {
        localStorage.removeItem('glimmers.look');
        delete document.documentElement.dataset.look;
      }
      return {};
    },
  };

  channel.onmessage = async ({ data }) => {
    if (!data?.op) return;
    try {
      if (!Object.hasOwn(ops, data.op)) throw new Error(`no such operation: ${data.op}`);
      channel.postMessage({ id: data.id, ok: true, result: await ops[data.op](data) });
    } catch (error) {
      channel.postMessage({ id: data.id, ok: false, error: String(error) });
    }
  };
  document.addEventListener('visibilitychange', () => {
    channel.postMessage({ event: 'visibility', state: document.visibilityState });
  });
  addEventListener('pagehide', () => channel.postMessage({ event: 'pagehide' }));

  const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const once = (name) => new Promise((resolve) => addEventListener(name, resolve, { once: true }));
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const drawn = Promise.all([once('flutter-first-frame'), once('glimmers-python-speaks')]);
  drawn.then(async () => {
    await Promise.race([shown, after(1000)]); // an app that never says `shown` is shown all the same
    await nextFrame();
    await nextFrame();
    const dawn = document.getElementById('dawn');
    dawn?.classList.add('over');
    setTimeout(() => dawn?.remove(), 300);
    // Only now: filling the cache must not compete with the first start.
    await workers?.register('service_worker.js', { updateViaCache: 'none' }).catch((error) => console.warn(String(error)));
  });
})();

// The window's side: answers what only a page can do (lasting storage, versions, notifications, photos), tells Python what
// happens to the page, takes the splash away, brings in the service worker, and goes where a tapped reminder leads.
(() => {
  const channel = new BroadcastChannel(globalThis.glimmersChannel);
  const workers = navigator.serviceWorker; // absent where the page is not served securely

  const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const once = (name) => new Promise((resolve) => addEventListener(name, resolve, { once: true }));
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

  async function askServiceWorker(op) {
    const active = (await workers?.getRegistration())?.active;
    if (!active) return null;
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => { port1.close(); resolve(event.data); };
      active.postMessage({ op }, [port2]);
    });
  }

  // A tap of the page's own button first gets to the disk: what reads the inbox comes after what writes into it. A database
  // that answers nothing keeps nobody.
  function reload() {
    const now = () => location.reload();
    setTimeout(now, 3000);
    glimmersInbox.count().then(now, now);
  }

  async function changeVersion(op) {
    const changed = Boolean(await askServiceWorker(op));
    if (changed) setTimeout(reload, 100); // the answer goes out first
    return { changed };
  }

  // Firefox forgets a waiting service worker when it ends. Who always closes it with its tabs would wait for ever: the new version
  // is brought again by each visit, and forgotten again. Its files stay; so an opening asks for it at once, and it takes over
  // before the app is there. Without a network, or beside another tab, all stays as it is.
  async function takeForgotten() {
    const registration = await workers?.getRegistration();
    if (!registration?.active || registration.waiting) return;
    const { forgotten, alone } = (await askServiceWorker('forgotten')) ?? {};
    if (!forgotten || !alone) return;
    registration.addEventListener('updatefound', () => follow(registration.installing));
    await registration.update();
    follow(registration.waiting);

    function follow(found) {
      const look = () => {
        if (found.state === 'activated') reload();
        if (found.state === 'installed' && document.querySelector('#dawn:not(.over)')) found.postMessage({ op: 'take_over' });
      };
      found?.addEventListener('statechange', look);
      if (found) look();
    }
  }
  takeForgotten().catch((error) => console.warn(String(error)));

  let sayShown;
  const shown = new Promise((resolve) => { sayShown = resolve; });
  let sayBrought;
  const brought = new Promise((resolve) => { sayBrought = resolve; }); // whether the service worker could be registered

  // --- The page's own button --------------------------------------------------------------------------------------------

  // Page and app agree by messages when the app's screen may be seen: Python answers for each tap of early.js, once what it
  // kept is in the journal and its card is drawn, or cannot be. Until then the page's own button stands over the app's.
  const early = globalThis.glimmersEarly;
  let answeredFor = null, sayAnswered = () => {};
  early.onkept = (id) => channel.postMessage({ event: 'early', id });
  async function earlyAnswered() {
    while (early.last !== answeredFor) await new Promise((resolve) => { sayAnswered = resolve; });
  }

  // --- Reminders -----------------------------------------------------------------------------------------------------

  // Through the service worker only: phones know no other way, and it is still there when the tap comes.
  const canNotify = 'Notification' in globalThis && Boolean(workers && globalThis.ServiceWorkerRegistration?.prototype.showNotification);
  const permission = () => {
    if (!canNotify) return 'denied';
    return Notification.permission === 'default' ? 'unasked' : Notification.permission;
  };
  const refusal = (reason, words) => Object.assign(new Error(words), { reason });

  function notifications() {
    return { works: canNotify, permission: permission(), last_shown: Number(localStorage.getItem('glimmers.reminded')) || undefined };
  }

  // Shows the browser's question; whether it is settled: answered, or sent away by a person. Without a gesture that it
  // accepts a browser asks nobody and says no at once, though the permission stays open: so neither the answer nor
  // `userActivation` tells, only that nobody reads and answers within a third of a second.
  async function question() {
    const began = performance.now();
    await Notification.requestPermission().catch((error) => console.warn(String(error)));
    return permission() !== 'unasked' || performance.now() - began > 300;
  }

  // The tap that switched reminders on has been to Python and back. Chromium and Firefox count it for some seconds;
  // Safari wants to be asked within the tap itself. There, the next one within half a minute asks, wherever it falls:
  // most likely on the same switch, which did not move. Which event of a tap counts differs, so each is tried.
  const GESTURES = ['pointerup', 'touchend', 'click', 'keydown'];
  function questionInNextGesture() {
    return new Promise((resolve) => {
      const end = () => { GESTURES.forEach((name) => removeEventListener(name, ask, true)); clearTimeout(late); resolve(); };
      const ask = () => { question().then((settled) => { if (settled) end(); }); };
      const late = setTimeout(end, 30_000);
      GESTURES.forEach((name) => addEventListener(name, ask, true));
    });
  }

  let asking = null; // who asks while a question is open waits for the same answer
  function ask() {
    asking ??= (async () => {
      if (permission() === 'unasked' && !(await question())) await questionInNextGesture();
    })().finally(() => { asking = null; });
    return asking;
  }

  async function activeRegistration() {
    const here = await workers.getRegistration();
    if (here?.active) return here;
    // The very first visit: it is still filling its cache, or it could not be brought.
    const ready = await Promise.race([brought.then((worked) => worked && workers.ready), after(6000)]);
    if (ready === false) throw refusal('no-worker', 'the service worker could not be registered');
    if (!ready) throw refusal('not-ready', 'the service worker is not active yet');
    return ready;
  }

  async function showNotification(asked) {
    const { title, body, tag, link, icon, later, lang, wait } = asked;
    if (!globalThis.isSecureContext) throw refusal('insecure', 'the page did not come over https');
    if (!canNotify) throw refusal('unsupported', 'this browser has no notifications for pages');
    if (permission() !== 'granted') throw refusal(permission(), `notifications are ${permission()}`);
    const registration = await activeRegistration();
    const number = crypto.getRandomValues(new Uint32Array(2)).join('-');
    const page = await Promise.race([askServiceWorker('who'), after(1000)]);
    await registration.showNotification(title, {
      body, tag, icon: new URL(icon, document.baseURI).href, lang,
      renotify: true, // the same tag replaces the one before, so that they never pile up; still it is a new one
      actions: later ? [{ action: 'later', title: later }] : [], // browsers without buttons leave them out
      data: { link, number, page, again: { title, body, tag, link, icon, later, lang, wait } },
    });
    // Listed is as much as a page can learn. No timers between the looks: hidden pages get one a minute.
    for (let look = 0; look < 50; look += 1) {
      const listed = await registration.getNotifications({ tag });
      if (listed.some(({ data }) => data?.number === number)) {
        localStorage.setItem('glimmers.reminded', Date.now());
        return {};
      }
    }
    throw refusal('not-listed', 'the browser took the notification and does not list it');
  }

  let putOff = null;
  function showLater(again) {
    clearTimeout(putOff);
    putOff = setTimeout(() => showNotification(again).catch((error) => console.warn(String(error))), 1000 * again.wait);
  }

  // Flutter listens to the browser's Back and Forward; an address that appears that way is a route like any other.
  function go(address) {
    if (!address.startsWith(new URL('./', document.baseURI).href)) return;
    if (address !== location.href) history.pushState(null, '', address);
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
  }

  // All that the page itself keeps of a person; what no browser lists any more is gone already.
  async function forget() {
    clearTimeout(putOff);
    for (const key of Object.keys(localStorage)) if (key.startsWith('glimmers.')) localStorage.removeItem(key);
    delete document.documentElement.dataset.look;
    const registration = await workers?.getRegistration();
    for (const shown of (await registration?.getNotifications?.()) ?? []) shown.close();
    return {};
  }

  // --- Photos ----------------------------------------------------------------------------------------------------------

  let photoOps = null;
  function photos() {
    photoOps ??= import('./photos.js').then((module) => module.photos((event) => channel.postMessage(event)));
    return photoOps;
  }

  // Whether the page's own service worker answers for photos: not before the end of the first visit's filling, nor after a
  // reload that goes around it.
  async function photosServed() {
    const controller = workers?.controller;
    if (!controller) return false;
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data === true); });
    controller.postMessage({ op: 'serves_photos' }, [port2]);
    return Promise.race([answered, after(1000).then(() => false)]);
  }
  workers?.addEventListener('controllerchange', async () => {
    channel.postMessage({ event: 'photos_served', served: await photosServed() });
  });

  // Flutter listens to the keyboard on the window, before a dialog of the page's own would.
  for (const name of ['keydown', 'keyup']) {
    addEventListener(name, (event) => { if (event.target.closest?.('dialog')) event.stopImmediatePropagation(); }, true);
  }

  // --- What Python can ask for ---------------------------------------------------------------------------------------

  const ops = {
    photos_served: async () => ({ served: await photosServed() }),
    shown: async () => { sayShown(); return { notifications: canNotify, early: early.last ?? undefined }; },
    early_answered: async ({ kept }) => { answeredFor = kept; sayAnswered(); return {}; },
    notification_permission: async () => notifications(),
    // An answer comes in any case: Chromium may show its question as a small bell that nobody sees.
    ask_notifications: async () => { await Promise.race([ask(), after(90_000)]); return notifications(); },
    show_notification: showNotification,
    forget,
    hide: async () => { globalThis.glimmersHide(); return {}; },
    forget_later: async () => { clearTimeout(putOff); return {}; },
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
      const does = Object.hasOwn(ops, data.op) ? ops[data.op] : (await photos())[data.op];
      if (!does) throw new Error(`no such operation: ${data.op}`);
      channel.postMessage({ id: data.id, ok: true, result: await does(data) });
    } catch (error) {
      channel.postMessage({ id: data.id, ok: false, error: String(error), reason: error?.reason });
    }
  };
  document.addEventListener('visibilitychange', () => {
    channel.postMessage({ event: 'visibility', state: document.visibilityState });
  });
  addEventListener('pagehide', () => channel.postMessage({ event: 'pagehide' }));

  // Flutter has drawn, and Python says that what was drawn is its first screen; watch.js looks whether they do.
  const drawn = Promise.all([once('flutter-first-frame'), once('glimmers-python-speaks'), shown]);
  drawn.then(async () => {
    await earlyAnswered();
    dispatchEvent(new Event('glimmers-shown'));
    await nextFrame();
    await nextFrame();
    const dawn = document.getElementById('dawn');
    // The app's own button has the focus next, of those who see or hear it: after a finger's tap a ring would say nothing.
    if (dawn?.querySelector(':focus-visible')) channel.postMessage({ event: 'focus' });
    dawn?.classList.add('over');
    setTimeout(() => dawn?.remove(), 300);
    // Only now: filling the cache must not compete with the first start.
    const bringing = workers?.register('service_worker.js', { updateViaCache: 'none' });
    sayBrought(Boolean(await bringing?.catch((error) => console.warn(String(error)))));
  });
  workers?.addEventListener('message', ({ data }) => {
    if (typeof data?.go === 'string') drawn.then(() => go(data.go)); // before that nobody would hear of it
    if (data?.again) showLater(data.again);
  });
})();

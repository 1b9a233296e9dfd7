// Keeps the app usable without a network, lets a new version take over only at an opening, and knows the way back; leads from
// a tapped reminder into the app.
//
// A version is two caches: the engine (Flutter, Pyodide), which most versions share, and the app. The browser itself
// holds a new service worker back until no page of the old one is open. `versions` remembers which version is served
// and which was before it, so that a version whose migration failed can hand back to its predecessor.
const BUILD = /* BUILD */ null;
const VERSIONS = 'glimmers-versions';
const SCOPE = new URL('./', location.href);
const OWN = { id: BUILD.id, caches: BUILD.parts.map((part) => part.cache) };

// As Flutter's loader decides: the smaller CanvasKit leans on the text breaking and image decoding that only Chromium
// has. It also asks for ImageDecoder, which no service worker can see; browsers with the one have the other.
const CANVASKIT = Intl.v8BreakIterator && Intl.Segmenter ? 'chromium' : 'full';

const at = (path) => new URL(path, SCOPE).href;
let remembered = null;

async function versions() {
  if (!remembered) {
    const stored = await (await caches.open(VERSIONS)).match(at('versions'));
    remembered = stored ? await stored.json() : { serving: null, previous: null };
  }
  return remembered;
}

async function remember(next) {
  await (await caches.open(VERSIONS)).put(at('versions'), new Response(JSON.stringify(next)));
  remembered = next;
}

async function bring(cache, path, integrity) {
  // Revalidated, and refused unless it is exactly this build's file: a half-uploaded site must not become a version.
  const response = await fetch(at(path), { cache: 'no-cache', integrity });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  await cache.put(at(path), response);
}

async function fill() {
  for (const { cache: name, files } of BUILD.parts) {
    const cache = await caches.open(name);
    const wanted = Object.entries(files).filter(([, [, when]]) => when === 'now' || when === CANVASKIT);
    await Promise.all(wanted.map(async ([path, [integrity]]) => {
      if (!(await cache.match(at(path)))) await bring(cache, path, integrity);
    }));
  }
}

async function takeOver() {
  const { serving, previous } = await versions();
  const before = serving && serving.id !== OWN.id ? serving : previous;
  await remember({ serving: OWN, previous: before });
  const kept = new Set([VERSIONS, ...OWN.caches, ...(before?.caches ?? [])]);
  for (const name of await caches.keys()) {
    if (name.startsWith('glimmers-') && !kept.has(name)) await caches.delete(name);
  }
  if (!serving) await clients.claim(); // the very first: the page that brought us is of this build
}

// Flutter asks for these scripts in about a hundred slices each; every slice is answered with the whole font.
const SLICE = /^assets\/fonts\/notosans(jp|sc|tc|hk|kr)\//;
const whole = (path) => {
  const script = SLICE.exec(path)?.[1];
  return script ? `fonts/scripts/NotoSans${(script === 'hk' ? 'tc' : script).toUpperCase()}.woff2` : path;
};

async function answer(request) {
  const { serving } = await versions();
  const version = serving ?? OWN;
  const path = whole(new URL(request.url).pathname.slice(SCOPE.pathname.length));
  const known = BUILD.parts.some(({ files }) => Object.hasOwn(files, path));
  const wanted = path === 'index.html' || (request.mode === 'navigate' && !known) ? '' : path;
  for (const name of version.caches) {
    const hit = await (await caches.open(name)).match(at(wanted));
    if (hit) return hit;
  }
  if (version.id === OWN.id) {
    for (const { cache: name, files } of BUILD.parts) {
      if (!Object.hasOwn(files, wanted)) continue;
      const cache = await caches.open(name);
      await bring(cache, wanted, files[wanted][0]);
      return cache.match(at(wanted));
    }
  }
  return fetch(request);
}

// A tap on a reminder leads into the window that showed it (another one may be waiting for the journal), or the one used last,
// or a new one. Whatever a notification holds, it leads nowhere but into this app.
async function follow({ link, page }) {
  let address = new URL(String(link ?? '').replace(/^\/+/, ''), SCOPE).href;
  if (!address.startsWith(SCOPE.href)) address = SCOPE.href;
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const ours = windows.filter(({ url }) => url.startsWith(SCOPE.href));
  const window = ours.find(({ id }) => id === page) ?? ours[0];
  if (!window) return clients.openWindow(address);
  window.postMessage({ go: address });
  return window.focus().catch(() => {}); // not every system lets a window come forward; it went there all the same
}

const OPS = {
  async who(event) {
    return event.source?.id ?? null;
  },
  async version() {
    const { serving, previous } = await versions();
    return { serving: serving?.id ?? null, newest: OWN.id, previous: previous?.id ?? null };
  },
  async previous_version() {
    const { serving, previous } = await versions();
    if (!previous || serving?.id !== OWN.id) return false;
    for (const name of previous.caches) if (!(await caches.has(name))) return false;
    await remember({ serving: previous, previous: null });
    return true;
  },
  async newest_version() {
    const { serving } = await versions();
    if (!serving || serving.id === OWN.id) return false;
    await remember({ serving: OWN, previous: serving });
    return true;
  },
};

self.addEventListener('install', (event) => event.waitUntil(fill()));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', (event) => {
  if (!Object.hasOwn(OPS, event.data?.op ?? '')) return;
  event.waitUntil(OPS[event.data.op](event).then((reply) => event.ports[0]?.postMessage(reply)));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(follow(event.notification.data ?? {}));
});
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) {
    if (url.protocol.startsWith('http')) event.respondWith(Response.error()); // nothing leaves this device
    return;
  }
  if (event.request.method !== 'GET' || !url.pathname.startsWith(SCOPE.pathname)) return;
  event.respondWith(answer(event.request));
});

// Keeps the app usable without a network, lets a new version take over only at an opening, and knows the way back; leads from
// a tapped reminder into the app; answers for photos from this browser's private files.
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
  // Hosts that go by dates take an older file that was put back for the newer one which the browser has: then it is asked for anew.
  const asked = (cache) => fetch(at(path), { cache, integrity });
  const response = await asked('no-cache').catch(() => asked('reload'));
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

// Which version was brought last, for a browser that forgets who waits.
async function noteBrought() {
  await (await caches.open(VERSIONS)).put(at('brought'), new Response(OWN.id));
}

async function brought() {
  const noted = await (await caches.open(VERSIONS)).match(at('brought'));
  return noted ? noted.text() : null;
}

async function isOnePageOpen() {
  return (await clients.matchAll({ type: 'window', includeUncontrolled: true })).length === 1;
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

// Written by storage/opfs_photos.js, under the sha256 of what they hold: what is there once never changes. Only our own pages
// come here at all, except by navigating: in a frame, another site could learn whether a photo exists.
// A photo is asked for by its id, a thumbnail by the same in base64, for many are named in one message.
const PHOTO = /^_photo\/(?:(?<id>[0-9a-f]{64})\.jpg|(?<short>[\w-]{43}))$/;
const PHOTO_HEADERS = {
  'content-type': 'image/jpeg',
  'cache-control': 'private, max-age=31536000, immutable',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};
const hex = (short) => Array.from(atob(short.replaceAll('-', '+').replaceAll('_', '/')),
  (character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');
async function photo(request, path) {
  const nothing = new Response(null, { status: 404 });
  const { id, short } = PHOTO.exec(path)?.groups ?? {};
  if ((!id && !short) || request.mode === 'navigate') return nothing;
  const name = id ? `${id}.jpg` : `${hex(short)}.thumb.jpg`;
  try {
    let folder = await navigator.storage.getDirectory();
    for (const part of ['glimmers', 'photos']) folder = await folder.getDirectoryHandle(part);
    const file = await (await folder.getFileHandle(name)).getFile();
    // A picture that was cut short is drawn as a missing one, not as a grey half of it.
    if (new DataView(await file.slice(-2).arrayBuffer()).getUint16(0) !== 0xffd9) return nothing;
    return new Response(file, { headers: { ...PHOTO_HEADERS, 'content-length': String(file.size) } });
  } catch (error) {
    if (error?.name !== 'NotFoundError') console.warn(`a photo: ${error?.name}`);
    return nothing;
  }
}

async function windowOf(page) {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const ours = windows.filter(({ url }) => url.startsWith(SCOPE.href));
  return ours.find(({ id }) => id === page) ?? ours[0];
}

// "Later": a window waits, since a service worker with nothing to do is ended. If none is left, the next opening has the prompt.
async function putOff({ again, page }) {
  (await windowOf(page))?.postMessage({ again });
}

// A tap on a reminder leads into the window that showed it (another one may be waiting for the journal), or the one used last,
// or a new one. Whatever a notification holds, it leads nowhere but into this app.
async function follow({ link, page }) {
  let address = new URL(String(link ?? '').replace(/^\/+/, ''), SCOPE).href;
  if (!address.startsWith(SCOPE.href)) address = SCOPE.href;
  const window = await windowOf(page);
  if (!window) return clients.openWindow(address);
  window.postMessage({ go: address });
  return window.focus().catch(() => {}); // not every system lets a window come forward; it went there all the same
}

// What another app shares goes into the inbox, durable before the answer, and without a network; the page that is led to shows
// it and asks. Any site can send such a form here, and nothing tells it from an app: so it is never kept by itself, and there
// is an end to how much of it waits.
const SHARE = at('share'), SHARED = at('shared');
const SHARES = 20, PHOTOS = 30, BYTES = 50e6, ALL_BYTES = 100e6, WORDS = 100_000;
async function share(request) {
  const lead = (query = '') => Response.redirect(SHARED + query, 303);
  const form = await request.formData().catch(() => null);
  if (!form) return lead('?refused=unread');
  const given = ['title', 'text', 'url'].map((name) => String(form.get(name) ?? '').replaceAll('\0', '').trim());
  const said = (line, place) => given.some((other, at) => at !== place && other.includes(line) && (other !== line || at < place));
  const note = [...given.filter((line, place) => line && !said(line, place)).join('\n')].slice(0, WORDS).join('');
  const offered = form.getAll('photos').filter((file) => file instanceof File && file.size);
  const photos = [];
  let room = ALL_BYTES;
  for (const file of offered) {
    if (photos.length === PHOTOS || file.size > Math.min(BYTES, room)) continue;
    photos.push(file);
    room -= file.size;
  }
  const left = photos.length < offered.length ? `?left=${offered.length - photos.length}` : '';
  if (!note && !photos.length) return lead(left);
  try {
    const waiting = JSON.parse(await glimmersInbox.waiting()).filter(({ from }) => from === 'share');
    if (waiting.length >= SHARES) return lead('?refused=many');
    await glimmersInbox.put({ ...glimmersInbox.record(new Date(), 'share'), note }, photos);
  } catch (error) {
    console.warn(`the inbox: ${error?.name}`);
    return lead(`?refused=${error?.name === 'QuotaExceededError' ? 'room' : 'storage'}`);
  }
  return lead(left);
}

const OPS = {
  async serves_photos() {
    return true;
  },
  async who(event) {
    return event.source?.id ?? null;
  },
  async version() {
    const { serving, previous } = await versions();
    return { serving: serving?.id ?? null, newest: OWN.id, previous: previous?.id ?? null };
  },
  // Of a version that was brought, and of which the browser knows no more; and whether only one page would see it come.
  async forgotten() {
    const last = await brought();
    return { forgotten: last !== null && last !== OWN.id, alone: await isOnePageOpen() };
  },
  // Looked at once more: while the version came another page may have, and it would go on as a mixture of both.
  async take_over() {
    if (await isOnePageOpen()) await self.skipWaiting();
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

self.addEventListener('install', (event) => event.waitUntil(fill().then(noteBrought)));
self.addEventListener('activate', (event) => event.waitUntil(takeOver()));
self.addEventListener('message', (event) => {
  if (!Object.hasOwn(OPS, event.data?.op ?? '')) return;
  event.waitUntil(OPS[event.data.op](event).then((reply) => event.ports[0]?.postMessage(reply)));
});
self.addEventListener('notificationclick', (event) => {
  const data = event.notification.data ?? {};
  event.notification.close();
  event.waitUntil(event.action === 'later' ? putOff(data) : follow(data));
});
self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) {
    if (url.protocol.startsWith('http')) event.respondWith(Response.error()); // nothing leaves this device
    return;
  }
  const { method, mode, destination } = event.request;
  if (method === 'POST' && url.href === SHARE && mode === 'navigate' && destination === 'document') {
    event.respondWith(share(event.request));
    return;
  }
  if (method !== 'GET' || !url.pathname.startsWith(SCOPE.pathname)) return;
  const path = url.pathname.slice(SCOPE.pathname.length);
  event.respondWith(path.startsWith('_photo/') ? photo(event.request, path) : answer(event.request));
});

// The page's own large button, there before the app: a tap is durable before "Kept" is said, and the app takes it into the
// journal. Stands in the page itself, in front of everything that has to be fetched. The app takes over without a jump:
// what is measured here is what `_measure` in app/ui/today/screen.py measures; a browser test holds the two together.
(() => {
  const LARGE_TEXT = 1.3, WIDE = 840, BAR = 80, RAIL = 105, MAIN = 520; // dp, as in app/ui
  const inbox = glimmersInbox;
  const root = document.documentElement;
  const dawn = /** @type {HTMLElement} */ (document.getElementById('dawn'));
  /** @type {(name: string) => HTMLElement} */
  const part = (name) => /** @type {HTMLElement} */ (dawn.querySelector(`[data-part=${name}]`));
  const button = /** @type {HTMLButtonElement} */ (part('early')), said = part('said');

  /** @type {(key: string) => string | null} */
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const chosen = remembered('glimmers.look');
  if (chosen === 'day' || chosen === 'night') root.dataset.look = chosen;
  let begun = remembered('glimmers.begun') !== null;
  root.hidden = window.name[0] === '#'; // hidden before a reload: hide.js goes on with it

  const address = location.pathname.slice(new URL('./', document.baseURI).pathname.length);
  const isToday = ['', 'index.html', 'capture'].includes(address);
  const scale = parseFloat(getComputedStyle(root).fontSize) / 16; // as Flutter takes the size of text from it

  function place() {
    const width = innerWidth, wide = width >= WIDE, bare = wide || !begun;
    const body = innerHeight - (bare ? 0 : BAR);
    let size = body >= 600 ? 156 : 132;
    let below = 100; // the hint
    if (!begun) below = body >= 600 ? 186 : 138; // and the ways on
    let top = Math.max(body - below - size, 232);
    if (scale >= LARGE_TEXT) {
      size = Math.min(224, width - 96, Math.max(132 * Math.min(scale, 1.6), body * 0.28));
      top = body * (begun ? 0.17 : 0.5) + 16;
    }
    const centre = wide && begun ? RAIL + MAIN / 2 : width / 2;
    for (const [name, value] of Object.entries({ size, top, left: centre - size / 2 })) {
      dawn.style.setProperty(`--${name}`, `${value}px`);
    }
    dawn.style.setProperty('--scale', String(Math.min(scale, 1.7)));
  }

  /** @param {string} which @param {string} time */
  function say(which, time) {
    const text = /** @type {string} */ (part(which).textContent).trim();
    said.dataset.of = which;
    said.replaceChildren(); // the same words again are news again
    said.append(text.replace('{time}', time));
  }

  let time = '';
  function tell() {
    if (time) say(dawn.classList.contains('failed') ? 'kept-for-later' : 'kept-at', time);
  }

  // For the rest of the page (watch.js, bridge.js): the id of the last tap that is durable, and who hears of the next ones.
  /** @type {typeof glimmersEarly} */
  const early = globalThis.glimmersEarly = { last: null, tell, onkept: () => {} };
  const others = new BroadcastChannel('glimmers-inbox');

  /** @param {any} error */
  function refuse(error) {
    console.warn(`the inbox: ${error?.name}`);
    say(error?.said ?? (error?.name === 'QuotaExceededError' ? 'no-room' : 'no-storage'), '');
  }

  async function keep() {
    const record = inbox.record(new Date(), 'page');
    try {
      await ready;
      await inbox.put(record);
      early.last = record.id;
      time = record.at.slice(11, 16);
      note();
      place();
      tell();
      performance.mark('glimmers-kept');
      early.onkept(record.id);
      others.postMessage('kept'); // to the tab that has the journal, if that is another one
    } catch (error) {
      refuse(error);
    }
  }

  function note() {
    begun = true;
    try { localStorage.setItem('glimmers.begun', '1'); } catch { /* looked for anew next time */ }
  }

  function show() {
    place();
    dawn.classList.add('early');
    performance.mark('glimmers-early');
  }

  button.addEventListener('click', keep);
  addEventListener('resize', place);
  const ready = Promise.all([inbox.open(), glimmersLent]); // under way before the first tap
  if (begun && isToday) show();
  ready.then(async () => {
    if (!begun && await inbox.begun()) note();
    if (isToday) show();
    else place();
  }, (/** @type {any} */ error) => {
    dawn.classList.remove('early');
    button.remove();
    if (isToday) refuse(error);
  });
})();

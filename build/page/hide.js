// Hides Glimmers at once: Esc, a quick tap with two fingers, or the app's own button. Here and not in the app, so that
// nothing has to be drawn first, that a dialog which is open is covered too, and that it works before there is an app. The
// app goes on below as it was; a tap and a choice bring it back. `window.name` says that it is hidden, and where one was:
// it outlives a reload, is this tab's alone, and is written nowhere.
(() => {
  const QUICK_MS = 350, STILL_PX = 14, HIDDEN = '#';
  const root = document.documentElement;
  const blank = new URL('./', document.baseURI).href;
  const tab = document.querySelector('title');
  let was = null; // what is put back: the tab's name, the address, and so on; null while nothing is hidden

  const { lang = 'en', dir = 'ltr', said = (text) => text } = globalThis.glimmersSpoken ?? {};
  const dialog = document.createElement('dialog');
  Object.assign(dialog, { id: 'blank', lang, dir });
  dialog.setAttribute('aria-label', said('{{BLANK}}'));
  dialog.setAttribute('closedby', 'none');
  dialog.innerHTML = `<style>
    #blank { position: fixed; inset: 0; width: 100vw; height: 100vh; max-width: none; max-height: none; margin: 0; padding: 0; border: 0;
             box-sizing: border-box; background: Canvas; color: CanvasText; font: 1rem/1.4 system-ui, sans-serif; }
    #blank::backdrop { background: Canvas; }
    #blank > button { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; background: none; outline: none; cursor: default; }
    #blank p { position: absolute; inset: auto 0 0; margin: 0; padding: 1.5rem; display: flex; flex-wrap: wrap; gap: .75rem; justify-content: center; }
    #blank p button { min-height: 3rem; padding: 0 1.5rem; font: inherit; color: inherit; background: none; border: 1px solid GrayText;
                      border-radius: 1.5rem; }
    #blank [hidden] { display: none; }</style><button type="button"></button>
    <p hidden><button type="button"></button><button type="button"></button></p>`;
  const [face, leave, back] = dialog.querySelectorAll('button');
  const choice = dialog.querySelector('p');
  face.setAttribute('aria-label', said('{{BLANK}}'));
  leave.textContent = said('{{LEAVE_BLANK}}');
  back.textContent = said('{{SHOW_PAGE}}');

  // Flutter does not hear that the focus goes and comes back: it would mark all that was written, and the next letter take
  // its place.
  let quiet = false;
  function quietly(act) {
    quiet = true;
    act();
    quiet = false;
  }
  const inside = (node) => node === dialog || (node instanceof Node && dialog.contains(node));
  for (const name of ['blur', 'focus', 'focusin', 'focusout']) {
    addEventListener(name, (event) => { if (quiet || inside(event.target)) event.stopImmediatePropagation(); }, true);
  }

  function ask(asked) {
    face.hidden = asked;
    choice.hidden = !asked;
    (asked ? leave : face).focus();
  }

  // Each time Flutter draws its own title, that is the one that is put back.
  const ofTitle = new MutationObserver(() => {
    if (!was || tab.text === said('{{BLANK}}')) return;
    was.called = tab.text;
    tab.text = said('{{BLANK}}');
  });
  ofTitle.observe(document.head, { subtree: true, childList: true, characterData: true });

  const worn = () => [...document.querySelectorAll('link[rel~=icon]')].map((link) => [link, 'href', 'data:,'])
    .concat([...document.querySelectorAll('meta[name=theme-color]')].map((meta) => [meta, 'content', '']));

  function hide(address = location.href, loaded = false) {
    if (was) return ask(false);
    was = { called: tab.text, address, loaded, worn: worn().map(([it, name]) => [it, name, it.getAttribute(name)]) };
    window.name = HIDDEN + address;
    document.body.append(dialog);
    quietly(() => {
      document.querySelectorAll('dialog[open]').forEach((other) => other.close()); // a camera that is on goes off
      dialog.showModal();
      root.hidden = false; // by early.js, after a reload; what is hidden takes no focus
      ask(false);
    });
    tab.text = said('{{BLANK}}');
    for (const [it, name, plain] of worn()) it.setAttribute(name, plain);
    history.replaceState(history.state, '', blank);
  }

  function show() {
    const { called, address, loaded, worn } = was;
    was = null;
    window.name = '';
    quietly(() => dialog.close()); // the focus goes back to where it was
    dialog.remove();
    tab.text = called;
    for (const [it, name, value] of worn) it.setAttribute(name, value);
    if (location.href !== blank || address === blank) return; // the browser's Back has gone on meanwhile
    history.replaceState(loaded ? null : history.state, '', address);
    if (loaded) dispatchEvent(new PopStateEvent('popstate', { state: null })); // Flutter began at the blank address
  }

  face.onclick = () => ask(true);
  leave.onclick = () => ask(false);
  back.onclick = show;
  dialog.oncancel = (event) => event.preventDefault();
  dialog.onclose = () => { if (was) { dialog.showModal(); ask(false); } }; // some browsers close one that does not want to

  // --- Esc --------------------------------------------------------------------------------------------------------------

  // Flutter hears of the first Esc as ever, so that a menu which only Esc closes does not hold a keyboard for good.
  addEventListener('keydown', (event) => {
    const hidden = Boolean(was);
    if (event.key === 'Escape' && !event.isComposing) {
      event.preventDefault(); // or the browser closes the dialog again
      hide();
    }
    if (hidden) event.stopImmediatePropagation();
  }, true);
  for (const name of ['keyup', 'pointerdown', 'pointermove', 'pointerup', 'wheel']) {
    addEventListener(name, (event) => { if (inside(event.target)) event.stopImmediatePropagation(); }, true);
  }

  // --- Two fingers ------------------------------------------------------------------------------------------------------

  const fingers = new Map();
  let pair = null;
  addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'touch') return;
    if (event.isPrimary) fingers.clear(); // no other finger is there, whatever was heard of the last one's end
    fingers.set(event.pointerId, event);
    pair = fingers.size === 2 ? { at: event.timeStamp, up: 0, ids: [...fingers.keys()] } : null;
  }, true);
  addEventListener('pointermove', (event) => {
    const from = fingers.get(event.pointerId);
    if (from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > STILL_PX) pair = null;
  }, true);
  addEventListener('pointercancel', (event) => {
    if (!event.isTrusted) return;
    fingers.delete(event.pointerId);
    pair = null;
  }, true);
  addEventListener('pointerup', (event) => {
    const from = fingers.get(event.pointerId);
    fingers.delete(event.pointerId);
    if (!from || !pair?.ids.includes(event.pointerId)) return;
    if (event.timeStamp - pair.at > QUICK_MS) { pair = null; return; }
    // Neither finger is a tap for what lies under it.
    event.stopImmediatePropagation();
    const { pointerId, isPrimary, clientX, clientY } = event;
    from.target.dispatchEvent(new PointerEvent('pointercancel', { pointerId, isPrimary, clientX, clientY, pointerType: 'touch', bubbles: true }));
    pair.up += 1;
    if (pair.up === 2) { pair = null; hide(); }
  }, true);

  globalThis.glimmersHide = () => hide();
  if (window.name.startsWith(HIDDEN)) hide(window.name.slice(HIDDEN.length), true);
})();

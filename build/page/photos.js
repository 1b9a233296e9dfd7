// Photos and backups by way of the page: chosen, taken, pasted, dropped; shared and saved. Loaded by bridge.js once the app is
// drawn.
//
// What goes to Python's worker are File objects, by reference: no byte of a photo or backup is in a message.
//
// A browser opens its picker only while it handles the person's own tap, and Safari forgets the tap on the way to Python and
// back. Flet lets one thing happen in the tap itself: a control with a `url` has Flutter open that address. So an address
// that begins with `glimmers:` opens nothing; it is how a button asks for the picker. Python hears of the same tap a moment
// later, asks as well, and is given what was opened already.
const PICKS = {
  'glimmers:choose': { many: true },
  'glimmers:choose-one': { many: false },
  'glimmers:take': { take: true },
  'glimmers:choose-backup': { backup: true },
};
const GESTURES = ['pointerup', 'touchend', 'click', 'keydown'];
const FRESH = 5000; // milliseconds within which Python asks for what a tap opened
const WAIT = 30_000; // for the next tap, where this one no longer counts

const once = (target, name) => new Promise((resolve) => target.addEventListener(name, resolve, { once: true }));
const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const refusal = (reason, words) => Object.assign(new Error(words), { reason });

// The language of the page, if the browser asked languages.js for another than English.
const { lang, dir, said } = globalThis.glimmersSpoken ?? { lang: 'en', dir: 'ltr', said: (english) => english };

// --- Chosen --------------------------------------------------------------------------------------------------------------

let settle = () => {}; // ends the picker before: it was left without a word, or is covered by a new one

function pick({ many = false, take = false, backup = false }, late) {
  settle([]);
  const input = document.createElement('input');
  // Phones show nothing of a kind that they do not know: a backup may be any file.
  Object.assign(input, { type: 'file', accept: backup ? '' : 'image/*', multiple: many, hidden: true });
  if (take) input.setAttribute('capture', 'environment');
  document.body.append(input); // Safari forgets inputs that are nowhere
  return new Promise((resolve) => {
    let answered = false;
    settle = (files) => {
      if (!answered) resolve(files);
      else if (files.length) late(files); // after the person seemed to be back without any
      answered = true;
    };
    const mine = settle;
    const end = () => { mine([...input.files]); input.remove(); };
    input.addEventListener('change', end);
    input.addEventListener('cancel', end);
    if (!('oncancel' in input)) once(window, 'focus').then(() => after(1500)).then(() => mine([]));
    input.click();
  });
}

// By the tap that still counts; else by the next one, wherever it falls: most likely on the same button.
async function inGesture(work) {
  if (navigator.userActivation?.isActive !== false) return work();
  const next = new AbortController();
  const gestures = GESTURES.map((name) => new Promise((resolve) => {
    addEventListener(name, () => { if (navigator.userActivation.isActive) resolve(work()); }, { capture: true, signal: next.signal });
  }));
  return Promise.race([...gestures, after(WAIT)]).finally(() => next.abort());
}

// --- Taken ---------------------------------------------------------------------------------------------------------------

const onPhone = matchMedia('(hover: none) and (pointer: coarse)').matches;

async function camera() {
  if (onPhone && 'capture' in HTMLInputElement.prototype) return 'system';
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  return devices?.some(({ kind }) => kind === 'videoinput') ? 'page' : 'none';
}

const LOOK = `
  #camera { --surface: #FBF6EE; --ink: #2A2640; --glow: #F5BC55; --on-glow: #2A2640; --edge: #8B8299; }
  @media (prefers-color-scheme: dark) {
    #camera { --surface: #14152B; --ink: #F3EEE4; --glow: #F2B84B; --on-glow: #1B1630; --edge: #817DA0; } }
  :root[data-look=day] #camera { --surface: #FBF6EE; --ink: #2A2640; --glow: #F5BC55; --on-glow: #2A2640; --edge: #8B8299; }
  :root[data-look=night] #camera { --surface: #14152B; --ink: #F3EEE4; --glow: #F2B84B; --on-glow: #1B1630; --edge: #817DA0; }
  @font-face { font-family: Glimmers; font-weight: 700; src: url(fonts/NunitoSans-700.ttf); }
  #camera { border: 0; border-radius: 1.75rem; padding: 1rem; background: var(--surface); color: var(--ink);
            width: min(94vw, 44rem); box-sizing: border-box; font: 700 1rem/1.2 Glimmers, system-ui, sans-serif; }
  #camera::backdrop { background: #0E0F22CC; }
  #camera video { display: block; width: 100%; max-height: 70vh; aspect-ratio: 4/3; object-fit: contain; border-radius: 1rem;
                  background: #0E0F22; transform: scaleX(-1); }
  #camera div { display: flex; gap: .75rem; justify-content: center; margin-top: 1rem; }
  #camera button { font: inherit; color: var(--ink); background: none; border: 2px solid var(--edge); border-radius: 999px;
                   min-height: 3rem; padding: 0 1.5rem; cursor: pointer; }
  #camera button[value=take] { background: var(--glow); color: var(--on-glow); border-color: var(--glow); }
  #camera button:disabled { opacity: .5; cursor: default; }
  #camera button:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }`;

// A desk's camera in the page itself. A modal dialog: the keyboard stays in it, Escape closes it.
async function photograph() {
  const dialog = document.createElement('dialog');
  Object.assign(dialog, { id: 'camera', lang, dir });
  dialog.setAttribute('aria-label', said('{{TAKE_A_PHOTO}}'));
  dialog.innerHTML = `<style>${LOOK}</style><video muted playsinline></video>
    <div><button value="take" disabled></button><button value="cancel"></button></div>`;
  dialog.addEventListener('click', ({ target }) => { if (target.value) dialog.close(target.value); });
  const [video, take, cancel] = dialog.querySelectorAll('video, button');
  video.setAttribute('aria-label', said('{{WHAT_CAMERA_SEES}}'));
  take.textContent = said('{{TAKE_PHOTO}}');
  cancel.textContent = said('{{CANCEL}}');
  const closed = once(dialog, 'close');
  document.body.append(dialog);
  dialog.showModal();
  let stream = null;
  try {
    const asked = navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 4096 }, height: { ideal: 2160 } } });
    asked.then((late) => { if (!dialog.open) late.getTracks().forEach((track) => track.stop()); }, () => {});
    stream = await Promise.race([asked, closed.then(() => null)]);
    if (stream) {
      video.srcObject = stream;
      await Promise.race([video.play(), closed]);
      take.disabled = false;
      take.focus();
      await closed;
    }
    return dialog.returnValue === 'take' ? [await still(video)] : [];
  } catch (error) {
    const reason = { NotAllowedError: 'denied', NotFoundError: 'none', NotReadableError: 'busy' }[error?.name];
    throw refusal(reason, `the camera: ${error?.name}`);
  } finally {
    stream?.getTracks().forEach((track) => track.stop());
    dialog.remove();
  }
}

async function still(video) {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext('2d').drawImage(video, 0, 0);
  return new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', 0.95); });
}

// --- Pasted and dropped ----------------------------------------------------------------------------------------------------

// By what the system says they are; where it says nothing, by content, later.
const pictures = (files) => [...files ?? []].filter(({ type }) => type === '' || type.startsWith('image/'));

const writes = (target) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

// --- Shared and saved ------------------------------------------------------------------------------------------------------

function save({ blob, name }) {
  const link = document.createElement('a');
  Object.assign(link, { href: URL.createObjectURL(blob), download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return { outcome: 'saved' };
}

async function share({ blob, name, text }) {
  const files = [new File([blob], name, { type: blob.type })];
  const what = text ? { files, text } : { files };
  if (!navigator.canShare?.(what)) return save({ blob, name });
  try {
    const shared = await inGesture(() => navigator.share(what).then(() => true));
    return { outcome: shared ? 'shared' : 'dismissed' };
  } catch (error) {
    if (error?.name === 'AbortError') return { outcome: 'dismissed' };
    if (error?.name === 'NotAllowedError') return save({ blob, name }); // by the system's or the host's policy
    throw error;
  }
}

// Desks have no share sheet in most browsers, and a page in a frame may not open one: then words are copied.
async function shareText({ text }) {
  if (!navigator.share || navigator.canShare?.({ text }) === false) return copyText({ text });
  try {
    const shared = await inGesture(() => navigator.share({ text }).then(() => true));
    return { outcome: shared ? 'shared' : 'dismissed' };
  } catch (error) {
    return error?.name === 'AbortError' ? { outcome: 'dismissed' } : copyText({ text });
  }
}

async function copyText({ text }) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // no https, say, or the tap does not count here any more
    if (!copiedAsOfOld(text)) throw refusal('clipboard', 'clipboard');
  }
  return { outcome: 'copied' };
}

// By a text box that nobody sees; what had the focus has it again.
function copiedAsOfOld(text) {
  const before = document.activeElement;
  const box = document.createElement('textarea');
  Object.assign(box, { value: text, readOnly: true, ariaHidden: 'true' });
  Object.assign(box.style, { position: 'fixed', top: '0', opacity: '0' });
  document.body.append(box);
  box.select();
  const copied = document.execCommand('copy');
  box.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}

// A backup goes where the person says, in browsers that let a page ask; else where downloads go. They are asked before it is
// made: that takes longer than a tap counts.
let place = null;

async function placeFor({ name }) {
  place = null;
  if (!globalThis.showSaveFilePicker || !navigator.userActivation?.isActive) return { went: 'downloads', name };
  try {
    place = await showSaveFilePicker({ suggestedName: name });
    return { went: 'chosen', name: place.name };
  } catch (error) {
    if (error?.name === 'AbortError') return { went: 'nowhere', name };
    console.warn(`the place of a backup: ${error?.name}`); // in a frame, say
    return { went: 'downloads', name };
  }
}

// Streamed from file to file; the place has its old content until all of it came.
async function keepBackup({ blob, name }) {
  if (!place) return save({ blob, name });
  const into = place;
  place = null;
  try {
    await blob.stream().pipeTo(await into.createWritable());
  } catch (error) {
    await leave(into);
    throw refusal({ QuotaExceededError: 'full' }[error?.name], `the backup: ${error?.name}`);
  }
  return { outcome: 'saved' };
}

async function dropPlace() {
  const left = place;
  place = null;
  if (left) await leave(left);
  return {};
}

// The picker makes an empty file where there was none.
async function leave(left) {
  try {
    if ((await left.getFile()).size === 0) await left.remove?.();
  } catch (error) {
    console.warn(`the place of a backup: ${error?.name}`);
  }
}

// --- What Python can ask for -----------------------------------------------------------------------------------------------

export function photos(tell) {
  const late = (files) => tell({ event: 'photos', files });
  let opened = null; // what a tap opened and Python has not asked for yet
  let wanted = false;

  const begin = (how) => (how.take && !onPhone ? photograph() : pick(how, how.backup ? () => {} : late));
  const alike = (a, b) => a.take === b.take && a.backup === b.backup;
  const claim = (how) => {
    const mine = opened && alike(opened.how, how) && performance.now() - opened.at < FRESH ? opened.files : null;
    opened = null;
    return mine ?? (how.take && !onPhone ? begin(how) : inGesture(() => begin(how)));
  };

  const openWindow = window.open;
  window.open = (address, ...rest) => {
    const how = PICKS[address];
    if (!how) return openWindow.call(window, address, ...rest);
    opened = { how, at: performance.now(), files: begin(how) };
    opened.files.catch(() => {}); // who asks for it hears of it
    return null;
  };

  document.addEventListener('paste', (event) => {
    const files = pictures(event.clipboardData?.files);
    // Some programs put a picture of the words beside the words: into a text box, the words are meant.
    if (!wanted || !files.length || (writes(event.target) && event.clipboardData.types.includes('text/plain'))) return;
    event.preventDefault();
    event.stopPropagation();
    late(files);
  }, true);

  const holdsFiles = (event) => event.dataTransfer?.types.includes('Files');
  addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault(); // else the browser would leave the app for the picture
    event.dataTransfer.dropEffect = wanted ? 'copy' : 'none';
  });
  addEventListener('drop', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    const files = wanted ? pictures(event.dataTransfer.files) : [];
    if (files.length) late(files);
  });

  return {
    photo_source: async () => ({ camera: await camera() }),
    want_photos: async (asked) => { wanted = asked.wanted; return {}; },
    choose_photos: async ({ many }) => ({ files: (await claim({ many })) ?? [] }),
    take_photo: async () => ({ files: (await claim({ take: true })) ?? [] }),
    backup_ready: async () => ({}),
    choose_backup: async () => ({ files: (await claim({ backup: true })) ?? [] }),
    place_backup: placeFor,
    keep_backup: keepBackup,
    drop_backup_place: dropPlace,
    share,
    share_text: shareText,
    copy_text: copyText,
    save: async (asked) => save(asked),
  };
}

// Photos in by the browser's own decoder, in Python's worker; app/imaging/canvas.py calls it and
// worker.js loads it when first needed. What goes through here are Blobs, which the browser keeps:
// their bytes never enter Python's memory.
import { beginning, readHead, scansOf, withoutMetadata, withoutProfile } from './photo_head.js';

const MOST_WHOLE = 50_000_000; // pixels of a picture that has to be decoded whole: 200 MB while it is open
const MOST_SCALED = 200_000_000; // of a JPEG, which can be decoded at an eighth
const MOST_THIN = 25_000_000; // of a picture decoded whole that is thin: a bomb, no photo
const THIN = 120, EMPTY = 300; // pixels to each byte: no photo, and not even a JPEG of one colour
const MOST_BYTES = 100_000_000; // of a file
const MOST_SCANS = 100; // of a progressive JPEG; each goes over the whole picture, and can cost a few bytes
const CLOSE = 0.9; // what decodes to this share of the asked length by itself is not resized
const LEAST_LEFT = 0.1; // share of a damaged picture's height that makes it worth keeping
const AT_ONCE = 2; // decoded pictures in memory, whatever is asked at the same time

const END = 2; // bytes of a JPEG's end
const PATIENCE = 3_000; // milliseconds until a decoder gets the end of a file whose head it has not read

const LONGEST_JPEG = 65_500; // pixels of a side; decoders elsewhere read no more

const JPEG = 'image/jpeg';
const PAPER = '#FFFDF8'; // what shows through where a picture is transparent

// Why not, for Python to say in a sentence; `name` is what it looks at, and at `details` if there
// are any.
export function refusal(name, cause, details = name) {
  return Object.assign(new Error(details, { cause }), { name });
}

// --- No more than two at once --------------------------------------------------------------------

let free = AT_ONCE;
const queue = [];

export async function inTurn(work) {
  if (free > 0) free -= 1;
  else await new Promise((resolve) => queue.push(resolve));
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  }
}

// --- Decoding ------------------------------------------------------------------------------------

// ImageDecoder decodes a JPEG at n/8 of its size: half the time, and for 108 megapixels 7 MB
// instead of 432. It turns pictures upright where its frames know a rotation; browsers whose frames
// do not, decode by createImageBitmap, whole.
let scales = 'ImageDecoder' in globalThis;

// The end of a file comes once its head was read. A decoder that has all of it before takes the colours apart in another way
// than one that has not, so that it would hang on the disk's speed which bytes, and so which id, a photo gets.
function inTwoParts(file) {
  let headIsRead;
  const read = new Promise((resolve) => { headIsRead = resolve; });
  const most = file.slice(0, -END).stream().getReader();
  const stream = new ReadableStream({
    async pull(controller) {
      const { value, done } = await most.read();
      if (!done) { controller.enqueue(value); return; }
      setTimeout(headIsRead, PATIENCE); // the decoder may wait for more before it says what is wrong
      await read;
      controller.enqueue(new Uint8Array(await file.slice(-END).arrayBuffer()));
      controller.close();
    },
    cancel: () => most.cancel(),
  });
  return { stream, headIsRead };
}

async function scaled(file, head, least) {
  const all = Math.max(head.width, head.height);
  let eighths = 8;
  while (eighths > 1 && Math.ceil((all * (eighths - 1)) / 8) >= least) eighths -= 1;
  const desiredWidth = Math.ceil((head.width * eighths) / 8);
  const desiredHeight = Math.ceil((head.height * eighths) / 8);
  const { stream, headIsRead } = inTwoParts(file);
  const decoder = new ImageDecoder({ data: stream, type: JPEG, desiredWidth, desiredHeight });
  decoder.tracks.ready.catch(() => {}).then(headIsRead);
  try {
    const { image } = await decoder.decode();
    if ('rotation' in image) return image;
    image.close();
    scales = false;
    return null;
  } finally {
    decoder.close();
  }
}

async function asSource(file, head, least) {
  if (head.kind === 'jpeg' && scales) {
    const frame = await scaled(file, head, least);
    if (frame) return { image: frame, width: frame.displayWidth, height: frame.displayHeight };
  }
  let bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  if (head.kind === 'webp' && head.orientation !== 1 && !(await turnsWebp())) bitmap = turned(bitmap, head.orientation);
  return { image: bitmap, width: bitmap.width, height: bitmap.height };
}

// Whether this browser opens such pictures at all; where it does not tell, it does not.
const reads = async (kind) => Boolean(await globalThis.ImageDecoder?.isTypeSupported(`image/${kind}`));

// --- What a WebP says about how it lies: some browsers heed it, Chromium does not ----------------

// Two pixels beside each other that are to be turned by a quarter.
const LYING = 'UklGRk4AAABXRUJQVlA4WAoAAAAIAAAAAQAAAAAAVlA4TA4AAAAvAQAAAAcQEf0PRET/A0VYSUYaAAAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAA=';
let webpIsTurned;

function turnsWebp() {
  const file = () => new Blob([Uint8Array.from(atob(LYING), (letter) => letter.charCodeAt(0))]);
  webpIsTurned ??= createImageBitmap(file(), { imageOrientation: 'from-image' }).then(({ width, height }) => height > width);
  return webpIsTurned;
}

function turned(bitmap, orientation) {
  const { width, height } = bitmap;
  const context = orientation < 5 ? contextOf(width, height) : contextOf(height, width);
  context.setTransform(...{
    2: [-1, 0, 0, 1, width, 0],
    3: [-1, 0, 0, -1, width, height],
    4: [1, 0, 0, -1, 0, height],
    5: [0, 1, 1, 0, 0, 0],
    6: [0, 1, -1, 0, height, 0],
    7: [0, -1, -1, 0, height, width],
    8: [0, -1, 1, 0, 0, width],
  }[orientation]);
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.canvas.transferToImageBitmap();
}

// Upright, with a longer side of at least `least` pixels if there are as many.
export async function decoded(file, head, least) {
  try {
    return await asSource(file, head, least);
  } catch (error) {
    if ((head.kind === 'heic' || head.kind === 'avif') && !(await reads(head.kind))) throw refusal(`format-${head.kind}`, error);
    if (head.kind !== 'jpeg') throw refusal('not-a-photo', error);
  }
  try {
    // Decoders refuse a JPEG that was cut short; with an end put to it, they show what there is and
    // fill up the rest.
    const ended = new Blob([file, new Uint8Array([0xff, 0xd9])]);
    return { ...(await asSource(ended, head, least)), cutShort: true };
  } catch (error) {
    throw refusal('not-a-photo', error);
  }
}

export async function headOf(file) {
  if (file.size === 0) throw refusal('empty');
  let head;
  try {
    head = await readHead(file);
  } catch (error) {
    throw refusal('not-readable', error); // moved or deleted since it was chosen, or no right to read it
  }
  if (head.kind === 'other') throw refusal('other', undefined, await beginning(file));
  if (file.size > MOST_BYTES) throw refusal('too-many-bytes');
  const pixels = head.width * head.height;
  const scalable = head.kind === 'jpeg' && !head.progressive && scales;
  const mostHere = scalable ? (pixels > EMPTY * file.size ? MOST_WHOLE : MOST_SCALED) : pixels > THIN * file.size ? MOST_THIN : MOST_WHOLE;
  if (pixels > mostHere) throw refusal('too-large');
  if (head.progressive && (await scansOf(file)) > MOST_SCANS) throw refusal('not-a-photo');
  return head;
}

// --- Canvases ------------------------------------------------------------------------------------

// To draw on, by the processor: each graphics chip draws gradients and small details in its own
// way, and what leaves would depend on whose it is. What is drawn here is read back in any case.
export function contextOf(width, height, options) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true, ...options });
  if (!context) throw refusal('no-memory');
  return context;
}

export function paperOf(width, height, colour) {
  const context = contextOf(width, height, { alpha: false });
  context.imageSmoothingQuality = 'high';
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  return context;
}

// At most `longest` pixels long, at least one wide, never larger than it is.
function bounded({ image, width, height }, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  const [wide, high] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  const context = paperOf(wide, high, PAPER);
  context.imageSmoothingEnabled = scale < 1;
  context.drawImage(image, 0, 0, wide, high);
  return context.canvas;
}

const asSourceOf = (canvas) => ({ image: canvas, width: canvas.width, height: canvas.height });

// Below the last row of a picture that was cut short, decoders fill with one colour.
function readablePart(canvas) {
  const { width, height } = canvas;
  const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, width, height).data.buffer);
  const filling = pixels[pixels.length - 1];
  let last = pixels.length - 1;
  while (last >= 0 && pixels[last] === filling) last -= 1;
  const rows = Math.floor(last / width) + 1;
  if (rows < height * LEAST_LEFT) throw refusal('not-a-photo');
  if (rows === height) return canvas;
  const context = paperOf(width, rows, PAPER);
  context.drawImage(canvas, 0, 0);
  return context.canvas;
}

export async function encoded(canvas, type, quality) {
  try {
    const blob = await canvas.convertToBlob({ type, quality });
    return type === JPEG ? await withoutProfile(blob) : blob;
  } catch (error) {
    throw refusal('no-memory', error);
  }
}

// --- A photo comes in ----------------------------------------------------------------------------

function fullLength({ width, height }) {
  const all = Math.max(width, height);
  return Math.min(LONGEST_JPEG, width * height <= MOST_WHOLE ? all : Math.ceil(all / 2));
}

// Starts on one photo. `done` becomes what Python keeps; after `stop()` it ends as soon as a step
// is finished.
export function bringIn(file, { longest, thumbnail, quality, thumbnailQuality, originalQuality, originals }) {
  let stopped = false;
  const goOn = (found) => {
    if (stopped) throw refusal('stopped');
    return found;
  };
  const work = async () => {
    goOn();
    const head = goOn(await headOf(file));
    // What lies upright in plain colours stays as it is compressed; only what is written about it
    // is left out.
    const bare = originals && head.kind === 'jpeg' && head.orientation === 1 && !head.coloured ? await withoutMetadata(file) : null;
    const length = bare ? thumbnail : originals ? fullLength(head) : longest;
    const source = goOn(await decoded(file, head, length * CLOSE));
    let canvas;
    try {
      canvas = bounded(source, length);
    } finally {
      source.image.close();
    }
    if (source.cutShort) canvas = readablePart(canvas);
    const small = bounded(asSourceOf(canvas), thumbnail);
    const [focusX, focusY] = focusOf(small);
    const untouched = bare && !source.cutShort;
    const display = untouched ? bare : goOn(await encoded(canvas, JPEG, originals ? originalQuality : quality));
    const { width, height } = untouched ? head : canvas;
    const shown = goOn(await encoded(small, JPEG, thumbnailQuality));
    return { display, thumbnail: shown, width, height, size: display.size, said: head.said, focusX, focusY };
  };
  return { done: inTurn(work), stop: () => { stopped = true; } };
}

// --- Where its subject is ------------------------------------------------------------------------

const LOOKED_AT = 64; // pixels of the longer side
const EDGES = 0.5, SKIN = 0.35, SATURATION = 0.15; // how much each counts, as in pillow_focus.py
const TOWARDS_IT = 0.8; // how far from the middle towards what was found

// A profile of edges, skin and saturation along each axis, and its centre of gravity.
function focusOf(canvas) {
  const small = bounded(asSourceOf(canvas), LOOKED_AT);
  const { width, height } = small;
  if (Math.min(width, height) < 3) return [0.5, 0.5];
  const { data } = small.getContext('2d').getImageData(0, 0, width, height);
  const light = new Float32Array(width * height);
  const weight = new Float32Array(width * height);
  for (let i = 0; i < light.length; i += 1) {
    const [r, g, b] = [data[4 * i], data[4 * i + 1], data[4 * i + 2]];
    light[i] = 0.299 * r + 0.587 * g + 0.114 * b;
    const blue = 128 + 0.564 * (b - light[i]), red = 128 + 0.713 * (r - light[i]);
    const skin = blue >= 77 && blue <= 127 && red >= 133 && red <= 173 ? 255 : 0; // of any tone (Chai & Ngan, 1999)
    const most = Math.max(r, g, b);
    const saturation = most ? 255 * ((most - Math.min(r, g, b)) / most) ** 2 : 0;
    weight[i] = SKIN * skin + SATURATION * saturation;
  }
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      let around = 0;
      for (let dy = -1; dy <= 1; dy += 1) for (let dx = -1; dx <= 1; dx += 1) around += light[(y + dy) * width + x + dx];
      weight[y * width + x] += EDGES * Math.min(255, Math.max(0, 9 * light[y * width + x] - around));
    }
  }
  const alongX = new Float32Array(width), alongY = new Float32Array(height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      alongX[x] += weight[y * width + x] / height;
      alongY[y] += weight[y * width + x] / width;
    }
  }
  return [centre(smoothed(alongX)), centre(smoothed(alongY))];
}

function smoothed(values) {
  const last = values.length - 1;
  return values.map((_, place) => {
    let sum = 0;
    for (let step = -2; step <= 2; step += 1) sum += values[Math.min(last, Math.max(0, place + step))];
    return sum / 5;
  });
}

// What rises above the others counts, the rest is background.
function centre(values) {
  const floor = values.slice().sort()[Math.floor(values.length / 3)];
  let whole = 0, found = 0;
  values.forEach((value, place) => {
    const mass = value > floor ? (value - floor) ** 2 : 0;
    whole += mass;
    found += (place + 0.5) * mass;
  });
  if (whole < 1) return 0.5; // one even surface
  return Math.round((0.5 + (found / whole / values.length - 0.5) * TOWARDS_IT) * 10_000) / 10_000;
}

// What is written about a picture, read before anything is decoded: its format by content, its
// size, whether it lies on its side, when it was taken. Reads slices of the file, never the whole.
const WINDOW = 1 << 16;
const HEIC = /^(heic|heix|heim|heis|hevc|hevx|hevm|hevs|mif1|msf1)$/;

// `kind` is other for what is no picture we know; `said` are the times written about it, as they
// are written, the best first.
export async function readHead(file) {
  const bytes = windowOn(file);
  const head = await bytes(0, Math.min(file.size, 64));
  const text = (from, to) => String.fromCharCode(...new Uint8Array(head.buffer, head.byteOffset + from, Math.max(0, Math.min(to, head.byteLength) - from)));
  const unknown = { kind: 'other', width: 0, height: 0, orientation: 1, said: [] };
  try {
    if (head.getUint16(0) === 0xffd8) return { ...unknown, kind: 'jpeg', ...(await jpeg(bytes, file.size)) };
    if (text(0, 8) === '\x89PNG\r\n\x1a\n') return { ...unknown, kind: 'png', width: head.getUint32(16), height: head.getUint32(20), ...(await noted(png, bytes, file.size)) };
    if (text(0, 4) === 'GIF8') return { ...unknown, kind: 'gif', width: head.getUint16(6, true), height: head.getUint16(8, true) };
    if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return { ...unknown, kind: 'webp', ...webp(head, text(12, 16)), ...(await noted(inWebp, bytes, file.size)) };
    if (text(4, 8) === 'ftyp') {
      const kind = text(8, 32).includes('avif') ? 'avif' : HEIC.test(text(8, 12)) ? 'heic' : 'other';
      // It lies as its own boxes say, which every decoder heeds; an orientation in its EXIF says
      // the same once more.
      return { ...unknown, kind, ...inBoxes(await bytes(0, Math.min(file.size, WINDOW))), said: (await noted(inItems, bytes, file.size)).said ?? [] };
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // a file that ends within its own head
  }
  return unknown;
}

// A DataView of `length` bytes at `at`; shorter where the file ends.
function windowOn(file) {
  let start = 0, held = new ArrayBuffer(0);
  return async (at, length) => {
    if (at < start || at + length > start + held.byteLength) {
      held = await file.slice(at, at + Math.max(length, WINDOW)).arrayBuffer();
      start = at;
    }
    return new DataView(held, at - start, Math.min(length, held.byteLength - (at - start)));
  };
}

const FRAME = (marker) => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const ascii = (view, from, length) => String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + from, Math.min(length, view.byteLength - from)));

async function jpeg(bytes, size) {
  const found = {};
  for (let at = 2; at + 4 <= size; ) {
    const view = await bytes(at, 4);
    const marker = view.getUint8(1);
    if (view.getUint8(0) !== 0xff || marker === 0xd9 || marker === 0xda) break;
    if (marker === 0xff) { at += 1; continue; } // padding
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) { at += 2; continue; } // markers without a segment
    const length = view.getUint16(2);
    const segment = await bytes(at + 4, Math.min(length - 2, size - at - 4));
    if (FRAME(marker)) Object.assign(found, { height: segment.getUint16(1), width: segment.getUint16(3), progressive: marker === 0xc2 });
    if (marker === 0xe1 && !found.exif && ascii(segment, 0, 6) === 'Exif\0\0') Object.assign(found, { exif: true }, exif(segment, 6));
    // Numbers that do not mean what they do in sRGB need their profile, or a conversion: profiles,
    // and the four inks.
    if (marker === 0xe2 && ascii(segment, 0, 12) === 'ICC_PROFILE\0' && !ascii(segment, 0, 1000).includes('sRGB')) found.coloured = true;
    if (FRAME(marker) && segment.getUint8(5) === 4) found.coloured = true;
    at += 2 + length;
  }
  if (!found.width || !found.height) return { kind: 'other' };
  return found;
}

// A TIFF structure at `start` of a view. Offsets in damaged files lead anywhere: whatever lies
// outside is not read.
function exif(segment, start) {
  const found = {}, times = {};
  try {
    const little = segment.getUint16(start) === 0x4949;
    const short = (at) => segment.getUint16(start + at, little);
    const long = (at) => segment.getUint32(start + at, little);
    const entries = (at) => Array.from({ length: short(at) }, (_, entry) => at + 2 + 12 * entry);
    let details = null;
    for (const entry of entries(long(4))) {
      if (short(entry) === 0x0112 && short(entry + 8) >= 1 && short(entry + 8) <= 8) found.orientation = short(entry + 8);
      if (short(entry) === 0x8769) details = long(entry + 8);
      if (short(entry) === 0x0132 && long(entry + 4) >= 19) times.changed = ascii(segment, start + long(entry + 8), 19);
    }
    for (const entry of details === null ? [] : entries(details)) {
      if (short(entry) === 0x9003 && long(entry + 4) >= 19) times.taken = ascii(segment, start + long(entry + 8), 19);
      if (short(entry) === 0x9004 && long(entry + 4) >= 19) times.digitized = ascii(segment, start + long(entry + 8), 19);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return { ...found, said: [times.taken, times.digitized, times.changed].filter(Boolean) };
}

// What is written about a picture is no reason to refuse it, however damaged.
async function noted(within, bytes, size) {
  try {
    return await within(bytes, size);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {};
  }
}

// A PNG's EXIF has a chunk of its own, before the pixels.
async function png(bytes, size) {
  for (let at = 8; at + 8 <= size; ) {
    const view = await bytes(at, 8);
    const length = view.getUint32(0), kind = ascii(view, 4, 4);
    if (kind === 'eXIf') return exif(await bytes(at + 8, Math.min(length, WINDOW)), 0);
    if (kind === 'IDAT') break;
    at += 12 + length;
  }
  return {};
}

// That of a WebP comes after the pixels; some programs put before it what a JPEG has there.
async function inWebp(bytes, size) {
  for (let at = 12; at + 8 <= size; ) {
    const view = await bytes(at, 8);
    const length = view.getUint32(4, true), kind = ascii(view, 0, 4);
    if (kind === 'VP8X' && !((await bytes(at + 8, 1)).getUint8(0) & 8)) break;
    if (kind === 'EXIF') {
      const segment = await bytes(at + 8, Math.min(length, WINDOW));
      return exif(segment, ascii(segment, 0, 6) === 'Exif\0\0' ? 6 : 0);
    }
    at += 8 + length + (length & 1);
  }
  return {};
}

// That of HEIC and AVIF is an item; its boxes say where.
async function inItems(bytes, size) {
  const boxes = async function* (from, to) {
    for (let at = from; at + 8 <= to; ) {
      const view = await bytes(at, 8);
      const length = view.getUint32(0) || to - at;
      if (length < 8) return;
      yield { kind: ascii(view, 4, 4), at: at + 8, end: Math.min(at + length, to) };
      at += length;
    }
  };
  const box = async (kind, from, to) => {
    for await (const each of boxes(from, to)) if (each.kind === kind) return each;
    return null;
  };
  const meta = await box('meta', 0, size);
  const infos = meta && (await box('iinf', meta.at + 4, meta.end));
  const places = meta && (await box('iloc', meta.at + 4, meta.end));
  if (!infos || !places) return {};
  const many = (await bytes(infos.at, 1)).getUint8(0) === 0 ? 6 : 8;
  let id = null;
  for await (const each of boxes(infos.at + many, infos.end)) {
    const view = await bytes(each.at, 12);
    const wide = view.getUint8(0) === 3 ? 2 : 0;
    if (ascii(view, 8 + wide, 4) === 'Exif') id = wide ? view.getUint32(4) : view.getUint16(4);
  }
  if (id === null) return {};
  const view = await bytes(places.at, places.end - places.at);
  const version = view.getUint8(0), sizes = view.getUint16(4);
  const [offsetSize, lengthSize, baseSize, indexSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15, version ? sizes & 15 : 0];
  let at = 6;
  const next = (count) => {
    let value = 0;
    for (let left = count; left > 0; left -= 1) value = value * 256 + view.getUint8(at++);
    return value;
  };
  const idSize = version < 2 ? 2 : 4;
  for (let left = next(idSize); left > 0; left -= 1) {
    const item = next(idSize);
    const within = version ? next(2) & 15 : 0;
    next(2);
    const base = next(baseSize);
    for (let extents = next(2); extents > 0; extents -= 1) {
      next(indexSize);
      const from = base + next(offsetSize), length = next(lengthSize);
      if (item !== id || within !== 0) continue;
      const segment = await bytes(from, Math.min(length, WINDOW));
      return exif(segment, 4 + segment.getUint32(0)); // how far behind itself the TIFF begins
    }
  }
  return {};
}

// The first bytes in hex, for Python to say what this is.
export async function beginning(file) {
  const bytes = new Uint8Array(await file.slice(0, 32).arrayBuffer());
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// How many scans a JPEG has, at least.
export async function scansOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let found = 0;
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) found += bytes[at + 1] === 0xda;
  return found;
}

function webp(head, format) {
  const within = (at) => head.getUint16(at, true) & 0x3fff;
  if (format === 'VP8 ') return { width: within(26), height: within(28) };
  if (format === 'VP8L') {
    const bits = head.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const long = (at) => head.getUint16(at, true) | (head.getUint8(at + 2) << 16);
  return { width: long(24) + 1, height: long(27) + 1 };
}

// AVIF and HEIC say the sizes of everything in them in boxes called `ispe`; the largest is the
// picture.
function inBoxes(view) {
  const found = { width: 0, height: 0 };
  for (let at = 4; at + 16 <= view.byteLength; at += 1) {
    if (view.getUint32(at) !== 0x69737065) continue;
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (width * height > found.width * found.height) Object.assign(found, { width, height });
  }
  return found;
}

// The same compressed picture with nothing beside it: no EXIF, comment, preview, or film behind the
// end. Null if its segments cannot be followed to the end.
export async function withoutMetadata(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const kept = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xd9) {
    const marker = bytes[at + 1];
    if (marker === 0xff) { at += 1; continue; }
    let end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
    if (marker === 0xda) {
      // Whatever is neither stuffing nor a restart inside a scan begins the next segment.
      while (end + 1 < bytes.length && !(bytes[end] === 0xff && bytes[end + 1] !== 0 && bytes[end + 1] !== 0xff && (bytes[end + 1] & 0xf8) !== 0xd0)) end += 1;
      if (end + 1 >= bytes.length) return null;
    }
    // Of the application segments only Adobe's says something that decoding needs: which colours
    // these are.
    if (!((marker >= 0xe0 && marker <= 0xef) || marker === 0xfe) || marker === 0xee) kept.push(bytes.subarray(at, end));
    at = end;
  }
  if (bytes[at] !== 0xff || bytes[at + 1] !== 0xd9) return null;
  return new Blob([await joined([...kept, bytes.subarray(at, at + 2)])], { type: 'image/jpeg' });
}

// Firefox knows a picture by the first of the pieces that it is put together from: where that is two bytes long it says that
// the picture cannot be decoded.
const joined = (pieces) => new Blob(pieces).arrayBuffer();

// What a browser encodes carries a profile that says sRGB, as would be assumed without it. Reads
// the head only.
export async function withoutProfile(jpeg) {
  const head = new DataView(await jpeg.slice(0, WINDOW).arrayBuffer());
  const kept = [jpeg.slice(0, 2)];
  let at = 2;
  while (at + 4 <= head.byteLength && head.getUint8(at) === 0xff && head.getUint8(at + 1) !== 0xda) {
    const marker = head.getUint8(at + 1), end = at + 2 + head.getUint16(at + 2);
    if (!(marker > 0xe0 && marker <= 0xef) && marker !== 0xfe) kept.push(jpeg.slice(at, end));
    at = end;
  }
  return new Blob([await joined(kept), jpeg.slice(at)], { type: jpeg.type });
}

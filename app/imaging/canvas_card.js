// One glimmer as a picture to give away, in Python's worker; app/imaging/canvas.py calls it. The same look as pillow_card.py
// draws on native: its photo or a strip of dusk with its light, its words, and when it was.
import { decoded, encoded, headOf, inTurn, paperOf, refusal } from './canvas.js';
import { lettering, readsFromRight } from './canvas_text.js';

const WIDTH = 1080, HEIGHT = 1350, MARGIN = 92;
const QUALITY = 0.92;
const RADIUS = 72; // of the sheet that lies over the photo
const SIZES = [76, 68, 60, 54, 48, 44, 40]; // of the words: the largest that fits
const LEADING = 1.36;
const WHEN_SIZE = 33, NAME_SIZE = 32;
const LEAST_PICTURE = 520; // pixels of photo or sky that the words always leave
const SERIF = 'Fraunces-Text', SANS = 'NunitoSans-600', DISPLAY = 'Fraunces-Display';

const DAY = {
  surface: '#FBF6EE', ink: '#2A2640', quiet: '#5E5873', honey: '#8A5208', line: '#E8DCC9', horizon: '#FFF6D8',
  sky: [[0, '#4857A0'], [0.2, '#5D60A8'], [0.41, '#7E6CAE'], [0.6, '#BF90AE'], [0.76, '#ECB29F'], [0.89, '#FAD4A4'], [1, '#FDEBC6']],
  glow: [[0, 0.95], [0.25, 0.66], [0.5, 0.3], [0.78, 0.07], [1, 0]],
  ridges: [['#DDA99C', '#F2CBAE'], ['#EBC6A8', '#F8E4C8']],
  halo: [[0, 1], [0.2, 0.86], [0.38, 0.5], [0.56, 0.22], [0.76, 0.07], [1, 0]],
  lights: { within: ['#4E8A6C', '#2B6347'], around: ['#7A69C6', '#5443A0'], between: ['#C0566F', '#9B3450'], unsaid: ['#FFFDF2', '#F0AC3C'] },
  halos: { within: '#FFFAEA', around: '#FFFAEA', between: '#FFFAEA', unsaid: '#FFFAEA' },
};
const NIGHT = {
  surface: '#14152B', ink: '#F3EEE4', quiet: '#B9B4CC', honey: '#F2B84B', line: '#2E3059', horizon: '#FFC58A',
  sky: [[0, '#0B0D24'], [0.3, '#14173A'], [0.56, '#26265A'], [0.74, '#4A3C70'], [0.87, '#8A5C7C'], [0.95, '#CE8A78'], [1, '#EDB57C']],
  glow: [[0, 0.62], [0.25, 0.4], [0.5, 0.17], [0.78, 0.04], [1, 0]],
  ridges: [['#452F5C', '#6A4868'], ['#281F46', '#3D2C57']],
  halo: [[0, 0.74], [0.12, 0.5], [0.26, 0.27], [0.45, 0.115], [0.7, 0.03], [1, 0]],
  lights: { within: ['#FFFFFF', '#86C9A2'], around: ['#FFFFFF', '#B5A8E8'], between: ['#FFFFFF', '#EE9FB2'], unsaid: ['#FFFFFF', '#F2B84B'] },
  halos: { within: '#86C9A2', around: '#B5A8E8', between: '#EE9FB2', unsaid: '#F2B84B' },
};

// Starts on a card. `photo` is a Blob or nothing; `pathway` is within, around, between or unsaid; `focus` stays in sight.
export function renderCard(photo, { words, when, night, pathway, focusX, focusY }) {
  let stopped = false;
  const work = async () => {
    const look = night ? NIGHT : DAY;
    const context = paperOf(WIDTH, HEIGHT, look.surface);
    const fromRight = readsFromRight(words);
    const { letters, lines, size } = await fitted(context, words);
    const leading = Math.round(size * LEADING);
    const foot = HEIGHT - 92, whenAt = foot - 100;
    const wordsAt = lines.length ? whenAt - 92 - leading * (lines.length - 1) : whenAt;
    const top = wordsAt - (lines.length ? size + 92 : 112);
    if (!(photo && (await inTurn(() => show(context, photo, [focusX, focusY], top, look))))) dusk(context, top, look, pathway);
    const [x, align] = fromRight ? [WIDTH - MARGIN, 'right'] : [MARGIN, 'left'];
    lines.forEach((line, number) => letters.draw(line, x, wordsAt + number * leading, look.ink, align));
    const small = await lettering(context, SANS, WHEN_SIZE, when);
    small.draw(small.shortened(when, WIDTH - 2 * MARGIN), x, whenAt, look.quiet, align);
    await sign(context, foot, look);
    if (stopped) throw refusal('stopped');
    return encoded(context.canvas, 'image/jpeg', QUALITY);
  };
  return { done: work(), stop: () => { stopped = true; } };
}

// --- Words ---------------------------------------------------------------------------------------------------------------

// The largest letters in which the words leave room for the picture, and their lines.
async function fitted(context, words) {
  const width = WIDTH - 2 * MARGIN;
  for (const size of SIZES) {
    const letters = await lettering(context, SERIF, size, words);
    const lines = words ? letters.lines(words, width) : [];
    const most = Math.floor((HEIGHT - LEAST_PICTURE - 360) / (size * LEADING));
    const whole = words.split(/\s+/).every((word) => letters.width(word) <= width);
    const last = size === SIZES.at(-1);
    if (lines.length <= most && (whole || last)) return { letters, lines, size };
    if (last) return { letters, lines: [...lines.slice(0, most - 1), letters.shortened(`${lines[most - 1]}…`, width)], size };
  }
}

// Whose light it is, small.
async function sign(context, baseline, look) {
  context.fillStyle = look.line;
  context.fillRect(MARGIN, baseline - 57, WIDTH - 2 * MARGIN, 2);
  shape(context, 'unsaid', MARGIN + 16, baseline - 11, 11, look.honey);
  (await lettering(context, DISPLAY, NAME_SIZE, 'Glimmers')).draw('Glimmers', MARGIN + 36, baseline, look.quiet, 'left');
}

// --- A photo with the sheet over it ----------------------------------------------------------------------------------------

// Fills the upper part with the photo and lays the sheet's rounded edge over it; false if it cannot be opened.
async function show(context, photo, focus, top, look) {
  const height = top + RADIUS;
  let source;
  try {
    const head = await headOf(photo);
    source = await decoded(photo, head, (Math.max(head.width, head.height) * Math.max(WIDTH / head.width, height / head.height)));
  } catch (error) {
    console.warn(`a photo on a card: ${error?.name}`);
    return false;
  }
  // The largest part that has the frame's shape, with the focus as near its middle as can be.
  const wide = source.width / source.height / (WIDTH / height);
  const [across, down] = [Math.min(1, 1 / wide), Math.min(1, wide)];
  const [left, upper] = [[focus[0], across], [focus[1], down]].map(([at, part]) => Math.min(Math.max(at - part / 2, 0), 1 - part));
  const { image, width: w, height: h } = source;
  context.drawImage(image, left * w, upper * h, across * w, down * h, 0, 0, WIDTH, height);
  image.close();
  context.fillStyle = look.surface;
  context.beginPath();
  context.roundRect(0, top, WIDTH, HEIGHT, [RADIUS, RADIUS, 0, 0]);
  context.fill();
  return true;
}

// --- A strip of dusk with a light ------------------------------------------------------------------------------------------

const coloured = (gradient, stops) => {
  for (const [at, colour] of stops) gradient.addColorStop(at, colour);
  return gradient;
};
const clear = (colour, alpha) => colour + Math.round(alpha * 255).toString(16).padStart(2, '0');

// Sky above, two ridges, and the page as the ground; the light stands in the clear part of the sky.
function dusk(context, top, look, pathway) {
  const ground = top + 24;
  context.fillStyle = coloured(context.createLinearGradient(0, 0, 0, ground + 40), look.sky);
  context.fillRect(0, 0, WIDTH, ground + 40);
  shine(context, WIDTH * 0.66, ground - 40, WIDTH * 0.62, Math.max(180, ground * 0.2), look.horizon, look.glow);
  const [x, y, radius] = [WIDTH * 0.36, ground * 0.42, 27];
  shine(context, x, y, radius * 9.5, radius * 9.5, look.halos[pathway], look.halo);
  const [heart, rim] = look.lights[pathway];
  shape(context, pathway, x, y, radius, coloured(context.createRadialGradient(x, y, 0, x, y, radius * 1.8), [[0, heart], [1, rim]]));
  ridge(context, ground - 96, 38, 1.15, 0.4, look.ridges[0], ground + 60);
  ridge(context, ground - 46, 27, 0.9, 2.6, look.ridges[1], ground + 60);
  ridge(context, ground, 15, 0.8, 4.4, [look.surface, look.surface], HEIGHT);
}

// A slow sine filled down to `bottom`, from the crest's colour to the mist's.
function ridge(context, level, swing, waves, shift, [crest, mist], bottom) {
  context.fillStyle = coloured(context.createLinearGradient(0, level - swing, 0, bottom), [[0, crest], [1, mist]]);
  context.beginPath();
  context.moveTo(0, bottom);
  for (let x = 0; x <= WIDTH; x += 4) context.lineTo(x, level + swing * Math.sin((x / WIDTH) * waves * 2 * Math.PI + shift));
  context.lineTo(WIDTH, bottom);
  context.fill();
}

// A glow: an ellipse that fades from its centre as `alphas` say, with where from 0 to 1 and how much.
function shine(context, x, y, across, up, colour, alphas) {
  context.save();
  context.translate(x, y);
  context.scale(across, up);
  context.fillStyle = coloured(context.createRadialGradient(0, 0, 0, 0, 0, 1), alphas.map(([at, alpha]) => [at, clear(colour, alpha)]));
  context.fillRect(-1, -1, 2, 2);
  context.restore();
}

// What tells the pathways apart besides colour: a disc, a ring, two discs that touch, a soft diamond.
function shape(context, pathway, x, y, radius, filling) {
  Object.assign(context, { fillStyle: filling, strokeStyle: filling, lineJoin: 'round' });
  context.beginPath();
  if (pathway === 'within') {
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  } else if (pathway === 'around') {
    context.lineWidth = radius * 0.46;
    context.arc(x, y, radius * 1.08, 0, 2 * Math.PI);
    context.stroke();
  } else if (pathway === 'between') {
    for (const side of [-0.8, 0.8]) {
      context.moveTo(x + (side + 0.8) * radius, y);
      context.arc(x + side * radius, y, radius * 0.8, 0, 2 * Math.PI);
    }
    context.fill();
  } else {
    const soft = radius * 0.34, up = radius * 1.5 - soft * 1.4, across = radius * 1.38 - soft * 1.4;
    context.lineWidth = 2 * soft;
    context.moveTo(x, y - up);
    context.lineTo(x + across, y);
    context.lineTo(x, y + up);
    context.lineTo(x - across, y);
    context.closePath();
    context.fill();
    context.stroke();
  }
}

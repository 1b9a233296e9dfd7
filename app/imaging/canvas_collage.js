// Collages out, in Python's worker; app/imaging/canvas.py calls it. The same look as pillow_collage.py draws on native.
import { decoded, encoded, headOf, inTurn, paperOf, refusal } from './canvas.js';
import { lettering } from './canvas_text.js';

const QUALITY = 0.9;
const SMALLEST_CAPTION = 0.55; // of the size that a caption has where it is short
const BELOW_MIDDLE = 0.3; // of a letter's size, where its baseline is

// Starts on a collage. `canvas` and `frames` have the fields of those in app/core/collage.py; `photos` holds a Blob, or
// nothing, for each frame. No more than two photos are decoded at a time. `missing` is the colour of what stands where there is
// none; the caption is written with `ink`, `captionSize` pixels large unless it is long.
export function render(canvas, frames, photos, { paper, missing, caption, captionSize, ink, type }) {
  let stopped = false;
  const work = async () => {
    const context = paperOf(canvas.width, canvas.height, paper);
    await Promise.all(frames.map((frame, place) => inTurn(async () => {
      if (stopped) throw refusal('stopped');
      within(context, frame, canvas.corners, await piece(frame, photos[place]), missing);
    })));
    if (caption && canvas.strip) await write(context, caption, canvas, captionSize, ink);
    if (stopped) throw refusal('stopped');
    return encoded(context.canvas, type, QUALITY);
  };
  return { done: work(), stop: () => { stopped = true; } };
}

// What to draw of a photo, or null.
async function piece({ width, height, crop }, file) {
  if (!file) return null;
  try {
    const head = await headOf(file);
    const share = Math.max(width / (head.width * crop.width), height / (head.height * crop.height));
    const source = await decoded(file, head, Math.max(head.width, head.height) * share);
    return source;
  } catch (error) {
    console.warn(`a photo in a collage: ${error?.name}`);
    return null;
  }
}

function within(context, { x, y, width, height, crop }, corners, source, missing) {
  context.save();
  context.beginPath();
  context.roundRect(x, y, width, height, Math.min(corners, width / 2, height / 2));
  context.clip();
  if (source) {
    // Sums of fractions go a hair beyond the edge; what lies outside would be drawn as nothing.
    const [left, top] = [Math.max(0, crop.x * source.width), Math.max(0, crop.y * source.height)];
    const [wide, high] = [Math.min(source.width - left, crop.width * source.width), Math.min(source.height - top, crop.height * source.height)];
    context.drawImage(source.image, left, top, wide, high, x, y, width, height);
    source.image.close();
  } else {
    placeholder(context, x, y, width, height, missing);
  }
  context.restore();
}

// A shade of the paper with the light that says nothing about itself.
function placeholder(context, x, y, width, height, colour) {
  context.globalAlpha = 0.22;
  context.fillStyle = colour;
  context.fillRect(x, y, width, height);
  context.globalAlpha = 1;
  const size = Math.max(8, Math.floor(Math.min(width, height) / 4));
  const soft = size * 0.09, half = size * 0.4 - soft * 1.4, across = half * 0.925;
  const [middle, centre] = [x + width / 2, y + height / 2];
  context.beginPath();
  context.moveTo(middle, centre - half);
  context.lineTo(middle + across, centre);
  context.lineTo(middle, centre + half);
  context.lineTo(middle - across, centre);
  context.closePath();
  Object.assign(context, { lineJoin: 'round', lineWidth: 2 * soft, strokeStyle: colour });
  context.fill();
  context.stroke();
}

// One line in the middle of the strip; smaller where it is long, and cut short where that is not enough.
async function write(context, caption, { width, height, gap, strip }, captionSize, ink) {
  const widest = width - 4 * gap;
  const most = Math.max(8, Math.round(captionSize));
  const wide = (await lettering(context, 'Fraunces-Italic', most, caption)).width(caption);
  const size = wide > widest ? Math.max(8, Math.floor(most * Math.max(SMALLEST_CAPTION, widest / wide))) : most;
  const letters = await lettering(context, 'Fraunces-Italic', size, caption);
  letters.draw(letters.shortened(caption, widest), width / 2, height - strip / 2 + size * BELOW_MIDDLE, ink, 'center');
}

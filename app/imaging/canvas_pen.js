// Draws what a list says, in Python's worker: the twin of pillow_pen.py, which does the same on
// native. What a list is made of tells app/core/drawing/marks.py; app/imaging/canvas.py calls this.
import { contextOf, decoded, encoded, headOf, inTurn, paperOf, refusal } from './canvas.js';
import { coverage, round } from './canvas_shapes.js';
import { fontOf, ready } from './canvas_text.js';

export { measurer } from './canvas_text.js';

// Starts on a drawing, as JSON. `photos` holds a Blob, or nothing, for each of its photos in their
// order; no more than two are decoded at a time. `done` becomes a Blob; after `stop()` it ends as
// soon as a step is finished.
export function draw(drawing, photos, kind) {
  let stopped = false;
  const goOn = () => {
    if (stopped) throw refusal('stopped');
  };
  const work = async () => {
    const { width, height, paper, marks, quality } = JSON.parse(drawing);
    await Promise.all(runsIn(marks).map((run) => ready([run.font], run.text, run.japanese)));
    const context = paperOf(width, height, paper);
    const waiting = [...photos];
    for (let at = 0; at < marks.length;) {
      const beside = [];
      while (marks[at]?.is === 'PlacedPhoto') beside.push(marks[at++]);
      await Promise.all(beside.map((mark) => place(context, mark, waiting.shift(), goOn)));
      if (at < marks.length) drawMark(context, marks[at++]);
    }
    goOn();
    return encoded(context.canvas, `image/${kind}`, quality / 100);
  };
  return { done: work(), stop: () => { stopped = true; } };
}

function runsIn(marks) {
  return marks.flatMap((mark) => {
    if (mark.is === 'TextRun') return [mark];
    return runsIn(mark.instead ?? []);
  });
}

function drawMark(context, mark) {
  if (mark.is === 'TextRun') write(context, mark);
  else if (mark.is === 'Polygon') cover(context, mark);
  else if (mark.corners.every((radius) => radius === 0)) fill(context, mark.paint, mark);
  else layered(context, mark, (layer) => fill(layer, mark.paint, mark));
}

// On a canvas of its own, whose corners are rounded before it is laid down. `draw` is given it
// moved, as if it were the whole.
function layered(context, { x, y, width, height, corners }, draw) {
  const layer = contextOf(width, height);
  layer.imageSmoothingQuality = 'high';
  layer.translate(-x, -y);
  draw(layer);
  round(layer, width, height, corners);
  context.drawImage(layer.canvas, x, y);
}

function cover(context, { points, paint }) {
  const mask = coverage(points);
  const { width, height } = mask.canvas;
  mask.context.globalCompositeOperation = 'source-in';
  mask.context.translate(-mask.left, -mask.top);
  fill(mask.context, paint, { x: mask.left, y: mask.top, width, height });
  context.drawImage(mask.canvas, mask.left, mask.top);
}

// --- Paint ---------------------------------------------------------------------------------------

function fill(context, paint, { x, y, width, height }) {
  context.save();
  if (paint.is === 'Radial') {
    // Canvases know circular gradients only: the rectangle is filled while the canvas is scaled as
    // the ellipse is.
    const { across, up, stops } = paint;
    context.translate(paint.x, paint.y);
    context.scale(across, up);
    context.fillStyle = coloured(context.createRadialGradient(0, 0, 0, 0, 0, 1), stops);
    context.fillRect((x - paint.x) / across, (y - paint.y) / up, width / across, height / up);
  } else {
    context.fillStyle = paint.is === 'Linear' ? downwards(context, paint) : paint;
    context.fillRect(x, y, width, height);
  }
  context.restore();
}

function downwards(context, { top, bottom, stops }) {
  return coloured(context.createLinearGradient(0, top, 0, bottom), stops);
}

function coloured(gradient, stops) {
  for (const [at, colour] of stops) gradient.addColorStop(at, colour);
  return gradient;
}

// --- Photos --------------------------------------------------------------------------------------

async function place(context, mark, file, goOn) {
  await inTurn(async () => {
    goOn();
    const source = await opened(mark, file);
    if (source) show(context, mark, source);
    else for (const each of mark.instead) drawMark(context, each);
  });
}

// What to draw of a photo, no larger than needed; null where it is missing or cannot be opened.
async function opened({ width, height, crop: [, , across, down] }, file) {
  if (!file) return null;
  try {
    const head = await headOf(file);
    const share = Math.max(width / (head.width * across), height / (head.height * down));
    return await decoded(file, head, Math.max(head.width, head.height) * share);
  } catch (error) {
    console.warn(`a photo in a picture: ${error?.name}`);
    return null;
  }
}

function show(context, mark, { image, width: whole, height: high }) {
  const { x, y, width, height, crop } = mark;
  // Sums of fractions go a hair beyond the edge; what lies outside would be drawn as nothing.
  const [left, top] = [Math.max(0, crop[0] * whole), Math.max(0, crop[1] * high)];
  const across = Math.min(whole - left, crop[2] * whole), down = Math.min(high - top, crop[3] * high);
  layered(context, mark, (layer) => {
    layer.drawImage(image, left, top, across, down, x, y, width, height);
  });
  image.close();
}

// --- Words ---------------------------------------------------------------------------------------

function write(context, { text, font, size, x, y, colour, from_right: fromRight, japanese }) {
  Object.assign(context, {
    font: fontOf(font, size, text, japanese),
    direction: fromRight ? 'rtl' : 'ltr',
    fillStyle: colour,
    textAlign: 'left',
    textBaseline: 'alphabetic',
    textRendering: 'geometricPrecision',
  });
  context.fillText(text, x, y);
}

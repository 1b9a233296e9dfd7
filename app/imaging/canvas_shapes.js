// Shapes with smooth edges, by the same sums as pillow_shapes.py: a canvas's own edges differ from
// one browser to another.
import { contextOf } from './canvas.js';

const SIDES = 96; // of the polygon that stands for a circle, as in app/core/drawing/lights.py
// A gradient's dithering repeats so often: what is moved by a multiple of it looks the same.
const TILE = 8;

// A canvas that covers each pixel as much as a polygon does, and where its upper left corner is.
export function coverage(points) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [xs, ys].map((all) => Math.floor(Math.min(...all) / TILE) * TILE);
  const width = Math.max(1, Math.ceil(Math.max(...xs)) - left);
  const height = Math.max(1, Math.ceil(Math.max(...ys)) - top);
  const here = new Float64Array(width * height), beyond = new Float64Array(width * height);
  points.forEach(([x, y], place) => {
    const [toX, toY] = points[(place + 1) % points.length];
    addEdge(here, beyond, width, x - left, y - top, toX - left, toY - top);
  });
  const context = contextOf(width, height);
  const pixels = context.createImageData(width, height);
  for (let row = 0, at = 0; row < height; row += 1) {
    let covered = 0;
    for (let column = 0; column < width; column += 1, at += 1) {
      pixels.data[4 * at + 3] = Math.min(255, Math.round(Math.abs(covered + here[at]) * 255));
      covered += beyond[at];
    }
  }
  context.putImageData(pixels, 0, 0);
  return { canvas: context.canvas, context, left, top };
}

// Each edge leaves in the cells that it goes through what it adds to them, and to all that follow
// on their row.
function addEdge(here, beyond, width, x0, y0, x1, y1) {
  if (y0 === y1) return;
  const sign = y0 < y1 ? 1 : -1;
  if (sign < 0) [x0, y0, x1, y1] = [x1, y1, x0, y0];
  const slope = (x1 - x0) / (y1 - y0);
  for (let row = Math.floor(y0); row < Math.ceil(y1); row += 1) {
    const [upper, lower] = [Math.max(y0, row), Math.min(y1, row + 1)];
    const [start, end] = [x0 + (upper - y0) * slope, x0 + (lower - y0) * slope];
    addInRow(here, beyond, row * width, width, start, end, sign * (lower - upper));
  }
}

function addInRow(here, beyond, row, width, start, end, drop) {
  const [low, high] = [Math.min(start, end), Math.max(start, end)];
  const last = Math.max(Math.ceil(high), Math.floor(low) + 1);
  for (let column = Math.floor(low); column < last && column < width; column += 1) {
    const [left, right] = [Math.max(low, column), Math.min(high, column + 1)];
    const part = high === low ? drop : (drop * (right - left)) / (high - low);
    here[row + column] += part * (column + 1 - (left + right) / 2);
    beyond[row + column] += part;
  }
}

// Takes away from a canvas of `width` by `height` what lies outside its rounded corners, given as a
// CSS border has them.
export function round(context, width, height, corners) {
  context.save();
  context.globalCompositeOperation = 'destination-out';
  corners.forEach((radius, number) => {
    if (!radius) return;
    const [right, lower] = [number === 1 || number === 2, number >= 2];
    context.setTransform(right ? -1 : 1, 0, 0, lower ? -1 : 1, right ? width : 0, lower ? height : 0);
    context.drawImage(outside(radius), 0, 0);
  });
  context.restore();
}

const corners = new Map();

// What lies outside the upper left corner.
function outside(radius) {
  if (!corners.has(radius)) {
    const reach = radius * Math.sqrt((2 * Math.PI) / SIDES / Math.sin((2 * Math.PI) / SIDES));
    const angles = Array.from({ length: SIDES }, (_, side) => (2 * Math.PI * side) / SIDES);
    const at = (angle) => [radius + reach * Math.cos(angle), radius + reach * Math.sin(angle)];
    const disc = coverage(angles.map(at));
    const context = contextOf(radius, radius);
    context.fillRect(0, 0, radius, radius);
    context.globalCompositeOperation = 'destination-out';
    context.drawImage(disc.canvas, disc.left, disc.top);
    corners.set(radius, context.canvas);
  }
  return corners.get(radius);
}

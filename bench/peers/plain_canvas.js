// The bare page's worker: a photo in (2048 pixels and 512), and nine photos onto a sheet of 2048.
const drawn = (image, width, height) => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  return canvas;
};
const encoded = (canvas, quality) => canvas.convertToBlob({ type: 'image/jpeg', quality });

async function bringIn(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, 2048 / Math.max(bitmap.width, bitmap.height));
  const display = drawn(bitmap, Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  bitmap.close();
  const small = drawn(display, Math.round(display.width / 4), Math.round(display.height / 4));
  return [await encoded(display, 0.85), await encoded(small, 0.8)];
}

async function collage(files, frames) {
  const canvas = new OffscreenCanvas(2048, 2048);
  const context = canvas.getContext('2d', { alpha: false });
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#FFFDF8';
  context.fillRect(0, 0, 2048, 2048);
  for (const [place, { x, y, width, height, crop }] of frames.entries()) {
    const bitmap = await createImageBitmap(files[place]);
    context.drawImage(bitmap, crop.x * bitmap.width, crop.y * bitmap.height, crop.width * bitmap.width, crop.height * bitmap.height, x, y, width, height);
    bitmap.close();
  }
  return encoded(canvas, 0.9);
}

onmessage = async ({ data: { number, file, files, frames } }) => {
  const began = performance.now();
  await (file ? bringIn(file) : collage(files, frames));
  postMessage({ number, took: performance.now() - began });
};

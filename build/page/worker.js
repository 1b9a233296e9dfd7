// Python's worker: the way to the browser's private files first, then Flet's own worker, unchanged.
import './opfs.js';
import './inbox.js';
import './python_start.js'; // asked for again by Flet's worker: this only has it under way sooner
import './python-worker.js';

// What nobody awaits is lost in a worker: a WebAssembly of Python's that does not come, say. Told as an error, the page hears.
addEventListener('unhandledrejection', (event) => globalThis.reportError?.(event.reason));

// Pyodide takes for an error what has a stack or is a DOMException itself. Chromium's QuotaExceededError is neither, since it
// became a class of its own: whoever awaited what met a full disk waited for ever.
if (!('stack' in DOMException.prototype)) DOMException.prototype.stack = '';

// What photos need is loaded with the first photo. Python cannot import it by itself: the page's policy forbids `eval`.
globalThis.glimmersImaging = () => import('./canvas.js');
globalThis.glimmersPen = () => import('./canvas_pen.js');
globalThis.glimmersPhotoFiles = () => import('./opfs_photos.js');

// What backups need, likewise with the first of them.
globalThis.glimmersLentFiles = () => import('./lent_files.js');
globalThis.glimmersSealing = () => import('./sealing.js');

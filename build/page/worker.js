// Python's worker: the way to the browser's private files first, then Flet's own worker, unchanged.
import './opfs.js';
import './pyodide/pyodide.mjs'; // asked for again by Flet's worker: this only has it under way sooner
import './python-worker.js';

// Compiles Python files to bytecode with the very Pyodide that will run them, so that no browser has to at each start.
// node bytecode.mjs PYODIDE_FOLDER SOURCE_FOLDER OUT_FOLDER: every *.py becomes the same path with .pyc.
import { pathToFileURL } from 'node:url';
import { join, resolve } from 'node:path';

const [pyodideFolder, source, out] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(join(pyodideFolder, 'pyodide.mjs')).href);
const pyodide = await loadPyodide({ indexURL: pyodideFolder });
for (const [inside, outside] of [['/source', source], ['/out', out]]) {
  pyodide.FS.mkdirTree(inside);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: outside }, inside);
}
pyodide.runPython(`
import py_compile
from pathlib import Path

# Unchecked: there is no source file beside it whose date could be compared.
MODE = py_compile.PycInvalidationMode.UNCHECKED_HASH
for path in sorted(Path("/source").rglob("*.py")):
    place = path.relative_to("/source")
    target = Path("/out", place).with_suffix(".pyc")
    target.parent.mkdir(parents=True, exist_ok=True)
    py_compile.compile(str(path), str(target), dfile=str(place), doraise=True, invalidation_mode=MODE)
`);

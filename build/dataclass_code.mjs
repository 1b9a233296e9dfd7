// Compiles the methods of dataclasses with the very Pyodide that will run them: page/dataclass_code.py says why.
// node dataclass_code.mjs PYODIDE_FOLDER OUT_FILE PACKAGE_FOLDER...: for the classes of our packages, and those that Flet and
// the first screen load with them.
import { pathToFileURL } from 'node:url';
import { basename, dirname, join, resolve } from 'node:path';

const [pyodideFolder, out, ...packages] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(join(pyodideFolder, 'pyodide.mjs')).href);
const pyodide = await loadPyodide({ indexURL: pyodideFolder });
const mount = (inside, outside) => {
  pyodide.FS.mkdirTree(inside);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: outside }, inside);
  return inside;
};
pyodide.globals.set('target', `${mount('/out', dirname(out))}/${basename(out)}`);
pyodide.globals.set('folders', pyodide.toPy(packages.map((folder, number) => mount(`/packages${number}`, folder))));
pyodide.runPython(`
import builtins, dataclasses, hashlib, importlib, marshal, sys
from pathlib import Path

compiled = {}

def execute(text, namespace, locals):
    code = compile(text, "<string>", "exec")
    compiled[hashlib.blake2b(text.encode(), digest_size=16).digest()] = marshal.dumps(code)
    builtins.exec(code, namespace, locals)

dataclasses.exec = execute
sys.dont_write_bytecode = True
sys.path[:0] = folders

import flet.app

for folder in folders:
    for package in ("app", "storage"):
        for path in sorted(Path(folder, package).rglob("*.pyc")):
            name = ".".join(path.relative_to(folder).with_suffix("").parts)
            try:
                importlib.import_module(name.removesuffix(".__init__"))
            except ModuleNotFoundError as error:
                # What serves the app elsewhere asks for packages that no browser has.
                if error.name.partition(".")[0] in ("app", "storage", "flet"):
                    raise
if "app.ui.app" in sys.modules:
    sys.modules["app.ui.app"].warm_up()
Path(target).write_bytes(marshal.dumps(dict(sorted(compiled.items()))))
`);

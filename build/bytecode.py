"""Bytecode for the browser's Python, made at build time: start-up spends most of its Python time
compiling otherwise."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

SCRIPT = Path(__file__).with_name("bytecode.mjs")
FOR_DATACLASSES = Path(__file__).with_name("dataclass_code.mjs")


def node() -> str | None:
    """Node, which can run Pyodide without a browser; Playwright's wheel carries one, so the tests'
    environment has it."""
    playwright = find_spec("playwright")
    if playwright and playwright.origin:
        carried = Path(playwright.origin).parent / "driver" / "node"
        if carried.is_file():
            return str(carried)
    return shutil.which("node")


def compiled(source: Path, pyodide: Path, cache: Path) -> Path | None:
    """A folder with a `.pyc` for each `.py` under `source`, or nothing when there is no Node here.

    Results are kept in `cache` by content, so only what changed is compiled again.
    """
    program = node()
    if program is None:
        return None
    out = cache / _fingerprint(SCRIPT, [source], pyodide)
    if not out.is_dir():
        half = out.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        subprocess.run([program, str(SCRIPT), str(pyodide), str(source), str(half)], check=True)
        half.rename(out)
    return out


def of_dataclasses(packages: Sequence[Path], pyodide: Path, cache: Path) -> Path | None:
    """The table that `page/dataclass_code.py` reads, for the classes in these folders of compiled
    packages; or nothing when there is no Node here.
    """
    program = node()
    if program is None:
        return None
    out = cache / _fingerprint(FOR_DATACLASSES, packages, pyodide) / "dataclass_code.bin"
    if not out.is_file():
        out.parent.mkdir(parents=True, exist_ok=True)
        half = out.with_suffix(".half")
        command = [program, *map(str, (FOR_DATACLASSES, pyodide, half, *packages))]
        subprocess.run(command, check=True)
        half.rename(out)
    return out


def _fingerprint(script: Path, folders: Sequence[Path], pyodide: Path) -> str:
    digest = hashlib.sha256(script.read_bytes() + (pyodide / "pyodide.asm.wasm").read_bytes())
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*.py*") if path.is_file()):
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
            digest.update(b"\0")
    return digest.hexdigest()[:24]

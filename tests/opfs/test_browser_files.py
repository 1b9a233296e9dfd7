"""The journal's files in a browser, in Pyodide and Node over files in memory, whose power fails at
every place; in a real browser: `tests/browser/test_web_pool.py`, `test_web_copies.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import flet_web
import pytest

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
PYODIDE = Path(flet_web.__file__).with_name("web") / "pyodide"


def run_in_pyodide(script: str, folder: Path) -> str:
    """What the script prints; an error in it fails the test."""
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            pytest.fail("Node is missing: in continuous integration the browser's files are tested")
        pytest.skip("no Node here: install Debian's `nodejs`")
    for file in (PROJECT / "storage").glob("*.js"):
        shutil.copy(file, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    packages = sysconfig.get_path("purelib")
    command = [node, HERE / "run.mjs", PYODIDE, folder, PROJECT, packages, HERE / script]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_a_power_cut_at_any_place_leaves_every_file_as_it_was_or_as_it_is(tmp_path: Path) -> None:
    assert run_in_pyodide("files_that_fail.py", tmp_path) == "all of it\n"


def test_copies_of_the_journal_going_back_and_erasing_are_done_or_not_begun(tmp_path: Path) -> None:
    done = run_in_pyodide("copies.py", tmp_path).split()

    assert done[-1] == "erasing_leaves_nothing_wherever_it_is_cut_short"
    assert len(done) == 15

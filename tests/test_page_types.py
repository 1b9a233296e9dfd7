"""The scripts of the page's own button, and of the browser's files, hold to the types in their
comments.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "build" / "page"
CHECKED = ("globals.d.ts", "inbox.js", "early.js", "lending.js")
OF_BOTH_PAGES = Path(__file__).parents[1] / "app" / "platform" / "serving" / "locale.js"
FILES = Path(__file__).parents[1] / "storage"
CHECKED_FILES = ("opfs_erase.js", "opfs_handle.js", "opfs_pool.js", "opfs_replace.js")
STRICTLY = ["--noEmit", "--allowJs", "--checkJs", "--strict", "--target", "es2022"]


def checked(*files: Path, runs_in: str = "dom") -> str:
    """What the type checker has against these scripts."""
    program = shutil.which("tsc")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("tsc is missing: in continuous integration types are checked")
        pytest.skip("no tsc here: install Debian's `node-typescript`")
    command = [program, *STRICTLY, "--lib", f"es2022,{runs_in}", *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def page_scripts(folder: Path) -> list[Path]:
    return [folder / name for name in CHECKED]


def test_the_scripts_of_the_pages_button_hold_to_their_types() -> None:
    assert checked(*page_scripts(PAGE), OF_BOTH_PAGES) == ""


def test_the_scripts_of_the_browsers_files_hold_to_their_types() -> None:
    files = [FILES / name for name in CHECKED_FILES]

    known = [PAGE / "files.d.ts", PAGE / "globals.d.ts"]
    assert checked(*known, *files, runs_in="webworker") == ""


def test_a_wrong_type_would_be_found(tmp_path: Path) -> None:
    for name in CHECKED:
        shutil.copy(PAGE / name, tmp_path)
    script = tmp_path / "early.js"
    text = script.read_text(encoding="utf-8")
    right = "inbox.record(new Date(), 'page')"
    assert right in text
    script.write_text(text.replace(right, "inbox.record(Date.now(), 'page')"), encoding="utf-8")

    assert "'number' is not assignable to parameter of type 'Date'" in checked(
        *page_scripts(tmp_path)
    )

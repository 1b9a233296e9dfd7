"""The scripts of the page's own button hold to the types in their comments."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "build" / "page"
CHECKED = ("globals.d.ts", "inbox.js", "early.js")
STRICTLY = ["--noEmit", "--allowJs", "--checkJs", "--strict", "--target", "es2022"]
LIBRARIES = ["--lib", "es2022,dom"]


def checked(folder: Path) -> str:
    """What the type checker has against the scripts in this folder."""
    program = shutil.which("tsc")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("tsc is missing: in continuous integration types are checked")
        pytest.skip("no tsc here: install Debian's `node-typescript`")
    files = [str(folder / name) for name in CHECKED]
    return subprocess.run(
        [program, *STRICTLY, *LIBRARIES, *files], capture_output=True, text=True, check=False
    ).stdout


def test_the_scripts_of_the_pages_button_hold_to_their_types() -> None:
    assert checked(PAGE) == ""


def test_a_wrong_type_would_be_found(tmp_path: Path) -> None:
    for name in CHECKED:
        shutil.copy(PAGE / name, tmp_path)
    script = tmp_path / "early.js"
    text = script.read_text(encoding="utf-8")
    right = "inbox.record(new Date(), 'page')"
    assert right in text
    script.write_text(text.replace(right, "inbox.record(Date.now(), 'page')"), encoding="utf-8")

    assert "'number' is not assignable to parameter of type 'Date'" in checked(tmp_path)

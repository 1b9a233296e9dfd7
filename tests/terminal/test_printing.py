"""What the terminal prints is safe to print, whatever a person wrote or a file is called; `--json`
is exact.
"""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import processes
from tests.made_photos import jpeg

ROOT = Path(__file__).parents[2]
EVIL = "a\x1b[2J\x1b]8;;http://evil\x07link\x1b]52;c;aGk=\x07\x9b31m\rb\bc\x7f\u202ed\u2066e\u2028f"
SPEAKS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]")

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(*arguments: str, **how: Any) -> subprocess.CompletedProcess[bytes]:
        return processes.run(
            "--data", str(tmp_path / "journal"), *arguments, capture_output=True, **how
        )

    return run


def printed(done: subprocess.CompletedProcess[bytes]) -> str:
    """All of it, which must be safe."""
    text = (done.stdout + done.stderr).decode("utf-8")
    assert not SPEAKS.search(text), ascii(text)
    return text


@pytest.fixture
def id(run: Run, tmp_path: Path) -> str:
    (tmp_path / "photo.jpg").write_bytes(jpeg())
    kept = run(
        "keep",
        "-",
        "--photo",
        str(tmp_path / "photo.jpg"),
        "--place",
        "Shed \u202eeht",
        input=EVIL.encode(),
    )
    assert kept.returncode == 0, kept.stderr
    return kept.stdout.decode().strip()


def test_words_are_shown_and_not_obeyed_in_every_answer(run: Run, id: str):
    for command in (
        ("list",),
        ("show", id),
        ("change", id, "--love"),
        ("remove", id),
        ("list", "--bin"),
        ("put-back", id),
        ("doctor",),
    ):
        done = run(*command)
        assert done.returncode == 0, done.stderr
        text = printed(done)
        if command[0] in ("list", "show"):
            assert "␛[2J" in text
            assert "␛]52;c;aGk=␇" in text
            assert "\\x9b31m" in text
            assert "\\u202ed" in text


def test_names_of_places_are_shown_and_not_obeyed(run: Run, id: str):
    assert "Shed \\u202eeht" in printed(run("show", id))


def test_lines_of_a_note_stay_lines_in_show(run: Run):
    id = run("keep", "-", input=b"first\n\tsecond").stdout.decode().strip()

    assert run("show", id).stdout.decode().endswith("\nfirst\n\tsecond\n")


def test_json_is_exact_where_a_program_reads_it(run: Run, id: str):
    done = run("--json", "show", id)

    note = json.loads(done.stdout)["note"]
    assert note == EVIL
    assert EVIL[-1] in done.stdout.decode()  # as it was written, and not escaped


def on_a_terminal(*arguments: str) -> str:
    """What a terminal of its own is sent."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "app", *arguments], cwd=ROOT, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        said = b""
        try:
            while piece := os.read(ours, 65536):
                said += piece
        except OSError:
            pass  # Linux says EIO at the end
        assert process.wait() == 0
    os.close(ours)
    return said.decode("utf-8").replace("\r\n", "\n")


def test_on_a_terminal_words_are_shown_and_json_says_the_same_in_escapes(
    run: Run, id: str, tmp_path: Path
):
    words = on_a_terminal("--data", str(tmp_path / "journal"), "list")
    answer = on_a_terminal("--data", str(tmp_path / "journal"), "--json", "show", id)

    assert not SPEAKS.search(words)
    assert "␛[2J" in words
    assert not SPEAKS.search(answer)
    assert json.loads(answer)["note"] == EVIL


@pytest.mark.parametrize(
    "command",
    [
        ("collage", "{}/\x1b[2Ja\nb.jpg", "--photos", "{}/photo.jpg"),
        ("collage", "{}/new.jpg", "--photos", "{}/\x1b[2J\u202egone.jpg"),
        ("collage", "{}/new.\x1b[2J", "--photos", "{}/photo.jpg"),
        ("show", "\x1b[2J"),
        ("keep", "tea", "--when", "\x1b[2J\u202e"),
        ("keep", "tea", "--photo", "{}/\x9b2Jgone.jpg"),
        ("list", "--limit", "\x1b[2J"),
        ("\x1b[2J\u202e",),
        ("list", "--\x1b[2J"),
        ("remind", "set", "--per-day", "\x1b[2J", "--from", "\u202e", "--to", "20:00"),
        ("remind", "plan", "--zone", "\x1b[2J\u2066"),
        ("photos", "list", "\x9b2J"),
    ],
)
def test_no_sentence_of_refusal_passes_a_code_on(
    run: Run, tmp_path: Path, command: tuple[str, ...]
):
    (tmp_path / "photo.jpg").write_bytes(jpeg())
    (tmp_path / "\x1b[2Ja\nb.jpg").write_text("there already")

    done = run(*(part.replace("{}", str(tmp_path)) for part in command))

    assert done.returncode in (1, 2)
    assert printed(done).strip()


def test_a_folder_with_codes_in_its_name_is_told_on_one_line(tmp_path: Path):
    done = processes.run(
        "--data", str(tmp_path / "a\x1b[2J\nJournal: b"), "doctor", capture_output=True
    )

    assert "a\ufffd[2J\ufffdJournal: b" in printed(done)

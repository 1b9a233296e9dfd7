"""`find`, as a real process."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import processes


class Terminal:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("GLIMMERS", "FLET", "PYTHON", "LC_", "LANG"))
        }
        return processes.run(
            *("--data", str(self.folder), *arguments),
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def ask(self, *arguments: str) -> Any:
        done = self.run("--json", *arguments)
        assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
        return json.loads(done.stdout)

    def notes(self, *query: str) -> list[str]:
        return [glimmer["note"] for glimmer in self.ask("find", *query)]


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path / "journal")
    terminal.ask("keep", "work, and no ocean", "--when", "2019-03-13", "--within")
    terminal.ask("keep", "The ocean, élan!", "--when", "2019-03-14", "--around", "--person", "Mum")
    terminal.ask("keep", "今天我在公园散步", "--when", "the 90s", "--love")
    return terminal


def test_find_answers_with_glimmers_and_what_is_marked_in_them(terminal):
    (found,) = terminal.ask("find", "ELAN ocean")
    (listed,) = terminal.ask("list", "--limit", "1")

    assert list(found) == [*listed, "marks"]
    assert {key: value for key, value in found.items() if key != "marks"} == listed
    assert found["marks"] == [[4, 9], [11, 15]]


def test_find_reads_the_language_of_queries(terminal):
    both = ["The ocean, élan!", "work, and no ocean"]
    assert terminal.notes("ocean") == both
    assert terminal.notes("ocean", "--limit", "1") == both[:1]
    assert terminal.notes("--limit=1", "ocean") == both[:1]
    assert terminal.notes('ocean person:"Mum" around year:2019 -work') == both[:1]
    assert terminal.notes("ocean", "-work") == both[:1]
    assert terminal.notes("-has:photo", "-within", "-is:loved") == both[:1]
    assert terminal.notes("公园") == terminal.notes("is:loved") == ["今天我在公园散步"]
    assert terminal.notes('"no ocean') == ["work, and no ocean"]
    assert terminal.notes("") == [*both, "今天我在公园散步"]
    assert terminal.notes("nowhere") == []


def test_find_in_words_gives_a_line_each_and_shows_what_was_found(terminal):
    long = " ".join(["moss"] * 40) + " heron\nand more " + "moss" * 60
    terminal.ask("keep", long, "--when", "2020")

    lines = terminal.run("find", "heron").stdout.decode().splitlines()
    nothing = terminal.run("find", "nowhere")

    (line,) = lines
    assert "  2020  …" in line
    assert " moss heron and more moss" in line
    assert len(line) < 160
    assert (nothing.returncode, nothing.stdout) == (0, b"")
    assert nothing.stderr.decode() == (
        "No glimmer has that. Fewer words, or parts of them, find more.\n"
    )


def test_find_changes_nothing_and_takes_whatever_is_typed(terminal):
    before = (terminal.folder / "glimmers.db").read_bytes()

    for query in ('"', "(((", "person:", '-""', "' OR 1=1 --", "%", "\udcff", "NEAR(", "*"):
        assert terminal.run("find", query).returncode == 0

    assert (terminal.folder / "glimmers.db").read_bytes() == before


def test_find_needs_a_query_and_a_limit_that_is_a_number(terminal):
    for arguments in ((), ("--limit", "0", "x"), ("--limit", "many", "x"), ("x", "--limit")):
        done = terminal.run("find", *arguments)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"Traceback" not in done.stderr

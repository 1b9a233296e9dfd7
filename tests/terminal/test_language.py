"""Everything that the terminal says is in the language that is spoken: nothing bypasses the words'
room.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from app.core.exchange.leaving import FORMS
from app.terminal.commands import terminal
from app.words import language
from app.words.lists import lists
from app.words.terminal import said
from tests.made_photos import jpeg
from tests.words.catalogue import every_message

ROOT = Path(__file__).parents[2]

_TALKER = """
import json, os, sys
from app.terminal.commands import main
from app.words import language

language.speak("ar-XB")
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        sys.argv = ["app", *json.loads(line)]
        sys.stdin = open(os.devnull)
        main()
        os._exit(0)
    os.waitpid(child, 0)
    sys.stdout.buffer.write(b"\\0")
    sys.stdout.buffer.flush()
"""
"""Loads the commands first and speaks afterwards, as an app that is told its language does."""

_LISTENER = """
import io, json, sys
import click
from app.terminal import spoken
from app.terminal.commands import terminal

heard = set()

def listening(ask):
    def asked(one, *more):
        answer = ask(one, *more)
        heard.add(answer if more else one)
        return answer
    return asked

for name in spoken._OF_CLICK:
    module = vars(sys.modules[f"click.{name}"])
    module.update(_=listening(module["_"]), ngettext=listening(module["ngettext"]))
answers, sys.stdout = sys.stdout, io.StringIO()
for arguments in json.load(sys.stdin):
    try:
        terminal(arguments, standalone_mode=False)
    except click.ClickException as error:
        error.show(io.StringIO())
print(json.dumps(sorted(heard)), file=answers)
"""
"""What click asks gettext for, in the form that it got."""

_SAID_BY_NOBODY = (
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}",
    r"\b[0-9a-f]{64}\b",
    r"\[!!!|!!!\]",
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten)\b",
    r"python -m app( [a-z-]+){0,2}",
    r"--?[a-z][a-z-]*",
    r"OUT\.jpg\|png\|pdf",
    r"\[ARGS\]",
    r"\b[A-Z]{2,}\b",
    r"\[(square\|story\|a4|day\|week\|none)\]",
    rf"\[{re.escape('|'.join(FORMS))}\]|^\s*({'|'.join(FORMS)})\b",
    r":\s+square\b",
)
"""Marks of the pseudo-language, names of commands, options and arguments, and ids."""


WRONG: list[tuple[str, ...]] = [
    ("bogus",),
    ("kep",),
    ("show",),
    ("show", "☕", "☕"),
    ("list", "--limit", "☕"),
    ("list", "--limit", "0"),
    ("list", "--bin=3"),
    ("list", "--before"),
    ("collage", "--canvas", "☕"),
    ("collage", "☕.jpg", "--gap", "☕"),
    ("collage", "☕.jpg"),
    ("collage", "☕", "☕"),
    ("keep", "--wihtin"),
    ("keep", "--within", "--around"),
    ("--data", "", "list"),
    ("change", "☕"),
    ("remind", "set", "--at", "09:00", "--per-day", "3"),
    ("remind", "set", "--per-day", "☕"),
    ("remind", "plan", "--days", "☕"),
    ("remind", "bogus"),
    ("export", "☕"),
    ("export", "☕", "--format", "☕"),
    ("erase",),
]
"""What people type by mistake."""


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.speak(language.SOURCE)


@pytest.fixture(scope="module")
def say(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Runs a command that speaks the pseudo-language; both of its streams as one text."""
    folder = tmp_path_factory.mktemp("spoken") / "☀"
    environment = {**os.environ, "GLIMMERS_DATA": str(folder), "TZ": "UTC", "COLUMNS": "400"}
    with subprocess.Popen(
        [sys.executable, "-c", _TALKER],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as talker:

        def say(*arguments: str) -> str:
            assert talker.stdin is not None
            assert talker.stdout is not None
            talker.stdin.write(json.dumps(arguments).encode() + b"\n")
            talker.stdin.flush()
            answer = bytearray()
            while (byte := talker.stdout.read(1)) not in (b"\0", b""):
                answer += byte
            return answer.decode().replace(str(folder), "")

        yield say
        assert talker.stdin is not None
        talker.stdin.close()


def bypassing(text: str, *known: str) -> list[str]:
    """Words in plain letters: the pseudo-language has none."""
    for pattern in (*map(re.escape, known), *_SAID_BY_NOBODY):
        text = re.sub(pattern, " ", text, flags=re.MULTILINE)
    return re.findall(r"[A-Za-z]{2,}", text)


def every_command() -> Iterator[tuple[str, ...]]:
    def below(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        if isinstance(command, click.Group):
            for name, each in command.commands.items():
                yield from below(each, (*path, name))

    return below(terminal, ())


@pytest.mark.parametrize("path", list(every_command()), ids=" ".join)
def test_help_of_every_command_is_in_the_language_that_is_spoken(say, path):
    names = [name for each in every_command() for name in each]
    text = say(*path, "--help")

    assert "[!!! Ūšāğē" in text
    listed = "|".join(sorted(set(names), key=len, reverse=True))
    text = re.sub(rf"(?m)^  (?:{listed})(?=  )", "", text)
    assert bypassing(text) == []


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_what_was_typed_wrongly_is_answered_in_the_language_that_is_spoken(say, arguments):
    text = say(*arguments)

    assert "[!!!" in text
    typed = ("bogus", "kep", "'keep'", "'square', 'story', 'a4'", "x>=1", "x>=0", "☕.jpg")
    typed += (", ".join(map(repr, FORMS)),)
    assert bypassing(text, *typed) == []


def test_answers_are_in_the_language_that_is_spoken(say, tmp_path):
    photo = tmp_path / "☀.jpg"
    photo.write_bytes(jpeg())
    no_photo = tmp_path / "☁.jpg"
    no_photo.write_bytes(b"1234")
    id = say(
        *("keep", "☕", "--between", "--love", "--when", "2019-03-14", "--photo", str(photo)),
        *("--person", "Ñ", "--place", "Ñ", "--tag", "Ñ"),
    ).strip()

    said_of_it = {
        name: say(*arguments)
        for name, arguments in {
            "show": ("show", id),
            "refused": ("photos", "add", id, str(no_photo)),
            "photos": ("photos", "list", id),
            "remove": ("remove", id),
            "bin": ("list", "--bin"),
            "put back": ("put-back", id),
            "unknown": ("show", "☕"),
            "well": ("doctor",),
            "unnamed": ("photos", "unnamed"),
            "collage": ("collage", str(tmp_path / "☕.png"), id, "--corners", "-1"),
        }.items()
    }

    assert "14 Ṁāŕçĥ 2019" in said_of_it["show"]
    assert "14 Ṁāŕçĥ 2019" in said_of_it["bin"]
    for name, text in said_of_it.items():
        known = (str(tmp_path), "☀.jpg", "☁.jpg", "glimmers.db")
        if name == "well":
            text = text.rpartition("\n[!!!")[0]  # below are names of programs and their versions
        assert bypassing(text, *known) == [], (name, text)
        assert "[!!!" in text or name == "unnamed", (name, text)


def test_photos_without_a_glimmer_are_told_of_in_the_language_that_is_spoken(say, tmp_path):
    photo, folder = tmp_path / "☀.jpg", tmp_path / "☕"
    photo.write_bytes(jpeg())
    say("--data", str(folder), "keep", "☕", "--photo", str(photo))
    for file in folder.glob("glimmers.db*"):
        file.unlink()

    found = say("--data", str(folder), "photos", "unnamed")
    asked = say("--data", str(folder), "photos", "unnamed", "--delete")
    warned = say("--data", str(folder), "doctor")

    assert "640 ẋ 480" in found
    assert "Đēļēţē ōñē ƥĥōţō" in asked
    assert bypassing(found) == bypassing(asked, "[y/N]") == []
    assert bypassing(warned.rpartition("\n[!!!")[0], str(tmp_path), "glimmers.db") == []


@pytest.mark.parametrize(
    "chosen",
    [
        ("--per-day", "3", "--from", "09:00", "--to", "20:30"),
        ("--per-day", "3", "--from", "09:00", "--to", "09:00", "--weekdays", "mon,wed"),
        ("--quiet", "13:00-14:30", "--quiet", "15:00-15:20", "--pause", "week"),
        ("--at", "09:00,12:00", "--weekdays", "mon-fri", "--quiet-after-first"),
        ("--at", "09:00", "--weekdays", "mon-sun", "--quiet", "08:00-10:00"),
        ("--per-day", "8", "--from", "09:00", "--to", "09:10", "--gap", "60", "--quiet", "none"),
        ("--off",),
    ],
    ids=" ".join,
)
def test_reminders_are_told_in_the_language_that_is_spoken(say, chosen):
    answers = [say("remind", "set", *chosen), say("remind", "status")]

    for text in answers:
        assert bypassing(text) == [], text
        assert "[!!!" in text


def test_a_plan_is_told_in_the_language_that_is_spoken(say, tmp_path):
    say("--data", str(tmp_path), "remind", "set", "--per-day", "3")

    planned = say("--data", str(tmp_path), "remind", "plan", "--days", "8")

    assert planned.count("\n") >= 18
    assert bypassing(planned) == []


def test_whatever_click_is_heard_to_say_here_stands_in_the_room(tmp_path):
    asked = [*WRONG, *((*path, "--help") for path in every_command())]
    environment = {**os.environ, "GLIMMERS_DATA": str(tmp_path)}

    heard = subprocess.run(
        [sys.executable, "-c", _LISTENER],
        cwd=ROOT,
        env=environment,
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        check=True,
    ).stdout

    room = {text for _, message in every_message() for text in (message.one, message.more)}
    said_by_click = set(json.loads(heard))
    assert said_by_click - room == set()
    assert len(said_by_click) > 15


def test_a_list_is_said_as_a_language_parts_it():
    english = [lists.all_of(things) for things in ([], ["a"], ["a", "b"], ["a", "b", "c"])]
    facts = [lists.one_by_one(things) for things in ([], ["a"], ["a", "b", "c"])]
    language.speak(language.PSEUDO)
    other = lists.all_of(["1", "2"])

    assert english == ["", "a", "a and b", "a, b and c"]
    assert facts == ["", "a", "a, b, c"]
    assert other == "[!!! 1 āñđ 2 one !!!]"


def test_two_parts_of_the_terminal_do_not_say_different_things_by_one_name():
    names = [name for kind in type(said).__mro__[1:-1] for name in vars(kind) if name[:2] != "__"]

    assert len(names) == len(set(names))

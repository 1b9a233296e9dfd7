"""No sentence bypasses the words' room: what a person can read is said in `app/words` and nowhere
else.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.words.errors import Errors

PROJECT = Path(__file__).parents[2]
SAYS = PROJECT / "app" / "words"
READS_ENGLISH = PROJECT / "app" / "core" / "when"
"""What people say for a time is understood here; nothing of it is shown."""
MODULES = [
    path
    for path in (
        PROJECT / "main.py",
        *PROJECT.glob("app/**/*.py"),
        *PROJECT.glob("storage/**/*.py"),
    )
    if SAYS not in path.parents and READS_ENGLISH not in path.parents
]
ON_SCREEN = ("app/ui", "app/state", "app/terminal")
"""Where one word with a capital may be the name of a button."""
NO_SENTENCES = {
    "storage/database/lenient.py": ("Could not decode to UTF-8",),  # SQLite's, to be known by
    "app/platform/background/autostart.py": ("[Desktop Entry]",),  # freedesktop.org's
    "storage/exchange/archive.py": ("READ ME.txt",),  # the name of a file
    # Flutter's names of keys.
    "app/ui/look/sight.py": ("Arrow Left", "Arrow Right", "Arrow Up", "Arrow Down", "Escape"),
    "app/ui/app.py": ("Escape",),
    "app/ui/look_back/sky.py": ("Page Up", "Page Down"),
    "app/ui/look_back/calendar.py": (
        *("Arrow Left", "Arrow Right", "Arrow Up", "Arrow Down"),
        *("Home", "End", "Page Up", "Page Down"),
    ),
}
CASES = {name.partition(".")[2] for name in Errors.__dict__["WHAT"].texts}
"""What an error says of itself to the room: "JPEG XL" is the name of a case there."""
_SENTENCE = re.compile(
    r"^\W?[A-Z][\w’']*,? \W?[A-Za-z{]"  # a capital, and another word
    r"|\w[\w’']* .*[a-z”)}][.!?…:]$",  # or more than one word, and an end
    re.DOTALL,
)
_OTHER_TONGUES = re.compile(
    r"\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|FROM|WHERE|JOIN|ON|BY|PRAGMA)\b"
    r"|^(?:BEGIN|ADD|SET|NOT INDEXED|INDEXED|SAVEPOINT|ROLLBACK|RELEASE|ON|UNIQUE|TEXT)\b"  # SQL
    r"|-src '"  # a content security policy
    r"|^GET, "  # HTTP
)
_NAME = re.compile(r"^[A-Z][a-z]{2,}$")


def sentences(code: str, *, on_screen: bool = False) -> Iterator[str]:
    """Texts in this code that look like something a person is told.

    Not looked at are docstrings, the log, assertions, patterns, annotations, and errors of Python's
    own, which are told to those who write the code.
    """
    tree = ast.parse(code)
    apart = {id(part) for node in _told_to_nobody(tree) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            text = node.value.strip()
            if _OTHER_TONGUES.search(text) or text in CASES:
                continue
            if _SENTENCE.search(text) or (on_screen and _NAME.search(text)):
                yield text


def _told_to_nobody(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as docstring):
                yield docstring
            case ast.Assert(msg=ast.expr() as message):
                yield message
            case ast.AnnAssign(annotation=annotation):
                yield annotation
            case ast.Call(func=ast.Attribute(value=ast.Name(id="_log" | "re"))):
                yield node
            case ast.Call(func=ast.Name(id="cast" | "TypeVar" | "Literal")):
                yield node
            case ast.Call(func=ast.Name(id=name)) if name.endswith("Error") and hasattr(
                builtins, name
            ):
                yield node


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_no_sentence_stands_outside_the_words_room(path: Path) -> None:
    name = path.relative_to(PROJECT).as_posix()

    found = sentences(path.read_text(encoding="utf-8"), on_screen=name.startswith(ON_SCREEN))

    assert [text for text in found if text not in NO_SENTENCES.get(name, ())] == []


@pytest.mark.parametrize(
    "code",
    [
        'say("Your photos are safe.")',
        'click.echo("Nothing was kept. Try again")',
        'raise click.UsageError("--data needs a folder.")',
        'HELP = "Its words."',
        'f"The last one was shown on {day}."',
        'text = f"{count} photos lie here:"',
        'note = f" These replace those before; {clearing}"',
    ],
)
def test_a_sentence_is_found(code: str) -> None:
    assert list(sentences(code)) != []


def test_the_name_of_a_button_is_found_on_a_screen() -> None:
    assert list(sentences('text_button("Undo", c.honey, undo)', on_screen=True)) == ["Undo"]


@pytest.mark.parametrize(
    "code",
    [
        '"""What a person keeps. Whole or not at all."""',
        '_log.warning("The journal is busy: %s", name)',
        'raise ValueError("A moment needs its zone.")',
        'assert ready, "Not yet opened."',
        'raise NoRoomError("no such day")',
        'connection.execute("SELECT id FROM glimmers WHERE removed_at IS NULL")',
        're.compile("The (week|weekend) of .+")',
    ],
)
def test_what_nobody_is_told_is_let_be(code: str) -> None:
    assert list(sentences(code)) == []

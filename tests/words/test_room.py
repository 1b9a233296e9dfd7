"""The words' room: a sentence is chosen when it is shown, in the language that is spoken then."""

from __future__ import annotations

import ast
import importlib
import io
import re
import string
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.core.errors import ERASING, GlimmersError, NoRoomError
from app.words import language
from app.words.errors import errors, told
from app.words.screens import words
from tests.words.catalogue import TEMPLATE, every_message, template

PROJECT = Path(__file__).parents[2]
ROOMS = ("app", "storage")


def polish_catalogue() -> bytes:
    """One with three forms of a plural, as Polish has them."""
    catalogue = Catalog(locale="pl")
    catalogue.add("Undo", "Cofnij")
    catalogue.add(("{n} photo", "{n} photos"), ("{n} zdjęcie", "{n} zdjęcia", "{n} zdjęć"))
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


@pytest.fixture
def polish(tmp_path, monkeypatch):
    (tmp_path / "pl.mo").write_bytes(polish_catalogue())
    monkeypatch.setattr(language, "FOLDER", tmp_path)


def test_the_template_for_translators_is_up_to_date():
    assert TEMPLATE.read_text(encoding="utf-8") == template(), "run: python build/catalogue.py"


def test_a_sentence_is_in_the_language_of_the_moment_it_is_shown(polish):
    before = words.UNDO

    language.speak("pl")

    assert (before, words.UNDO) == ("Undo", "Cofnij")


def test_a_count_takes_the_form_that_its_language_has_for_it(polish):
    language.speak("pl")

    assert [words.photos(n) for n in (1, 2, 5, 22)] == [
        "1 zdjęcie",
        "2 zdjęcia",
        "5 zdjęć",
        "22 zdjęcia",
    ]


def test_what_a_catalogue_does_not_have_is_said_in_english(polish):
    language.speak("pl")

    assert words.SETTINGS == "Settings"
    assert words.glimmers(2) == "2 glimmers"


def test_a_region_without_a_catalogue_takes_its_language_and_a_stranger_hears_english(polish):
    assert language.speak("pl-PL") == "pl"
    assert language.speak("tlh") == "en"
    assert words.UNDO == "Undo"


def test_a_catalogue_lies_in_the_zip_from_which_python_imports_the_app(tmp_path):
    """As `build/web.py` packs it for browsers."""
    with zipfile.ZipFile(tmp_path / "__pypackages__", "w") as packed:
        for file in sorted((PROJECT / "app").rglob("*.py")):
            packed.write(file, file.relative_to(PROJECT).as_posix())
        packed.writestr("app/words/languages/pl.mo", polish_catalogue())
    program = (
        "import sys; sys.path[:0] = ['__pypackages__']\n"
        "from app.words import language\nfrom app.words.screens import words\n"
        "print(language.speak('pl-PL'), ascii(words.photos(5)), language.speak('tlh'))"
    )

    done = subprocess.run(
        [sys.executable, "-I", "-c", program],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.split(maxsplit=1) == ["pl", "'5 zdj\\u0119\\u0107' en\n"]


def test_pseudo_language_is_long_accented_and_keeps_what_is_filled_in():
    language.speak(language.PSEUDO)

    assert "[!!! Ũñđō one !!!]".replace("Ũ", "Ū") == words.UNDO
    assert "{what}" in words.REMOVE
    assert language.reads_from_right()


def test_every_sentence_can_be_filled_and_a_plural_says_the_same_in_both_forms():
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    for _, message in every_message():
        inside = names(message.one)
        assert all(re.fullmatch(r"\w+", name) for name in inside), message
        if message.more is not None:
            assert inside - {"n"} == names(message.more) - {"n"}, message


def test_two_parts_of_the_screens_do_not_say_different_things_by_one_name():
    said: dict[str, type] = {}
    for kind in reversed(type(words).__mro__[1:-1]):
        for name in vars(kind):
            if not name.startswith("__"):
                assert name not in said, (
                    f"{name} is said by {kind.__name__} and {said[name].__name__}"
                )
                said[name] = kind


@pytest.mark.parametrize(
    "path", [path for room in ROOMS for path in sorted((PROJECT / room).rglob("*.py"))], ids=str
)
def test_no_module_keeps_the_language_of_the_moment_it_was_imported_in(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert [node.lineno for node in _at_import(tree) if _is_sentence(node)] == []


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What is run when a module is imported: all but bodies of functions, with their defaults."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for part in (*child.args.defaults, *filter(None, child.args.kw_defaults)):
                yield from ast.walk(part)
        elif not isinstance(child, ast.Lambda):
            yield child
            yield from _at_import(child)


def _is_sentence(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id in ("words", "said") or node.value.id.endswith("_words"))
        and (node.attr.isupper() or node.attr.islower())
    )


def test_english_loads_no_gettext_and_no_catalogue():
    code = (
        "import sys; from app.words.screens import words; words.UNDO; words.photos(2); "
        "print('gettext' in sys.modules or 'app.words.pseudo' in sys.modules)"
    )

    told = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True)

    assert told.stdout.strip() == "False", told.stderr


# Errors -----------------------------------------------------------------------------------------


def _kinds() -> dict[str, type[GlimmersError]]:
    for room in ("app", "storage"):
        for path in sorted((PROJECT / room).rglob("*.py")):
            if path.name not in ("canvas.py", "__main__.py", "pillow_emoji.py"):
                importlib.import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))
    found, todo = {}, [GlimmersError]
    while todo:
        kind = todo.pop()
        assert found.setdefault(kind.__name__, kind) is kind, "two kinds have one name"
        todo += kind.__subclasses__()
    return found


def _cases() -> Iterator[tuple[str, ast.Call]]:
    """Every error that is made with a case that is written there."""
    kinds = _kinds()
    for room in ("app", "storage"):
        for path in sorted((PROJECT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    why = node.args[0] if node.args else None
                    case = isinstance(why, ast.Constant) and isinstance(why.value, str)
                    if node.func.id in kinds and case:
                        yield f"{node.func.id}.{why.value}", node


def test_every_case_of_an_error_has_words_of_its_own_that_its_data_fills():
    for case, call in _cases():
        kind = case.partition(".")[0]
        said = [
            table[case]
            for table in (errors.WHAT, errors.ADVICE, errors.PHOTO_REMEDY)
            if case in table
        ]
        said += [errors.unreadable._more] if case == "PhotoNotHereError.unreadable" else []
        assert said, f"{case} says nothing of its own"
        asked = {name for text in said for _, name, _, _ in string.Formatter().parse(text) if name}
        given = {keyword.arg for keyword in call.keywords}
        assert asked <= given, f"{case} is told without {asked - given} by a {kind}"


def test_every_error_that_has_words_can_happen():
    kinds = _kinds()

    every = (errors.WHAT, errors.ADVICE, errors.PHOTO_REMEDY, errors.BECAUSE, errors.REMEDY)
    for table in every:
        assert {key.partition(".")[0] for key in table} <= set(kinds)


def test_an_error_is_told_in_the_language_of_the_moment_it_is_shown(polish):
    error = NoRoomError(doing=ERASING)

    before = told(error).sentence
    language.speak(language.PSEUDO)

    assert before == (
        "There is no room left on this device, so this could not be deleted for good. "
        "Everything kept before is safe. Free some space and try again."
    )
    assert "[!!!" in told(error).what
    assert "[!!!" in told(error).advice

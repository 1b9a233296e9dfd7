"""The page says nothing that is not in the words' room, English in itself, and other languages to
those whose browser asks for them.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.words import language
from app.words.page import Page, listing_words, page_words
from app.words.screens import words
from app.words.sentence import Sentence
from tests.words.dressed import PAGE, PROJECT, add_catalogue, dressed_page, of_build

sentences = of_build("sentences")
OURS = sorted(path for path in PAGE.iterdir() if path.suffix in (".html", ".js"))
CHOOSES = "const { english, languages }"
NAMED = re.compile(r"\{\{[A-Z_]+\}\}")


@pytest.fixture(autouse=True)
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where catalogues are looked for; there are none yet."""
    folder = tmp_path / "languages"
    folder.mkdir()
    monkeypatch.setattr(language, "FOLDER", folder)
    return folder


# Written by hand ----------------------------------------------------------------------------------


class Read(HTMLParser):
    """What of a piece of HTML a person can read or hear."""

    HEARD = ("title", "alt", "placeholder", "label", "summary")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside.append(tag)
        for name, value in attrs:
            if name in self.HEARD or (name.startswith("aria-") and name != "aria-hidden"):
                self.found.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self._inside[-1:]):
            self.found.append(data)


LITERAL = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r"|'(?:\\.|[^'\\\n])*'"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|`(?:\\.|[^`\\])*`",
    re.DOTALL,
)
TWO_WORDS = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")
TO_THE_LOG = re.compile(r"(Error\(|console\.\w+\(|refusal\([^`]*, |event\.message \?\? )$")
"""Before what is thrown, logged or sent to Python as the reason of a refusal: nobody reads that."""
SHOWN = re.compile(
    r"(?:\b(?:textContent|innerText|title|alt|placeholder|ariaLabel|ariaDescription)\s*=(?![=>])"
    r"|(?:alert|confirm|prompt|createTextNode)\("
    r"|setAttribute\('(?:aria-[\w-]+|title|alt|placeholder)',)\s*(?P<what>[^;]*)"
)
SAID = re.compile(r"said\((?:'\{\{[A-Z_]+\}\}'|\w+\.getAttribute\('aria-label'\))\)\)?$")


def by_hand(name: str, text: str) -> list[str]:
    """What a person can read or hear of this file, and which is written in it."""
    if name.endswith(".html"):
        return _letters(Read(text).found)
    return [*_in_literals(text), *_in_places_that_are_shown(text)]


def _letters(found: list[str]) -> list[str]:
    return [text.strip() for text in found if re.search(r"[^\W\d_]", NAMED.sub("", text))]


def _in_literals(script: str) -> Iterator[str]:
    for literal in LITERAL.finditer(script):
        text, before = literal[0], script[: literal.start()].rpartition("\n")[2]
        if text[0] == "/" or re.search(r"^\s*#\w+ \{", text, re.MULTILINE):
            continue  # a comment; a style sheet
        inside = re.sub(r"\$\{[^}]*\}", "", text[1:-1])
        if "<" in inside:
            yield from _letters(Read(inside).found)
        elif TWO_WORDS.search(inside) and not TO_THE_LOG.search(before):
            yield inside


def _in_places_that_are_shown(script: str) -> Iterator[str]:
    for shown in SHOWN.finditer(script):
        if not SAID.fullmatch(shown["what"]):
            yield shown[0]


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_no_sentence_is_written_in_the_page_by_hand(path: Path) -> None:
    assert by_hand(path.name, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "<p>Try again</p>"),
        ("a.html", "<p>{{TRY_AGAIN}} now</p>"),
        ("a.html", '<div aria-label="Opening"><style>i { color: red }</style></div>'),
        ("a.html", '<img alt="A light">'),
        ("a.js", "button.textContent = 'Cancel';"),
        ("a.js", "button.textContent = cancel;"),
        ("a.js", "dialog.setAttribute('aria-label', 'Camera');"),
        ("a.js", "dialog.title = `Camera`;"),
        ("a.js", "alert('Failed');"),
        ("a.js", "const why = 'It did not start';"),
        ("a.js", 'dialog.innerHTML = `<style>${LOOK}</style><button value="take">Take</button>`;'),
        ("a.js", 'dialog.innerHTML = `<video aria-label="Seen"></video>`;'),
    ],
)
def test_a_sentence_that_is_written_by_hand_is_found(name: str, text: str) -> None:
    assert by_hand(name, text) != []


@pytest.mark.parametrize(
    "text",
    [
        "throw new Error('no such operation');  // Try again",
        "throw refusal('no-worker', 'the service worker is not there');",
        "take.textContent = said('{{TAKE_PHOTO}}');",
        "if (title === null) return;",
    ],
)
def test_what_no_person_reads_is_no_sentence(text: str) -> None:
    assert by_hand("a.js", text) == []


# In English ---------------------------------------------------------------------------------------


def test_a_name_that_no_sentence_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>{{TRY_AGAIN}} {{NOBODY_SAYS_THIS}} {{}}</p>")

    with pytest.raises(SystemExit, match="has no , NOBODY_SAYS_THIS"):
        sentences.filled(tmp_path)


def test_a_sentence_that_the_page_does_not_say_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences.filled(PAGE)
    monkeypatch.setattr(Page, "SAID_BY_NOBODY", Sentence("Hm."), raising=False)

    with pytest.raises(SystemExit, match="says SAID_BY_NOBODY"):
        sentences.filled(PAGE)


def test_whatever_stands_in_a_sentence_is_text_in_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = 'It’s "so" & it\'s <b>\\</script>'
    for name in ("TRY_AGAIN", "TAKE_PHOTO"):
        monkeypatch.setattr(Page, name, Sentence(odd))

    files = sentences.filled(PAGE)

    assert odd in Read(files["splash.html"]).found
    (written,) = re.findall(r"take\.textContent = said\('(.*)'\);", files["photos.js"])
    assert written == 'It’s \\"so\\" & it\\\'s <b>\\\\</script>'


def test_the_page_is_written_in_english_whatever_is_spoken() -> None:
    in_english = sentences.filled(PAGE)
    language.speak(language.PSEUDO)

    assert sentences.filled(PAGE) == in_english


def test_every_sentence_stands_in_the_page_in_english_and_no_name_is_left(tmp_path: Path) -> None:
    page = dressed_page(tmp_path / "page")

    texts = {
        path.name: path.read_text(encoding="utf-8") for path in page.iterdir() if path.is_file()
    }
    said = {name for name, value in vars(Page).items() if isinstance(value, Sentence)}
    for name in said:
        english = getattr(page_words, name)
        assert any(html.escape(english) in text or english in text for text in texts.values())
    assert [name for name, text in texts.items() if NAMED.search(text)] == []
    heard = Read(texts["index.html"]).found
    assert {"Opening Glimmers", "Try again", page_words.NEEDS_JAVASCRIPT} <= set(heard)


def test_as_long_as_there_is_only_english_nothing_chooses(tmp_path: Path) -> None:
    page = dressed_page(tmp_path / "page")

    assert CHOOSES not in (page / "index.html").read_text(encoding="utf-8")
    assert not (page / "languages.js").exists()


def test_the_app_is_listed_as_the_project_describes_itself() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))

    assert project["project"]["description"] == listing_words.DESCRIPTION
    assert project["tool"]["flet"]["product"] == listing_words.NAME


# In other languages -------------------------------------------------------------------------------


def test_each_language_brings_what_it_translates_and_its_direction(catalogues: Path) -> None:
    add_catalogue(catalogues, "ar", {"Try again": "حاول مجددًا", "Undo": "تراجع"})
    add_catalogue(catalogues, "pt-BR", {"Try again": "Tentar de novo", "Cancel": "Cancel"})
    add_catalogue(catalogues, "pl", {"Undo": "Cofnij"})  # nothing of the page

    english = [value.text for value in vars(Page).values() if isinstance(value, Sentence)]

    def only(translated: str) -> list[str | None]:
        return [translated if text == "Try again" else None for text in english]

    assert sentences.translations() == {
        "ar": {"dir": "rtl", "sentences": only("حاول مجددًا")},
        "pt-BR": {"dir": "ltr", "sentences": only("Tentar de novo")},
    }
    assert language.spoken() == language.SOURCE


def test_they_stand_in_the_page_behind_the_splash_and_its_policy_lets_them_speak(
    catalogues: Path, tmp_path: Path
) -> None:
    add_catalogue(catalogues, "de", {"Try again": "Nochmal </script> versuchen"})

    index = (dressed_page(tmp_path / "page") / "index.html").read_text(encoding="utf-8")

    inline = re.findall(r"<script>(.*?)</script>", index, re.DOTALL)
    (script,) = [one for one in inline if CHOOSES in one]
    (written,) = re.findall(rf"{re.escape(CHOOSES)} = (.*);\n", script)
    read = json.loads(written)
    place = read["english"].index("Try again")
    assert read["languages"]["de"]["sentences"][place] == "Nochmal </script> versuchen"
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in index.partition("script-src")[2].partition(";")[0]
    assert index.index('id="dawn"') < index.index(CHOOSES) < index.index("flutter_bootstrap.js")


def test_a_page_with_one_more_language_is_another_version_for_the_service_worker(
    catalogues: Path, tmp_path: Path
) -> None:
    def listed(page: Path) -> dict[str, str]:
        """What the service worker holds each file against, and its own id as `id`."""
        worker = (page / "service_worker.js").read_text(encoding="utf-8")
        (build,) = re.findall(r"const BUILD = (.*);\n", worker)
        read = json.loads(build)
        files = {name: seal for part in read["parts"] for name, (seal, _) in part["files"].items()}
        return {"id": read["id"], **files}

    before = listed(dressed_page(tmp_path / "before"))
    add_catalogue(catalogues, "de", {"Try again": "Nochmal versuchen"})
    page = dressed_page(tmp_path / "after")
    after = listed(page)

    assert {name for name in before.keys() | after.keys() if before[name] != after[name]} == {
        "id",
        "",
    }
    for name in ("", "photos.js"):
        content = (page / (name or "index.html")).read_bytes()
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        assert after[name] == f"sha256-{digest}"


def test_the_pages_own_button_says_what_the_apps_says() -> None:
    """One takes the other's place, and nothing may move."""
    assert page_words.NOTICE == words.NOTICE
    at = datetime(2026, 11, 29, 18, 42)
    assert page_words.KEPT_AT.format(time="18:42") == words.kept(at)

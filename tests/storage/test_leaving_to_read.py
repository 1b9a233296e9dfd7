"""A journal leaves as Markdown and as a small website: what was written stays words, in any script,
and every page leads on.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.core.exchange.leaving import Exported
from app.core.glimmers import Edit
from app.words import language
from app.words.leaving import leaving
from storage.exchange.as_markdown import body_of
from storage.exchange.text import as_name, paragraphs
from tests.made_photos import jpeg
from tests.storage.test_leaving import NOW, Home

MARKUP = (
    "<b>bold</b> <script>alert(1)</script> &amp; &#60; <!-- gone -->",
    "*a* **b** _c_ __d__ ~~e~~ `f` ``g`` \\*h\\*",
    "[link](http://a.example) ![picture](x.png) [[page]] [^1] [x]: http://a.example",
    "# heading\n## heading\nheading\n===\nheading\n---\n***\n- - -",
    "- a\n+ b\n* c\n1. d\n2) e\n- [ ] f\n> g\n: h\n| i | j |\n|---|---|\n| k | l |",
    "    code\n\tcode\n```\ncode\n```\n~~~\ncode\n~~~",
    "http://a.example https://b.example www.c.example me@d.example mailto:me@d.example",
    "#tag ==marked== $x$ $$y$$ %%hidden%% ^block :smile: {{ x }} {% y %}",
    "line\\\nline  \nline",
)
SCRIPTS = (
    "مطر على السقف، وكوب شاي.",
    "גשם על הגג",
    "雨が屋根に落ちる。",
    "बारिश की आवाज़",
    "🌻👩‍👩‍👧 and some words",
    "Donaudampfschifffahrtsgesellschaft" * 20,
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "journal")
    yield made
    made.journal.close()


def markdown(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.md")
    }


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)


def shown(tokens: list[Token]) -> str:
    """The words of paragraphs as a reader sees them."""
    return "\n\n".join(
        "".join("\n" if each.type == "hardbreak" else each.content for each in token.children or ())
        for token in tokens
        if token.type == "inline"
    )


def as_read(note: str) -> str:
    """What a reader of either form is to see of a note."""
    return "\n\n".join("\n".join(lines) for lines in paragraphs(note))


# Markdown -----------------------------------------------------------------------------------------


_NASTY = st.text(
    st.one_of(
        st.sampled_from("\\`*_{}[]()<>#+-.!|~^=$%&@:/ \t\n\r1)ax;\"'w"),
        st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"),
    ),
    max_size=60,
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(_NASTY)
@example("&lt;b&gt;")
@example("1.")
@example("-")
@example("www.a.example")
@example("\\")
def test_whatever_is_written_stays_words(note):
    tokens = parsed(body_of(note))

    kinds = {token.type for token in tokens} | {
        each.type for token in tokens for each in token.children or ()
    }
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "hardbreak"}
    blank = str.maketrans({"\u00a0": " ", "\u2003": "\t"})
    assert shown(tokens).translate(blank) == as_read(note).translate(blank)


@pytest.mark.parametrize("note", [*MARKUP, *SCRIPTS])
def test_words_that_look_like_markup_stay_words(note):
    tokens = parsed(body_of(note))

    assert {token.type for token in tokens} == {"paragraph_open", "paragraph_close", "inline"}


@pytest.mark.parametrize("note", MARKUP)
def test_nothing_is_left_that_other_programs_make_a_link_or_a_tag_of(note):
    text = body_of(note)

    assert re.findall(r"(?<!\\)(#|==|\$|%%|\[\[|\^)|\w://|\bwww\.|\w@|(?<!\\):\w+:", text) == []


def test_each_day_has_a_file_in_the_order_of_the_day(home, tmp_path):
    home.keep("second", when="14 March 2019 18:00")
    home.keep("first", when="14 March 2019 08:00")
    home.keep("whole day", when="14 March 2019")
    home.keep("another day", when="15 March 2019")

    home.export(tmp_path / "out", "markdown")

    found = markdown(tmp_path / "out")
    assert sorted(found) == ["2019/2019-03-14.md", "2019/2019-03-15.md"]
    text = found["2019/2019-03-14.md"]
    assert text.startswith("---\ndate: 2019-03-14\n---\n\n# 14 March 2019\n\n")
    assert text.count("# 14 March 2019") == 1
    assert re.findall("whole day|first|second|## .+", text) == [
        *("whole day", "## 08:00", "first", "## 18:00", "second")
    ]


def test_what_is_less_than_a_day_has_a_file_of_its_own(home, tmp_path):
    for when in ("summer 2004", "March 2019", "2019", "about 1987", "the 90s", "as a child"):
        home.keep(f"it was {when}", when=when)
    home.keep("it was a winter", when="winter 2004")

    home.export(tmp_path / "out", "markdown")

    assert sorted(markdown(tmp_path / "out")) == [
        "2004/summer 2004.md",
        "2004/winter 2004.md",
        "2019/2019.md",
        "2019/March 2019.md",
        "Other times/about 1987.md",
        "Other times/as a child.md",
        "Other times/the 1990s.md",
    ]


def test_own_words_for_a_time_are_in_the_file_as_they_were_written(home, tmp_path):
    for words in ("When I was *small*", "when i was *SMALL*", "قبل زمن: طويل?"):
        home.keep("x", when=f"free:{words}")

    home.export(tmp_path / "out", "markdown")

    found = markdown(tmp_path / "out")
    assert sorted(found) == ["Other times/when i was small.md", "Other times/قبل زمن طويل.md"]
    small = found["Other times/when i was small.md"]
    assert r"## When I was \*small\*" in small
    assert r"## when i was \*SMALL\*" in small


def test_photos_are_beside_and_linked_with_what_they_show(home, tmp_path):
    glimmer = home.keep("lake", jpeg((40, 30)), jpeg((30, 40)), when="14 March 2019")
    photos = home.journal.parts([glimmer.id])[glimmer.id].photos
    home.journal.photos.describe(
        glimmer.id, photos[0].photo.id, "a heron](x) ![\nasleep", at=NOW + timedelta(hours=1)
    )

    home.export(tmp_path / "out", "markdown")

    (text,) = markdown(tmp_path / "out").values()
    images = [each for token in parsed(text) for each in token.children or () if each.tag == "img"]
    assert [image.content for image in images]
    for image, photo in zip(images, photos, strict=True):
        path = tmp_path / "out" / "2019" / unquote(str(image.attrs["src"]))
        assert path.resolve().is_file()
        assert path.name == f"2019-03-14-{photo.photo.id[:16]}.jpg"
    alt = "".join(each.content for each in images[0].children or ())
    assert alt == "Photo 1 of 2, a heron](x) ![ asleep"


def test_names_and_hearts_stand_below_and_tags_are_tags(home, tmp_path):
    glimmer = home.keep(
        "",
        when="14 March 2019",
        people=("Ana *B*",),
        places=("Lake_1",),
        tags=("evening", "two words"),
    )
    home.journal.change(
        glimmer.id, Edit(loved=True, pathway="between"), at=NOW + timedelta(hours=1)
    )

    home.export(tmp_path / "out", "markdown")

    (text,) = markdown(tmp_path / "out").values()
    assert "*Between us, has a heart*" in text
    assert "People: Ana \\*B\\*  \nPlaces: Lake\\_1  \nTags: #evening, two words\n" in text


def test_a_moment_without_words_says_so(home, tmp_path):
    home.keep("", when="14 March 2019")

    home.export(tmp_path / "out", "markdown")

    (text,) = markdown(tmp_path / "out").values()
    assert text.endswith("\n\n*A moment without words.*\n\n")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("summer 2004", "summer 2004"),
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j"),
        ("con", "_con"),
        ("Aux.txt", "_Aux.txt"),
        ("com¹", "_com¹"),
        ("..", "_"),
        (" .hidden. ", "hidden"),
        ("", "_"),
        ("a\nb\x00c\u202egpj", "a bc gpj"),
        ("雨", "雨"),
        ("e\u0301", "é"),
        ("雨" * 200, "雨" * 50),
    ],
)
def test_a_name_for_a_file_is_one_on_every_system(text, name):
    assert as_name(text) == name


# The website --------------------------------------------------------------------------------------


_EMPTY = {"meta", "link", "img", "br"}


class Page(HTMLParser):
    """A page, read strictly: every element is closed in its order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "br":
            self.words[-1] += "\n"
        if tag not in _EMPTY:
            self.open.append(tag)
        if dict(attrs).get("class") == "words":
            self.words.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.open and self.open[-1] == "p" and self.words:
            self.words[-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def site(folder: Path) -> dict[str, Page]:
    return {path.name: Page(path.read_text(encoding="utf-8")) for path in folder.glob("*.html")}


@pytest.fixture
def written(home: Home, tmp_path: Path) -> dict[str, Page]:
    for note in (*MARKUP, *SCRIPTS):
        home.keep(note, people=("<i>Ana</i>",), tags=("a & b",))
    for when in ("summer 2004", "March 2019", "2019", "about 1987", "the 90s", "as a child"):
        home.keep(f"it was {when}", when=when)
    home.keep("", when="2 January 2018")
    glimmer = home.keep("lake", jpeg((40, 30)), jpeg((30, 40)), when="14 March 2019")
    photo = home.journal.parts([glimmer.id])[glimmer.id].photos[0].photo
    at = NOW + timedelta(hours=1)
    home.journal.photos.describe(glimmer.id, photo.id, '"><script>x</script>', at=at)
    home.journal.collages.keep({}, home.put(jpeg((70, 70))).id, at=NOW)
    assert home.export(tmp_path / "out", "site") == Exported(
        glimmers=len(MARKUP) + len(SCRIPTS) + 8, photos=2, collages=1
    )
    return site(tmp_path / "out")


def test_every_page_is_reached_and_every_link_leads_somewhere(written, tmp_path):
    reached, todo = set(), ["index.html"]
    while todo:
        page = todo.pop()
        reached.add(page)
        for link in written[page].all("a"):
            to = link["href"] or ""
            if to.startswith("#"):
                assert any(each.get("id") == to[1:] for _, each in written[page].elements)
            else:
                assert (tmp_path / "out" / to).is_file(), f"{page}: {to}"
            if to in written and to not in reached:
                todo.append(to)

    assert reached == set(written)
    assert {"2026-11.html", "2019.html", "2019-03.html", "other-times.html"} <= reached


def test_nothing_runs_and_nothing_is_asked_of_anybody(written, tmp_path):
    for page in written.values():
        assert {tag for tag, _ in page.elements}.isdisjoint({"script", "style", "iframe", "object"})
        assert [name for _, each in page.elements for name in each if name.startswith("on")] == []
        assert [each for _, each in page.elements if "style" in each] == []
        (policy,) = [
            each["content"]
            for each in page.all("meta")
            if each.get("http-equiv") == "Content-Security-Policy"
        ]
        assert policy == (
            "default-src 'none'; img-src 'self' file:; style-src 'self' file:; base-uri 'none'"
        )
        addresses = [
            str(each[name]) for _, each in page.elements for name in ("href", "src") if name in each
        ]
        assert [address for address in addresses if ":" in address or "//" in address] == []
    sheet = (tmp_path / "out" / "style.css").read_text(encoding="utf-8")
    assert re.findall(r"url\(|@import|@font-face|//", sheet) == []
    assert not list((tmp_path / "out").rglob(".*"))


def test_words_are_text_in_their_own_direction(written):
    found = written["2026-11.html"]

    read = "\n\n".join(found.words)
    for note in (*MARKUP, *SCRIPTS):
        assert as_read(note) in read
    assert {each.get("dir") for each in found.all("p") if each.get("class") == "words"} == {"auto"}
    assert "<i>Ana</i>" in found.text
    assert len(found.all("bdi")) >= 3 * (len(MARKUP) + len(SCRIPTS))


def test_headings_go_down_one_step_at_a_time(written):
    for name, page in written.items():
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), name


def test_photos_are_named_and_small_ones_lead_to_the_large(written, tmp_path):
    page = written["2019-03.html"]

    images = page.all("img")
    assert [image["alt"] for image in images] == [
        'Photo 1 of 2, "><script>x</script>',
        "Photo 2 of 2",
    ]
    for image in images:
        assert (tmp_path / "out" / str(image["src"])).parent.name == "small"
        assert image["width"]
        assert image["height"]


def test_where_there_is_no_small_copy_the_photo_is_shown(home, tmp_path):
    home.keep("", jpeg((40, 30)), when="14 March 2019")
    for path in home.photos.folder.rglob("*.thumb.jpg"):
        path.unlink()

    home.export(tmp_path / "out", "site")

    (image,) = site(tmp_path / "out")["2019-03.html"].all("img")
    assert str(image["src"]).startswith("photos/")
    assert not (tmp_path / "out" / "small").exists()


def test_later_and_earlier_pages_are_a_chain(home, tmp_path):
    for when in ("2 January 2017", "5 May 2019", "6 May 2019", "7 July 2019", "8 August 2020"):
        home.keep(when, when=when)

    home.export(tmp_path / "out", "site")

    pages = site(tmp_path / "out")
    chain = {
        name: {each["rel"]: each["href"] for each in page.all("a") if "rel" in each}
        for name, page in pages.items()
        if name != "index.html"
    }
    assert chain == {
        "2020.html": {"next": "2019.html"},
        "2019.html": {"prev": "2020.html", "next": "2017.html"},
        "2017.html": {"prev": "2019.html"},
        "2020-08.html": {"next": "2019.html"},
        "2019-07.html": {"prev": "2020-08.html", "next": "2019-05.html"},
        "2019-05.html": {"prev": "2019-07.html", "next": "2017.html"},
        "2017-01.html": {"prev": "2019-05.html"},
    }
    assert pages["2019-05.html"].text.index("Monday 6 May") < pages["2019-05.html"].text.index(
        "Sunday 5 May"
    )


def test_an_empty_journal_is_a_page_that_says_so(home, tmp_path):
    home.export(tmp_path / "out", "site")

    (page,) = site(tmp_path / "out").values()
    assert "Nothing is kept here yet." in page.text


def test_pages_are_in_the_language_that_is_spoken(home, tmp_path):
    home.keep("مطر", when="14 March 2019")
    language.speak(language.PSEUDO)
    try:
        home.export(tmp_path / "out", "site")
        home.export(tmp_path / "notes", "markdown")
        title = leaving.OTHER_TIMES
    finally:
        language.speak(language.SOURCE)

    for page in site(tmp_path / "out").values():
        assert page.all("html") == [{"lang": "ar-XB", "dir": "rtl"}]
        assert set(re.findall(r"[A-Za-z]{2,}", page.text)) <= {"one", "two", "three", "four"}
    assert "[!!!" in title


def test_two_readers_of_one_journal_write_the_same(home, tmp_path):
    for note in SCRIPTS:
        home.keep(note, jpeg((40, 30)))

    for form in ("markdown", "site"):
        home.export(tmp_path / f"{form}1", form)
        home.export(tmp_path / f"{form}2", form)

        first, second = (files(tmp_path / f"{form}{n}") for n in (1, 2))
        assert first == second

"""What the pages that are read say: of pain, of privacy, of evidence; true and plain."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from app.words.screens import words
from app.words.screens.about import About
from app.words.screens.examples import Examples
from app.words.screens.privacy import Home, Privacy
from storage.journal import BIN_DAYS
from tests.words.catalogue import every_message

HOMES: tuple[Home, ...] = get_args(Home)
PLACE = "In the usual place."


def said(home: Home) -> str:
    return " ".join(
        text for heading, texts in words.privacy(home, PLACE) for text in (heading, *texts)
    )


# The mission --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part",
    [
        "A glimmer takes no pain away.",
        "You can be sad and notice something good.",
        "does not mean that you miss anyone less, or that what happened was all right",
        "What helps one person may do nothing for another, or nothing for you today.",
        "One is plenty",
        "nothing today is fine too",
    ],
)
def test_about_says_that_pain_stays_and_that_one_is_plenty(part):
    assert part in " ".join(words.ABOUT_TEXT)


def test_every_paragraph_of_about_has_a_heading_of_its_own():
    headings = [heading for heading, _ in words.ABOUT_PARTS]

    assert [text for _, text in words.ABOUT_PARTS] == list(words.ABOUT_TEXT)
    assert len(set(headings)) == len(words.ABOUT_TEXT)


@pytest.mark.parametrize(
    ("paper", "found"),
    [
        ("10.1073/pnas.2425193122", ("g = 0.19", "145 papers", "24,804 people", "28 countries")),
        ("10.1007/s10902-020-00236-6", ("−0.29", "−0.23", "27 studies", "3,675", "better-proven")),
        (
            "10.1037/cou0000107",
            ("−0.03, 9 comp", "0.17, 20 comp", "0.11, 5 comp", "no clear", "0.31"),
        ),
        ("10.1007/s41042-023-00086-6", ("g = 0.22", "25 trials")),
        ("S1679-45082023000100403", ("64 trials", "small benefits")),
        ("10.1111/aphw.70134", ("g = 0.51", "20 trials", "4,805", "p = .068")),
        ("White and others 2019", ("much smaller", "small studies")),
        ("e44638", ("28 trials", "high risk of bias", "85 %")),
        ("180:108589", ("five premises", "39 authors", "Porges replied")),
        ("10.1093/jcr/ucac029", ("seven studies", "less often", "blamed themselves")),
    ],
)
def test_each_paper_stands_beside_what_it_found(paper, found):
    (finding,) = [finding for finding, source in words.EVIDENCE_LINES if paper in source]

    assert [part for part in found if part not in finding] == []


# Privacy ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize(
    "part",
    [
        PLACE,
        "has no password and does not encrypt what it keeps",
        "The copies of photos hold nothing of what a camera writes",
        "Nothing, unless you share it or save it elsewhere",
        "no account, no server of ours, no advertising and no statistics",
        "never anything that you wrote",
        f"for at least {BIN_DAYS} days",
        "To erase everything",
        "What you shared or saved elsewhere stays where it is",
    ],
)
def test_in_every_home_privacy_says(home, part):
    assert part in said(home)


@pytest.mark.parametrize(
    ("home", "there", "not_there"),
    [
        (
            "browser",
            ("history", "private window", "site’s data", "may forget", "hosts"),
            ("folder",),
        ),
        (
            "served",
            ("history", "Yours to keep", "other accounts", "damaged file"),
            ("site’s data", "hosts"),
        ),
        ("program", ("Yours to keep", "other programs", "damaged file"), ("browser", "site")),
        ("phone", ("this phone", "own backups", "delete the app"), ("browser", "folder", "site’s")),
    ],
)
def test_a_home_is_told_what_is_true_of_it_and_nothing_else(home, there, not_there):
    text = said(home)

    assert [part for part in there if part not in text] == []
    assert [part for part in not_there if part in text] == []


@pytest.mark.parametrize(
    "claim",
    [
        r"does not encrypt what it keeps",
        r"Not encrypted, not locked",
        r"account, no server of ours, no advertising",
        r"time (when you kept it|it was kept) can be worked out",
        r"at least 30 days",
        r"Erase everything here",
        r"cached files included",
    ],
)
def test_the_page_and_the_file_about_privacy_say_the_same(claim):
    file = (Path(__file__).parents[2] / "PRIVACY.md").read_text("utf-8")

    for text in (" ".join(file.split()), " ".join(map(said, HOMES))):
        assert re.search(claim, text), claim


def test_backups_and_damaged_files_are_told_on_every_device():
    for home in HOMES:
        assert "A backup holds everything" in said(home)
        assert "your backups too" in said(home)
        assert "the damaged file stays beside it" in said(home)


def test_headings_are_not_repeated():
    for home in HOMES:
        headings = [heading for heading, _ in words.privacy(home, PLACE)]
        assert len(set(headings)) == len(headings)


# How it is said -----------------------------------------------------------------------------------

SENTENCES = [
    text
    for place, message in every_message()
    if message.name.partition(".")[0] in {kind.__name__ for kind in (About, Examples, Privacy)}
    and "screens" in place
    for text in (message.one, message.more)
    if text
]


@pytest.mark.parametrize(
    "phrase",
    [
        r"[—–]",
        r"!",
        r"\bnot (?:just|only|merely|simply)\b",
        r"(?:\bis not|\bisn.t|\bare not|\bit.s not)\b[^.]*, (?:it is|it.s|but)\b",
        r"\b(?:journey|embrace|gentle reminder|safe space|self-care|mindful|wellness)\b",
        r"\b(?:easily|simply|just) (?:tap|press|clear|delete)\b",
        r"\b(?:utili[sz]e|in order to|via|e\.g\.|i\.e\.|etc)\b",
    ],
)
def test_no_sentence_of_these_pages_is_dressed_up(phrase):
    assert len(SENTENCES) > 100
    assert [text for text in SENTENCES if re.search(phrase, text, re.IGNORECASE)] == []


def test_a_sentence_is_one_breath_long():
    longest = {
        text: max(len(part.split()) for part in re.split(r"[.;:]\s", text)) for text in SENTENCES
    }

    assert {text: count for text, count in longest.items() if count > 36} == {}


# Small sentences ----------------------------------------------------------------------------------

EVERY_SENTENCE = [
    text
    for place, message in every_message()
    for text in (message.one, message.more)
    if text and not place.endswith("/prompts.py")  # there a jaw may let go
]


@pytest.mark.parametrize(
    ("what", "phrase"),
    [
        ("a person who was taken away", r"\btaken? away\b|\} was taken\b"),
        ("letting go, beside a dustbin", r"\blets? (?:\w+ ){0,3}go\b"),
        ("a name that is called it", r"\bis called\b|\bcall it this\b|\bmake them one\b"),
        ("a button that only makes sense beside another", r"^(?:Less|More): "),
        ("a disk or words that are well", r"\b(?:network|disk|words|it|they) (?:is|are) well\b"),
        ("anew", r"\banew\b"),
        ("look whether", r"\blook whether\b"),
        ("things that lie about", r"\b(?:lies|lie) (?:here|beside)\b"),
        ("what nobody can tell", r"\bnobody can tell\b|\bnobody knows\b"),
        ("may not, for a permission", r"\bmay not (?:write|read|open)\b"),
        ("a film", r"\ba film\b"),
        ("what is still to come", r"\bstill to come\b"),
        ("reminders that stay away", r"\bstays? away\b"),
    ],
)
def test_no_sentence_of_any_screen_or_command_says(what, phrase):
    found = [text for text in EVERY_SENTENCE if re.search(phrase, text, re.IGNORECASE)]

    assert found == [], what


@pytest.mark.parametrize(
    ("name", "said_now"),
    [
        ("LET_GO", "Move to bin"),
        ("ADD_A_NAME", "Add a person, place or tag"),
        ("TAKE_OFF", "Remove names"),
        ("RENAME", "Rename"),
        ("SAME_AS", "Merge with another name"),
        ("NOBODY_ELSE", "No other name matches."),
        ("MERGED", "Merged. Both are now “{name}”."),
        ("NAME_REMOVED", "The name “{name}” was removed. Your glimmers are unchanged."),
        ("CHANGES_GONE_SAID", "The changes are discarded. The collage is as you last saved it."),
        ("ONE_FEWER", "One reminder fewer a day"),
        ("ONE_MORE", "One reminder more a day"),
        ("APART", "Shortest time between two"),
        ("ALL_RIGHT", "OK"),
        ("AS_THE_DEVICE", "Same as device"),
        ("GO_ON", "Continue"),
        ("BEGUN", "Started, not saved yet"),
        ("COLLAGE_KEPT", "Saved in Glimmers"),
        ("SAVED_AS_FILE", "Saved as a file"),
    ],
)
def test_a_button_or_an_answer_says_plainly(name, said_now):
    assert getattr(words, name) == said_now

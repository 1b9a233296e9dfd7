"""Fifty examples of a glimmer: small, from many lives, and none of them a moral."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from app.core.glimmers import Pathway
from app.core.prompts import PROMPTS
from app.words import language
from app.words.prompts import prompt_words
from app.words.screens import words
from app.words.screens.examples import FEW
from tests.words.test_prompts import BODILY, SAID_TO_NOBODY

EXAMPLES = [text for _, text in words.ALL_EXAMPLES]
BY_PATHWAY = {
    path: [text for its, text in words.ALL_EXAMPLES if its == path] for path in get_args(Pathway)
}


def bare(text: str) -> str:
    return re.sub(r"\W", "", text.lower())


def test_there_are_fifty_and_no_two_are_alike():
    assert len({bare(text) for text in EXAMPLES}) == len(EXAMPLES) == 50


def test_none_is_a_prompt_over_again():
    asked = {bare(prompt_words.text(prompt)) for prompt in PROMPTS}

    assert [text for text in EXAMPLES if bare(text) in asked] == []


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_is_short_and_plain(text):
    assert len(text) <= 80
    assert re.fullmatch(r"[A-Z][A-Za-z ,.]*[a-z]\.", text), "no exclamation, dash or question"
    assert text.count(".") <= 2
    assert not re.search(r"  | [,.]|[,.](?! )(?=.)", text), "spaces stand where they belong"


@pytest.mark.parametrize(
    "what", ["a demand", "a duty of gratitude", "cheer", "a cure", "how long or how often"]
)
def test_no_example_holds(what):
    found = [
        text
        for text in EXAMPLES
        if re.search(rf"\b({SAID_TO_NOBODY[what]})\b", text, re.IGNORECASE)
    ]

    assert found == []


@pytest.mark.parametrize(
    "moral",
    [
        r"\bnot\b[^.]*\bbut\b",
        r"n.t\b[^.]*\bbut\b",
        r"\bnot (?:just|only|merely)\b",
        r"\bglimmers?\b",
        r"\bsmall things?\b|\blittle things?\b|\bworth it\b|\ball that matters\b|\bat least\b",
        r"\bwill be (?:all right|fine|okay)\b|\bin the end\b|\balways\b|\bnever\b|\bevery\b",
        r"\bsmil|\blov(?:e|ed|ing)\b|\bhope|\bpeace|\bperfect|\bpure\b|\bmagic|\bheart\b",
    ],
)
def test_no_example_has_a_moral(moral):
    assert [text for text in EXAMPLES if re.search(moral, text, re.IGNORECASE)] == []


LIVES = {
    "a ward": r"ward|nurse",
    "a bed": r"From my bed",
    "a night shift": r"shift|twelve hours",
    "poverty": r"bucket|heating",
    "a cell": r"the cell\b|cellmate",
    "a village": r"hens|goat|well water",
    "a city": r"platform|crossing|bus|driver",
    "a child": r"snail|both shoes|a sum",
    "age": r"kept my chair|still knew how",
    "a carer": r"did not know my name",
    "being alone": r"cat|pillow",
    "company": r"We lost|Two of us|They had",
    "grief": r"miss her|your old message",
    "anger": r"angry",
    "a day that was hard": r"Nothing good today|all I did today",
    "an illness": r"stayed down|pain",
    "a habit left": r"a drink",
    "another country": r"said my name right",
    "no sight": r"My stick|before she took my arm at the crossing",
    "no hearing": r"We signed|read their lips",
    "legs that do not carry": r"legs weighed",
    "touch": r"warmed|cool side|bark",
    "smell": r"smell|Mint",
    "hearing": r"sounded soft|quiet",
    "taste": r"well water|orange",
}


@pytest.mark.parametrize("life", LIVES)
def test_there_is_one_from(life):
    assert [text for text in EXAMPLES if re.search(LIVES[life], text)] != []


@pytest.mark.parametrize("sense", BODILY)
@pytest.mark.parametrize("path", BY_PATHWAY)
def test_no_kind_leans_on_one_sense(path, sense):
    leaning = [
        text
        for text in BY_PATHWAY[path]
        if re.search(rf"\b({BODILY[sense]})\b", text, re.IGNORECASE)
    ]

    assert len(leaning) < len(BY_PATHWAY[path]) / 2


def test_they_do_not_all_begin_alike():
    for texts in BY_PATHWAY.values():
        first = [" ".join(text.split()[:2]) for text in texts]
        assert max(map(first.count, first)) <= 2


@pytest.mark.parametrize("turn", range(10))
def test_a_few_of_them_come_from_every_kind(turn):
    few, which = words.few_examples(turn)

    assert len(few) == FEW
    assert {path for path, _ in few} == set(BY_PATHWAY)
    assert which == f"{turn * FEW + 1} to {turn * FEW + FEW} of 50"


def test_by_turns_all_are_shown_and_then_the_first_again():
    shown = [example for turn in range(10) for example in words.few_examples(turn)[0]]

    assert shown == list(words.ALL_EXAMPLES)
    assert words.few_examples(10) == words.few_examples(0)
    assert words.few_examples(739_582) == words.few_examples(2)


def test_they_are_translated_like_the_rest():
    language.speak(language.PSEUDO)

    few, which = words.few_examples(0)

    assert all(text.startswith("[!!! ") for _, text in few)
    assert which.startswith("[!!! ")


def test_what_a_glimmer_is_fits_on_two_lines_of_a_phone():
    assert len(words.A_GLIMMER) <= 80
    assert words.A_GLIMMER.startswith("A glimmer is a ")

"""Which prompt Today shows: one question at a time, none again until all the others were seen."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Kind = Literal["senses", "body", "nature", "people", "kindness", "memory", "ordinary", "hard"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question that can be left unanswered."""

    id: str
    """Stays for ever: links and choices hold on to it, never to the words."""
    kind: Kind
    text: str


_WORDS: tuple[tuple[Kind, tuple[tuple[str, str], ...]], ...] = (
    ("senses", (
        ("light", "Where did the light fall today?"),
        ("sound", "Which sound was all right to hear?"),
        ("quiet", "Was there a second of quiet?"),
        ("smell", "Did something smell like a place you know?"),
        ("taste", "What tasted of itself today?"),
        ("warm", "What was warm to hold?"),
        ("colour", "Which colour did your eyes rest on?"),
        ("soft", "What was soft under your hand?"),
    )),
    ("body", (
        ("breath", "Did one breath go a little deeper?"),
        ("shoulders", "When did your shoulders come down?"),
        ("feet", "Where were your feet glad to be?"),
        ("rest", "Was there a chair, a bed, a wall that held you?"),
        ("stretch", "Did something in you loosen?"),
        ("water", "How was the water on your hands?"),
    )),
    ("nature", (
        ("sky", "What was the sky doing?"),
        ("growing", "Is something growing near you?"),
        ("animal", "Did an animal cross your day?"),
        ("weather", "What did the weather do well?"),
        ("tree", "Is there a tree you know by sight?"),
        ("moon", "Have you seen the moon lately?"),
    )),
    ("people", (
        ("face", "Whose face was easy to look at?"),
        ("voice", "Whose voice did you like hearing?"),
        ("laugh", "What made somebody laugh?"),
        ("beside", "Who was simply there?"),
        ("message", "Did a few words from someone reach you?"),
        ("stranger", "Was a stranger decent today?"),
    )),
    ("kindness", (
        ("door", "Did someone hold a door, a place, a moment?"),
        ("given", "What was given without being asked?"),
        ("yours", "Was there a small thing you did for someone?"),
        ("self", "Were you gentle with yourself for a moment?"),
    )),
    ("memory", (
        ("smiled", "A time someone smiled at you: what comes?"),
        ("kitchen", "Is there a kitchen you like to remember?"),
        ("song", "Which song has you in it?"),
        ("child", "What did you like when you were small?"),
        ("summer", "Is there one summer afternoon you kept?"),
    )),
    ("ordinary", (
        ("cup", "How was the first cup?"),
        ("worked", "What simply worked today?"),
        ("found", "Did something turn up that was lost?"),
        ("waiting", "What did you see while you were waiting?"),
        ("home", "What was good about coming in through the door?"),
        ("finished", "What is done and off your mind?"),
        ("funny", "Was anything a little bit funny?"),
    )),
    ("hard", (
        ("different", "Was there a moment that felt a little different?"),
        ("less", "When was it a little less heavy?"),
        ("through", "What got you through this hour?"),
        ("okay", "What was okay, only okay?"),
    )),
)  # fmt: skip

PROMPTS = tuple(Prompt(id, kind, text) for kind, pairs in _WORDS for id, text in pairs)

_BY_ID = {prompt.id: prompt for prompt in PROMPTS}


def find(id: str | None) -> Prompt | None:
    """The prompt with this id; None for one we do not know, whoever asked."""
    return _BY_ID.get(id) if id else None


def next_prompt(*, seen: Collection[str], hidden: Collection[str], seed: str) -> Prompt | None:
    """The next in this person's own order; when all were seen, the round begins again. None when all are hidden.

    The order follows sha256 of `seed` and id, which is the same on every machine and Python.
    """
    shown = [prompt for prompt in PROMPTS if prompt.id not in hidden]
    fresh = [prompt for prompt in shown if prompt.id not in seen] or shown
    return min(fresh, key=lambda prompt: hashlib.sha256(f"{seed}:{prompt.id}".encode()).digest(), default=None)

"""A journal on its way out, as files that open without Glimmers: what is asked for, what became of
it, and what such files have to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from app.core.glimmers import Glimmer
from app.core.photos import NameKind

Form = Literal["json", "csv", "markdown", "site"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What lies in the folder that was written."""

    glimmers: int = 0
    """The bin left out."""
    photos: int = 0
    """Files of photos of glimmers in it, smaller copies not counted."""
    collages: int = 0
    """Finished ones in it, as pictures."""
    missing: int = 0
    """Photos and collages that the journal has and that are not in it: their files could not be
    read.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What files say that are written for a person, in the language they are written in."""

    read_me_name: str
    """The name of the file that says what is in the folder."""
    read_me: Callable[[Exported], str]
    """Its text."""
    language: str
    """The attributes of a page that tell its language, `lang="en"`."""
    title: str
    """Of all of it."""
    when: Callable[[Glimmer], str]
    """When it happened, as vaguely as it was given, without what stands beside it; for precision
    `life` in the person's words.
    """
    beside_it: Callable[[Glimmer], str]
    """What a heading above that names its day, or its vague time, does not say: the hour or the
    part of the day, and the person's own words. Empty where there is nothing more.
    """
    day: Callable[[date], str]
    """22 November 2026"""
    weekday: Callable[[date], str]
    """Sunday 22 November"""
    month: Callable[[int, int], str]
    """November 2026, of year and month."""
    other_times: str
    """What is not of one year, in a heading and as the name of a folder."""
    facts: Callable[[Glimmer], str]
    """Where the light was and whether it has a heart; empty where neither is known."""
    named: Mapping[NameKind, str]
    """“People: {names}”"""
    listed: Callable[[Sequence[str]], str]
    """Several names in one line."""
    photo: Callable[[int, int, str], str]
    """What a photo is called by ear: its place from 0, how many there are, its description."""
    wordless: str
    """Stands where a glimmer has nothing but its moment."""
    count: Callable[[int], str]
    """How many glimmers."""
    collages: str
    """What the page of collages is called."""
    collage: Callable[[date], str]
    """What a collage is called by ear, by the day on which it was kept."""
    earlier: str
    """“Earlier: {what}”, of a link."""
    later: str
    nothing: str
    """Stands where the journal is empty."""
    skip: str
    """Of a link over what is the same on every page."""
    way: str
    """What the links to the pages above are called by ear."""
    beside: str
    """What the links to the pages beside are called by ear."""

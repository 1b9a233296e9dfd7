"""What a look over a journal found, as kinds: `app.words.care` puts them in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.errors import GlimmersError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found."""

    what: str
    """A name for it, which `app.words.care` has a sentence for."""
    data: Mapping[str, object]
    """What the sentence is about: numbers, ids, names of files; never words a person wrote."""


def found(what: str, /, **data: object) -> Finding:
    """A finding with its data."""
    return Finding(what, data)


Problem = Finding | GlimmersError
"""What is wrong, or to be known: found by looking, or what kept one from looking."""

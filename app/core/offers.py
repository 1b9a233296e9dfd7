"""What the app offers once: each is never seen again once it was taken or sent away."""

from __future__ import annotations

from typing import Any, Literal, get_args

Offer = Literal["reminders", "signs", "collage"]
"""Reminders, on Today; that @ and # work, where words are written; a collage made already."""

ANSWERED = "offers_answered"
"""The preference: a list of those that were taken or sent away."""

ENOUGH = 3
"""Glimmers after which reminders are offered: by then somebody knows what they would be for."""


def answered_from(record: Any) -> frozenset[Offer]:
    """The offers in the stored list; what is none is left out, and what is no list holds none."""
    known = record if isinstance(record, list) else ()
    return frozenset(offer for offer in get_args(Offer) if offer in known)

"""What became of records that were to be taken in."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.exchange.record import InvalidRecordError
from app.core.glimmers import GlimmerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A record that cannot be kept."""

    place: int
    """Which of those that were given, from 0."""
    why: InvalidRecordError


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """Each record that was given is in one of these, in the order they were given."""

    new: tuple[GlimmerId, ...] = ()
    """Kept now."""
    here: tuple[GlimmerId, ...] = ()
    """The glimmers that were here already and stayed as they are, by their ids here."""
    let_go: tuple[GlimmerId, ...] = ()
    """Deleted here for good earlier, and so not kept again; by the ids that were given."""
    refused: tuple[Refused, ...] = ()

"""What can be offered as a collage beside a memory: the week around it, a person or a place in it.

Nothing is before the person turns that on, beside memories. It follows from the memory of the day,
so it is the same as long as that is, and whatever keeps a memory from coming back keeps its photos
out of a collage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from app.core.glimmers import Glimmer, GlimmerId
from app.core.lookback.memories import KeptOut
from app.core.photos import NameKind, Parts, PhotoId

TOGETHER = "memories_collages"
"""The journal's preference: true where collages are offered beside memories."""
ENOUGH = 3
"""Photos for a collage to be offered."""
FITS = 6
"""Photos at most of one that is offered: so few that each is seen."""
_NAMES = 2
"""People, and places, of a memory that are looked at."""
_DATED = ("moment", "day")


class Week(NamedTuple):
    """The days around one."""

    first: date
    last: date


class Of(NamedTuple):
    """Somebody or somewhere, by the spelling."""

    kind: NameKind
    name: str


Group = Week | Of
"""What a collage is offered of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A collage that is offered."""

    group: Group
    photos: tuple[PhotoId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A glimmer that holds a photo."""

    glimmer: Glimmer
    hidden: bool
    """It is in the bin, or one of its names is kept out."""
    old_enough: bool
    """It happened, and was kept, long enough ago to come back."""


def groups(glimmer: Glimmer, parts: Parts, day: date) -> tuple[Group, ...]:
    """What to look for photos of, beside this memory: in an order that differs from day to day."""
    found: list[Group] = []
    if (about := glimmer.when.day) is not None and glimmer.precision in _DATED:
        found.append(_around(about))
    found += [Of("person", name) for name in parts.people[:_NAMES]]
    found += [Of("place", name) for name in parts.places[:_NAMES]]
    if not found:
        return ()
    drawn = hashlib.sha256(f"{day.isoformat()}:{glimmer.id}".encode()).digest()[0] % len(found)
    return (*found[drawn:], *found[:drawn])


def _around(day: date) -> Week:
    three = timedelta(days=3)
    return Week(max(day, date.min + three) - three, min(day, date.max - three) + three)


def together(
    group: Group,
    candidates: Sequence[tuple[GlimmerId, PhotoId]],
    holders: Mapping[PhotoId, Iterable[Holder]],
    out: KeptOut,
) -> Together | None:
    """A collage of the first of these photos that may come back, each once; None where they are too
    few. Each candidate is in a glimmer of the group. `holders` are all the glimmers that hold each
    of them: a photo that one of these hides is hidden in every other.
    """
    known = {photo: {each.glimmer.id: each for each in those} for photo, those in holders.items()}
    may = {
        photo: None
        for glimmer, photo in candidates
        if (holding := known.get(photo, {}).get(glimmer))
        and holding.old_enough
        and _is_of(group, holding.glimmer)
        and not any(each.hidden or out.holds(each.glimmer) for each in known[photo].values())
    }
    return Together(group=group, photos=tuple(may)[:FITS]) if len(may) >= ENOUGH else None


def _is_of(group: Group, glimmer: Glimmer) -> bool:
    """Whether a glimmer is of that week: what is vaguer than a day is of none. Names were asked
    for.
    """
    if not isinstance(group, Week):
        return True
    day = glimmer.when.day
    return day is not None and glimmer.precision in _DATED and group.first <= day <= group.last

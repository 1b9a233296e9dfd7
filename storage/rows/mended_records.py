"""A record that a disk has damaged, as much of it as can be kept: one broken field costs none of
the others, and no other glimmer.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from app.core.errors import InvalidWordsError
from app.core.exchange.record import InvalidRecordError, Record
from app.core.glimmers import Glimmer
from app.core.names import check_name
from app.core.photos import Attached
from storage.database.lenient import healed
from storage.rows.mended_rows import mended_glimmer
from storage.rows.record_rows import checked

_MOST = 200
"""Broken fields of one record."""
_OF_A_PHOTO: dict[str, dict[str, Any]] = {
    "taken_at": {"taken_at": None},
    "media_type": {"media_type": "image/jpeg"},
    "focus": {"focus_x": 0.5, "focus_y": 0.5},
    "in_sight": {"in_sight": None},
    "size": {"size": 0},
}
"""What a photo can do without, and what stands for it then."""
_IN_NO_NAME = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]")
"""What `check_name` refuses, and one damaged letter can be."""
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A record that can be kept."""

    record: Record
    is_damaged: bool = False
    """Whether anything had to be left out, or was found elsewhere in it."""
    mended: frozenset[str] = frozenset()
    """Columns of the glimmer that are not as they were kept."""


def readable(record: Record, as_it_lies: Glimmer) -> Read:
    """A record that was told (`record_rows.records_of`) as it is to be kept here. The notation of
    its time is made anew from its first and last day, as long as these can be read.

    Raises:
        InvalidRecordError: nobody can say which glimmer it is.
    """
    if as_it_lies == record.glimmer:
        for glimmer in (as_it_lies, as_it_lies._replace(edtf="")):
            with contextlib.suppress(InvalidRecordError):
                return Read(record=checked(replace(record, glimmer=glimmer)))
    columns, _ = mended_glimmer(as_it_lies._asdict())
    found = _as_far_as_it_goes(replace(record, glimmer=record.glimmer._replace(**columns)))
    mended = differing(found.glimmer, as_it_lies)
    return Read(record=found, is_damaged=True, mended=mended)


def differing(told: Glimmer, as_it_lies: Glimmer) -> frozenset[str]:
    """The columns that are told as something else than what lies there."""
    pairs = zip(Glimmer._fields, told, as_it_lies, strict=True)
    return frozenset(column for column, one, other in pairs if one != other)


def _as_far_as_it_goes(record: Record) -> Record:
    """Without what is named as broken, one after the other."""
    for _ in range(_MOST):
        try:
            return checked(record)
        except InvalidRecordError as error:
            record = _without(record, str(error.data.get("field", "")), error)
    return checked(record)


def _without(record: Record, where: str, error: InvalidRecordError) -> Record:
    parts, glimmer = record.parts, record.glimmer
    name, _, rest = where.partition(".")
    match name:
        case "when":
            return replace(record, glimmer=glimmer._replace(**_without_when(glimmer, rest)))
        case "changed":
            left = {field: at for field, at in record.changed.items() if field != rest}
            return replace(record, changed=left)
        case "links":
            return replace(record, links=_dropped(record.links, rest))
        case "beside":
            return replace(record, beside=_dropped(record.beside, rest))
        case "photos":
            return replace(record, parts=replace(parts, photos=_photos(parts.photos, rest)))
        case "people" | "places" | "tags":
            names: tuple[Any, ...] = tuple(filter(is_name, map(_healed_name, getattr(parts, name))))
            return replace(record, parts=replace(parts, **{name: names}))
        case "source" | "source_id":
            return replace(record, source=None, source_id=None)
    raise error


def _without_when(glimmer: Glimmer, rest: str) -> dict[str, Any]:
    if rest == "zone":
        return {"zone": None}
    if glimmer.edtf:
        return {"edtf": ""}
    return {"precision": "life", "start": None, "end": None}


def _photos(photos: Sequence[Attached], which: str) -> tuple[Attached, ...]:
    """Without what is broken in the one of this place, "3.taken_at", or without that photo."""
    place, _, name = which.partition(".")
    if name == "description":
        return tuple(
            replace(each, description=healed(each.description)) if at == int(place) else each
            for at, each in enumerate(photos)
        )
    if name not in _OF_A_PHOTO:
        return _dropped(photos, which)
    return tuple(
        replace(each, photo=replace(each.photo, **_OF_A_PHOTO[name])) if at == int(place) else each
        for at, each in enumerate(photos)
    )


def _dropped(given: Sequence[_Part], which: str) -> tuple[_Part, ...]:
    """Without the one of this place, "3.at"; where none is named, without all."""
    place = which.partition(".")[0]
    if not place.isdecimal():
        return ()
    return tuple(each for at, each in enumerate(given) if at != int(place))


def _healed_name(name: str) -> str:
    return _IN_NO_NAME.sub("\ufffd", healed(name))


def is_name(name: str) -> bool:
    """Whether it can be the name of a person, a place or a tag."""
    try:
        check_name(name)
    except InvalidWordsError:
        return False
    return True

"""A glimmer outside the database, as JSON: printed, backed up, imported and given to a friend in
one form.

`docs/glimmer.schema.json` says the same for other programs. A field that is added later is optional
and leaves `VERSION` as it is: who does not know it reads past it. What changes the meaning of a
field needs a new version, and an older Glimmers then refuses the record rather than guess.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal, TypeVar, get_args

from app.core.errors import GlimmersError, InvalidWordsError
from app.core.glimmers import PATHWAYS, Glimmer, GlimmerId, check_words
from app.core.names import check_name
from app.core.photos import NOTHING, Attached, NameKind, Parts, Photo, PhotoId
from app.core.when.times import PRECISIONS, Precision, month_range

VERSION = 1
LONGEST_SOURCE = 500
"""Characters that the name of a source, or an id there, may have."""

Field = Literal["note", "pathway", "when", "loved", "removed"]
"""What of a glimmer is changed by itself, and so has its own time of change."""
FIELDS: tuple[Field, ...] = get_args(Field)

About = Literal["note", "when", "photo"]
"""Where a person writes in a glimmer: its note, its time, what is said of a photo in it."""

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_PHOTO_ID = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MARK = re.compile(r"[0-9a-f]{32}", re.ASCII)
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?"
_WALL = re.compile(_CLOCK, re.ASCII)
# Before there were zones a town's own time had seconds in its offset.
_INSTANT = re.compile(_CLOCK + r"(Z|[+-]\d\d:\d\d(:\d\d)?)", re.ASCII)
_NEVER = MappingProxyType[Field, str]({})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChange:
    """When a photo or a name was put to a glimmer or taken out of it, where that was not when it
    was kept.
    """

    mark: str
    """Which one, see `link_mark`."""
    at: str
    """ISO 8601 with offset."""
    here: bool
    """Whether the glimmer has it since; False: it was taken out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Words of a glimmer that another copy of the journal had when both were merged, and that are
    not its words now.
    """

    words: str
    at: str | None = None
    """When they were written, ISO 8601 with offset; None: when the glimmer was kept."""
    about: About = "note"
    """Where they stood."""

    @property
    def mark(self) -> str:
        """What they are known by, see `words_mark`."""
        return words_mark(self.words, self.at, self.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One glimmer with all that comes with it; photos by their ids, their files travel
    beside it.
    """

    glimmer: Glimmer
    parts: Parts = NOTHING
    source: str | None = None
    """Which app or file it came from, by a name that stays the same; None: it was kept
    in Glimmers.
    """
    source_id: str | None = None
    """What it is called there: what is known by this already is not taken in twice."""
    changed: Mapping[Field, str] = field(default_factory=lambda: _NEVER)
    """When each field was changed last; one that is not named, not since it was kept."""
    links: tuple[LinkChange, ...] = ()
    """In the order of their marks."""
    beside: tuple[Beside, ...] = ()
    """In the order of their marks (`words_mark`)."""


class InvalidRecordError(GlimmersError):
    """What should be the record of a glimmer is none, is newer, or holds something that cannot be.

    `data["field"]` tells where in the record, as "when.start" or "photos.0.width".
    """


def link_mark(glimmer: GlimmerId, kind: NameKind | Literal["photo"], key: str) -> str:
    """What a photo or name in a glimmer is known by after it was taken out: it tells neither.

    `key` is the photo's id or the folded name (`app.core.names.fold`). 32 hex digits of a SHA-256.
    """
    return hashlib.sha256(f"{glimmer}\n{kind}\n{key}".encode()).hexdigest()[:32]


def words_mark(words: str, at: str | None, about: About = "note") -> str:
    """What the words of a glimmer that were written `at` are known by once they were replaced; it
    does not tell them. 32 hex digits of a SHA-256, behind "when:" or "photo:" where they were no
    note.
    """
    digest = hashlib.sha256(f"{at or ''}\n{words}".encode()).hexdigest()[:32]
    return digest if about == "note" else f"{about}:{digest}"


def about_of(mark: str) -> About:
    """Where words with this mark stood."""
    begins = mark.partition(":")[0]
    return next((about for about in _ELSEWHERE if about == begins), "note")


_ELSEWHERE: tuple[About, ...] = ("when", "photo")


# Written ------------------------------------------------------------------------------------------


def printed(glimmer: Glimmer, parts: Parts) -> dict[str, Any]:
    """The part of the record that scripts rely on, in its order: what the terminal prints."""
    return {
        "id": glimmer.id,
        "note": glimmer.note,
        "pathway": glimmer.pathway,
        "when": {
            "text": glimmer.when_text,
            "start": glimmer.start,
            "end": glimmer.end,
            "precision": glimmer.precision,
        },
        "kept_at": glimmer.kept_at,
        "changed_at": glimmer.changed_at,
        "loved": glimmer.loved,
        "photos": printed_photos(parts.photos),
        "people": list(parts.people),
        "places": list(parts.places),
        "tags": list(parts.tags),
        "removed_at": glimmer.removed_at,
    }


def printed_photos(attached: Sequence[Attached]) -> list[dict[str, Any]]:
    """Photos of a glimmer in the shape that scripts rely on."""
    return [
        {
            "id": each.photo.id,
            "width": each.photo.width,
            "height": each.photo.height,
            "description": each.description,
        }
        for each in attached
    ]


def to_json(record: Record) -> dict[str, Any]:
    """The whole record as plain JSON data: what is printed, and whatever else is needed to have it
    back.
    """
    glimmer = record.glimmer
    data = {"version": VERSION} | printed(glimmer, record.parts)
    data["when"] |= {"edtf": glimmer.edtf, "zone": glimmer.zone}
    data["loved_at"] = glimmer.loved_at
    for photo, attached in zip(data["photos"], record.parts.photos, strict=True):
        photo |= {
            "media_type": attached.photo.media_type,
            "size": attached.photo.size,
            "taken_at": attached.photo.taken_at,
            "focus": [attached.photo.focus_x, attached.photo.focus_y],
            "in_sight": list(attached.photo.in_sight) if attached.photo.in_sight else None,
        }
    data["source"], data["source_id"] = record.source, record.source_id
    data["changed"] = dict(record.changed)
    data["links"] = [{"mark": each.mark, "at": each.at, "here": each.here} for each in record.links]
    if record.beside:
        data["beside"] = [
            {"words": each.words, "at": each.at}
            | ({} if each.about == "note" else {"about": each.about})
            for each in record.beside
        ]
    return data


# Read ---------------------------------------------------------------------------------------------


def from_json(data: object) -> Record:
    """The record that plain JSON data holds.

    What the terminal prints is enough: without `version` it is the first one, what else is missing
    is as if it had never been said. Unknown fields are read past.

    Raises:
        InvalidRecordError: it is none, it is newer, or something in it cannot be.
    """
    if not isinstance(data, dict):
        raise InvalidRecordError("not a record")
    read = Reader(data)
    version = read.optional("version", int, VERSION)
    if version > VERSION:
        raise InvalidRecordError("newer")
    if version != VERSION:
        raise InvalidRecordError("value", field="version")
    kept_at = read.instant("kept_at")
    changed_at = read.optional_instant("changed_at") or kept_at
    glimmer = Glimmer(
        id=GlimmerId(read.matching("id", _ID)),
        note=read.words("note", ""),
        pathway=read.one_of("pathway", PATHWAYS),
        **_when(read.inner("when")),
        kept_at=kept_at,
        changed_at=changed_at,
        loved_at=_loved_at(read, changed_at),
        removed_at=read.optional_instant("removed_at"),
    )
    source, source_id = (read.source(name) for name in ("source", "source_id"))
    if (source is None) != (source_id is None):
        raise InvalidRecordError("missing", field="source_id" if source_id is None else "source")
    return Record(
        glimmer=glimmer,
        parts=Parts(
            photos=_photos(read),
            people=read.names("people"),
            places=read.names("places"),
            tags=read.names("tags"),
        ),
        source=source,
        source_id=source_id,
        changed=_changed(read),
        links=_links(read),
        beside=_beside(read),
    )


def _loved_at(read: Reader, changed_at: str) -> str | None:
    loved_at = read.optional_instant("loved_at")
    loved = read.optional("loved", bool, loved_at is not None)
    if loved_at is not None and not loved:
        raise InvalidRecordError("value", field="loved")
    return loved_at or (changed_at if loved else None)


def _when(read: Reader) -> dict[str, Any]:
    """The columns of a time."""
    precision: Precision | None = read.one_of("precision", PRECISIONS)
    if precision is None:
        raise InvalidRecordError("missing", field="when.precision")
    zone = read.optional("zone", str, None)
    start: str | None
    end: str | None
    if precision == "life":
        start = end = None
        if read.has("start") or read.has("end"):
            raise InvalidRecordError("value", field="when.start")
        edtf = ""
    elif precision == "moment":
        start = end = read.instant("start")
        if read.optional_instant("end") not in (None, start):
            raise InvalidRecordError("value", field="when.end")
        edtf = start
    else:
        first, last = read.day("start"), read.day("end")
        if last < first or (precision == "day" and last != first):
            raise InvalidRecordError("value", field="when.end")
        start, end = first.isoformat(), last.isoformat()
        edtf = read.optional("edtf", str, "") or _notation(precision, first, last)
    if read.optional("edtf", str, edtf) not in ("", edtf, read.optional("start", str, None)):
        raise InvalidRecordError("value", field="when.edtf")
    return {
        "precision": precision,
        "when_text": read.words("text", edtf),
        "start": start,
        "end": end,
        "edtf": _checked(edtf, "when.edtf"),
        "zone": None if zone is None else _checked(zone, "when.zone"),
    }


def _notation(precision: Precision, first: date, last: date) -> str:
    """These days in EDTF, as plainly as it can be said."""
    year = f"{first.year:04}"
    if first == last:
        return first.isoformat()
    if (first, last) == month_range(first.year, first.month):
        return f"{year}-{first.month:02}"
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return year
    if precision == "decade" and (first, last) == _decade(first.year):
        return f"{year[:3]}X"
    mark = "" if precision in ("month", "year", "decade") else "~"
    return f"{first}{mark}/{last}{mark}"


def _decade(year: int) -> tuple[date, date]:
    first = year - year % 10
    return date(max(first, 1), 1, 1), date(first + 9, 12, 31)


def _photos(read: Reader) -> tuple[Attached, ...]:
    photos = tuple(_photo(each) for each in read.list_of_objects("photos"))
    if len({each.photo.id for each in photos}) < len(photos):
        raise InvalidRecordError("value", field="photos")
    return photos


def _photo(read: Reader) -> Attached:
    taken_at = read.optional("taken_at", str, None)
    if taken_at is not None:
        _instant_of(taken_at, _WALL, read.path("taken_at"))
    focus_x, focus_y = _spot(read, "focus") or (0.5, 0.5)
    photo = Photo(
        id=PhotoId(read.matching("id", _PHOTO_ID)),
        width=read.at_least(1, "width"),
        height=read.at_least(1, "height"),
        media_type=read.matching("media_type", MEDIA_TYPE, "image/jpeg"),
        size=read.at_least(0, "size", 0),
        taken_at=taken_at,
        focus_x=focus_x,
        focus_y=focus_y,
        in_sight=_spot(read, "in_sight"),
    )
    return Attached(photo=photo, description=read.words("description", ""))


def _spot(read: Reader, name: str) -> tuple[float, float] | None:
    """A place on a photo; None where none is given."""
    given = read.optional(name, list, None)
    if given is None:
        return None
    if len(given) != 2 or not all(
        isinstance(each, int | float) and not isinstance(each, bool) for each in given
    ):
        raise InvalidRecordError("type", field=read.path(name))
    x, y = map(float, given)
    if not (math.isfinite(x) and math.isfinite(y) and 0 <= x <= 1 and 0 <= y <= 1):
        raise InvalidRecordError("value", field=read.path(name))
    return x, y


def _changed(read: Reader) -> Mapping[Field, str]:
    given = read.inner("changed", {})
    found = {name: given.optional_instant(name) for name in FIELDS}
    return MappingProxyType({name: at for name, at in found.items() if at is not None})


def _links(read: Reader) -> tuple[LinkChange, ...]:
    links = [
        LinkChange(
            mark=each.matching("mark", _MARK),
            at=each.instant("at"),
            here=each.optional("here", bool, True),
        )
        for each in read.list_of_objects("links")
    ]
    if len({each.mark for each in links}) < len(links):
        raise InvalidRecordError("value", field="links")
    return tuple(sorted(links, key=lambda each: each.mark))


def _beside(read: Reader) -> tuple[Beside, ...]:
    words = {
        each.mark: each
        for each in (
            Beside(
                words=given.words("words", ""),
                at=given.optional_instant("at"),
                about=given.one_of("about", get_args(About)) or "note",
            )
            for given in read.list_of_objects("beside")
        )
    }
    return tuple(words[mark] for mark in sorted(words))


_T = TypeVar("_T")
_Default = TypeVar("_Default")
_REQUIRED: Any = object()


class Reader:
    """An object of JSON, read strictly: each question answers with the right type, or raises
    `InvalidRecordError` with the path of the field.
    """

    def __init__(self, data: dict[str, Any], where: str = "") -> None:
        self._data = data
        self._where = where

    def path(self, name: str) -> str:
        """Where a field is in the whole record."""
        return f"{self._where}{name}"

    def has(self, name: str) -> bool:
        """Whether a field is there; null is the same as nothing."""
        return self._data.get(name) is not None

    def optional(self, name: str, kind: type[_T], default: _Default) -> _T | _Default:
        """Its value; null is the same as nothing."""
        value = self._data.get(name)
        if value is None:
            return default
        # In Python, True is a number too; in JSON it is not.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise InvalidRecordError("type", field=self.path(name))
        return value

    def required(self, name: str, kind: type[_T], default: Any = _REQUIRED) -> _T:
        """Its value, which must be there unless there is a default."""
        value = self.optional(name, kind, default)
        if value is _REQUIRED:
            raise InvalidRecordError("missing", field=self.path(name))
        return value

    def inner(self, name: str, default: Any = _REQUIRED) -> Reader:
        """The object in it."""
        return Reader(self.required(name, dict, default), f"{self.path(name)}.")

    def list_of_objects(self, name: str) -> list[Reader]:
        """The objects in the list in it."""
        given = self.optional(name, list, [])
        if not all(isinstance(each, dict) for each in given):
            raise InvalidRecordError("type", field=self.path(name))
        return [Reader(each, f"{self.path(name)}.{place}.") for place, each in enumerate(given)]

    def words(self, name: str, default: str) -> str:
        """Text that can be stored."""
        return _checked(self.required(name, str, default), self.path(name))

    def names(self, name: str) -> tuple[str, ...]:
        """The list of people, places or tags in it."""
        given = self.optional(name, list, [])
        if not all(isinstance(each, str) for each in given):
            raise InvalidRecordError("type", field=self.path(name))
        try:
            return tuple(check_name(each) for each in given)
        except InvalidWordsError:
            raise InvalidRecordError("words", field=self.path(name)) from None

    def source(self, name: str) -> str | None:
        """What another app is called, or an id there."""
        given = self.optional(name, str, None)
        if given is None:
            return None
        if not 0 < len(given) <= LONGEST_SOURCE:
            raise InvalidRecordError("value", field=self.path(name))
        return _checked(given, self.path(name))

    def one_of(self, name: str, values: Sequence[_T]) -> _T | None:
        """One of these values, or nothing."""
        given = self.optional(name, str, None)
        if given is not None and given not in values:
            raise InvalidRecordError("value", field=self.path(name))
        return given  # type: ignore[return-value]  # it is one of them

    def matching(self, name: str, form: re.Pattern[str], default: Any = _REQUIRED) -> str:
        """Text that has this form as a whole."""
        given = self.required(name, str, default)
        if not form.fullmatch(given):
            raise InvalidRecordError("value", field=self.path(name))
        return given

    def at_least(self, least: int, name: str, default: Any = _REQUIRED) -> int:
        """A whole number that SQLite can hold, and no smaller than `least`."""
        given = self.required(name, int, default)
        if not least <= given < 1 << 63:
            raise InvalidRecordError("value", field=self.path(name))
        return given

    def instant(self, name: str) -> str:
        """An instant that must be there, as `optional_instant` reads it."""
        given = self.optional_instant(name)
        if given is None:
            raise InvalidRecordError("missing", field=self.path(name))
        return given

    def optional_instant(self, name: str) -> str | None:
        """An instant with its offset, in the one way that we write UTC."""
        given = self.optional(name, str, None)
        return None if given is None else _instant_of(given, _INSTANT, self.path(name))

    def day(self, name: str) -> date:
        """A day of the calendar."""
        given = self.required(name, str)
        if not _DAY.fullmatch(given):
            raise InvalidRecordError("date", field=self.path(name))
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise InvalidRecordError("date", field=self.path(name)) from None


def _instant_of(given: str, form: re.Pattern[str], path: str) -> str:
    text = given.removesuffix("Z") + "+00:00" if given.endswith("Z") and form is _INSTANT else given
    try:
        if not form.fullmatch(given):
            raise ValueError
        datetime.fromisoformat(
            text
        ).utctimetuple()  # within the years that a calendar has, in UTC too
    except (ValueError, OverflowError):
        raise InvalidRecordError("date", field=path) from None
    return text


def _checked(words: str, path: str) -> str:
    try:
        return check_words(words)
    except InvalidWordsError:
        raise InvalidRecordError("words", field=path) from None

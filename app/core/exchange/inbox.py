"""The inbox: glimmers that were kept where the journal could not be reached, until it takes them
in.

One record is one glimmer. A page before the app is there, a notification's button and a terminal
write records; the app and the terminal take them in. `docs/inbox-format.md` says for other programs
what is read here, and `docs/inbox-vectors.json` has records that are taken and records that are
not. A field that is added later is optional and leaves `VERSION` as it is: who does not know it
reads past it. A record of a higher version stays where it lies, for a later Glimmers to take in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from app.core.exchange import record as whole
from app.core.exchange.record import InvalidRecordError, Reader, Record
from app.core.glimmers import GlimmerId
from app.core.when.times import When, at_moment

VERSION = 1
SHARE = "share"
"""What writes what another app hands over."""

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII)
_WORD = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_SAME_AS_THERE = ("note", "pathway", "loved", "people", "places", "tags")
"""Optional fields that are called, and mean, what they do in the record of a glimmer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRecord:
    """One glimmer that waits, and what came with it."""

    record: Record
    """The glimmer as the journal will keep it: under the same id, kept at the moment of the tap."""
    photos: tuple[str, ...] = ()
    """Names under which photos lie beside the record, as they came: not opened and not yet
    stored."""
    prompt: str | None = None
    """The id of the prompt that was shown (`app.core.prompts`); None where none was."""
    written_by: str | None = None
    """What wrote it: "page", "share", "notification", "tile", "terminal"."""

    @property
    def is_shared(self) -> bool:
        """Whether another app has handed it over. The person is asked first: a browser cannot tell
        such an app from a page that pretends to be one.
        """
        return self.written_by == SHARE

    @property
    def id(self) -> GlimmerId:
        """The glimmer's own id, which is also the key under which the record lies."""
        return self.record.glimmer.id


class Found(NamedTuple):
    """Something that lies in an inbox, not looked at yet."""

    key: str
    """Under what it lies there. That of a record is its id."""
    data: object
    """Plain JSON data; None where there is not even that."""


class Left(NamedTuple):
    """Something that stays in an inbox."""

    key: str
    why: InvalidRecordError


class Waits(NamedTuple):
    """How many of what there is in an inbox."""

    ready: int
    """Records that are taken in the next time."""
    shared: int
    """Records of what other apps have handed over; they wait for the person."""
    later: int
    """Records that wait for a Glimmers that can take them in: of a later version, or with photos
    in an inbox whose photos nobody opens."""
    unread: int
    """What cannot be read as a record."""


def of_tap(id: GlimmerId, at: datetime, *, zone: str | None, written_by: str) -> InboxRecord:
    """The record of a glimmer that holds nothing but its moment `at` (aware)."""
    moment = at_moment(at, zone=zone)
    return from_json({"v": VERSION, "id": id, "at": moment.edtf, "zone": zone, "from": written_by})


def from_json(data: object) -> InboxRecord:
    """The record that plain JSON data holds; unknown fields are read past.

    Raises:
        InvalidRecordError: it is none, it is newer, or something in it cannot be.
    """
    if not isinstance(data, dict):
        raise InvalidRecordError("not a record")
    read = Reader(data)
    version = read.required("v", int)
    if version > VERSION:
        raise InvalidRecordError("newer")
    if version != VERSION:
        raise InvalidRecordError("value", field="v")
    id = read.matching("id", _ID)
    moment = _moment(read)
    when = {
        "text": moment.text,
        "start": moment.edtf,
        "precision": "moment",
        "zone": moment.zone,
    }
    glimmer = {name: data.get(name) for name in _SAME_AS_THERE}
    glimmer |= {"id": id, "kept_at": moment.edtf}
    glimmer["when"] = read.optional("when", dict, when)
    return InboxRecord(
        record=whole.from_json(glimmer),
        photos=_photos(read, id),
        prompt=_word(read, "prompt"),
        written_by=_word(read, "from"),
    )


def to_json(waiting: InboxRecord) -> dict[str, Any]:
    """The record as plain JSON data, without the fields that say nothing.

    The glimmer must be as it was kept: what was changed since has no place in the inbox.
    """
    glimmer, parts = waiting.record.glimmer, waiting.record.parts
    data: dict[str, Any] = {
        "v": VERSION,
        "id": glimmer.id,
        "at": glimmer.kept.isoformat(timespec="milliseconds"),
        "zone": glimmer.zone,
    }
    if (glimmer.precision, glimmer.start) != ("moment", glimmer.kept_at):
        data["when"] = whole.to_json(waiting.record)["when"]
    optional = {
        "note": glimmer.note,
        "pathway": glimmer.pathway,
        "loved": glimmer.loved,
        "people": list(parts.people),
        "places": list(parts.places),
        "tags": list(parts.tags),
        "photos": list(waiting.photos),
        "prompt": waiting.prompt,
        "from": waiting.written_by,
    }
    return data | {name: value for name, value in optional.items() if value}


def sorted_out(found: Iterable[Found]) -> tuple[list[InboxRecord], list[Left]]:
    """Of what lies in an inbox, the records in the order of their ids, which is that of keeping;
    and whatever is no record that can be read here.
    """
    records: list[InboxRecord] = []
    left: list[Left] = []
    for key, data in sorted(found, key=lambda each: each.key):
        try:
            read = from_json(data)
            if read.id != key:  # forgotten by its id, it would stay, and be taken in again
                raise InvalidRecordError("value", field="id")
        except InvalidRecordError as error:
            left.append(Left(key, error))
        else:
            records.append(read)
    return records, left


def counted(found: Iterable[Found], *, opens_photos: bool = True) -> Waits:
    """How many of what there is in an inbox; `opens_photos` where records are taken in with their
    photos.
    """
    records, left = sorted_out(found)
    shared = sum(each.is_shared for each in records)
    ready = sum(not each.is_shared and (opens_photos or not each.photos) for each in records)
    newer = sum(each.why.why == "newer" for each in left)
    later = len(records) - shared - ready + newer
    return Waits(ready=ready, shared=shared, later=later, unread=len(left) - newer)


def _moment(read: Reader) -> When:
    """The moment of the tap, to the millisecond."""
    at = datetime.fromisoformat(read.instant("at"))
    offset = at.utcoffset()
    if offset is None or offset.seconds % 60:
        raise InvalidRecordError("date", field="at")
    zone = None if not read.has("zone") else read.words("zone", "")
    return at_moment(at, zone=zone)


def _photos(read: Reader, id: str) -> tuple[str, ...]:
    given = read.optional("photos", list, [])
    if not all(isinstance(each, str) for each in given):
        raise InvalidRecordError("type", field="photos")
    # No name leads anywhere else, and no two records share a file.
    form = re.compile(re.escape(id) + r"\.(0|[1-9][0-9]{0,2})", re.ASCII)
    if not all(form.fullmatch(each) for each in given) or len(set(given)) < len(given):
        raise InvalidRecordError("value", field="photos")
    return tuple(given)


def _word(read: Reader, name: str) -> str | None:
    return read.matching(name, _WORD) if read.has(name) else None

"""The rows of kept collages: what each is made of, its finished picture, and which photos it keeps
from being swept.

`Collages` is the drawer; every function takes the connection inside a transaction that it, or
`Journal`, began.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.core.errors import (
    CHANGING,
    ERASING,
    KEEPING,
    PUTTING_BACK,
    REMOVING,
    DamagedJournalError,
    UnknownCollageError,
)
from app.core.exchange.record import words_mark
from app.core.glimmers import kept_instant
from app.core.photos import CollageId, KeptCollage, PhotoId
from app.core.when.times import iso
from storage.database.lenient import reads_on
from storage.rows import photo_rows
from storage.rows.drawer import PAGE, Drawer, Pager, even_on_a_full_disk
from storage.rows.own_row import own
from storage.rows.stamps import new_id, utc

SEEN = "captions_replaced"
"""In a record, beside what a collage is made of: a list of marks, for merging journals."""

_COLUMNS = "id, record, picture, kept_at, changed_at, removed_at"
_OWN = own("collages")
_ONE = f"SELECT {_COLUMNS} FROM collages WHERE id = ? AND {_OWN}"
_ASTRAY = f"SELECT 1 FROM collages WHERE id = ? AND NOT ifnull({_OWN}, 0)"
# An id begins with its millisecond: the newest is the last one.
_PAGES = Pager(
    f"SELECT {_COLUMNS} FROM collages WHERE removed_at IS NULL AND {_OWN}",
    order=("id",),
    place="SELECT ?",
)
_BIN = Pager(
    f"SELECT {_COLUMNS} FROM collages WHERE removed_at IS NOT NULL AND {_OWN}",
    order=("removed_at", "id"),
    place="SELECT removed_at, id FROM collages WHERE id = ?",
)


@reads_on
class Collages(Drawer):
    """Collages that were kept."""

    def keep(self, record: dict[str, Any], picture: PhotoId | str, *, at: datetime) -> KeptCollage:
        """Keep a collage: what it is made of, and its finished picture, which the photo store has.

        Photos of the journal whose ids stand anywhere in `record` stay as long as the collage does.
        """
        kept_at = iso(at)
        collage = KeptCollage(
            id=CollageId(new_id(at)),
            record=record,
            picture=PhotoId(picture),
            kept_at=kept_at,
            changed_at=kept_at,
            removed_at=None,
        )
        with self._access.transaction(KEEPING):
            return write(self._conn, collage)

    def change(
        self,
        id: CollageId,
        record: dict[str, Any],
        picture: PhotoId | str,
        *,
        at: datetime,
    ) -> KeptCollage:
        """Keep it as it is now, in place of what it was.

        Raises:
            UnknownCollageError: there is none with this id.
        """
        with self._access.transaction(CHANGING):
            found = get(self._conn, id)
            record = record | _carried(found)
            now = replace(
                found, record=record, picture=PhotoId(picture), changed_at=_later(found, at)
            )
            return write(self._conn, now)

    def page(
        self,
        before: CollageId | None = None,
        limit: int = PAGE,
        *,
        bin: bool = False,
    ) -> list[KeptCollage]:
        """Up to `limit` kept collages, newest first, or those let go, the latest first.

        The next page begins `before` the last of this one.
        """
        with self._access.reading():
            rows = (_BIN if bin else _PAGES).read(self._conn, before, limit)
            return [_read(row) for row in rows]

    def get(self, id: CollageId) -> KeptCollage:
        """One kept collage, let go or not.

        Raises:
            UnknownCollageError: there is none with this id.
        """
        with self._access.reading():
            return get(self._conn, id)

    @even_on_a_full_disk
    def remove(self, id: CollageId, *, at: datetime) -> KeptCollage:
        """Let it go; until the bin is swept it can be put back. What was let go already stays as it
        is.
        """
        with self._access.transaction(REMOVING):
            found = get(self._conn, id)
            if found.removed_at is None:
                # A clock that jumped back must not make the bin think it has lain there for years.
                removed_at = utc(max(at, kept_instant(found.changed_at, id)))
                found = write(
                    self._conn,
                    replace(
                        found,
                        record=found.record | _carried(found),
                        removed_at=removed_at,
                        changed_at=_later(found, at),
                    ),
                )
        return found

    @even_on_a_full_disk
    def put_back(self, id: CollageId, *, at: datetime) -> KeptCollage:
        """Undo letting it go; what was not let go stays as it is."""
        with self._access.transaction(PUTTING_BACK):
            found = get(self._conn, id)
            if found.removed_at is not None:
                found = write(
                    self._conn,
                    replace(
                        found,
                        record=found.record | _carried(found),
                        removed_at=None,
                        changed_at=_later(found, at),
                    ),
                )
        return found

    @even_on_a_full_disk
    def erase(self, id: CollageId, *, at: datetime) -> None:
        """Delete it for good, with what only it used; only its id stays, so that no backup brings
        it back.

        Raises:
            UnknownCollageError: there is none with this id.
        """
        with self._access.transaction(ERASING):
            picture = get(self._conn, id).picture
            erase(self._conn, "id = ?", (id,), erased_at=utc(at))
            photo_rows.due_at_once(self._conn, [picture])
        self._access.leave_no_trace()


def erase(
    conn: sqlite3.Connection, which: str, parameters: Sequence[Any], *, erased_at: str
) -> None:
    """Delete for good those that meet the condition `which`: only their ids stay."""
    which = f"({which}) AND {_OWN}"
    gone = f"SELECT id, ? FROM collages WHERE {which}"
    conn.execute(
        f"INSERT OR REPLACE INTO tombstones (id, erased_at) {gone}", (erased_at, *parameters)
    )
    conn.execute(f"DELETE FROM collages WHERE {which}", parameters)


def _carried(found: KeptCollage) -> dict[str, Any]:
    """What the record of a changed collage goes on saying: which captions the person has seen and
    replaced, this one now among them.
    """
    marks = seen_marks(found) | ({caption_mark(found)} if caption_of(found) else frozenset())
    return {SEEN: sorted(marks)} if marks else {}


def caption_of(collage: KeptCollage) -> str:
    """What the person wrote on it; empty where there is none."""
    caption = collage.record.get("caption")
    return caption if isinstance(caption, str) else ""


def caption_mark(collage: KeptCollage) -> str:
    """What its caption is known by once it was replaced; it does not tell it."""
    return words_mark(caption_of(collage), utc(datetime.fromisoformat(collage.changed_at)))


def seen_marks(collage: KeptCollage) -> frozenset[str]:
    """Marks of captions that it had, and that the person has replaced."""
    marks = collage.record.get(SEEN)
    listed = marks if isinstance(marks, list) else ()
    return frozenset(mark for mark in listed if isinstance(mark, str))


def _later(collage: KeptCollage, at: datetime) -> str:
    """The time of a change: of two changes the later one has the later time, whatever the clock did
    in between.
    """
    before = kept_instant(collage.changed_at, collage.id)
    return iso(at if at > before else before + timedelta(milliseconds=1))


def get(conn: sqlite3.Connection, id: CollageId) -> KeptCollage:
    """One of them, let go or not.

    Raises:
        UnknownCollageError: there is none with this id.
        DamagedJournalError: the index leads to another one.
    """
    # Undecodable bytes from a terminal are no id, and SQLite cannot even be asked for them.
    if not id.isascii():
        raise UnknownCollageError
    row = conn.execute(_ONE, (id,)).fetchone()
    if row is None:
        if conn.execute(_ASTRAY, (id,)).fetchone():
            raise DamagedJournalError
        raise UnknownCollageError
    return _read(row)


def write(conn: sqlite3.Connection, collage: KeptCollage) -> KeptCollage:
    """Keep it as it is now, and hold on to every photo that its record names."""
    record = json.dumps(collage.record, ensure_ascii=False)
    values = (
        collage.id,
        record,
        collage.picture,
        collage.kept_at,
        collage.changed_at,
        collage.removed_at,
    )
    conn.execute(
        f"INSERT INTO collages ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO "
        "UPDATE SET"
        " record = excluded.record, picture = excluded.picture, changed_at = "
        "excluded.changed_at, removed_at = excluded.removed_at",
        values,
    )
    # Only those the journal has: a collage may hold files that were never kept.
    named = json.dumps(sorted(set(texts(collage.record))))
    photos = [
        photo
        for (photo,) in conn.execute(
            "SELECT id FROM photos WHERE id IN (SELECT value FROM json_each(?))", (named,)
        )
    ]
    conn.executemany(
        "INSERT INTO collage_photos (collage, photo) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(collage.id, p) for p in photos],
    )
    conn.execute(
        (
            "DELETE FROM collage_photos WHERE collage = ? AND photo NOT IN (SELECT value FROM "
            "json_each(?))"
        ),
        (collage.id, json.dumps(photos)),
    )
    return collage


def _read(row: Sequence[Any]) -> KeptCollage:
    id, record, picture, kept_at, changed_at, removed_at = row
    try:
        made_of = json.loads(record)
    except ValueError:  # damaged on the disk: its picture is there all the same
        made_of = None
    return KeptCollage(
        id=CollageId(id),
        record=made_of if isinstance(made_of, dict) else {},
        picture=PhotoId(picture),
        kept_at=iso(kept_instant(kept_at, id)),
        changed_at=iso(kept_instant(changed_at, id)),
        removed_at=removed_at,
    )


def texts(value: Any) -> Iterator[str]:
    """Every text anywhere in a JSON value, its keys included: the ids of photos are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)

"""The rows of glimmers: how one is written, found and let go, and what its time looks like in
columns.

Every function that writes takes the connection inside a transaction that `Journal` began.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from app.core.errors import DamagedJournalError, UnknownGlimmerError
from app.core.exchange.record import FIELDS, Field, words_mark
from app.core.glimmers import Draft, Glimmer, GlimmerId, check_words
from app.core.when.times import When, iso, sort_key
from storage.rows.drawer import Pager
from storage.rows.edtf_dates import checked_edtf
from storage.rows.own_row import own
from storage.rows.stamps import later_than, utc

COLUMNS = (
    'id, note, pathway, precision, when_text, start, "end", edtf, zone, kept_at, changed_at, '
    "loved_at, removed_at"
)
_OWN = own("glimmers")
_INSERT = f"INSERT INTO glimmers ({COLUMNS}, sort_key) VALUES ({', '.join('?' * 14)})"
_DAYS = Pager(
    f"SELECT {COLUMNS} FROM glimmers WHERE removed_at IS NULL AND {_OWN}",
    order=("sort_key", "id"),
    place="SELECT sort_key, id FROM glimmers WHERE id = ?",
)
_BIN = Pager(
    f"SELECT {COLUMNS} FROM glimmers WHERE removed_at IS NOT NULL AND {_OWN}",
    order=("removed_at", "id"),
    place="SELECT removed_at, id FROM glimmers WHERE id = ?",
)
_DAY = (
    f"SELECT {COLUMNS} FROM glimmers WHERE removed_at IS NULL AND sort_key >= ? AND sort_key < "
    f"? AND {_OWN} ORDER BY sort_key DESC, id DESC"
)
_ONE = f"SELECT {COLUMNS} FROM glimmers WHERE id = ? AND {_OWN}"
_MANY = f"SELECT {COLUMNS} FROM glimmers WHERE id IN (SELECT value FROM json_each(?)) AND {_OWN}"
_ASTRAY = f"""
    SELECT EXISTS (
        SELECT 1 FROM glimmers
        WHERE id IN (SELECT value FROM json_each(?)) AND NOT ifnull({_OWN}, 0)
    )
"""
OWN_G = own("glimmers", "g")
OF_G = ", ".join(f"g.{column.strip()}" for column in COLUMNS.split(","))
"""The columns and the condition of the table `g`."""
COLUMNS_OF: dict[Field, tuple[str, ...]] = {
    "note": ("note",),
    "pathway": ("pathway",),
    "when": ("precision", "when_text", "start", "end", "edtf", "zone"),
    "loved": ("loved_at",),
    "removed": ("removed_at",),
}
_TIME_OF: dict[Field, str] = {field: f"{field}_changed_at" for field in FIELDS}
_LATER = {field: later_than(f"ifnull({column}, kept_at)") for field, column in _TIME_OF.items()}
WORDS_REPLACED = "INSERT INTO words_replaced (glimmer, mark) VALUES (?, ?) ON CONFLICT DO NOTHING"
"""For a glimmer and a mark of words that the person has seen and replaced."""
CHANGE_TIMES = ", ".join(_TIME_OF.values())
"""When each of `FIELDS` was changed last, in their order."""
LINKS = ("glimmer_photos", "glimmer_people", "glimmer_places", "glimmer_tags")
"""Tables that hold what comes with glimmers, each with its glimmer's sort key once more."""
_HOLDING_NOTHING = " ".join(
    f"AND NOT EXISTS (SELECT 1 FROM {links} WHERE glimmer = glimmers.id)" for links in LINKS
)
_FORGET = f"""
    DELETE FROM glimmers
    WHERE id = ? AND note = '' AND pathway IS NULL AND loved_at IS NULL AND start = kept_at
    {_HOLDING_NOTHING} AND {_OWN}
"""


def of_draft(draft: Draft, *, id: GlimmerId, kept_at: str) -> Glimmer:
    """The glimmer that a draft becomes.

    Raises:
        InvalidWordsError: its words cannot be stored.
    """
    when = draft.when
    start, end = _stored_bounds(when)
    return Glimmer(
        id=id,
        note=check_words(draft.note),
        pathway=draft.pathway,
        precision=when.precision,
        when_text=check_words(when.text),
        start=start,
        end=end,
        edtf=checked_edtf(when),
        zone=when.zone,
        kept_at=kept_at,
        changed_at=kept_at,
        loved_at=kept_at if draft.loved else None,
        removed_at=None,
    )


def insert(conn: sqlite3.Connection, glimmer: Glimmer, when: When) -> None:
    """Write it, filed under its time."""
    conn.execute(_INSERT, (*glimmer, sort_key(when)))


def write(
    conn: sqlite3.Connection,
    id: GlimmerId,
    values: dict[str, Any],
    *,
    at: datetime,
    fields: Sequence[Field],
) -> None:
    """Change these columns, and with them the time of change of these fields."""
    for field in fields:
        if field == "note" or field == "when":
            _words_replaced(conn, id, field)
    names = "".join(f'"{name}" = ?, ' for name in values)
    stamps = "".join(f"{_TIME_OF[field]} = {_LATER[field]}, " for field in fields)
    conn.execute(
        f"UPDATE glimmers SET {names}{stamps}changed_at = ? WHERE id = ? AND {_OWN}",
        (*values.values(), *[utc(at)] * len(fields), iso(at), id),
    )


def _words_replaced(
    conn: sqlite3.Connection, id: GlimmerId, field: Literal["note", "when"]
) -> None:
    """The words it has are about to be replaced: another journal that has them still, has not
    written them anew.
    """
    words = "note" if field == "note" else "when_text"
    query = f"SELECT {words}, {_TIME_OF[field]} FROM glimmers WHERE id = ? AND {_OWN}"
    marks = [(id, words_mark(text, at, field)) for text, at in conn.execute(query, (id,))]
    conn.executemany(WORDS_REPLACED, marks)


def changed_fields(before: Glimmer, values: dict[str, Any]) -> list[Field]:
    """Which fields these columns change."""
    return [
        field
        for field, columns in COLUMNS_OF.items()
        if any(name in values and values[name] != getattr(before, name) for name in columns)
    ]


def touch(conn: sqlite3.Connection, ids: Sequence[GlimmerId], *, changed_at: str) -> None:
    """Something that comes with them has changed."""
    conn.executemany(
        f"UPDATE glimmers SET changed_at = ? WHERE id = ? AND {_OWN}",
        [(changed_at, id) for id in ids],
    )


def get(conn: sqlite3.Connection, id: GlimmerId) -> Glimmer:
    """One of them, in the bin or not.

    Raises:
        UnknownGlimmerError: there is none with this id.
        DamagedJournalError: the index leads to another one.
    """
    try:
        row = conn.execute(_ONE, (id,)).fetchone()
        if row is None:
            check_none_astray(conn, [id])
    except UnicodeEncodeError:  # half a surrogate pair, as undecodable bytes arrive: no id has that
        row = None
    if row is None:
        raise UnknownGlimmerError
    return Glimmer._make(row)


def check_none_astray(conn: sqlite3.Connection, ids: Sequence[GlimmerId]) -> None:
    """For who found less than all of these.

    Raises:
        DamagedJournalError: the index leads from one of them to another.
    """
    if conn.execute(_ASTRAY, (json.dumps(ids),)).fetchone()[0]:
        raise DamagedJournalError


def of_ids(conn: sqlite3.Connection, ids: Sequence[GlimmerId]) -> dict[GlimmerId, Glimmer]:
    """Those of them that there are, in the bin or not."""
    # A tap asks for one, and needs no list for it.
    query, wanted = (_ONE, ids[0]) if len(ids) == 1 else (_MANY, json.dumps(ids))
    return {row[0]: Glimmer._make(row) for row in conn.execute(query, (wanted,))}


def page(
    conn: sqlite3.Connection, before: GlimmerId | None, limit: int, *, bin: bool
) -> list[Glimmer]:
    """Up to `limit` of them, newest first; of the bin, what was let go last."""
    return list(map(Glimmer._make, (_BIN if bin else _DAYS).read(conn, before, limit)))


def of_day(conn: sqlite3.Connection, day: date) -> list[Glimmer]:
    """What happened on one local day, newest first, vague dates that begin on it left out."""
    text = day.isoformat()
    rows = map(
        Glimmer._make, conn.execute(_DAY, (text, text + "U"))
    )  # behind every hour of that day: "T" stands before the time
    return [glimmer for glimmer in rows if glimmer.precision in ("moment", "day")]


def count(conn: sqlite3.Connection) -> int:
    """How many there are, the bin left out."""
    (found,) = conn.execute("SELECT count(*) FROM glimmers WHERE removed_at IS NULL").fetchone()
    return int(found)


def forget(conn: sqlite3.Connection, id: GlimmerId) -> bool:
    """Delete it if there is nothing in it but its moment; returns whether it was so."""
    return conn.execute(_FORGET, (id,)).rowcount == 1


def erase(
    conn: sqlite3.Connection,
    which: str,
    parameters: Sequence[Any],
    *,
    erased_at: str,
    index: bool = True,
) -> None:
    """Delete for good those that meet the condition `which`: only their ids stay.

    Without `index` their words stay in the full-text index, marked as gone, until `merge_index` has
    nothing left to do.
    """
    which = f"({which}) AND {_OWN}"
    gone = f"SELECT id, source, source_id, ? FROM glimmers WHERE {which}"
    conn.execute(
        f"INSERT OR REPLACE INTO tombstones (id, source, source_id, erased_at) {gone}",
        (erased_at, *parameters),
    )
    conn.execute(f"DELETE FROM glimmers WHERE {which}", parameters)
    # What is taken out of the index is only marked as gone there; merged into one, it holds no
    # erased word any more.
    if index:
        conn.execute("INSERT INTO glimmers_fts (glimmers_fts) VALUES ('optimize')")


def merge_index(conn: sqlite3.Connection, *, pages: int, begin: bool) -> bool:
    """Do a part of that, about `pages` pages of it, after `begin`ning it once; whether there is
    nothing left to do.

    https://www.sqlite.org/fts5.html#the_merge_command
    """
    before = conn.total_changes
    conn.execute(
        "INSERT INTO glimmers_fts (glimmers_fts, rank) VALUES ('merge', ?)",
        (-pages if begin else pages,),
    )
    return conn.total_changes - before < 2


def when_columns(when: When) -> dict[str, Any]:
    """A time as it is stored."""
    start, end = _stored_bounds(when)
    return {
        "precision": when.precision,
        "when_text": check_words(when.text),
        "start": start,
        "end": end,
        "edtf": checked_edtf(when),
        "zone": when.zone,
        "sort_key": sort_key(when),
    }


def _stored_bounds(when: When) -> tuple[str | None, str | None]:
    if when.precision == "moment":
        return when.edtf, when.edtf  # ISO 8601 itself, and already written once
    return (
        when.start.isoformat() if when.start else None,
        when.end.isoformat() if when.end else None,
    )

"""Whether everything in a journal is as it should be, and every index written anew
where it is not.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from app.core.findings import Finding, found
from app.core.glimmers import Glimmer
from app.core.when.times import sort_key
from storage.database import lenient
from storage.database.signature import SCHEMA
from storage.rows import glimmer_rows, name_rows, witness
from storage.rows.witness import Doubt

_ASTRAY = (
    "SELECT count(*) FROM {0} l JOIN glimmers g ON g.id = l.glimmer WHERE l.sort_key <> g.sort_key"
)


@dataclass(frozen=True, slots=True)
class Health:
    """What a look at the whole database found."""

    schema: int
    glimmers: int
    in_bin: int
    photos: int
    problems: tuple[Finding, ...]
    doubts: tuple[Doubt, ...] = ()
    """Glimmers whose words may have been damaged: the index says something else, or did so before a
    repair.
    """
    torn: bool = False
    """SQLite's own check found something."""


def examine(conn: sqlite3.Connection) -> Health:
    """Look through the whole database: SQLite's own check, the index, foreign keys, our texts and
    dates.
    """
    problems = [
        found("database", said=row[0])
        for row in conn.execute("PRAGMA integrity_check")
        if row[0] != "ok"
    ]
    torn = bool(problems)
    problems += [
        found("foreign key", table=row[0]) for row in conn.execute("PRAGMA foreign_key_check")
    ]
    problems += _no_texts(conn)
    doubts = witness.recorded(conn)
    if not witness.agrees(conn):
        problems.append(found("index astray"))
        known = {doubt.id for doubt in doubts}
        doubts += [
            each for each in witness.named(conn, _contradicted(conn)) if each.id not in known
        ]
    conn.rollback()
    undated, disordered = _dates(conn)
    problems += [found("date unread", id=id) for id in undated]
    if disordered:
        problems.append(found("unsorted", n=len(disordered)))
    if astray := sum(
        conn.execute(_ASTRAY.format(links)).fetchone()[0] for links in glimmer_rows.LINKS
    ):
        problems.append(found("links unsorted", n=astray))
    if misfiled := name_rows.misfiled(conn):
        problems.append(found("names misfiled", n=misfiled))
    (in_bin,) = conn.execute(
        "SELECT count(*) FROM glimmers WHERE removed_at IS NOT NULL"
    ).fetchone()
    (photos,) = conn.execute("SELECT count(*) FROM photos").fetchone()
    return Health(
        SCHEMA, glimmer_rows.count(conn), in_bin, photos, tuple(problems), tuple(doubts), torn
    )


def rebuild_index(conn: sqlite3.Connection) -> None:
    """Write every index anew from the words and dates themselves, inside a transaction.

    Where the index of words contradicts them, that is remembered: nobody knows which of the two is
    right.
    """
    if not witness.agrees(conn):
        witness.record(conn, _contradicted(conn))
    conn.executemany("UPDATE glimmers SET sort_key = ? WHERE id = ?", _dates(conn)[1])
    for links in glimmer_rows.LINKS:
        conn.execute(
            f"UPDATE {links} SET sort_key = (SELECT sort_key FROM glimmers WHERE id = glimmer)"
        )
    name_rows.rekey(conn)
    conn.execute("INSERT INTO glimmers_fts (glimmers_fts) VALUES ('rebuild')")
    conn.execute("REINDEX")


def _contradicted(conn: sqlite3.Connection) -> dict[int, str]:
    notes = conn.execute("SELECT number, CAST(note AS BLOB) FROM glimmers")
    return witness.differing(conn, ((number, lenient.text(note)) for number, note in notes))


def _no_texts(conn: sqlite3.Connection) -> list[Finding]:
    """What holds bytes that are no text: glimmers by their ids, everything else by its table."""
    wrong_ones: list[Finding] = []
    tables = [
        name
        for (name,) in conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'"
        )
    ]
    for table in tables:
        with lenient.reading(conn, str):
            try:
                for _ in conn.execute(f"SELECT * FROM {table}"):
                    pass
                continue
            except sqlite3.OperationalError as error:
                if not lenient.is_unreadable(error):
                    raise
        with lenient.reading(conn, bytes):
            wrong = [
                row for row in conn.execute(f"SELECT * FROM {table}") if not all(map(_is_text, row))
            ]
        if table == "glimmers":
            wrong_ones += [found("words no text", id=lenient.text(row[1])) for row in wrong]
        else:
            wrong_ones.append(found("rows no text", table=table.replace("_", " "), n=len(wrong)))
    return wrong_ones


def _is_text(value: object) -> bool:
    if not isinstance(value, bytes):
        return True
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _dates(conn: sqlite3.Connection) -> tuple[list[str], list[tuple[str, str]]]:
    """Ids of glimmers with a date that is none, and right sort keys, each with its id, where they
    say something else.
    """
    undated: list[str] = []
    disordered: list[tuple[str, str]] = []
    for *columns, stored in conn.execute(f"SELECT {glimmer_rows.COLUMNS}, sort_key FROM glimmers"):
        glimmer = Glimmer._make(columns)
        if not glimmer.is_dated:
            undated.append(glimmer.id)
        elif (right := sort_key(glimmer.when)) != stored:
            disordered.append((right, glimmer.id))
    return undated, disordered

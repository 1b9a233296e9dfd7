"""The rows of people, places and tags: which glimmers carry a name, and what happens to it when it is renamed.

A name's key (the column `id`) is the name folded (`app.core.names.fold`), so that two spellings can never be two people. Its
number (the row's own) says nothing about it, stays when it is renamed, and is not given to another name afterwards. A name
nobody uses any more is deleted by the database itself (the triggers of `m002`); one that is used in the bin only stays, unseen.
Every function takes the connection inside a transaction that `Journal` began.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.errors import UnknownNameError
from app.core.glimmers import GlimmerId
from app.core.names import Name, check_name, fold, without_accents
from app.core.photos import NameKind


@dataclass(frozen=True, slots=True)
class _Tables:
    names: str
    links: str
    one: str
    """The column of `links` that holds the name's key."""


TABLES: dict[NameKind, _Tables] = {
    "person": _Tables("people", "glimmer_people", "person"),
    "place": _Tables("places", "glimmer_places", "place"),
    "tag": _Tables("tags", "glimmer_tags", "tag"),
}


def key_of(name: str) -> str:
    """The key it has, or would have."""
    # Half a surrogate pair, as undecodable bytes arrive, and NUL are in no name, and SQLite cannot even be asked for them.
    return fold(name.replace("\0", "?").encode("utf-8", "replace").decode())


def number_of(conn: sqlite3.Connection, kind: NameKind, name: str) -> int:
    """Its number.

    Raises:
        UnknownNameError: there is none like this.
    """
    row = conn.execute(f"SELECT rowid FROM {TABLES[kind].names} WHERE id = ?", (key_of(name),)).fetchone()
    if row is None:
        raise UnknownNameError
    return int(row[0])


def numbered(conn: sqlite3.Connection, kind: NameKind, number: str) -> str | None:
    """The name with this number; None where there is none, whatever was written in its place."""
    if not number.isascii() or not number.isdigit():
        return None
    row = conn.execute(f"SELECT name FROM {TABLES[kind].names} WHERE rowid = ?", (number,)).fetchone()
    return str(row[0]) if row else None


def set_names(conn: sqlite3.Connection, id: GlimmerId, kind: NameKind, names: Iterable[str]) -> None:
    """Let the glimmer carry these and no others, in this order. Names compare without case; each keeps the spelling it came with first.

    Raises:
        InvalidWordsError: one of them is no name.
    """
    t = TABLES[kind]
    wanted: dict[str, str] = {}
    for name in map(check_name, names):
        wanted.setdefault(fold(name), name)
    rows = conn.execute(f"SELECT {t.one} FROM {t.links} WHERE glimmer = ? ORDER BY position, {t.one}", (id,))
    current = [key for (key,) in rows]
    if current == list(wanted):
        return
    # A number drawn at random: SQLite's next one would be that of a name just removed, whose address may still be remembered.
    conn.executemany(
        f"INSERT INTO {t.names} (rowid, id, name) VALUES (abs(random() % {1 << 53}) + 1, ?, ?) ON CONFLICT DO NOTHING", wanted.items()
    )
    conn.executemany(
        f"INSERT INTO {t.links} (glimmer, {t.one}, position, sort_key) SELECT id, ?, ?, sort_key FROM glimmers WHERE id = ?"
        " ON CONFLICT DO UPDATE SET position = excluded.position",
        [(key, position, id) for position, key in enumerate(wanted)],
    )
    conn.executemany(f"DELETE FROM {t.links} WHERE glimmer = ? AND {t.one} = ?", [(id, key) for key in current if key not in wanted])


def names_of(conn: sqlite3.Connection, ids: Sequence[GlimmerId], kind: NameKind) -> dict[str, list[str]]:
    """The names of each of these glimmers that has any, in one query."""
    t = TABLES[kind]
    found: dict[str, list[str]] = {}
    for glimmer, name in conn.execute(
        f"SELECT l.glimmer, n.name FROM {t.links} l JOIN {t.names} n ON n.id = l.{t.one}"
        f" WHERE l.glimmer IN (SELECT value FROM json_each(?)) ORDER BY l.glimmer, l.position, l.{t.one}",
        (json.dumps(ids),),
    ):
        found.setdefault(glimmer, []).append(name)
    return found


def ranked(conn: sqlite3.Connection, kind: NameKind) -> list[Name]:
    """Every name that a glimmer outside the bin carries, most used first, equals in the order of the alphabet."""
    t = TABLES[kind]
    # All links from one index, less those of the bin, which is small: a letter typed must not look at every glimmer.
    rows = conn.execute(
        f"WITH binned AS (SELECT x.{t.one} AS id, count(*) AS times FROM glimmers b CROSS JOIN {t.links} x ON x.glimmer = b.id"
        f" WHERE b.removed_at IS NOT NULL GROUP BY x.{t.one}),"
        f" linked AS (SELECT {t.one} AS id, count(*) AS times FROM {t.links} GROUP BY {t.one})"
        f" SELECT n.name, linked.times - ifnull(binned.times, 0) AS used FROM {t.names} n"
        " JOIN linked ON linked.id = n.id LEFT JOIN binned ON binned.id = n.id WHERE used > 0"
    )
    # SQLite would put É behind Z.
    return [Name(name=name, count=count) for name, count in sorted(rows, key=lambda row: (-row[1], without_accents(fold(row[0])), row[0]))]


def completed(conn: sqlite3.Connection, kind: NameKind, typed: str, limit: int) -> list[str]:
    """Names that begin like this, then those with a later word that does; most used first.

    Accents may be left out. What is typed in full already needs no completion.
    """
    start = fold(typed)

    def rank(name: Name) -> int | None:
        for spelled in (fold(name.name), without_accents(fold(name.name))):
            if spelled.startswith(start):
                return 0
            if any(word.startswith(start) for word in spelled.replace("-", " ").split()):
                return 1
        return None

    found = [(place, name.name) for name in ranked(conn, kind) if name.name != typed and (place := rank(name)) is not None]
    return [name for _, name in sorted(found, key=lambda each: each[0])[:limit]]


def move(conn: sqlite3.Connection, kind: NameKind, names: Iterable[str], into: str) -> list[GlimmerId]:
    """Let every glimmer that carries one of `names` carry `into` in its place; returns which do.

    A name that is there already keeps its spelling, unless it is the only one of `names`: then it is spelled anew.

    Raises:
        UnknownNameError: there is none of these.
        InvalidWordsError: `into` is no name.
    """
    t = TABLES[kind]
    spelling = check_name(into)
    target = fold(spelling)
    keys = {key_of(name) for name in names}
    known = [key for (key,) in conn.execute(f"SELECT id FROM {t.names} WHERE id IN (SELECT value FROM json_each(?))", _list(keys))]
    if not known:
        raise UnknownNameError
    if keys == {target}:
        conn.execute(f"UPDATE {t.names} SET name = ? WHERE id = ?", (spelling, target))
        return _carriers(conn, kind, [target])
    gone = [key for key in known if key != target]
    if not gone:
        return []
    touched = _carriers(conn, kind, gone)
    if target not in known and not conn.execute(f"SELECT 1 FROM {t.names} WHERE id = ?", (target,)).fetchone():
        # The name itself goes on under the new spelling, with its number. Whoever was hidden from memories stays so.
        first, *gone = gone
        conn.execute(
            f"UPDATE {t.names} SET name = ?, hidden = (SELECT max(hidden) FROM {t.names} WHERE id IN (SELECT value FROM json_each(?)))"
            " WHERE id = ?",
            (spelling, *_list([first, *gone]), first),
        )
        _file_under(conn, t, first, target)
    # Where several of them were, the one that is left stands where the first of them stood.
    conn.execute(
        f"INSERT INTO {t.links} (glimmer, {t.one}, position, sort_key) SELECT glimmer, ?, min(position), sort_key FROM {t.links}"
        f" WHERE {t.one} IN (SELECT value FROM json_each(?)) GROUP BY glimmer"
        " ON CONFLICT DO UPDATE SET position = min(position, excluded.position)",
        (target, *_list(gone)),
    )
    conn.executemany(f"DELETE FROM {t.names} WHERE id = ?", [(key,) for key in gone])
    return touched


def remove(conn: sqlite3.Connection, kind: NameKind, name: str) -> list[GlimmerId]:
    """Take a name away from every glimmer; returns which carried it.

    Raises:
        UnknownNameError: there is none like this.
    """
    key = key_of(name)
    touched = _carriers(conn, kind, [key])
    if not conn.execute(f"DELETE FROM {TABLES[kind].names} WHERE id = ?", (key,)).rowcount:
        raise UnknownNameError
    return touched


def rekey(conn: sqlite3.Connection) -> None:
    """Give every name the key that its spelling folds to; two that fold to one become one."""
    for t in TABLES.values():
        for key, name in conn.execute(f"SELECT id, name FROM {t.names}").fetchall():
            if key == (right := fold(name)):
                continue
            if conn.execute(f"SELECT 1 FROM {t.names} WHERE id = ?", (right,)).fetchone():
                conn.execute(
                    f"UPDATE {t.names} SET hidden = max(hidden, (SELECT hidden FROM {t.names} WHERE id = ?)) WHERE id = ?", (key, right)
                )
                conn.execute(f"UPDATE OR IGNORE {t.links} SET {t.one} = ? WHERE {t.one} = ?", (right, key))
                conn.execute(f"DELETE FROM {t.names} WHERE id = ?", (key,))
            else:
                _file_under(conn, t, key, right)


def _file_under(conn: sqlite3.Connection, t: _Tables, key: str, right: str) -> None:
    """Give a name another key, which is free."""
    conn.execute("PRAGMA defer_foreign_keys = ON")  # until the links have followed
    conn.execute(f"UPDATE {t.names} SET id = ? WHERE id = ?", (right, key))
    conn.execute(f"UPDATE {t.links} SET {t.one} = ? WHERE {t.one} = ?", (right, key))


def misfiled(conn: sqlite3.Connection) -> int:
    """How many names have a key that is not what they fold to."""
    return sum(key != fold(name) for t in TABLES.values() for key, name in conn.execute(f"SELECT id, name FROM {t.names}"))


def _carriers(conn: sqlite3.Connection, kind: NameKind, keys: Iterable[str]) -> list[GlimmerId]:
    t = TABLES[kind]
    rows = conn.execute(f"SELECT DISTINCT glimmer FROM {t.links} WHERE {t.one} IN (SELECT value FROM json_each(?))", _list(keys))
    return [GlimmerId(id) for (id,) in rows]


def _list(keys: Iterable[str]) -> tuple[str]:
    return (json.dumps(list(keys)),)

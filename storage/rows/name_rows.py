"""The rows of people, places and tags: which glimmers carry a name, and what happens to it when it
is renamed.

A name's key (the column `id`) is the name folded (`app.core.names.fold`), so that two spellings can
never be two people. Its number (the row's own) says nothing about it, stays when it is renamed, and
is not given to another name afterwards. A name nobody uses any more is deleted by the database
itself (the triggers of `m002`); one that is used in the bin only stays, unseen. `Names` is the
drawer; every function takes the connection inside a transaction that `Journal` began.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import CHANGING, ERASING, UnknownNameError
from app.core.glimmers import Glimmer, GlimmerId
from app.core.names import Name, check_name, fold, without_accents
from app.core.photos import NameKind
from app.core.when.times import iso
from storage.database.lenient import reads_on
from storage.rows import erased_rows, glimmer_rows, link_rows
from storage.rows.drawer import PAGE, Drawer, Pager, even_on_a_full_disk
from storage.rows.own_row import own
from storage.rows.stamps import later_than, utc


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


# CROSS JOIN is SQLite's way to say: in this order.
# https://www.sqlite.org/lang_select.html#side_note_special_handling_of_cross_join_
_CARRIERS = {
    kind: Pager(
        f"SELECT {glimmer_rows.OF_G} FROM {t.links} l CROSS JOIN glimmers g ON g.id = l.glimmer"
        f" WHERE l.{t.one} = ? AND g.removed_at IS NULL AND {glimmer_rows.OWN_G}",
        order=("l.sort_key", "l.glimmer"),
        place="SELECT sort_key, id FROM glimmers WHERE id = ?",
    )
    for kind, t in TABLES.items()
}


_IS_TEXT = "typeof(name) = 'text'"
"""A name in a damaged page may be anything, whatever its column allows; SQLite's own check tells of
it.
"""


def key_of(name: str) -> str:
    """The key it has, or would have."""
    # Half a surrogate pair, as undecodable bytes arrive, and NUL are in no name, and SQLite cannot
    # even be asked for them.
    return fold(name.replace("\0", "?").encode("utf-8", "replace").decode())


@reads_on
class Names(Drawer):
    """People, places and tags: all of a kind, or one of them; called otherwise, made one, taken
    away.
    """

    def all(self, kind: NameKind) -> list[Name]:
        """Every name of this kind that a glimmer outside the bin carries.

        Most used first, equals in the order of the alphabet.
        """
        t = TABLES[kind]
        # All links from one index, less those of the bin, which is small: a letter typed must not
        # look at every glimmer.
        query = f"""
            WITH binned AS (
                SELECT x.{t.one} AS id, count(*) AS times
                FROM glimmers b CROSS JOIN {t.links} x ON x.glimmer = b.id
                WHERE b.removed_at IS NOT NULL GROUP BY x.{t.one}
            ),
            linked AS (SELECT {t.one} AS id, count(*) AS times FROM {t.links} GROUP BY {t.one})
            SELECT n.name, linked.times - ifnull(binned.times, 0) AS used FROM {t.names} n
            JOIN linked ON linked.id = n.id LEFT JOIN binned ON binned.id = n.id
            WHERE used > 0 AND {_IS_TEXT}
        """
        with self._access.reading():
            rows = self._conn.execute(query).fetchall()
        # SQLite would put É behind Z.
        rows.sort(key=lambda row: (-row[1], without_accents(fold(row[0])), row[0]))
        return [Name(name=name, count=count) for name, count in rows]

    def one(self, kind: NameKind, name: str) -> Name | None:
        """This name as it is spelled, if a glimmer outside the bin carries it; what `all` says of
        it, for what its own glimmers cost.
        """
        t = TABLES[kind]
        # As in `all`: its links from one index, less those of the bin, which is small.
        query = f"""
            SELECT n.name, (SELECT count(*) FROM {t.links} WHERE {t.one} = n.id) - (
                SELECT count(*) FROM glimmers b CROSS JOIN {t.links} x
                ON x.glimmer = b.id AND x.{t.one} = n.id WHERE b.removed_at IS NOT NULL
            ) AS used FROM {t.names} n WHERE n.id = ? AND used > 0 AND {_IS_TEXT}
            AND {own(t.names, "n")}
        """
        with self._access.reading():
            row = self._conn.execute(query, (key_of(name),)).fetchone()
        return Name(name=row[0], count=row[1]) if row else None

    def id_of(self, kind: NameKind, name: str) -> str:
        """What an address calls it by: digits that say nothing about it, and stay when it is
        renamed.

        Raises:
            UnknownNameError: there is none like this.
        """
        query = f"SELECT rowid FROM {TABLES[kind].names} WHERE id = ?"
        with self._access.reading():
            row = self._conn.execute(query, (key_of(name),)).fetchone()
            if row is None:
                raise UnknownNameError
        return str(row[0])

    def called(self, kind: NameKind, id: str) -> str | None:
        """The name that an address calls by `id`; None where nobody and nothing is, any more or
        ever.
        """
        if not id.isascii() or not id.isdigit():
            return None
        query = f"SELECT name FROM {TABLES[kind].names} WHERE rowid = ? AND {_IS_TEXT}"
        with self._access.reading():
            row = self._conn.execute(query, (id,)).fetchone()
        return str(row[0]) if row else None

    def completions(self, kind: NameKind, typed: str, limit: int = 8) -> list[str]:
        """Names that begin like what was typed, then those with a later word that does; each most
        used first.

        Case does not count and accents may be left out; what is typed in full already is not among
        them.
        """
        start = fold(typed)

        def rank(name: Name) -> int | None:
            for spelled in (fold(name.name), without_accents(fold(name.name))):
                if spelled.startswith(start):
                    return 0
                if any(word.startswith(start) for word in spelled.replace("-", " ").split()):
                    return 1
            return None

        ranked = [(rank(name), name.name) for name in self.all(kind) if name.name != typed]
        found = [(place, name) for place, name in ranked if place is not None]
        return [name for _, name in sorted(found, key=lambda each: each[0])[:limit]]

    def glimmers(
        self,
        kind: NameKind,
        name: str,
        *,
        before: GlimmerId | None = None,
        limit: int = PAGE,
    ) -> list[Glimmer]:
        """Up to `limit` glimmers that carry this name, newest first.

        The next page begins `before` the last of this one.

        Raises:
            UnknownGlimmerError: no glimmer `before`.
        """
        with self._access.reading():
            if before is not None:
                glimmer_rows.get(self._conn, before)
            return list(
                map(Glimmer._make, _CARRIERS[kind].read(self._conn, before, limit, (key_of(name),)))
            )

    def rename(self, kind: NameKind, old: str, new: str, *, at: datetime) -> None:
        """Call it something else everywhere, the bin included; a name that is there already takes
        it in.

        Raises:
            UnknownNameError: nobody is called `old`.
            InvalidWordsError: `new` is no name.
        """
        self.merge(kind, (old,), new, at=at)

    def merge(self, kind: NameKind, names: Sequence[str], into: str, *, at: datetime) -> None:
        """Let `into` stand for all of these, everywhere, the bin included.

        A name that is there already keeps its spelling, unless it is the only one of `names`: then
        it is spelled anew.

        Raises:
            UnknownNameError: there is none of them.
            InvalidWordsError: `into` is no name.
        """
        with self._access.transaction(CHANGING):
            touched = _move(self._conn, kind, names, into, at=at)
            glimmer_rows.touch(self._conn, touched, changed_at=iso(at))

    @even_on_a_full_disk
    def remove(self, kind: NameKind, name: str, *, at: datetime) -> None:
        """Take a name away everywhere, for good; the glimmers stay.

        Raises:
            UnknownNameError: there is none like this.
        """
        key, t = key_of(name), TABLES[kind]
        with self._access.transaction(ERASING):
            touched = _carriers(self._conn, t, [key])
            link_rows.let_go(self._conn, kind, [(id, key) for id in touched], at=at)
            query = f"DELETE FROM {t.names} WHERE id = ? AND {own(t.names)}"
            if not self._conn.execute(query, (key,)).rowcount:
                raise UnknownNameError
            erased_rows.note_name(self._conn, kind, key)
            glimmer_rows.touch(self._conn, touched, changed_at=iso(at))
        self._access.leave_no_trace()


def set_names(
    conn: sqlite3.Connection,
    id: GlimmerId,
    kind: NameKind,
    names: Iterable[str],
    *,
    at: datetime | None,
) -> None:
    """Let the glimmer carry these and no others, in this order, since `at`; None: since it was
    kept.

    Names compare without case; each keeps the spelling it came with first.

    Raises:
        InvalidWordsError: one of them is no name.
    """
    t = TABLES[kind]
    wanted: dict[str, str] = {}
    for name in map(check_name, names):
        wanted.setdefault(fold(name), name)
    rows = conn.execute(
        f"SELECT {t.one} FROM {t.links} WHERE glimmer = ? ORDER BY position, {t.one}", (id,)
    )
    current = [key for (key,) in rows]
    if current == list(wanted):
        return
    # A number drawn at random: SQLite's next one would be that of a name just removed, whose
    # address may still be remembered.
    conn.executemany(
        (
            f"INSERT INTO {t.names} (rowid, id, name) VALUES (abs(random() % {1 << 53}) + 1, "
            "?, ?) ON CONFLICT DO NOTHING"
        ),
        wanted.items(),
    )
    conn.executemany(
        f"INSERT INTO {t.links} (glimmer, {t.one}, position, sort_key) SELECT id, ?, ?, "
        "sort_key FROM glimmers WHERE id = ?"
        " ON CONFLICT DO UPDATE SET position = excluded.position",
        [(key, position, id) for position, key in enumerate(wanted)],
    )
    gone = [(id, key) for key in current if key not in wanted]
    if at is not None:
        moved = [
            (id, key) for place, key in enumerate(wanted) if current[place : place + 1] != [key]
        ]
        link_rows.changed(conn, kind, moved, at=at)
        link_rows.let_go(conn, kind, gone, at=at)
    conn.executemany(f"DELETE FROM {t.links} WHERE glimmer = ? AND {t.one} = ?", gone)


def names_of(
    conn: sqlite3.Connection, ids: Sequence[GlimmerId], kind: NameKind
) -> dict[str, list[str]]:
    """The names of each of these glimmers that has any, in one query."""
    t = TABLES[kind]
    found: dict[str, list[str]] = {}
    for glimmer, name in conn.execute(
        f"SELECT l.glimmer, n.name FROM {t.links} l JOIN {t.names} n ON n.id = l.{t.one}"
        f" WHERE l.glimmer IN (SELECT value FROM json_each(?)) AND {_IS_TEXT}"
        f" AND {own(t.names, 'n')} ORDER BY l.glimmer, l.position, l.{t.one}",
        (json.dumps(ids),),
    ):
        found.setdefault(glimmer, []).append(name)
    return found


def rekey(conn: sqlite3.Connection) -> None:
    """Give every name the key that its spelling folds to; two that fold to one become one."""
    for t in TABLES.values():
        query = f"SELECT id, name FROM {t.names} WHERE {_IS_TEXT}"
        for key, name in conn.execute(query).fetchall():
            if key == (right := fold(name)):
                continue
            if conn.execute(f"SELECT 1 FROM {t.names} WHERE id = ?", (right,)).fetchone():
                conn.execute(
                    (
                        f"UPDATE {t.names} SET hidden = max(hidden, (SELECT hidden FROM "
                        f"{t.names} WHERE id = ?)) WHERE id = ?"
                    ),
                    (key, right),
                )
                conn.execute(
                    f"UPDATE OR IGNORE {t.links} SET {t.one} = ? WHERE {t.one} = ?", (right, key)
                )
                conn.execute(f"DELETE FROM {t.names} WHERE id = ?", (key,))
            else:
                _file_under(conn, t, key, right)


def _move(
    conn: sqlite3.Connection,
    kind: NameKind,
    names: Iterable[str],
    into: str,
    *,
    at: datetime,
) -> list[GlimmerId]:
    """Let every glimmer that carries one of `names` carry `into` in its place; returns which do."""
    t = TABLES[kind]
    spelling = check_name(into)
    target = fold(spelling)
    keys = {key_of(name) for name in names}
    known = [
        key
        for (key,) in conn.execute(
            f"SELECT id FROM {t.names} WHERE id IN (SELECT value FROM json_each(?))", _list(keys)
        )
    ]
    if not known:
        raise UnknownNameError
    if keys == {target}:
        anew = (
            f"UPDATE {t.names} SET name = ?, changed_at = {later_than('changed_at')} WHERE id = ?"
        )
        conn.execute(anew, (spelling, utc(at), target))
        return _carriers(conn, t, [target])
    gone = [key for key in known if key != target]
    if not gone:
        return []
    touched = _carriers(conn, t, gone)
    link_rows.let_go(conn, kind, _links_of(conn, t, gone), at=at)
    _stay_hidden(conn, t, [*gone, target])
    if (
        target not in known
        and not conn.execute(f"SELECT 1 FROM {t.names} WHERE id = ?", (target,)).fetchone()
    ):
        # The name itself goes on under the new spelling, with its number.
        first, *gone = gone
        conn.execute(
            f"UPDATE {t.names} SET name = ?, changed_at = {later_than('changed_at')} WHERE id = ?",
            (spelling, utc(at), first),
        )
        _file_under(conn, t, first, target)
    # Where several of them were, the one that is left stands where the first of them stood.
    conn.execute(
        f"INSERT INTO {t.links} (glimmer, {t.one}, position, sort_key) SELECT glimmer, ?, "
        f"min(position), sort_key FROM {t.links}"
        f" WHERE {t.one} IN (SELECT value FROM json_each(?)) GROUP BY glimmer"
        " ON CONFLICT DO UPDATE SET position = min(position, excluded.position)",
        (target, *_list(gone)),
    )
    conn.executemany(
        f"DELETE FROM {t.names} WHERE id = ? AND {own(t.names)}", [(key,) for key in gone]
    )
    link_rows.changed(conn, kind, [(id, target) for id in touched], at=at)
    return touched


def _stay_hidden(conn: sqlite3.Connection, t: _Tables, keys: Iterable[str]) -> None:
    """Where one of these names is hidden from memories, all are: one of them takes in the rest."""
    some = f"SELECT 1 FROM {t.names} WHERE hidden AND id IN (SELECT value FROM json_each(?1))"
    conn.execute(
        f"UPDATE {t.names} SET hidden = 1 WHERE id IN (SELECT value FROM json_each(?1))"
        f" AND EXISTS ({some})",
        _list(keys),
    )


def _file_under(conn: sqlite3.Connection, t: _Tables, key: str, right: str) -> None:
    """Give a name another key, which is free."""
    conn.execute("PRAGMA defer_foreign_keys = ON")  # until the links have followed
    conn.execute(f"UPDATE {t.names} SET id = ? WHERE id = ?", (right, key))
    conn.execute(f"UPDATE {t.links} SET {t.one} = ? WHERE {t.one} = ?", (right, key))


def misfiled(conn: sqlite3.Connection) -> int:
    """How many names have a key that is not what they fold to."""
    return sum(
        key != fold(name)
        for t in TABLES.values()
        for key, name in conn.execute(f"SELECT id, name FROM {t.names} WHERE {_IS_TEXT}")
    )


def _carriers(conn: sqlite3.Connection, t: _Tables, keys: Iterable[str]) -> list[GlimmerId]:
    rows = conn.execute(
        f"SELECT DISTINCT glimmer FROM {t.links} WHERE {t.one} IN (SELECT value FROM json_each(?))",
        _list(keys),
    )
    return [GlimmerId(id) for (id,) in rows]


def _links_of(conn: sqlite3.Connection, t: _Tables, keys: Iterable[str]) -> list[link_rows.Link]:
    query = (
        f"SELECT glimmer, {t.one} FROM {t.links} WHERE {t.one} IN (SELECT value FROM json_each(?))"
    )
    return [(GlimmerId(id), key) for id, key in conn.execute(query, _list(keys))]


def _list(keys: Iterable[str]) -> tuple[str]:
    return (json.dumps(list(keys)),)

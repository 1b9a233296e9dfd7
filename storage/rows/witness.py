"""What the full-text index says of each glimmer's words: a second witness, where a disk may have
changed the first.

The index holds every word once more, folded, with the place where it stood. Where it and the words
differ, one of them was changed by something that is no person; nobody can tell which. Such a
glimmer is named until somebody has looked at it, and what the index said is kept beside it (the
table `doubts`), before the index is written anew from the words.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from storage.database import lenient

_TOKENIZER = "tokenize='unicode61 remove_diacritics 2'"
"""The index's own (`storage.schema`)."""
_AT_ONCE = 2000
"""Glimmers whose words are taken apart together: what is held in memory."""
_WORDS_OF = 5000
"""Of more glimmers than these the words are not kept, only that they differ: then it is the index
that is damaged.
"""
_LONGEST = 2000
"""Characters of what the index says that are kept."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A glimmer whose words may have been damaged."""

    id: str
    day: str
    """The local day on which it was kept."""


def agrees(conn: sqlite3.Connection) -> bool:
    """Whether the index says exactly what the words say; fast, for SQLite compares sums
    over both.
    """
    try:
        conn.execute("INSERT INTO glimmers_fts (glimmers_fts, rank) VALUES ('integrity-check', 1)")
    except lenient.TORN:
        return False
    return True


def differing(conn: sqlite3.Connection, notes: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Numbers of the glimmers of whose words the index in `conn` says something else, each with the
    words it says and they lack.

    Of what the index does not know at all it says nothing, and where it is torn only what it does
    say counts. Takes about three seconds for each million words, and memory for a number a glimmer.
    """
    said: dict[int, int] = {}
    torn = False
    try:
        for doc, term, _ in _index_words(conn):
            said[doc] = said.get(doc, 0) + hash(term)
    except lenient.TORN:
        torn = True
    if not said:
        return {}
    suspects = {
        number: note
        for number, note, terms in _taken_apart(notes)
        if number in said and said[number] != sum(map(hash, terms))
    }
    return _missing_words(conn, suspects, torn=torn)


def record(conn: sqlite3.Connection, doubts: dict[int, str]) -> None:
    """Remember these until they are looked at, inside a transaction; what an earlier witness said
    of one stays.
    """
    conn.executemany(
        (
            "INSERT INTO doubts (glimmer, words) SELECT id, ? FROM glimmers WHERE number = ? "
            "ON CONFLICT DO NOTHING"
        ),
        [(words, number) for number, words in doubts.items()],
    )


def recorded(conn: sqlite3.Connection) -> list[Doubt]:
    """Those that nobody has looked at yet, the oldest first."""
    rows = conn.execute(
        "SELECT g.id, substr(g.kept_at, 1, 10) FROM doubts JOIN glimmers g ON g.id = "
        "glimmer ORDER BY g.id"
    )
    return [Doubt(id, day) for id, day in rows]


def doubt(conn: sqlite3.Connection, id: str) -> str | None:
    """What the index once said and the words of this glimmer do not; None where nothing is in
    doubt.
    """
    row = conn.execute("SELECT words FROM doubts WHERE glimmer = ?", (id,)).fetchone()
    return str(row[0]) if row else None


def looked_at(conn: sqlite3.Connection, id: str) -> bool:
    """Somebody has seen the words, or written them anew; returns whether they were in doubt."""
    return conn.execute("DELETE FROM doubts WHERE glimmer = ?", (id,)).rowcount > 0


def named(conn: sqlite3.Connection, numbers: Iterable[int]) -> list[Doubt]:
    """These glimmers as doubts, the oldest first."""
    query = "SELECT id, substr(kept_at, 1, 10) FROM glimmers WHERE number = ?"
    return sorted(
        (Doubt(*row) for number in numbers for row in conn.execute(query, (number,))),
        key=lambda doubt: doubt.id,
    )


def _index_words(conn: sqlite3.Connection) -> Iterator[tuple[int, bytes, int]]:
    """Every word of the index: its glimmer's number, itself, and its place there."""
    # https://www.sqlite.org/fts5.html#the_fts5vocab_virtual_table_module
    conn.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.glimmers_said USING fts5vocab(main, "
        "glimmers_fts, instance)"
    )
    # As bytes: a damaged word may be no text.
    yield from conn.execute("SELECT doc, CAST(term AS BLOB), offset FROM temp.glimmers_said")


def _taken_apart(notes: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, list[bytes]]]:
    """Each note with its words, as the index would have them now."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        conn.execute(f"CREATE VIRTUAL TABLE words USING fts5 (note, content='', {_TOKENIZER})")
        conn.execute("CREATE VIRTUAL TABLE found USING fts5vocab(words, instance)")
        remaining = iter(notes)
        while batch := list(islice(remaining, _AT_ONCE)):
            conn.execute("BEGIN")
            conn.executemany("INSERT INTO words (rowid, note) VALUES (?, ?)", batch)
            terms: dict[int, list[bytes]] = {}
            for number, term in conn.execute("SELECT doc, CAST(term AS BLOB) FROM found"):
                terms.setdefault(number, []).append(term)
            conn.execute("INSERT INTO words (words) VALUES ('delete-all')")
            conn.execute("COMMIT")
            for number, note in batch:
                yield number, note, terms.get(number, [])


def _missing_words(
    conn: sqlite3.Connection, suspects: dict[int, str], *, torn: bool
) -> dict[int, str]:
    if len(suspects) > _WORDS_OF and not torn:
        return dict.fromkeys(suspects, "")
    said: dict[int, list[tuple[int, bytes]]] = {
        number: [] for number in islice(suspects, _WORDS_OF)
    }
    try:
        for doc, term, offset in _index_words(conn):
            if doc in said:
                said[doc].append((offset, term))
    except lenient.TORN:
        torn = True
    found: dict[int, str] = {}
    for number, _, terms in _taken_apart((number, suspects[number]) for number in said):
        lacking = Counter(term for _, term in said[number]) - Counter(terms)
        if lacking or not torn:
            words = b" ".join(term for _, term in sorted(said[number]) if term in lacking)
            found[number] = words.decode("utf-8", "replace").replace("\0", "\ufffd")[:_LONGEST]
    return found

"""Words that come with glimmers and are not in their notes: names, and what is said of photos.

They are read as a whole and kept until something changes, since there are few of them.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field

from app.core.lookback.folding import folded
from app.core.lookback.marks import contains
from app.core.lookback.query import Named, Term
from app.core.photos import NAME_KINDS, NameKind
from storage.rows.name_rows import TABLES

_SIGNS: dict[NameKind, str] = {"person": "@", "place": "", "tag": "#"}
"""What stands before a name in words: so `#sea` finds the tag, too."""


@dataclass(frozen=True, slots=True)
class Carriers:
    """Glimmers by what they carry: those with one of these names, and those that are listed."""

    keys: dict[NameKind, list[str]] = field(default_factory=dict)
    """Names by their keys, as the database has them."""
    described: frozenset[str] = frozenset()
    """Ids of glimmers."""

    def among(self, conn: sqlite3.Connection, ids: list[str]) -> set[str]:
        """Which of these glimmers carry it."""
        found = self.described.intersection(ids)
        given = json.dumps(ids)
        for kind, keys in self.keys.items():
            table = TABLES[kind]
            query = (
                f"SELECT glimmer FROM {table.links} WHERE glimmer IN (SELECT value FROM "
                f"json_each(?)) AND {table.one} IN (SELECT value FROM json_each(?))"
            )
            found |= {id for (id,) in conn.execute(query, (given, json.dumps(keys)))}
        return set(found)

    def numbers(self, conn: sqlite3.Connection, *, most: int) -> set[int] | None:
        """The numbers of all glimmers that carry it; None where they are more than `most`."""
        if len(self.described) > most:
            return None
        query = "SELECT number FROM glimmers WHERE id IN (SELECT value FROM json_each(?))"
        given = json.dumps(list(self.described))
        numbers = {number for (number,) in conn.execute(query, (given,))}
        for kind, keys in self.keys.items():
            table = TABLES[kind]
            # CROSS JOIN is SQLite's way to say: in this order. DISTINCT: a glimmer can carry
            # several of these names, and the limit is one of glimmers.
            query = (
                f"SELECT DISTINCT g.number FROM {table.links} l CROSS JOIN glimmers g"
                f" ON g.id = l.glimmer WHERE l.{table.one} IN (SELECT value FROM json_each(?))"
                " LIMIT ?"
            )
            numbers.update(
                number for (number,) in conn.execute(query, (json.dumps(keys), most + 1))
            )
            if len(numbers) > most:
                return None
        return numbers


class CarriedWords:
    """All of these words as they are at one moment, folded."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._names: dict[NameKind, list[tuple[str, str]]] = {
            kind: [
                (key, _one_line(_SIGNS[kind] + name))
                for key, name in conn.execute(f"SELECT id, name FROM {TABLES[kind].names}")
                if isinstance(name, str)  # in a damaged page it may be anything
            ]
            for kind in NAME_KINDS
        }
        self._described = [
            (id, folded(description))
            for id, description in conn.execute(
                "SELECT glimmer, description FROM glimmer_photos WHERE description <> ''"
            )
            if isinstance(description, str)
        ]

    def called(self, named: Named) -> Carriers:
        """Glimmers with a name that is this one, or, where the query does not say it whole, has it
        in it.
        """
        keys = [
            key
            for key, text in self._names[named.kind]
            if (key == named.name if named.whole else named.name in text)
        ]
        return Carriers({named.kind: keys} if keys else {})

    def having(self, term: Term) -> Carriers:
        """Glimmers with a name, or a description of a photo, in which the term stands."""
        keys = {
            kind: [key for key, text in names if contains(text, term)]
            for kind, names in self._names.items()
        }
        return Carriers(
            {kind: those for kind, those in keys.items() if those},
            frozenset(id for id, text in self._described if contains(text, term)),
        )


def _one_line(text: str) -> str:
    return " ".join(folded(text).split())

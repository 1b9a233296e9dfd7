"""Finding glimmers again by what they say and what they carry, a page at a time, newest first.

Frequent words are found by walking along the timeline, rare ones by an index of words in memory
(`word_index`). Either way a note is read and looked at before it counts as found, so that every
answer is that of reading all notes one after the other. Nothing that a person typed becomes a part
of SQL, or is handed to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.core.glimmers import PATHWAYS, Glimmer, GlimmerId
from app.core.lookback.filters import Filterable
from app.core.lookback.folding import folded
from app.core.lookback.marks import Found, contains, marks
from app.core.lookback.query import Named, Query, Term, Years
from app.core.photos import NAME_KINDS
from storage.database.lenient import reads_on
from storage.rows import glimmer_rows
from storage.rows.carried_words import CarriedWords, Carriers
from storage.rows.drawer import PAGE, Access, Drawer
from storage.rows.name_rows import Names
from storage.rows.own_row import own
from storage.rows.word_index import WordIndex
from storage.steps import Steps, finished

_FIRST_WALK = 1024
"""Glimmers that are looked at before an index is made."""
_STEP = 256
"""Glimmers that are looked at in one step, the first excepted: often that has a page already."""
_READ_IN_A_STEP = 512
"""Notes whose words go into the index in one step."""
_NUMBERS, _NUMBERS_STEPS = 4096, 2
"""Rows of the timeline of which only numbers are read in one step, and in how many steps."""
_LAST_YEAR = 9999
"""Of which there can be glimmers; the number of the next would sort as text before all others."""
_NO_MORE_THAN_A = 8
"""A word that more than an eighth of all glimmers has is found as quickly without an index."""

_SHORT = "SELECT number, id, note, sort_key FROM glimmers WHERE removed_at IS NULL"
_OWN = own("glimmers")
_OF_NUMBERS = "number IN (SELECT value FROM json_each(?))"
_ORDER = "ORDER BY sort_key DESC, id DESC"
_BEHIND = "(sort_key, id) < (?, ?)"
_IN_YEARS = 'ifnull(substr(start, 1, 4) <= ? AND substr("end", 1, 4) >= ?, 0)'
_WITH_PHOTOS = "EXISTS (SELECT 1 FROM glimmer_photos WHERE glimmer = glimmers.id)"
# CROSS JOIN is SQLite's way to say: in this order.
_ANY_PHOTO = """
    SELECT EXISTS (SELECT 1 FROM glimmer_photos p CROSS JOIN glimmers g ON g.id = p.glimmer
        WHERE g.removed_at IS NULL)
"""
_YEARS_BEGUN = """
    WITH RECURSIVE years (key) AS (
        SELECT max(sort_key) FROM glimmers WHERE removed_at IS NULL
        UNION ALL
        SELECT (SELECT max(sort_key) FROM glimmers
            WHERE removed_at IS NULL AND sort_key < substr(years.key, 1, 4))
        FROM years WHERE years.key <> ''
    )
    SELECT key FROM years WHERE EXISTS (
        SELECT 1 FROM glimmers WHERE removed_at IS NULL AND sort_key >= substr(years.key, 1, 4)
        AND sort_key <= years.key AND substr("end", 1, 4) = substr(years.key, 1, 4)
    ) LIMIT ?
"""
"""The latest key of the timeline in each year that has a glimmer of its own, not of a longer time:
a look into the index for each, however many glimmers a year has."""

_Row = tuple[int, str, str, str]
"""Number, id, note and sort key."""
_Place = tuple[str, str]
"""Sort key and id of the glimmer behind which to go on."""


class _Need(NamedTuple):
    """Something that a glimmer has to have: a term, in its note or with what it carries; or a
    name.
    """

    term: Term | None
    carriers: Carriers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    wanted: list[_Need]
    unwanted: list[_Need]
    conditions: str
    """SQL, each with AND before it."""
    values: tuple[str, ...]
    terms: tuple[Term, ...]
    limit: int

    @property
    def looks_at_each(self) -> bool:
        """Whether SQL alone cannot tell."""
        return bool(self.wanted or self.unwanted)

    @property
    def needs_index(self) -> bool:
        return any(need.term is not None for need in self.wanted)


@reads_on
class FindingRows(Drawer):
    """Glimmers by what they say and carry; the bin is left out.

    Words are found in notes, in the names of people, places and tags, and in what photos are
    described by; marks are of the note.
    """

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._index = WordIndex()
        self._read_at: tuple[int, int] | None = None
        """The state of the database that the index was made of; None: it is not whole."""
        self._carried: tuple[tuple[int, int], CarriedWords] | None = None
        """The words beside notes, and the state in which they were read."""

    def page(
        self,
        query: Query,
        *,
        before: GlimmerId | None = None,
        limit: int = PAGE,
        once: bool = False,
    ) -> list[Found]:
        """Up to `limit` of those that the query finds, newest first; the next page begins `before`
        the last of this one. `once`: nobody will ask again, so no index is made.

        Raises:
            UnknownGlimmerError: no glimmer `before`.
        """
        return finished(self.in_steps(query, before=before, limit=limit, once=once))

    def filterable(self, *, names: int, years: int) -> Filterable:
        """What glimmers outside the bin can be told apart by; of each kind of names, and of the
        latest years, at most so many.
        """
        with self._access.reading():
            loved = self._is_any("loved_at IS NOT NULL")
            photos = bool(self._conn.execute(_ANY_PHOTO).fetchone()[0])
            pathways = tuple(one for one in PATHWAYS if self._is_any("pathway = ?", one))
            begun = [key[:4] for (key,) in self._conn.execute(_YEARS_BEGUN, (years,)) if key]
        drawer = Names(self._access)
        used = {kind: tuple(one.name for one in drawer.all(kind)[:names]) for kind in NAME_KINDS}
        # In a damaged page it may be anything.
        certain = tuple(int(year) for year in begun if year.isascii() and year.isdecimal())
        return Filterable(loved, photos, pathways, used, certain)

    def in_steps(
        self,
        query: Query,
        *,
        before: GlimmerId | None = None,
        limit: int = PAGE,
        once: bool = False,
    ) -> Steps[list[Found]]:
        """The same in steps, each of some milliseconds; they are closed when the next letter is
        typed.
        """
        with self._access.reading():
            place, began = None, self._state()
            if before is not None:
                glimmer_rows.get(self._conn, before)
                place = self._place("id", before)
            plan = self._plan(query, limit)
            found: dict[int, None] = {}  # one that moves in the timeline meanwhile counts once
            for numbers in self._sought(plan, place, once=once):
                found |= dict.fromkeys(numbers)
                if len(found) >= limit:
                    break
                yield None
            numbers = list(found)[:limit]
            if self._state() != began:  # what was found may be in the bin by now, or say another
                plan = self._plan(query, limit)
                numbers = self._those(plan, numbers, place)
            return self._found(numbers, plan)

    def _is_any(self, condition: str, *values: str) -> bool:
        # As they lie in the file: where there is none, that takes half as long as their order.
        query = (
            "SELECT EXISTS (SELECT 1 FROM glimmers NOT INDEXED WHERE removed_at IS NULL"
            f" AND {condition})"
        )
        return bool(self._conn.execute(query, values).fetchone()[0])

    def _place(self, column: str, value: str | int) -> _Place | None:
        query = f"SELECT sort_key, id FROM glimmers WHERE {column} = ?"
        place: _Place | None = self._conn.execute(query, (value,)).fetchone()
        return place

    # What is asked ----------------------------------------------------------------------------

    def _plan(self, query: Query, limit: int) -> _Plan:
        conditions, values = _conditions(query)
        return _Plan(
            wanted=self._needs(query.names, query.terms),
            unwanted=self._needs(query.without_names, query.without),
            conditions="".join(f" AND {condition}" for condition in conditions),
            values=tuple(values),
            terms=query.terms,
            limit=limit,
        )

    def _needs(self, names: Sequence[Named], terms: Sequence[Term]) -> list[_Need]:
        if not names and not terms:
            return []
        carried = self._carried_words()
        return [
            *(_Need(None, carried.called(named)) for named in names),
            *(_Need(term, carried.having(term)) for term in terms),
        ]

    def _carried_words(self) -> CarriedWords:
        state = self._state()
        if self._carried is None or self._carried[0] != state:
            self._carried = (state, CarriedWords(self._conn))
        return self._carried[1]

    # Where it may be ----------------------------------------------------------------------------

    def _sought(self, plan: _Plan, place: _Place | None, *, once: bool) -> Iterator[list[int]]:
        """The numbers of what is found, some at a time and in the order of the timeline; an empty
        list is a step in which nothing was.
        """
        if once or not plan.wanted:
            yield from self._walked(plan, place)
            return
        if plan.needs_index and self._read_at != self._state():
            for walked, (numbers, ahead) in enumerate(self._walk(plan, place), start=1):
                yield numbers
                if ahead is None:
                    return
                if walked * _STEP >= _FIRST_WALK:
                    place = ahead
                    break
        if plan.needs_index:
            yield from self._make_index()
        may_be = self._may_be(plan)
        if may_be is None:
            yield from self._walked(plan, place)
        else:
            yield from self._looked_up(plan, may_be, place)

    def _walked(self, plan: _Plan, place: _Place | None) -> Iterator[list[int]]:
        for numbers, _ in self._walk(plan, place):
            yield numbers

    def _walk(self, plan: _Plan, place: _Place | None) -> Iterator[tuple[list[int], _Place | None]]:
        """What is found along the timeline, and behind which place it goes on; None: it is at its
        end.
        """
        step = min(2 * plan.limit, _STEP) if plan.looks_at_each else plan.limit
        while True:
            rows: list[_Row] = self._conn.execute(
                f"{_SHORT} AND {_OWN}{plan.conditions}{_behind(place)} {_ORDER} LIMIT ?",
                (*plan.values, *(place or ()), step),
            ).fetchall()
            place = (rows[-1][3], rows[-1][1]) if len(rows) == step else None
            yield self._holding(plan, rows), place
            if place is None:
                return
            step = _STEP

    def _may_be(self, plan: _Plan) -> set[int] | None:
        """Numbers among which all that is wanted is; None where it may be anywhere."""
        most = max(_FIRST_WALK, len(self._index) // _NO_MORE_THAN_A)
        found: set[int] | None = None
        for need in plan.wanted:
            numbers = need.carriers.numbers(self._conn, most=most)
            if numbers is not None and need.term is not None:
                having = self._index.having(need.term, most=most)
                numbers = None if having is None else numbers | having
            if numbers is not None:
                found = numbers if found is None else found & numbers
        return found

    def _looked_up(
        self, plan: _Plan, may_be: set[int], place: _Place | None
    ) -> Iterator[list[int]]:
        for numbers in self._in_order(may_be, place):
            yield self._those(plan, numbers, place)

    def _in_order(self, may_be: set[int], place: _Place | None) -> Iterator[list[int]]:
        """These numbers in the order of the timeline, some at a time.

        Putting them in order means reading all of them; where they are many, those that come first
        are likely to be met along the timeline before.
        """
        steps = _NUMBERS_STEPS if len(may_be) > _STEP else 0
        for _ in range(steps):
            rows = self._conn.execute(
                f"SELECT number FROM glimmers WHERE removed_at IS NULL{_behind(place)} {_ORDER} "
                "LIMIT ?",
                (*(place or ()), _NUMBERS),
            ).fetchall()
            yield [number for (number,) in rows if number in may_be]
            if len(rows) < _NUMBERS:
                return
            place = self._place("number", rows[-1][0]) or place
        query = (
            f"SELECT number FROM glimmers WHERE removed_at IS NULL AND {_OF_NUMBERS}"
            f"{_behind(place)} {_ORDER}"
        )
        rows = self._conn.execute(query, (json.dumps(list(may_be)), *(place or ()))).fetchall()
        for at in range(0, len(rows), _STEP):
            yield [number for (number,) in rows[at : at + _STEP]]

    # Whether it is ------------------------------------------------------------------------------

    def _those(self, plan: _Plan, numbers: Sequence[int], place: _Place | None) -> list[int]:
        """Of these numbers those that the plan finds, in their order; none that is not behind
        `place`, whatever a damaged index says.
        """
        rows: dict[int, _Row] = {
            row[0]: row
            for row in self._conn.execute(
                f"{_SHORT} AND {_OF_NUMBERS}{plan.conditions}",
                (json.dumps(numbers), *plan.values),
            )
            if place is None or (row[3], row[1]) < place
        }
        return self._holding(plan, [rows[number] for number in numbers if number in rows])

    def _holding(self, plan: _Plan, rows: Sequence[_Row]) -> list[int]:
        """The numbers of those rows that have all that is wanted, and nothing that is not."""
        if not plan.looks_at_each:
            return [row[0] for row in rows]
        ids = [row[1] for row in rows]
        wanted = [(need.term, need.carriers.among(self._conn, ids)) for need in plan.wanted]
        unwanted = [(need.term, need.carriers.among(self._conn, ids)) for need in plan.unwanted]
        numbers = []
        for number, id, note, _ in rows:
            text = folded(_text(note))
            if all(_has(text, id, *each) for each in wanted) and not any(
                _has(text, id, *each) for each in unwanted
            ):
                numbers.append(number)
        return numbers

    def _found(self, numbers: Sequence[int], plan: _Plan) -> list[Found]:
        query = f"SELECT number, {glimmer_rows.COLUMNS} FROM glimmers WHERE {_OF_NUMBERS}"
        rows = self._conn.execute(query, (json.dumps(numbers),))
        glimmers = {number: Glimmer._make(columns) for number, *columns in rows}
        return [
            Found(glimmers[number], marks(_text(glimmers[number].note), plan.terms))
            for number in numbers
            if number in glimmers
        ]

    # The index ----------------------------------------------------------------------------------

    def _make_index(self) -> Iterator[list[int]]:
        """Read what is new since it was made, in steps; after a deletion it is made anew."""
        state = self._state()
        if state == self._read_at:
            return
        read: list[int] = []
        after = -1
        while True:
            rows = self._conn.execute(
                "SELECT number, note FROM glimmers WHERE number > ? ORDER BY number LIMIT ?",
                (after, _READ_IN_A_STEP),
            ).fetchall()
            for number, note in rows:
                self._index.read(number, _text(note))
                read.append(number)
            if len(rows) < _READ_IN_A_STEP:
                break
            after = rows[-1][0]
            yield []
        if self._index.lacks(read):
            self._index = WordIndex()
            self._read_at = None
            yield from self._make_index()
        else:
            self._read_at = state

    def _state(self) -> tuple[int, int]:
        """Changes with each change of the database, by whomever."""
        (version,) = self._conn.execute("PRAGMA data_version").fetchone()
        return int(version), self._conn.total_changes


def _text(note: object) -> str:
    """A note to look through; in a damaged page it may be anything, and one must not end all."""
    return note if isinstance(note, str) else ""


def _behind(place: _Place | None) -> str:
    """SQL for what comes later in the timeline than this place, whose two values it asks for."""
    return f" AND {_BEHIND}" if place else ""


def _has(text: str, id: str, term: Term | None, carrying: set[str]) -> bool:
    return id in carrying or (term is not None and contains(text, term))


def _conditions(query: Query) -> tuple[list[str], list[str]]:
    """What SQL can tell by itself, and the values of it."""
    conditions: list[str] = []
    values: list[str] = []
    for pathways, negated in ((query.pathways, ""), (query.without_pathways, "NOT ")):
        if pathways:
            marks = ", ".join("?" * len(pathways))
            conditions.append(f"{negated}ifnull(pathway IN ({marks}), 0)")
            values += pathways
    for years, negated in ((query.years, ""), (query.without_years, "NOT ")):
        if years:
            conditions.append(f"{negated}({' OR '.join([_IN_YEARS] * len(years))})")
            values += _bounds(years)
    last = max((each.last for each in query.years), default=_LAST_YEAR)
    if last < _LAST_YEAR:  # so that later years are not read
        conditions.append("sort_key < ?")
        values.append(f"{last + 1:04}")
    if query.photos is not None:
        conditions.append(_WITH_PHOTOS if query.photos else f"NOT {_WITH_PHOTOS}")
    if query.loved is not None:
        conditions.append(f"loved_at IS {'NOT ' if query.loved else ''}NULL")
    return conditions, values


def _bounds(years: Iterable[Years]) -> list[str]:
    return [bound for each in years for bound in (f"{each.last:04}", f"{each.first:04}")]

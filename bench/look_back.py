"""How long it takes until the first page of a search is there: over SQLite counting the notes that
have the same letters in them, and over two designs that are in use today. And how long a month of
the calendar takes, and the memory of a day: over their bare questions, and over small journals. And
what a sky of 1,000 lights takes, over what it may; and what comes back over a year of 17,520
glimmers, over a count of all words in it. And how soon the app opens (`bench.openings`), and a
letter is answered in Chromium (`bench.search_in_browser`), over small journals.

A journal of 100,000 glimmers of 24 words, some of them Chinese, Japanese, Korean and Arabic. The 50
queries stand in `look_back_queries.tsv`: each first what kind it is of, then what is typed.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

from app.core.lookback.calendar import At
from app.core.lookback.memories import KeptOut, drawn, earlier_years
from app.core.lookback.nourishing import nourishing
from app.core.lookback.query import read_query
from app.ui import routes
from bench import openings, search_in_browser
from bench.full_journal import BEGAN
from bench.measure import WARM_UP, Measured, side_by_side
from bench.peers import plain_count, plain_insert, plain_like, plain_loop, plain_prefix
from storage.journal import Journal
from storage.rows.calendar_rows import DAYS, CalendarRows
from storage.rows.finding_rows import FindingRows
from storage.rows.memory_rows import BOUNDS, DRAWN, ON_THIS_DAY, MemoryRows
from storage.rows.nourishing_rows import NourishingRows
from tests.device import Device, Session

FULL, FEW = 100_000, 1_000
MEDIAN, WORST = 0.2, 0.5
"""What the median and the slowest of all queries may take of SQLite's time."""
OF_OTHER_DESIGNS = 1.0
"""Ours is no slower, on the same data and the same queries."""
FIRST = 8.0
"""The search that makes the index reads every note, folds it, and remembers its words."""
OF_ITS_QUERY, FLAT = 1.5, 1.25
"""What all that a month of the calendar asks may take of the bare query for its lights, and of the
same in a journal that holds nothing else; and what a memory may take, likewise.
"""
LIGHTS, IN_SECONDS, IN_BYTES = 1_000, 0.025, 60_000
"""Of a sky: what it may take of Python, and of the wire."""
_SKIES = 40
_RUNS, _QUICK_RUNS = 9, 200
_HERE = Path(__file__).parent
_UNSPACED = ("chinese", "japanese")


def measures() -> list[Measured]:
    """First pages over each of the three, and the search that makes the index."""
    with tempfile.TemporaryDirectory(prefix="glimmers-bench-") as folder:
        file = Path(folder, "full.db")
        fill(file, FULL)
        with closing(Journal.open(file)) as journal, closing(sqlite3.connect(file)) as conn:
            first = _first(journal, conn)
            finding = journal.drawer(FindingRows)
            finding.page(read_query("no such words"))
            month = _of_the_calendar(journal, conn, Path(folder, "month.db"))
            searches = [*_over_like(finding, conn), *_over_designs(finding, conn), first]
            memories = _of_memories(journal, conn, Path(folder, "memories.db"))
            sky = _of_the_sky(Path(folder, "sky.db"))
            nourishes = _of_what_nourishes(journal, conn)
            person = _of_a_person(journal, conn, Path(folder, "person.db"))
        small = Path(folder, "few.db")
        fill(small, FEW)
        typed = search_in_browser.measures(file, small)
    found = [*searches, *month, *memories, *sky, nourishes, *person]
    return [*found, openings.native(), *openings.in_browser(), *typed]


def queries(*kinds: str) -> list[str]:
    """Those of these kinds, or all."""
    lines = (_HERE / "look_back_queries.tsv").read_text("utf-8").splitlines()
    read = [line.split("\t") for line in lines]
    return [typed for kind, typed in read if not kinds or kind in kinds]


def _over_like(finding: FindingRows, conn: sqlite3.Connection) -> list[Measured]:
    found = _over_each(finding, conn)
    what = "first page of 60 at 100,000, {}, over SQLite's count of notes LIKE it"
    return [
        replace(
            found[len(found) // 2],
            measure=what.format(f"the median of {len(found)} queries"),
            limit=MEDIAN,
        ),
        replace(found[-1], measure=what.format(f"the slowest ({found[-1].measure})")),
    ]


def _over_designs(finding: FindingRows, conn: sqlite3.Connection) -> list[Measured]:
    everything = plain_loop.load(conn)
    every, words = queries(), queries("common", "rare")

    def ours(typed: list[str]) -> None:
        for each in typed:
            finding.page(read_query(each))

    with closing(plain_prefix.indexed(conn)) as prefixes:
        return [
            side_by_side(
                f"all {len(every)} first pages, over a loop over everything, loaded before",
                lambda: ours(every),
                lambda: [plain_loop.first_page(everything, typed) for typed in every],
                runs=_RUNS,
                limit=OF_OTHER_DESIGNS,
                warm_up=1,
            ),
            side_by_side(
                f"those of {len(words)} words, over FTS4's prefixes and the whole timeline",
                lambda: ours(words),
                lambda: [plain_prefix.timeline(prefixes, typed) for typed in words],
                runs=_RUNS,
                limit=OF_OTHER_DESIGNS,
                warm_up=1,
            ),
        ]


def _over_each(finding: FindingRows, conn: sqlite3.Connection) -> list[Measured]:
    """Each query by its name, the quickest in comparison first."""

    def measured(typed: str) -> Measured:
        return side_by_side(
            typed,
            lambda: finding.page(read_query(typed)),
            lambda: plain_like.count(conn, typed),
            runs=_RUNS,
            limit=WORST,
            warm_up=2,
        )

    return sorted(map(measured, queries()), key=lambda each: each.ratio)


def _first(journal: Journal, conn: sqlite3.Connection) -> Measured:
    return side_by_side(
        "the search that makes the index, over loading everything and one loop over it",
        lambda: journal.drawer(FindingRows).page(read_query("no such words")),
        lambda: plain_loop.first_page(plain_loop.load(conn), "no such words"),
        runs=3,
        limit=FIRST,
        warm_up=0,
    )


def _of_the_calendar(journal: Journal, conn: sqlite3.Connection, alone: Path) -> list[Measured]:
    """January 2020, of 1,488 glimmers."""
    at = At(BEGAN.year, BEGAN.month)
    fill(alone, 31 * 48)

    def shown(rows: CalendarRows) -> None:
        rows.days(BEGAN.year, BEGAN.month)
        rows.living(at)
        rows.beside(at)

    with closing(Journal.open(alone)) as small:
        full, only = journal.drawer(CalendarRows), small.drawer(CalendarRows)
        between = (f"{BEGAN:%Y-%m}", f"{BEGAN:%Y-%m}~")
        return [
            side_by_side(
                "a month of the calendar at 100,000, over the bare query for its lights",
                lambda: shown(full),
                lambda: conn.execute(DAYS, between).fetchall(),
                runs=_QUICK_RUNS,
                limit=OF_ITS_QUERY,
            ),
            side_by_side(
                "a month of the calendar at 100,000, over a journal of this month alone",
                lambda: shown(full),
                lambda: shown(only),
                runs=_QUICK_RUNS,
                limit=FLAT,
            ),
        ]


def _of_memories(journal: Journal, conn: sqlite3.Connection, small: Path) -> list[Measured]:
    """Of a day with 48 glimmers in each of six earlier years, and of one that has none in any: then
    one is drawn. The small journal has 1,000 glimmers, those of that day among them.
    """
    busy, quiet = date(2026, 3, 10), date(2026, 12, 1)
    with conn:
        conn.execute("DELETE FROM glimmers WHERE substr(sort_key, 6, 5) = ?", (f"{quiet:%m-%d}",))
    _fill_with_a_day(small, journal, busy)

    def bare(day: date) -> object:
        """What is asked of SQLite, without any rule of which it is to be."""
        conn.execute(BOUNDS).fetchone()
        days = json.dumps([each.isoformat() for each in earlier_years(day, BEGAN.year)])
        values = {"days": days, "before": day.isoformat(), "point": "8"}
        return conn.execute(ON_THIS_DAY, values).fetchone()

    def bare_drawn() -> object:
        values = {"numbers": numbers, "before": quiet.isoformat()}
        return bare(quiet) or conn.execute(DRAWN, values).fetchone()

    numbers = json.dumps([*islice(drawn("any", FULL), 4)])
    out = KeptOut()
    with closing(Journal.open(small)) as few:
        full, only = journal.drawer(MemoryRows), few.drawer(MemoryRows)
        measured: list[Measured] = []
        peers: tuple[tuple[str, date, Callable[[], object]], ...] = (
            ("a memory of this day", busy, lambda: bare(busy)),
            ("a memory that is drawn", quiet, bare_drawn),
        )
        for what, day, its_query in peers:
            of_full, of_small = partial(full.of_day, day, out), partial(only.of_day, day, out)
            over = (
                ("its bare queries", its_query, OF_ITS_QUERY),
                ("the same at 1,000", of_small, FLAT),
            )
            measured += [
                side_by_side(
                    f"{what} at 100,000, over {name}", of_full, peer, runs=_QUICK_RUNS, limit=limit
                )
                for name, peer, limit in over
            ]
        return measured


def _fill_with_a_day(file: Path, journal: Journal, day: date) -> None:
    """1,000 glimmers: those of this day in all years of the journal, and the first ones of it."""
    fill(file, FEW)
    with closing(plain_insert.connect(file)) as conn:
        conn.execute("ATTACH ? AS full_journal", (str(journal.file),))
        of_it = f"FROM full_journal.glimmers WHERE substr(sort_key, 6, 5) = '{day:%m-%d}'"
        conn.execute(f"DELETE FROM main.glimmers WHERE number > {FEW} - (SELECT count(*) {of_it})")
        columns = (
            'id, note, precision, when_text, start, "end", edtf, sort_key, kept_at, changed_at'
        )
        conn.execute(f"INSERT INTO main.glimmers ({columns}) SELECT {columns} {of_it}")


def _of_a_person(journal: Journal, conn: sqlite3.Connection, small: Path) -> list[Measured]:
    """Whose page shows the first 60 of 500 glimmers, with photos and names, and how many there are;
    they lie between all the others, two other people in each.
    """
    _fill_with_people(conn, FULL)
    fill(small, FEW)
    with closing(plain_insert.connect(small)) as few:
        _fill_with_people(few, FEW)
    bare = """
        SELECT g.* FROM glimmer_people l CROSS JOIN glimmers g ON g.id = l.glimmer
        WHERE l.person = 'noor' AND g.removed_at IS NULL
        ORDER BY l.sort_key DESC, l.glimmer DESC LIMIT 60
    """

    def shown(of: Journal) -> None:
        of.names.one("person", "Noor")
        of.parts([glimmer.id for glimmer in of.names.glimmers("person", "Noor")])

    def asked() -> None:
        """Nothing but SQLite's answers to the same."""
        ids = json.dumps([row[1] for row in conn.execute(bare)])
        conn.execute("SELECT count(*) FROM glimmer_people WHERE person = 'noor'").fetchone()
        for links, one, table in _LINKS:
            conn.execute(
                f"SELECT l.*, n.* FROM {links} l JOIN {table} n ON n.id = l.{one}"
                " WHERE l.glimmer IN (SELECT value FROM json_each(?))",
                (ids,),
            ).fetchall()

    with closing(Journal.open(small)) as only:
        return [
            side_by_side(
                f"the page of a person at 100,000, over {name}",
                lambda: shown(journal),
                peer,
                runs=_QUICK_RUNS,
                limit=limit,
            )
            for name, peer, limit in (
                ("its bare queries", asked, OF_ITS_QUERY),
                ("the same at 1,000", lambda: shown(only), FLAT),
            )
        ]


def _fill_with_people(conn: sqlite3.Connection, number: int) -> None:
    """Noor in 500 of so many glimmers, here and there, and 200 others in every hundredth each."""
    with conn:
        for person in range(201):
            name = f"Person {person}" if person else "Noor"
            conn.execute("INSERT INTO people (id, name) VALUES (?, ?)", (name.lower(), name))
            every, first = (number // 500, 0) if not person else (100, person % 100)
            conn.execute(
                "INSERT INTO glimmer_people (glimmer, person, position, sort_key)"
                " SELECT id, ?, 0, sort_key FROM glimmers WHERE number % ? = ?",
                (name.lower(), every, first),
            )


_LINKS = (
    ("glimmer_people", "person", "people"),
    ("glimmer_places", "place", "places"),
    ("glimmer_tags", "tag", "tags"),
    ("glimmer_photos", "photo", "photos"),
)


def _of_the_sky(file: Path) -> list[Measured]:
    """From the arrow that leads to such a month on a phone until all messages are sent: its lights
    read, placed and drawn, its page compared and encoded, by the processor's clock.
    """
    fill(file, LIGHTS)
    with closing(Journal.open(file)) as journal:
        took, sent = asyncio.run(_turned_to(journal))
    what = f"a sky of {LIGHTS:,} lights, {{}}"
    return [
        Measured(
            measure=what.format(f"processor time over {IN_SECONDS * 1000:g} ms"),
            ours=median(took),
            peer=IN_SECONDS,
            limit=1.0,
            runs=len(took),
        ),
        Measured(
            measure=what.format(f"bytes of its messages over {IN_BYTES:,}"),
            ours=sent,
            peer=IN_BYTES,
            limit=1.0,
            runs=1,
        ),
    ]


async def _turned_to(journal: Journal) -> tuple[list[float], int]:
    """Processor seconds, and bytes, of each turn to the full month."""
    device = Device("2020-03-01 12:00", journal=journal)
    device.keeps("one light", "3 February 2020 at 10:00")
    screen = await Session.begin(device, route=routes.SKY)
    sky, took, sent = screen.models.sky(), list[float](), 0
    for run in range(-WARM_UP, _SKIES):
        await screen.run_and_settle(sky.go, At(2020, 2))
        before, began = len(screen.sent), time.process_time()
        await screen.run_and_settle(sky.go, At(BEGAN.year, BEGAN.month))
        if run >= 0:
            took.append(time.process_time() - began)
        sent = screen.bytes_since(before)
    return took, sent


def _of_what_nourishes(journal: Journal, conn: sqlite3.Connection) -> Measured:
    """Of the last twelve months of the journal, 17,520 glimmers."""
    today = (BEGAN + timedelta(minutes=30 * FULL)).date()
    rows = journal.drawer(NourishingRows)
    return side_by_side(
        "what comes back over a year of 17,520, over counting the words of all its notes",
        lambda: nourishing(rows.lived(today)),
        lambda: plain_count.words(conn, today.replace(year=today.year - 1), today),
        runs=_RUNS,
        limit=OF_OTHER_DESIGNS,
    )


# The journal --------------------------------------------------------------------------------------


def fill(file: Path, number: int) -> None:
    """A journal with that many glimmers, half an hour apart, the same each time."""
    Journal.open(file).close()
    notes = _notes(random.Random(15))
    with closing(plain_insert.connect(file)) as conn:
        conn.execute("BEGIN")
        for index in range(number):
            at = (BEGAN + timedelta(minutes=30 * index)).isoformat()
            id, _, *rest = plain_insert.a_row(index, at)
            conn.execute(plain_insert.INSERT, (id, next(notes), *rest))
        conn.execute("COMMIT")
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _notes(chance: random.Random) -> Iterator[str]:
    listed = _words()
    words = [*listed["frequent"], *_made_up(chance, listed["syllables"])]
    # As in every language: the tenth word is used about a tenth as often as the first.
    weights = [1 / (place + 3) for place in range(len(words))]
    while True:
        if chance.random() < 0.15:
            script = chance.choice(("chinese", "japanese", "korean", "arabic"))
            *pieces, now_and_then = listed[script]
            said = chance.choices(pieces, k=chance.randint(3, 9))
            if chance.random() < 0.005:
                said.insert(2, now_and_then)
            yield ("" if script in _UNSPACED else " ").join(said)
            continue
        said = chance.choices(words, weights, k=chance.randint(4, 44))
        if chance.random() < 0.003:
            said.insert(len(said) // 2, chance.choice(listed["now and then"]))
        yield " ".join(said).capitalize() + chance.choice((".", "", " – really…", " 🌞"))


def _words() -> dict[str, list[str]]:
    lines = (_HERE / "look_back_words.tsv").read_text("utf-8").splitlines()
    return {kind: words.split() for kind, words in (line.split("\t") for line in lines)}


def _made_up(chance: random.Random, syllables: list[str]) -> list[str]:
    """20,000 words, one in fifty with an accent."""
    made = {"".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(30_000)}
    words = sorted(made)
    chance.shuffle(words)
    return [
        word.replace("e", "é") if place % 50 == 0 else word
        for place, word in enumerate(words[:20_000])
    ]

"""From an inbox into the journal: once each, whatever fails in between."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import DiskError, NoRoomError
from app.core.exchange.inbox import Found, from_json
from app.core.exchange.taking_in import TakenIn
from app.core.glimmers import Draft, GlimmerId
from app.core.when.times import at_moment, iso
from storage.inbox import FolderInbox
from storage.journal import Journal
from storage.rows.stamps import new_id
from storage.taking_in import Emptied, Intake
from storage.vault import DATABASE

KATHMANDU = ZoneInfo("Asia/Kathmandu")
NOW = datetime(2026, 11, 29, 18, 42, 7, 250_000, tzinfo=KATHMANDU)


class CutShort(BaseException):
    """The program ends here."""


class Watched(FolderInbox):
    """A folder in which the program ends, or the disk fails, where the test says so."""

    def __init__(self, journal: Path) -> None:
        super().__init__(journal)
        self.before_forgetting: BaseException | None = None
        self.after_one: BaseException | None = None
        self.looks = 0

    async def waiting(self) -> Sequence[Found]:
        self.looks += 1
        return await super().waiting()

    async def forget(self, keys: Collection[str]) -> None:
        if self.before_forgetting:
            raise self.before_forgetting
        if self.after_one:
            await super().forget(list(keys)[:1])
            raise self.after_one
        await super().forget(keys)


class House:
    """A journal and its inbox, and what happened there in which order."""

    def __init__(self, folder: Path) -> None:
        self.inbox = Watched(folder)
        self.journal = Journal.open(folder / DATABASE)
        self.before_commit: BaseException | None = None
        self.at_flush: BaseException | None = None
        self.flushed_with: list[int] = []
        """How many records lay in the inbox at each flush."""
        self.intake = Intake(self.inbox, now=lambda: NOW)

    async def write(self, change: Callable[[Journal], TakenIn], /) -> TakenIn:
        if self.before_commit:
            raise self.before_commit
        done = change(self.journal)
        await asyncio.sleep(0)
        if self.at_flush:
            raise self.at_flush
        self.flushed_with.append(len(self.inbox.look()))
        return done

    async def take_in(self) -> Emptied:
        return await self.intake.take_in(self.write)

    def taps(self, count: int) -> list[GlimmerId]:
        ids = []
        for second in range(count):
            at = NOW + timedelta(seconds=second)
            record = from_json({"v": 1, "id": new_id(at), "at": iso(at), "zone": "Asia/Kathmandu"})
            self.inbox.put(record)
            ids.append(record.id)
        return ids

    @property
    def kept(self) -> list[GlimmerId]:
        return sorted(glimmer.id for glimmer in self.journal.page(limit=1000))

    @property
    def waiting(self) -> list[str]:
        return sorted(each.key for each in self.inbox.look())


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.journal.close()


async def test_what_waits_is_kept_as_if_the_tap_had_been_made_in_the_app(house):
    (id,) = house.taps(1)
    told: list[int] = []
    house.journal.listen(lambda: told.append(1))

    emptied = await house.take_in()

    assert emptied == Emptied(new=(id,))
    assert house.waiting == []
    here = house.journal.keep(Draft(when=at_moment(NOW, zone="Asia/Kathmandu")), at=NOW)
    assert house.journal.get(id) == here._replace(id=id)
    assert told == [1, 1]


async def test_nothing_leaves_the_inbox_before_it_is_durable(house):
    house.taps(3)

    await house.take_in()

    assert house.flushed_with == [3]


async def test_an_empty_inbox_writes_nothing(house):
    before = house.journal._conn.total_changes

    assert await house.take_in() == Emptied()
    assert house.flushed_with == []
    assert house.journal._conn.total_changes == before


def crash_before_commit(house: House) -> None:
    house.before_commit = CutShort()


def crash_before_flush(house: House) -> None:
    house.at_flush = CutShort()


def crash_before_forgetting(house: House) -> None:
    house.inbox.before_forgetting = CutShort()


def crash_half_way(house: House) -> None:
    house.inbox.after_one = CutShort()


@pytest.mark.parametrize(
    ("crash", "kept", "waiting"),
    [
        (crash_before_commit, 0, 5),
        (crash_before_flush, 5, 5),
        (crash_before_forgetting, 5, 5),
        (crash_half_way, 5, 4),
    ],
)
async def test_cut_short_anywhere_the_next_time_has_each_once(tmp_path, crash, kept, waiting):
    first = House(tmp_path)
    ids = first.taps(5)
    crash(first)
    with pytest.raises(CutShort):
        await first.take_in()
    assert (len(first.kept), len(first.waiting)) == (kept, waiting)
    first.journal.close()

    second = House(tmp_path)
    await second.take_in()

    assert (second.kept, second.waiting) == (ids, [])
    assert second.flushed_with == [waiting]
    assert second.journal.examine().problems == ()
    second.journal.close()


FAILS: list[Callable[[House], None]] = [
    lambda house: setattr(house, "before_commit", NoRoomError()),
    lambda house: setattr(house, "at_flush", DiskError()),
    lambda house: setattr(house.inbox, "before_forgetting", OSError(5, "the disk")),
]


@pytest.mark.parametrize("fails", FAILS)
async def test_what_fails_is_logged_and_the_inbox_stays_full(house, fails, caplog):
    ids = house.taps(2)
    fails(house)

    assert await house.take_in() == Emptied()

    assert house.waiting == ids
    assert [each.getMessage() for each in caplog.records] == ["the inbox could not be emptied"]


async def test_one_that_fails_as_nobody_foresaw_does_not_hold_the_others_back(house, caplog):
    first, odd, last = house.taps(3)
    house.journal._conn.execute(
        "CREATE TEMP TRIGGER odd BEFORE INSERT ON main.glimmers "
        f"WHEN new.id = '{odd}' BEGIN SELECT RAISE(ABORT, 'odd'); END"
    )

    emptied = await house.take_in()

    assert emptied == Emptied(new=(first, last), left=1)
    assert (house.kept, house.waiting) == ([first, last], [odd])
    assert "a record could not be taken in" in caplog.text
    house.journal._conn.execute("DROP TRIGGER temp.odd")
    assert await house.take_in() == Emptied(new=(odd,))


async def test_where_nothing_can_be_written_in_a_way_nobody_foresaw_all_of_it_stays(house):
    ids = house.taps(2)
    house.at_flush = RuntimeError("a bug")

    assert await house.take_in() == Emptied(left=2)
    house.at_flush = None

    assert (house.kept, house.waiting) == (ids, ids)
    assert await house.take_in() == Emptied()


async def test_twice_at_once_is_once_after_the_other(house):
    ids = house.taps(3)

    both = await asyncio.gather(house.take_in(), house.take_in())

    assert both == [Emptied(new=tuple(ids)), Emptied()]
    assert house.kept == ids
    assert house.inbox.looks == 2


async def test_what_cannot_be_read_here_stays_and_keeps_nothing_else_back(house):
    (id,) = house.taps(1)
    lie(house, {"v": 2, "id": new_id(NOW)})
    lie(house, {"v": 1, "id": new_id(NOW)})
    (house.inbox.folder / "shopping.txt").write_text("milk")

    emptied = await house.take_in()
    again = await house.take_in()

    assert (emptied, again) == (Emptied(new=(id,), left=3), Emptied(left=3))
    assert house.kept == [id]
    assert len(house.waiting) == 3


async def test_what_the_journal_cannot_store_stays_and_keeps_nothing_else_back(house):
    (id,) = house.taps(1)
    # A date that its own text contradicts, which only the grammar of dates finds out.
    when = {"precision": "about", "start": "1985-01-01", "end": "1989-12-31", "edtf": "2004~"}
    lie(house, {"v": 1, "id": new_id(NOW), "at": iso(NOW), "when": when})

    assert await house.take_in() == Emptied(new=(id,), left=1)
    assert house.kept == [id]


async def test_photos_that_nobody_here_opens_wait_with_their_words(house):
    id = new_id(NOW)
    lie(house, {"v": 1, "id": id, "at": iso(NOW), "note": "look", "photos": [f"{id}.0"]})

    assert await house.take_in() == Emptied(left=1)
    assert house.waiting == [id]


async def test_what_was_deleted_for_good_meanwhile_does_not_come_back(house):
    (id,) = house.taps(1)
    house.inbox.before_forgetting = OSError(5, "the disk")
    await house.take_in()
    house.journal.erase(id, at=NOW)
    house.inbox.before_forgetting = None

    emptied = await house.take_in()

    assert (emptied, house.kept, house.waiting) == (Emptied(), [], [])


async def test_what_is_taken_back_without_a_trace_must_leave_the_inbox_first(house):
    (id,) = house.taps(1)
    house.inbox.before_forgetting = OSError(5, "the disk")
    await house.take_in()

    with pytest.raises(OSError, match="the disk"):
        await house.intake.forget(id)
    house.inbox.before_forgetting = None
    await house.intake.forget(id)
    house.journal.forget(id)

    assert (await house.take_in(), house.kept) == (Emptied(), [])


async def test_taking_one_back_waits_until_the_inbox_has_been_emptied(house):
    (id,) = house.taps(1)
    order: list[str] = []

    async def noted(what: str, work: Awaitable[Any]) -> None:
        await work
        order.append(what)

    await asyncio.gather(
        noted("taken in", house.take_in()), noted("forgotten", house.intake.forget(id))
    )

    assert order == ["taken in", "forgotten"]


def lie(house: House, data: dict[str, Any]) -> None:
    """Some other program has put this in."""
    house.inbox.folder.mkdir(mode=0o700, exist_ok=True)
    (house.inbox.folder / f"{data['id']}.json").write_text(json.dumps(data), encoding="utf-8")


# Killed -------------------------------------------------------------------------------------------

KILLED = """
import asyncio, os, signal, sys
from datetime import datetime
from pathlib import Path
from storage.inbox import FolderInbox
from storage.opening import open_in_folder
from storage.taking_in import Intake

folder, point = Path(sys.argv[1]), sys.argv[2]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

journal = open_in_folder(folder, now=datetime.now().astimezone())
if point == "before commit":
    journal._conn.set_trace_callback(lambda sql: die() if sql == "COMMIT" else None)
unlink, gone = Path.unlink, []

def one_only(path, missing_ok=False):
    if point == "half-way" and len(gone) == 2:
        die()
    gone.append(path)
    unlink(path, missing_ok=missing_ok)

Path.unlink = one_only

async def write(change):
    done = change(journal)
    if point == "after commit":
        die()
    return done

asyncio.run(Intake(FolderInbox(folder), now=lambda: datetime.now().astimezone()).take_in(write))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize(
    ("point", "waiting"), [("before commit", 5), ("after commit", 5), ("half-way", 3)]
)
async def test_killed_there_the_next_opening_has_each_once(tmp_path, point, waiting):
    house = House(tmp_path)
    ids = house.taps(5)
    house.journal.close()

    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", KILLED, str(tmp_path), point]
    killed = await asyncio.create_subprocess_exec(*command, cwd=root)

    assert await killed.wait() == -signal.SIGKILL
    assert len(house.waiting) == waiting
    again = House(tmp_path)
    assert again.kept == ([] if point == "before commit" else ids)
    await again.take_in()
    assert (again.kept, again.waiting) == (ids, [])
    assert again.journal.examine().problems == ()
    again.journal.close()

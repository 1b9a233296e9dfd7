"""Opening the journal: what stands in the way is told, and trying again works."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from typing import Any

import pytest

from app.core.errors import (
    BusyJournalError,
    NewerJournalError,
    NoPrivateStorageError,
    NoRoomError,
    NotAJournalError,
    OpenElsewhereError,
    ReadOnlyError,
    UnknownReasonError,
)
from app.state.opening import Opened
from storage.journal import Journal
from tests.device import Device
from tests.told import sentence

TROUBLES = (
    NoRoomError(),
    ReadOnlyError(),
    NotAJournalError(),
    NewerJournalError(),
    BusyJournalError(),
    OpenElsewhereError(),
    NoPrivateStorageError(),
)


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: type(trouble).__name__)
async def test_what_stands_in_the_way_is_kept_for_the_screen(trouble):
    device = Device()
    device.trouble = trouble
    opening = device.models().opening

    await opening.run()

    assert opening.problem is trouble
    assert (opening.done, opening.opened) == (False, None)
    with pytest.raises(type(trouble)):
        await opening.ready()


async def test_trying_again_opens_it_once_the_way_is_free():
    device = Device()
    device.trouble = OpenElsewhereError()
    opening = device.models().opening
    await opening.run()
    device.trouble = None

    await opening.run()

    assert opening.problem is None
    assert (await opening.ready()).journal is device.journal


async def test_the_trouble_stays_on_the_screen_until_trying_again_has_an_answer():
    device = Device()
    device.trouble = OpenElsewhereError()
    opening = device.models().opening
    await opening.run()
    device.opens.clear()

    again = asyncio.create_task(opening.run())
    await asyncio.sleep(0.01)
    meanwhile = opening.problem
    device.trouble = None
    device.opens.set()
    await again

    assert isinstance(meanwhile, OpenElsewhereError)
    assert opening.problem is None


async def test_trying_again_twice_at_once_opens_it_once():
    device = Device()
    opened = 0

    async def counted():
        nonlocal opened
        opened += 1
        await asyncio.sleep(0.01)
        return device.opened

    opening = device.models().opening
    opening._open = counted

    await asyncio.gather(opening.run(), opening.run())

    assert opened == 1
    assert opening.done


async def test_a_journal_that_cannot_be_shown_is_not_handed_out_behind_the_trouble():
    device = Device()
    models = device.models()
    opening = models.opening
    show = opening._on_open
    opened = 0

    async def counted() -> Opened:
        nonlocal opened
        opened += 1
        return device.opened

    def fails(found: Opened) -> None:
        show(found)
        raise BusyJournalError

    opening._open, opening._on_open = counted, fails
    await opening.run()

    with pytest.raises(BusyJournalError):
        await opening.ready()
    assert device.journal._listeners == []
    await models.capture.keep()
    assert device.journal.count() == 0

    opening._on_open = show
    await opening.run()
    await models.capture.keep()

    assert (opened, opening.problem) == (1, None)
    assert len(device.journal._listeners) == 2  # the timeline, and the card of the last tap
    assert [glimmer.id for glimmer in models.timeline.today] == [
        glimmer.id for glimmer in device.journal.page()
    ]


async def test_what_changes_is_read_as_the_session_that_asked_for_it():
    device = Device()
    session: contextvars.ContextVar[str] = contextvars.ContextVar("session", default="nobody's")
    read: list[str] = []

    def listen() -> Callable[[], None]:
        session.set("ours")
        return device.opened.listen(lambda: read.append(session.get()))

    stop = contextvars.copy_context().run(listen)
    session.set("another's")
    device.keeps("steam")
    stop()
    device.keeps("rain")

    assert read == ["ours"]


async def test_what_cannot_be_read_fails_no_change_and_keeps_nobody_else_from_reading(caplog):
    device = Device()
    read: list[int] = []

    def fails() -> None:
        raise RuntimeError("canary")

    device.opened.listen(fails)
    device.opened.listen(lambda: read.append(device.journal.count()))

    device.keeps("steam")

    assert read == [1]
    assert "what has changed could not be read" in caplog.text


async def test_an_error_nobody_thought_of_is_a_sentence_too(caplog):
    device = Device()
    device.trouble = RuntimeError("canary")
    opening = device.models().opening

    await opening.run()

    assert isinstance(opening.problem, UnknownReasonError)
    assert "canary" not in sentence(opening.problem)
    assert "the journal could not be opened" in caplog.text


# Closed by its home -------------------------------------------------------------------------------


async def test_a_closed_journal_takes_nothing_and_the_next_one_is_waited_for():
    device = Device()
    models = await device.ready_models()
    opening, before = models.opening, models.opening.opened
    assert before is not None
    await models.capture.keep()
    before.close()
    device.journal = Journal.in_memory()

    with pytest.raises(BusyJournalError):
        await before.write(lambda journal: journal.sweep_bin(now=device.clock.now()))
    waiting = asyncio.create_task(models.capture.keep())
    await asyncio.sleep(0.01)
    was_closed, card = opening.was_closed, models.capture.kept
    await opening.run()
    await waiting

    assert was_closed
    assert card is None
    assert not opening.was_closed
    assert models.capture.problem is None
    assert device.journal.count() == 1


async def test_a_session_that_fails_to_let_go_keeps_nobody_else_from_it(caplog):
    opened = Device().opened
    heard: list[str] = []

    def fail() -> None:
        raise ValueError

    opened.when_closed(lambda: heard.append("first"))
    opened.when_closed(fail)
    opened.close()

    assert heard == ["first"]
    assert "could not let go" in caplog.text


# Photos from the inbox ----------------------------------------------------------------------------


class SlowIntake:
    """Photos wait in its inbox, and take as long as the test lets them."""

    photos_wait = True

    def __init__(self) -> None:
        self.begun = 0
        self.cut_short = 0
        self.goes_on = asyncio.Event()

    async def take_in_photos(self, _write: Any) -> None:
        """Until it goes on."""
        self.begun += 1
        try:
            await self.goes_on.wait()
        except asyncio.CancelledError:
            self.cut_short += 1
            raise


async def test_photos_come_in_beside_everything_else_and_one_after_the_other():
    intake: Any = SlowIntake()
    opened = Opened(journal=Journal.in_memory(), flush=Device().flush, intake=intake)

    opened.begin_photos()
    await asyncio.sleep(0)
    opened.begin_photos()
    await asyncio.sleep(0)
    meanwhile = intake.begun
    intake.goes_on.set()
    await asyncio.sleep(0.01)
    opened.begin_photos()
    await asyncio.sleep(0)

    assert (meanwhile, intake.begun) == (1, 2)


async def test_photos_that_come_in_end_with_the_journal():
    intake: Any = SlowIntake()
    opened = Opened(journal=Journal.in_memory(), flush=Device().flush, intake=intake)
    opened.begin_photos()
    await asyncio.sleep(0)

    opened.close()
    await asyncio.sleep(0.01)
    opened.begin_photos()
    await asyncio.sleep(0)

    assert (intake.begun, intake.cut_short) == (1, 1)

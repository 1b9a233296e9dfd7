"""Finding as one types: what is asked, what was found, and what can be tapped; with the real
journal.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.core.errors import DamagedJournalError, NoRoomError
from app.core.lookback.filters import LOVED, of_name, of_year
from app.state import finding
from app.state.finding import Finder
from app.state.paging import PAGE
from storage.rows.finding_rows import FindingRows
from tests.device import Device


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "PAUSE", 0.0)
    monkeypatch.setattr(finding, "REST", 0.0)


async def finder_on(device: Device) -> Finder:
    models = await device.ready_models()
    finder = models.finder()
    finder.begin()
    return finder


async def answered(finder: Finder) -> None:
    """Until nothing is being looked for any more."""
    for _ in range(2000):
        await asyncio.sleep(0)
        if not finder._is_looking:
            break
    assert not finder._is_looking


def notes(finder: Finder) -> list[str] | None:
    return None if finder.found is None else [each.glimmer.note for each in finder.found]


async def test_what_is_typed_is_found_newest_first_with_its_marks_and_photos():
    device = Device()
    device.keeps("a quiet ocean", "yesterday", people=("Mum",))
    device.keeps("tea")
    device.keeps("Ocean!")
    finder = await finder_on(device)

    finder.ask("ocean")
    await answered(finder)

    assert notes(finder) == ["Ocean!", "a quiet ocean"]
    assert [each.marks for each in finder.found or ()] == [((0, 5),), ((8, 13),)]
    assert [each.people for each in finder.parts.values()] == [("Mum",)]
    assert (finder.asks, finder.more, finder.problem) == (True, False, None)


async def test_a_letter_gives_up_what_was_looked_for_before(monkeypatch):
    device = Device()
    device.keeps_many(2000)
    finder = await finder_on(device)
    real, began, log = FindingRows.in_steps, asyncio.Event(), []

    def watched(self: FindingRows, query: Any, **more: Any) -> Any:
        word = query.terms[0].text
        try:
            for step in real(self, query, **more):
                log.append(word)
                began.set()
                yield step
        finally:
            log.append(f"{word} is closed")

    monkeypatch.setattr(FindingRows, "in_steps", watched)
    finder.ask("nowhere")
    await began.wait()
    finder.ask("at all")
    await answered(finder)

    assert log.index("nowhere is closed") < log.index("at")
    assert log[log.index("nowhere is closed") + 1] == "at"
    assert log.count("nowhere") < log.count("at")


async def test_an_answer_is_to_its_own_words_and_goes_where_the_next_takes_long(monkeypatch):
    device = Device()
    device.keeps_many(2000)
    finder = await finder_on(device)

    def state() -> tuple[bool, str, bool]:
        return finder.is_answered, finder.answered, bool(finder.found)

    finder.ask("number")
    await answered(finder)
    first = state()
    finder.ask("nowhere")
    meanwhile = state()
    monkeypatch.setattr(finding, "PATIENCE", -1.0)
    for _ in range(4):  # while the index is being made
        await asyncio.sleep(0)
    long = finder._is_looking, finder.found
    await answered(finder)

    assert first == (True, "number", True)
    assert meanwhile == (False, "number", True)
    assert long == (True, None)
    assert (state(), notes(finder)) == ((True, "nowhere", False), [])


async def test_a_screen_full_comes_first_and_no_letter_waits_for_the_rest_of_the_page(monkeypatch):
    device = Device()
    device.keeps_many(200)
    finder = await finder_on(device)

    async def seen() -> tuple[int, bool]:
        for _ in range(40):
            await asyncio.sleep(0)
        return len(finder.found or ()), finder.more

    monkeypatch.setattr(finding, "REST", 30.0)
    finder.ask("number")
    first = await seen()
    finder.ask("number 1")
    next_letter = await seen()
    finder.ask("number 198")
    few = await seen()
    monkeypatch.setattr(finding, "REST", 0.0)
    finder.ask("number")
    await answered(finder)
    whole = await seen()
    monkeypatch.setattr(finding, "REST", 30.0)
    device.keeps("another number")
    changed = await seen()

    assert first == next_letter == (finding.FIRST, True)
    assert few == (1, False)
    assert whole == changed == (PAGE, True)
    assert (notes(finder) or [])[:2] == ["another number", "number 199"]


async def test_only_the_last_of_many_letters_is_answered():
    device = Device()
    device.keeps("ocean")
    device.keeps("oak")
    finder = await finder_on(device)

    for typed in ("o", "oc", "oce"):
        finder.ask(typed)
    await answered(finder)

    assert notes(finder) == ["ocean"]


async def test_sixty_come_at_first_and_sixty_more_behind_them():
    device = Device()
    device.keeps_many(130)
    finder = await finder_on(device)

    counts = []
    finder.ask("number")
    for _ in range(4):
        await answered(finder)
        counts.append((len(finder.found or ()), finder.more))
        finder.next_page()

    assert counts == [(60, True), (120, True), (130, False), (130, False)]
    assert len({each.glimmer.id for each in finder.found or ()}) == 130


async def test_a_page_more_is_not_asked_for_twice_at_once():
    device = Device()
    device.keeps_many(130)
    finder = await finder_on(device)
    finder.ask("number")
    await answered(finder)

    finder.next_page()
    finder.next_page()
    await answered(finder)

    assert len(finder.found or ()) == 120


async def test_a_tap_and_what_is_typed_are_the_same_thing():
    device = Device()
    device.keeps("ocean", "yesterday", loved=True)
    device.keeps("ocean again")
    finder = await finder_on(device)
    finder.ask("oce")
    version = finder.version

    finder.tap(LOVED)
    await answered(finder)
    tapped = finder.typed, notes(finder)
    finder.tap(LOVED)
    await answered(finder)

    assert tapped == ("is:loved oce", ["ocean"])
    assert (finder.typed, notes(finder)) == ("oce", ["ocean again", "ocean"])
    assert finder.version == version + 2


async def test_where_nothing_is_asked_nothing_is_found_and_a_filter_begun_asks_nothing_yet():
    device = Device()
    device.keeps("ocean")
    finder = await finder_on(device)
    seen = []

    for typed in ("", "  ", "person:", "ocean", "ocean ", ""):
        finder.ask(typed)
        await answered(finder)
        seen.append((finder.asks, notes(finder)))

    nothing = (False, None)
    assert seen == [nothing, nothing, nothing, (True, ["ocean"]), (True, ["ocean"]), nothing]


async def test_a_space_more_does_not_look_again(monkeypatch):
    device = Device()
    device.keeps("ocean")
    finder = await finder_on(device)
    finder.ask("ocean")
    await answered(finder)
    before = finder.found

    finder.ask("ocean ")

    assert not finder._is_looking
    assert finder.found is before


async def test_the_filters_are_those_that_the_journal_has():
    device = Device()
    empty = await finder_on(device)
    before = empty.filterable
    device.keeps("a", people=("Noor", "Mum"), places=("Shed",), pathway="around", loved=True)
    device.keeps("b", "summer 2004", people=("Noor",))
    device.keeps("c", "about 1987", tags=("evening",))
    device.keeps("d", "when I was small")
    gone = device.keeps("gone", "14 March 1971", people=("Sam",), pathway="within")

    device.journal.remove(gone.id, at=device.clock.now())

    assert before is not None
    assert (before.loved, before.pathways, before.years) == (False, (), ())
    now = empty.filterable
    assert now is not None
    assert (now.loved, now.photos, now.pathways) == (True, False, ("around",))
    assert now.names == {"person": ("Noor", "Mum"), "place": ("Shed",), "tag": ("evening",)}
    assert now.years == (2026, 2004), "about 1987 is of several years, and 1971 in the bin"


async def test_every_filter_that_is_offered_finds_something():
    device = Device()
    device.keeps("a", people=("Noor",), places=("Shed",), tags=("sea",), loved=True)
    device.keeps("b", "summer 2004")
    device.keeps("c", "the 90s")
    finder = await finder_on(device)
    offered = finder.filterable
    assert offered is not None
    words = [
        LOVED,
        *(of_name(kind, name) for kind, names in offered.names.items() for name in names),
        *map(of_year, offered.years),
    ]

    found = {}
    for each in words:
        finder.ask(each)
        await answered(finder)
        found[each] = notes(finder)

    assert len(found) >= 6
    assert all(found.values()), found


async def test_what_was_found_is_found_again_after_a_change_as_far_as_it_was_scrolled():
    device = Device()
    device.keeps_many(130)
    finder = await finder_on(device)
    finder.ask("number")
    await answered(finder)
    finder.next_page()
    await answered(finder)

    gone = (finder.found or ())[0].glimmer
    device.journal.remove(gone.id, at=device.clock.now())
    await answered(finder)

    assert len(finder.found or ()) == 120
    assert gone.note not in (notes(finder) or ())


async def test_under_a_page_nothing_is_looked_for_again_until_it_shows():
    device = Device()
    device.keeps("ocean", "yesterday")
    finder = await finder_on(device)
    finder.ask("ocean")
    await answered(finder)
    finder.cover(True)

    device.keeps("ocean again")
    covered = finder._is_looking, notes(finder)
    finder.cover(False)
    await answered(finder)

    assert covered == (False, ["ocean"])
    assert notes(finder) == ["ocean again", "ocean"]


async def test_whoever_leaves_is_forgotten():
    device = Device()
    device.keeps("ocean")
    finder = await finder_on(device)
    finder.ask("ocean")
    await answered(finder)

    finder.leave()
    device.keeps("ocean again")
    await answered(finder)

    assert (finder.typed, finder.found, finder.asks) == ("", None, False)
    assert dict(finder.parts) == {}


async def test_what_is_typed_before_the_journal_is_open_is_answered_once_it_is():
    device = Device()
    device.keeps("ocean")
    device.opens.clear()
    models = device.models()
    finder = models.finder()
    finder.begin()
    finder.ask("ocean")
    await answered(finder)
    before = notes(finder)

    device.opens.set()
    await models.opening.run()
    finder.begin()
    await answered(finder)

    assert before is None
    assert notes(finder) == ["ocean"]


async def test_what_goes_wrong_is_told_and_the_same_words_can_be_asked_again(monkeypatch):
    device = Device()
    device.keeps("ocean")
    finder = await finder_on(device)
    real = FindingRows.in_steps

    def refused(*_given: Any, **_more: Any) -> Any:
        raise NoRoomError
        yield

    monkeypatch.setattr(FindingRows, "in_steps", refused)
    finder.ask("ocean")
    await answered(finder)
    refusal = finder.problem, notes(finder)
    monkeypatch.setattr(FindingRows, "in_steps", real)
    finder.ask("ocean")
    await answered(finder)

    assert isinstance(refusal[0], NoRoomError)
    assert refusal[1] is None
    assert (finder.problem, notes(finder)) == (None, ["ocean"])


async def test_damage_is_told_as_a_whole(monkeypatch):
    device = Device()
    models = await device.ready_models()
    finder = models.finder()
    finder.begin()

    def damaged(*_given: Any, **_more: Any) -> Any:
        raise DamagedJournalError
        yield

    monkeypatch.setattr(FindingRows, "in_steps", damaged)
    finder.ask("ocean")
    await answered(finder)

    assert isinstance(models.opening.problem, DamagedJournalError)


async def test_nothing_of_what_was_asked_comes_into_the_log(monkeypatch, caplog):
    device = Device()
    finder = await finder_on(device)

    def fails(*_given: Any, **_more: Any) -> Any:
        raise RuntimeError("a bug")
        yield

    monkeypatch.setattr(FindingRows, "in_steps", fails)
    finder.ask("heron person:Mum")
    await answered(finder)

    assert finder.problem is not None
    assert "failed: reading" in caplog.text
    assert "heron" not in caplog.text
    assert "Mum" not in caplog.text

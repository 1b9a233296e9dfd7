"""Find: a box, filters that are tapped, what was found and marked, and the way back to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import flet as ft
import pytest

from app.state import finding
from app.ui import routes
from app.ui.look_back import find
from app.words import language
from app.words.screens import words
from storage.rows.finding_rows import FindingRows
from tests.device import Device, Session
from tests.ui.test_look_back import cards, scroll
from tests.ui.test_yours import sent_to_focus


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(finding, "PAUSE", 0.0)
    monkeypatch.setattr(finding, "REST", 0.0)
    monkeypatch.setattr(find, "QUIET", 0.0)
    yield
    language.speak(language.SOURCE)


def lived() -> Device:
    device = Device()
    device.keeps("The ocean was quiet", "2 days ago", people=("Mum",), loved=True)
    device.keeps("Tea", "yesterday", pathway="within")
    device.keeps("Oceans of time, and an ocean", places=("Shed",))
    return device


async def looking(device: Device | None = None, **options: Any) -> Session:
    screen = await Session.begin(device or lived(), route=routes.FIND, **options)
    await screen.settle()
    return screen


async def search(screen: Session, typed: str) -> None:
    await screen.type("asked", typed)
    await still(screen)


async def still(screen: Session) -> None:
    for _ in range(20):
        await screen.settle()
        if not screen.models.finder()._is_looking:
            break
    await screen.settle()


def texts_of_cards(screen: Session) -> list[str]:
    return [name for name in screen.names() if "ocean" in name.lower()]


def marked(screen: Session) -> list[str]:
    """What is marked, in its order."""
    return [
        span.text
        for text in screen.every(ft.Text)
        for span in text.spans or ()
        if span.style is not None and span.style.decoration is ft.TextDecoration.UNDERLINE
    ]


async def test_look_back_has_a_way_to_it_and_it_a_way_back():
    screen = await Session.begin(lived(), route=routes.LOOK_BACK)

    await screen.tap("search")
    there = screen.page.route, screen.holds("asked")
    await screen.tap_text(words.BACK)

    assert there == ("/find", True)
    assert screen.page.route == "/look-back"
    assert not screen.holds("asked")


async def test_where_nothing_was_kept_there_is_nothing_to_look_for():
    screen = await Session.begin(Device(), route=routes.LOOK_BACK)

    assert not screen.holds("search")


async def test_the_cursor_is_in_the_box_at_once_and_keyboards_learn_nothing_from_it():
    screen = await looking()
    box = screen.keyed("asked")

    assert box._i in sent_to_focus(screen)
    assert (box.autocorrect, box.enable_suggestions) == (False, False)
    assert box.enable_ime_personalized_learning is False


async def test_what_is_typed_is_found_and_marked_and_said_without_marks():
    screen = await looking()

    await search(screen, "ocean")

    assert marked(screen) == ["Ocean", "ocean", "ocean"]
    assert texts_of_cards(screen) == ["Oceans of time, and an ocean, 18:42", "The ocean was quiet"]


async def test_before_anything_is_asked_it_says_what_can_be_and_offers_filters():
    screen = await looking()

    assert screen.has(words.WHAT_TO_FIND)
    assert {"Loved", "Within me", "Mum, person", "Shed, place", "2026"} <= set(screen.names())
    assert "With photos" not in screen.names()
    assert not screen.live() or set(screen.live()) == {""}


async def test_a_filter_that_is_tapped_is_written_into_the_box_and_taken_out_again():
    screen = await looking()
    await search(screen, "ocean")

    await screen.tap("is:loved")
    await still(screen)
    tapped = screen.keyed("asked").value, len(texts_of_cards(screen))
    checked = [s.label for s in screen.every(ft.Semantics) if s.checked]
    await screen.tap("is:loved")
    await still(screen)

    assert tapped == ("is:loved ocean", 1)
    assert checked == ["Loved"]
    assert (screen.keyed("asked").value, len(texts_of_cards(screen))) == ("ocean", 2)


async def test_a_filter_that_is_typed_is_checked():
    screen = await looking()

    await search(screen, 'person:"mum"')

    assert [s.label for s in screen.every(ft.Semantics) if s.checked] == ["Mum, person"]
    assert len(texts_of_cards(screen)) == 1


async def test_where_nothing_is_found_it_says_what_was_asked_and_what_else_may_help():
    screen = await looking()

    await search(screen, "heron")
    said = words.nothing_found("heron")
    nothing = screen.has(said), "heron" in said, said in screen.live()
    await screen.tap("again")
    await still(screen)

    assert nothing == (True, True, True)
    assert screen.has(words.WHAT_TO_FIND)
    assert screen.keyed("asked").value == ""


async def test_nothing_is_said_of_words_that_are_not_answered_yet(monkeypatch):
    screen = await looking()
    await search(screen, "heron")
    monkeypatch.setattr(finding, "PAUSE", 30.0)

    await screen.type("asked", "ocean")
    await screen.settle()

    assert screen.has(words.nothing_found("heron"))
    assert not screen.has(words.nothing_found("ocean"))
    assert set(screen.live()) <= {""}


async def test_how_many_is_told_to_the_ear_alone_and_once_the_fingers_rest(monkeypatch):
    monkeypatch.setattr(find, "QUIET", 0.05)
    screen = await looking()

    await search(screen, "ocean")
    at_once = screen.live()
    await asyncio.sleep(0.1)
    await screen.settle()

    assert words.found(2) not in at_once
    assert words.found(2) in screen.live()
    assert not screen.has(words.found(2))


async def test_results_come_sixty_at_a_time():
    device = Device()
    device.keeps_many(130)
    screen = await looking(device)
    await search(screen, "number")

    counts = [len(cards(screen, device))]
    for _ in range(2):
        await scroll(screen, 5300, 6000)
        await still(screen)
        counts.append(len(cards(screen, device)))

    assert counts == [60, 120, 130]


async def test_a_glimmer_opens_from_it_and_back_leads_to_the_same_results():
    device = lived()
    screen = await looking(device)
    await search(screen, "ocean")
    place = screen.keyed("pages")
    newest = device.journal.page(limit=1)[0].id

    await screen.tap(newest)
    opened = screen.page.route, [view.route for view in screen.views]
    await screen.back()
    await still(screen)

    assert opened == (f"/look-back/{newest}", ["/look-back", "/find", f"/look-back/{newest}"])
    assert screen.page.route == "/find"
    assert screen.keyed("pages") is place, "made anew, it would begin at its top"
    assert screen.keyed("asked").value == "ocean"
    assert len(texts_of_cards(screen)) == 2


async def test_what_is_let_go_from_it_leads_back_to_what_is_left():
    device = lived()
    screen = await looking(device)
    await search(screen, "ocean")
    newest = device.journal.page(limit=1)[0].id
    await screen.tap(newest)

    await screen.tap("more")
    await screen.tap_text(words.LET_GO)
    await still(screen)

    assert screen.page.route == "/find"
    assert len(texts_of_cards(screen)) == 1


async def test_what_was_looked_for_is_forgotten_with_the_page_and_in_no_address():
    screen = await looking()
    addresses = [screen.page.route]
    await search(screen, "ocean")
    addresses.append(screen.page.route)

    await screen.go(routes.LOOK_BACK)
    forgotten = screen.models.finder().typed
    await screen.tap("search")
    await still(screen)

    assert addresses == ["/find", "/find"]
    assert forgotten == ""
    assert screen.keyed("asked").value == ""
    assert screen.has(words.WHAT_TO_FIND)


async def test_on_a_desk_what_was_found_stands_beside_what_is_opened():
    device = lived()
    screen = await looking(device, width=1280, height=800)
    await search(screen, "ocean")
    newest = device.journal.page(limit=1)[0].id

    await screen.tap(newest)
    await still(screen)
    beside = screen.holds("asked"), len(screen.views), screen.keyed("asked").value
    chosen = [name for name in screen.names() if name.endswith(", chosen")]
    await screen.go(routes.FIND)

    assert beside == (True, 1, "ocean")
    assert len(chosen) == 1
    assert screen.keyed("asked").value == "ocean"


async def test_a_screen_that_is_turned_keeps_what_was_asked():
    screen = await looking(lived(), width=820, height=1180)
    await search(screen, "ocean")

    await screen.fire(screen.page, "resize", {"width": 1180.0, "height": 820.0})
    await still(screen)

    assert screen.keyed("asked").value == "ocean"
    assert len(texts_of_cards(screen)) == 2


async def test_what_goes_wrong_is_told_as_always(monkeypatch):
    def refused(*_given: Any, **_more: Any) -> Any:
        raise OSError(5, "Input/output error")
        yield

    screen = await looking()
    monkeypatch.setattr(FindingRows, "in_steps", refused)

    await search(screen, "heron")

    assert screen.live()
    assert not any("heron" in text for text in screen.texts())
    assert not screen.crashed


async def test_a_mark_far_behind_is_brought_into_view():
    device = Device()
    device.keeps("moss " * 40 + "and a heron by the water")
    screen = await looking(device)

    await search(screen, "heron")

    (card,) = [t for t in screen.every(ft.Text) if t.spans and marked(screen)[0] in str(t.spans)]
    shown = "".join(span.text for span in card.spans or ())
    assert shown.startswith("…")
    assert 0 < shown.index("heron") < 48
    assert any(name.startswith("…") and "heron" in name for name in screen.names())


async def test_words_from_the_right_keep_their_side_where_they_are_marked():
    device = Device()
    device.keeps("שמש על הקיר")
    screen = await looking(device)

    await search(screen, "הקיר")
    (card,) = [t for t in screen.every(ft.Text) if t.spans and t.rtl]
    language.speak(language.PSEUDO)
    other = await looking(lived())
    await search(other, "ocean")
    english = [t for t in other.every(ft.Text) if t.text_align is ft.TextAlign.LEFT and t.spans]

    assert [span.text for span in card.spans or ()] == ["שמש על ", "הקיר"]
    assert [(t.spans[0].text, t.spans[-1].text) for t in english] == [("\u2066", "\u2069")] * 2

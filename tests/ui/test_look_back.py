"""Look back, a glimmer's page, the bin: seeing, changing, letting go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import flet as ft
import pytest

from app.ui.look_back import cards as look_back_cards
from app.words.screens import words
from tests.device import Device, Session
from tests.told import sentence


async def scroll(screen: Session, pixels: float, end: float) -> None:
    await screen.fire(
        screen.keyed("pages"),
        "scroll",
        {
            "event_type": "update",
            "pixels": pixels,
            "min_scroll_extent": 0.0,
            "max_scroll_extent": end,
            "viewport_dimension": 700.0,
        },
    )


def cards(screen: Session, device: Device) -> list[str]:
    ids = {glimmer.id for glimmer in device.journal.page(limit=1000)}
    return [b.key for b in screen.every(ft.TextButton) if isinstance(b.key, str) and b.key in ids]


def headings(screen: Session) -> list[str]:
    return [
        words_of(s.content)
        for s in screen.every(ft.Semantics)
        if s.heading_level == 2 and isinstance(s.content, ft.Text) and s.content.spans
    ]


def words_of(text: Any) -> str:
    return "".join(span.text for span in text.spans)


async def test_an_empty_journal_says_what_will_be_here():
    screen = await Session.begin(route="/look-back")

    assert screen.has("Nothing here yet. What you keep will be here.")


async def test_while_the_journal_opens_cards_stand_in():
    device = Device()
    device.opens.clear()
    screen = await Session.begin(device, route="/look-back")

    before = [s.label for s in screen.every(ft.Semantics)]
    device.opens.set()
    await screen.settle()

    assert words.LOADING in before
    assert screen.has("Nothing here yet. What you keep will be here.")


async def test_days_come_sixty_at_a_time():
    device = Device()
    device.keeps_many(130)
    screen = await Session.begin(device, route="/look-back")

    counts = [len(cards(screen, device))]
    await scroll(screen, 100, 6000)
    counts.append(len(cards(screen, device)))
    for end in (6000, 12000, 13000):
        await scroll(screen, end - 700, end)
        counts.append(len(cards(screen, device)))

    assert counts == [60, 60, 120, 130, 130]


async def test_vague_dates_stand_under_vague_headings_newest_first_life_last():
    device = Device("2026-11-22 18:42")
    for when in (
        "now",
        "yesterday",
        "14 March 2019",
        "summer 2004",
        "about 1987",
        "the 90s",
        "2019",
        "March 2019",
        "when I was small",
    ):
        device.keeps(when, when)
    screen = await Session.begin(device, route="/look-back")

    found = headings(screen)

    assert found == [
        "Sunday  22 November",
        "Saturday  21 November",
        "Thursday  14 March 2019",
        "March 2019",
        "2019",
        "Summer 2004",
        "The 1990s",
        "About 1987",
        "Long ago",
    ]


async def test_one_heading_stands_over_all_of_a_day():
    device = Device()
    device.keeps("one", "08:00")
    device.keeps("two", "09:00")
    device.keeps("three", "summer 2004")
    device.keeps("four", "summer 2004")
    screen = await Session.begin(device, route="/look-back")

    assert headings(screen) == ["Sunday  22 November", "Summer 2004"]


async def test_a_card_is_a_button_named_by_its_words_and_hour():
    device = Device()
    device.keeps("steam over the cup", "16:35")
    screen = await Session.begin(device, route="/look-back")

    assert "steam over the cup, 16:35" in screen.names()


async def test_days_are_let_go_of_when_nobody_looks_at_them():
    device = Device()
    device.keeps("one")
    screen = await Session.begin(device, route="/look-back")
    device.keeps("two")
    await screen.settle()

    await screen.go("/")

    assert screen.models.timeline.days is None


@contextmanager
def cards_drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str | None]]:
    """The pathway of every card that is drawn from here on."""
    drawn: list[str | None] = []
    draw_mark = look_back_cards.mark

    def counted(c: Any, pathway: Any, *rest: Any, **more: Any) -> Any:
        drawn.append(pathway)
        return draw_mark(c, pathway, *rest, **more)

    with monkeypatch.context() as patched:
        patched.setattr(look_back_cards, "mark", counted)
        yield drawn


@pytest.mark.parametrize(("width", "most"), [(390, 0), (1280, 5)], ids=["phone", "desk"])
async def test_a_letter_draws_no_card_but_its_own_and_that_only_where_it_shows(
    monkeypatch, width, most
):
    device = Device()
    device.keeps_many(200)
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route="/look-back", width=width)
    await scroll(screen, 6000, 6100)
    await screen.go(f"/look-back/{glimmer.id}")
    await screen.tap("edit-words")

    with cards_drawn(monkeypatch) as drawn:
        await screen.type("words", "abcde")

    assert device.journal.get(glimmer.id).note == "abcde"
    assert len(drawn) <= most


async def test_days_show_what_was_changed_over_them_once_they_show_again():
    device = Device()
    device.keeps_many(130)
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route="/look-back")
    await scroll(screen, 6000, 6100)
    await scroll(screen, 6000, 6100)
    await screen.go(f"/look-back/{glimmer.id}")
    await screen.tap("edit-words")
    await screen.fill("words", "rain")
    device.keeps("kept elsewhere meanwhile")

    await screen.go("/look-back")

    assert screen.has("rain")
    assert not screen.has("steam")
    assert screen.has("kept elsewhere meanwhile")
    assert (
        len(cards(screen, device)) == 131
    )  # as many as were there; the others come as they are scrolled to


async def test_one_more_page_draws_its_own_cards_and_no_other(monkeypatch):
    device = Device()
    device.keeps_many(300)
    screen = await Session.begin(device, route="/look-back")
    for _ in range(3):
        await scroll(screen, 6000, 6100)

    with cards_drawn(monkeypatch) as drawn:
        await scroll(screen, 6000, 6100)

    assert len(cards(screen, device)) == 300
    assert len(drawn) == 60


async def test_where_drawing_the_days_failed_once_they_are_all_there_the_next_time(monkeypatch):
    device = Device()
    device.keeps_many(3)
    screen = await Session.begin(device, route="/look-back", width=1280)
    with monkeypatch.context() as patched:
        patched.setattr(look_back_cards, "_heading", lambda *_: 1 / 0)
        device.keeps("one more")
        await screen.settle()
        assert screen.has(words.COMPONENT_FAILED)

    device.keeps("and one")
    await screen.settle()

    assert len(cards(screen, device)) == 5
    oldest = device.journal.page(limit=5)[-1].id
    await screen.tap(oldest)
    assert screen.page.route == f"/look-back/{oldest}"


async def test_a_card_without_hour_and_heart_has_no_empty_line():
    device = Device()
    bare, loved = (
        device.keeps("sun", "14 March 2019"),
        device.keeps("rain", "15 March 2019", loved=True),
    )
    screen = await Session.begin(device, route="/look-back")

    lines = {
        glimmer.note: [
            type(line) for line in screen.keyed(glimmer.id).content.content.controls[0].controls
        ]
        for glimmer in (bare, loved)
    }

    assert lines == {"sun": [ft.Text], "rain": [ft.Text, ft.Row]}


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_the_list_of_days_leaves_the_shadows_of_its_cards_room_where_it_ends(width):
    device = Device()
    device.keeps("steam")
    screen = await Session.begin(device, route="/look-back", width=width)

    pages = screen.keyed("pages")

    assert pages.padding.right == (12 if width < 360 else 20)


@pytest.mark.parametrize(
    ("width", "scale"), [(320, 1.0), (320, 2.0), (390, 1.0), (390, 2.0), (700, 1.0)]
)
async def test_a_glimmer_s_own_light_stands_below_the_buttons_and_left_of_them(width, scale):
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}", width=width)
    await screen.text_scale(scale)

    (light,) = (image for image in screen.every(ft.Image) if str(image.src).startswith("lights/"))

    assert light.top + light.height / 2 >= 8 + 48 + 10
    assert light.left + light.width < width / 2
    assert light.top + light.height < 120


async def test_the_page_of_a_glimmer_changes_everything_as_it_is_touched():
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route="/look-back")
    await screen.tap(glimmer.id)

    await screen.tap("edit-words")
    await screen.type("words", "steam over the cup")
    await screen.tap("words-done")
    await screen.tap("pathway")
    await screen.tap("Around me")
    await screen.tap("love")
    await screen.tap("when-row")
    await screen.type("when", "summer 2004")

    after = device.journal.get(glimmer.id)
    assert (after.note, after.pathway, after.loved, after.when_text) == (
        "steam over the cup",
        "around",
        True,
        "summer 2004",
    )


async def test_what_was_written_beside_a_time_stands_on_the_card_and_not_in_the_heading():
    device = Device()
    device.keeps("sand in our shoes", "summer 2004 in Wales")
    device.keeps("rain", "summer 2004")
    device.keeps("cake", "mum's birthday yesterday")
    screen = await Session.begin(device, route="/look-back")

    assert headings(screen) == ["Saturday  21 November", "Summer 2004"]
    assert screen.has("mum's birthday")
    assert screen.has("in Wales · Remembered on 22 November")
    assert screen.has("Remembered on 22 November")


async def test_words_beside_a_time_never_fill_a_card_and_the_ear_has_all_of_them():
    device = Device()
    long = "our picnic by a lake with Anna, Noor, Samira, Tom, Oskar, Greta, Yusuf, Olga and a kite"
    device.keeps("cups", f"{long}, 14 June 2008")
    screen = await Session.begin(device, route="/look-back")

    (caption,) = [text for text in screen.every(ft.Text) if text.value == long]

    assert (caption.max_lines, caption.overflow) == (2, ft.TextOverflow.ELLIPSIS)
    assert f"cups, {long}" in screen.names()


async def test_moments_without_words_are_lights_under_their_day_and_each_opens_its_glimmer():
    device = Device()
    first, second = device.keeps("", "today at 09:00"), device.keeps("", "today at 09:20")
    written = device.keeps("steam", "today at 10:00")
    vague = device.keeps("", "summer 2004")
    screen = await Session.begin(device, route="/look-back")

    shown = [button.key for button in screen.every(ft.TextButton)]
    order = [key for key in shown if key in {first.id, second.id, written.id, vague.id}]
    names = screen.names()
    await screen.tap(second.id)

    assert order == [first.id, second.id, written.id, vague.id]  # a day's lights as the day went
    assert {"A glimmer, 09:00", "A glimmer, 09:20"} <= set(names)
    assert screen.page.route == f"/look-back/{second.id}"


async def test_a_light_says_where_it_was_whether_it_is_loved_and_that_it_is_open():
    device = Device()
    loved = device.keeps("", "today at 09:00", loved=True, pathway="around")
    screen = await Session.begin(device, route="/look-back", width=1280, height=800)
    before = [name for name in screen.names() if "09:00" in name]
    await screen.tap(loved.id)
    after = [name for name in screen.names() if "09:00" in name and name.startswith("Around")]

    assert before == ["Around me, 09:00, has a heart"]
    assert after == ["Around me, 09:00, has a heart, chosen"]


async def test_a_photo_or_words_make_a_card_of_a_light():
    device = Device()
    id = device.keeps("", "today at 09:00").id
    screen = await Session.begin(device, route="/look-back")
    before = screen.has("A glimmer")
    await screen.go(f"/look-back/{id}")
    await screen.tap("edit-words")
    await screen.fill("words", "steam")
    await screen.go("/look-back")

    assert not before
    assert screen.has("steam")


async def test_the_page_is_to_read_and_only_what_is_tapped_becomes_a_box_or_a_choice():
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}")

    def to_fill_in() -> tuple[int, bool]:
        return len(screen.every(ft.TextField)), screen.holds("Within me")

    seen = [to_fill_in()]
    for part in ("edit-words", "words-done", "when-row", "when-row", "pathway", "Within me"):
        await screen.tap(part)
        seen.append(to_fill_in())

    assert seen == [
        (0, False),
        (1, False),
        (0, False),
        (1, False),
        (0, False),
        (0, True),
        (0, False),
    ]
    assert screen.has("Within me")  # the chip says it now


async def test_the_page_undoes_its_changes_one_by_one():
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}")
    before = screen.holds("Undo")
    await screen.tap("edit-words")
    await screen.type("words", "steam over the cup")
    await screen.tap("pathway")
    await screen.tap("Around me")
    await screen.tap("love")

    steps = 0
    while screen.holds("Undo"):
        await screen.tap("Undo")
        steps += 1

    after = device.journal.get(glimmer.id)
    assert (before, steps) == (False, 3)
    assert (after.note, after.pathway, after.loved) == ("steam", None, False)
    assert screen.has("steam")


async def test_the_light_over_the_page_takes_the_shape_that_is_chosen():
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}")

    def lights() -> list[Any]:
        return [
            image.src for image in screen.every(ft.Image) if str(image.src).startswith("lights/")
        ]

    before = lights()
    await screen.tap("pathway")
    await screen.tap("Between us")
    chosen = lights()
    await screen.tap("love")

    assert before == ["lights/unsaid-day.webp"]
    assert chosen == ["lights/between-day.webp"]
    assert lights() == ["lights/between-day-loved.webp"]


async def test_words_changed_in_another_session_show_on_the_open_page():
    device = Device()
    glimmer = device.keeps("steam")
    one = await Session.begin(device, route=f"/look-back/{glimmer.id}")
    other = await Session.begin(device, route=f"/look-back/{glimmer.id}")

    await one.tap("edit-words")
    await other.tap("edit-words")
    await one.type("words", "rain")
    await other.settle()
    box = other.keyed("words").value
    await other.tap("words-done")

    assert box == "rain"
    assert other.has("rain")


async def test_let_go_says_so_offers_undo_and_undo_brings_it_back():
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}")

    await screen.tap("Move to bin")
    said, bar = screen.has(words.LET_GO_SAID), screen.every(ft.SnackBar)[0]
    gone = (screen.page.route, device.journal.count())
    await screen.fire(bar.action, "click")

    assert said
    assert gone == ("/look-back", 0)
    assert device.journal.count() == 1
    assert screen.has("steam")


async def test_what_is_in_the_bin_can_be_put_back():
    device = Device()
    glimmer = device.keeps("steam")
    device.journal.remove(glimmer.id, at=device.clock.now())
    screen = await Session.begin(device, route="/look-back")

    await screen.tap("The bin")
    shown = screen.has("steam")
    await screen.tap(f"back-{glimmer.id}")

    assert shown
    assert screen.has(words.PUT_BACK_SAID)
    assert screen.has(words.BIN_EMPTY)
    assert device.journal.count() == 1


def let_go_collage(device: Device, caption: str = "By the sea") -> str:
    """One in the bin, let go now."""
    kept = device.journal.collages.keep(
        {"photos": [{}, {}], "caption": caption}, "f" * 64, at=device.clock.now()
    )
    device.journal.collages.remove(kept.id, at=device.clock.now())
    return kept.id


def in_bin(screen: Session) -> list[str]:
    """What lies in it, from above."""
    keys = [str(button.key) for button in screen.every(ft.TextButton)]
    return [key.removeprefix("back-") for key in keys if key.startswith("back-")]


async def test_a_collage_lies_in_the_bin_too_and_can_be_put_back():
    device = Device()
    collage = let_go_collage(device)
    screen = await Session.begin(device, route="/bin")

    shown = screen.has("Collage of 2 photos, By the sea")
    await screen.tap(f"back-{collage}")

    assert shown
    assert screen.has(words.PUT_BACK_SAID)
    assert screen.has(words.BIN_EMPTY)
    assert [each.id for each in device.journal.collages.page()] == [collage]


async def test_a_collage_is_deleted_for_good_once_that_is_confirmed():
    device = Device()
    collage = let_go_collage(device)
    screen = await Session.begin(device, route="/bin")

    await screen.tap(f"erase-{collage}")
    asked = screen.has(words.ASK_DELETE)
    await screen.tap("erase-yes")

    assert asked
    assert screen.has(words.BIN_EMPTY)
    assert device.journal.collages.page(bin=True) == []


async def test_a_collage_that_cannot_be_put_back_says_why():
    from app.core.errors import NoRoomError

    device = Device()
    collage = let_go_collage(device)
    let_go_collage(device)
    screen = await Session.begin(device, route="/bin")
    device.full = NoRoomError()

    await screen.tap(f"back-{collage}")

    assert sentence(NoRoomError()) in screen.live()
    assert not screen.has(words.PUT_BACK_SAID)


async def test_the_bin_has_both_in_one_order_the_latest_let_go_first():
    device = Device()
    expected = []
    for number in range(6):
        device.clock.passes(minutes=1)
        if number % 2:
            expected.insert(0, let_go_collage(device))
        else:
            expected.insert(0, str(device.keeps("steam").id))
            device.journal.remove(device.journal.page()[0].id, at=device.clock.now())
    screen = await Session.begin(device, route="/bin")

    assert in_bin(screen) == expected


async def test_the_bin_goes_only_as_far_back_as_both_were_read():
    device = Device()
    old = let_go_collage(device)
    for _ in range(70):
        device.clock.passes(minutes=1)
        device.journal.remove(device.keeps("steam").id, at=device.clock.now())
    screen = await Session.begin(device, route="/bin")

    first = len(in_bin(screen)), old in in_bin(screen)
    await scroll(screen, 6000 - 700, 6000)

    assert first == (60, False)
    assert (len(in_bin(screen)), in_bin(screen)[-1]) == (71, old)


async def test_a_bin_opened_by_its_address_waits_for_the_journal():
    device = Device()
    collage = let_go_collage(device)
    device.opens.clear()
    screen = await Session.begin(device, route="/bin")

    before = screen.has(words.BIN_EMPTY)
    device.opens.set()
    await screen.settle()

    assert not before
    assert in_bin(screen) == [collage]


async def test_deleting_for_good_asks_first_and_keeping_it_is_one_tap():
    device = Device()
    glimmer = device.keeps("steam")
    device.journal.remove(glimmer.id, at=device.clock.now())
    screen = await Session.begin(device, route="/bin")

    await screen.tap(f"erase-{glimmer.id}")
    asked = screen.has(words.ASK_DELETE)
    await screen.tap("Keep it")

    assert asked
    assert not screen.every(ft.AlertDialog)
    assert len(device.journal.page(bin=True)) == 1


async def test_deleting_for_good_deletes_for_good():
    device = Device()
    glimmer = device.keeps("steam")
    device.journal.remove(glimmer.id, at=device.clock.now())
    screen = await Session.begin(device, route="/bin")

    await screen.tap(f"erase-{glimmer.id}")
    await screen.tap("erase-yes")

    assert device.journal.page(bin=True) == []
    assert screen.has(words.BIN_EMPTY)
    assert not screen.every(ft.AlertDialog)


async def test_deleting_on_a_full_disk_says_so():
    from app.core.errors import NoRoomError

    device = Device()
    glimmer = device.keeps("steam")
    device.journal.remove(glimmer.id, at=device.clock.now())
    screen = await Session.begin(device, route="/bin")
    device.full = NoRoomError()

    await screen.tap(f"erase-{glimmer.id}")
    await screen.tap("erase-yes")

    assert screen.has(sentence(NoRoomError()))


async def test_the_bin_says_how_long_it_keeps():
    device = Device()
    device.journal.remove(device.keeps("steam").id, at=device.clock.now())
    screen = await Session.begin(device, route="/bin")

    assert screen.has(words.BIN_KEEPS)


async def test_a_glimmer_in_the_bin_says_so_on_its_page_and_offers_the_way_back():
    device = Device()
    glimmer = device.keeps("steam")
    device.journal.remove(glimmer.id, at=device.clock.now())
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}")

    told, offered = screen.has(words.IN_THE_BIN), screen.holds("Move to bin")
    await screen.tap("Put back")

    assert (told, offered) == (True, False)
    assert device.journal.count() == 1
    assert screen.holds("Move to bin")


async def test_a_glimmer_deleted_elsewhere_leaves_its_page_with_a_sentence():
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}")

    device.journal.erase(glimmer.id, at=device.clock.now())
    await screen.settle()

    assert screen.has(words.GONE)
    assert not screen.every(ft.TextField)


async def test_a_page_opened_by_its_address_waits_for_the_journal():
    device = Device()
    glimmer = device.keeps("steam")
    device.opens.clear()
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}")

    before = [part.label for part in screen.every(ft.Semantics)]
    gone = screen.has(words.GONE)
    device.opens.set()
    await screen.settle()

    assert words.LOADING in before
    assert not gone
    assert screen.has("steam")


async def test_back_leads_from_a_glimmer_to_the_days_and_from_the_bin_too():
    device = Device()
    glimmer = device.keeps("steam")
    screen = await Session.begin(device, route=f"/look-back/{glimmer.id}")

    await screen.tap("Back")
    first = screen.page.route
    await screen.go("/bin")
    await screen.back()

    assert (first, screen.page.route) == ("/look-back", "/look-back")


async def test_long_words_are_on_the_card_in_part_and_on_the_page_whole():
    device = Device()
    long = "steam " * 200
    glimmer = device.keeps(long)
    screen = await Session.begin(device, route="/look-back")

    await screen.tap(glimmer.id)

    assert long in screen.texts()

"""Kept on Android with the app closed: what Java writes into the inbox, in which order, whatever
the phone and its disk do meanwhile; and that a journal takes it in.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import stat
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.core.exchange.inbox import InboxRecord, from_json, sorted_out
from app.core.exchange.taking_in import TakenIn
from app.imaging.pillow_darkroom import PillowDarkroom
from app.platform.clock import SystemClock
from app.platform.reminding.android import AndroidNotifier
from storage.inbox import FolderInbox
from storage.journal import Journal
from storage.photos import in_folder
from storage.taking_in import Intake, PhotosIn
from storage.vault import DATABASE, ERASING_MARK
from tests.platform.android.phone import (
    PROJECT,
    App,
    android,
    at,
    java,
    milliseconds,
    on_a_phone,
    shade,
)

VECTORS = json.loads((PROJECT / "docs" / "inbox-vectors.json").read_text("utf-8"))["taken"]
WRITTEN = {"v", "id", "at", "zone", "note", "photos", "prompt", "from"}
"""What Java writes of a record."""
NOW = at("2027-01-05T18:42:07.250")
LINE = "2027-01-05 18:40\tGlimmers\tMaybe the light.\tglimmers://app/capture?prompt=senses-light"
KEEP = "app.glimmers.nudges.KEEP"
ENOSPC, EIO = 28, 5


def vectors() -> list[dict[str, Any]]:
    """Those of the format that hold nothing but what Java writes, with a zone or its offset."""
    return [
        each["record"]
        for each in VECTORS
        if each["record"].keys() <= WRITTEN and None not in list(each["record"].values())[4:]
    ]


@contextmanager
def journal_folder() -> Iterator[Path]:
    """A journal of which Python has told Java."""
    with tempfile.TemporaryDirectory(prefix="glimmers-phone-") as made:
        folder = Path(made)
        Journal.open(folder / DATABASE).close()
        tell(folder)
        yield folder


def tell(folder: Path) -> None:
    java("app.glimmers.nudges.Inbox").tell(App().context, str(folder))


def steps() -> Any:
    return java("standin.Steps")


def done() -> list[str]:
    return [str(each) for each in steps().done.toArray()]


def kept_in(folder: Path) -> list[InboxRecord]:
    """The records that lie there; whatever else does must be a file that nobody looks at."""
    records, left = sorted_out(FolderInbox(folder).look())
    photos = {name for record in records for name in record.photos}
    assert all(each.key.count(".") for each in left), "a record that cannot be read"
    for record in records:
        assert all((folder / "inbox" / name).is_file() for name in record.photos)
    assert photos <= set(os.listdir(folder / "inbox")) if records else True
    return records


def press(line: str = LINE, *, now: datetime = NOW) -> None:
    """The person presses *Keep* on the notification of this reminder."""
    App().hear(KEEP, now, extra=line)


def title() -> str:
    """What the one notification says first."""
    (shown,) = shade()
    return str(shown.made.title)


def why() -> str:
    """What it says below."""
    assert title() == "Not kept"
    (shown,) = shade()
    assert shown.made.bigText == shown.text
    return shown.text


def picture(width: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 20), (200, 90, 40)).save(file, "JPEG")
    return file.getvalue()


def put_with_photos(folder: Path, photos: list[bytes], *, note: str = "", most: int = 10**6) -> Any:
    """What the share activity does, step by step; returns the sizes that were answered."""
    box = java("app.glimmers.nudges.Inbox")
    record = box.record(milliseconds(NOW), "tile").note(note)
    entry = box.of(App().context).begin(record)
    sizes = []
    for number, content in enumerate(photos):
        source = folder / f"source-{number}"
        source.write_bytes(content)
        sizes.append(entry.add(java("java.io.FileInputStream")(str(source)), most))
    entry.keep()
    return sizes


# What is written ----------------------------------------------------------------------------------


@on_a_phone()
def test_records_are_those_of_the_format():
    written = vectors()
    assert len(written) >= 10

    for record in written:
        since_1970 = datetime.fromisoformat(record["at"]) - datetime.fromtimestamp(0, UTC)
        instant = since_1970 // timedelta(milliseconds=1)
        zone = java("java.util.TimeZone").getTimeZone(record.get("zone") or _offset(record["at"]))
        made = java("app.glimmers.nudges.InboxRecord").of(
            record["id"], instant, zone, record.get("from", "tile")
        )
        made.note(record.get("note", "")).prompt(record.get("prompt"))
        for name in record.get("photos", ()):
            assert made.photo() == name

        text = made.json()

        assert text.isascii()
        assert from_json(json.loads(text)) == from_json({"from": "tile"} | record), text


def _offset(text: str) -> str:
    return "GMT" + text[-6:]


@on_a_phone()
def test_a_tap_is_written_as_small_as_it_can_be():
    record = java("app.glimmers.nudges.InboxRecord").of(
        VECTORS[0]["record"]["id"],
        milliseconds(datetime.fromisoformat(VECTORS[0]["record"]["at"])),
        java("java.util.TimeZone").getTimeZone("Europe/Berlin"),
        "tile",
    )

    assert json.loads(record.json()) == VECTORS[0]["record"] | {"from": "tile"}


@on_a_phone()
@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ('"quotes" and \\ and \n and \t and \x1b', '"quotes" and \\ and \n and \t and \x1b'),
        ("\u202eright to left ☕ 👩‍👩‍👧 😀", "\u202eright to left ☕ 👩‍👩‍👧 😀"),
        ('{"v": 2}', '{"v": 2}'),
        ("😀" * 100_001, "😀" * 100_000),
        ("", ""),
    ],
    ids=["marks", "characters", "json", "long", "nothing"],
)
def test_words_arrive_as_they_were(words, kept):
    with journal_folder() as folder:
        put_with_photos(folder, [], note=words)
        (record,) = kept_in(folder)

    assert record.record.glimmer.note == kept


@on_a_phone()
def test_what_no_journal_can_hold_is_left_out_of_words():
    text = java("java.lang.StringBuilder")()
    for unit in (0x61, 0x0, 0xD83D, 0x62):
        text.appendCodePoint(unit)
    record = java("app.glimmers.nudges.Inbox").record(milliseconds(NOW), "share")

    record.note(text)

    assert from_json(json.loads(record.json())).record.glimmer.note == "a\ufffdb"


@on_a_phone()
@pytest.mark.parametrize("prompt", ["What is bright?", "", "x" * 65, "../a", "Own"])
def test_a_prompt_that_is_no_id_is_left_out(prompt):
    record = java("app.glimmers.nudges.Inbox").record(milliseconds(NOW), "tile").prompt(prompt)

    assert "prompt" not in json.loads(record.json())


@on_a_phone()
def test_ids_tell_their_moment_and_are_drawn_anew():
    box = java("app.glimmers.nudges.Inbox")

    ids = {json.loads(box.record(milliseconds(NOW), "tile").json())["id"] for _ in range(200)}

    assert len(ids) == 200
    for each in map(uuid.UUID, ids):
        assert (each.version, each.variant) == (7, uuid.RFC_4122)
        assert each.int >> 80 == milliseconds(NOW)
    random = [each.int & (1 << 80) - 1 for each in map(uuid.UUID, ids)]
    for bit in {*range(80)} - {*range(76, 80), 62, 63}:
        assert {number >> bit & 1 for number in random} == {0, 1}, f"bit {bit} is never drawn"


@on_a_phone()
def test_every_hour_has_its_offset_in_a_zone_that_changes_it():
    zone = java("java.util.TimeZone").getTimeZone("Europe/Berlin")
    id = VECTORS[0]["record"]["id"]
    second = at("2026-10-25T02:30:00", fold=1)

    for instant in (at("2026-10-25T02:30:00"), second, at("2027-07-01T00:00:00"), NOW):
        made = java("app.glimmers.nudges.InboxRecord").of(id, milliseconds(instant), zone, "tile")
        assert datetime.fromisoformat(json.loads(made.json())["at"]) == instant

    assert json.loads(
        java("app.glimmers.nudges.InboxRecord").of(id, milliseconds(second), zone, "tile").json()
    )["at"].endswith("02:30:00.000+01:00")


# In which order -----------------------------------------------------------------------------------


@on_a_phone()
@pytest.mark.parametrize("links", [False, True], ids=["Android", "a disk with hard links"])
def test_files_and_their_names_reach_the_disk_in_their_order(links):
    with journal_folder() as folder:
        steps().links = links
        press()
        first = done()
        steps().done.clear()
        put_with_photos(folder, [picture(30)])
        second = done()
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder / "inbox").iterdir()}
        assert stat.S_IMODE((folder / "inbox").stat().st_mode) == 0o700
        named = ["link ID{}", "remove half"] if links else ["rename ID{}"]
        whole = ["make half", "write", "fsync half", *named]

    assert first == [
        "mkdir inbox",
        f"fsync {folder.name}",
        *(each.format(".json") for each in whole),
        "fsync inbox",
    ]
    assert second == [
        "mkdir inbox",
        *(each.format(".0") for each in whole),
        *(each.format(".json") for each in whole),
        "fsync inbox",
    ]
    assert modes == {0o600}
    assert java("android.system.Os").openFiles() == 0


@on_a_phone()
def test_wherever_the_phone_goes_off_there_is_no_record_or_the_whole_one():
    from jnius import JavaException

    photos = [picture(30), picture(40)]
    with journal_folder() as folder:
        put_with_photos(folder, photos, note="look")
        order = done()
    named = order.index("rename ID.json")
    assert order[named + 1 :] == ["fsync inbox"]
    for before in range(len(order) + 1):
        with journal_folder() as folder:
            steps().reset()
            steps().offBefore = before
            try:
                put_with_photos(folder, photos, note="look")
                told = True
            except JavaException:
                told = False
            records = kept_in(folder)

        assert told == (before == len(order))
        assert len(records) == (before > named)
        assert all((each.record.glimmer.note, len(each.photos)) == ("look", 2) for each in records)


@on_a_phone()
@pytest.mark.parametrize("errno", [ENOSPC, EIO])
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
def test_whatever_the_disk_refuses_kept_is_said_only_where_it_is(errno, for_good):
    with journal_folder():
        press()
        total = len(done())
    kept = 0
    for step in range(total + 1):
        with journal_folder() as folder:
            android().shade.clear()
            steps().reset()
            steps().refused, steps().errno, steps().forGood = step, errno, for_good
            press(LINE.replace("18:40", f"18:{step:02d}"))
            steps().reset()

            records = kept_in(folder)
            if title() == "Kept, 18:42":
                kept += 1
                assert len(records) == 1
            else:
                assert ("no room" in why()) == (errno == ENOSPC)
                last = for_good and step == total - 1
                assert len(records) == last, "what was named could not be taken away again"
            assert java("android.system.Os").openFiles() == 0

    assert kept == 1, "only the run in which nothing was refused"


@on_a_phone()
def test_a_link_in_the_folders_place_is_not_followed():
    with journal_folder() as folder, tempfile.TemporaryDirectory() as elsewhere:
        (folder / "inbox").symlink_to(elsewhere)

        press()

        assert why().startswith("This phone could not write it here.")
        assert os.listdir(elsewhere) == []


@on_a_phone()
def test_a_folder_that_others_could_read_is_closed():
    with journal_folder() as folder:
        (folder / "inbox").mkdir()
        (folder / "inbox").chmod(0o755)

        press()

        assert stat.S_IMODE((folder / "inbox").stat().st_mode) == 0o700
        assert len(kept_in(folder)) == 1


@on_a_phone()
def test_before_glimmers_was_ever_opened_it_is_not_kept_and_said_so():
    press()
    unopened = why()
    tell(Path("/nowhere/at/all"))
    press()

    assert unopened == "Open Glimmers once. After that, one press here keeps a moment."
    assert why() == unopened


@on_a_phone()
def test_where_everything_is_being_erased_nothing_is_said_to_be_kept():
    with journal_folder() as folder:
        (folder / ERASING_MARK).touch()  # the phone went off on the way, say
        press()
        said = why()
        (folder / ERASING_MARK).unlink()
        press()

        assert said == "Open Glimmers once. After that, one press here keeps a moment."
        assert len(kept_in(folder)) == 1, "the second"


@on_a_phone()
def test_photos_are_copied_as_they_came_and_one_that_is_too_large_leaves_nothing():
    photos = [picture(300), b"x" * 200_000, b"", b"y" * 100_001, b"z" * 100_000]
    with journal_folder() as folder:
        sizes = put_with_photos(folder, photos, most=100_000)
        (record,) = kept_in(folder)
        there = [(folder / "inbox" / name).read_bytes() for name in record.photos]
        names = os.listdir(folder / "inbox")

    assert sizes == [len(photos[0]), -1, -1, -1, 100_000]
    assert there == [photos[0], photos[4]]
    assert len(names) == 3


@on_a_phone()
def test_of_a_share_that_is_killed_while_it_copies_nothing_stays_for_good():
    with journal_folder() as folder:
        source = folder / "source"
        source.write_bytes(picture(30))
        box = java("app.glimmers.nudges.Inbox")
        entry = box.of(App().context).begin(box.record(milliseconds(NOW), "share"))
        entry.add(java("java.io.FileInputStream")(str(source)), 10**6)  # and here it ends
        (left,) = (folder / "inbox").iterdir()
        os.utime(left, (time.time() - 3700,) * 2)
        found = FolderInbox(folder).look()
        asyncio.run(FolderInbox(folder).forget([]))

        assert found == [], "which a person could neither read nor delete"
        assert not left.exists()


# The notification's button ------------------------------------------------------------------------


def reminder_comes() -> None:
    App().plan(LINE, at("2027-01-05T08:00"))
    App().alarm(at("2027-01-05T18:40"))


def buttons() -> dict[str, Any]:
    (shown,) = shade()
    return {str(each.title): each.intent for each in shown.made.actions.toArray()}


@on_a_phone()
def test_one_press_keeps_the_moment_and_says_so_in_the_reminders_place():
    with journal_folder() as folder:
        reminder_comes()
        asked = buttons()
        intent = asked["Keep"].intent
        press(intent.getStringExtra("app.glimmers.nudges.LINE"))
        (record,) = kept_in(folder)

        assert list(asked) == ["Keep", "Later"]
        assert (intent.target, intent.action) == ("app.glimmers.nudges.NudgeReceiver", KEEP)
        assert (record.prompt, record.written_by) == ("senses-light", "notification")
        assert record.record.glimmer.kept_at == "2027-01-05T18:42:07.250+01:00"
        assert record.record.glimmer.zone == "Europe/Berlin"
        (shown,) = shade()
        assert (shown.made.title, shown.made.text, shown.made.bigText) == ("Kept, 18:42", "", "")
        assert (shown.tag, shown.id) == ("glimmers.nudge", 1)
        assert (shown.made.onlyAlertOnce, shown.made.autoCancel) == (True, True)
        (goes,) = buttons().values()
        assert list(buttons()) == ["Add words"]
        assert goes.kind == "activity"
        assert goes.intent.data.toString() == f"glimmers://app/kept/{record.id}"
        assert goes.intent.packageName == "app.glimmers"
        assert shown.made.content.intent.data.toString() == goes.intent.data.toString()


@on_a_phone()
def test_pressed_twice_before_the_phone_has_answered_it_keeps_once():
    with journal_folder() as folder:
        reminder_comes()
        press()
        press()
        once = len(kept_in(folder))
        App().plan(LINE.replace("01-05", "01-06"), at("2027-01-05T19:00"))
        App().alarm(at("2027-01-06T18:40"))
        press(LINE.replace("01-05", "01-06"))

        assert (once, len(kept_in(folder))) == (1, 2)


@on_a_phone()
def test_one_that_could_not_be_kept_can_be_pressed_again():
    with journal_folder() as folder:
        reminder_comes()
        steps().refused, steps().errno, steps().forGood = 0, ENOSPC, True
        press()
        refused, again = why(), buttons()
        steps().reset()
        press(again["Keep"].intent.getStringExtra("app.glimmers.nudges.LINE"))

        assert refused.startswith("There is no room left on this phone. Free some space, then")
        assert list(again) == ["Keep"]
        assert title() == "Kept, 18:42"
        assert len(kept_in(folder)) == 1
        assert list(android().logged.toArray()) == ["the inbox could not be written"]


@on_a_phone()
def test_the_hour_is_told_by_the_clock_that_the_person_has_chosen():
    with journal_folder():
        android().twelveHours = True
        press()

    assert title() == "Kept, 6:42 PM"


@on_a_phone()
def test_a_reminder_whose_line_is_damaged_keeps_the_moment_all_the_same():
    with journal_folder() as folder:
        press("torn")
        press("2027-01-05 18:40\tGlimmers\tNo prompt.\tglimmers://app/capture")

        assert [each.prompt for each in kept_in(folder)] == [None, None]


# Into a journal -----------------------------------------------------------------------------------


async def taken_in(folder: Path) -> Journal:
    """The journal once it has taken in what waits."""
    journal = Journal.open(folder / DATABASE)
    inbox, darkroom = FolderInbox(folder), PillowDarkroom(in_folder(folder))

    async def write(change: Any, /) -> TakenIn:
        return change(journal)

    async def open_darkroom() -> PillowDarkroom:
        return darkroom

    photos = PhotosIn(inbox, open_darkroom, originals=lambda: False)
    intake = Intake(inbox, now=SystemClock().now, photos=photos)
    await intake.take_in(write)
    await intake.take_in_photos(write)
    darkroom.close()
    return journal


@on_a_phone()
async def test_what_was_kept_with_the_app_closed_is_in_the_journal_at_the_next_opening():
    with journal_folder() as folder:
        await AndroidNotifier(SystemClock()).lend_inbox(folder)
        press()
        put_with_photos(folder, [picture(30), b"no photo", picture(50)], note="look")
        ids = [each.id for each in kept_in(folder)]

        journal = await taken_in(folder)

        assert sorted(glimmer.id for glimmer in journal.page()) == sorted(ids)
        notes = {glimmer.note: glimmer.id for glimmer in journal.page()}
        assert notes.keys() == {"", "look"}
        photos = journal.parts([notes["look"]])[notes["look"]].photos
        assert [each.photo.width for each in photos] == [30, 50]
        assert [name.rpartition(".")[2] for name in os.listdir(folder / "inbox")] == ["1"]
        journal.close()

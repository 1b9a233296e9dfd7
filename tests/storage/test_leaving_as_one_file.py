"""A journal leaves as one zip: the folder that it would be, file for file, whole or not at all."""

from __future__ import annotations

import io
import random
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from app.core.errors import SAVING_EXPORT, DamagedJournalError, NoRoomError
from app.core.exchange.leaving import FORMS, Exported, Form
from app.core.glimmers import Draft
from app.core.when.times import at_moment
from app.words.leaving import leaving
from storage.exchange.leaving import ExportTargetError, exporting
from storage.exchange.spool import Spool
from storage.saving import Target
from storage.snapshots.folder import Copying
from storage.steps import Progress, finished, go_on
from storage.vault import DATABASE
from tests.made_photos import jpeg
from tests.storage.test_leaving import NOW, PLAIN, WORDS, Home
from tests.storage.test_snapshots import copied_in_pieces
from tests.told import sentence

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path / "journal")
    yield made
    made.journal.close()


def saved(
    home: Home,
    path: Path,
    form: Form,
    *,
    progress: Progress = go_on,
    replace: bool = False,
    copying: Copying | None = None,
) -> Exported | None:
    target = Target(
        path=path,
        replace=replace,
        journal=home.folder,
        doing=SAVING_EXPORT,
        refusal=ExportTargetError,
        private=True,
    )
    wording = leaving.wording(form, NOW.date())
    steps = exporting(
        home.folder / DATABASE,
        home.photos,
        target,
        form,
        now=NOW,
        wording=wording,
        copying=copying,
    )
    return finished(steps, progress)


def unpacked(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as opened:
        assert len(set(opened.namelist())) == len(opened.namelist())
        return {name: opened.read(name) for name in opened.namelist()}


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def everything(home: Home) -> None:
    """Words in many scripts, each kind of time, photos, collages, the bin, a photo that is gone."""
    for words in WORDS:
        home.keep(words, people=("Ana", "إيلاف"), tags=("slow days",))
    for when in (
        "summer 2004",
        "as a child",
        "free:AS A CHILD",
        "free:مع جدتي",
        "free:aux",
        "1987",
    ):
        home.keep(when, jpeg((20, 31)), when=when)
    for when in ("14 March 2019", "about 1987", "the 90s", "March 2019", "2 March 2019"):
        home.keep(when, PLAIN, jpeg((24, 20), taken="2019:03:14 10:20:30"), when=when)
    picture = home.put(jpeg((70, 70)))
    home.journal.collages.keep({}, picture.id, at=NOW)
    gone = home.keep("in the bin", jpeg((33, 33)))
    home.journal.remove(gone.id, at=NOW + timedelta(hours=1))
    torn = home.keep("", jpeg((8, 9)))
    (photo,) = home.journal.parts([torn.id])[torn.id].photos
    home.photos.path(photo.photo.id).unlink()


@pytest.mark.parametrize("form", FORMS)
def test_it_is_the_folder_file_for_file(home, tmp_path, form):
    everything(home)

    as_file = saved(home, tmp_path / "out.zip", form)
    as_folder = home.export(tmp_path / "out", form)

    assert as_file == as_folder
    assert as_file is not None
    assert as_file.missing == 1
    assert unpacked(tmp_path / "out.zip") == files(tmp_path / "out")
    assert stat.S_IMODE((tmp_path / "out.zip").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["journal", "out", "out.zip"]


@pytest.mark.parametrize("form", FORMS)
def test_a_program_that_reads_from_the_front_unpacks_it(home, tmp_path, form):
    """Sizes stand in front, names say that they are UTF-8, and Windows takes each of them."""
    everything(home)

    saved(home, tmp_path / "out.zip", form)

    names: set[str] = set()
    with zipfile.ZipFile(tmp_path / "out.zip") as opened:
        assert opened.testzip() is None
        for info in opened.infolist():
            names.add(info.filename)
            assert not info.flag_bits & 8, "a size behind what it is of"
            assert info.filename.isascii() or info.flag_bits & 0x800
            assert info.date_time[:5] == NOW.timetuple()[:5]
            pieces = info.filename.split("/")
            assert not any(set(piece) & set('<>:"\\|?*') for piece in pieces)
            assert all(piece and piece.strip(". ") == piece for piece in pieces)
            assert not any(piece.partition(".")[0] in ("aux", "con", "nul") for piece in pieces)
            assert info.external_attr >> 16 == 0o100600
    assert len({name.casefold() for name in names}) == len(names)


@pytest.mark.skipif(shutil.which("unzip") is None, reason="no unzip here")
def test_unzip_unpacks_it(home, tmp_path):
    everything(home)
    saved(home, tmp_path / "out.zip", "markdown")

    subprocess.run(
        ["unzip", "-q", str(tmp_path / "out.zip"), "-d", str(tmp_path / "there")],
        check=True,
        env={"LC_ALL": "C.UTF-8"},
    )

    assert files(tmp_path / "there") == unpacked(tmp_path / "out.zip")


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_journal_leaves_too(home, tmp_path, form):
    assert saved(home, tmp_path / "out.zip", form) == Exported()

    assert leaving.READ_ME in unpacked(tmp_path / "out.zip")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("last", [0, 2, 5])
def test_stopped_nothing_of_it_stays(home, tmp_path, form, last):
    for number in range(5):
        home.keep(str(number), jpeg((20 + number, 20)), when=f"free:time {number}")
    told: list[tuple[int, int]] = []

    def until(done: int, total: int) -> bool:
        told.append((done, total))
        return done < last

    assert saved(home, tmp_path / "out.zip", form, progress=until) is None
    assert told[-1] == (last, 5)
    assert [path.name for path in tmp_path.iterdir()] == ["journal"]
    assert [path.name for path in home.folder.iterdir() if "copy" in path.name] == []


def test_where_the_journal_is_copied_in_steps_it_can_be_stopped_at_each(home, tmp_path):
    for number in range(20):
        home.keep(
            f"{number} " + "light " * 900, jpeg((20 + number, 20)), when=f"free:time {number}"
        )
    home.export(tmp_path / "out", "site")
    with closing(sqlite3.connect(home.folder / DATABASE)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a browser's has no log

    for stop in range(10_000):
        left = iter(range(stop))
        made = saved(
            home,
            tmp_path / "out.zip",
            "site",
            progress=lambda _done, _of, left=left: next(left, None) is not None,
            copying=copied_in_pieces,
        )
        if made is not None:
            break
        assert sorted(path.name for path in tmp_path.iterdir()) == ["journal", "out"], stop
        assert not list(home.folder.glob("glimmers-copy-*")), stop

    assert stop > 40, "pieces of the copy, tables that are examined, glimmers, and texts"
    assert unpacked(tmp_path / "out.zip") == files(tmp_path / "out")


def test_a_damaged_journal_that_is_copied_in_steps_is_told_as_one(tmp_path):
    with pytest.raises(DamagedJournalError):
        saved(damaged(tmp_path), tmp_path / "out.zip", "json", copying=copied_in_pieces)

    assert [path.name for path in tmp_path.iterdir()] == ["journal"]


def test_it_is_one_state_while_others_keep_and_erase(home, tmp_path):
    first = home.keep("first")
    home.keep("second")

    def meanwhile(done: int, _total: int) -> bool:
        if done == 1:
            at = NOW + timedelta(days=1)
            home.journal.keep(Draft(when=at_moment(at, zone="UTC"), note="later"), at=at)
            home.journal.erase(first.id, at=at)
        return True

    assert saved(home, tmp_path / "out.zip", "json", progress=meanwhile) == Exported(glimmers=2)

    text = unpacked(tmp_path / "out.zip")["glimmers.json"].decode()
    assert "first" in text
    assert "later" not in text


def noise(seed: int) -> bytes:
    """A photo that nothing makes smaller."""
    image = Image.frombytes("RGB", (160, 120), random.Random(seed).randbytes(160 * 120 * 3))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=100)
    return file.getvalue()


@pytest.mark.parametrize(
    "room", [50_000, 1_000_000], ids=["for the copy of the journal", "for the file"]
)
@pytest.mark.parametrize("form", FORMS)
def test_where_there_is_no_room_nothing_of_it_stays(home, tmp_path, form, room):
    for number in range(30):
        home.keep(str(number), noise(number), when=f"free:time {number % 3}")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(NoRoomError) as refused:
            saved(home, tmp_path / "out.zip", form)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)

    assert "the file could not be made" in sentence(refused.value)
    assert [path.name for path in tmp_path.iterdir()] == ["journal"]


def test_what_is_there_already_is_not_touched_unless_it_may_go(home, tmp_path):
    home.keep("rain")
    (tmp_path / "mine.zip").write_text("mine")

    with pytest.raises(ExportTargetError) as refused:
        saved(home, tmp_path / "mine.zip", "json")
    before = (tmp_path / "mine.zip").read_text()
    saved(home, tmp_path / "mine.zip", "json", replace=True)

    assert "Your journal is as it was" in sentence(refused.value)
    assert before == "mine"
    assert "glimmers.json" in unpacked(tmp_path / "mine.zip")


def test_it_does_not_go_into_the_journals_folder(home):
    with pytest.raises(ExportTargetError):
        saved(home, home.folder / "out.zip", "json")


def damaged(folder: Path) -> Home:
    """Its glimmers cannot be read."""
    home = Home(folder / "journal")
    home.keep("rain")
    home.journal.close()
    database = home.folder / DATABASE
    with closing(sqlite3.connect(database)) as conn:
        (root,) = conn.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'glimmers'"
        ).fetchone()
        (size,) = conn.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(bytes(size))
    return home


def test_of_a_damaged_journal_nothing_is_made(tmp_path):
    with pytest.raises(DamagedJournalError):
        saved(damaged(tmp_path), tmp_path / "out.zip", "json")

    assert [path.name for path in tmp_path.iterdir()] == ["journal"]


@pytest.mark.parametrize("form", FORMS)
def test_memory_does_not_grow_with_the_journal(tmp_path, form):
    def peak(count: int) -> int:
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        home = Home(folder / "journal")
        for number in range(count):
            when = "free:long ago" if number % 2 else None
            home.keep(f"{number} " * 900, when=when)
        tracemalloc.start()
        saved(home, folder / "out.zip", form)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        home.journal.close()
        return highest

    small = peak(500)

    # The words of 1,500 are 6 MB. Python's own table of names may double meanwhile, once.
    assert any(peak(2_000) - small < 1_500_000 for _ in range(2))


# What is held -------------------------------------------------------------------------------------


def test_many_texts_at_a_time_come_back_each_as_it_was_written(tmp_path):
    chance = random.Random(3)
    spool = Spool(tmp_path / "held")
    texts = [spool.text() for _ in range(40)]
    written = [""] * len(texts)

    for _ in range(4_000):
        which = chance.randrange(len(texts))
        piece = chance.choice(("steam over the cup\n", "雨が屋根に落ちる", "🌻", "é" * 900, ""))
        texts[which].write(piece)
        written[which] += piece
        if chance.random() < 0.01:
            assert b"".join(texts[which].pieces()).decode() == written[which]
    copy = io.StringIO()
    for text in texts:
        text.pour_into(copy)

    assert [b"".join(text.pieces()).decode() for text in texts] == written
    assert [text.size for text in texts] == [len(text.encode()) for text in written]
    assert copy.getvalue() == "".join(written)
    assert sum(text.size for text in texts) > 1 << 20
    assert list(tmp_path.iterdir()) == [], "it has no name where that can be"
    spool.close()


def test_a_text_can_be_poured_into_another_of_the_same_spool(tmp_path):
    with closing(Spool(tmp_path / "held")) as spool:
        one, other = spool.text(), spool.text()
        for number in range(200):
            one.write(f"{number} " * 900)
            other.write("between ")
        before = b"".join(other.pieces())
        one.pour_into(other)

        assert b"".join(other.pieces()) == before + b"".join(one.pieces())


def test_little_needs_no_file(tmp_path):
    with closing(Spool(tmp_path / "held")) as spool:
        text = spool.text()
        text.write("half a letter: \ud83c")

        assert b"".join(text.pieces()) == b"half a letter: \\ud83c"
        assert list(tmp_path.iterdir()) == []


_KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from app.words.leaving import leaving
from storage.exchange.leaving import ExportTargetError, exporting
from storage.steps import finished
from storage.photos import in_folder
from storage.saving import Target
from storage.snapshots.folder import Copying

home, out, form = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def progress(done, total):
    if done == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return True

now = datetime(2026, 11, 22, tzinfo=UTC)
target = Target(path=out, journal=home, refusal=ExportTargetError, private=True)
wording = leaving.wording(form, now.date())
steps = exporting(home / "glimmers.db", in_folder(home), target, form, now=now, wording=wording)
finished(steps, progress)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
def test_killed_nothing_has_the_name_and_the_copy_goes_at_the_next_start(home, tmp_path):
    for number in range(4):
        home.keep(f"{number} " * 40_000, jpeg((20 + number, 20)))
    given = [str(home.folder), str(tmp_path / "out.zip"), "site"]

    done = subprocess.run([sys.executable, "-c", _KILLED, *given], cwd=ROOT)

    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / "out.zip").exists()
    assert saved(home, tmp_path / "out.zip", "site") == Exported(glimmers=4, photos=4)

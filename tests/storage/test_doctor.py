"""A journal that is broken in one way or another: said plainly, never made worse, saved as far as
it goes.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import BusyJournalError, NewerJournalError, NotAJournalError
from app.core.glimmers import Draft, Edit
from app.core.photos import Photo, PhotoId
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from storage import reserve
from storage.care.doctor import Report
from storage.database.holding import exclusive_lock, shared_lock
from storage.database.signature import SCHEMA
from storage.inbox import FolderInbox
from storage.opening import open_in_folder
from storage.rows.stamps import new_id
from storage.vault import DATABASE
from tests.storage.days import live_in
from tests.told import look_over, sentence

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))
KEPT = 400
SCHEMA_1 = Path(__file__).parent / "fixtures" / "schema-1.db"


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal of `KEPT` glimmers over many pages, its log written into it."""
    folder = tmp_path_factory.mktemp("made-once")
    journal = open_in_folder(folder, now=NOW)
    journal._conn.execute("PRAGMA synchronous = OFF")
    for number in range(KEPT):
        when = at_moment(NOW) if number % 2 else understand("2019", now=NOW)
        journal.keep(Draft(when=when, note=f"glimmer {number} " + "light " * 50), at=NOW)
    (newest,) = journal.page(limit=1)
    journal.change(newest.id, Edit(people=("Noor", "Émile")), at=NOW)
    journal.photos.attach(newest.id, [photo("a"), photo("b")], at=NOW)
    journal.collages.keep({"photos": ["a" * 64]}, "f" * 64, at=NOW)
    journal.preferences.choose("southern", True, at=NOW)
    journal.close()
    return folder / DATABASE


def photo(letter: str) -> Photo:
    return Photo(id=PhotoId(letter * 64), width=40, height=30, media_type="image/jpeg", size=1)


@pytest.fixture
def file(made_once: Path, tmp_path: Path) -> Path:
    """A copy of it to break."""
    shutil.copy(made_once, tmp_path / DATABASE)
    return tmp_path / DATABASE


def examined(file: Path) -> Report:
    return look_over(file.parent, repair=False, now=NOW)


def repaired(file: Path) -> Report:
    return look_over(file.parent, repair=True, now=NOW)


def overwrite(file: Path, offset: int, data: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(offset)
        opened.write(data)


def pages_of(file: Path, name: str) -> list[int]:
    """Leaf pages of a table or index, in order."""
    with closing(sqlite3.connect(file)) as conn:
        try:
            rows = conn.execute(
                "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path",
                (name,),
            )
            return [number for (number,) in rows]
        except sqlite3.OperationalError:
            pytest.skip("this SQLite has no dbstat")


def damaged_files(file: Path) -> list[Path]:
    return sorted(file.parent.glob("glimmers-damaged-*.db"))


def saved_numbers(file: Path) -> set[int]:
    journal = open_in_folder(file.parent, now=NOW)
    try:
        return {int(glimmer.note.split()[1]) for glimmer in journal.page(limit=10_000)}
    finally:
        journal.close()


def test_a_whole_journal_is_well_and_counted(file):
    report = examined(file)

    assert report.ok
    assert (report.glimmers, report.in_bin, report.photos, report.schema) == (KEPT, 0, 2, SCHEMA)
    assert report.database == file
    assert {"glimmers", "python", "sqlite", "flet", "sqlite-utils", "edtf"} <= set(report.versions)


def test_photos_and_names_that_are_not_where_their_glimmer_is_are_found_and_put_there(file):
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("UPDATE glimmer_people SET sort_key = '3000'")
        conn.execute("UPDATE glimmer_photos SET sort_key = '' WHERE position = 0")
        conn.commit()

    assert examined(file).problems == ("photos and names: 3 are not sorted as their glimmers are",)
    assert repaired(file).ok
    assert damaged_files(file) == []


def test_a_name_filed_under_another_spelling_is_found_and_put_right(file):
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("UPDATE people SET name = 'Amira' WHERE name = 'Noor'")
        conn.commit()

    assert examined(file).problems == ("names: 1 are filed under another spelling",)
    assert repaired(file).ok
    journal = open_in_folder(file.parent, now=NOW)
    assert len(journal.names.glimmers("person", "amira")) == 1
    journal.close()


def test_what_is_saved_from_a_torn_journal_keeps_its_photos_names_and_collages(file):
    journal = open_in_folder(file.parent, now=NOW)
    address = journal.names.id_of("person", "Émile")
    journal.close()
    page = pages_of(file, "glimmers")[3]
    overwrite(file, (page - 1) * 4096, b"\xff" * 4096)

    assert "could not be read" in repaired(file).problems[0]
    assert examined(file).ok

    journal = open_in_folder(file.parent, now=NOW)
    assert journal.names.called("person", address) == "Émile"
    (newest,) = journal.names.glimmers("person", "NOOR")
    parts = journal.parts([newest.id])[newest.id]
    assert (parts.people, [each.photo for each in parts.photos]) == (
        ("Noor", "Émile"),
        [photo("a"), photo("b")],
    )
    assert [each.record for each in journal.collages.page()] == [{"photos": ["a" * 64]}]
    assert journal.photos.in_use() == {"a" * 64, "b" * 64, "f" * 64}
    journal.close()


def test_a_torn_journal_of_the_first_release_is_saved_into_todays_shape(tmp_path):
    file = tmp_path / DATABASE
    shutil.copy(SCHEMA_1, file)
    file.chmod(0o600)
    for page in pages_of(file, "glimmers_timeline"):
        overwrite(file, (page - 1) * 4096, bytes(4096))

    assert repaired(file).ok

    journal = open_in_folder(tmp_path, now=NOW)
    assert journal.count() == 18
    journal.close()


def test_looking_writes_nothing(file):
    before = {path.name: (path.read_bytes(), path.stat().st_mode) for path in file.parent.iterdir()}

    examined(file)

    assert {
        path.name: (path.read_bytes(), path.stat().st_mode) for path in file.parent.iterdir()
    } == before


def test_no_journal_yet_is_no_problem_and_none_is_made(tmp_path):
    report = look_over(tmp_path / "nowhere", repair=True, now=NOW)

    assert report.ok
    assert report.glimmers == 0
    assert not (tmp_path / "nowhere").exists()


def test_looking_works_while_the_app_has_it_open(file):
    journal = open_in_folder(file.parent, now=NOW)
    journal.keep(Draft(when=at_moment(NOW), note="glimmer 999"), at=NOW)

    report = examined(file)
    journal.keep(Draft(when=at_moment(NOW), note="glimmer 1000"), at=NOW)
    journal.close()

    assert report.glimmers == KEPT + 1
    assert {999, 1000} <= saved_numbers(file)


def test_a_journal_that_another_program_holds_alone_is_told_and_not_waited_for_without_end(
    file, monkeypatch
):
    monkeypatch.setattr("storage.journal.BUSY_SECONDS", 0.3)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")

        report = examined(file)

    assert (report.ok, report.glimmers) == (False, None)
    assert report.problems == (sentence(BusyJournalError()),)
    assert examined(file).ok


def test_an_open_database_is_named_and_made_private(file):
    file.chmod(0o644)

    assert "Others on this device can read" in examined(file).problems[0]
    assert repaired(file).ok
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_word_index_that_lost_words_is_written_anew(file):
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("INSERT INTO glimmers_fts (glimmers_fts) VALUES ('delete-all')")
        conn.commit()

    assert examined(file).problems == ("full-text index: does not match the words",)
    assert repaired(file).ok
    assert damaged_files(file) == []


def test_a_torn_page_of_the_timeline_costs_no_glimmer(file):
    page = pages_of(file, "glimmers_timeline")[1]
    overwrite(file, (page - 1) * 4096, bytes(4096))

    assert not examined(file).ok
    assert repaired(file).ok
    assert len(saved_numbers(file)) == KEPT


def test_of_two_torn_pages_only_what_was_on_them_is_lost(file):
    pages = pages_of(file, "glimmers")
    for page in (pages[len(pages) // 4], pages[len(pages) // 2]):
        overwrite(file, (page - 1) * 4096, b"\xff" * 4096)
    before = file.read_bytes()

    assert not examined(file).ok
    report = repaired(file)

    saved = len(saved_numbers(file))
    assert KEPT - 40 <= saved < KEPT
    (kept_aside,) = damaged_files(file)
    assert not report.ok
    assert report.problems == (
        f"{saved} glimmers came across, {KEPT - saved} could not be read. "
        f"The damaged journal is kept as {kept_aside.name}, for other tools to try.",
    )
    assert examined(file).ok
    assert kept_aside.read_bytes() == before
    assert stat.S_IMODE(kept_aside.stat().st_mode) == 0o600
    journal = open_in_folder(file.parent, now=NOW)
    assert journal.preferences.get("southern", False) is True
    journal.close()


def test_what_a_repair_set_aside_is_named_and_goes_after_thirty_days(file):
    journal = open_in_folder(file.parent, now=NOW)
    (gone,) = journal.page(limit=1)
    journal.close()
    page = pages_of(file, "glimmers")[3]
    overwrite(file, (page - 1) * 4096, b"\xff" * 4096)
    repaired(file)
    (damaged,) = damaged_files(file)
    damaged.with_name(f"{damaged.name}-wal").write_bytes(gone.note.encode())
    mine = file.with_name("glimmers-damaged-mine.db")
    mine.write_bytes(b"")

    assert [note.split(" as ")[1].split(". ")[0] for note in examined(file).notes] == [
        damaged.name,
        mine.name,
    ]
    live_in(file.parent, since=NOW, days=30)
    assert damaged.exists()
    open_in_folder(file.parent, now=NOW + timedelta(days=30, seconds=1)).close()

    assert [path.name for path in file.parent.glob("glimmers-*")] == [mine.name]


def test_what_a_repair_that_was_cut_short_left_goes_at_the_next_start(file):
    file.with_name("glimmers-saved-20261122T201500.db").write_bytes(b"glimmer 1")
    file.with_name("glimmers-saved-20261122T201500.db-journal").write_bytes(b"glimmer 1")

    open_in_folder(file.parent, now=NOW).close()

    assert {path.name for path in file.parent.iterdir()} == {DATABASE, reserve.NAME}


def test_where_no_index_tells_how_many_there_were_the_doctor_says_so(file):
    torn = [
        pages_of(file, "glimmers")[5],
        *pages_of(file, "sqlite_autoindex_glimmers_1"),
        *pages_of(file, "glimmers_timeline"),
    ]
    for page in torn:
        overwrite(file, (page - 1) * 4096, b"\xff" * 4096)

    (told,) = repaired(file).problems

    saved = len(saved_numbers(file))
    assert saved < KEPT
    assert told.startswith(
        f"{saved} glimmers came across. It is not known how many could not be read."
    )


def test_a_lost_photo_or_name_is_told_although_every_glimmer_came_across(file):
    (page,) = pages_of(file, "photos")
    overwrite(file, (page - 1) * 4096, b"\xff" * 4096)

    report = repaired(file)

    assert not report.ok
    assert report.problems[0].startswith(
        f"{KEPT} glimmers came across, all there were. Some photos, names, collages or choices"
    )
    assert len(saved_numbers(file)) == KEPT


def test_a_disk_too_full_for_the_saved_journal_leaves_the_damaged_one_alone_and_loses_nothing(file):
    page = pages_of(file, "glimmers")[3]
    overwrite(file, (page - 1) * 4096, b"\xff" * 4096)
    before = file.read_bytes()
    limited = """
import resource, signal, sys
from datetime import datetime, timedelta
from pathlib import Path
from tests.told import look_over
look = lambda repair: look_over(Path(sys.argv[1]), repair=repair, now=datetime.now().astimezone())
look(False)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
print(*look(True).problems)
"""

    done = subprocess.run(
        [sys.executable, "-c", limited, str(file.parent)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "no room left" in done.stdout
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.glob("*.db")] == [DATABASE]


RUNNING = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from app.core.glimmers import Draft
from app.core.when.times import at_moment
from storage.database.holding import exclusive_lock, shared_lock
from storage.opening import open_in_folder
from tests.storage.days import live_in
now = datetime.now().astimezone()
journal = open_in_folder(Path(sys.argv[1]), now=now)
print("open", flush=True)
for line in sys.stdin:
    journal.keep(Draft(when=at_moment(now), note=line.strip()), at=now)
    print("Kept", flush=True)
"""


@pytest.fixture
def running(file: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that has the journal open, and keeps each line it is told."""
    program = subprocess.Popen(
        [sys.executable, "-c", RUNNING, str(file.parent)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "open\n"
    yield program
    program.kill()
    program.communicate()


def test_a_journal_that_another_program_has_open_is_not_replaced_under_it(file, running):
    page = pages_of(file, "glimmers")[3]
    overwrite(file, (page - 1) * 4096, b"\xff" * 4096)

    report = repaired(file)
    running.stdin.write("glimmer 7777\n")

    assert running.stdout.readline() == "Kept\n"
    assert not report.ok
    assert report.problems[0].startswith("Close Glimmers first")
    assert damaged_files(file) == []
    running.communicate()
    repaired(file)
    assert 7777 in saved_numbers(file)


def test_a_program_that_was_killed_stands_in_nobodys_way(file, running):
    page = pages_of(file, "glimmers")[3]
    overwrite(file, (page - 1) * 4096, b"\xff" * 4096)
    running.kill()
    running.wait()

    repaired(file)

    assert len(damaged_files(file)) == 1
    assert examined(file).ok


def test_an_index_is_written_anew_while_another_program_has_it_open(file, running):
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("INSERT INTO glimmers_fts (glimmers_fts) VALUES ('delete-all')")
        conn.commit()

    assert repaired(file).ok


def test_nobody_opens_a_journal_while_another_file_is_put_in_its_place(file):
    with exclusive_lock(file), pytest.raises(BusyJournalError):
        shared_lock(file, timeout_s=0.1)
    with pytest.raises(BusyJournalError), exclusive_lock(file), exclusive_lock(file):
        pass

    open_in_folder(file.parent, now=NOW).close()


def test_a_truncated_journal_gives_up_what_is_left(file):
    pages = pages_of(file, "glimmers")
    size = pages[len(pages) * 2 // 3] * 4096
    os.truncate(file, size)

    assert not examined(file).ok
    report = repaired(file)

    saved = saved_numbers(file)
    assert len(saved) > KEPT // 4
    assert not report.ok
    assert report.problems[0].startswith(f"{len(saved)} glimmers came across")
    assert "could not be read" in report.problems[0]
    assert damaged_files(file)[0].stat().st_size == size


@pytest.mark.parametrize(
    "content",
    [
        b"not a database at all, only words\n" * 200,
        b"\0" * 8192,
        b"SQLite format 3\0",
        os.urandom(5000),
        b"x",
    ],
    ids=["words", "zeros", "head", "noise", "letter"],
)
def test_a_file_that_is_no_journal_is_named_and_left_as_it_is(tmp_path, content):
    file = tmp_path / DATABASE
    file.write_bytes(content)

    with pytest.raises(NotAJournalError):
        open_in_folder(tmp_path, now=NOW)
    assert "not a journal" in examined(file).problems[-1]
    assert not repaired(file).ok
    assert file.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == [DATABASE]


def test_a_journal_without_its_first_page_is_left_for_better_tools(file):
    overwrite(file, 0, bytes(4096))
    before = file.read_bytes()

    assert not repaired(file).ok
    assert file.read_bytes() == before


def test_a_folder_in_the_journals_place_is_named_and_left_as_it_is(tmp_path):
    (tmp_path / DATABASE).mkdir(mode=0o755)

    with pytest.raises(NotAJournalError):
        open_in_folder(tmp_path, now=NOW)
    assert not look_over(tmp_path, repair=True, now=NOW).ok
    assert stat.S_IMODE((tmp_path / DATABASE).stat().st_mode) == 0o755


def test_a_pipe_in_the_journals_place_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / DATABASE)

    with pytest.raises(NotAJournalError):
        open_in_folder(tmp_path, now=NOW)
    assert not look_over(tmp_path, repair=True, now=NOW).ok


def test_a_file_in_the_folders_place_is_named(tmp_path):
    (tmp_path / "data").write_text("a file")

    report = look_over(tmp_path / "data", repair=True, now=NOW)

    assert "needs a folder" in report.problems[0]
    assert (tmp_path / "data").read_text() == "a file"


def test_a_journal_from_a_newer_release_is_named_and_left_byte_for_byte(file):
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("PRAGMA journal_mode = delete")
        conn.execute("PRAGMA user_version = 9")
    before = file.read_bytes()

    with pytest.raises(NewerJournalError):
        open_in_folder(file.parent, now=NOW)
    assert "newer Glimmers" in examined(file).problems[0]
    assert not repaired(file).ok
    assert file.read_bytes() == before
    assert damaged_files(file) == []


def test_another_programs_database_is_named_and_left_byte_for_byte(tmp_path):
    file = tmp_path / DATABASE
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("CREATE TABLE glimmers (id, note)")
        conn.execute("INSERT INTO glimmers VALUES ('1', 'another glimmer')")
        conn.commit()
    file.chmod(0o600)
    before = file.read_bytes()

    with pytest.raises(NotAJournalError):
        open_in_folder(tmp_path, now=NOW)
    assert "not a journal" in examined(file).problems[0]
    assert not repaired(file).ok
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [DATABASE]


def test_what_points_at_nothing_is_found_and_let_go(file):
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("INSERT INTO glimmer_tags (glimmer, tag) VALUES ('nobody', 'nothing')")
        conn.commit()

    assert examined(file).problems[0].startswith("foreign key")
    assert repaired(file).ok
    assert len(saved_numbers(file)) == KEPT


def test_repairing_what_is_well_changes_nothing(file):
    before = file.read_bytes()

    assert repaired(file).ok
    assert file.read_bytes() == before


def test_repairing_twice_in_one_second_keeps_both_damaged_files(file):
    for _ in range(2):
        page = pages_of(file, "glimmers")[3]
        overwrite(file, (page - 1) * 4096, b"\xff" * 4096)
        assert "could not be read" in repaired(file).problems[0]
        assert examined(file).ok

    assert len(damaged_files(file)) == 2


def test_what_is_only_in_the_log_yet_is_saved_too(file):
    journal = open_in_folder(file.parent, now=NOW)
    journal.keep(Draft(when=at_moment(NOW), note="glimmer 5000"), at=NOW)
    copy = {path.name: path.read_bytes() for path in file.parent.iterdir()}
    journal.close()
    for name, data in copy.items():  # as a power cut would leave it
        (file.parent / name).write_bytes(data)
    page = pages_of(file, "glimmers_timeline")[2]
    (file.parent / (DATABASE + "-shm")).unlink(missing_ok=True)
    overwrite(file, (page - 1) * 4096, b"\xff" * 4096)

    repaired(file)

    assert 5000 in saved_numbers(file)


# What waits beside it -----------------------------------------------------------------------------


def put(file: Path, *, second: int = 0, **more: object) -> str:
    """Another program has kept a glimmer beside the journal."""
    at = NOW + timedelta(seconds=second)
    id = str(more.get("id", new_id(at)))
    inbox = file.parent / "inbox"
    inbox.mkdir(mode=0o700, exist_ok=True)
    record = {"v": 1, "id": id, "at": at.isoformat(timespec="milliseconds")} | more
    (inbox / f"{id}.json").write_text(json.dumps(record))
    return id


def test_glimmers_that_wait_are_told_and_are_nothing_wrong(file):
    put(file)
    one = examined(file)
    put(file, second=1)
    put(file, v=2)
    id = new_id(NOW)
    put(file, id=id, photos=[f"{id}.0"])
    (file.parent / "inbox" / f"{id}.0").write_bytes(b"a photo")

    report = examined(file)

    assert one.notes == (
        "One glimmer was kept beside the journal and waits there. It joins the journal when "
        "Glimmers is next opened, or when something is next kept.",
    )
    assert report.ok
    assert [note[:60] for note in report.notes] == [
        "3 glimmers were kept beside the journal and wait there. They",
        "One glimmer that was kept beside the journal is for a later ",
    ]


def test_what_cannot_be_read_in_the_inbox_is_told_and_left_as_it_is(file):
    put(file, at="yesterday")
    torn = file.parent / "inbox" / f"{new_id(NOW)}.json"
    torn.write_text('{"v": 1, "no')

    report = repaired(file)

    assert not report.ok
    assert report.problems == (
        f"2 files in {file.parent / 'inbox'} cannot be read as glimmers. They were not touched. "
        "Look into them: what they say can be kept by hand. Then move them away.",
    )
    assert torn.read_text() == '{"v": 1, "no'
    assert len(list(torn.parent.iterdir())) == 2


def test_looking_takes_nothing_out_of_the_inbox_and_makes_none(file):
    put(file)
    before = {path.name: path.stat().st_mtime_ns for path in (file.parent / "inbox").iterdir()}

    examined(file)

    assert before == {
        path.name: path.stat().st_mtime_ns for path in (file.parent / "inbox").iterdir()
    }


def test_what_waits_is_told_of_a_journal_that_cannot_be_read_and_survives_its_repair(file):
    id = put(file, note="kept beside")
    overwrite(file, 0, bytes(100))

    broken = examined(file)
    mended = repaired(file)

    assert (broken.ok, mended.ok) == (False, True)
    assert len(broken.notes) == 1
    assert any("waits there" in note for note in mended.notes)
    assert [each.key for each in FolderInbox(file.parent).look()] == [id]


def test_an_inbox_that_is_a_link_is_told(file, tmp_path):
    (file.parent / "inbox").symlink_to(tmp_path)

    assert examined(file).problems == (
        f"Glimmers cannot look into {file.parent / 'inbox'}, where glimmers wait that were kept "
        "beside the journal. It was not touched. It has to be a folder that you can open, and no "
        "link.",
    )

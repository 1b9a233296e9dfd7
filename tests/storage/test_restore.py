"""A backup comes back, beside what is here or in its place, and whole or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import BackupError, BusyJournalError, DamagedJournalError, UnknownPhotoError
from app.core.exchange.record import to_json
from app.core.glimmers import Draft, Edit
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from storage.care.doctor import look_over, look_over_photos
from storage.database.holding import shared_lock
from storage.database.signature import SCHEMA
from storage.exchange import restore as restore_module
from storage.exchange.archive import ArchiveWriter
from storage.exchange.restore import Restored, look, merge, replace
from storage.exchange.sealing import Passphrase
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.snapshots.folder import Snapshots
from storage.vault import DATABASE, ERASING_MARK
from tests.storage.filled import NOW, backed_up, kept, stored

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "fixtures"


def merged(folder: Path, file: Path, **how: Any) -> Restored:
    with closing(open_in_folder(folder, now=NOW)) as journal:
        return merge(journal, folder / DATABASE, in_folder(folder), file, now=NOW, **how)


def replaced(folder: Path, file: Path, **how: Any) -> Restored:
    return replace(folder / DATABASE, in_folder(folder), file, now=NOW, **how)


def all_of(folder: Path) -> list[Any]:
    with closing(Journal.read(folder / DATABASE)) as journal:
        collages = [(each.id, each.record) for each in journal.collages.page()]
        return [[to_json(record) for record in journal.records.page(limit=999)], collages]


def photos_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("photos/*/*.jpg")}


def is_well(folder: Path) -> bool:
    report = look_over_photos(look_over(folder, repair=False, now=NOW))
    return report.ok


@pytest.mark.parametrize("bring", [merged, replaced])
def test_a_new_device_has_all_of_it_byte_for_byte(folder, file, tmp_path, bring):
    there = tmp_path / "there"

    found = bring(there, file)

    assert (found.compared.new, found.compared.same, found.compared.differs) == (4, 0, 0)
    assert all_of(there) == all_of(folder)
    assert photos_of(there) == photos_of(folder)
    assert is_well(there)
    with closing(open_in_folder(there, now=NOW)) as journal:
        assert journal.preferences.get("southern", False) is True
    assert not [path for path in there.iterdir() if "copy" in path.name]


def test_merged_twice_it_is_as_after_once(folder, file):
    before = all_of(folder)

    found = merged(folder, file)

    assert (found.compared.new, found.compared.same) == (0, 4)
    assert all_of(folder) == before


@pytest.mark.parametrize("bring", [merged, replaced])
def test_a_photo_that_a_disk_has_changed_is_healed_whatever_its_size(folder, file, bring):
    right = photos_of(folder)
    for path in folder.glob("photos/*/*.jpg"):
        if ".thumb" not in path.name:
            change(path)
    assert not is_well(folder)

    bring(folder, file)

    assert photos_of(folder) == right
    assert is_well(folder)


@pytest.mark.parametrize("bring", [merged, replaced])
def test_a_whole_photo_here_is_not_exchanged_for_a_damaged_one(folder, tmp_path, bring):
    right = photos_of(folder)
    for path in folder.glob("photos/*/*.jpg"):
        change(path)
    backed_up(folder, tmp_path / "damaged.zip")
    for path in folder.glob("photos/*/*.jpg"):
        path.write_bytes(right[path.name])

    bring(folder, tmp_path / "damaged.zip")

    assert photos_of(folder) == right


def change(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_looking_changes_nothing(folder, file, tmp_path):
    there = tmp_path / "there"
    with closing(open_in_folder(there, now=NOW)) as journal:
        kept(journal, "of this device")
    before = (there / DATABASE).read_bytes()

    found = look(there / DATABASE, file, now=NOW)

    assert found.compared.new == 4
    assert (there / DATABASE).read_bytes() == before
    assert sorted(os.listdir(there)) == ["glimmers.db", "glimmers.reserve"]


def test_what_is_here_is_a_snapshot_before(folder, file):
    with closing(open_in_folder(folder, now=NOW)) as journal:
        kept(journal, "after the backup")

    replaced(folder, file)

    assert "after the backup" not in [each["note"] for each in all_of(folder)[0]]
    (snapshot,) = (folder / "snapshots").glob("*-restore-*.db")
    with closing(sqlite3.connect(snapshot)) as conn:
        rows = conn.execute("SELECT 1 FROM glimmers WHERE note = 'after the backup'")
        assert rows.fetchone() == (1,)


def test_in_its_place_the_journal_is_another_device(folder, file):
    def device() -> object:
        with closing(sqlite3.connect(folder / DATABASE)) as conn:
            return conn.execute("SELECT id FROM journal").fetchone()

    before = device()
    merged(folder, file)
    assert device() == before
    replaced(folder, file)
    assert device() != before


def test_while_a_program_has_it_open_nothing_takes_its_place(folder, file):
    with closing(open_in_folder(folder, now=NOW)), pytest.raises(BusyJournalError):
        replaced(folder, file)

    assert is_well(folder)


def test_a_damaged_journal_is_set_aside_for_the_backup(folder, file):
    right = all_of(folder)
    damaged = bytearray((folder / DATABASE).read_bytes())
    damaged[4096 : len(damaged) // 2] = bytes(len(damaged) // 2 - 4096)
    (folder / DATABASE).write_bytes(damaged)

    replaced(folder, file)

    assert all_of(folder) == right
    (aside,) = folder.glob("glimmers-damaged-*.db")
    assert aside.read_bytes() == damaged
    assert is_well(folder)


def test_a_photo_that_the_device_has_lost_comes_back(folder, file):
    photos = photos_of(folder)
    shutil.rmtree(folder / "photos")

    merged(folder, file)

    assert photos_of(folder) == photos
    assert is_well(folder)


@pytest.mark.parametrize("bring", [merged, replaced])
def test_a_photo_that_is_whole_here_is_not_replaced_by_what_a_disk_made_of_it_there(
    folder, tmp_path, bring
):
    right, there = photos_of(folder), tmp_path / "there"
    shutil.copytree(folder, there)
    for path in there.glob("photos/*/*.jpg"):
        path.write_bytes(path.read_bytes()[:5])
    backed_up(there, tmp_path / "cut.zip")

    bring(folder, tmp_path / "cut.zip")

    assert photos_of(folder) == right


@pytest.mark.parametrize("left", [b"", b"the he"])
def test_a_photo_that_a_disk_has_cut_short_here_comes_back(folder, file, left):
    right = photos_of(folder)
    for path in folder.glob("photos/*/*.jpg"):
        if not left or ".thumb" not in path.name:
            path.write_bytes(left)

    merged(folder, file)

    assert photos_of(folder) == right
    assert is_well(folder)


@pytest.mark.parametrize("bring", [merged, replaced])
def test_a_photo_of_a_glimmer_that_a_repair_could_not_save_comes_too(folder, tmp_path, bring):
    lost = stored(folder, b"of a glimmer that is lost" * 9)
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute(
            "INSERT INTO photos (id, width, height, media_type, size, kept_at)"
            " VALUES (?, 40, 30, 'image/jpeg', 225, '2026-11-29T17:04:11+01:00')",
            (lost.id,),
        )
        conn.commit()
    backed_up(folder, tmp_path / "repaired.zip")
    there = tmp_path / "there"

    bring(there, tmp_path / "repaired.zip")

    assert photos_of(there) == photos_of(folder)
    with closing(Journal.read(there / DATABASE)) as journal:
        assert lost.id in journal.photos.in_use()
    assert is_well(there)


@pytest.mark.parametrize("bring", [merged, replaced])
def test_half_a_letter_that_a_disk_has_damaged_costs_no_more_than_itself(folder, tmp_path, bring):
    damage(folder)
    backed_up(folder, tmp_path / "damaged.zip")
    there = tmp_path / "there"

    found = bring(there, tmp_path / "damaged.zip")

    assert found.compared.new == 4
    assert [each["note"] for each in all_of(there)[0]][-1] == "let \ufffd"
    assert photos_of(there) == photos_of(folder)
    assert is_well(there)


@pytest.mark.parametrize("column", ["start = '2026-zz', \"end\" = '9'", "edtf = '2026~zz'"])
@pytest.mark.parametrize("precision", ["moment", "year"])
@pytest.mark.parametrize("bring", [merged, replaced])
def test_a_date_that_a_disk_has_damaged_costs_no_more_than_itself(
    folder, tmp_path, bring, precision, column
):
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute(f"UPDATE glimmers SET {column} WHERE precision = ?", (precision,))
        conn.commit()
    backed_up(folder, tmp_path / "damaged.zip")
    there = tmp_path / "there"

    assert bring(there, tmp_path / "damaged.zip").compared.new == 4
    assert [each["note"] for each in all_of(there)[0]] == [
        each["note"] for each in all_of(folder)[0]
    ]
    assert is_well(there)


def test_a_backup_is_merged_into_a_journal_with_half_a_letter_damaged(folder, file):
    damage(folder)

    found = merged(folder, file)

    assert (found.compared.new, found.compared.same, found.compared.differs) == (0, 3, 1)


BROKEN = {
    "its first day": "UPDATE glimmers SET start = '1987-99-99' WHERE note = 'she sang'",
    "its days": "UPDATE glimmers SET start = 'x', \"end\" = 'x', edtf = 'x' WHERE note > 'a'",
    "when it was kept": "UPDATE glimmers SET kept_at = 'x' WHERE note = 'she sang'",
    "when it was changed": "UPDATE glimmers SET changed_at = 'x', note_changed_at = 'x'",
    "its zone": "UPDATE glimmers SET kept_at = 'yesterday', zone = char(0)",
    "when it was loved": "UPDATE glimmers SET loved_at = 'x' WHERE note = 'she sang'",
    "its last day": "UPDATE glimmers SET \"end\" = '1900-01-01' WHERE note = 'she sang'",
    "a name": "UPDATE people SET name = name || char(0)",
    "what is said of a photo": "UPDATE glimmer_photos SET description = char(0)",
    "when a photo was taken": "UPDATE photos SET taken_at = 'x', media_type = 'x'",
}


@pytest.mark.parametrize("bring", [merged, replaced])
@pytest.mark.parametrize("what", BROKEN)
def test_a_field_that_a_disk_has_damaged_takes_nothing_else_away(folder, tmp_path, what, bring):
    right, photos = all_of(folder)[0], photos_of(folder)
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        assert conn.execute(BROKEN[what]).rowcount
        conn.commit()
    backed_up(folder, tmp_path / "damaged.zip")
    there = tmp_path / "there"

    found = bring(there, tmp_path / "damaged.zip")

    assert found.compared.new == len(right)
    assert found.compared.damaged
    came = all_of(there)[0]
    for each, as_it_was in zip(came, right, strict=True):
        for name in ("id", "note", "pathway", "people", "places", "tags", "removed_at"):
            assert each[name] == as_it_was[name]
        assert [photo["id"] for photo in each["photos"]] == [
            photo["id"] for photo in as_it_was["photos"]
        ]
        assert each["when"]["text"] == as_it_was["when"]["text"]
    assert photos_of(there) == photos
    assert is_well(there)


DATED = [what for what in BROKEN if "photo" not in what and "name" not in what]


@pytest.mark.parametrize("what", DATED)
def test_what_a_disk_has_damaged_does_not_win_over_what_is_whole_on_the_other_side(
    folder, tmp_path, what
):
    with closing(open_in_folder(folder, now=NOW)) as journal:
        for when in ("2026-11-20", "about 1950", "the 1980s"):
            journal.keep(Draft(when=understand(when, now=NOW), note="she sang", loved=True), at=NOW)
    shutil.copytree(folder, tmp_path / "whole")
    backed_up(folder, tmp_path / "whole.zip")
    right = all_of(folder)
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        damaged = conn.execute(BROKEN[what]).rowcount
        conn.commit()
    backed_up(folder, tmp_path / "damaged.zip")

    assert merged(tmp_path / "whole", tmp_path / "damaged.zip").compared.damaged == damaged
    assert all_of(tmp_path / "whole") == right

    merged(folder, tmp_path / "whole.zip")
    assert all_of(folder) == right, "and what is whole there heals what is damaged here"


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE photos SET width = 0, height = -1, size = -1",
        "UPDATE photos SET media_type = 'image', taken_at = '2019-zz'",
        "UPDATE photos SET focus_x = 7.5, focus_y = -1.0, sight_x = 1e300, sight_y = 2.0",
        "UPDATE glimmer_photos SET description = CAST(x'7aff' AS TEXT)",
    ],
)
def test_what_is_told_of_a_photo_is_healed_by_a_backup_that_has_it_whole(folder, tmp_path, damage):
    with closing(open_in_folder(folder, now=NOW)) as journal:
        for photo in journal.photos.in_use():
            with suppress(UnknownPhotoError):
                journal.photos.keep_in_sight(photo, (0.25, 0.5), at=NOW)
    backed_up(folder, tmp_path / "whole.zip")
    right = all_of(folder)
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute("PRAGMA ignore_check_constraints = ON")
        conn.execute(damage)
        conn.commit()

    merged(folder, tmp_path / "whole.zip")

    assert all_of(folder) == right
    assert is_well(folder)


@pytest.mark.parametrize(
    "damage", ["UPDATE glimmer_photos SET description = CAST(x'7aff' AS TEXT)", BROKEN["a name"]]
)
def test_words_that_a_disk_has_damaged_do_not_win_over_those_that_are_whole(
    folder, tmp_path, damage
):
    shutil.copytree(folder, tmp_path / "whole")
    right = all_of(folder)
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute(damage)
        conn.commit()
    backed_up(folder, tmp_path / "damaged.zip")

    merged(tmp_path / "whole", tmp_path / "damaged.zip")

    assert all_of(tmp_path / "whole") == right


def test_a_heart_whose_day_is_damaged_stays_where_it_was_given_later(folder, tmp_path):
    backed_up(folder, tmp_path / "before.zip")
    with closing(open_in_folder(folder, now=NOW)) as journal:
        tea = next(each for each in journal.page(limit=9) if each.note.startswith("tea"))
        journal.change(tea.id, Edit(loved=True), at=NOW + timedelta(hours=3))
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute("UPDATE glimmers SET loved_at = 'x' WHERE id = ?", (tea.id,))
        conn.commit()

    merged(folder, tmp_path / "before.zip")

    with closing(open_in_folder(folder, now=NOW)) as journal:
        assert journal.get(tea.id).loved


def test_a_merge_that_has_nothing_better_leaves_a_damaged_date_to_a_repair(folder, tmp_path):
    lies = "SELECT precision, start, \"end\", edtf, sort_key FROM glimmers WHERE note >= 'she sang'"
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute(BROKEN["its first day"])
        conn.commit()
        before = conn.execute(lies).fetchall()
    shutil.copytree(folder, tmp_path / "there")
    with closing(open_in_folder(tmp_path / "there", now=NOW)) as journal:
        song = next(each for each in journal.page(limit=9) if each.note == "she sang")
        journal.change(song.id, Edit(note="she sang to us"), at=NOW + timedelta(hours=3))
    backed_up(tmp_path / "there", tmp_path / "there.zip")

    merged(folder, tmp_path / "there.zip")

    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        (note,) = conn.execute("SELECT note FROM glimmers WHERE id = ?", (song.id,)).fetchone()
        assert note == "she sang to us"
        assert conn.execute(lies).fetchall() == before


def damage(folder: Path) -> None:
    """Let the newest glimmer's words end in a byte that is no letter."""
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute(
            "UPDATE glimmers SET note = CAST(x'6c657420ff' AS TEXT)"
            " WHERE id = (SELECT max(id) FROM glimmers)"
        )
        conn.commit()


@pytest.mark.parametrize("bring", [merged, replaced])
def test_choices_that_were_made_before_they_had_a_time_come_too(folder, tmp_path, bring):
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        conn.execute("UPDATE preferences SET changed_at = NULL")
        conn.execute("INSERT INTO preferences VALUES ('erased-name:00', 'true', NULL)")
        conn.execute("INSERT INTO preferences VALUES ('index_is_due', 'true', NULL)")
        conn.commit()
    backed_up(folder, tmp_path / "early.zip")
    there = tmp_path / "there"

    bring(there, tmp_path / "early.zip")

    with closing(open_in_folder(there, now=NOW)) as journal:
        assert journal.preferences.get("southern", None) is True
        assert journal.preferences.get("index_is_due", None) is None
        assert journal.erased().names == frozenset()
        journal.preferences.choose("southern", False, at=NOW)
    merged(there, tmp_path / "early.zip")
    with closing(Journal.read(there / DATABASE)) as journal:
        assert journal.preferences.get("southern", None) is False, "chosen since"


def test_a_torn_journal_is_not_merged_into_and_says_so(folder, file):
    with closing(sqlite3.connect(folder / DATABASE)) as conn:
        (page,) = conn.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'glimmers_bin'"
        ).fetchone()
    with (folder / DATABASE).open("r+b") as torn:
        torn.seek((page - 1) * 4096)
        torn.write(bytes(4096))

    with pytest.raises(DamagedJournalError):
        merged(folder, file)


# In its place -------------------------------------------------------------------------------------


def test_what_an_erasing_has_left_goes_before_a_backup_comes(folder, file):
    right, photos = all_of(folder), photos_of(folder)
    (folder / ERASING_MARK).touch()
    snapshots = Snapshots(folder / DATABASE)
    (folder / "snapshots").mkdir()
    (folder / "snapshots" / "0001-20261128T170411+0100-day-3.db").write_bytes(b"words")

    assert snapshots.all() == []
    replaced(folder, file)

    assert not (folder / ERASING_MARK).exists()
    assert snapshots.all() == []
    open_in_folder(folder, now=NOW).close()
    assert (all_of(folder), photos_of(folder)) == (right, photos)


@pytest.mark.parametrize("bring", [merged, replaced])
def test_a_file_that_changes_after_it_was_checked_is_told(folder, tmp_path, monkeypatch, bring):
    there = tmp_path / "there"
    open_in_folder(there, now=NOW).close()
    before = all_of(there)
    with closing(open_in_folder(folder, now=NOW)) as journal:
        large = stored(folder, b"larger than what is read ahead" * 9999)
        journal.keep(Draft(when=at_moment(NOW)), at=NOW, photos=[large])
    file = tmp_path / "with a large photo.zip"
    backed_up(folder, file)
    place, bring_photos = file.read_bytes().index(b"larger than") + 100_000, restore_module.bring

    def change_it_first(*given: Any) -> Any:
        with file.open("r+b") as opened:
            opened.seek(place)
            opened.write(b"!!!")
        return bring_photos(*given)

    monkeypatch.setattr(restore_module, "bring", change_it_first)
    with pytest.raises(BackupError) as told:
        bring(there, file)

    assert told.value.why == "damaged"
    assert all_of(there) == before


def test_from_the_copy_of_what_is_here_to_its_end_nobody_can_keep_anything(
    folder, file, monkeypatch
):
    bring, tried = restore_module.bring, []

    def try_to_open(*given: Any) -> Any:
        assert list((folder / "snapshots").glob("*-restore-*.db"))
        with pytest.raises(BusyJournalError):
            shared_lock(folder / DATABASE, timeout_s=0)
        tried.append(True)
        return bring(*given)

    monkeypatch.setattr(restore_module, "bring", try_to_open)
    replaced(folder, file)

    assert tried
    assert is_well(folder)


def test_what_was_deleted_here_for_good_stays_in_no_snapshot(folder, file):
    with closing(open_in_folder(folder, now=NOW)) as journal:
        photo = stored(folder, b"of what is deleted" * 9)
        gone = journal.keep(
            Draft(when=at_moment(NOW), note="Zitronenfalter"), at=NOW, photos=[photo]
        )
        Snapshots(folder / DATABASE).take("day", now=NOW)
        journal._after_erasing = None  # as if the power had gone before
        journal.erase(gone.id, at=NOW)

    replaced(folder, file)

    for path in folder.rglob("*.db*"):
        assert b"zitronenfalter" not in path.read_bytes().lower(), path
    with closing(Journal.read(folder / DATABASE)) as journal:
        assert photo.id in journal.photos.known() - journal.photos.in_use(), "its file goes too"


def test_a_torn_log_is_set_aside_with_its_journal(folder, file):
    right = all_of(folder)
    with closing(open_in_folder(folder, now=NOW)) as journal:
        for number in range(9):
            kept(journal, f"only in the log {number}")
        torn = folder / "torn.db"
        for ending in ("", "-wal"):
            shutil.copy(f"{folder / DATABASE}{ending}", f"{torn}{ending}")
    (folder / DATABASE).unlink()
    for ending in ("-wal", ""):
        Path(f"{torn}{ending}").rename(f"{folder / DATABASE}{ending}")
    log = bytearray(Path(f"{folder / DATABASE}-wal").read_bytes())
    log[32 + 24 + 100] ^= 1
    Path(f"{folder / DATABASE}-wal").write_bytes(log)

    replaced(folder, file)

    assert all_of(folder) == right
    (aside,) = folder.glob("glimmers-damaged-*.db")
    assert Path(f"{aside}-wal").read_bytes() == log
    assert is_well(folder)


def test_photos_of_what_was_erased_here_do_not_come(folder, file):
    with closing(open_in_folder(folder, now=NOW)) as journal:
        for record in journal.records.page(limit=99):
            journal.erase(record.glimmer.id, at=NOW)
        for collage in journal.collages.page():
            journal.collages.erase(collage.id, at=NOW)
    shutil.rmtree(folder / "photos")

    found = merged(folder, file)

    assert (found.compared.new, found.compared.let_go) == (0, 4)
    assert all_of(folder) == [[], []]
    assert photos_of(folder) == {}


@pytest.mark.parametrize("schema", range(1, SCHEMA + 1))
@pytest.mark.parametrize("bring", [merged, replaced])
def test_a_backup_of_every_schema_comes_back(tmp_path, schema, bring):
    old = tmp_path / "old"
    old.mkdir()
    shutil.copy(FIXTURES / f"schema-{schema}.db", old / DATABASE)
    file, there = tmp_path / "old.zip", tmp_path / "there"
    with file.open("wb") as out:
        writer = ArchiveWriter(out, made_at=NOW)
        writer.add("READ ME.txt", b"Plain words.")
        about = f'{{"format": "glimmers-backup", "version": 1, "schema": {schema}}}'
        writer.add("manifest.json", about.encode())
        for name in ("glimmers.json", "collages.json"):
            with writer.part(name, size=0, packed=True) as write:
                write(b"[]")
        writer.add("glimmers.db", (old / DATABASE).read_bytes())
        writer.finish(missing=[])

    bring(there, file)

    assert all_of(there) == all_of(old)
    with closing(open_in_folder(there, now=NOW)) as journal:
        assert journal.examine().problems == ()


@pytest.mark.parametrize(
    "harm",
    [
        lambda conn: conn.execute("CREATE TRIGGER t AFTER INSERT ON glimmers BEGIN SELECT 1; END"),
        lambda conn: conn.execute("CREATE TABLE more (id TEXT)"),
        lambda conn: conn.execute("DROP TABLE words_replaced"),
        lambda conn: conn.execute("ALTER TABLE glimmers ADD COLUMN more TEXT"),
        lambda conn: conn.execute("PRAGMA user_version = 4"),
    ],
)
@pytest.mark.parametrize("bring", [merged, replaced])
def test_a_database_that_is_not_a_journals_is_refused(folder, file, tmp_path, harm, bring):
    there, bad = tmp_path / "there", tmp_path / "bad.zip"
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    (tmp_path / "x.db").write_bytes(parts["glimmers.db"])
    with closing(sqlite3.connect(tmp_path / "x.db")) as conn:
        harm(conn)
        conn.commit()
    with bad.open("wb") as out:
        writer = ArchiveWriter(out, made_at=NOW)
        for name, content in parts.items():
            if name == "glimmers.db":
                writer.add(name, (tmp_path / "x.db").read_bytes())
            elif name != "digests.json":
                writer.add(name, content)
        writer.finish(missing=[])

    with pytest.raises(BackupError) as refused:
        bring(there, bad)

    assert refused.value.why == "strange"
    assert not (there / DATABASE).exists() or all_of(there) == [[], []]
    assert not [path for path in there.iterdir() if "copy" in path.name]


def test_a_wrong_passphrase_changes_nothing(folder, tmp_path):
    from storage.exchange.backup import back_up
    from tests.storage.filled import target

    back_up(
        folder / DATABASE,
        in_folder(folder),
        target(tmp_path / "sealed", folder),
        now=NOW,
        app="1",
        read_me="",
        passphrase=Passphrase("correct horse"),
    )
    before = (folder / DATABASE).read_bytes()

    with pytest.raises(BackupError):
        replaced(folder, tmp_path / "sealed", passphrase=Passphrase("battery"))
    assert (folder / DATABASE).read_bytes() == before
    there = tmp_path / "there"
    replaced(there, tmp_path / "sealed", passphrase=Passphrase("correct horse"))
    assert all_of(there) == all_of(folder)
    assert b"heron" not in (tmp_path / "sealed").read_bytes()


KILLED = """
import os, signal, sys, threading
from contextlib import closing, suppress
from pathlib import Path
sys.path.insert(0, {root!r})
from storage.exchange import restore
from storage.opening import open_in_folder
from storage.photos import in_folder
from tests.storage.filled import NOW
folder, file, way, after = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], float(sys.argv[4])
photos = in_folder(folder)
print("begun", flush=True)
if way == "merge":
    with closing(open_in_folder(folder, now=NOW)) as journal:
        restore.merge(journal, folder / "glimmers.db", photos, file, now=NOW)
else:
    restore.replace(folder / "glimmers.db", photos, file, now=NOW)
print("done", flush=True)
"""


@pytest.mark.parametrize("way", ["merge", "replace"])
def test_killed_at_any_moment_it_is_as_before_or_complete(folder, file, tmp_path, way):
    base = tmp_path / "base"
    with closing(open_in_folder(base, now=NOW)) as journal:
        kept(journal, "of this device")
    mine, complete = all_of(base), tmp_path / "complete"
    shutil.copytree(base, complete)
    (merged if way == "merge" else replaced)(complete, file)
    right = all_of(complete)
    script = KILLED.format(root=str(ROOT))
    as_before = as_after = 0
    takes = 0.3
    for number in range(16):
        there = tmp_path / str(number)
        shutil.copytree(base, there)
        command = [sys.executable, "-c", script, str(there), str(file), way, "0"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            began = time.monotonic()
            if number:  # the first one tells how long it takes
                time.sleep(takes * number / 15)
                process.send_signal(signal.SIGKILL)
            done = process.stdout.read() == "done\n"
            takes = takes if number else time.monotonic() - began
        found = all_of(there)
        as_before += found == mine
        as_after += found == right
        assert found in (mine, right)
        assert found == right or not done
        open_in_folder(there, now=NOW).close()
        assert is_well(there)
        with closing(Journal.read(there / DATABASE)) as journal:
            known = journal.photos.known()
        assert {name[:64] for name in photos_of(there)} <= known, "no photo is nobody's"
    assert as_before
    assert as_after


def test_an_edit_on_each_side_is_kept(folder, file):
    with closing(open_in_folder(folder, now=NOW)) as journal:
        tea = next(each for each in journal.records.page(limit=9) if each.parts.tags)
        journal.change(tea.glimmer.id, Edit(note="changed since"), at=NOW)
        assert merged(folder, file).compared.differs == 1
        assert journal.get(tea.glimmer.id).note == "changed since"

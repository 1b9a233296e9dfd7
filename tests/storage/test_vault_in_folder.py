"""Where the journal lives on native: private, and never at a stranger's expense."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import textwrap
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import NotAJournalError, ReadOnlyError
from app.core.glimmers import Draft
from app.core.when.times import at_moment
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.snapshots.folder import Snapshots
from storage.vault import DATABASE, INBOX, SNAPSHOTS, in_folder
from tests.told import refusing

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))
NOBODY = 65534
ROOT = Path(__file__).parent.parent.parent
SCHEMA_1 = Path(__file__).parent / "fixtures" / "schema-1.db"


@pytest.fixture(autouse=True)
def _open_handed():
    """As most machines are set: what is made without asking is readable by others."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def keep_one(folder: Path) -> None:
    journal = open_in_folder(folder, now=NOW)
    journal.keep(Draft(when=at_moment(NOW), note="rain"), at=NOW)
    assert all(
        mode(path) == 0o600
        for path in folder.iterdir()
        if path.is_file() and path.name.startswith(DATABASE)
    )
    journal.close()


def test_a_new_folder_and_its_files_are_ours_alone(tmp_path):
    before = os.umask(0o000)
    try:
        keep_one(tmp_path / "very" / "deep" / "glimmers")
    finally:
        os.umask(before)

    assert (
        mode(tmp_path / "very")
        == mode(tmp_path / "very" / "deep")
        == mode(tmp_path / "very" / "deep" / "glimmers")
        == 0o700
    )
    assert mode(tmp_path / "very" / "deep" / "glimmers" / DATABASE) == 0o600


def test_a_folder_in_which_a_glimmer_waits_becomes_ours_alone(tmp_path):
    (tmp_path / INBOX).mkdir()
    tmp_path.chmod(0o755)

    keep_one(tmp_path)

    assert mode(tmp_path) == 0o700


def test_a_folder_with_snapshots_becomes_ours_alone_and_so_do_they(tmp_path):
    (tmp_path / SNAPSHOTS).mkdir()
    (tmp_path / SNAPSHOTS).chmod(0o755)
    tmp_path.chmod(0o755)

    keep_one(tmp_path)

    assert mode(tmp_path) == mode(tmp_path / SNAPSHOTS) == 0o700


def test_an_inbox_that_another_program_made_for_all_to_read_is_closed(tmp_path):
    (tmp_path / INBOX).mkdir()
    (tmp_path / INBOX).chmod(0o755)

    keep_one(tmp_path)

    assert mode(tmp_path / INBOX) == 0o700


def test_a_link_in_the_inboxs_place_closes_nothing_elsewhere(tmp_path):
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "journal"
    elsewhere.mkdir()
    elsewhere.chmod(0o755)
    folder.mkdir()
    (folder / INBOX).symlink_to(elsewhere)

    keep_one(folder)

    assert mode(elsewhere) == 0o755


def test_an_empty_folder_becomes_ours_alone(tmp_path):
    tmp_path.chmod(0o755)

    keep_one(tmp_path)

    assert mode(tmp_path) == 0o700


def test_a_folder_that_only_holds_the_journal_becomes_ours_alone(tmp_path):
    keep_one(tmp_path)
    tmp_path.chmod(0o755)

    keep_one(tmp_path)

    assert mode(tmp_path) == 0o700


def test_a_folder_with_other_things_in_it_keeps_its_mode(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "letters.txt").write_text("someone's")

    keep_one(tmp_path)
    keep_one(tmp_path)

    assert mode(tmp_path) == 0o755
    assert mode(tmp_path / DATABASE) == 0o600


def test_a_journal_that_others_could_read_is_closed_to_them(tmp_path):
    keep_one(tmp_path)
    (tmp_path / DATABASE).chmod(0o644)

    in_folder(tmp_path)

    assert mode(tmp_path / DATABASE) == 0o600


def test_a_file_in_the_folders_place_is_refused(tmp_path):
    (tmp_path / "data").write_text("a file")

    with refusing(ReadOnlyError, match="There is a file where"):
        in_folder(tmp_path / "data")
    with pytest.raises(ReadOnlyError):
        in_folder(tmp_path / "data" / "below")
    assert (tmp_path / "data").read_text() == "a file"


def test_a_folder_in_the_journals_place_is_refused_and_keeps_its_mode(tmp_path):
    (tmp_path / DATABASE).mkdir(mode=0o755)

    with pytest.raises(NotAJournalError):
        in_folder(tmp_path)

    assert mode(tmp_path / DATABASE) == 0o755


def test_of_programs_that_begin_together_one_changes_the_shape_and_all_keep(tmp_path):
    shutil.copy(SCHEMA_1, tmp_path / DATABASE)
    before = SCHEMA_1.read_bytes()[60:64]
    command = [sys.executable, "-m", "app", "--data", str(tmp_path), "keep", "together"]

    programs = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]

    for program in programs:
        _, words = program.communicate(timeout=60)
        assert program.returncode == 0, words.decode()
    assert Journal.look(tmp_path / DATABASE).count() == 18 + 4
    snapshots = Snapshots(tmp_path / DATABASE)
    (copy,) = [each for each in snapshots.all() if each.why == "shape"]
    assert snapshots.path(copy).read_bytes()[60:64] == before


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root can become somebody else"
)
class TestAsSomebodyElse:
    """Root may write anywhere, so these run as nobody."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        for path in (tmp_path, *tmp_path.parents):
            with suppress(OSError):
                path.chmod(path.stat().st_mode | 0o055)
        folder = tmp_path / "journal"
        keep_one(folder)
        for path in (folder, *folder.iterdir()):
            os.chown(path, NOBODY, NOBODY)
        return folder

    def run(self, folder: Path, code: str) -> str:
        environment = {**os.environ, "FOLDER": str(folder), "HOME": str(folder)}
        program = textwrap.dedent(code).replace("NOBODY", str(NOBODY))
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, env=environment
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    OPEN = """
        import os
        from datetime import UTC, datetime
        from pathlib import Path
        from app.core.errors import GlimmersError
        from storage.opening import open_in_folder
        from app.words.care import care
        from storage.care.doctor import look_over
        folder, now = Path(os.environ["FOLDER"]), datetime.now(UTC)
        # Everything is imported before: nobody may not read root's Python.
        look_over(folder, repair=False, now=now)
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        try:
            print(open_in_folder(folder, now=now).count())
        except GlimmersError as error:
            print(type(error).__name__)
        report = look_over(folder, repair=True, now=now)
        print(report.ok, report.glimmers, *map(care.said, report.problems))
    """

    def test_the_owner_can_open_it(self, folder):
        assert self.run(folder, self.OPEN).splitlines() == ["1", "True 1"]

    def test_a_read_only_folder_is_told_and_its_glimmers_still_counted(self, folder):
        folder.chmod(0o500)

        refused, report = self.run(folder, self.OPEN).splitlines()

        assert refused == "ReadOnlyError"
        assert report.startswith("False 1 Glimmers is not allowed to write in")

    def test_a_read_only_database_is_told(self, folder):
        (folder / DATABASE).chmod(0o400)
        os.chown(folder / DATABASE, 0, NOBODY)
        (folder / DATABASE).chmod(0o440)

        assert self.run(folder, self.OPEN).splitlines()[0] == "ReadOnlyError"

    def test_a_folder_that_may_not_be_looked_into_is_told(self, folder):
        os.chown(folder, 0, 0)
        folder.chmod(0o700)

        refused, report = self.run(folder, self.OPEN).splitlines()

        assert refused == "ReadOnlyError"
        assert report.startswith("False None Glimmers is not allowed to look into")

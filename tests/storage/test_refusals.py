"""What the device refuses: each cause has its own sentence, and the sentence says what did not
happen.
"""

from __future__ import annotations

import errno
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.core import errors
from app.core.glimmers import Draft, Edit
from app.core.photos import Photo, PhotoId
from app.core.when.times import at_moment
from app.words.errors import errors as told_words
from storage.connection import check_file
from storage.database.refusals import known_error, why_refused
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.vault import DATABASE
from tests import processes
from tests.told import sentence as told

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))
ROOT = Path(__file__).parent.parent.parent
OCCASIONS = {name: each for name, each in vars(errors).items() if isinstance(each, errors.Doing)}


def sentence(*arguments: str, **how: object) -> str:
    """What a command says that is refused: one line."""
    done = processes.run(*arguments, capture_output=True, **how)
    assert (done.returncode, done.stdout) == (1, b"")
    words = done.stderr.decode()
    assert len(words.splitlines()) == 1, words
    assert "Traceback" not in words
    return words


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "no room left on this device"),
        (errno.EDQUOT, "no room left on this device"),
        (errno.EACCES, "is not allowed to write"),
        (errno.EPERM, "is not allowed to write"),
        (errno.EROFS, "can only be read"),
        (errno.EMFILE, "Too many files are open"),
        (errno.ENFILE, "Too many files are open"),
        (errno.ENAMETOOLONG, "longer than this device allows"),
        (errno.ENOTDIR, "a file where a folder should be"),
        (errno.ELOOP, "round in a circle"),
        (errno.ENOENT, "is not there"),
        (errno.EIO, "did not answer as it should"),
        (errno.ESTALE, "did not answer as it should"),
        (errno.ENODEV, "did not answer as it should"),
        (errno.ETIMEDOUT, "did not answer as it should"),
    ],
)
def test_each_cause_is_said_and_only_where_writing_is_forbidden_is_allowing_it_the_advice(
    number, said
):
    refused = why_refused(OSError(number, "…"), errors.REMOVING)

    assert said in told(refused)
    assert "so this could not be moved to the bin." in told(refused)
    assert "is safe" in told(refused)
    assert ("Allow writing" in told(refused)) == (number in (errno.EACCES, errno.EPERM))


@pytest.mark.parametrize("name", OCCASIONS)
def test_whatever_was_being_done_the_sentence_says_so_and_what_is_safe(name):
    doing = OCCASIONS[name]

    for kind in (
        errors.NoRoomError,
        errors.DiskError,
        errors.TooManyFilesError,
        errors.ReadOnlyError,
    ):
        words = told(kind(doing=doing))
        safe = told_words.SAFE.get(doing.what, "Everything kept before is safe.")
        assert f", so {told_words.SO[doing.what]}. {safe} " in words
        assert ("could not be kept" in words) == (doing is errors.KEEPING)


def test_reading_what_may_not_be_read_is_not_answered_with_allow_writing():
    refused = why_refused(PermissionError(errno.EACCES, "…"), errors.READING)

    assert isinstance(refused, errors.UnreadableError)
    assert "writ" not in told(refused)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_CORRUPTFS])
def test_a_read_error_of_the_disk_is_not_said_to_be_a_damaged_journal(code):
    refused = sqlite3.OperationalError("disk I/O error")
    refused.sqlite_errorcode = code

    known = known_error(refused, errors.READING)

    assert isinstance(known, errors.DiskError)
    assert "could not be read. Nothing was changed." in told(known)


@pytest.mark.skipif(sys.platform != "linux", reason="a file that answers EIO is Linux's")
def test_a_header_that_the_disk_does_not_give_is_not_said_to_be_another_file(tmp_path):
    (tmp_path / DATABASE).symlink_to("/proc/self/mem")  # whose first page is mapped nowhere: EIO

    with pytest.raises(errors.DiskError):
        check_file(tmp_path / DATABASE)


# Paths ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("keep", "words"), ("list",), ("remind", "status")])
@pytest.mark.parametrize("path", ["x" * 300, "y/" * 2500])
def test_a_path_too_long_is_said_to_be_too_long(tmp_path, path, command):
    words = sentence("--data", str(tmp_path / path), *command)

    assert "longer than this device allows" in words
    assert "shorter" in words


@pytest.mark.parametrize("command", [("keep", "words"), ("list",)])
def test_links_that_lead_round_and_a_file_on_the_way_are_each_told(tmp_path, command):
    (tmp_path / "round").symlink_to(tmp_path / "round")
    (tmp_path / "file").write_text("letters")
    (tmp_path / "to nowhere").symlink_to(tmp_path / "nowhere")

    assert "round in a circle" in sentence("--data", str(tmp_path / "round"), *command)
    assert "a file where a folder should be" in sentence(
        "--data", str(tmp_path / "file" / "below"), *command
    )
    assert "There is a file where" in sentence("--data", str(tmp_path / "file"), *command)
    assert (tmp_path / "file").read_text() == "letters"


def test_a_link_to_a_disk_that_is_not_connected_is_told_when_keeping(tmp_path):
    (tmp_path / "journal").symlink_to(tmp_path / "unplugged")

    assert "is not there" in sentence("--data", str(tmp_path / "journal"), "keep", "words")
    assert not (tmp_path / "unplugged").exists()


@pytest.mark.parametrize("path", ["x" * 300, "round", "file/below"])
def test_the_doctor_says_what_is_wrong_with_a_path(tmp_path, path):
    (tmp_path / "round").symlink_to(tmp_path / "round")
    (tmp_path / "file").write_text("letters")

    done = processes.run("--data", str(tmp_path / path), "doctor", capture_output=True, text=True)

    assert done.returncode == 1
    assert "path to your journal" in done.stdout.splitlines()[1]
    assert done.stderr == ""


@pytest.mark.parametrize("files", [5, 6, 7, 8, 9, 10, 11])
def test_too_many_open_files_are_said_to_be_too_many(tmp_path, files):
    folder = tmp_path / "journal"
    open_in_folder(folder, now=NOW).close()

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

    command = [sys.executable, "-m", "app", "--data", str(folder), "keep", "words"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=limit)

    kept = processes.run("--data", str(folder), "list", capture_output=True, text=True).stdout
    if done.returncode == 0:
        assert kept.endswith("  words\n")
    else:
        assert done.stderr.startswith("Too many files are open on this device, so ")
        assert len(done.stderr.splitlines()) == 1
        assert kept == ""


# What the person was doing ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        (
            lambda journal, this: journal.keep(Draft(when=at_moment(NOW)), at=NOW),
            "this could not be kept",
        ),
        (
            lambda journal, this: journal.change(this, Edit(note="x"), at=NOW),
            "the change could not be made",
        ),
        (lambda journal, this: journal.remove(this, at=NOW), "this could not be moved to the bin"),
        (lambda journal, this: journal.put_back(this, at=NOW), "this could not be put back"),
        (lambda journal, this: journal.erase(this, at=NOW), "this could not be deleted for good"),
        (
            lambda journal, this: journal.names.remove("tag", "rain", at=NOW),
            "this could not be deleted for good",
        ),
        (
            lambda journal, this: journal.photos.attach(this, [PHOTO], at=NOW),
            "the photo could not be added",
        ),
        (
            lambda journal, this: journal.preferences.choose("southern", True, at=NOW),
            "your choice could not be remembered",
        ),
    ],
)
def test_a_verb_that_is_refused_says_what_did_not_happen(verb: Callable[..., object], said):
    journal = Journal.in_memory()
    id = journal.keep(Draft(when=at_moment(NOW), note="before", tags=("rain",)), at=NOW).id
    journal._conn.execute("PRAGMA query_only = ON")

    with pytest.raises(errors.ReadOnlyError) as refused:
        verb(journal, id)

    assert f", so {said}." in told(refused.value)
    assert ("could not be kept" in told(refused.value)) == (said == "this could not be kept")


PHOTO = Photo(id=PhotoId("a" * 64), width=40, height=30, media_type="image/jpeg", size=1)

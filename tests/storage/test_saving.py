"""A file written for a person: never over what must not be lost, and whole or not at all."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.errors import (
    LinkLoopError,
    NoRoomError,
    NotAFolderError,
    PathTooLongError,
    ReadOnlyDiskError,
    ReadOnlyError,
    TooManyFilesError,
)
from storage import unfinished
from storage.saving import Target, TargetError
from tests.told import refusing, sentence


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "heron.jpg"
    file.write_bytes(b"an original")
    return file


def symlink(photo: Path) -> Path:
    link = photo.with_name("link.jpg")
    link.symlink_to(photo)
    return link


def hard_link(photo: Path) -> Path:
    link = photo.with_name("same.jpg")
    link.hardlink_to(photo)
    return link


def way_round(photo: Path) -> Path:
    (photo.parent / "sub").mkdir()
    return photo.parent / "sub" / ".." / photo.name


def folder_link(photo: Path) -> Path:
    (photo.parent / "here").symlink_to(photo.parent)
    return photo.parent / "here" / photo.name


def relative(photo: Path) -> Path:
    return Path(os.path.relpath(photo))


WAYS: list[Callable[[Path], Path]] = [
    lambda photo: photo,
    symlink,
    hard_link,
    way_round,
    folder_link,
    relative,
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("replace", [True, False])
def test_an_original_is_not_replaced_whatever_it_is_called(
    photo: Path, way: Callable[[Path], Path], replace: bool
):
    target = Target(path=way(photo), replace=replace, originals=(photo,))

    with refusing(TargetError, match="is one of the photos"):
        target.check()
    with refusing(TargetError, match="is one of the photos"):
        target.write(b"a collage")

    assert photo.read_bytes() == b"an original"
    assert not list(photo.parent.glob("*.half"))


def test_an_original_that_was_given_as_a_descriptor_is_not_replaced(photo: Path):
    with photo.open("rb") as opened:
        target = Target(
            path=photo, replace=True, originals=(Path(f"/proc/self/fd/{opened.fileno()}"),)
        )

        with refusing(TargetError, match="is one of the photos"):
            target.write(b"a collage")

    assert photo.read_bytes() == b"an original"


def test_a_target_that_becomes_an_original_while_the_picture_is_made_is_not_replaced(
    photo: Path, tmp_path: Path
):
    out = tmp_path / "out.jpg"
    target = Target(path=out, replace=True, originals=(photo,))
    target.check()

    out.hardlink_to(photo)

    with refusing(TargetError, match="is one of the photos"):
        target.write(b"a collage")
    assert photo.read_bytes() == b"an original"


def test_a_file_that_comes_while_the_picture_is_made_is_not_replaced_unless_that_was_asked_for(
    tmp_path: Path, monkeypatch
):
    out = tmp_path / "out.jpg"
    target = Target(path=out)
    link = os.link

    def somebody_is_faster(*names: Path) -> None:
        out.write_bytes(b"a letter")
        link(*names)

    monkeypatch.setattr(os, "link", somebody_is_faster)

    with refusing(TargetError, match="is there already"):
        target.write(b"a collage")
    assert out.read_bytes() == b"a letter"


def test_on_a_disk_without_hard_links_a_new_file_is_written_and_an_old_one_stays(
    tmp_path: Path, monkeypatch
):
    def no_links(*_where: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", no_links)
    Target(path=tmp_path / "out.jpg").write(b"a collage")

    with refusing(TargetError, match="is there already"):
        Target(path=tmp_path / "out.jpg").write(b"another")

    assert (tmp_path / "out.jpg").read_bytes() == b"a collage"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jpg"]


# The journal's folder -----------------------------------------------------------------------------


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    folder = tmp_path / "journal"
    (folder / "photos" / "ab").mkdir(parents=True)
    return folder


@pytest.mark.parametrize("inside", [".", "photos", "photos/ab", "photos/../photos/ab"])
@pytest.mark.parametrize("replace", [True, False])
def test_nothing_is_written_into_the_journals_folder(journal: Path, inside: str, replace: bool):
    target = Target(path=journal / inside / "out.jpg", replace=replace, journal=journal)

    with refusing(TargetError, match="folder of your journal"):
        target.write(b"a collage")

    assert not list(journal.rglob("*.jpg"))
    assert not list(journal.rglob("*.half"))


def test_nor_by_a_link_to_it_or_from_it_nor_where_it_is_named_by_a_link(
    journal: Path, tmp_path: Path
):
    (tmp_path / "link").symlink_to(journal)
    (journal / "out.jpg").symlink_to(tmp_path / "elsewhere.jpg")
    (tmp_path / "into.jpg").symlink_to(journal / "photos" / "new.jpg")
    targets = [
        Target(path=tmp_path / "link" / "new.jpg", journal=journal),
        Target(path=journal / "new.jpg", journal=tmp_path / "link"),
        Target(path=journal / "out.jpg", journal=journal, replace=True),
        Target(path=tmp_path / "into.jpg", journal=journal, replace=True),
    ]

    for target in targets:
        with refusing(TargetError, match="folder of your journal"):
            target.write(b"a collage")

    assert not (journal / "photos" / "new.jpg").exists()


def test_nor_among_photos_that_lie_on_another_disk_behind_a_link(journal: Path, tmp_path: Path):
    (journal / "photos" / "ab").rmdir()
    (journal / "photos").rmdir()
    (tmp_path / "large").mkdir()
    (journal / "photos").symlink_to(tmp_path / "large")

    with refusing(TargetError, match="folder of your journal"):
        Target(path=tmp_path / "large" / "out.jpg", journal=journal).write(b"a collage")


# Places that are none -----------------------------------------------------------------------------


def a_folder(folder: Path) -> Path:
    (folder / "out.jpg").mkdir()
    return folder / "out.jpg"


def a_fifo(folder: Path) -> Path:
    os.mkfifo(folder / "out.jpg")
    return folder / "out.jpg"


def a_socket(folder: Path) -> Path:
    socket.socket(socket.AF_UNIX).bind(str(folder / "s.jpg"))
    return folder / "s.jpg"


def a_device(folder: Path) -> Path:
    (folder / "out.jpg").symlink_to("/dev/null")
    return folder / "out.jpg"


@pytest.mark.parametrize("place", [a_folder, a_fifo, a_socket, a_device])
def test_what_is_no_file_is_neither_replaced_nor_written_to(
    tmp_path: Path, place: Callable[[Path], Path]
):
    path = place(tmp_path)
    kind = path.lstat().st_mode

    with refusing(TargetError, match=r"is a (folder|device)"):
        Target(path=path, replace=True).write(b"a collage")

    assert path.lstat().st_mode == kind


def test_each_way_that_leads_nowhere_has_a_sentence_of_its_own(tmp_path: Path):
    (tmp_path / "letter").write_text("Dear Anna")
    (tmp_path / "round").symlink_to("round")
    (tmp_path / "round.jpg").symlink_to("round.jpg")
    refusals = {}

    for name, path in {
        "long": tmp_path / ("x" * 252 + ".jpg"),
        "long folder": tmp_path / ("x" * 256) / "out.jpg",
        "long path": tmp_path.joinpath(*["x" * 200] * 30) / "out.jpg",
        "below a file": tmp_path / "letter" / "out.jpg",
        "folder round": tmp_path / "round" / "out.jpg",
        "round": tmp_path / "round.jpg",
        "nowhere": tmp_path / "nowhere" / "out.jpg",
    }.items():
        with pytest.raises(Exception) as refused:
            Target(path=path, replace=True).write(b"a collage")
        refusals[name] = refused.value

    assert {name: type(error) for name, error in refusals.items()} == {
        "long": PathTooLongError,
        "long folder": PathTooLongError,
        "long path": PathTooLongError,
        "below a file": TargetError,
        "folder round": LinkLoopError,
        "round": LinkLoopError,
        "nowhere": TargetError,
    }
    for error in refusals.values():
        assert "photos are safe" in sentence(error)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, NoRoomError),
        (errno.EDQUOT, NoRoomError),
        (errno.EFBIG, NoRoomError),
        (errno.EROFS, ReadOnlyDiskError),
        (errno.EACCES, ReadOnlyError),
        (errno.EMFILE, TooManyFilesError),
        (errno.ENOTDIR, NotAFolderError),
    ],
)
@pytest.mark.parametrize("when", ["open", "fsync", "replace"])
def test_a_write_that_fails_half_way_says_why_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch, number: int, kind: type[Exception], when: str
):
    out = tmp_path / "out.jpg"
    out.write_bytes(b"a letter")

    def fails(*_with: object, **_more: object) -> None:
        raise OSError(number, "canary")

    monkeypatch.setattr(os if when == "fsync" else Path, when, fails)

    with pytest.raises(kind) as refused:
        Target(path=out, replace=True).write(b"a collage")

    monkeypatch.undo()
    assert "the collage could not be saved" in sentence(refused.value)
    assert out.read_bytes() == b"a letter"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jpg"]


def test_a_link_to_another_file_is_replaced_and_that_file_stays(tmp_path: Path):
    (tmp_path / "letter.jpg").write_bytes(b"a letter")
    (tmp_path / "out.jpg").symlink_to(tmp_path / "letter.jpg")

    Target(path=tmp_path / "out.jpg", replace=True).write(b"a collage")

    assert (tmp_path / "letter.jpg").read_bytes() == b"a letter"
    assert (tmp_path / "out.jpg").read_bytes() == b"a collage"
    assert not (tmp_path / "out.jpg").is_symlink()


def test_what_a_kill_has_left_goes_with_the_next_one_and_nothing_else_does(tmp_path):
    ours = [tmp_path / f".glimmers-{letter * 16}.half" for letter in "abcde"]
    left, locked_one, link, newer, folder = ours
    for path in (left, locked_one, newer):
        path.write_bytes(b"words")
    link.symlink_to(newer)
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(b"a photo")
    others = [tmp_path / name for name in (".glimmers-notes.half", ".17-0a1b2c3d.half", "a.half")]
    for path in others:
        path.write_bytes(b"somebody's")

    with unfinished.locked(locked_one), unfinished.locked(newer):
        Target(path=tmp_path / "picture.png").write(b"a picture")

    there = {tmp_path / "picture.png", locked_one, link, newer, *others}
    assert set(tmp_path.iterdir()) == there


def test_two_that_write_beside_each_other_leave_each_other_be(tmp_path):
    with Target(path=tmp_path / "first").being_written() as file:
        Target(path=tmp_path / "second").write(b"second")
        file.write(b"first")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "first": b"first",
        "second": b"second",
    }

"""A file that a person named, written for them: never over what must not be lost, and whole or not
at all.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.core.errors import SAVING_COLLAGE, Doing, GlimmersError
from app.core.visible import on_a_line
from storage import unfinished
from storage.database.refusals import why_refused

_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY


class TargetError(GlimmersError):
    """The file cannot be written where it was asked for."""


class BackupTargetError(TargetError):
    """The same of a backup."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A file to write, and what must not be lost by it."""

    path: Path
    replace: bool = False
    """Whether a file that is there already may be replaced."""
    originals: tuple[Path, ...] = ()
    """Never replaced. They are known by what they are and not by their names: a link, another
    spelling and a descriptor lead to the same file."""
    journal: Path | None = None
    """The journal's folder, into which nothing is written from outside."""
    doing: Doing = SAVING_COLLAGE
    refusal: type[TargetError] = TargetError
    """What is raised where it may not be written."""
    private: bool = False
    """Whether its owner alone can read it, whatever is usual for new files here."""

    def check(self) -> None:
        """See that it may be written.

        Raises:
            TargetError: it is an original, lies in the journal's folder, is there already, is no
                ordinary file, or its folder is not there.
            RefusedError: the system cannot lead there.
        """
        try:
            self._check()
        except OSError as error:
            raise why_refused(error, self.doing) from error

    def write(self, content: bytes) -> None:
        """Write it: under another name first, and in its place once it is on the disk.

        Raises:
            TargetError: as `check` does.
            RefusedError: the disk is full, say; whatever was there is as it was.
        """
        with self.being_written() as file:
            file.write(content)

    @contextmanager
    def being_written(self) -> Iterator[BinaryIO]:
        """The same for what is written bit by bit: what the block writes, once it has ended. Where
        it raises, nothing stays; what a kill has left goes with the next one in its folder.

        Raises:
            TargetError, RefusedError: as `write` does.
        """
        # A name of its own, since the target's may be as long as names can be.
        half = unfinished.free_name(self.path.parent)
        self.check()
        try:
            unfinished.sweep(self.path.parent)
            try:
                os.close(os.open(half, _NEW, 0o600 if self.private else 0o666))
                with unfinished.locked(half), half.open("r+b") as file:
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                self._check()  # making the content took a while
                if self.replace:
                    half.replace(self.path)
                else:
                    _put_beside(half, self.path)
            finally:
                half.unlink(missing_ok=True)
            make_durable(self.path.parent)
        except FileExistsError as error:
            raise self._refused("there already", file=_named(self.path)) from error
        except OSError as error:
            raise why_refused(error, self.doing) from error

    def _check(self) -> None:
        folder = _found(self.path.parent)
        if folder is None:
            raise self._refused("no folder", folder=_named(self.path.parent))
        if not stat.S_ISDIR(folder.st_mode):
            raise self._refused("file as folder", folder=_named(self.path.parent))
        there = _found(self.path)
        if there is not None:
            if stat.S_ISDIR(there.st_mode):
                raise self._refused("folder", file=_named(self.path))
            if not stat.S_ISREG(there.st_mode):
                raise self._refused("device", file=_named(self.path))
            if any(os.path.samestat(there, original) for original in self._originals()):
                raise self._refused("original", file=_named(self.path))
        if self.journal is not None and lies_in(self.path, self.journal):
            raise self._refused("in journal", file=_named(self.path))
        if os.path.lexists(self.path) and not self.replace:
            raise self._refused("there already", file=_named(self.path))

    def _refused(self, why: str, **named: str) -> TargetError:
        return self.refusal(why, **named)

    def _originals(self) -> Iterator[os.stat_result]:
        for path in self.originals:
            try:
                yield path.stat()
            except OSError:
                continue  # it is not there, and reading it says so


def lies_in(path: Path, journal: Path) -> bool:
    """Whether `path`, or what it leads to, lies below the journal's folder, whatever that is
    called.

    Raises:
        OSError: the system cannot lead there.
    """
    # Photos may lie on another disk, behind a link.
    ours = [found for folder in (journal, journal / "photos") if (found := _found(folder))]
    for leading in (path.parent.resolve(), path.resolve().parent):
        for folder in (leading, *leading.parents):
            found = _found(folder)
            if found and any(os.path.samestat(found, one) for one in ours):
                return True
    return False


def _named(path: Path) -> str:
    return on_a_line(str(path))


def _found(path: Path) -> os.stat_result | None:
    """What is there, behind any links; None for nothing.

    Raises:
        OSError: the system cannot lead there: a name too long, links in a circle.
    """
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _put_beside(half: Path, path: Path) -> None:
    """Give the finished file its name, unless another took that meanwhile.

    Raises:
        FileExistsError: another took it.
    """
    try:
        os.link(half, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links: claim the name, then fill it
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        try:
            half.replace(path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def make_durable(folder: Path) -> None:
    """The new name survives a power cut, where the system can promise that."""
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return  # a folder that may be written and not be read
    try:
        os.fsync(descriptor)
    except OSError:
        pass  # some file systems have no such promise; the file itself is on the disk
    finally:
        os.close(descriptor)

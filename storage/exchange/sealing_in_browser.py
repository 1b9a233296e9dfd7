"""A backup is sealed and opened by the browser's own AES (`storage/sealing.js`), in the format of
`storage.exchange.sealing`: whole files, a chunk at a time, with turns for everybody else.

The bytes go through Python's memory one chunk at a time, and nothing is read from an opened file
before all of it was authenticated.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from app.core.errors import BACKING_UP, RESTORING, Doing
from storage.database.refusals import why_refused
from storage.exchange.sealing import (
    LOG2_N,
    Header,
    P,
    Passphrase,
    R,
    Sealed,
    is_sealed,
    not_opened,
)
from storage.steps import Progress


async def seal(plain: Path, target: Path, passphrase: Passphrase, progress: Progress) -> bool:
    """Write what is in `plain` to the new file `target`, sealed; false where `progress` said to
    stop. Where it is not made whole, nothing of it stays.

    Raises:
        RefusedError: there is no room, say.
    """
    header = Header.new()

    async def write(out: BinaryIO) -> bool:
        sealing = await _sealing(passphrase, header)
        out.write(header.packed())
        done = number = 0
        with plain.open("rb") as file:
            of = os.fstat(file.fileno()).st_size
            chunk = file.read(header.chunk)
            while True:
                following = file.read(header.chunk)
                nonce = header.nonce(number, last=not following)
                out.write(await sealing.seal(nonce, chunk))
                done, number = done + len(chunk), number + 1
                if not progress(done, of):
                    return False
                if not following:
                    return True
                chunk = following

    return await _written(target, write, BACKING_UP)


async def unseal(file: Path, target: Path, passphrase: Passphrase, progress: Progress) -> bool:
    """Write what is in the sealed `file` to the new file `target`, once each chunk is known to be
    as it was sealed; false where `progress` said to stop. Where it is not made whole, nothing of it
    stays.

    Raises:
        BackupError: the passphrase is another one, or a chunk is not as it was written.
        RefusedError: it cannot be read, or there is no room.
    """

    async def write(out: BinaryIO) -> bool:
        with file.open("rb") as source:
            sealed = Sealed(source)
            opening = await _sealing(passphrase, sealed.header)
            done = 0
            for number in range(sealed.count):
                raw, nonce = sealed.chunk(number)
                chunk = await opening.open(nonce, raw, number)
                out.write(chunk)
                done += len(chunk)
                if not progress(done, sealed.size):
                    return False
        return True

    return await _written(target, write, RESTORING)


def says_it_is_sealed(file: Path) -> bool:
    """Whether this file begins as a sealed backup does.

    Raises:
        RefusedError: it cannot be read.
    """
    try:
        with file.open("rb") as source:
            return is_sealed(source)
    except OSError as error:
        raise why_refused(error, RESTORING) from error


async def _written(
    target: Path, write: Callable[[BinaryIO], Awaitable[bool]], doing: Doing
) -> bool:
    """Whether all of the new file was written."""
    try:
        out = target.open("xb")
    except OSError as error:
        raise why_refused(error, doing) from error
    with _kept_if_whole(target) as keep:
        try:
            with out:
                whole = await write(out)
        except OSError as error:
            raise why_refused(error, doing) from error
        if whole:
            keep()
    return whole


@contextmanager
def _kept_if_whole(file: Path) -> Iterator[Callable[[], None]]:
    """A file that is being written goes afterwards, unless it was said to keep it."""
    with ExitStack() as held:
        held.callback(file.unlink, missing_ok=True)

        def keep() -> None:
            held.pop_all()

        yield keep


class _Sealing:
    """A key of the browser's for one file."""

    def __init__(self, functions: Any, key: Any, header: Header) -> None:
        self._functions, self._key, self._header = functions, key, header

    async def seal(self, nonce: bytes, chunk: bytes) -> bytes:
        """A chunk, sealed, with its tag behind it."""
        answer = await self._functions.seal(self._key, *self._given(nonce, chunk))
        return bytes(answer.to_bytes())

    async def open(self, nonce: bytes, raw: bytes, number: int) -> bytes:
        """The same back.

        Raises:
            BackupError: it is not as it was sealed with this key.
        """
        from pyodide.ffi import JsException

        try:
            answer = await self._functions.open(self._key, *self._given(nonce, raw))
        except JsException as error:
            if error.name != "OperationError":
                raise
            raise not_opened(number) from None
        return bytes(answer.to_bytes())

    def _given(self, nonce: bytes, chunk: bytes) -> tuple[Any, ...]:
        from pyodide.ffi import to_js

        return tuple(to_js(each) for each in (nonce, self._header.packed(), chunk))


async def _sealing(passphrase: Passphrase, header: Header) -> _Sealing:
    import js
    from pyodide.ffi import to_js

    functions = await js.glimmersSealing()
    secret, salt = to_js(passphrase.utf8), to_js(header.salt)
    key = await functions.keyFrom(secret, salt, 1 << LOG2_N, R, P)
    return _Sealing(functions, key, header)

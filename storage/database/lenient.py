"""Text that is no UTF-8 any more is shown as far as it can be read; where all of it is, nothing
becomes slower.
"""

from __future__ import annotations

import functools
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any, TypeVar

_SCARS = re.compile("[\0\ud800-\udfff]")
TORN = (sqlite3.Error, UnicodeDecodeError)
"""What comes of reading torn pages; the second where SQLite's own message quotes bytes that are no
text.
"""

_Class = TypeVar("_Class", bound=type)


def text(raw: bytes) -> str:
    """What can be read of it, with U+FFFD for the rest: a `text_factory`."""
    return raw.decode("utf-8", "replace")


def scarred_text(raw: bytes) -> str:
    """The same as `text`, with a mark of its own for each byte that is no text: a `text_factory`;
    `healed` takes them out.
    """
    return raw.decode("utf-8", "surrogateescape")


def has_scars(words: str) -> bool:
    """Whether there are such marks in it, or NUL, which is in no text of ours and fills up a page
    that was cut.
    """
    return _SCARS.search(words) is not None


def healed(words: str) -> str:
    """What can be read of it, with U+FFFD for the rest; what is missing at its end is left out."""
    return text(words.rstrip("\0").replace("\0", "\ufffd").encode("utf-8", "surrogateescape"))


def is_unreadable(error: BaseException) -> bool:
    """Whether SQLite's own way to read a text found bytes that are none."""
    # The message goes on with the words themselves, and is shown to nobody.
    return isinstance(error, sqlite3.OperationalError) and str(error).startswith(
        "Could not decode to UTF-8"
    )


def reads_on(kind: _Class) -> _Class:
    """Let every public verb of a class begin again, reading with `text`, if it meets bytes that are
    no text.

    The class has its connection in `_conn`. A verb that writes reads before it commits, and was
    rolled back: so beginning again is the first time.
    """
    for name, verb in list(vars(kind).items()):
        if isinstance(verb, FunctionType) and not name.startswith("_"):
            setattr(kind, name, _beginning_again(verb))
    return kind


def _beginning_again(verb: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(verb)
    def tried(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return verb(self, *args, **kwargs)
        except sqlite3.OperationalError as error:
            if not is_unreadable(error) or self._conn.text_factory is text:
                raise
        # From now on: who has met one such text will meet it again.
        self._conn.text_factory = text
        return verb(self, *args, **kwargs)

    return tried


@contextmanager
def reading(conn: sqlite3.Connection, texts_as: type[str] | type[bytes]) -> Iterator[None]:
    """Texts as SQLite's own `str`, which is an error where they are none, or as the bytes that are
    in the file.
    """
    before = conn.text_factory
    conn.text_factory = texts_as
    try:
        yield
    finally:
        conn.text_factory = before

"""Reads text that is not valid UTF-8 any more, as far as that is possible. Valid text is read as
fast as without it.
"""

from __future__ import annotations

import functools
import inspect
import re
import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any, TypeVar

_SCARS = re.compile("[\0\ud800-\udfff]")
TORN = (sqlite3.Error, UnicodeDecodeError)
"""What is raised when torn pages are read; the second if a message of SQLite quotes bytes that are
not text.
"""

_Class = TypeVar("_Class", bound=type)


def text(raw: bytes) -> str:
    """The text, with U+FFFD for bytes that are not UTF-8; for `Connection.text_factory`."""
    return raw.decode("utf-8", "replace")


def scarred_text(raw: bytes) -> str:
    """The text, with a lone surrogate for each byte that is not UTF-8; for
    `Connection.text_factory`. `healed` removes them.
    """
    return raw.decode("utf-8", "surrogateescape")


def has_scars(words: str) -> bool:
    """Whether it has marks of `scarred_text`, or NUL: no text of ours has NUL, but a page that was
    cut off is filled up with it.
    """
    return _SCARS.search(words) is not None


def healed(words: str) -> str:
    """The text with U+FFFD in place of these marks; NUL at its end is left out."""
    return text(words.rstrip("\0").replace("\0", "\ufffd").encode("utf-8", "surrogateescape"))


def is_unreadable(error: BaseException) -> bool:
    """Whether the error says that a text in the database is not UTF-8."""
    # The rest of the message quotes the text itself: never show or log it.
    return isinstance(error, sqlite3.OperationalError) and str(error).startswith(
        "Could not decode to UTF-8"
    )


def reads_on(kind: _Class) -> _Class:
    """Class decorator: a public method that meets a text that is not UTF-8 is called once more,
    with `text` as the `text_factory`.

    One that works in steps begins again as well, and its steps go on.

    The class has its connection in `_conn`. A second call is safe for methods that write, too: they
    read before they commit, so the first call was rolled back.
    """
    for name, verb in list(vars(kind).items()):
        if isinstance(verb, FunctionType) and not name.startswith("_"):
            in_steps = inspect.isgeneratorfunction(verb)
            again = _stepping_again if in_steps else _beginning_again
            setattr(kind, name, again(verb))
    return kind


def _beginning_again(verb: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(verb)
    def tried(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return verb(self, *args, **kwargs)
        except sqlite3.OperationalError as error:
            _read_leniently(self._conn, error)
        return verb(self, *args, **kwargs)

    return tried


def _stepping_again(verb: Callable[..., Generator[Any, Any, Any]]) -> Callable[..., Any]:
    @functools.wraps(verb)
    def tried(self: Any, *args: Any, **kwargs: Any) -> Generator[Any, Any, Any]:
        try:
            return (yield from verb(self, *args, **kwargs))
        except sqlite3.OperationalError as error:
            _read_leniently(self._conn, error)
        return (yield from verb(self, *args, **kwargs))

    return tried


def _read_leniently(conn: sqlite3.Connection, error: sqlite3.OperationalError) -> None:
    if not is_unreadable(error) or conn.text_factory is text:
        raise error
    # It stays so: the same text will be read again.
    conn.text_factory = text


@contextmanager
def reading(conn: sqlite3.Connection, texts_as: type[str] | type[bytes]) -> Iterator[None]:
    """Read texts as `str`, where invalid UTF-8 is an error, or as the bytes in the file."""
    before = conn.text_factory
    conn.text_factory = texts_as
    try:
        yield
    finally:
        conn.text_factory = before

"""A drawer of the journal: the verbs of one kind of rows, in transactions that the
journal makes.
"""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from app.core.errors import Doing
from app.core.glimmers import Glimmer

PAGE = 60
"""Rows of a page, where nobody says how many."""

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


class Pager:
    """Rows a page at a time: each page goes on where the one before ended, and costs the same
    however far it is.

    `select` is SQL up to its conditions, of which there is at least one. The rows come in falling
    `order`, whose columns an index has; `place` is SQL for these columns of the row behind which a
    page begins.
    """

    def __init__(self, select: str, *, order: Sequence[str], place: str) -> None:
        columns = ", ".join(order)
        falling = ", ".join(f"{column} DESC" for column in order)
        self.first = f"{select} ORDER BY {falling} LIMIT ?"
        self.next = f"{select} AND ({columns}) < ({place}) ORDER BY {falling} LIMIT ?"

    def read(
        self,
        conn: sqlite3.Connection,
        before: str | None,
        limit: int,
        values: Sequence[Any] = (),
    ) -> sqlite3.Cursor:
        """Up to `limit` rows from the first on, or `before` the row with this id; `values` are
        those of `select`.
        """
        if before is None:
            return conn.execute(self.first, (*values, limit))
        return conn.execute(self.next, (*values, before, limit))


class WithRoom(Protocol):
    """Does something, and if there is no room for it, again in the room put by for that."""

    def __call__(self, verb: Callable[[], _Answer]) -> _Answer:
        """What `verb` answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What the journal lends to its drawers: only it begins transactions and tells its
    listeners.
    """

    conn: sqlite3.Connection
    reading: Callable[[], AbstractContextManager[None]]
    """Around every question: what SQLite refuses becomes an error of ours."""
    transaction: Callable[[Doing], AbstractContextManager[None]]
    """Around every change: whole or not at all, and the listeners are told after it."""
    leave_no_trace: Callable[[], None]
    """After a deletion for good: take it out of the log and of copies too."""
    with_room: WithRoom
    check_written: Callable[[Sequence[Glimmer]], None]
    """After a transaction: what is read back must be what was written."""


class Drawer:
    """One kind of what a journal keeps."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._conn = access.conn


class _HasAccess(Protocol):
    _access: Access


_Self = TypeVar("_Self", bound=_HasAccess)


def even_on_a_full_disk(
    verb: Callable[Concatenate[_Self, _Given], _Answer],
) -> Callable[Concatenate[_Self, _Given], _Answer]:
    """Let a verb that makes room be begun again where there is none (`storage.reserve`).

    What makes room needs some itself, so what was put by for it is given up.
    """

    @functools.wraps(verb)
    def verb_with_room(self: _Self, /, *args: _Given.args, **named: _Given.kwargs) -> _Answer:
        return self._access.with_room(lambda: verb(self, *args, **named))

    return verb_with_room

"""A list that is read a page at a time, as far as it was scrolled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

PAGE = 60
"""Rows of a page, unless they are large."""

T = TypeVar("T")

Read = Callable[[T | None, int], Sequence[T]]
"""Reads rows: those after the given one (None: from the first), and at most so many."""


class Page(NamedTuple, Generic[T]):
    """What is shown now."""

    rows: tuple[T, ...]
    more: bool
    """Whether there is more behind them."""


def read_again(read: Read[T], shown: Sequence[T] | None, *, page: int = PAGE) -> Page[T]:
    """Read from the first row: as many as are `shown`, and at least one page."""
    count = max(page, len(shown or ()))
    # One more than is shown tells whether there is more.
    found = read(None, count + 1)
    return Page(tuple(found[:count]), len(found) > count)


def read_on(read: Read[T], shown: Sequence[T], *, page: int = PAGE) -> Page[T]:
    """Add one page to the rows that are `shown`; there must be some."""
    found = read(shown[-1], page + 1)
    return Page((*shown, *found[:page]), len(found) > page)

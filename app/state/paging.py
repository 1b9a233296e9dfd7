"""A list that is read a page at a time, as far as it was scrolled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

PAGE = 60
"""Rows of a page, unless they are large."""

T = TypeVar("T")

Read = Callable[[T | None, int], Sequence[T]]
"""Up to so many rows that come behind this one; None: from the first on."""


class Page(NamedTuple, Generic[T]):
    """What is shown now."""

    rows: tuple[T, ...]
    more: bool
    """Whether there is more behind them."""


def read_again(read: Read[T], shown: Sequence[T] | None, *, page: int = PAGE) -> Page[T]:
    """From the first on, as far as was `shown` before, and at least one page."""
    count = max(page, len(shown or ()))
    # One more than is shown tells whether there is more.
    found = read(None, count + 1)
    return Page(tuple(found[:count]), len(found) > count)


def read_on(read: Read[T], shown: Sequence[T], *, page: int = PAGE) -> Page[T]:
    """What is `shown`, which is not empty, and one page more."""
    found = read(shown[-1], page + 1)
    return Page((*shown, *found[:page]), len(found) > page)

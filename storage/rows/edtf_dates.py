"""Vague dates in EDTF (ISO 8601-2), the field's notation, written and read through the `edtf`
package.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core.when.times import When, month_range


def checked_edtf(when: When) -> str:
    """The EDTF text to store for `when`: as the `edtf` package writes it, once it has read it.

    Moments, and plain days, months and years, are level 0, which is ISO 8601, and `life` is no date
    at all: none of them waits for the grammar, which takes 0.2 s to load and some milliseconds for
    each date.

    Raises:
        ValueError: the notation does not say what `when` says.
    """
    if when.precision in ("moment", "life") or when.edtf == _plain(when):
        return when.edtf
    parsed = _parsed(when.edtf)
    earliest, latest = _bounds(parsed)
    # A hemisphere or "about" may widen what the notation says; it must at least touch it.
    touches = (
        isinstance(when.start, date)
        and isinstance(when.end, date)
        and when.end >= earliest
        and when.start <= latest
    )
    if not touches and when.precision != "season":
        raise ValueError(f"{when.edtf} does not lie within {when.start} to {when.end}")
    return str(parsed)


def _plain(when: When) -> str | None:
    """A day, month or year of the calendar as ISO 8601 has it; None for anything else."""
    start, end = when.start, when.end
    if not isinstance(start, date) or not isinstance(end, date):
        return None
    if start == end:
        return start.isoformat()
    if (start, end) == month_range(start.year, start.month):
        return start.isoformat()[:7]
    if (start, end) == (date(start.year, 1, 1), date(start.year, 12, 31)):
        return start.isoformat()[:4]
    return None


def read_bounds(edtf: str) -> tuple[date, date]:
    """First and last day that EDTF text speaks of, as the `edtf` package reads it (northern
    seasons).

    Raises:
        ValueError: no EDTF.
    """
    return _bounds(_parsed(edtf))


def _parsed(edtf: str) -> Any:
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        return parse_edtf(edtf)
    except EDTFParseException as error:
        raise ValueError(f"not EDTF: {edtf}") from error


def _bounds(parsed: Any) -> tuple[date, date]:
    low, high = parsed.lower_strict(), parsed.upper_strict()
    try:
        return date(*low[:3]), date(*high[:3])
    except TypeError:  # an infinite number, where an interval is open
        raise ValueError("no first or last day") from None

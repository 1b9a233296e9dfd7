"""Where the time of a glimmer has its place among days and years."""

from __future__ import annotations

from datetime import date

from app.core.glimmers import Glimmer


def exact_day(glimmer: Glimmer) -> date | None:
    """The day of its own calendar on which it happened; None where that is less than a day."""
    if glimmer.precision not in ("moment", "day") or glimmer.start is None:
        return None
    return date.fromisoformat(glimmer.start[:10])


def only_year(glimmer: Glimmer) -> str:
    """The one year in which it happened, in four digits; empty where that is not one year. A winter
    is of the year it begins in.
    """
    if glimmer.start is None or glimmer.end is None:
        return ""
    first, last = glimmer.start[:4], glimmer.end[:4]
    return first if first == last or glimmer.precision == "season" else ""

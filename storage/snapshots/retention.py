"""Which snapshots stay: those of the latest days, one for each of some weeks before, and no more
bytes than there is room for.

Days and weeks are counted, never subtracted: of the seven latest *different* dates on which
snapshots were made, in the order in which they were made. A clock that jumps by years is one more
date, and comes back to one that counts already; so it can push out one day and one week, and never
all that there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from storage.snapshots.naming import Snapshot

DAYS = 7
WEEKS = 4
MOST_BYTES = 1 << 30
"""All of them together take no more than this, ..."""
SHARE = 10
"""... nor more than this part of what is free, their own room counted in: a tenth."""
SPARE = 64 << 20
"""Bytes that stay free beside them for what is kept: a day on which less would be left has no
snapshot, and on a fuller disk the oldest go.
"""


def stale(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """Those that are not wanted any more, oldest first; `snapshots` come in the order in which they
    were made.

    Of each of the latest `DAYS` dates the latest `day` stays, and all that were made before
    something: each may be the only way back from what came after it. Of the `WEEKS` calendar weeks
    before those, the latest of each stays.
    """
    dates: set[date] = set()
    with_day: set[date] = set()
    older, gone = [], []
    for snapshot in reversed(snapshots):
        if snapshot.date not in dates and len(dates) == DAYS:
            older.append(snapshot)
            continue
        dates.add(snapshot.date)
        if snapshot.why == "day":
            if snapshot.date in with_day:
                gone.append(snapshot)
            with_day.add(snapshot.date)
    weeks = {_week(each) for each in dates}
    most = len(weeks) + WEEKS
    for snapshot in older:
        week = _week(snapshot.date)
        if week in weeks or len(weeks) == most:
            gone.append(snapshot)
        else:
            weeks.add(week)
    return sorted(gone, key=lambda snapshot: snapshot.number)


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def too_many(snapshots: Sequence[Snapshot], *, free: int) -> list[Snapshot]:
    """Those that have to go for want of room, oldest first; the newest stays whatever its size.

    `free` is how many bytes are free on the disk, or in a browser's share of it.
    """
    taken = sum(snapshot.size for snapshot in snapshots)
    most = min(MOST_BYTES, (free + taken) // SHARE)
    gone = []
    for snapshot in snapshots[:-1]:
        if taken <= most and free >= SPARE:
            break
        gone.append(snapshot)
        taken -= snapshot.size
        free += snapshot.size
    return gone

"""A row that a disk has damaged, as much of it as still has a meaning.

Nothing is guessed at: a broken date gives way to another one in the same row that says the same,
and at last to the instant that is in the glimmer's id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from app.core.glimmers import PATHWAYS, kept_instant
from app.core.when.times import PRECISIONS, iso
from storage.database import lenient
from storage.rows.edtf_dates import read_bounds


def mended_glimmer(row: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The row of a glimmer, and whether anything in it had to be left out or found elsewhere."""
    mended, _ = healed(row)
    mended["kept_at"] = _instant((mended["kept_at"],)) or iso(kept_instant("", str(mended["id"])))
    mended["changed_at"] = _instant((mended["changed_at"],)) or mended["kept_at"]
    for name in ("loved_at", "removed_at"):
        if mended[name] is not None:
            mended[name] = _instant((mended[name],)) or mended["changed_at"]
    if mended["pathway"] not in (None, *PATHWAYS):
        mended["pathway"] = None
    mended |= _when(mended)
    return mended, mended != row


def mended_collage(row: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The row of a collage: of one whose record is broken its finished picture stays."""
    mended, _ = healed(row)
    try:
        json.loads(mended["record"])
    except (TypeError, ValueError):
        mended["record"] = "{}"
    return mended, mended != row


def without_broken_times(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """The row without those times of change that cannot be read; they only matter where journals
    are merged.
    """
    if table in ("glimmers", "collages", "photos"):
        names = [name for name in row if name.endswith("_changed_at") or name == "taken_in_at"]
    else:
        names = ["changed_at"]
    broken = [name for name in names if row.get(name) is not None and not _instant((row[name],))]
    return row | dict.fromkeys(broken) if broken else row


def healed(row: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """A row with texts that can be stored, and whether anything had to be left out of them."""
    mended = {
        name: lenient.healed(value) if isinstance(value, str) else value
        for name, value in row.items()
    }
    return mended, mended != row


def _when(row: dict[str, Any]) -> dict[str, Any]:
    precision, start, end, edtf = row["precision"], row["start"], row["end"], row["edtf"]
    if precision == "life":
        return {"start": None, "end": None}
    if precision == "moment":
        instant = _instant((start, end, edtf)) or row["kept_at"]
        return {"start": instant, "end": instant, "edtf": instant}
    if precision in PRECISIONS and _is_day(start) and _is_day(end) and start <= end:
        return {}
    try:
        first, last = read_bounds(str(edtf))
    except ValueError:
        return {"precision": "life", "start": None, "end": None, "edtf": ""}
    kind = precision if precision in PRECISIONS else "about"
    return {"precision": kind, "start": first.isoformat(), "end": last.isoformat()}


def _instant(texts: Iterable[Any]) -> str | None:
    """What most of these say, of those that say an instant."""
    said = [text for text in texts if isinstance(text, str) and _is_instant(text)]
    return max(said, key=said.count) if said else None


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_day(text: Any) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except (TypeError, ValueError):
        return False

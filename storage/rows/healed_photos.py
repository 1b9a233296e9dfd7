"""What is known of a photo beside its picture, where a disk has damaged it here and another journal
has it whole.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.core.exchange.record import MEDIA_TYPE

Check = Callable[[Any], bool]


def _is_length(value: Any) -> bool:
    return isinstance(value, int) and value > 0


def _is_fraction(value: Any) -> bool:
    return value is None or (isinstance(value, float) and 0 <= value <= 1)


def _is_wall_time(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is None
    except (TypeError, ValueError):
        return False


_CHECKS: dict[str, Check] = {
    "width": _is_length,
    "height": _is_length,
    "size": lambda value: isinstance(value, int) and value >= 0,
    "media_type": lambda value: isinstance(value, str) and bool(MEDIA_TYPE.fullmatch(value)),
    "taken_at": lambda value: value is None or _is_wall_time(value),
    "focus_x": _is_fraction,
    "focus_y": _is_fraction,
    "sight_x": _is_fraction,
    "sight_y": _is_fraction,
}
_READ = f"SELECT id, {', '.join(_CHECKS)} FROM photos"


def heal(conn: sqlite3.Connection, other: sqlite3.Connection) -> None:
    """Take over what cannot be and is whole in the other one, inside a transaction. What a disk has
    changed into something that can be is told by nobody, and stays.
    """
    broken = {row[0]: names for row in conn.execute(_READ) if (names := _broken(row[1:]))}
    there = f"{_READ} WHERE id IN (SELECT value FROM json_each(?))"
    for id, *values in other.execute(there, (json.dumps(list(broken)),)).fetchall():
        whole = dict(zip(_CHECKS, values, strict=True))
        for name in broken[id]:
            if _CHECKS[name](whole[name]):
                conn.execute(f"UPDATE photos SET {name} = ? WHERE id = ?", (whole[name], id))


def _broken(values: tuple[Any, ...]) -> list[str]:
    return [
        name
        for (name, check), value in zip(_CHECKS.items(), values, strict=True)
        if not check(value)
    ]

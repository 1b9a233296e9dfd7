"""The clock of this device: what time it is here, by which rules, and what the zone is called."""

from __future__ import annotations

import os
import re
import sys
import time
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from pathlib import Path
from struct import pack
from zoneinfo import ZoneInfo

from app.core.errors import GlimmersError

_ZONE_LASTS = 60.0
"""Seconds until the zone is asked for again: people travel, and looking it up reads files."""
_LOCALTIME = Path("/etc/localtime")
_NO_NAMES = frozenset({"local", "localtime", "posixrules", "Factory"})
"""Files beside the zones of the database, which are no zones of the world."""
_UNRULED = ",M3.2.0,M11.1.0"
"""When summer is where a rule names it and does not say when: as the C library reads it."""


class ZoneError(GlimmersError):
    """The device's zone is so far from the world's time that no date can be told."""


class SystemClock:
    """The device's own clock."""

    def __init__(self) -> None:
        self._rules: tzinfo | None = None
        self._asked = -_ZONE_LASTS

    def now(self) -> datetime:
        """Now, aware, with the zone's rules where they are known and agree with the offset.

        So summer has the offset of summer, whatever the season is now.

        Raises:
            ZoneError: no date can be told in this zone.
        """
        try:
            here = datetime.now().astimezone()
        except ValueError as error:  # Python counts offsets of less than a day
            raise ZoneError from error
        rules = self._known()
        if rules is None:
            return here
        there = here.astimezone(rules)
        # Rules that tell another offset than the device shows would move the person's day.
        return there if there.utcoffset() == here.utcoffset() else here

    def zone(self) -> str | None:
        """IANA name, or None where the device does not tell one."""
        rules = self.now().tzinfo
        return rules.key if isinstance(rules, ZoneInfo) and rules.key else None

    def _known(self) -> tzinfo | None:
        if time.monotonic() - self._asked >= _ZONE_LASTS:
            self._asked = time.monotonic()
            self._rules = (
                _named(_browser_zone()) if sys.platform == "emscripten" else _native_rules()
            )
        return self._rules


def _native_rules() -> tzinfo | None:
    """What the device goes by: a zone of the database with its name, or rules without one."""
    try:
        if (said := os.environ.get("TZ")) is not None:
            return _zone_of_tz(said)
        return _of_the_system()
    except Exception:  # whatever a strange machine answers, the offset alone still tells the time
        return None


def _of_the_system() -> tzinfo | None:
    import tzlocal

    try:
        named = _named(tzlocal.reload_localzone().key)
    except Exception:  # two files that disagree, say
        named = None
    if named and (_LOCALTIME.is_symlink() or not _LOCALTIME.exists()):
        return named
    rules = _in_file(_LOCALTIME)
    if named and (rules is None or _agree(named, rules)):
        return named  # a copy, of the zone that another file names
    return rules


def _zone_of_tz(zone: str) -> tzinfo | None:
    """What `TZ` means: a name, a file, or a rule (POSIX.1-2017, 8.3). What means nothing is the
    world's time to the system."""
    zone = zone.removeprefix(":")
    if zone.startswith("/"):
        name = os.path.realpath(zone).partition("/zoneinfo/")[2]
        return _named(name) or _in_file(Path(zone))
    return _named(zone) or _by_rule(zone)


def _named(name: str | None) -> ZoneInfo | None:
    name = (name or "").removeprefix("posix/")
    if not name or name in _NO_NAMES or name.startswith("right/"):
        return None
    try:
        return ZoneInfo(name)
    except (
        ValueError,
        OSError,
        KeyError,
    ):  # a bad name, an unreadable file, a name that no database has
        return None


def _in_file(path: Path) -> ZoneInfo | None:
    try:
        with path.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (ValueError, OSError):
        return None


def _by_rule(rule: str) -> ZoneInfo | None:
    """`CET-1CEST,M3.5.0,M10.5.0/3`: read by Python itself, which knows such rules from the ends of
    zone files."""
    # Letters, an offset, and letters once more: summer time without a word about when.
    if re.fullmatch(r"(?:[A-Za-z]{3,}|<[^>]+>)[-+\d:]+(?:[A-Za-z]{3,}|<[^>]+>)[-+\d:]*", rule):
        rule += _UNRULED
    # An empty zone file (RFC 8536), version 2: its two headers, each with one type of time that
    # nothing uses, and the rule.
    block = pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4) + pack(">lbb", 0, 0, 0) + b"UTC\0"
    try:
        return ZoneInfo.from_file(BytesIO(block + block + b"\n" + rule.encode("ascii") + b"\n"))
    except ValueError:  # no rule, or not ASCII
        return None


def _agree(one: tzinfo, other: tzinfo) -> bool:
    """Whether both tell the same offsets at the beginning of each month for 50 years."""
    months = [
        datetime(year, month, 1, tzinfo=UTC) for year in range(1990, 2040) for month in range(1, 13)
    ]
    return all(
        month.astimezone(one).utcoffset() == month.astimezone(other).utcoffset() for month in months
    )


def _browser_zone() -> str | None:
    import js

    try:
        name = js.Intl.DateTimeFormat.new().resolvedOptions().timeZone
    except Exception:  # whatever a strange browser answers, the offset alone still tells the time
        return None
    return str(name) if name else None

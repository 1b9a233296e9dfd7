"""Which way this desk has to start something by itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from app.core.errors import BackgroundError
from app.platform.background.program import Program, check, tell, this_program
from app.words.lists import lists


class _Way(Protocol):
    """One system's own; see `app.core.ports.Background`."""

    @property
    def writes(self) -> tuple[str, ...]: ...

    def installed(self) -> tuple[str, ...]: ...

    def install(self) -> tuple[str, ...]: ...

    def uninstall(self) -> tuple[str, ...]: ...


class Desk:
    """See `app.core.ports.Background`; for the journal in one folder."""

    seen = sys.platform not in ("darwin", "win32")

    def __init__(self, data: Path) -> None:
        """`data` is absolute."""
        self._data = data

    def writes(self) -> Sequence[str]:
        """See `Background`."""
        return self._ways()[0].writes

    def installed(self) -> Sequence[str]:
        """See `Background`."""
        return [name for way in self._possible() for name in way.installed()]

    def install(self) -> Sequence[str]:
        """See `Background`."""
        best, *others = self._ways()
        written = best.install()
        for other in others:  # this computer has changed since
            other.uninstall()
        return written

    def uninstall(self) -> Sequence[str]:
        """See `Background`. One that stays keeps no other from going."""
        gone: list[str] = []
        left: list[str] = []
        for way in self._possible():
            try:
                gone += way.uninstall()
            except BackgroundError as error:
                left.append(str(error.data["files"]))
        if left:
            raise BackgroundError("left", files=lists.all_of(left))
        return gone

    def _possible(self) -> list[_Way]:
        """None where nothing can be installed, and so nothing is."""
        try:
            return self._ways()
        except BackgroundError:
            return []

    def _ways(self) -> list[_Way]:
        """The best one first."""
        if os.environ.get("FLET_PLATFORM"):
            raise BackgroundError("packaged")
        program = this_program(self._data)
        if sys.platform == "win32":
            from app.platform.background.task_scheduler import TaskScheduler

            return [TaskScheduler(program, tell=tell)]
        if sys.platform == "darwin":
            from app.platform.background.launchd import Launchd

            return [Launchd(program, home=Path.home(), user=os.getuid(), tell=tell)]
        return _of_linux(program)


def _of_linux(program: Program) -> list[_Way]:
    from app.platform.background.autostart import Autostart, start
    from app.platform.background.systemd import Systemd

    config = _config()
    check(str(config))
    systemd = Systemd(program, config=config, tell=tell)
    autostart = Autostart(program, config=config, start=start)
    # From a shell that is no session of theirs (sudo, cron) it does not answer, and has the timer.
    first = systemd.is_here() or systemd.installed()
    return [systemd, autostart] if first else [autostart, systemd]


def _config() -> Path:
    """As the XDG Base Directory Specification has it, which lets no relative path count."""
    named = os.environ.get("XDG_CONFIG_HOME", "")
    return Path(named) if os.path.isabs(named) else Path.home() / ".config"

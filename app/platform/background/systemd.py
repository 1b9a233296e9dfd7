"""Linux, where systemd looks after a person's session: a timer of theirs, and what it starts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.core.errors import BackgroundError
from app.platform.background.files import put, take_away, there
from app.platform.background.program import EVERY, Program, Tell
from app.words.nudges import said

_SERVICE = """\
[Unit]
Description={description}

[Service]
Type=oneshot
ExecStart={command}
StandardOutput=null
StandardError=null
SuccessExitStatus=1
TimeoutStartSec=2min
"""
"""Type oneshot is killed after `TimeoutStartSec`. Exit code 1, as where the journal is busy, is no
failure of which a log should tell: the next look is soon."""
_TIMER = """\
[Unit]
Description={description}

[Timer]
OnCalendar=*:0/{every}
AccuracySec=30s

[Install]
WantedBy=timers.target
"""
"""By the wall clock, so that a computer that wakes up looks at once."""


class Systemd:
    """A timer and a service among the units of this person."""

    def __init__(self, program: Program, *, config: Path, tell: Tell) -> None:
        """`config` is the folder for a person's settings, as a rule ~/.config."""
        self._program, self._tell, self._config = program, tell, config
        units, name = config / "systemd" / "user", f"glimmers-reminders-{program.id}"
        self._service, self._timer = units / f"{name}.service", units / f"{name}.timer"
        self._enabled = units / "timers.target.wants" / self._timer.name
        """The link by which systemd knows at a login that the timer is wanted."""

    @property
    def writes(self) -> tuple[str, ...]:
        """The files that installing brings, the link included that systemd makes."""
        return tuple(map(str, self._files))

    @property
    def _files(self) -> tuple[Path, ...]:
        return self._service, self._timer, self._enabled

    def is_here(self) -> bool:
        """Whether a systemd looks after this person's session. Blocks, for a moment."""
        return self._systemctl("show-environment")

    def installed(self) -> tuple[str, ...]:
        """What of it is there."""
        return there(self._files)

    def install(self) -> tuple[str, ...]:
        """Write the units and start the timer; twice is the same. What was written. Blocks.

        Raises:
            BackgroundError: not done, and nothing of it is left that was not there before.
        """
        before = self.installed()
        description = said.BACKGROUND.replace("%", "%%")
        service = _SERVICE.format(
            description=description, command=_command(self._program.in_a_shell())
        )
        timer = _TIMER.format(description=description, every=EVERY)
        try:
            put(self._service, service.encode())
            put(self._timer, timer.encode())
            if not (
                self._systemctl("daemon-reload")
                and self._systemctl("enable", "--now", self._timer.name)
            ):
                raise BackgroundError("refused", program="systemctl")
        except BackgroundError:
            if not before:
                self.uninstall()
            raise
        return self.installed()

    def uninstall(self) -> tuple[str, ...]:
        """Stop the timer and take all of it away; what that was. Blocks.

        Raises:
            BackgroundError: something is still there.
        """
        found = self.installed()
        if not found:
            return ()
        # Where there is no systemd just now it has nothing to forget, and files are what counts.
        self._systemctl("disable", "--now", self._timer.name)
        self._systemctl("stop", self._service.name)
        take_away(self._files, up_to=self._config)
        self._systemctl("daemon-reload")
        self._systemctl("reset-failed", self._timer.name, self._service.name)
        return found

    def _systemctl(self, *arguments: str) -> bool:
        return self._tell("systemctl", "--user", *arguments)


def _command(words: Iterable[str]) -> str:
    """As `ExecStart=` reads it: each word in quotes, where `\\`, `"`, `%` and `$` mean something.

    https://www.freedesktop.org/software/systemd/man/systemd.service.html#Command%20lines
    """
    return " ".join(f'"{_quoted(word)}"' for word in words)


def _quoted(word: str) -> str:
    for special, escaped in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        word = word.replace(special, escaped)
    return word

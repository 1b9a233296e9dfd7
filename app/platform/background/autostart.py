"""Linux without a systemd of the person's own: a desktop entry that starts something at each login,
which stays and looks every few minutes.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from app.platform.background.files import put, take_away, there
from app.platform.background.program import EVERY, ROOT, Program
from app.words.nudges import said

STEP = 5.0
"""Seconds after which somebody who stays sees that they are not wanted any more."""

_HEAD = "[Desktop Entry]"
_ENTRY = f"""\
{_HEAD}
Type=Application
Name={{name}}
Exec={{command}}
Terminal=false
NoDisplay=true
"""


class Autostart:
    """A desktop entry of this person's."""

    def __init__(
        self, program: Program, *, config: Path, start: Callable[[Sequence[str]], None]
    ) -> None:
        """`config` is the folder for a person's settings, as a rule ~/.config; `start` starts a
        command and does not wait for its end.
        """
        self._program, self._config, self._start = program, config, start
        self._entry = config / "autostart" / f"glimmers-reminders-{program.id}.desktop"

    @property
    def writes(self) -> tuple[str, ...]:
        """The file that installing brings."""
        return (str(self._entry),)

    def installed(self) -> tuple[str, ...]:
        """What of it is there."""
        return there([self._entry])

    def install(self) -> tuple[str, ...]:
        """Write the entry, and start what it starts: twice is the same. What was written.

        Raises:
            BackgroundError: it could not be written.
        """
        command = self._program.in_a_shell("--while", str(self._entry))
        entry = _ENTRY.format(name=_value(said.BACKGROUND), command=_value(_command(command)))
        if not put(self._entry, entry.encode()) and self._is_running():
            return self.installed()
        self._start(command)
        return self.installed()

    def _is_running(self) -> bool:
        """Whether somebody stays because of this entry."""
        with self._entry.open("rb") as file:
            return not _taken(file)

    def uninstall(self) -> tuple[str, ...]:
        """Take it away; what was started by it ends within `STEP` seconds. What was there.

        Raises:
            BackgroundError: it is still there.
        """
        found = self.installed()
        if found:
            take_away([self._entry], up_to=self._config)
        return found


def start(command: Sequence[str]) -> None:
    """Start this, and leave it to itself: it is the child of a shell that has ended."""
    subprocess.run(  # noqa: S603  # our own command
        ["/bin/sh", "-c", '"$0" "$@" &', *command],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=False,
    )


def looks(entry: Path, *, every: float = EVERY * 60.0, step: float = STEP) -> Iterator[None]:
    """Comes to a look every so many seconds, for as long as the entry that had this started lies
    there as it was, and the program too. Of several that were started by it one looks, and the
    others wait until it has ended.
    """
    try:
        file = entry.open("rb")
    except OSError:
        return
    with file:
        looked, ours = float("-inf"), False
        while _is_still(entry, file.fileno()) and (ROOT / "app" / "__main__.py").exists():
            if not ours:
                ours = _taken(file)
            # By the wall clock: the other one stands still while a computer sleeps.
            if ours and abs(time.time() - looked) >= every:
                looked = time.time()
                yield
            time.sleep(step)


def _taken(file: IO[bytes]) -> bool:
    """Whether this process is now the one that looks, until it closes the file."""
    import fcntl  # only Linux comes here

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_still(entry: Path, descriptor: int) -> bool:
    """Whether the file of this name is the one that was opened."""
    try:
        return os.path.samestat(os.stat(entry), os.fstat(descriptor))
    except OSError:
        return False


def _command(words: Iterable[str]) -> str:
    """As `Exec` reads it: each word in quotes, in which some characters need a backslash, and `%`
    another one.

    https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
    """
    return " ".join(f'"{_quoted(word)}"' for word in words)


def _quoted(word: str) -> str:
    for special in '\\"`$':
        word = word.replace(special, f"\\{special}")
    return word.replace("%", "%%")


def _value(text: str) -> str:
    """As any value of a desktop entry is written."""
    return text.replace("\\", "\\\\")

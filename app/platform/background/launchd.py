"""macOS: a LaunchAgent. Not yet seen on a Mac: its file is compared with what Apple documents."""

from __future__ import annotations

import plistlib
from pathlib import Path

from app.core.errors import BackgroundError
from app.platform.background.files import put, take_away, there
from app.platform.background.program import EVERY, Program, Tell


class Launchd:
    """An agent of this person's."""

    def __init__(self, program: Program, *, home: Path, user: int, tell: Tell) -> None:
        """`home` is the person's folder, and `user` their number."""
        self._program, self._tell = program, tell
        self._label = f"app.glimmers.reminders.{program.id}"
        self._agents = home / "Library" / "LaunchAgents"
        self._agent = self._agents / f"{self._label}.plist"
        self._session = f"gui/{user}"

    @property
    def writes(self) -> tuple[str, ...]:
        """The file that installing brings."""
        return (str(self._agent),)

    def installed(self) -> tuple[str, ...]:
        """What of it is there."""
        return there([self._agent])

    def install(self) -> tuple[str, ...]:
        """Write the agent and have launchd take it up; twice is the same. What was written. Blocks.

        Raises:
            BackgroundError: not done, and nothing of it is left.
        """
        put(self._agent, self._content())
        self._launchctl("bootout", f"{self._session}/{self._label}")  # as it was before, if it was
        if not self._launchctl("bootstrap", self._session, str(self._agent)):
            self.uninstall()
            raise BackgroundError("refused", program="launchctl")
        return self.installed()

    def uninstall(self) -> tuple[str, ...]:
        """Have launchd let go of it and take it away; what was there. Blocks.

        Raises:
            BackgroundError: it is still there.
        """
        found = self.installed()
        if found:
            self._launchctl("bootout", f"{self._session}/{self._label}")
            take_away([self._agent], up_to=self._agents)
        return found

    def _content(self) -> bytes:
        """See `man launchd.plist`."""
        return plistlib.dumps(
            {
                "Label": self._label,
                "ProgramArguments": [*self._program.in_a_shell()],
                "StartInterval": EVERY * 60,
                "RunAtLoad": True,
                "ProcessType": "Background",
                "LimitLoadToSessionType": "Aqua",  # where there is a screen
            }
        )

    def _launchctl(self, *arguments: str) -> bool:
        return self._tell("launchctl", *arguments)

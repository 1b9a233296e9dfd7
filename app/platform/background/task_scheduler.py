"""Windows: a task of the Task Scheduler. Not yet seen on Windows: what it is told is compared with
what Microsoft documents.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path, PureWindowsPath
from xml.sax.saxutils import escape

from app.core.errors import BackgroundError
from app.platform.background.files import put
from app.platform.background.program import EVERY, Program, Tell
from app.words.lists import lists
from app.words.nudges import said

_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{description}</Description>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <StartBoundary>2026-01-01T00:00:00</StartBoundary>
      <Repetition>
        <Interval>PT{every}M</Interval>
      </Repetition>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT{every}M</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
"""In the order of https://learn.microsoft.com/windows/win32/taskschd/task-scheduler-schema; a
repetition without an end goes on for ever."""
_EXPANDED = re.compile(r"%[^%]+%|\$\(")
"""What the Task Scheduler replaces in the text of an action, and there is no way to write it so
that it stays."""


class TaskScheduler:
    """A task of this person's, which runs while they are logged in."""

    def __init__(self, program: Program, *, tell: Tell) -> None:
        self._program, self._tell = program, tell
        # In no folder of its own: an empty one would stay behind.
        self._name = f"glimmers-reminders-{program.id}"

    @property
    def writes(self) -> tuple[str, ...]:
        """The task that installing brings, by its name."""
        return (self._name,)

    def installed(self) -> tuple[str, ...]:
        """The name of the task, if it is there. Blocks, for a moment."""
        return (self._name,) if self._schtasks("/Query") else ()

    def install(self) -> tuple[str, ...]:
        """Give the task to the scheduler; twice is the same. Its name. Blocks.

        Raises:
            BackgroundError: not done.
        """
        content = self._content()
        with tempfile.TemporaryDirectory(prefix="glimmers-") as folder:
            file = Path(folder) / "task.xml"
            put(file, content)
            if not self._schtasks("/Create", "/XML", str(file), "/F"):
                raise BackgroundError("refused", program="schtasks")
        return (self._name,)

    def uninstall(self) -> tuple[str, ...]:
        """Take it out; what was there. Blocks.

        Raises:
            BackgroundError: it is still there.
        """
        found = self.installed()
        if found and not self._schtasks("/Delete", "/F"):
            raise BackgroundError("left", files=lists.all_of(found))
        return found

    def _content(self) -> bytes:
        """As `schtasks` reads it: UTF-16 with its mark.

        Raises:
            BackgroundError: a path would be read as something else.
        """
        program = self._program
        arguments = subprocess.list2cmdline(program.arguments())
        texts = (_without_a_window(program.python), arguments, program.root)
        if any(map(_EXPANDED.search, texts)):
            raise BackgroundError("replaced")
        command, arguments, folder = map(escape, texts)
        task = _TASK.format(
            description=escape(said.BACKGROUND),
            every=EVERY,
            command=command,
            arguments=arguments,
            folder=folder,
        )
        return b"\xff\xfe" + task.replace("\n", "\r\n").encode("utf-16-le")

    def _schtasks(self, what: str, *more: str) -> bool:
        return self._tell("schtasks", what, "/TN", self._name, *more)


def _without_a_window(python: str) -> str:
    """The Python beside this one that opens no black window every few minutes."""
    silent = str(PureWindowsPath(python).with_name("pythonw.exe"))
    return silent if Path(silent).exists() else python

"""The program that a system starts by itself: which Python, which folder, which journal, and what
it is told to do.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import BackgroundError

EVERY = 5
"""Minutes between two looks whether a reminder is due. Each starts a Python for a moment."""
ROOT = Path(__file__).resolve().parents[3]
"""The project's folder, from which `python -m app` runs."""

_TIMEOUT_S = 20.0
"""Seconds that a program of the system's may take to do what it is told."""
_SCRIPT = (
    'exec >/dev/null 2>&1; cd "$0" && [ -x "$1" ] && [ -f app/__main__.py ] && exec "$@"; exit 0'
)
"""For a shell: runs what follows the folder in `$0`, there, and says nothing to anybody. Where the
folder or the Python has gone, nothing is the matter: or a log would hear of it every few minutes.
"""

Tell = Callable[..., bool]
"""Runs a program with these arguments; whether it says that it was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What is started. All paths are absolute, and text that every system can write down."""

    python: str
    root: str
    data: str
    """The journal's folder, always named: the system starts programs with another environment."""

    @property
    def id(self) -> str:
        """Tells one journal of this person from another: eight hexadecimal digits."""
        return hashlib.sha256(os.path.realpath(self.data).encode()).hexdigest()[:8]

    def arguments(self, *more: str) -> tuple[str, ...]:
        """For Python, in the project's folder."""
        return ("-m", "app", "--data", self.data, "remind", "due", *more)

    def in_a_shell(self, *more: str) -> tuple[str, ...]:
        """A whole command, for any folder."""
        return ("/bin/sh", "-c", _SCRIPT, self.root, self.python, *self.arguments(*more))


def this_program(data: Path) -> Program:
    """This Python and this project, with the journal in `data`, which is absolute.

    Raises:
        BackgroundError: a path holds what some system cannot write down, or there is no Python that
            could be started.
    """
    if not sys.executable:
        raise BackgroundError("packaged")
    # Not resolved: a virtual environment is known by the name that its Python was started by.
    program = Program(python=os.path.abspath(sys.executable), root=str(ROOT), data=str(data))
    check(program.python, program.root, program.data)
    return program


def check(*paths: str) -> None:
    """Refuse what cannot be named.

    Raises:
        BackgroundError: one of the paths holds what some system cannot write down.
    """
    if not all(map(_can_be_written, "".join(paths))):
        raise BackgroundError("path")


def _can_be_written(character: str) -> bool:
    """Whether it may stand in a unit, in XML and in a desktop entry: line ends, other control
    characters, bytes that are no UTF-8, and what is no character at all have no place in some.
    """
    category = unicodedata.category(character)
    return category not in ("Cc", "Cs", "Zl", "Zp") and ord(character) & 0xFFFE != 0xFFFE


def tell(*command: str) -> bool:
    """See `Tell`. What the program says is heard by nobody."""
    try:
        return (
            subprocess.run(  # noqa: S603  # programs of the system's, and no shell
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_TIMEOUT_S,
                check=False,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            ).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False

"""`make torture`: runs all of it, and writes what came of it, whatever that is, into
docs/torture.txt."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from app import __version__

ROOT = Path(__file__).parents[2]
LOG = ROOT / "docs" / "torture.txt"
LIMIT_S = 3600
"""For one test: some kill five hundred times."""
_TERMINAL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def _about() -> list[str]:
    changed = ", with changes that were not committed" if _git("status", "--porcelain") else ""
    return [
        "Written by `make torture`, whole; a failure in it is a failure.",
        f"release: {__version__}",
        f"code: {_git('rev-parse', '--short=12', 'HEAD') or 'unknown'}{changed}",
        f"begun: {datetime.now(UTC).isoformat(timespec='seconds')}",
        f"machine: {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {platform.system()}",
    ]


def main() -> int:
    """Exit with what pytest exits with, once the log is written."""
    about, begun = _about(), time.monotonic()
    beside = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]
    limit = f"--timeout={LIMIT_S}"
    command = [sys.executable, "-m", "pytest", *beside, limit, "tests/torture", *sys.argv[1:]]
    said: list[str] = []
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            print(line, end="", flush=True)
            said.append(_TERMINAL.sub("", line).replace(str(ROOT), "."))
    took = f"ended: by itself, exit status {run.returncode}, after {time.monotonic() - begun:.0f} s"
    LOG.write_text("\n".join([*about, "", *map(str.rstrip, said), "", took, ""]), encoding="utf-8")
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())

"""Installs what lets reminders come, in a session with a systemd of its own, has that start it, and
takes it away again; what was seen is printed as JSON: `meets_systemd.py PROJECT DAEMON DATA FILE`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


def main(root: str, daemon: str, data: str, record: Path) -> dict[str, Any]:
    """`record` is where `daemon` writes down what it was asked to show."""

    def remind(*arguments: str) -> Any:
        command = [sys.executable, "-m", "app", "--data", data, "remind", *arguments, "--json"]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    bus = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={os.environ['XDG_RUNTIME_DIR']}/bus"}
    with subprocess.Popen(
        [sys.executable, daemon, str(record)],
        env=os.environ | bus,
        stdout=subprocess.PIPE,
        text=True,
    ) as shows:
        assert shows.stdout.readline() == "ready\n"
        files = remind("install")["files"]
        service, timer = (Path(file).name for file in files[:2])
        seen = {
            "files": files,
            "again": remind("install")["files"],
            "reach": remind("status")["reach"],
            "active": systemctl("is-active", timer).strip(),
            "calendar": systemctl("show", timer, "--property=TimersCalendar"),
        }
        systemctl("start", "--no-block", service)
        give_up = time.monotonic() + 60
        while not record.read_text() and time.monotonic() < give_up:
            time.sleep(0.1)
        seen["shown"] = record.read_text().splitlines()
        seen["gone"] = remind("uninstall")["files"]
        seen["known"] = systemctl("list-units", "--all", "--no-legend", "glimmers*")
        seen["enabled"] = systemctl("is-enabled", timer)
        shows.terminate()
    return seen


def systemctl(*arguments: str) -> str:
    """What it says."""
    return subprocess.run(
        ["systemctl", "--user", *arguments], stdout=subprocess.PIPE, text=True, timeout=60
    ).stdout


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:4], Path(sys.argv[4]))))

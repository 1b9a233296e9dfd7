"""Opens the browser of whoever started the server, without a secret in a command line.

Every user of a machine can read every process's arguments. So the browser is opened on a private
file that leads it on (`Entrance.new_page`). A browser in a snap may read what is open to see in the
home folder, and no hidden folder in it: where the file is hidden, it is opened on the server's bare
address instead, and the page there says to use the link that was printed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

from app.platform.serving.entrance import ADDRESS

_OF_A_SNAP = re.compile(r"[a-z0-9-]+_[\w.-]+\.desktop")
"""How snaps name what they put among the applications; no other package does it so."""


def has_screen() -> bool:
    """Whether a browser could show itself here."""
    return bool(
        sys.platform in ("darwin", "win32")
        or os.environ.get("DISPLAY")
        or os.environ.get("WAYLAND_DISPLAY")
    )


def open_browser(new_page: Callable[[], Path | None], *, port: int) -> None:
    """Open it on a private page, or on the bare address of this port where it could not read one.
    This can take seconds."""
    page = new_page()
    if page is None or (_is_hidden(page) and _is_in_a_snap()):
        webbrowser.open(f"http://{ADDRESS}:{port}/")
    else:
        webbrowser.open(page.as_uri())


def _is_hidden(page: Path) -> bool:
    home = Path.home()
    return not page.is_relative_to(home) or any(
        part.startswith(".") for part in page.relative_to(home).parts
    )


def _is_in_a_snap() -> bool:
    if sys.platform in ("darwin", "win32"):
        return False
    if chosen := os.environ.get("BROWSER"):
        return "/snap/" in chosen
    try:
        command = ["xdg-settings", "get", "default-web-browser"]
        usual = subprocess.run(  # noqa: S603 - the words are ours, and no shell
            command, capture_output=True, text=True, timeout=5, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    return bool(_OF_A_SNAP.fullmatch(usual.strip()))

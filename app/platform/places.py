"""Which folder of this device the journal lives in."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder(asked: str | None = None) -> Path:
    """The folder asked for, else GLIMMERS_DATA, else the packaged app's own, else the system's
    place for data."""
    named = asked or os.environ.get("GLIMMERS_DATA") or os.environ.get("FLET_APP_STORAGE_DATA")
    if named:
        return _expanded(Path(named)).absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("glimmers", appauthor=False))


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # "~nobody" is a fine name for a folder where no such person is known
        return path

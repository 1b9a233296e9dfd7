"""What the Android package may ask a phone for, from one list: pyproject.toml's, and what nothing
may ever bring in.

`aapt2 dump permissions app.apk | python build/permissions.py` ends with 1, and sentences, where the
package asks for what it may not, or does not ask for what it needs. The tests read the same list.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
ANDROID = "android.permission."

NEVER = frozenset(
    {
        "ACCESS_BACKGROUND_LOCATION",
        "ACCESS_COARSE_LOCATION",
        "ACCESS_FINE_LOCATION",
        "ACCESS_MEDIA_LOCATION",
        "MANAGE_EXTERNAL_STORAGE",
        "QUERY_ALL_PACKAGES",
        "READ_CALENDAR",
        "READ_CONTACTS",
        "READ_EXTERNAL_STORAGE",
        "READ_MEDIA_AUDIO",
        "READ_MEDIA_IMAGES",
        "READ_MEDIA_VIDEO",
        "READ_MEDIA_VISUAL_USER_SELECTED",
        "READ_PHONE_STATE",
        "RECORD_AUDIO",
        "REQUEST_IGNORE_BATTERY_OPTIMIZATIONS",
        "SCHEDULE_EXACT_ALARM",
        "USE_EXACT_ALARM",
        "WRITE_EXTERNAL_STORAGE",
    }
)
"""Asked for by no version of Glimmers, whichever plugin would like it."""


def needed(project: Path = PROJECT) -> frozenset[str]:
    """What pyproject.toml asks for."""
    return frozenset(name for name, asked in _declared(project).items() if asked)


def forbidden(project: Path = PROJECT) -> frozenset[str]:
    """What pyproject.toml takes out should a plugin bring it in, and what is never asked for."""
    return NEVER | {name for name, asked in _declared(project).items() if not asked}


def problems(dump: str, project: Path = PROJECT) -> list[str]:
    """What is wrong with a package of which `aapt2 dump permissions` says this, a sentence each;
    none where all is well."""
    # Also `uses-permission-sdk-23`, and `uses-implied-permission`, which an old target brings
    # along.
    found = {
        name.removeprefix(ANDROID)
        for name in re.findall(r"^uses-[\w-]*permission[\w-]*: name='([^']+)'", dump, re.MULTILINE)
    }
    if not found:
        return ["No permission was found in what aapt2 says of the package."]
    missing = [
        f"The package does not ask for {name}, which it needs."
        for name in sorted(needed(project) - found)
    ]
    return missing + [
        f"The package asks for {name}, which it may not."
        for name in sorted(found & forbidden(project))
    ]


def _declared(project: Path) -> dict[str, bool]:
    android = tomllib.loads(project.read_text("utf-8"))["tool"]["flet"]["android"]
    return {name.removeprefix(ANDROID): asked for name, asked in android["permission"].items()}


if __name__ == "__main__":
    wrong = problems(sys.stdin.read())
    print(
        "\n".join(wrong or ["The package asks for what it needs, and for nothing that it may not."])
    )
    sys.exit(1 if wrong else 0)

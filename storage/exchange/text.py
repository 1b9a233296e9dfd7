"""What a person wrote, on its way into files of other programs: its lines, and as the name of a
file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ud800-\udfff]")
"""Controls that no program shows, and halves of letters that a damaged disk has left."""
_NO_NAME = re.compile(r'[<>:"/\\|?*\s\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
"""What Windows allows in no name, and marks that would show a name in another order."""
_LONGEST_NAME = 150
"""Bytes in UTF-8: file systems take 255, and a whole path on Windows has 260 letters."""
_DEVICES = frozenset(
    (
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{name}{n}" for name in ("com", "lpt") for n in "0123456789¹²³"),
    )
)
"""https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""


def lines(text: str) -> list[str]:
    """Its lines without their ends, whatever ends them."""
    return [_UNSEEN.sub("", line) for line in _ENDS.split(text)]


def one_line(text: str) -> str:
    """All of it on one line."""
    return " ".join(" ".join(lines(text)).split())


def paragraphs(text: str) -> Iterator[list[str]]:
    """Its lines, parted where there is an empty one."""
    found: list[str] = []
    for line in lines(text):
        if line.strip():
            found.append(line.rstrip())
        elif found:
            yield found
            found = []
    if found:
        yield found


def as_name(text: str) -> str:
    """A name for a file that says what `text` says, on every system, in any script; "_" for nothing
    that can be shown.
    """
    plain = unicodedata.normalize("NFC", _UNSEEN.sub("", _ENDS.sub(" ", text)))
    name = _NO_NAME.sub(" ", plain).strip(". ")
    name = name.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", "ignore").strip(". ")
    if name.partition(".")[0].strip().casefold() in _DEVICES:
        return f"_{name}"
    return name or "_"

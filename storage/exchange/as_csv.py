"""Glimmers as a table: `glimmers.csv` after RFC 4180, in UTF-8, with nothing in it that a
spreadsheet would calculate.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

from app.core.exchange.leaving import Wording
from app.core.exchange.record import Record, printed
from storage.exchange.writing import Files, Folder, Write

FILE = "glimmers.csv"
GUARDED = "apostrophe_in_front"
"""The column that names those columns of its row whose text has apostrophes that nobody wrote."""
COLUMNS = (
    "id",
    "note",
    "pathway",
    "when_text",
    "when_start",
    "when_end",
    "when_precision",
    "kept_at",
    "changed_at",
    "loved",
    "photos",
    "photo_sizes",
    "photo_descriptions",
    "people",
    "places",
    "tags",
    "removed_at",
    GUARDED,
)
"""The same in every language: scripts go by them."""

_ENDS_OF_LINES = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_PASSED_OVER = r"['\s\ufeff\u200b-\u200f\u2060]*"
"""What is not seen in front of a sign is passed over by some programs, an apostrophe by ourselves.
"""
_CALCULATED = re.compile(
    rf"\A(?={_PASSED_OVER}[=+\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n])"
    rf"|(?<=[;\t\r\n])(?={_PASSED_OVER}(?:[=+@\uff1d\uff0b\uff20]|[-\uff0d][\w(]))"
)
"""Where a spreadsheet takes what follows for a formula: at the beginning of a cell; and behind a
semicolon, a tab or the end of a line, for one that was told to part cells there, as Excel is in
many countries. The wide signs are those of East Asian keyboards. https://owasp.org: CSV Injection.
"""


def guarded(cell: str) -> str:
    """The same, with an apostrophe wherever a spreadsheet would calculate what follows."""
    return _CALCULATED.sub("'", cell)


def as_written(cell: str) -> str:
    """What was `guarded`, without the apostrophes that nobody wrote."""
    return _GUARDED.sub("", cell)


_GUARDED = re.compile(rf"(?:{_CALCULATED.pattern})'")


@contextmanager
def as_csv(folder: Folder, _wording: Wording) -> Iterator[Write]:
    """Writes a row for each. Several people, places, tags or photos are lines of one cell, as are
    the sizes and the descriptions of photos, in the order of the photos.
    """
    with closing(folder.new_text(FILE)) as file:
        table = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        table.writerow(COLUMNS)

        def write(record: Record, files: Files) -> None:
            cells = _cells(record, files)
            safe = {name: guarded(cell) for name, cell in cells.items()}
            safe[GUARDED] = " ".join(name for name in cells if safe[name] != cells[name])
            table.writerow([safe[name] for name in COLUMNS])

        yield write


def _cells(record: Record, files: Files) -> dict[str, str]:
    said = printed(record.glimmer, record.parts)
    photos = said["photos"]
    cells = {name: said[name] for name in ("id", "note", "pathway", "kept_at", "changed_at")}
    cells |= {f"when_{name}": each for name, each in said["when"].items()}
    cells |= {
        "loved": "true" if said["loved"] else "false",
        "photos": "\n".join(files.get(each["id"], each["id"]) for each in photos),
        "photo_sizes": "\n".join(f"{each['width']}x{each['height']}" for each in photos),
        "photo_descriptions": "\n".join(
            _ENDS_OF_LINES.sub(" ", each["description"]) for each in photos
        ),
        "removed_at": said["removed_at"],
    }
    cells |= {name: "\n".join(said[name]) for name in ("people", "places", "tags")}
    return {name: cell or "" for name, cell in cells.items()}

"""Glimmers as JSON: one array in `glimmers.json`, each on a line of its own, as
`docs/glimmer.schema.json` says. The file of a photo is `photos/`, its id and `.jpg`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager

from app.core.exchange.leaving import Wording
from app.core.exchange.record import Record, to_json
from storage.exchange.writing import Files, Folder, Write

FILE = "glimmers.json"


@contextmanager
def as_json(folder: Folder, _wording: Wording) -> Iterator[Write]:
    """Writes the whole record of each."""
    with closing(folder.new_text(FILE)) as file:
        before = "[\n"

        def write(record: Record, _files: Files) -> None:
            nonlocal before
            file.write(before)
            file.write(json.dumps(to_json(record), ensure_ascii=False))
            before = ",\n"

        yield write
        file.write("[]\n" if before == "[\n" else "\n]\n")

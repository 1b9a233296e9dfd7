"""A zip that a person unpacks: what a folder would be, in one file.

Photos go into it as they come. Texts, of which several are written at a time, wait in a `Spool`
until the end. The file can be sought in, so that every size stands in front of what it is of: any
program unpacks that, also one that reads from the front. Names are UTF-8 and marked so.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from storage.exchange.archive import entry
from storage.exchange.spool import HeldText, Spool


class NewArchive:
    """See `storage.exchange.writing.Folder`. Where `finishing` does not come to its end call
    `abandon`.

    Memory grows by what a zip's list of contents has for each file, some hundred bytes.
    """

    def __init__(self, file: BinaryIO, spool: Spool, *, made_at: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w")
        self._spool = spool
        self._made_at = made_at
        self._texts: dict[str, HeldText] = {}

    def has(self, name: str) -> bool:
        """See `Folder`."""
        if name in self._texts:
            return True
        try:
            self._zip.getinfo(name)
        except KeyError:
            return False
        return True

    def names(self, folder: str) -> list[str]:
        """See `Folder`."""
        inside = f"{folder}/"
        names = (*self._zip.namelist(), *self._texts)
        return [name.removeprefix(inside) for name in names if name.startswith(inside)]

    def put(self, name: str, content: bytes) -> None:
        """See `Folder`."""
        self._claim(name)
        self._zip.writestr(entry(name, made_at=self._made_at, size=len(content)), content)

    def new_text(self, name: str) -> HeldText:
        """See `Folder`."""
        self._claim(name)
        text = self._texts[name] = self._spool.text()
        return text

    def more_text(self, name: str) -> HeldText:
        """See `Folder`."""
        return self._texts.get(name) or self.new_text(name)

    def hold(self) -> HeldText:
        """See `Folder`."""
        return self._spool.text()

    def finishing(self) -> Iterator[None]:
        """Write the texts, piece by piece, and the list of contents."""
        for name, text in self._texts.items():
            info = entry(name, made_at=self._made_at, size=text.size, packed=True)
            with self._zip.open(info, "w") as file:
                for piece in text.pieces():
                    file.write(piece)
                    yield
        self._zip.close()

    def abandon(self) -> None:
        """Leave it as it is, unfinished: whoever gave the file deletes it."""
        self._zip.fp = None  # or it would still write its list of contents when it is let go of

    def _claim(self, name: str) -> None:
        if self.has(name):
            raise FileExistsError(name)

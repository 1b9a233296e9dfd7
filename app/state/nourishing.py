"""What nourishes a person, as far as it is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.errors import UnknownNameError
from app.core.lookback.nourishing import Nourishing, nourishing
from app.core.photos import NameKind
from app.state.looking import Looking

if TYPE_CHECKING:
    from app.state.opening import Opened
    from storage.rows.nourishing_rows import NourishingRows


class WhatNourishes(Looking["NourishingRows"]):
    """Who and what comes back over twelve months; kept nowhere, and forgotten when they leave."""

    found: tuple[Nourishing, ...] | None = None
    """In the order it is shown, empty where there is not enough to say anything; None until it was
    read.
    """

    def id_of(self, kind: NameKind, name: str) -> str:
        """What an address calls a name by; "" where it is gone by now."""
        opened = self._opening.opened
        try:
            return opened.journal.names.id_of(kind, name) if opened else ""
        except UnknownNameError:
            return ""

    def leave(self) -> None:
        """The page has left the screen."""
        super().leave()
        self.found, self.problem = None, None

    def _read_at(self, opened: Opened) -> None:
        rows = self._rows_of(opened)
        lived = rows.lived(self.now.date())
        self.found, self.problem = nourishing(lived, silent=rows.silent()) or (), None

    def _show_nothing(self) -> None:
        self.found = None

    def _make_drawer(self, opened: Opened) -> NourishingRows:
        from storage.rows.nourishing_rows import NourishingRows

        return opened.journal.drawer(NourishingRows)

"""What starts reminders by itself goes with everything else that is erased."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.errors import BackgroundError
from app.core.ports import Background


class Uninstalling:
    """For `first` of `storage.everything.erase`: what is left is told once the journal is gone."""

    def __init__(self, background: Background | None) -> None:
        self._background = background
        self.gone: Sequence[str] = ()
        """What was there, and is not any more."""
        self.left: Exception | None = None
        """What is to be raised afterwards: as a rule a `BackgroundError` that names what could not
        be taken away.
        """

    def uninstall(self) -> None:
        """Take all of it away. Blocks, and never raises: it must not keep a journal from going."""
        if self._background is None:
            return
        try:
            self.gone = self._background.uninstall()
        except BackgroundError as error:
            self.left = BackgroundError("left after erasing", files=error.data["files"])
        except Exception as error:
            self.left = error

"""Where the person came from: what the arrow, the cross and the system's Back lead to."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from app.ui.pages import above, place, sheet_of


class Trail:
    """The addresses behind the one that is shown, in this session. After a reload, or for a link,
    there are none, and Back leads to what a page lies over (`above`).
    """

    def __init__(self, shown: str) -> None:
        self._behind: list[str] = []
        self._shown = shown

    @property
    def back(self) -> str:
        """Where Back leads from what is shown."""
        return self._behind[-1] if self._behind else above(place(self._shown))

    def latest(self, routes: Collection[str]) -> str:
        """The last of these where the person is, or came through and can go back to; "" for none
        of them.
        """
        way = (self._shown, *reversed(self._behind))
        return next((route for route in way if route in routes), "")

    def arrive(self, route: str) -> None:
        """The address has changed, whoever did it: a button here, Back, or the browser's own."""
        if route == self._shown:
            return
        page, before = sheet_of(place(route)), sheet_of(place(self._shown))
        if page is None:  # a tab: everything begins there
            self._behind = []
        elif route in self._behind:
            self._behind = self._behind[: self._behind.index(route)]
        elif not (
            page is before  # another of the same kind in its place: a name that was changed, say
            or _lies_under(self._shown, route)  # going up
            or (before is not None and before.from_outside)  # an errand that is done by now
        ):
            self._behind.append(self._shown)
        self._shown = route


def _lies_under(route: str, other: str) -> bool:
    return urlsplit(route).path.startswith(urlsplit(other).path.rstrip("/") + "/")

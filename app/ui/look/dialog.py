"""Dialogs and sheets of a component: shown while it draws them, and gone once they are left."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from typing import Any, NamedTuple

import flet as ft

_LOOKS, _LOOK_S = 100, 0.01
"""Four times as long as a client takes; some of its own dialogs only a person closes."""


class _Opening(NamedTuple):
    dialog: ft.DialogControl
    """As it was drawn last."""
    about: Hashable
    token: object
    """The same for all drawings of one opening."""


def use_dialog(dialog: ft.DialogControl | None, about: Hashable = None) -> None:
    """Show `dialog` while the component draws one, and take it away when it draws None. `about`
    tells two from each other that follow without a None between; without it, their keys do.

    A client closes a dialog by itself, and Python hears of that in two messages. Flet's own hook
    opens a second one where the component is drawn between them (letters that are read, a photo
    that comes), which then stays, whatever the component says; and it tells of one that is long
    gone, so that the next is taken away. Here one that the client has closed is drawn no more, and
    `on_dismiss` is called for the one that the component shows.
    """
    held: Any = ft.use_ref(None)
    last: _Opening | None = held.current
    if dialog is None:
        held.current = None
        ft.use_dialog(None)
        return

    about = dialog.key if about is None else about
    token = object()
    if last is not None and last.about == about:
        if not last.dialog.open:
            ft.use_dialog(None)  # it is on its way out
            return
        token = last.token
    held.current = _Opening(dialog, about, token)
    leave: Any = dialog.on_dismiss

    def dismissed(event: Any) -> None:
        now: _Opening | None = held.current
        if now is None or now.token is not token:
            return  # another one is shown by now, or none any more
        held.current = None
        if leave is not None:
            leave(event)

    dialog.on_dismiss = dismissed
    ft.use_dialog(dialog)


async def leave_dialogs(page: ft.Page) -> None:
    """Take away what is asked over the screens, and wait until the client says that it is gone.

    For who brings another view: a client shows dialogs from the uppermost one. Where that changed
    before a dialog had gone, it came back over the new view, or nothing was reached by the keyboard
    any more.
    """

    def there() -> list[ft.DialogControl]:
        # As Flet's own hook finds them. What is said below, without a question, is of no view.
        return [one for one in page._dialogs.controls if not isinstance(one, ft.SnackBar)]

    for dialog in there():
        if dialog.open:
            dialog.open = False
            dialog.update()
    for _ in range(_LOOKS):
        if not there():
            return
        await asyncio.sleep(_LOOK_S)

"""The error boundary: one part that fails is drawn as a sentence, and the rest of the
app lives on.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

import flet as ft

from app.core.errors import GlimmersError
from app.words.errors import told
from app.words.screens import words

_log = logging.getLogger(__name__)
_P = ParamSpec("_P")
_R = TypeVar("_R")


def component(draw: Callable[_P, Any]) -> Callable[_P, ft.Control]:
    """`ft.component` for this app: an exception while drawing ends here.

    Flet's scheduler stops for good at the first exception in a re-render: the screen would freeze
    without a word.
    """

    @functools.wraps(draw)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> Any:
        try:
            return draw(*args, **kwargs)
        except Exception:
            _log.exception("drawing %s failed", draw.__name__)
            return apology()

    return cast(Callable[_P, ft.Control], ft.component(guarded))


def apology() -> ft.Control:
    """What stands where a part could not be drawn."""
    return ft.Container(padding=24, content=ft.Text(words.COMPONENT_FAILED))


def unchanging(draw: Callable[_P, Any]) -> Callable[_P, ft.Control]:
    """A `component` that is drawn again only when its arguments differ or a model among them has
    changed.
    """
    return cast(Callable[_P, ft.Control], ft.memo(component(draw)))  # type: ignore[no-untyped-call]


def use_steady(act: Callable[_P, _R]) -> Callable[_P, _R]:
    """A stable callback: one function for the life of the component, which calls the `act` of the
    latest drawing (React calls this `useEffectEvent`).

    A new function in each drawing would be a changed argument, and all that is `unchanging` would
    be drawn again.
    """
    newest: Any = ft.use_ref()
    newest.current = act

    def steady(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        return cast(_R, newest.current(*args, **kwargs))

    made: Any = ft.use_ref(lambda: steady)
    return cast(Callable[_P, _R], made.current)


def use_lasting_effect(setup: Callable[[], Awaitable[None]], dependencies: Sequence[Any]) -> None:
    """`use_waiting_effect` for work without an end: it stops when the component leaves the screen,
    and with the session (`end_lasting`).
    """
    session = ft.context.page.session

    async def counted() -> None:
        task = asyncio.current_task()
        assert task
        tasks = _lasting.setdefault(session, set())
        tasks.add(task)
        try:
            await setup()
        finally:
            tasks.discard(task)

    # Flet stops what goes on only where there is something to clean up.
    use_waiting_effect(counted, dependencies, cleanup=lambda: None)


_lasting: WeakKeyDictionary[Any, set[asyncio.Task[Any]]] = WeakKeyDictionary()
"""What goes on in each session."""


def end_lasting(page: ft.Page) -> None:
    """The session is closed: Flet takes no component off a screen that nobody sees."""
    for task in _lasting.pop(page.session, set()):
        task.cancel()


def use_waiting_effect(
    setup: Callable[[], Awaitable[None]],
    dependencies: Sequence[Any],
    *,
    cleanup: Callable[[], None] | None = None,
) -> None:
    """`ft.use_effect` for work that waits: Flet never looks at what became of it, so its errors end
    here.
    """
    page = ft.context.page

    async def reported() -> None:
        try:
            await setup()
        except Exception as error:
            page.session.error(type(error).__name__)

    ft.use_effect(reported, dependencies, cleanup=cleanup)


def protect(page: ft.Page, tell: Callable[[str], None]) -> None:
    """Errors in event handlers and effects of this session go to the log, and a sentence to the
    person.

    Flet would replace the whole app by "Error running app" and the traceback, which may hold a
    person's words.
    """
    session = page.session

    def error(_message: str) -> None:
        # dispatch_event has logged the traceback of a handler; effects only tell us here.
        _log.error("a handler or effect failed", exc_info=True)
        problem = sys.exc_info()[1]
        tell(told(problem).sentence if isinstance(problem, GlimmersError) else words.UNEXPECTED)

    setattr(session, "error", error)  # noqa: B010 - in place of the session's own method


def revive(page: ft.Page) -> None:
    """Start Flet's update loop again should it have stopped after all."""
    task = getattr(page.session, "_Session__updates_task", None)
    if task is not None and task.done() and not task.cancelled():
        _log.error("the update loop had stopped and was started again", exc_info=task.exception())
        page.session.start_updates_scheduler()  # type: ignore[no-untyped-call]

"""A small app that reminds: what the real one needs of the browser for it, with a button for each;
the browser tests drive it.
"""

import sys
from datetime import UTC, datetime, timedelta

import flet as ft

from app.core.errors import GlimmersError
from app.core.reminders import Nudge
from app.platform.clock import SystemClock
from app.platform.page_bridge import PageBridge
from app.platform.reminding.browser import BrowserNotifier
from app.words.errors import told


def nudge(prompt: str, *, seconds: float = 0) -> Nudge:
    instant = datetime.now(UTC) + timedelta(seconds=seconds)
    return Nudge(wall=instant.replace(tzinfo=None), instant=instant, prompt=prompt)


async def main(page: ft.Page) -> None:
    page.title = "Glimmers"
    bridge = PageBridge()
    notifier = BrowserNotifier(bridge, SystemClock(), wait=1.5)
    route, said = ft.Text(f"route {page.route}"), ft.Text("nothing yet")

    def tell(text: ft.Text, words: str) -> None:
        text.value = words
        page.update()

    async def permission() -> None:
        tell(said, f"permission {await notifier.permission()}")

    async def ask() -> None:
        tell(said, "asking")
        tell(said, f"answered {await notifier.ask()}")

    def show(prompt: str) -> object:
        async def shown() -> None:
            tell(said, "showing")
            try:
                await notifier.show(nudge(prompt))
            except GlimmersError as error:
                tell(said, told(error).sentence)
            else:
                tell(said, "it was shown")

        return shown

    async def wait() -> None:
        await notifier.replace_all([nudge("sky", seconds=2)])
        tell(said, "planned")

    async def forget() -> None:
        await notifier.replace_all([])
        tell(said, "forgotten")

    async def last() -> None:
        at = await notifier.last_shown()
        tell(said, f"last shown {at.isoformat() if at else 'never'}")

    page.on_route_change = lambda event: tell(route, f"route {event.route}")
    page.add(
        route,
        said,
        ft.FilledButton("Notice a glimmer"),
        ft.FilledButton("Permission", on_click=permission),
        ft.FilledButton("Ask", on_click=ask),
        ft.FilledButton("Show light", on_click=show("light")),
        ft.FilledButton("Show sky", on_click=show("sky")),
        ft.FilledButton("Show own", on_click=show("own-1f & ?#")),
        ft.FilledButton("Plan", on_click=wait),
        ft.FilledButton("Last", on_click=last),
        ft.FilledButton("Forget", on_click=forget),
    )
    await bridge.shown()
    page.add(ft.Text(f"reach {notifier.reach}"))


if sys.platform == "emscripten":
    ft.run(main)

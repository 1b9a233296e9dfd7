"""The smallest Flet app with the same button: what starting costs before anything of ours is
loaded."""

import flet as ft


def main(page: ft.Page) -> None:
    """One button."""
    import js

    page.add(ft.Button("Notice a glimmer"))
    # Our page's splash stays until the first screen is said to be there.
    js.BroadcastChannel.new(js.self.name).postMessage(js.JSON.parse('{"op": "shown"}'))


ft.run(main)

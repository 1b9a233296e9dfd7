"""The smallest Flet app that answers a tap: what one costs before anything is kept."""

import flet as ft


def main(page: ft.Page) -> None:
    """A button, a text that it changes, and a way back."""
    import js

    said = ft.Text()

    def notice() -> None:
        said.value = "Kept, 18:42"

    def undo() -> None:
        said.value = ""

    page.add(ft.Button("Notice a glimmer", on_click=notice), ft.Button("Undo", on_click=undo), said)
    # Our page's splash stays until the first screen is said to be there.
    js.BroadcastChannel.new(js.self.name).postMessage(js.JSON.parse('{"op": "shown"}'))


ft.run(main)

"""The smallest Flet app with the same button: what starting costs before anything of ours is loaded."""

import flet as ft


def main(page: ft.Page) -> None:
    """One button."""
    page.add(ft.Button("Notice a glimmer"))


ft.run(main)

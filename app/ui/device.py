"""What the device says of itself, live: its size, its light, how large words are wanted, and
whether things may move.
"""

from __future__ import annotations

from typing import Any

import flet as ft

from app.ui.look.boundary import use_waiting_effect
from app.ui.look.theme import DAY, NIGHT, Here, figures_of_a_calendar, theme
from app.ui.models import Models


def use_here(models: Models) -> Here:
    """Size, brightness, text scale and motion of the device, live."""
    page = ft.context.page
    size, set_size = ft.use_state((page.width or 390.0, page.height or 844.0))
    dark, set_dark = ft.use_state(page.platform_brightness == ft.Brightness.DARK)
    motion, set_motion = ft.use_state(True)
    scale, set_scale = ft.use_state(models.text_scale)
    look = models.preferences.look

    async def listen() -> None:
        page.on_resize = lambda event: set_size((event.width, event.height))
        page.on_platform_brightness_change = lambda _event: set_dark(
            page.platform_brightness == ft.Brightness.DARK
        )
        # Off the screen, 100 dp high: the only way to learn how large the person wants text.
        page.overlay.append(
            ft.Container(
                left=-1000,
                top=0,
                content=ft.Text(
                    "M",
                    style=ft.TextStyle(size=100, height=1.0),
                    semantics_label="",
                    on_size_change=lambda event: set_scale(round(event.height / 100, 2)),
                ),
            )
        )
        page.update()
        features = await ft.SemanticsService().get_accessibility_features()
        set_motion(not (features.disable_animations or features.reduce_motion))

    use_waiting_effect(listen, [])
    padding = page.media.padding if page.media else None
    night = dark if look == "system" else look == "night"
    return Here(
        c=NIGHT if night else DAY,
        width=size[0],
        height=size[1],
        scale=scale,
        motion=motion,
        top=padding.top if padding else 0,
        phone=models.phone,
    )


def use_theme(models: Models, here: Here) -> None:
    """Day or night as it was chosen, and a calendar that fits where text is large."""
    page = ft.context.page
    mode = {"system": ft.ThemeMode.SYSTEM, "day": ft.ThemeMode.LIGHT, "night": ft.ThemeMode.DARK}[
        models.preferences.look
    ]

    def apply() -> None:
        if page.theme_mode != mode:
            page.theme_mode = mode
            page.update()

    ft.use_effect(apply, [mode])
    figures = figures_of_a_calendar(here.width, here.scale)
    themed: Any = ft.use_ref(1.0)

    def fit() -> None:
        if themed.current != figures:  # for most people never
            themed.current = figures
            page.theme, page.dark_theme = theme(DAY, figures=figures), theme(NIGHT, figures=figures)
            page.update()

    ft.use_effect(fit, [figures])

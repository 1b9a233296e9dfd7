"""What the camera sees, as large as the screen, and the button that takes it: Flet's camera, on
phones and in our server's page.
"""

from __future__ import annotations

import logging
from typing import Any

import flet as ft
from flet_camera import Camera, CameraDescription, CameraLensDirection, ResolutionPreset

from app.core.errors import NoCameraError
from app.state.viewfinder import Viewfinder
from app.ui.look.boundary import component, unchanging, use_waiting_effect
from app.ui.look.direction import margin
from app.ui.look.parts import Handler, icon_button, say
from app.ui.look.theme import OUT, Here, fade
from app.ui.look.touch import touchable
from app.words.screens import words

_log = logging.getLogger(__name__)

_WHITE = "#FFFFFF"
_SHUTTER = 76.0


@component
def ViewfinderPage(here: Here, viewfinder: Viewfinder) -> ft.Control:
    """Asks the system for a camera, shows what it sees, and takes one photo."""
    camera: Any = ft.use_ref(None)
    cameras, set_cameras = ft.use_state(())
    chosen, choose = ft.use_state(0)
    seeing, set_seeing = ft.use_state(False)
    taking, set_taking = ft.use_state(False)
    pressed: Any = ft.use_ref(False)  # a second press may come before this is drawn again

    async def begin() -> None:
        set_seeing(False)
        try:
            found = cameras or _back_first(await camera.current.get_available_cameras())
            if not found:
                viewfinder.refuse(NoCameraError("none"))
                return
            # Full size: what is too large for the journal is made smaller where all photos are. And
            # never with sound.
            await camera.current.initialize(found[chosen], ResolutionPreset.MAX, enable_audio=False)
            set_cameras(found)
            set_seeing(True)
        except Exception as problem:  # the plugin's own, told over the wire as text
            _log.warning("the camera could not be opened", exc_info=True)
            viewfinder.refuse(_translated_error(problem))

    use_waiting_effect(begin, [chosen])

    async def take(_event: Any) -> None:
        if pressed.current or not seeing:
            return
        pressed.current = True
        set_taking(True)
        try:
            viewfinder.give(await camera.current.take_picture())
        except Exception as problem:
            _log.warning("no photo could be taken", exc_info=True)
            viewfinder.refuse(_translated_error(problem))

    shutter = _shutter(here, seeing=seeing, taking=taking, take=take)
    other: ft.Control = ft.Container(width=48)
    if len(cameras) > 1:
        other = icon_button(
            "flip_camera",
            _WHITE,
            words.OTHER_CAMERA,
            lambda _e: choose((chosen + 1) % len(cameras)),
            key="other camera",
        )
    news = ft.Semantics(live_region=True, content=say(words.CAMERA_STARTS, "body", _WHITE))
    return _around_lens(here, viewfinder, _Lens(camera), shutter, other, None if seeing else news)


def _around_lens(
    here: Here,
    viewfinder: Viewfinder,
    lens: ft.Control,
    shutter: ft.Control,
    other: ft.Control,
    news: ft.Control | None,
) -> ft.Control:
    """The way back above what the camera sees, the shutter below it, and over it what there is to
    say.
    """
    close = icon_button("close", _WHITE, words.CLOSE, lambda _e: viewfinder.close())
    over = ft.Container(
        ft.Column([news] if news else []),
        alignment=ft.Alignment.CENTER,
        visible=news is not None,
    )
    buttons = ft.Row(
        [ft.Container(width=48), shutter, other],
        alignment=ft.MainAxisAlignment.SPACE_EVENLY,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Container(
        bgcolor="#0B0B12",
        expand=True,
        padding=ft.Padding.only(top=max(here.top, 8), bottom=28),
        content=ft.Column(
            [
                ft.Row([close], margin=margin(start=8)),
                ft.Stack([lens, over], expand=True, fit=ft.StackFit.EXPAND),
                buttons,
            ],
            spacing=16,
            expand=True,
        ),
    )


def _shutter(here: Here, *, seeing: bool, taking: bool, take: Handler) -> ft.Control:
    """A button once the camera sees; until then only its shape, which nobody is told of and nothing
    can press.
    """
    white = fade(_WHITE, 1.0 if seeing and not taking else 0.4)
    face = ft.Container(
        key=None if seeing else "shutter",
        width=_SHUTTER,
        height=_SHUTTER,
        shape=ft.BoxShape.CIRCLE,
        border=ft.Border.all(4, white),
        padding=6,
        content=ft.Container(
            bgcolor=white,
            shape=ft.BoxShape.CIRCLE,
            scale=0.86 if taking else 1.0,
            animate_scale=ft.Animation(here.milliseconds(150), OUT),
        ),
    )
    if not seeing:
        return face
    return touchable(
        face,
        words.SHUTTER,
        take,
        key="shutter",
        radius=_SHUTTER / 2,
        width=_SHUTTER,
        height=_SHUTTER,
    )


@unchanging
def _Lens(camera: Any) -> ft.Control:
    """Drawn once: the methods of a camera reach it by way of the very control that was mounted."""
    camera.current = Camera()
    return ft.Container(camera.current, alignment=ft.Alignment.CENTER)


def _back_first(cameras: list[CameraDescription]) -> tuple[CameraDescription, ...]:
    """Glimmers are out there; a face in the mirror can be chosen."""
    return tuple(sorted(cameras, key=lambda each: each.lens_direction is CameraLensDirection.FRONT))


def _translated_error(problem: Exception) -> NoCameraError:
    """Its codes are those of the `camera` plugin for Flutter and of browsers: CameraAccessDenied,
    cameraPermission, NotAllowedError.
    """
    text = str(problem).lower()
    if "denied" in text or "permission" in text or "notallowed" in text or "restricted" in text:
        return NoCameraError("not allowed")
    if "notfound" in text:
        return NoCameraError("none")
    return NoCameraError()

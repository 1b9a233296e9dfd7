"""The loopback server that lends the app to the browser on this machine, and to our own page there alone."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import secrets
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import cast

import flet as ft
import flet_web.fastapi  # type: ignore[import-untyped]
import uvicorn

from app.platform.guard import LAUNCH, App, Guard
from app.platform.photo_files import PhotoFiles
from app.platform.script_fonts import ScriptFonts

ADDRESS = "127.0.0.1"
USUAL_PORT = 8550
SECONDS_TO_SAY_GOODBYE = 1
LARGEST_MESSAGE = 256 * 1024 * 1024
"""Bytes. A page sends the photos a person picked in one message; uvicorn's own limit of 16 MB is two of them."""


def serve(
    main: Callable[[ft.Page], Awaitable[None]],
    *,
    port: int,
    assets: Path,
    find_photo: Callable[[str], Path | None],
    on_ready: Callable[[str], None],
) -> None:
    """Serve until SIGINT or SIGTERM, then return.

    `main` draws each page that is opened. `find_photo` tells where the photo file of this name is, None for what is none.
    Port 0 takes any free port. `on_ready` gets the link that lets a browser in,
    as soon as the server answers; it is called on the event loop and must not wait. Nothing is printed here, and the
    token in the link is in no log.

    Raises:
        SystemExit: the port cannot be had; with the sentence to show, and so exit code 1.
    """
    token = secrets.token_urlsafe(24)
    with _listen(port) as listener:
        port = listener.getsockname()[1]
        guard = Guard(PhotoFiles(ScriptFonts(_flet_app(main, assets)), find_photo), port=port, token=token)
        config = uvicorn.Config(
            guard,
            loop="asyncio",
            ws="websockets-sansio",  # the one Flet itself asks for
            ws_max_size=LARGEST_MESSAGE,
            ws_per_message_deflate=False,  # nothing is far away here
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=SECONDS_TO_SAY_GOODBYE,
        )
        link = f"http://{ADDRESS}:{port}/?{LAUNCH}={token}"
        _Server(config, on_ready=lambda: on_ready(link)).run(sockets=[listener])


def port_in_words(asked: str) -> int:
    """The port that somebody wrote down; an empty word is 8550.

    Raises:
        SystemExit: it is no number of a port; with the sentence to show.
    """
    if not asked.strip():
        return USUAL_PORT
    if not asked.isascii() or not asked.strip().isdecimal() or int(asked) > 65535:
        raise SystemExit(f"“{asked}” is no port: it is a number up to 65535, as in: make run PORT={USUAL_PORT}")
    return int(asked)


def open_browser(link: str) -> None:
    """Open the link where there is a screen to open it on, without waiting for the browser."""
    on_a_desktop = sys.platform in ("darwin", "win32")
    if on_a_desktop or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()


class _Server(uvicorn.Server):
    """uvicorn that tells when it answers, and for which being asked to stop is no failure."""

    def __init__(self, config: uvicorn.Config, *, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # A page that is still open is cut off. uvicorn would log that as an error of the application.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own raises the signal again afterwards, which ends the process with a failure.
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _flet_app(main: Callable[[ft.Page], Awaitable[None]], assets: Path) -> App:
    # Flet lets the environment overrule its arguments. Here it must not: a page that loads fonts or code from another
    # host, or an endpoint for uploads, is no longer what we promise.
    os.environ.update(FLET_WEB_NO_CDN="true", FLET_WEB_RENDERER="canvaskit", FLET_ASSETS_DIR=str(assets.resolve()))
    os.environ.pop("FLET_UPLOAD_DIR", None)
    app = flet_web.fastapi.app(
        main,
        assets_dir=str(assets.resolve()),
        app_name="Glimmers",
        app_short_name="Glimmers",
        app_description="A private place for tiny moments of goodness.",
        web_renderer=ft.WebRenderer.CANVAS_KIT,
        route_url_strategy=ft.RouteUrlStrategy.PATH,
        no_cdn=True,
    )
    return cast(App, app)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would allow two servers on one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((ADDRESS, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise SystemExit(_why_not(port, error)) from error
    return listener


def _why_not(port: int, error: OSError | OverflowError) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program; choose another one, as in: make run PORT={port + 1}"
    return f"Port {port} cannot be used here; choose another one, as in: make run PORT={USUAL_PORT}"

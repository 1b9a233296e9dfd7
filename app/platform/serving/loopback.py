"""The loopback server that lends the app to the browser on this machine, and to our own page there
alone."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import cast

import flet as ft
import flet_web.fastapi  # type: ignore[import-untyped]
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, WebSocketRoute

from app.platform.serving.connections import LONGEST_HEAD, Connections
from app.platform.serving.entrance import ADDRESS, Entrance
from app.platform.serving.guard import App, Guard, Receive, Scope, Send
from app.platform.serving.handing_in import HandingIn
from app.platform.serving.languages import Languages
from app.platform.serving.photo_files import PhotoFiles
from app.platform.serving.script_fonts import ScriptFonts
from app.words.serving import said

USUAL_PORT = 8550
SECONDS_TO_SAY_GOODBYE = 1
LARGEST_MESSAGE = 256 * 1024 * 1024
"""Bytes. A page sends the photos a person picked in one message; uvicorn's own limit of 16 MB is
two of them."""


class PortTakenError(SystemExit):
    """Another program has the port; with the sentence to show, and so exit code 1."""


def serve(
    main: Callable[[ft.Page], Awaitable[None]],
    *,
    port: int,
    assets: Path,
    find_photo: Callable[[str], Path | None],
    on_ready: Callable[[str], None],
    entrance: Entrance | None = None,
    connections: Connections | None = None,
    handing_in: HandingIn | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, then return.

    `main` draws each page that is opened. `find_photo` tells where the photo file of this name is,
    None for what is none. `handing_in` takes files that the page was told to bring. Port 0 takes
    any free port. `on_ready` gets a link that lets a browser in, once, as soon as the server
    answers; it is called on the event loop and must not wait. `entrance` gives out further ones.
    Nothing is printed here, and no secret is in any log.

    Raises:
        PortTakenError: another program has the port.
        SystemExit: the port cannot be had otherwise; with the sentence to show, and so exit code 1.
    """
    entrance, connections = entrance or Entrance(), connections or Connections()
    with _listen(port) as listener, contextlib.closing(entrance):
        entrance.port = listener.getsockname()[1]
        flet = _flet_app(main, assets, entrance.place)
        handing_in = handing_in or HandingIn()
        handing_in.place = entrance.place
        inside = handing_in.around(PhotoFiles(ScriptFonts(Languages(flet)), find_photo))
        guard = Guard(inside, port=entrance.port, entrance=entrance)
        config = uvicorn.Config(
            guard,
            loop="asyncio",
            http=cast(type[asyncio.Protocol], connections.protocol),
            h11_max_incomplete_event_size=LONGEST_HEAD,
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
        logging.getLogger("flet_web").setLevel(
            logging.WARNING
        )  # below that it names addresses, and so the place
        _Server(config, entrance, on_ready=on_ready).run(sockets=[listener])


def port_in_words(asked: str) -> int:
    """The port that somebody wrote down; an empty word is 8550.

    Raises:
        SystemExit: it is no number of a port; with the sentence to show.
    """
    if not asked.strip():
        return USUAL_PORT
    if not asked.isascii() or not asked.strip().isdecimal() or int(asked) > 65535:
        raise SystemExit(said.NO_PORT.format(asked=asked, port=USUAL_PORT))
    return int(asked)


class _Server(uvicorn.Server):
    """uvicorn that tells when it answers, and for which being asked to stop is no failure."""

    def __init__(
        self, config: uvicorn.Config, entrance: Entrance, *, on_ready: Callable[[str], None]
    ) -> None:
        super().__init__(config)
        self._entrance = entrance
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._entrance.leave_word()
            self._on_ready(self._entrance.new_link())

    async def on_tick(self, counter: int) -> bool:
        if counter % 10 == 0:  # each second
            self._entrance.end_old_links()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # A page that is still open is cut off. uvicorn would log that as an error of the
        # application.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn's own raises the signal again afterwards, which ends the process with a failure.
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        before = {
            number: signal.signal(number, self.handle_exit)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _flet_app(main: Callable[[ft.Page], Awaitable[None]], assets: Path, place: str) -> App:
    # Flet lets the environment overrule its arguments. Here it must not: a page that loads fonts or
    # code from another host, or an endpoint for uploads, is no longer what we promise.
    os.environ.update(
        FLET_WEB_NO_CDN="true", FLET_WEB_RENDERER="canvaskit", FLET_ASSETS_DIR=str(assets.resolve())
    )
    os.environ.pop("FLET_UPLOAD_DIR", None)
    app = flet_web.fastapi.app(
        main,
        assets_dir=str(assets.resolve()),
        app_name="Glimmers",
        app_short_name="Glimmers",
        app_description=said.ABOUT_APP,
        web_renderer=ft.WebRenderer.CANVAS_KIT,
        route_url_strategy=ft.RouteUrlStrategy.PATH,
        no_cdn=True,
    )
    # FastAPI's own pages that describe an interface, and Flet's for signing in elsewhere: nobody is
    # served those.
    kinds = (Mount, WebSocketRoute)
    refused = {route.path for route in app.router.routes if not isinstance(route, kinds)}
    app.router.routes[:] = [route for route in app.router.routes if isinstance(route, kinds)]
    return _without(_placed(cast(App, app), place), refused)


def _without(app: App, paths: set[str]) -> App:
    """Flet's page answers for whatever it does not know: at these paths there is not even that."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rstrip("/") in paths:
            await PlainTextResponse(said.NOTHING_HERE + "\n", 404)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return answer


def _placed(app: App, place: str) -> App:
    """Flet writes into its page under which path it is served: it is told."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            path, raw_path = place + scope["path"], place.encode() + scope["raw_path"]
            scope = {**scope, "root_path": place, "path": path, "raw_path": raw_path}
        await app(scope, receive, send)

    return answer


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if (
            sys.platform == "win32"
        ):  # there, whoever asks to may otherwise take over a port that is in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((ADDRESS, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise _why_not(port, error) from error
    return listener


def _why_not(port: int, error: OSError | OverflowError) -> SystemExit:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return PortTakenError(said.PORT_TAKEN.format(port=port, other=port + 1))
    return SystemExit(said.PORT_REFUSED.format(port=port, other=USUAL_PORT))

"""Who may talk to the loopback server: our own page, in a browser that a link let in, and nobody
else."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from http.cookies import CookieError, SimpleCookie
from string import Template
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from app.platform.serving.connections import make_known
from app.platform.serving.entrance import FRESH_LINK, LAUNCH, PROOF, Entrance, same
from app.words import language
from app.words.serving import said

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]

NOT_STORED: Header = (b"cache-control", b"no-store")
"""What is behind the guard may ask for this, and for no other caching than the guard's own."""


# What is large of it, and holds nothing of anybody's: see `Entrance.client_place`.
_CLIENTS_FILE = re.compile(r"/(?:main\.dart\.js|canvaskit/(?:[a-z_]+/)*[a-z_]+\.(?:js|wasm))")


class Guard:
    """An ASGI application around another: it answers strangers itself and passes on the rest.

    Loopback is not private: every user of this machine can connect, every page in every browser can
    send requests here, and a name of someone else's can be made to point here (DNS rebinding). So
    the host must be ours by name, a WebSocket must come from our own origin with its port, and
    everything needs the entrance's place in its path and the cookie that only a link hands out. The
    application inside sees paths without the place.
    """

    def __init__(self, app: App, *, port: int, entrance: Entrance) -> None:
        self._app = app
        self._entrance = entrance
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        # Browsers send one host's cookies to all of its ports: with the port in the name, two
        # journals do not overwrite each other's.
        self._cookie = f"glimmers_{port}"
        self._client_cookie = f"glimmers_client_{port}"
        self._client_place = entrance.client_place
        self._headers = _headers_for_every_answer(self._hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer_http(scope, receive, self._with_headers(send))
        elif scope["type"] == "websocket":
            await self._answer_websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._host_is_ours(scope) or not self._origin_is_ours(scope, required=False):
            await _reply(send, 421, f"{said.OWN_PAGE_ONLY}\n".encode(), _PLAIN)
            return
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        tokens = [value for name, value in query if name == LAUNCH]
        if self._is_let_in(scope):
            make_known(scope)
            within = self._entrance.within(scope["path"]) or ""
            if tokens or not within:
                await _reply(send, 303, b"", [(b"location", self._without_launch(scope, query))])
            elif _CLIENTS_FILE.fullmatch(within):
                await _reply(
                    send, 307, b"", [(b"location", f"{self._client_place}{within}".encode())]
                )
            else:
                await self._app(_at(scope, within), receive, send)
        elif self._is_for_client(scope):
            make_known(scope)
            await self._app(
                _at(scope, self._entrance.within_client(scope["path"]) or "/"), receive, send
            )
        elif scope["method"] == "POST" and scope["path"] == FRESH_LINK:
            await self._answer_second_launch(scope, send)
        elif tokens and scope["method"] == "GET":
            await self._let_in(scope, send, tokens, query)
        else:
            await _reply(send, 403, _locked_page(), _HTML)

    async def _let_in(
        self, scope: Scope, send: Send, tokens: list[str], query: list[tuple[str, str]]
    ) -> None:
        """A link is spent by whoever means to look at the page, not by a browser that fetches it in
        case."""
        ahead = any(
            "prefetch" in value
            for name in (b"sec-purpose", b"purpose")
            for value in _values(scope, name)
        )
        session = None if ahead else next(filter(None, map(self._entrance.redeem, tokens)), None)
        if session is None:
            await _reply(send, 403, _locked_page(), [*_HTML, NOT_STORED])
            return
        make_known(scope)
        place = self._without_launch(scope, query)
        headers = [
            _cookie(self._cookie, session, self._entrance.place),
            _cookie(self._client_cookie, self._entrance.for_client, self._client_place),
            NOT_STORED,
        ]
        if _comes_from_elsewhere(scope):
            await _reply(
                send, 200, _ONWARDS % html.escape(place.decode()).encode(), [*_HTML, *headers]
            )
        else:
            await _reply(send, 303, b"", [*headers, (b"location", place)])

    async def _answer_second_launch(self, scope: Scope, send: Send) -> None:
        answered = self._entrance.answer(next(_values(scope, PROOF.encode()), ""))
        if answered is None:
            await _reply(send, 403, _locked_page(), _HTML)
        else:
            answer, proof = answered
            await _reply(send, 200, answer, [(PROOF.encode(), proof), NOT_STORED])

    async def _answer_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            self._host_is_ours(scope)
            and self._origin_is_ours(scope, required=True)
            and self._is_let_in(scope)
        ):
            make_known(scope)
            await self._app(_at(scope, self._entrance.within(scope["path"]) or "/"), receive, send)
        else:
            await send(
                {"type": "websocket.close", "code": 1008}
            )  # before the handshake, so the client sees 403

    def _is_let_in(self, scope: Scope) -> bool:
        known = any(self._entrance.knows(value) for value in _cookies(scope, self._cookie))
        return known and self._entrance.within(scope["path"]) is not None

    def _is_for_client(self, scope: Scope) -> bool:
        if not _CLIENTS_FILE.fullmatch(self._entrance.within_client(scope["path"]) or ""):
            return False
        return any(
            same(self._entrance.for_client, value) for value in _cookies(scope, self._client_cookie)
        )

    def _without_launch(self, scope: Scope, query: list[tuple[str, str]]) -> bytes:
        """The same place on this server. One leading slash: browsers read two as the name of
        another host."""
        path = scope["path"] if (within := self._entrance.within(scope["path"])) is None else within
        rest = urlencode([(name, value) for name, value in query if name != LAUNCH])
        return (
            f"{self._entrance.place}/{quote(path.lstrip('/'))}" + (f"?{rest}" if rest else "")
        ).encode()

    def _host_is_ours(self, scope: Scope) -> bool:
        hosts = list(_values(scope, b"host"))
        return len(hosts) == 1 and hosts[0].lower() in self._hosts

    def _origin_is_ours(self, scope: Scope, *, required: bool) -> bool:
        origins = list(_values(scope, b"origin"))
        if not origins:
            return not required
        host = next(_values(scope, b"host"), "").lower()
        return origins == [f"http://{host}"]

    def _with_headers(self, send: Send) -> Send:
        ours = {name for name, _ in self._headers}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Flet invites every origin to read its answers; nothing but our page has to.
                theirs = [
                    (name, value)
                    for name, value in message.get("headers", [])
                    if (name.lower() not in ours or (name, value) == NOT_STORED)
                    and name.lower() != b"access-control-allow-origin"
                ]
                kept = {name for name, _ in theirs}
                message = {
                    **message,
                    "headers": [
                        *theirs,
                        *(header for header in self._headers if header[0] not in kept),
                    ],
                }
            await send(message)

        return send_with_headers


def _headers_for_every_answer(hosts: set[str]) -> list[Header]:
    sockets = " ".join(f"ws://{host}" for host in sorted(hosts))
    policy = "; ".join(
        [
            "default-src 'self'",
            # Flet's page has its settings in inline scripts, and CanvasKit is WebAssembly.
            "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:",
            "worker-src 'self' blob:",
            # Named one by one because older WebKit does not count sockets under 'self'. No other
            # host: Flet's client asks a CDN for rive_native.js, and is refused.
            f"connect-src 'self' {sockets} blob: data:",
            "img-src 'self' blob: data:",
            "media-src 'self' blob: data:",
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self' data:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )
    return [
        (b"content-security-policy", policy.encode()),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
        # Asked again each time (and answered 304), so that an updated app is never mixed with an
        # older one.
        (b"cache-control", b"no-cache"),
    ]


def _values(scope: Scope, name: bytes) -> Iterator[str]:
    for key, value in scope["headers"]:
        if key.lower() == name:
            yield value.decode("latin-1")


def _cookies(scope: Scope, name: str) -> Iterator[str]:
    """Each value sent under this name. Parsed one by one: a stranger's malformed cookie must not
    hide ours."""
    for header in _values(scope, b"cookie"):
        for part in header.split(";"):
            try:
                parsed = SimpleCookie(part.strip())
            except CookieError:
                continue
            if name in parsed:
                yield parsed[name].value


def _at(scope: Scope, path: str) -> Scope:
    return {**scope, "path": path, "raw_path": quote(path).encode()}


def _cookie(name: str, value: str, path: str) -> Header:
    return (b"set-cookie", f"{name}={value}; Path={path}; HttpOnly; SameSite=Strict".encode())


def _comes_from_elsewhere(scope: Scope) -> bool:
    """Whether a browser was led here by another page, as by the private one in a file.

    Such a request may be given a cookie of SameSite=Strict, but the redirect that answers it is
    still that page's, and goes without one. A step of our own page's then comes from us.
    """
    sites = list(_values(scope, b"sec-fetch-site"))
    if sites:
        return sites != ["none"] and sites != ["same-origin"]
    return any(
        "text/html" in value for value in _values(scope, b"accept")
    )  # a browser that does not tell


async def _reply(send: Send, status: int, body: bytes, headers: list[Header]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


_PLAIN: list[Header] = [(b"content-type", b"text/plain; charset=utf-8")]
_HTML: list[Header] = [(b"content-type", b"text/html; charset=utf-8")]


def _locked_page() -> bytes:
    """What strangers see, and whoever lost their link."""
    first, more = (
        html.escape(sentence, quote=False).format(command="<code>make run</code>")
        for sentence in (said.LOCKED, said.LOCKED_MORE)
    )
    return _LOCKED.substitute(language=language.as_html(), first=first, more=more).encode()


_LOCKED = Template("""<!doctype html>
<html $language>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Glimmers</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; --page: #FBF6EE; --ink: #2A2640; --light: #F5BC55; }
  @media (prefers-color-scheme: dark) {
    :root { --page: #14152B; --ink: #F3EEE4; --light: #F2B84B; }
  }
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; justify-items: center;
         gap: 32px;
         background: var(--page); color: var(--ink); font: 20px/1.5 Fraunces, Georgia, serif; }
  svg { width: 128px; overflow: visible; }
  p { margin: 0; padding: 0 24px; max-width: 22em; text-align: center; text-wrap: balance; }
  code { font: 600 .9em ui-monospace, Menlo, Consolas, monospace; white-space: nowrap; }
</style>
<svg viewBox="-64 -64 128 128" aria-hidden="true">
  <radialGradient id="halo">
    <stop offset="0" stop-color="var(--light)" stop-opacity=".75"/>
    <stop offset=".5" stop-color="var(--light)" stop-opacity=".18"/>
    <stop offset="1" stop-color="var(--light)" stop-opacity="0"/>
  </radialGradient>
  <circle r="64" fill="url(#halo)"/>
  <circle r="18" fill="var(--light)"/>
</svg>
<p>$first</p>
<p>$more</p>
</html>
""")

_ONWARDS = b"""<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=%s">
<title>Glimmers</title>
<link rel="icon" href="data:,">
"""

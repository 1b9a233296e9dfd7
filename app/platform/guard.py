"""Who may talk to the loopback server: our own page, opened by the link with the launch token, and nobody else."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]

LAUNCH = "launch"
"""The query parameter that carries the token; the cookie takes over from there, and addresses are rid of it at once."""


NOT_STORED: Header = (b"cache-control", b"no-store")
"""What is behind the guard may ask for this, and for no other caching than the guard's own."""


class Guard:
    """An ASGI application around another: it answers strangers itself and passes on the rest.

    Loopback is not private: every page in every browser of this machine can send requests here, and a name of
    someone else's can be made to point here (DNS rebinding). So the host must be ours by name, a WebSocket must come
    from our own origin with its port, and everything needs the cookie that only the launch link hands out.
    """

    def __init__(self, app: App, *, port: int, token: str) -> None:
        self._app = app
        self._token = token
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        # Browsers send one host's cookies to all of its ports: with the port in the name, two journals do not
        # overwrite each other's.
        self._cookie = f"glimmers_{LAUNCH}_{port}"
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
            await _reply(send, 421, b"Glimmers answers only to its own page on this machine.\n", _PLAIN)
            return
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        launched = any(name == LAUNCH and self._is_token(value) for name, value in query)
        if not launched and not self._has_cookie(scope):
            await _reply(send, 403, LOCKED_PAGE, _HTML)
        elif any(name == LAUNCH for name, _ in query):
            await _reply(send, 303, b"", [*self._new_cookie(launched), (b"location", _without_launch(scope, query))])
        else:
            await self._app(scope, receive, send)

    async def _answer_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._host_is_ours(scope) and self._origin_is_ours(scope, required=True) and self._has_cookie(scope):
            await self._app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})  # before the handshake, so the client sees 403

    def _host_is_ours(self, scope: Scope) -> bool:
        hosts = list(_values(scope, b"host"))
        return len(hosts) == 1 and hosts[0].lower() in self._hosts

    def _origin_is_ours(self, scope: Scope, *, required: bool) -> bool:
        origins = list(_values(scope, b"origin"))
        if not origins:
            return not required
        host = next(_values(scope, b"host"), "").lower()
        return origins == [f"http://{host}"]

    def _has_cookie(self, scope: Scope) -> bool:
        return any(self._is_token(value) for value in _cookies(scope, self._cookie))

    def _is_token(self, value: str) -> bool:
        return hmac.compare_digest(value.encode(), self._token.encode())

    def _new_cookie(self, launched: bool) -> list[Header]:
        if not launched:
            return []
        return [(b"set-cookie", f"{self._cookie}={self._token}; Path=/; HttpOnly; SameSite=Strict".encode())]

    def _with_headers(self, send: Send) -> Send:
        ours = {name for name, _ in self._headers}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                # Flet invites every origin to read its answers; nothing but our page has to.
                theirs = [
                    (name, value)
                    for name, value in message.get("headers", [])
                    if (name.lower() not in ours or (name, value) == NOT_STORED) and name.lower() != b"access-control-allow-origin"
                ]
                kept = {name for name, _ in theirs}
                message = {**message, "headers": [*theirs, *(header for header in self._headers if header[0] not in kept)]}
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
            # Named one by one because older WebKit does not count sockets under 'self'. No other host: Flet's client
            # asks a CDN for rive_native.js, and is refused.
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
        # Asked again each time (and answered 304), so that an updated app is never mixed with an older one.
        (b"cache-control", b"no-cache"),
    ]


def _values(scope: Scope, name: bytes) -> Iterator[str]:
    for key, value in scope["headers"]:
        if key.lower() == name:
            yield value.decode("latin-1")


def _cookies(scope: Scope, name: str) -> Iterator[str]:
    """Each value sent under this name. Parsed one by one: a stranger's malformed cookie must not hide ours."""
    for header in _values(scope, b"cookie"):
        for part in header.split(";"):
            try:
                parsed = SimpleCookie(part.strip())
            except CookieError:
                continue
            if name in parsed:
                yield parsed[name].value


def _without_launch(scope: Scope, query: list[tuple[str, str]]) -> bytes:
    """The same place on this server. One leading slash: browsers read two as the name of another host."""
    rest = urlencode([(name, value) for name, value in query if name != LAUNCH])
    return ("/" + quote(scope["path"].lstrip("/")) + (f"?{rest}" if rest else "")).encode()


async def _reply(send: Send, status: int, body: bytes, headers: list[Header]) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


_PLAIN: list[Header] = [(b"content-type", b"text/plain; charset=utf-8")]
_HTML: list[Header] = [(b"content-type", b"text/html; charset=utf-8")]

LOCKED_PAGE = b"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Glimmers</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; --page: #FBF6EE; --ink: #2A2640; --light: #F5BC55; }
  @media (prefers-color-scheme: dark) { :root { --page: #14152B; --ink: #F3EEE4; --light: #F2B84B; } }
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; justify-items: center; gap: 32px;
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
<p>Open the link that <code>make run</code> printed in the terminal; it lets only you in.</p>
</html>
"""

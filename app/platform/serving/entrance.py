"""How a browser gets in to the loopback server: by a link good for one use, which begins a session.

Three secrets, each good for one thing only. A link's token opens once. A session's is in a
browser's cookie. The place is the path under which everything is served: browsers send a host's
cookies to all of its ports, other users' servers among them, but only to paths that the cookie
names, and this one nobody else can ask for.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import html
import itertools
import json
import logging
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.platform.serving.private_folder import PrivateFolder
from app.words import language
from app.words.serving import said

ADDRESS = "127.0.0.1"
LAUNCH = "launch"
"""The query parameter that carries a link's token; the cookie takes over from there, and addresses
are rid of it at once."""
LINK_SECONDS = 120.0
FRESH_LINK = "/fresh-link"
"""Where a second launch asks the first one for a link."""
PROOF = "x-glimmers-proof"
FOLDER = "door"
"""In the journal's folder: what only this person's own programs may read."""

_CLIENT = "client"
"""A file in `FOLDER`."""
SECONDS_TO_ANSWER = 5.0
"""For the first launch, when a second one asks."""

_log = logging.getLogger(__name__)


def _now() -> float:
    """Seconds; where the system counts them, those that a laptop slept too: no link outlives
    them."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way in to a server that runs: a link to show, and a private page that leads a browser
    in."""

    link: str
    page: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    token: str
    ends: float
    page: str | None


class Entrance:
    """Links, sessions and the place. Links may be asked for in any thread.

    `folder` is the journal's; without one, or where no private file can be had there, links can
    only be shown.
    """

    def __init__(self, folder: Path | None = None, *, now: Callable[[], float] = _now) -> None:
        self.place = f"/s/{secrets.token_hex(16)}"
        self.for_client = secrets.token_hex(16)
        """In a cookie as well, and opens nothing but the client's own large files."""
        self.port = 0
        """Until the server has one."""
        self._private = PrivateFolder(folder / FOLDER) if folder else None
        self._key = secrets.token_hex(32)
        self._now = now
        self._links: list[_Link] = []
        self._sessions: list[str] = []
        self._closed = False
        self._lock = threading.Lock()

    @functools.cached_property
    def client_place(self) -> str:
        """The path of Flet's client, which is the same for everybody, and at each start of a
        journal.

        Under a new one a browser would fetch and compile it anew each time. It is secret all the
        same: what another server, while it had our port, gave out under a path of ours could be in
        the browser's cache.
        """
        kept = ""
        if self._private:
            try:
                kept = self._private.read(_CLIENT)
            except (OSError, ValueError):
                kept = ""
            if not re.fullmatch("[0-9a-f]{32}", kept):
                kept = secrets.token_hex(16)
                with contextlib.suppress(OSError):
                    self._private.write(_CLIENT, kept)
        return f"/c/{kept or secrets.token_hex(16)}"

    def new_link(self) -> str:
        """An address that lets one browser in, once, within `LINK_SECONDS`."""
        return self._new_link(page=None)

    def new_page(self) -> Path | None:
        """A private file that leads a browser on to a link of its own, or None where none can be
        had.

        What opens a browser passes it an address that every user of the machine can read (`ps`). So
        it is given the path of this file. It goes with its link.
        """
        if self._private is None:
            return None
        name = f"{self.port}-{secrets.token_hex(8)}.html"
        link = self._new_link(page=name)
        try:
            page = self._private.write(name, _page(link))
        except OSError:
            _log.warning("there can be no private page for the browser", exc_info=True)
            return None
        if self._closed:  # meanwhile
            self.close()
            return None
        return page

    def redeem(self, token: str) -> str | None:
        """The secret of a new session, if this is the token of a link that is still good; from now
        on it is not."""
        self.end_old_links()
        with self._lock:
            found = next((link for link in self._links if same(link.token, token)), None)
            if found is None:
                return None
            self._links.remove(found)
            session = secrets.token_hex(16)
            self._sessions.append(session)
        self._remove_page(found)
        return session

    def knows(self, session: str) -> bool:
        """Whether this is the secret of a session."""
        return any(same(one, session) for one in self._sessions)

    def within(self, path: str) -> str | None:
        """What follows the place in this path, empty or with its slash; None if it is not there."""
        return _after(self.place, path)

    def within_client(self, path: str) -> str | None:
        """The same for the client's place."""
        return _after(self.client_place, path)

    def end_old_links(self) -> None:
        """Those whose time is over, with their pages."""
        now = self._now()
        with self._lock:
            old = [link for link in self._links if link.ends <= now]
            self._links = [link for link in self._links if link.ends > now]
        for link in old:
            self._remove_page(link)

    def leave_word(self) -> None:
        """Tell this person's later launches how to ask for a link; what earlier ones left behind is
        cleared away."""
        if self._private is None:
            return
        try:
            self._private.write(f"{self.port}.json", json.dumps({"key": self._key}))
            self._clear(self._private)
        except OSError:
            _log.warning("a second launch will not find this one", exc_info=True)

    def answer(self, proof: str) -> tuple[bytes, bytes] | None:
        """A way in for another launch that proves it can read our private file: the answer, and our
        own proof."""
        nonce, _, mac = proof.partition(".")
        if not same(_mac(self._key, "ask", nonce), mac):
            return None
        page = self.new_page()
        answer = json.dumps({"link": self.new_link(), "page": str(page) if page else None})
        return answer.encode(), _mac(self._key, "answer", nonce + answer).encode()

    def close(self) -> None:
        """Nothing opens any more, and nothing stays behind."""
        self._closed = True
        with self._lock:
            links, self._links, self._sessions = self._links, [], []
        for link in links:
            self._remove_page(link)
        if self._private and self.port:
            with contextlib.suppress(OSError):
                self._private.remove(f"{self.port}.json")

    def _new_link(self, *, page: str | None) -> str:
        self.end_old_links()
        link = _Link(token=secrets.token_hex(16), ends=self._now() + LINK_SECONDS, page=page)
        with self._lock:
            self._links.append(link)
        return f"http://{ADDRESS}:{self.port}/?{LAUNCH}={link.token}"

    def _remove_page(self, link: _Link) -> None:
        if self._private and link.page:
            with contextlib.suppress(OSError):
                self._private.remove(link.page)

    def _clear(self, private: PrivateFolder) -> None:
        """What was killed could not clear up. Its links are no good, as their server is gone; this
        is for tidiness."""
        with self._lock:
            ours = {_CLIENT, f"{self.port}.json", *(link.page for link in self._links)}
        for name in private.names():
            port = int("".join(itertools.takewhile(str.isdecimal, name)) or 0)
            if name not in ours and (port == self.port or not _listens(port)):
                private.remove(name)


def way_to_first(folder: Path, port: int) -> Way | None:
    """A fresh way in to the Glimmers that has this port and this journal.

    None if it is another program that has the port, after `SECONDS_TO_ANSWER` at most. Whoever took
    the port of a Glimmers that was killed cannot pass for it: both sides prove that they know what
    is in the private file, and neither tells it.
    """
    ways: list[Way] = []

    def ask() -> None:
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
            ways.extend(_asked(folder, port))

    # Each byte may come in time from a program that means never to end.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(SECONDS_TO_ANSWER)
    return ways[0] if ways else None


def _asked(folder: Path, port: int) -> Iterator[Way]:
    import http.client

    key = json.loads(PrivateFolder(folder / FOLDER).read(f"{port}.json"))["key"]
    nonce = secrets.token_hex(16)
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=SECONDS_TO_ANSWER)
    with contextlib.closing(connection), contextlib.suppress(http.client.HTTPException):
        headers = {PROOF: f"{nonce}.{_mac(key, 'ask', nonce)}"}
        connection.request("POST", FRESH_LINK, headers=headers)
        response = connection.getresponse()
        answer, proof = response.read(10_000).decode(), response.headers.get(PROOF, "")
        if response.status == 200 and same(_mac(key, "answer", nonce + answer), proof):
            way = json.loads(answer)
            yield Way(link=way["link"], page=Path(way["page"]) if way["page"] else None)


def _after(place: str, path: str) -> str | None:
    after = path[len(place) :]
    return after if same(place, path[: len(place)]) and after[:1] in ("", "/") else None


def _mac(key: str, what: str, about: str) -> str:
    return hmac.new(key.encode(), f"{what}:{about}".encode(), hashlib.sha256).hexdigest()


def same(secret: str, given: str) -> bool:
    """Whether they are equal, in a time that does not tell how much of it is."""
    return hmac.compare_digest(secret.encode(), given.encode())


def _listens(port: int) -> bool:
    try:
        with socket.create_connection((ADDRESS, port), timeout=0.2):
            return True
    except (OSError, OverflowError):
        return False


def _page(link: str) -> str:
    address = html.escape(link)
    opens_here = html.escape(said.OPENS_HERE, quote=False).format(
        link=f'<a href="{address}">', end="</a>"
    )
    return _PAGE.format(link=address, language=language.as_html(), opens_here=opens_here)


_PAGE = """<!doctype html>
<html {language}>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={link}">
<title>Glimmers</title>
<p>{opens_here}</p>
</html>
"""

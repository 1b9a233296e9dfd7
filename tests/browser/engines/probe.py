"""What a person does in a browser, whichever engine it has.

An engine's own module says how a page is opened, pressed, typed into and photographed there;
everything that is made of these is here, once.
"""

from __future__ import annotations

import json
import re
import time
from abc import ABC, abstractmethod
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar, Literal

from PIL import Image, ImageChops

from tests.browser.browser import AT_REST, START_SECONDS

EYES = Path(__file__).with_name("eyes.js").read_text(encoding="utf-8")
EARLY = "document.querySelector('#dawn [data-part=early]')"
"""The page's own large button, before there is an app."""
SAID = "document.querySelector('#dawn [data-part=said]')?.textContent"
Scheme = Literal["day", "night"]
Key = Literal["Tab", "Shift+Tab", "Enter"]
Role = Literal["button", "heading", "textbox", "tab", "menuitem"]
Point = tuple[float, float]
"""CSS pixels from the left and the top of the page."""
Box = tuple[float, float, float, float]
"""Left, top, width and height, in the same."""
Name = str | re.Pattern[str]
"""All of a name, or what is found in it."""

HANDED_OVER = """(() => {
    const carried = new DataTransfer();
    const bytes = Uint8Array.from(atob(%(content)s), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([bytes], %(name)s, { type: 'image/jpeg' }));
    const options = { bubbles: true, cancelable: true };
    const event = %(paste)s ? new ClipboardEvent('paste', options) : new DragEvent('drop', { ...options, dataTransfer: carried });
    if (%(paste)s) Object.defineProperty(event, 'clipboardData', { value: carried });
    (document.activeElement ?? document.body).dispatchEvent(event);
    return event.defaultPrevented;
})()"""
"""No driver brings a file by the mouse, nor all of them by the clipboard (Firefox's holds no picture
where it has no window): the page is given the event that the browser would give it, with a real
`DataTransfer` and a real `File`. Those that Firefox makes of a `clipboardData` itself are empty.
"""


JOURNAL = """(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('glimmers');
    const file = await (await folder.getFileHandle('glimmers.db')).getFile();
    const reader = new FileReader();
    reader.readAsDataURL(file);
    await new Promise((resolve) => { reader.onload = resolve; });
    return reader.result.split(',')[1];
})()"""


class PageError(Exception):
    """The page was on its way elsewhere, or a script in it failed."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What the keyboard is on."""

    name: str
    box: Box


def way_of_mouse(points: Sequence[Point]) -> list[dict[str, Any]]:
    """Down at the first, along the others, up at the last: in the words that both of W3C's
    protocols have for it (https://www.w3.org/TR/webdriver2/#actions).
    """

    def move(point: Point, duration: int) -> dict[str, object]:
        x, y = map(round, point)
        return {"type": "pointerMove", "x": x, "y": y, "duration": duration}

    button = {"button": 0}
    return [
        move(points[0], 0),
        {"type": "pointerDown", **button},
        *(move(point, 200) for point in points[1:]),
        {"type": "pointerUp", **button},
    ]


class Tab(ABC):
    """One page of 390 by 844 CSS pixels, each a pixel of its pictures."""

    # --- In each engine's own way -----------------------------------------------------------------

    @abstractmethod
    def goto(self, url: str) -> None:
        """Begin to load a page; the one before is gone."""

    @abstractmethod
    def reload(self) -> None:
        """Begin to load the same page again; the one before is gone."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited if it is a promise; it must be JSON.

        Raises:
            PageError: the script failed, or its page went.
        """

    @abstractmethod
    def mouse(self, *points: Point) -> None:
        """Press at the first point, move over the others, and let go at the last."""

    @abstractmethod
    def press(self, key: Key) -> None:
        """One key, down and up."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Letter by letter, where the keyboard is."""

    @abstractmethod
    def choosing(self, *files: Path) -> AbstractContextManager[None]:
        """What is done within opens a picker, in which somebody chooses these."""

    @abstractmethod
    def saving(self, folder: Path) -> AbstractContextManager[None]:
        """What is done within downloads a file: it lies in `folder` afterwards, whole, by its
        name.
        """

    @abstractmethod
    def screenshot(self) -> bytes:
        """What is seen, as PNG."""

    @abstractmethod
    def front(self) -> None:
        """Come before the other tabs."""

    @abstractmethod
    def close(self) -> None:
        """Go, as by its cross."""

    # --- Of these, whatever a person does ---------------------------------------------------------

    def until(self, expression: str, *, seconds: float = START_SECONDS) -> Any:
        """Wait until an expression is truthy, and return it."""
        give_up = time.monotonic() + seconds
        last: object = None
        while True:
            try:
                if last := self.evaluate(expression):
                    return last
            except PageError as error:  # the page is on its way
                last = error
            assert time.monotonic() < give_up, (
                f"never true: {expression.replace(EYES.strip(), 'eyes')} ({last}){self._told()}"
            )
            time.sleep(0.1)

    def starts(self, url: str | None = None) -> None:
        """Go there, or load again, and wait until the app is there: no splash, a screen that can be
        heard.
        """
        self.goto(url) if url else self.reload()
        self.until("!document.getElementById('dawn')")
        self.until(_eyes("told().length"))

    def rests(self) -> None:
        """Wait until nothing moves on the screen, and nothing comes or goes."""
        self.evaluate(f"({AT_REST})()")

    def reads(self, words: Name, *, seconds: float = 60) -> str:
        """Wait until these words stand on the screen, as one text or as a name; all of that
        text.
        """
        return str(self.until(_eyes(f"reads({_pattern(words)})"), seconds=seconds))

    def reads_not(self, words: Name, *, seconds: float = 60) -> None:
        """Wait until they do not."""
        self.until(f"!{_eyes(f'reads({_pattern(words)})')}", seconds=seconds)

    def shows(self, role: Role, name: Name, count: int = 1, *, seconds: float = 60) -> list[Point]:
        """Wait until there are so many of this role and name, no more and no fewer; their
        middles.
        """
        self.until(f"{_all(role, name)}.length === {count}", seconds=seconds)
        return [_middle(box) for box in self.boxes(role, name)]

    def boxes(self, role: Role, name: Name) -> list[Box]:
        """Where they are that have this role and name."""
        return [tuple(box) for box in self.evaluate(_all(role, name))]

    def tap(self, name: Name, role: Role = "button", *, seconds: float = 60) -> None:
        """Press the first one of this name, once it stands still."""
        still = _eyes(f"still({json.dumps(role)}, {_pattern(name)})")
        self.mouse(_middle(self.until(still, seconds=seconds)))

    def waits_for_early(self) -> None:
        """Until the page's own button is there, before there is an app."""
        self.until(f"{EARLY}?.checkVisibility()")

    def taps_early(self) -> str:
        """Press the page's own button, before there is an app, as soon as it is there; what the
        page says then.
        """
        self.waits_for_early()
        x, y, width, height = self.evaluate(
            f"(({{x, y, width, height}}) => [x, y, width, height])({EARLY}.getBoundingClientRect())"
        )
        self.mouse((x + width / 2, y + height / 2))
        return str(self.until(SAID))

    def focused(self) -> Focus | None:
        """What the keyboard is on."""
        found = self.evaluate(_eyes("focused()"))
        return Focus(found["name"], tuple(found["box"])) if found else None

    def tabs_to(self, name: Name, *, stops: int = 30) -> Focus:
        """Press Tab until the keyboard is on what has this name."""
        passed: list[str] = []
        pattern = name if isinstance(name, re.Pattern) else re.compile(f"^{re.escape(name)}$")
        for _ in range(stops):
            if (at := self.focused()) and pattern.search(at.name):
                return at
            passed.append(at.name if at else "")
            self.tabs_on()
        raise AssertionError(f"Tab never comes to {name!r}: {passed}")

    def tabs_on(self, key: Key = "Tab") -> None:
        """Press Tab once. Flutter moves the browser's focus some frames after the key."""
        self.evaluate("(globalThis.was = document.activeElement) && 0")
        self.press(key)
        give_up = time.monotonic() + 5
        while time.monotonic() < give_up:  # the only stop there is stays the same
            if self.evaluate("document.activeElement !== globalThis.was"):
                break
            time.sleep(0.03)

    def ring_is_seen(self) -> None:
        """What the keyboard is on looks other than what it is not on: goes on by Tab and back."""
        focus = self.focused()
        assert focus
        left, top, width, height = map(round, focus.box)
        around = (max(0, left - 6), max(0, top - 6), left + width + 6, top + height + 6)
        self.rests()
        with_it = self.picture().crop(around)
        self.tabs_on()
        self.rests()
        changed = _differing(with_it, self.picture().crop(around))
        self.tabs_on("Shift+Tab")
        assert self.focused() == focus
        assert changed > 100, f"no focus is seen on {focus.name!r}: {changed} pixels"

    def paste(self, file: Path) -> None:
        """A picture from the clipboard; the app takes it."""
        self._hand_over(file, paste=True)

    def drop(self, file: Path) -> None:
        """A picture from another window, let go over the page; the app takes it."""
        self._hand_over(file, paste=False)

    def _hand_over(self, file: Path, *, paste: bool) -> None:
        script = HANDED_OVER % {
            "content": json.dumps(b64encode(file.read_bytes()).decode()),
            "name": json.dumps(file.name),
            "paste": json.dumps(paste),
        }
        assert self.evaluate(script), "the page let the browser have it"

    def picture(self) -> Image.Image:
        """What is seen."""
        return Image.open(BytesIO(self.screenshot())).convert("RGB")

    def journal(self) -> bytes:
        """The database as it lies in the browser's files."""
        return b64decode(self.evaluate(JOURNAL))

    def offline_ready(self) -> None:
        """Wait until everything that the app needs without a network is here."""
        self.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def version_waits(self) -> None:
        """Wait until a newer version lies ready for the next opening."""
        self.until(
            "navigator.serviceWorker.ready.then((registration) => Boolean(registration.waiting))"
        )

    def _told(self) -> str:
        try:
            return f"; on the screen: {self.evaluate(_eyes('told()'))}"
        except PageError as error:
            return f"; no page: {error}"


class Window(ABC):
    """A browser that runs, with one tab."""

    tab: Tab

    @abstractmethod
    def another_tab(self) -> Tab:
        """Before the others."""

    @abstractmethod
    def kill(self) -> None:
        """`kill -9` of all its processes."""

    @abstractmethod
    def strangers(self) -> list[str]:
        """Addresses on other hosts that its pages have asked for, and that the page's own policy
        did not refuse. Once a page was opened: it fails where not even that was seen.
        """


class Engine(ABC):
    """A kind of browser."""

    name: ClassVar[str]
    """The head of its column."""
    cannot: ClassVar[Mapping[str, str]] = {}
    """Promises that cannot be tried here, each with its reason: the only skips there are."""

    @abstractmethod
    def missing(self) -> str | None:
        """What to install, where it is not here."""

    @abstractmethod
    def version(self) -> str:
        """As it says itself."""

    @abstractmethod
    def browser(self, profile: Path, scheme: Scheme = "day") -> AbstractContextManager[Window]:
        """One without a window, with this profile; killed at last."""


def _differing(one: Image.Image, other: Image.Image) -> int:
    """How many pixels are another colour, to the eye."""
    apart = ImageChops.difference(one, other).convert("L").histogram()
    return sum(apart[16:])


def _middle(box: Box) -> Point:
    x, y, width, height = box
    return x + width / 2, y + height / 2


def _eyes(call: str) -> str:
    return f"({EYES.strip()}).{call}"


def _all(role: Role, name: Name) -> str:
    return _eyes(f"all({json.dumps(role)}, {_pattern(name)})")


def _pattern(name: Name) -> str:
    """As JavaScript writes it."""
    source = name.pattern if isinstance(name, re.Pattern) else f"^{_escaped(name)}$"
    return f"new RegExp({json.dumps(source)}, 'u')"


def _escaped(text: str) -> str:
    """Only what means something: `u` refuses other escapes."""
    return re.sub(r"[\\^$.*+?()[\]{}|/]", r"\\\g<0>", text)

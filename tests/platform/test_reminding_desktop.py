"""Reminders on a Linux desktop, for real: a session bus, a program that takes notifications, and
both of Plyer's ways there.

Windows and macOS go through the same call of Plyer; no test here says anything about what it does
there.
"""

from __future__ import annotations

import asyncio
import functools
import importlib.util
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection

from app.core.errors import NotShownError
from app.core.reminders import Nudge
from app.platform.clock import SystemClock
from app.platform.reminding import plyer_desktop
from app.platform.reminding.plyer_desktop import PlyerNotifier
from app.words.prompts import prompt_words
from tests.tools import lacking, tool

ROOT = Path(__file__).resolve().parents[2]
DAEMON = Path(__file__).with_name("notification_daemon.py")

Way = Literal["dbus", "notify-send"]
WAYS: tuple[Way, ...] = ("dbus", "notify-send")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the desktop of Linux")


# --- What has to be here --------------------------------------------------------------------------


@functools.cache
def python_with_dbus() -> str | None:
    """Python's `dbus` module is C, and comes from Debian for Debian's Python: everything else it
    needs here is plain Python.
    """
    if importlib.util.find_spec("dbus"):
        return sys.executable
    for python in ("/usr/bin/python3", shutil.which("python3")):
        question = "import dbus, sys; sys.exit(sys.version_info < (3, 11))"
        if (
            python
            and subprocess.run([python, "-c", question], stderr=subprocess.DEVNULL).returncode == 0
        ):
            return python
    return None


# --- A desktop ------------------------------------------------------------------------------------

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "">
<busconfig>
  <type>session</type>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>
  </policy>
</busconfig>
"""


@dataclass
class Desktop:
    """A session bus of its own, on which nobody is until `start`."""

    folder: Path
    """Short: a socket's path has no room for more."""
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"unix:path={self.folder}/bus"

    @property
    def env(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in ("XDG_RUNTIME_DIR", "DISPLAY")
        }
        return {**kept, "DBUS_SESSION_BUS_ADDRESS": self.address}

    def start_bus(self) -> subprocess.Popen[str]:
        (self.folder / "services").mkdir(exist_ok=True)
        (self.folder / "bus.conf").write_text(BUS.format(folder=self.folder))
        (self.folder / "bus").unlink(missing_ok=True)
        command = [
            tool("dbus-daemon"),
            f"--config-file={self.folder}/bus.conf",
            "--nofork",
            "--print-address",
        ]
        bus = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.processes.append(bus)
        assert bus.stdout is not None
        assert bus.stdout.readline().startswith("unix:")
        return bus

    def start(self, *manners: str) -> subprocess.Popen[str]:
        """A program that shows notifications."""
        command = [sys.executable, str(DAEMON), str(self.folder / "shown"), *manners]
        daemon = subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, text=True)
        self.processes.append(daemon)
        assert daemon.stdout is not None
        assert daemon.stdout.readline() == "ready\n"
        return daemon

    def can_start(self, program: Sequence[str]) -> None:
        """The bus starts this when somebody wants to show a notification; the daemon's own words
        for a service.
        """
        service = f"[D-BUS Service]\nName=org.freedesktop.Notifications\nExec={' '.join(program)}\n"
        (self.folder / "services" / "notifications.service").write_text(service)
        bus = DBusAddress(
            "/org/freedesktop/DBus",
            bus_name="org.freedesktop.DBus",
            interface="org.freedesktop.DBus",
        )
        with open_dbus_connection(self.address) as connection:
            connection.send_and_get_reply(new_method_call(bus, "ReloadConfig"))

    @property
    def shown(self) -> list[dict[str, Any]]:
        file = self.folder / "shown"
        return (
            [json.loads(line) for line in file.read_text("utf-8").splitlines()]
            if file.exists()
            else []
        )

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    with tempfile.TemporaryDirectory(prefix="bus") as folder:
        desktop = Desktop(Path(folder))
        desktop.start_bus()
        try:
            yield desktop
        finally:
            desktop.end()


# --- Another process that delivers ----------------------------------------------------------------

PROGRAM = """
import json
import os.path
import sys

given = json.load(sys.stdin)
for name in given["without"]:
    sys.modules[name] = None
real = os.path.isdir
os.path.isdir = lambda path: path == "/app" or real(path)  # as in many containers

from app.core.errors import NotShownError
from app.platform.reminding import plyer_desktop
from app.words.errors import told

vars(plyer_desktop).update(given["constants"])
answers = []
for title, body in given["texts"]:
    try:
        plyer_desktop.deliver(title, body, app_name="Glimmers")
    except NotShownError as error:
        answers.append([type(error).__name__, told(error).sentence])
    else:
        answers.append("shown")
print(json.dumps(answers))
"""


def program(way: Way, text: str) -> list[str]:
    """The command that runs a program where this way is open."""
    if way == "notify-send":
        tool("notify-send")
        python = sys.executable
    else:
        python = python_with_dbus() or lacking("Python's dbus module")
    return [python, "-W", "error::UserWarning", "-c", text]


def around(env: dict[str, str]) -> dict[str, str]:
    """What a program needs in order to import the app, whichever Python it is run by."""
    return {
        **env,
        "PYTHONPATH": os.pathsep.join(
            [str(ROOT), *(path for path in sys.path if path.endswith("site-packages"))]
        ),
    }


def deliver(
    way: Way, texts: Sequence[tuple[str, str]], env: dict[str, str], **constants: float
) -> list[Any]:
    """What became of each; nothing may be said on stderr, no warning either."""
    without = ("dbus",) if way == "notify-send" else ()
    done = subprocess.run(
        program(way, PROGRAM),
        input=json.dumps({"texts": texts, "without": without, "constants": constants}),
        env=around(env),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    answers: list[Any] = json.loads(done.stdout)
    return answers


PLAIN = ("Glimmers", "Maybe the light fell on something you like.")
HOSTILE = [
    ("Lichtblicke", "Schön: ein Café, ein Fußweg, naïve 日本, שלום, مرحبا"),
    ("✨", "👩🏽‍🌾 🏳️‍🌈 🇩🇪 e\u0301"),
    ("it's “quoted”", "'single' \"double\" `back` ‹angle›"),
    ("-", "- a list"),
    ("--help", "--version"),
    ("-u", "--urgency=critical"),
    ("two\nlines", "first\nsecond\n\nlast\ttab"),
    ("\\n", "\\n is no new line, nor \\t a tab, nor \\303\\244 a letter; C:\\new\\"),
    ("&amp; <b>not bold</b>", "salt & pepper, 1 < 2 > 0, <i>as typed</i>, &lt;"),
    ("$(id) `id` ; | > x", "%s %n {} ${HOME} ~ * !!"),
    ("'}, <'x'>", "'>, 'body': <'x'>}"),
    ("  ", ""),
    ("long", "ein Wort und noch eins, " * 2000),
    ("\ufeffmark", "\u200bzero \u202eturned\u202c \uffff \U0010ffff"),
]


def random_texts(count: int) -> list[tuple[str, str]]:
    draw = random.Random(4)
    alphabet = "ab -\\\n'\"&<>%$`é✨日\u200d🙂=:;|"
    return [
        tuple("x" + "".join(draw.choices(alphabet, k=draw.randrange(30))) for _ in range(2))
        for _ in range(count)
    ]  # type: ignore[misc]


def arrives(way: Way, text: str) -> str:
    return f"\u200b{text}" if way == "notify-send" and text.startswith("-") else text


# --- Delivery -------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_every_text_arrives_letter_by_letter(way: Way, desktop: Desktop) -> None:
    desktop.start()
    texts = [*HOSTILE, *random_texts(40)]

    answers = deliver(way, texts, desktop.env)

    assert answers == ["shown"] * len(texts)
    assert [(one["title"], one["body"]) for one in desktop.shown] == [
        (arrives(way, title), arrives(way, body)) for title, body in texts
    ]


@pytest.mark.parametrize("way", WAYS)
def test_name_icon_and_time_arrive_too_and_it_does_not_pile_up(way: Way, desktop: Desktop) -> None:
    desktop.start()

    deliver(way, [PLAIN], desktop.env)

    [one] = desktop.shown
    assert one["app"] == "Glimmers"
    assert one["icon"] == (ROOT / "assets" / "icon.png").as_uri()
    assert one["timeout"] == plyer_desktop.ON_SCREEN * 1000
    assert one["hints"]["transient"] == 1
    assert (one["replaces"], one["actions"]) == (0, [])


@pytest.mark.parametrize("way", WAYS)
def test_where_the_body_is_read_as_markup_it_still_looks_as_it_was_meant(
    way: Way, desktop: Desktop
) -> None:
    desktop.start("markup")

    deliver(way, [("salt & pepper", '1 < 2 & 2 > 1, "so" it\'s')], desktop.env)

    [one] = desktop.shown
    assert one["title"] == "salt & pepper"
    assert one["body"] == '1 &lt; 2 &amp; 2 &gt; 1, "so" it\'s'


@pytest.mark.parametrize("way", WAYS)
def test_what_no_text_can_hold_is_left_out_and_the_rest_arrives(way: Way, desktop: Desktop) -> None:
    desktop.start()

    answers = deliver(way, [("a\ud83db", "c\x00d\x1b[31me\x7f\udc80 \ud83d\ude42")], desktop.env)

    assert answers == ["shown"]
    [one] = desktop.shown
    assert (one["title"], one["body"]) == ("a\ufffdb", "cd[31me\ufffd 🙂")


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_does_not_tell_its_types_is_spoken_to_as_well(
    way: Way, desktop: Desktop
) -> None:
    desktop.start("mute")

    answers = deliver(way, [PLAIN], desktop.env)

    assert answers == ["shown"]
    assert len(desktop.shown) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_locale_of_plain_ascii_loses_nothing(way: Way, desktop: Desktop) -> None:
    desktop.start()

    answers = deliver(
        way,
        HOSTILE[:3],
        {**desktop.env, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )

    assert answers == ["shown"] * 3
    assert [(one["title"], one["body"]) for one in desktop.shown] == HOSTILE[:3]


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_is_only_started_when_needed_is_started(way: Way, desktop: Desktop) -> None:
    desktop.can_start([sys.executable, str(DAEMON), str(desktop.folder / "shown")])

    answers = deliver(way, [PLAIN], desktop.env)

    assert answers == ["shown"]
    assert len(desktop.shown) == 1


@pytest.mark.parametrize("way", WAYS)
def test_the_sessions_folder_is_looked_into_where_no_address_is_given(
    way: Way, desktop: Desktop
) -> None:
    desktop.start()
    env = {**desktop.env, "XDG_RUNTIME_DIR": str(desktop.folder)}
    del env["DBUS_SESSION_BUS_ADDRESS"]

    answers = deliver(way, [PLAIN], env)

    assert answers == ["shown"]
    assert len(desktop.shown) == 1


# --- No delivery ----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_with_nobody_on_the_bus_it_is_told_and_what_to_do(way: Way, desktop: Desktop) -> None:
    [(kind, sentence)] = deliver(way, [PLAIN], desktop.env)

    assert kind == "NobodyShowsError"
    assert "Nothing on this desktop shows notifications." in sentence
    assert "safe" in sentence


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "address", ["unix:path=/nowhere/bus", "", "tcp:host=localhost,port=1", "nonsense"]
)
def test_without_a_bus_it_is_told(way: Way, address: str, desktop: Desktop) -> None:
    [(kind, _)] = deliver(way, [PLAIN], {**desktop.env, "DBUS_SESSION_BUS_ADDRESS": address})

    assert kind == "NobodyShowsError"


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_cannot_be_started_is_nobody(way: Way, desktop: Desktop) -> None:
    desktop.can_start(["/bin/false"])

    [(kind, _)] = deliver(way, [PLAIN], desktop.env)

    assert kind == "NobodyShowsError"


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_refuses_is_told(way: Way, desktop: Desktop) -> None:
    desktop.start("rude")

    [(kind, _)] = deliver(way, [PLAIN], desktop.env)

    assert kind == "DesktopRefusedError"


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_hangs_is_told_in_time(way: Way, desktop: Desktop) -> None:
    desktop.start("hung")
    began = time.monotonic()

    [(kind, _)] = deliver(way, [PLAIN], desktop.env, TIMEOUT_S=0.3)

    assert kind == "NoAnswerError"
    assert time.monotonic() - began < 10


HANGS = """
import asyncio
import json
import sys
import time
from datetime import UTC, datetime

for name in sys.argv[1:]:
    sys.modules[name] = None

from app.core.errors import NotShownError
from app.core.reminders import Nudge
from app.platform.reminding import plyer_desktop

plyer_desktop.LIMIT = 1.0

async def main():
    now = datetime.now(UTC)
    try:
        nudge = Nudge(wall=now.replace(tzinfo=None), instant=now, prompt="light")
        await plyer_desktop.PlyerNotifier().show(nudge)
    except NotShownError as error:
        print(type(error).__name__)

asyncio.run(main())
"""


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_takes_it_and_says_nothing_holds_up_nobody_not_even_at_the_end(
    way: Way, desktop: Desktop
) -> None:
    desktop.start("deaf")
    command, env = (
        [*program(way, HANGS), *(["dbus"] if way == "notify-send" else [])],
        around(desktop.env),
    )
    began = time.monotonic()

    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)

    assert (done.stdout, done.stderr, done.returncode) == ("NoAnswerError\n", "", 0)
    assert time.monotonic() - began < 15  # D-Bus by itself waits for 25


def test_with_neither_dbus_nor_notify_send_it_is_told_what_to_install(desktop: Desktop) -> None:
    desktop.start()

    [(kind, sentence)] = deliver("notify-send", [PLAIN], {**desktop.env, "PATH": "/nowhere"})

    assert kind == "NoMessengerError"
    assert "libnotify-bin" in sentence


# --- The notifier ---------------------------------------------------------------------------------


def now(prompt: str = "light") -> Nudge:
    here = SystemClock().now()
    return Nudge(wall=here.replace(tzinfo=None), instant=here.astimezone(UTC), prompt=prompt)


@pytest.fixture
def session(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    """This very process is on that desktop."""
    tool("notify-send")
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.address)
    monkeypatch.setitem(sys.modules, "dbus", None)
    return desktop


async def test_a_reminder_is_the_apps_name_and_a_prompt(session: Desktop) -> None:
    session.start()
    notifier = PlyerNotifier()
    before = await notifier.last_shown()

    await notifier.show(now("light"))

    [one] = session.shown
    assert (one["title"], one["body"]) == PLAIN
    last = await notifier.last_shown()
    assert before is None
    assert last is not None
    assert timedelta(0) <= SystemClock().now() - last < timedelta(seconds=10)


@pytest.mark.parametrize("prompt", ["own-5f2a", "", "nobody-knows-this"])
async def test_words_a_person_wrote_are_never_shown(prompt: str, session: Desktop) -> None:
    session.start()

    await PlyerNotifier().show(now(prompt))

    assert [one["body"] for one in session.shown] == [prompt_words.UNSAID]


async def test_reach_follows_who_comes_and_goes(session: Desktop) -> None:
    notifier = PlyerNotifier()
    unknown = notifier.reach
    await notifier.permission()
    alone = notifier.reach
    daemon = session.start()
    granted = await notifier.ask()
    together = notifier.reach
    daemon.kill()
    daemon.wait()
    with pytest.raises(NotShownError):
        await notifier.show(now())

    assert (unknown, alone, together, notifier.reach) == (None, "none", "open", "none")
    assert granted == "granted"
    assert notifier.platform == "linux"
    assert await notifier.last_shown() is None


async def test_nothing_is_asked_of_the_bus_on_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_on: list[threading.Thread] = []

    @contextmanager
    def bus(_timeout_s: float) -> Iterator[Any]:
        asked_on.append(threading.current_thread())
        raise TimeoutError
        yield

    monkeypatch.setattr(plyer_desktop, "_session_bus", bus)
    notifier = PlyerNotifier()

    assert notifier.reach is None
    await notifier.permission()
    await notifier.ask()

    assert notifier.reach == "none"
    assert threading.current_thread() not in asked_on


async def test_reach_promises_nothing_for_a_server_that_cannot_be_started(session: Desktop) -> None:
    session.can_start(["/bin/false"])
    notifier = PlyerNotifier()

    await notifier.permission()

    assert notifier.reach == "none"


async def test_what_is_planned_is_shown_at_its_time_and_once(session: Desktop) -> None:
    session.start()
    notifier = PlyerNotifier()
    soon = SystemClock().now() + timedelta(seconds=0.5)
    later = soon + timedelta(hours=1)
    plan = [
        Nudge(wall=at.replace(tzinfo=None), instant=at.astimezone(UTC), prompt="light")
        for at in (soon, later)
    ]

    await notifier.replace_all(plan)
    early = len(session.shown)
    await asyncio.sleep(1)
    await notifier.replace_all(plan)
    await asyncio.sleep(0.5)

    assert (early, len(session.shown)) == (0, 1)
    last = await notifier.last_shown()
    assert last is not None
    assert timedelta(0) <= last - soon < timedelta(seconds=1)


async def test_the_screen_stays_alive_while_a_desktop_hangs(
    session: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.start("hung")
    monkeypatch.setattr(plyer_desktop, "LIMIT", 0.5)
    monkeypatch.setattr(plyer_desktop, "TIMEOUT_S", 1.5)
    notifier, beats = PlyerNotifier(), 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.01)
            beats += 1

    heart = asyncio.create_task(beat())
    with pytest.raises(plyer_desktop.NoAnswerError):
        await notifier.show(now())
    lived = beats
    threads = threading.active_count()
    with pytest.raises(plyer_desktop.NoAnswerError):
        await notifier.show(now())
    heart.cancel()
    with suppress(asyncio.CancelledError):
        await heart

    assert lived > 20
    assert threading.active_count() <= threads


async def test_many_at_once_are_shown_one_after_the_other(session: Desktop) -> None:
    session.start()
    notifier = PlyerNotifier()

    await asyncio.gather(*(notifier.show(now(prompt)) for prompt in ("light", "sound", "quiet")))

    assert len(session.shown) == 3


RECONNECTS = """
import json
import sys

from app.core.errors import NotShownError
from app.platform.reminding import plyer_desktop
from app.words.errors import told

for line in sys.stdin:
    try:
        plyer_desktop.deliver("Glimmers", line.strip(), app_name="Glimmers")
        print("shown", flush=True)
    except NotShownError as error:
        print(type(error).__name__, flush=True)
"""


def test_a_bus_that_ends_ends_nothing_else_and_the_next_one_is_used(desktop: Desktop) -> None:
    first = desktop.processes[0]
    desktop.start()
    process = subprocess.Popen(
        program("dbus", RECONNECTS),
        env=around(desktop.env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    said = []
    try:
        for step in ("one", "two", "three"):
            if step == "two":
                first.kill()
                first.wait()
            if step == "three":
                desktop.start_bus()
                desktop.start()
            process.stdin.write(step + "\n")
            process.stdin.flush()
            said.append(process.stdout.readline().strip())
    finally:
        process.kill()
        process.communicate()

    assert said == ["shown", "NobodyShowsError", "shown"]
    assert [one["body"] for one in desktop.shown] == ["one", "three"]


# --- Where Plyer has nothing ----------------------------------------------------------------------


@pytest.mark.parametrize("platform", ["windows", "macos"])
async def test_a_plyer_that_cannot_be_loaded_is_told_and_promises_nothing(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        plyer_desktop, "_platform", lambda: platform
    )  # here, its modules for those cannot be loaded
    notifier = PlyerNotifier()

    with pytest.raises(plyer_desktop.DesktopRefusedError):
        await notifier.show(now())
    await notifier.permission()

    assert notifier.platform == platform
    assert notifier.reach == "none"


@pytest.mark.parametrize("text", ["x" * 300, "🙂" * 300, "é" + "👩🏽‍🌾" * 60, ""])
def test_a_text_is_cut_to_what_windows_can_hold_and_no_letter_in_two(text: str) -> None:
    cut = plyer_desktop._first_units(text, 255)

    assert text.startswith(cut)
    assert len(cut.encode("utf-16-le")) in ((510, 508) if text else (0,))

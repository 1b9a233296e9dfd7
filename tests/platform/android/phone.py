"""A made-up phone: the Java part and Plyer's Android half run on a JVM, through the real pyjnius,
against stand-ins for Android's classes.

It is for what Python does with them: pyjnius finds only what the JVM's own loader knows, and
Robolectric loads Android's classes apart. What the Java part does by itself is shown with those, in
native/tests.

A JVM starts once in a process and never ends before it, so tests run in processes of their own:
`on_a_phone` sends them there.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import importlib.util
import inspect
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import traceback
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

PROJECT = Path(__file__).resolve().parents[3]
JAVA_PART = PROJECT / "native" / "android" / "src" / "main"
STAND_INS = Path(__file__).parent / "standins"
HOME = "Europe/Berlin"
TIMEOUT_S = 60.0
"""Seconds a test may take before its process is ended."""
_CALLED = ("Reminders.java", "Inbox.java", "NudgesPlugin.java")
"""What Python calls, and what Flutter does; what else of the Java part these need is compiled with
them."""
HOLDER = "com.flet.serious_python_android.PythonActivity"


# Outside: in pytest's process ---------------------------------------------------------------------


def on_a_phone(
    *, sdk: int = 34, java_part: bool = True, permitted: bool = True, first_of_process: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., None]]:
    """Run the test on a phone of Android's API level `sdk`, new but for what its process has
    imported.

    `java_part`: the classes of native/ are in the build. `permitted`: the person allowed
    notifications. `first_of_process`: nothing was imported before.
    """

    def decorate(test: Callable[..., Any]) -> Callable[..., None]:
        @functools.wraps(test)
        def elsewhere(**given: Any) -> None:
            process = _Process(sdk, java_part) if first_of_process else _process(sdk, java_part)
            process.run(test, permitted, given)

        elsewhere.test = test  # type: ignore[attr-defined]
        return elsewhere

    return decorate


class _Process:
    def __init__(self, sdk: int, java_part: bool) -> None:
        folders = [str(folder) for folder in _compiled()[: 2 if java_part else 1]]
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process runs
        self._python = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.platform.android.phone",
                str(sdk),
                os.pathsep.join(folders),
            ],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
        )

    def run(self, test: Callable[..., Any], permitted: bool, given: dict[str, Any]) -> None:
        assert self._python.stdin
        assert self._python.stdout
        self._complaints.truncate(0)
        where = inspect.getsourcefile(test)
        self._python.stdin.write(json.dumps([where, test.__name__, permitted, given]) + "\n")
        self._python.stdin.flush()
        stuck = threading.Timer(TIMEOUT_S, self._python.kill)
        stuck.start()
        answer = self._python.stdout.readline()
        stuck.cancel()
        self._complaints.seek(0)
        said = self._complaints.read().decode(errors="replace").strip("\0")
        if not answer:
            _process.cache_clear()
            pytest.fail(
                f"The phone's process ended ({self._python.wait()}).\n{said}", pytrace=False
            )
        if error := json.loads(answer):
            pytest.fail(f"{error}\n{said}", pytrace=False)


@functools.cache
def _process(sdk: int, java_part: bool) -> _Process:
    return _Process(sdk, java_part)


@functools.cache
def _compiled() -> tuple[Path, Path]:
    """Folders with the classes of the stand-ins and of the Java part, which must compile without a
    warning.
    """
    for tool, there in (
        ("javac", shutil.which("javac")),
        ("pyjnius", importlib.util.find_spec("jnius")),
        ("Plyer", _find_plyer()),
    ):
        if not there:
            missing = (
                f"{tool} is missing: these tests need Debian's `default-jdk-headless`, and "
                "pyjnius and Plyer in .venv"
            )
            pytest.fail(missing, pytrace=False) if os.environ.get("CI") else pytest.skip(missing)
    out = Path(_temporary().name)
    stand_ins, java_part, resources = out / "stand-ins", out / "java-part", out / "resources"
    _compile(stand_ins, STAND_INS.rglob("*.java"))
    resources.mkdir()
    (resources / "R.java").write_text(_resources())
    called = [JAVA_PART / "java" / "app" / "glimmers" / "nudges" / name for name in _CALLED]
    _compile(java_part, [*called, resources / "R.java"], stand_ins)
    return stand_ins, java_part


def _find_plyer() -> object:
    return importlib.util.find_spec("plyer")


@functools.cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="glimmers-android-")


def _compile(into: Path, sources: Any, *known: Path) -> None:
    # 8 is as far as the oldest Android we support goes without rewriting.
    flags = ["--release", "8", "-encoding", "UTF-8", "-Xlint:all,-options", "-Werror"]
    path = ["-classpath", os.pathsep.join(map(str, known))] if known else []
    path += ["-sourcepath", str(JAVA_PART / "java"), "-implicit:class"] if known else []
    done = subprocess.run(
        ["javac", *flags, *path, "-d", into, *sources], capture_output=True, text=True
    )
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


def _named_resources() -> dict[str, dict[str, int]]:
    """What Android's build numbers: each drawable and each string of the Java part."""
    drawables = sorted(path.stem for path in (JAVA_PART / "res" / "drawable").iterdir())
    texts = list(resource_strings())
    return {
        "drawable": {name: 0x7F080001 + number for number, name in enumerate(drawables)},
        "string": {name: 0x7F0E0001 + number for number, name in enumerate(texts)},
    }


def _resources() -> str:
    kinds = [
        (
            f"public static final class {kind} {{ "
            + " ".join(f"public static final int {name} = {id};" for name, id in names.items())
            + " }"
        )
        for kind, names in _named_resources().items()
    ]
    return f"package app.glimmers.nudges; public final class R {{ {' '.join(kinds)} }}"


def resource_strings() -> dict[str, str]:
    """The words of the Java part, by name."""
    found = ET.parse(JAVA_PART / "res" / "values" / "strings.xml").iter("string")
    return {text.attrib["name"]: text.text or "" for text in found}


# Inside: in the phone's process -------------------------------------------------------------------


def _live(sdk: int, classes: str) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    import jnius_config

    options = {
        "standin.sdk": sdk,
        "file.encoding": "UTF-8",
        "java.awt.headless": "true",
        "user.timezone": HOME,
    }
    jnius_config.add_options(*(f"-D{name}={value}" for name, value in options.items()))
    jnius_config.set_classpath(*classes.split(os.pathsep))
    # What Flet's Android looks like to Python; CPython for Android has the first.
    sys.getandroidapilevel = lambda: sdk  # type: ignore[attr-defined]
    os.environ |= {"FLET_JNI_READY": "1", "MAIN_ACTIVITY_HOST_CLASS_NAME": HOLDER}
    for request in sys.stdin:
        where, name, permitted, given = json.loads(request)
        answers.write(json.dumps(_try(where, name, permitted, given)) + "\n")
        answers.flush()
    os._exit(0)  # a JVM within Python does not always end by itself


def _try(where: str, name: str, permitted: bool, given: dict[str, Any]) -> str | None:
    try:
        android().reset(permitted)
        for number, text in zip(
            _named_resources()["string"].values(), resource_strings().values(), strict=True
        ):
            android().strings.put(number, text)
        module = importlib.import_module(
            ".".join(Path(where).relative_to(PROJECT).with_suffix("").parts)
        )
        outcome = getattr(module, name).test(**given)
        if inspect.iscoroutine(outcome):
            asyncio.run(outcome)
    except BaseException:
        return traceback.format_exc()
    return None


def java(name: str) -> Any:
    """A Java class."""
    from jnius import autoclass

    return autoclass(name)


def android() -> Any:
    """The made-up phone, see standins/standin/Phone.java."""
    return java("standin.Phone")


@dataclass(frozen=True)
class Shown:
    """A notification as the phone has it."""

    tag: str | None
    id: int
    made: Any

    @property
    def text(self) -> str:
        """What it says below its title."""
        return str(self.made.text)


def shade() -> list[Shown]:
    """The notifications that can be seen now."""
    return [Shown(one.getTag(), one.getId(), one.getNotification()) for one in _each("shade")]


def posted() -> list[str]:
    """What all notifications said that were ever shown, oldest first."""
    return [str(one.getNotification().text) for one in _each("posted")]


def _each(name: str) -> Sequence[Any]:
    found = getattr(android(), name)
    return [found.get(number) for number in range(found.size())]


class App:
    """The Java part, told what time it is."""

    def __init__(self) -> None:
        self.context = java(HOLDER).mActivity.getApplicationContext()
        self.nudges = java("app.glimmers.nudges.Reminders")

    def plan(self, lines: str, now: datetime) -> int:
        """Plan as if it were `now`."""
        return int(self.nudges.planAt(self.context, lines, milliseconds(now)))

    def hear(self, action: str | None, now: datetime, *, extra: str | None = None) -> None:
        """Hear an Intent as if it were `now`."""
        self.nudges.hear(self.context, action, extra, milliseconds(now))

    def alarm(self, now: datetime) -> None:
        """The alarm goes off at `now`, which may be later than it was set to."""
        assert android().alarmAt, "no alarm is set"
        assert milliseconds(now) >= android().alarmAt, "Android is never early"
        intent = android().alarm.intent
        assert intent.target == "app.glimmers.nudges.NudgeReceiver"
        android().alarmAt, android().alarm = 0, None  # it is used up
        self.hear(intent.getAction(), now)

    @property
    def next(self) -> datetime | None:
        """What the alarm is set to, UTC."""
        at = android().alarmAt
        return datetime.fromtimestamp(at / 1000, UTC) if at else None

    @property
    def pending(self) -> list[str]:
        """The lines still planned."""
        return [line for line in str(self.nudges.pending(self.context)).split("\n") if line]


def milliseconds(at: datetime) -> int:
    """Since 1970."""
    return round(at.timestamp() * 1000)


def at(text: str, zone: str = HOME, *, fold: int = 0) -> datetime:
    """A wall time of a zone as an instant, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


if __name__ == "__main__":
    _live(int(sys.argv[1]), sys.argv[2])

"""How the tests share a machine: a file of them on each processor, one more that computes while
others wait, and alone where a test measures time.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent
A_WORKER = "PYTEST_XDIST_WORKER"
"""pytest-xdist has it in the environment of the processes that it starts, which come by
here too.
"""
AT_ONCE = 4
"""Processes at most: each may drive a Chromium of its own."""
FIRST = ("test_by_ear_and_key.py", "test_main_job.py", "test_webkit.py", "test_engines.py")
"""Files of few tests that take minutes: whoever came to one at the end would be waited for."""
LAST = ("core", "imaging", "state", "storage", "ui")
"""Many small ones: they fill the end, when one process has nothing long left to do."""


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """All tests run side by side; those that are named on the command line run here, one after
    another.
    """
    everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if (
        A_WORKER in os.environ
        or not everything
        or not config.pluginmanager.hasplugin("xdist")
        or config.option.numprocesses is not None
    ):
        return
    # A browser's test waits about as long as it computes, and others wait for clocks and locks.
    processors = len(os.sched_getaffinity(0))
    processes = min(processors + 1, AT_ONCE)
    if processors > 1 and not (config.option.collectonly or config.option.usepdb):
        config.option.numprocesses, config.option.dist, config.option.loadscopereorder = (
            processes,
            "loadfile",
            False,
        )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where the long ones alone are asked for, each process need not import the rest as well."""
    if config.option.markexpr != "long" or not collection_path.name.startswith("test_"):
        return None
    return None if "pytest.mark.long" in collection_path.read_text("utf-8") else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers first, for they take longest; files stay whole."""

    def rank(item: pytest.Item) -> tuple[int, bool]:
        room = item.path.relative_to(HERE).parts[0]
        late = item.path.name not in FIRST
        return (0 if room == "browser" else 2 if room in LAST else 1), late

    items.sort(key=rank)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if A_WORKER not in os.environ:
        return (yield)
    with _turn(fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH):
        return (yield)


@contextmanager
def _turn(kind: int) -> Iterator[None]:
    """While one test is `alone` no other process runs any; whoever wants to be alone is not
    overtaken.
    """
    door, room = os.open(__file__, os.O_RDONLY), os.open(HERE, os.O_RDONLY)
    try:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(room, kind)
        fcntl.flock(door, fcntl.LOCK_UN)
        yield
    finally:
        fcntl.flock(room, fcntl.LOCK_UN)
        os.close(door)
        os.close(room)

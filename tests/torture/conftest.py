"""These take long: they run when they are asked for (`make torture`), not with the others."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MEMORY = Path("/dev/shm")
"""What a killed program wrote stays with the system, on a disk or not: here it need not wait for
one."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Only for `pytest tests/torture` or a file of it."""
    asked = [
        Path(config.invocation_params.dir, argument.partition("::")[0]).resolve()
        for argument in config.args
    ]
    if HERE in collection_path.resolve().parents and not any(
        path == HERE or HERE in path.parents for path in asked
    ):
        return True
    return None


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has one."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="glimmers-torture-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Says a line in the log about what this test has done: how often, how much, how long."""
    return lambda line: request.node.user_properties.append(("told", line))


_told: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Also of tests that another process has run."""
    if report.when == "call":
        name = report.nodeid.partition("::")[2]
        took = f"({report.duration:.0f} s)"
        _told.extend(f"{name}: {line} {took}" for _, line in report.user_properties)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """All of it, at the end."""
    for line in _told:
        terminalreporter.write_line(line)

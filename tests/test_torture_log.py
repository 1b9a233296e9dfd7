"""A log of `make torture` is committed only if a run has written it, whole, and without a failure
in it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app import __version__
from tests.torture.__main__ import LOG

CHANGELOG = LOG.parents[1] / "CHANGELOG.md"


def problems(log: str, *, releases: tuple[str, ...]) -> list[str]:
    """Why this log proves nothing about any of these releases, the latest two there are."""
    found = []
    if not log.startswith("Written by `make torture`, whole"):
        found.append("it was not written by a run")
    release = re.search(r"^release: (\S+)$", log, re.MULTILINE)
    if release is None or release[1] not in releases:
        found.append("it is older than the code by more than a release")
    if not re.search(r"^ended: by itself, exit status 0, after \d+ s$", log, re.MULTILINE):
        found.append("the run did not end by itself, or did not end well")
    last = re.search(r"^=*\s*(\d+ passed.*?) in [\d.]+s", log, re.MULTILINE)
    if last is None or re.search(r"failed|error|skipped|deselected", last[1]):
        found.append("not all of it passed")
    if re.search(r"^(F+|E+|.*\bFAILED\b.*|.*\bERROR\b.*|.*Traceback.*)$", log, re.MULTILINE):
        found.append("there is a failure in it")
    return found


def released() -> tuple[str, ...]:
    """This release and the one before it."""
    versions = re.findall(r"^## \[?(\d+\.\d+\.\d+)", CHANGELOG.read_text("utf-8"), re.MULTILINE)
    before = [version for version in versions if version != __version__]
    return (__version__, *before[:1])


def test_a_committed_log_is_whole_recent_and_without_a_failure():
    """There is none as long as no run has come to its end: better none than half a one."""
    committed = [LOG.read_text("utf-8")] if LOG.exists() else []

    assert [problems(log, releases=released()) for log in committed] in ([], [[]])


GOOD = f"""Written by `make torture`, whole; a failure in it is a failure.
release: {__version__}
code: 0123456789ab

Keep: 500 kills, 123 of them inside, 999 done
.
24 passed in 1234.56s (0:20:34)

ended: by itself, exit status 0, after 1235 s
"""


def test_a_good_log_is_taken():
    assert problems(GOOD, releases=(__version__,)) == []


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        ("Written by `make torture`, whole", "`make torture`, ended by hand, all clean"),
        (f"release: {__version__}", "release: 0.0.1"),
        ("24 passed", "1 failed, 23 passed"),
        ("24 passed", "23 passed, 1 skipped"),
        ("24 passed", "1 error, 23 passed"),
        ("\n.\n", "\nF\n"),
        ("exit status 0", "exit status 1"),
        ("ended: by itself, exit status 0, after 1235 s\n", ""),
        ("24 passed in 1234.56s (0:20:34)\n", ""),
        ("code:", "FAILED tests/torture/test_when.py::test_no_phrase\ncode:"),
    ],
)
def test_a_log_with_a_failure_in_it_is_refused(what, instead):
    assert problems(GOOD.replace(what, instead), releases=(__version__,)) != []


def test_the_old_log_that_said_all_clean_over_two_failures_would_be_refused():
    old = Path(__file__).with_name("torture") / "said_all_clean.txt"

    assert len(problems(old.read_text("utf-8"), releases=(__version__,))) >= 4

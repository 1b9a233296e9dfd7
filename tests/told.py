"""Errors and findings in words, as the screens and the terminal put them; and refusals by their
words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest

from app.core.errors import GlimmersError
from app.core.findings import Problem
from app.words.care import care
from app.words.errors import told
from storage.care import doctor

_Error = TypeVar("_Error", bound=GlimmersError)


def sentence(error: GlimmersError | None) -> str:
    """What happened, what is safe, what to do."""
    assert error is not None
    return told(error).sentence


def advice(error: GlimmersError) -> str:
    """What is safe, and what to do."""
    return told(error).advice


@contextmanager
def refusing(kind: type[_Error], match: str) -> Iterator[pytest.ExceptionInfo[_Error]]:
    """As `pytest.raises`, for what a person is told has happened."""
    with pytest.raises(kind) as refused:
        yield refused
    assert re.search(match, told(refused.value).what), told(refused.value).what


def found(problems: tuple[Problem, ...]) -> tuple[str, ...]:
    """Findings in words."""
    return tuple(map(care.said, problems))


class Report(NamedTuple):
    """What `doctor` found, in words."""

    report: doctor.Report

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong."""
        return found(self.report.problems)

    @property
    def notes(self) -> tuple[str, ...]:
        """What there is to know."""
        return found(self.report.notes)

    def __getattr__(self, name: str) -> object:
        return getattr(self.report, name)


def look_over_photos(report: Report) -> Report:
    """As the doctor does it, told in words."""
    return Report(doctor.look_over_photos(report.report))


def look_over(folder: Path, *, repair: bool, now: datetime) -> Report:
    """As the doctor does it, told in words."""
    return Report(doctor.look_over(folder, repair=repair, now=now))

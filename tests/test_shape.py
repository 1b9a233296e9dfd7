"""What can be read at once: no function is too long for it, no conditional expression is inside
another.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MOST_LINES = 60
BUILT = {"web", "cache", "flutter", "test-results"}
"""Folders in `build` that are made."""


def files() -> Iterator[Path]:
    """What the project runs and is built with; not its tests."""
    yield ROOT / "main.py"
    for room in ("app", "storage", "bench", "build"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if room != "build" or path.relative_to(ROOT / room).parts[0] not in BUILT:
                yield path


def too_long(source: str) -> list[str]:
    """Functions of more than `MOST_LINES` lines, by their names; what is inside a function counts
    as its lines.
    """
    functions = (
        each
        for each in ast.walk(ast.parse(source))
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    lengths = (
        (each.name, (each.end_lineno or each.lineno) - each.lineno + 1) for each in functions
    )
    return [f"{name}: {lines}" for name, lines in lengths if lines > MOST_LINES]


def test_no_function_is_longer_than_can_be_read_at_once():
    found = {
        str(path.relative_to(ROOT)): names
        for path in files()
        if (names := too_long(path.read_text("utf-8")))
    }

    assert found == {}


@pytest.mark.parametrize(("lines", "told"), [(MOST_LINES, []), (MOST_LINES + 1, ["long: 61"])])
def test_one_line_more_is_told(lines, told):
    body = "".join(f"    n = {number}\n" for number in range(lines - 1))

    assert too_long(f"def short(): ...\nasync def long():\n{body}") == told


def nested(source: str) -> list[int]:
    """Lines on which a conditional expression (`a if b else c`) begins that has another inside."""
    return [
        each.lineno
        for each in ast.walk(ast.parse(source))
        if isinstance(each, ast.IfExp)
        and any(isinstance(inner, ast.IfExp) for inner in ast.walk(each) if inner is not each)
    ]


def test_no_conditional_expression_is_inside_another():
    found = {
        str(path.relative_to(ROOT)): lines
        for path in files()
        if (lines := nested(path.read_text("utf-8")))
    }

    assert found == {}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("x = (a if b else c) + (d if e else f)", []),
        ("x = a if b else c if d else e", [1]),
        ("x = (a if b else c) if d else e", [1]),
        ("x = a if (b if c else d) else e", [1]),
        ("x = a if b else f(c if d else e)", [1]),
    ],
)
def test_a_conditional_expression_inside_another_is_told(line, told):
    assert nested(line) == told


def test_no_button_has_a_tooltip():
    """It is spoken beside the name, and takes the keyboard away (`app.ui.look.touch.named`). An
    empty one keeps away what Flutter says of itself.
    """
    shown = re.compile(r"ft\.Tooltip|tooltip=(?!\"\")")
    assert [
        path.name
        for path in (ROOT / "app" / "ui").rglob("*.py")
        if shown.search(path.read_text(encoding="utf-8"))
    ] == []


def test_dialogs_are_shown_by_our_own_hook():
    """Flet's own opens one that is being closed a second time (`app.ui.look.dialog`)."""
    assert [
        path.name
        for path in (ROOT / "app").rglob("*.py")
        if "ft.use_dialog" in path.read_text(encoding="utf-8")
    ] == ["dialog.py"]


EVALUATED_ANEW = re.compile(r"wait_for_function\(\s*(?!\"\(\) =>)")
"""What Playwright evaluates at each look, which the page's own policy refuses from the second on;
and a promise, which it takes for true.
"""


def test_what_a_test_waits_for_in_a_page_is_a_plain_function():
    sources = (path for room in ("tests", "bench") for path in (ROOT / room).rglob("*.py"))
    assert [
        path.name
        for path in sources
        if path != Path(__file__) and EVALUATED_ANEW.search(path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('page.wait_for_function("() => bench.kept", polling=10)', False),
        ('page.wait_for_function(\n    "document.ready")', True),
        ('page.wait_for_function("async () => true")', True),
        ("page.wait_for_function(FOCUSED)", True),
    ],
)
def test_a_wait_that_is_evaluated_anew_is_told(line, told):
    assert bool(EVALUATED_ANEW.search(line)) is told

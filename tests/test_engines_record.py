"""The README's table of browsers is what a run has seen; a browser test that did not run is told,
unless an engine's own table says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.browser.browser import Witness
from tests.browser.engines import ENGINES, record
from tests.browser.engines.chromium import ChromiumWindow
from tests.browser.engines.firefox import FirefoxWindow
from tests.browser.engines.probe import Window
from tests.browser.engines.promises import PROMISES
from tests.browser.engines.story import Story, hindrance

CHROMIUM, FIREFOX = ENGINES[:2]
REASON = "it has no clipboard"


class Lacking(type(FIREFOX)):  # type: ignore[misc]
    """A Firefox that cannot do everything."""

    cannot = {"paste": REASON}  # noqa: RUF012

    def version(self) -> str:
        return "Firefox 153.8.0esr"


def recorded() -> record.Run:
    return record.recorded(record.RECORD.read_text(encoding="utf-8"))


def test_the_readme_shows_the_record_as_a_run_wrote_it() -> None:
    readme = record.README.read_text(encoding="utf-8")

    assert record.with_table(readme, recorded()) == readme


def test_the_record_is_whole_of_the_promises_and_engines_that_there_are() -> None:
    run = recorded()

    assert list(run.cells) == list(PROMISES)
    assert list(run.browsers) == [engine.name for engine in ENGINES]
    for promise, cells in run.cells.items():
        assert list(cells) == list(run.browsers)
        for engine in ENGINES:
            reason = engine.cannot.get(promise)
            known = (f"cannot: {reason}",) if reason else ("seen", "failed: ")
            assert cells[engine.name].startswith(known)


def test_what_is_not_promised_is_listed_nowhere() -> None:
    assert [set(engine.cannot) - set(PROMISES) for engine in ENGINES] == [set() for _ in ENGINES]


def results(folder: Path, *cases: str) -> list[Path]:
    file = folder / "results.xml"
    file.write_text(
        f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>", encoding="utf-8"
    )
    return [file]


def case(name: str, *inside: str, room: str = "tests.browser.test_engines", **notes: str) -> str:
    told = "".join(
        f'<property name="{key}" value="{value}"/>'
        for key, values in notes.items()
        for value in values.split("; ")
    )
    return (
        f'<testcase classname="{room}" name="{name}"><properties>{told}</properties>'
        f"{''.join(inside)}</testcase>"
    )


def skipped(message: str) -> str:
    return f'<skipped type="pytest.skip" message="{message}">there</skipped>'


def test_a_run_tells_what_was_seen_what_cannot_be_and_what_failed(tmp_path: Path) -> None:
    engines = (CHROMIUM, Lacking())
    found = record.read(
        results(
            tmp_path,
            case(
                "test_photos[Chromium]",
                engine="Chromium",
                browser="Chromium 156.0",
                promises="choose paste drop",
                shown="choose; paste; drop",
            ),
            case(
                "test_photos[Firefox]",
                "<failure/>",
                engine="Firefox",
                browser="Firefox 153.8.0esr",
                promises="choose paste drop",
                shown="choose",
            ),
            case("test_of_others", room="tests.browser.test_screens"),
        ),
        engines,
        "2026-11-30T12:00:00+00:00",
    )

    assert found.cells["choose"] == {"Chromium": "seen", "Firefox": "seen"}
    assert found.cells["paste"] == {"Chromium": "seen", "Firefox": f"cannot: {REASON}"}
    assert found.cells["drop"] == {"Chromium": "seen", "Firefox": "failed: test_photos[Firefox]"}
    assert found.cells["start"]["Chromium"] == "failed: no test came to it"
    assert record.recorded(found.as_json()) == found

    shown = record.with_table("before\n<!-- engines -->\nold\n<!-- /engines -->\nafter\n", found)
    assert "| promised of a browser | Chromium 156 | Firefox 153 |\n" in shown
    assert "| photos are chosen | seen | seen |\n" in shown
    assert f"| photos are pasted | seen | cannot be tried: {REASON} |\n" in shown
    assert "| photos are dropped | seen | **failed** in `test_photos[Firefox]` |\n" in shown
    assert "old" not in shown
    assert shown.startswith("before\n<!-- engines -->\n")
    assert shown.endswith("<!-- /engines -->\nafter\n")


def test_a_run_that_has_seen_something_else_than_the_record_says_so(tmp_path: Path) -> None:
    said = recorded()
    cells = {**said.cells, "paste": {**said.cells["paste"], "Firefox": "failed: test_photos"}}

    assert record.otherwise(said, said) == []
    assert record.otherwise(replace(said, cells=cells), said) == [
        f"paste in Firefox: failed: test_photos, and engines.json says "
        f"{said.cells['paste']['Firefox']}"
    ]


@pytest.mark.parametrize(
    ("told", "room", "name", "message"),
    [
        (False, "tests.browser.test_engines", "test_photos[Firefox]", f"Firefox cannot: {REASON}"),
        (True, "tests.browser.test_engines", "test_photos[Chromium]", f"Firefox cannot: {REASON}"),
        (True, "tests.browser.test_engines", "test_photos[Firefox]", "Firefox cannot: it rains"),
        (True, "tests.browser.test_engines", "test_photos[Firefox]", "no Firefox here"),
        (True, "tests.browser.test_screens", "test_day[Firefox]", f"Firefox cannot: {REASON}"),
        (True, "tests.browser.test_screens", "test_day", "no Chromium here"),
        (False, "tests.storage.test_rows", "test_rows", "only root"),
    ],
)
def test_only_a_skip_that_an_engines_table_explains_is_none(
    tmp_path: Path, told: bool, room: str, name: str, message: str
) -> None:
    of_one = results(
        tmp_path, case(name, skipped(message), room=room), case("test_that_ran", room=room)
    )

    found = record.not_run(of_one, (CHROMIUM, Lacking()))

    assert found == ([f"{room}.{name}: {message}"] if told else [])


def test_a_story_notes_what_it_shows_and_knows_what_it_left_out() -> None:
    noted: list[tuple[str, str]] = []
    story = Story(
        Lacking(), ("choose", "paste", "drop"), lambda name, value: noted.append((name, value))
    )

    story.shown("choose")

    assert story.can("drop")
    assert not story.can("paste")
    assert story.left_out() == ["drop"]
    assert story.hindrance() is None
    assert noted[-2:] == [("promises", "choose paste drop"), ("shown", "choose")]
    with pytest.raises(AssertionError):
        story.shown("paste")
    with pytest.raises(AssertionError):
        story.can("start")


def test_a_story_of_nothing_but_what_cannot_be_says_why() -> None:
    story = Story(Lacking(), ("paste",), lambda name, value: None)

    assert story.hindrance() == hindrance(FIREFOX, REASON)
    assert story.left_out() == []


def test_a_story_that_needs_what_cannot_be_is_not_told_and_another_may_show_the_rest(
    tmp_path: Path,
) -> None:
    story = Story(Lacking(), ("start", "paste"), lambda name, value: None, "paste")
    of_both = [
        case(
            name,
            *inside,
            engine="Firefox",
            browser="Firefox 153",
            promises="start paste",
            **shown,
        )
        for name, inside, shown in (
            ("test_needing[Firefox]", (skipped(hindrance(FIREFOX, REASON)),), {}),
            ("test_alone", (), {"shown": "start"}),
        )
    ]

    assert story.hindrance() == hindrance(FIREFOX, REASON)
    for order in (of_both, of_both[::-1]):
        found = record.read(results(tmp_path, *order), (Lacking(),), "2026-11-30")
        assert found.cells["start"] == {"Firefox": "seen"}
        assert found.cells["paste"] == {"Firefox": f"cannot: {REASON}"}


def chromium_that_asked(*urls: str) -> Window:
    window, witness = ChromiumWindow.__new__(ChromiumWindow), Witness()
    for url in urls:
        request: Any = SimpleNamespace(url=url, failure=None)
        witness._judge(request)
    window._witness = witness
    return window


def firefox_that_asked(*urls: str) -> Window:
    window = FirefoxWindow.__new__(FirefoxWindow)
    heard = [
        {
            "method": "network.beforeRequestSent",
            "params": {"request": {"request": number, "url": url}},
        }
        for number, url in enumerate(urls)
    ]
    session: Any = SimpleNamespace(heard=heard)
    window._session = session
    return window


@pytest.mark.parametrize("that_asked", [chromium_that_asked, firefox_that_asked])
def test_a_watch_that_saw_no_request_at_all_has_not_seen_that_nobody_else_is_asked(
    that_asked: Callable[..., Window],
) -> None:
    ours, stranger = "http://127.0.0.1:1/", "http://elsewhere.invalid/"

    assert that_asked(ours).strangers() == []
    (seen,) = that_asked(ours, stranger).strangers()
    assert stranger in seen
    with pytest.raises(AssertionError, match="nobody watches"):
        that_asked().strangers()

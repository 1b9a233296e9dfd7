"""Words that lost when two copies of a journal were merged: shown on the glimmer's page until they
are put away, or taken in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.glimmers import Edit
from app.core.when.grammar import understand
from app.ui import routes
from app.words.screens import words
from storage.journal import Journal
from storage.merging.merge import Merging
from tests.device import Device, Session

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
BOTH = "the lake went quiet"
HERE, THERE = "the lake went quiet, and a heron", "the lake went quiet; then rain"


async def merged(**screen: Any) -> tuple[Device, Session]:
    """The page of a glimmer whose words were changed in two copies, there later than here."""
    return await changed_in_both(Edit(note=HERE), Edit(note=THERE), **screen)


async def changed_in_both(here: Edit, there: Edit, **screen: Any) -> tuple[Device, Session]:
    device = Device()
    glimmer, now = device.keeps(BOTH), device.clock.now()
    other = Journal.in_memory()
    device.journal.drawer(Merging).conn.backup(other.drawer(Merging).conn)
    device.journal.change(glimmer.id, here, at=now + timedelta(hours=1))
    other.change(glimmer.id, there, at=now + timedelta(hours=2))
    device.clock.passes(hours=3)
    device.journal.drawer(Merging).take(other.drawer(Merging).conn, at=device.clock.now())
    session = await Session.begin(device, route=routes.glimmer(glimmer.id), **screen)
    return device, session


def kept(device: Device) -> tuple[str, tuple[str, ...]]:
    """The words of the glimmer, and those beside."""
    (glimmer,) = device.journal.page()
    return glimmer.note, tuple(each.words for each in device.journal.beside(glimmer.id))


@pytest.mark.parametrize("screen", [{}, {"width": 1280.0}])
async def test_they_stand_on_the_page_until_they_are_put_away(screen: Mapping[str, Any]):
    device, session = await merged(**screen)

    assert session.has(words.WORDS_BESIDE["note"])
    assert session.has(HERE)
    await session.tap("put away")
    assert not session.has(words.WORDS_BESIDE["note"])
    assert kept(device) == (THERE, ())


async def test_a_time_that_lost_is_told_as_one():
    hers, ours = (understand(words, now=NOON) for words in ("free:when Noor was born", "1987"))
    device, session = await changed_in_both(Edit(when=hers), Edit(when=ours))

    assert session.has(words.WORDS_BESIDE["when"])
    assert session.has(words.WORDS_BESIDE_WHY["when"])
    assert session.has("when Noor was born")
    await session.tap("take in")
    assert kept(device) == (f"{BOTH}\n\nwhen Noor was born", ())


async def test_they_can_be_added_to_the_words():
    device, session = await merged()

    await session.tap("take in")

    assert kept(device) == (f"{THERE}\n\n{HERE}", ())
    assert not session.has(words.WORDS_BESIDE["note"])


async def test_a_second_tap_adds_nothing_more():
    device, session = await merged()
    button = session.keyed("take in")

    session._dispatch(button._i, "click", None)
    await session.fire(button, "click")

    assert kept(device) == (f"{THERE}\n\n{HERE}", ())


async def test_a_second_tap_puts_nothing_more_away_and_is_no_problem():
    device, session = await merged()
    button = session.keyed("put away")

    session._dispatch(button._i, "click", None)
    await session.fire(button, "click")

    assert kept(device) == (THERE, ())
    assert session.models.timeline.open_page.problem is None


async def test_a_glimmer_without_any_says_nothing_of_them():
    device = Device()
    glimmer = device.keeps(BOTH)
    session = await Session.begin(device, route=routes.glimmer(glimmer.id))

    assert not session.has(words.WORDS_BESIDE["note"])

"""Photos in the background: in order, two at a time, and no longer than somebody waits for them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from app.core.errors import NotAPhotoError
from app.imaging.pillow_workers import AT_ONCE, Imaging
from tests.imaging.awkward import as_file, scene


@pytest.fixture
def imaging() -> Iterator[Imaging]:
    imaging = Imaging()
    yield imaging
    imaging.close()


def photos(number: int) -> list[bytes]:
    return [as_file(scene(200 + index, 100, seed=index)) for index in range(number)]


async def test_photos_come_in_the_order_in_which_they_were_chosen(imaging):
    came = [picture async for picture in imaging.bring_in_each(photos(9))]

    assert [picture.width for picture in came] == list(range(200, 209))


async def test_one_that_is_refused_keeps_its_place_and_stops_nothing(imaging):
    one, two = photos(2)

    came = [picture async for picture in imaging.bring_in_each([one, b"a letter", two])]

    assert came[0].width == 200
    assert isinstance(came[1], NotAPhotoError)
    assert came[2].width == 201


async def test_no_more_are_taken_than_there_is_room_for(imaging):
    taken = 0

    def sources() -> Iterator[bytes]:
        nonlocal taken
        for photo in photos(8):
            taken += 1
            yield photo

    async for _ in imaging.bring_in_each(sources()):
        break

    assert taken == AT_ONCE


async def test_at_most_two_run_at_a_time(imaging):
    running = most = 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1

    await asyncio.gather(*(imaging.run(work) for _ in range(12)))

    assert most == AT_ONCE


async def test_what_is_cancelled_before_its_turn_never_begins(imaging):
    begun: list[int] = []
    hold = threading.Event()
    waiting = [
        asyncio.create_task(imaging.run(lambda number=number: (begun.append(number), hold.wait(5))))
        for number in range(6)
    ]
    await asyncio.sleep(0.05)

    for task in waiting[AT_ONCE:]:
        task.cancel()
    await asyncio.sleep(0)
    hold.set()
    await asyncio.gather(*waiting, return_exceptions=True)

    assert sorted(begun) == [0, 1]


async def test_the_loop_goes_on_meanwhile(imaging):
    task = asyncio.create_task(imaging.bring_in(as_file(scene(4000, 3000))))
    turns = 0

    while not task.done():
        await asyncio.sleep(0.001)
        turns += 1

    assert task.result().width == 2000
    assert turns > 5

"""Two thousand programs are killed while they keep; whatever they said was kept is there."""

from __future__ import annotations

import os
import random
import signal
import time
from datetime import datetime
from pathlib import Path

from app.core.glimmers import Draft
from app.core.when.times import at_moment
from storage.opening import open_in_folder
from tests.told import look_over

KILLS = 2000


def keep_until_killed(folder: Path, tell: int) -> None:
    """Says each id once it is kept. Two of these may run at once."""
    now = datetime.now().astimezone()
    journal = open_in_folder(folder, now=now)
    for number in range(1_000_000):
        draft = Draft(
            when=at_moment(now), note=f"in the storm {number} " + "words " * (number % 50)
        )
        os.write(tell, journal.keep(draft, at=now).id.encode() + b"\n")


def begin(folder: Path) -> tuple[int, int]:
    """A child that keeps; its process id and where it tells. Forked, because starting Python two
    thousand times takes an hour."""
    listen, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(listen)
            keep_until_killed(folder, tell)
        finally:
            os._exit(1)
    os.close(tell)
    return child, listen


def end(child: int, listen: int) -> set[str]:
    """Kill it; the ids it had told in full by then."""
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "it had failed before it was killed"
    told = b""
    while part := os.read(listen, 65536):
        told += part
    os.close(listen)
    return {line.decode() for line in told.split(b"\n")[:-1]}


def test_what_was_said_to_be_kept_is_there_after_two_thousand_kills(tmp_path, tell):
    rng = random.Random(2)
    told: set[str] = set()
    for kill in range(KILLS // 2):
        children = [begin(tmp_path) for _ in range(2)]
        time.sleep(rng.choice((0.0, 0.001, 0.01, 0.03)) + rng.random() * 0.02)
        for child in children:
            told |= end(*child)
        if kill % 100 == 99 or kill == KILLS // 2 - 1:
            journal = open_in_folder(tmp_path, now=datetime.now().astimezone())
            there = {glimmer.id for glimmer in journal.page(limit=10_000_000)}
            journal.close()
            assert told <= there
            assert look_over(tmp_path, repair=False, now=datetime.now().astimezone()).problems == ()
    tell(f"{KILLS} kills, {len(told)} glimmers told, {len(there)} there")
    assert len(told) > KILLS / 10

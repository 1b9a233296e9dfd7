"""`snapshots`: the copies that the journal makes of itself, and the way back to one of them."""

from __future__ import annotations

from typing import Any

import click

from app.terminal.answers import Answers, clock, with_answers, with_json
from app.terminal.spoken import Command, option
from app.words.terminal import said
from app.words.when import times
from storage.care.repair import difference_by_now
from storage.snapshots.folder import Snapshots
from storage.snapshots.going_back import Difference, go_back
from storage.snapshots.naming import Snapshot
from storage.vault import DATABASE


@click.command(cls=Command, help=lambda: said.SNAPSHOTS)
@option("--back-to", "id", metavar="ID", help=lambda: said.BACK_TO)
@option("--dry-run", "dry", is_flag=True, help=lambda: said.BACK_DRY)
@with_json
@with_answers
def snapshots(answers: Answers, id: str | None, dry: bool) -> None:
    """List them, newest first; or go back, and list them with the one that was made before."""
    if dry and id is None:
        raise click.UsageError(said.DRY_RUN_OF_WHAT)
    database = answers.folder / DATABASE
    here = Snapshots(database)
    if id is None:
        _list(answers, here)
        return
    snapshot = here.get(id.strip())
    found, damaged = difference_by_now(here, snapshot, database, now=clock.now())
    told = [said.DAMAGED_NOW] if damaged else []
    told += _in_sentences(found)
    if dry:
        answers.give(_difference_json(snapshot, found), "\n".join(told))
        return
    went = go_back(here, snapshot, database, now=clock.now())
    if answers.as_json:
        _list(answers, here)
    else:
        if went.before is not None:
            told.append(said.WENT_BACK.format(id=went.before.id))
        if went.damaged is not None:
            told.append(said.WENT_BACK_DAMAGED.format(name=went.damaged.name))
        answers.give(None, "\n".join(told))


def _list(answers: Answers, here: Snapshots) -> None:
    found = here.all()[::-1]
    answers.give([_json(each) for each in found], "\n".join(map(_in_a_line, found)))


def _json(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "id": snapshot.id,
        "at": snapshot.at.isoformat(timespec="seconds"),
        "glimmers": snapshot.glimmers,
        "why": snapshot.why,
    }


def _in_a_line(snapshot: Snapshot) -> str:
    return said.snapshot(
        snapshot.glimmers,
        id=snapshot.id,
        moment=times.moment(snapshot.at),
        why=snapshot.why,
    )


def _difference_json(snapshot: Snapshot, found: Difference) -> dict[str, Any]:
    return {
        **_json(snapshot),
        "now": found.now,
        "then": found.then,
        "back": found.back,
        "gone": found.gone,
        "changed": found.changed,
        "erased": found.erased,
    }


def _in_sentences(found: Difference) -> list[str]:
    told = said.going_back(
        then=found.then, now=found.now, back=found.back, gone=found.gone, changed=found.changed
    )
    return [each for each in (*told, said.stay_deleted(found.erased)) if each]

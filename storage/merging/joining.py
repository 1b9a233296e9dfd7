"""What is known of a glimmer where two journals know something.

Every part of a glimmer has its own time of change, and the later change wins; of two at the same
time the one that can be read to its last letter, then the greater value, so that it does not matter
which journal asks. Joining is commutative, associative and idempotent: journals that have heard of
the same changes, in whatever order and however often, are the same.

Words that lose stay beside the glimmer, those of its time and of its photos too, unless it is known
that the person replaced them (`words_replaced`) or never changed them.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

from app.core.exchange.record import FIELDS, Beside, Field, Record, link_mark
from app.core.glimmers import GlimmerId
from storage.merging.states import Held, State, is_readable
from storage.rows.glimmer_rows import COLUMNS_OF

_ONLY_DATED = frozenset({"loved", "removed"})
"""Fields that a glimmer has from a day on, or has not."""
_Rank: TypeAlias = tuple[str, bool, str]
"""When something was changed, "" for not since it was kept; whether every letter of it can be read;
and what it is since.
"""


def joined(a: State, b: State) -> State:
    """What is known of a glimmer where both of these are."""
    if a.id != b.id:
        lower = min(a.id, b.id)
        a, b = _called(a, lower, beside=b), _called(b, lower, beside=a)
    held = dict(a.held)
    for mark, theirs in b.held.items():
        ours = held.get(mark)
        held[mark] = theirs if ours is None or theirs.rank > ours.rank else ours
    replaced = a.replaced | b.replaced
    winners = {each: a if _rank(a, each) >= _rank(b, each) else b for each in FIELDS}
    columns = {
        column: getattr(winner.record.glimmer, column)
        for each, winner in winners.items()
        for column in COLUMNS_OF[each]
    }
    glimmer = a.record.glimmer._replace(
        kept_at=min(_whole(a, b, "kept_at"), key=_instant),
        changed_at=max(_whole(a, b, "changed_at"), key=_instant),
        **columns,
    )
    changed = {
        each: winner.record.changed[each]
        for each, winner in winners.items()
        if each in winner.record.changed
    }
    source, source_id = max(
        ((each.record.source, each.record.source_id) for each in (a, b)),
        key=lambda pair: (pair[0] or "", pair[1] or ""),
    )
    record = Record(glimmer=glimmer, source=source, source_id=source_id, changed=changed)
    state = State(record=record, held=held, replaced=replaced)
    return replace(state, beside=_beside(a, b, shown=state))


def _beside(a: State, b: State, *, shown: State) -> dict[str, Beside]:
    """Words that lost, now or earlier, and that nobody replaced.

    Words as they were kept were there for whoever has changed them, and lose nothing to a change.
    Nor is anything lost where a disk has damaged words that are whole in the other one.
    """
    found = {**a.beside, **b.beside}
    for state in (a, b):
        found |= {each.mark: each for each in _words_of(state)}
    own = {each.mark: each for each in _words_of(shown)}
    whole = {(each.about, each.at) for each in found.values() if is_readable(each.words)}
    # Of a photo every change tells what it replaced, and there is more than one in a glimmer.
    changed = {each.about for each in own.values() if each.about != "photo" and each.at is not None}
    return {
        mark: each
        for mark, each in sorted(found.items())
        if mark not in shown.replaced
        and mark not in own
        and each.words
        and not (each.about in changed and each.at is None)
        and (is_readable(each.words) or (each.about, each.at) not in whole)
    }


def _words_of(state: State) -> list[Beside]:
    """All that a person has written in a glimmer and is to be read there; names are not words that
    can lose: both are there.
    """
    glimmer, changed = state.record.glimmer, state.record.changed
    words = [Beside(words=glimmer.note, at=changed.get("note"))]
    if "when_text" not in state.mended:
        words.append(Beside(words=glimmer.when_text, at=changed.get("when"), about="when"))
    words += [
        Beside(words=each.description, at=each.at or None, about="photo")
        for each in state.held.values()
        if each.here and each.kind == "photo"
    ]
    return words


def _whole(a: State, b: State, column: str) -> list[str]:
    """What those of both say that are whole there; where neither is, what both say."""
    whole = [each for each in (a, b) if column not in each.mended] or [a, b]
    return [getattr(each.record.glimmer, column) for each in whole]


def _rank(state: State, which: Field) -> _Rank:
    if not state.mended.isdisjoint(COLUMNS_OF[which]):
        # Of a heart and of the bin the day was damaged, and that it is there can be read.
        at = state.record.changed.get(which, "") if which in _ONLY_DATED else ""
        return at, False, ""
    glimmer = state.record.glimmer
    values = [getattr(glimmer, column) for column in COLUMNS_OF[which]]
    whole = all(is_readable(each) for each in values if each)
    return state.record.changed.get(which, ""), whole, json.dumps(values)


def as_told(state: State | None) -> State | None:
    """What `joined` makes of it where nothing comes to it."""
    return replace(state, mended=frozenset()) if state and state.mended else state


def _instant(text: str) -> tuple[datetime, str]:
    return datetime.fromisoformat(text), text


def _called(state: State, id: GlimmerId, *, beside: State) -> State:
    """The same under another id. What was taken out is known again if the other one has it still;
    of the rest nobody can tell any more what it was.
    """
    if state.id == id:
        return state
    known = [each for one in (state, beside) for each in one.held.values() if each.kind]
    new = {
        link_mark(state.id, each.kind, each.key): link_mark(id, each.kind, each.key)
        for each in known
        if each.kind
    }
    held: dict[str, Held] = {}
    for mark, each in state.held.items():
        mark = new.get(mark, mark)
        if mark not in held or each.rank > held[mark].rank:
            held[mark] = each
    glimmer = state.record.glimmer._replace(id=id)
    return replace(state, record=replace(state.record, glimmer=glimmer), held=held)


def looks_the_same(a: State, b: State) -> bool:
    """Whether a person would see the same, whenever it was changed."""
    return _seen(a) == _seen(b)


def _seen(state: State) -> tuple[object, ...]:
    fields = [_rank(state, each)[2] for each in FIELDS]
    held: dict[str, list[tuple[int, str, str, str]]] = {}
    for each in state.held.values():
        if each.here and each.kind:
            entry = (each.position, each.key, each.name, each.description)
            held.setdefault(each.kind, []).append(entry)
    order = {kind: [entry[1:] for entry in sorted(entries)] for kind, entries in held.items()}
    shown = {each.words for each in _words_of(state)}
    return fields, order, {each.words for each in state.beside.values()} - shown

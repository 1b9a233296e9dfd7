"""The records of the inbox: what every program may write there, and which glimmer it becomes."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.exchange import record as whole
from app.core.exchange.inbox import Found, from_json, sorted_out, to_json
from app.core.exchange.record import InvalidRecordError
from app.core.glimmers import PATHWAYS
from app.words.errors import told

VECTORS = json.loads((Path(__file__).parents[2] / "docs" / "inbox-vectors.json").read_text("utf-8"))
TAP: dict[str, Any] = VECTORS["taken"][0]["record"]


def names(vectors: list[dict[str, Any]]) -> list[str]:
    return [each["name"] for each in vectors]


@pytest.mark.parametrize("vector", VECTORS["taken"], ids=names(VECTORS["taken"]))
def test_a_record_becomes_this_glimmer(vector):
    waiting = from_json(vector["record"])

    became = whole.to_json(waiting.record)
    assert {name: became[name] for name in vector["glimmer"]} == vector["glimmer"]
    assert waiting.id == vector["record"]["id"]
    assert list(waiting.photos) == (vector["record"].get("photos") or [])
    assert waiting.prompt == vector["record"].get("prompt")
    assert waiting.written_by == vector["record"].get("from")


@pytest.mark.parametrize("vector", VECTORS["taken"], ids=names(VECTORS["taken"]))
def test_what_was_read_is_written_as_the_same_record(vector):
    waiting = from_json(vector["record"])

    written = to_json(waiting)

    assert from_json(json.loads(json.dumps(written))) == waiting
    assert None not in [value for name, value in written.items() if name != "zone"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=names(VECTORS["refused"]))
def test_what_cannot_be_a_glimmer_is_refused_with_its_field(vector):
    with pytest.raises(InvalidRecordError) as refused:
        from_json(vector["record"])

    assert (refused.value.why, refused.value.data.get("field")) == (vector["why"], vector["field"])
    assert told(refused.value).sentence


@pytest.mark.parametrize("vector", VECTORS["newer"], ids=names(VECTORS["newer"]))
def test_what_a_later_glimmers_wrote_is_known_as_such(vector):
    with pytest.raises(InvalidRecordError) as refused:
        from_json(vector["record"])

    assert refused.value.why == "newer"


def test_a_tap_is_written_as_small_as_it_can_be():
    assert to_json(from_json(TAP)) == TAP


moments = st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29))
offsets = st.integers(-23 * 60 - 59, 23 * 60 + 59)
words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@given(
    moment=moments,
    minutes=offsets,
    zone=st.sampled_from((None, "Asia/Kathmandu", "Etc/GMT+5")),
    note=words,
    pathway=st.sampled_from((None, *PATHWAYS)),
    loved=st.booleans(),
)
def test_every_moment_of_the_calendar_is_kept_to_the_millisecond_with_its_offset(
    moment, minutes, zone, note, pathway, loved
):
    at = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    text = at.isoformat(timespec="milliseconds")

    waiting = from_json(TAP | {"at": text, "zone": zone, "note": note, "pathway": pathway})

    glimmer = waiting.record.glimmer
    assert glimmer.kept.isoformat(timespec="milliseconds") == text
    assert (glimmer.start, glimmer.kept_at, glimmer.changed_at) == (glimmer.kept_at,) * 3
    assert (glimmer.zone, glimmer.note, glimmer.pathway) == (zone, note, pathway)
    assert from_json(to_json(waiting)) == waiting


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)


@given(
    name=st.sampled_from((*TAP, "note", "when", "people", "photos", "prompt", "from")), it=anything
)
def test_whatever_stands_in_a_field_it_is_read_or_refused(name, it):
    records, left = sorted_out([Found(TAP["id"], TAP | {name: it})])

    assert len(records) + len(left) == 1
    assert all(told(each.why).sentence for each in left)
    assert all(from_json(to_json(each)) == each for each in records)


def test_of_what_lies_there_the_records_come_in_the_order_of_keeping_and_the_rest_with_its_reason():
    first, second = TAP["id"], TAP["id"][:-1] + "c"
    found = [
        Found("zz", None),
        Found(second, TAP | {"id": second}),
        Found("later", {"v": 2}),
        Found(first, TAP),
    ]

    records, left = sorted_out(found)

    assert [each.id for each in records] == [first, second]
    assert [(each.key, each.why.why) for each in left] == [
        ("later", "newer"),
        ("zz", "not a record"),
    ]


def test_a_record_that_lies_under_another_name_stays():
    records, left = sorted_out([Found("copy of " + TAP["id"], TAP)])

    assert records == []
    assert [(each.why.why, each.why.data) for each in left] == [("value", {"field": "id"})]

"""The record of a glimmer outside the database: strict where a guess would be wrong, tolerant where
none is needed.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.core.exchange.record import (
    VERSION,
    InvalidRecordError,
    LinkChange,
    Record,
    from_json,
    link_mark,
    printed,
    to_json,
)
from app.core.glimmers import MAX_WORDS, Glimmer, GlimmerId
from app.core.names import MAX_NAME
from app.core.photos import Attached, Photo, PhotoId
from app.words.errors import told

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "glimmer.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)
ID = "019ad0a5-5b6a-7c3e-9b1d-0123456789ab"
TEA: dict[str, Any] = {
    "version": 1,
    "id": ID,
    "note": "tea with Noor",
    "pathway": "between",
    "when": {
        "text": "14 March 2019",
        "start": "2019-03-14",
        "end": "2019-03-14",
        "precision": "day",
        "edtf": "2019-03-14",
        "zone": None,
    },
    "kept_at": "2026-11-28T18:42:07.250+01:00",
    "changed_at": "2026-11-28T18:43:00+01:00",
    "loved": True,
    "photos": [
        {
            "id": "a" * 64,
            "width": 2048,
            "height": 1536,
            "description": "steam",
            "media_type": "image/jpeg",
            "size": 90_000,
            "taken_at": "2019-03-14T10:00:00",
            "focus": [0.25, 0.5],
            "in_sight": [0.75, 0.125],
        }
    ],
    "people": ["Noor"],
    "places": ["Elbstrand"],
    "tags": ["morning-light"],
    "removed_at": None,
    "loved_at": "2026-11-28T18:43:00+01:00",
    "source": "presently",
    "source_id": "2019-03-14",
    "changed": {"loved": "2026-11-28T17:43:00.000+00:00"},
    "links": [{"mark": "0" * 32, "at": "2026-11-28T17:44:00.000+00:00", "here": False}],
}
LEAST = {
    "id": ID,
    "when": {"precision": "life"},
    "kept_at": "2026-11-28T18:42:07+01:00",
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """`TEA` with one field set to something else; `...` takes it away."""
    data = copy.deepcopy(TEA)
    *inner, last = path.split(".")
    place: Any = data
    for step in inner:
        place = place[int(step) if step.isdigit() else step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return data


def test_the_schema_is_one_itself():
    Draft202012Validator.check_schema(SCHEMA)


def test_a_record_comes_back_as_it_was_and_is_written_as_it_came():
    record = from_json(TEA)

    assert to_json(record) == TEA
    assert from_json(to_json(record)) == record
    assert list(VALIDATOR.iter_errors(TEA)) == []


def test_what_a_record_says_is_all_there():
    record = from_json(TEA)

    assert record.glimmer.when_text == "14 March 2019"
    assert record.parts.photos == (
        Attached(
            photo=Photo(
                id=PhotoId("a" * 64),
                width=2048,
                height=1536,
                media_type="image/jpeg",
                size=90_000,
                taken_at="2019-03-14T10:00:00",
                focus_x=0.25,
                in_sight=(0.75, 0.125),
            ),
            description="steam",
        ),
    )
    assert record.changed == {"loved": "2026-11-28T17:43:00.000+00:00"}
    assert record.links == (
        LinkChange(mark="0" * 32, at="2026-11-28T17:44:00.000+00:00", here=False),
    )


def test_the_least_a_glimmer_can_say_is_enough():
    assert from_json(LEAST) == Record(
        glimmer=Glimmer(
            id=GlimmerId(ID),
            note="",
            pathway=None,
            precision="life",
            when_text="",
            start=None,
            end=None,
            edtf="",
            zone=None,
            kept_at=LEAST["kept_at"],
            changed_at=LEAST["kept_at"],
            loved_at=None,
            removed_at=None,
        )
    )
    assert list(VALIDATOR.iter_errors(LEAST)) == []


def test_what_the_terminal_prints_can_be_read_as_a_record():
    record = from_json(TEA)

    again = from_json(printed(record.glimmer, record.parts))

    assert again.glimmer == record.glimmer._replace(loved_at=record.glimmer.changed_at)
    assert (again.parts.people, again.parts.places, again.parts.tags) == (
        ("Noor",),
        ("Elbstrand",),
        ("morning-light",),
    )
    assert [(each.photo.id, each.description) for each in again.parts.photos] == [
        ("a" * 64, "steam")
    ]


def test_the_terminal_prints_a_part_of_the_record_in_the_order_that_scripts_know():
    data = printed(from_json(TEA).glimmer, from_json(TEA).parts)

    assert list(data) == [
        *("id", "note", "pathway", "when", "kept_at", "changed_at", "loved"),
        *("photos", "people", "places", "tags", "removed_at"),
    ]
    assert list(data["when"]) == ["text", "start", "end", "precision"]
    assert [list(photo) for photo in data["photos"]] == [["id", "width", "height", "description"]]
    assert data.items() >= {"id": ID, "loved": True, "removed_at": None}.items()


def test_fields_from_a_later_glimmers_are_read_past():
    data = changed("weather", "rain")
    data["when"]["mood"] = data["photos"][0]["alt"] = data["changed"]["weather"] = 7

    assert from_json(data) == from_json(TEA)
    assert list(VALIDATOR.iter_errors(data)) == []


@pytest.mark.parametrize(
    ("start", "end", "precision", "edtf"),
    [
        ("2019-03-14", "2019-03-14", "day", "2019-03-14"),
        ("2019-03-01", "2019-03-31", "month", "2019-03"),
        ("2019-01-01", "2019-12-31", "year", "2019"),
        ("1990-01-01", "1999-12-31", "decade", "199X"),
        ("2004-06-01", "2004-08-31", "season", "2004-06-01~/2004-08-31~"),
        ("1985-01-01", "1989-12-31", "about", "1985-01-01~/1989-12-31~"),
    ],
)
def test_days_without_a_notation_get_the_plain_one(start, end, precision, edtf):
    data = changed("when", {"start": start, "end": end, "precision": precision})

    assert from_json(data).glimmer.edtf == edtf


def test_a_moment_needs_to_be_said_once_and_utc_is_written_in_one_way():
    data = changed(
        "when",
        {"precision": "moment", "start": "2026-03-14T21:05:33Z", "edtf": "2026-03-14T21:05:33Z"},
    )

    glimmer = from_json(data).glimmer

    assert (
        glimmer.start
        == glimmer.end
        == glimmer.edtf
        == glimmer.when_text
        == "2026-03-14T21:05:33+00:00"
    )


REFUSED: list[tuple[str, Any, str]] = [
    ("version", 2, "newer"),
    ("version", 0, "value"),
    ("version", "1", "type"),
    ("version", True, "type"),
    ("id", ..., "missing"),
    ("id", 7, "type"),
    ("id", "../../etc/passwd", "value"),
    ("id", ID.upper(), "value"),
    ("note", ["tea"], "type"),
    ("note", "a\0b", "words"),
    ("note", "\ud800", "words"),
    ("note", "a" * (MAX_WORDS + 1), "words"),
    ("pathway", "above", "value"),
    ("pathway", 1, "type"),
    ("when", ..., "missing"),
    ("when", "2019", "type"),
    ("when.precision", ..., "missing"),
    ("when.precision", "hour", "value"),
    ("when.precision", "life", "value"),
    ("when.start", None, "missing"),
    ("when.start", "2019-02-30", "date"),
    ("when.start", "14.3.2019", "date"),
    ("when.start", "2019-W11-4", "date"),
    ("when.start", 20190314, "type"),
    ("when.start", "2019-03-15", "value"),
    ("when.end", "2019-03-15", "value"),
    ("when.text", 7, "type"),
    ("when.zone", "\0", "words"),
    ("when.edtf", 2019, "type"),
    ("when", {"precision": "moment", "start": "2019-03-14T10:00:00"}, "date"),
    ("when", {"precision": "moment", "start": "2019-03-14T25:00:00Z"}, "date"),
    ("when", {"precision": "moment", "start": "0001-01-01T00:00:00+14:00"}, "date"),
    (
        "when",
        {"precision": "moment", "start": "2019-03-14T10:00:00Z", "end": "2019-03-14T11:00:00Z"},
        "value",
    ),
    ("when", {"precision": "moment", "start": "2019-03-14T10:00:00Z", "edtf": "2019"}, "value"),
    ("when", {"precision": "year", "start": "2019-12-31", "end": "2019-01-01"}, "value"),
    ("kept_at", ..., "missing"),
    ("kept_at", "2026-11-28T18:42:07", "date"),
    ("kept_at", "yesterday", "date"),
    ("changed_at", "2026-13-28T18:42:07Z", "date"),
    ("loved", "yes", "type"),
    ("loved", 1, "type"),
    ("loved", False, "value"),
    ("loved_at", "today", "date"),
    ("removed_at", True, "type"),
    ("people", "Noor", "type"),
    ("people", [7], "type"),
    ("people", [" "], "words"),
    ("people", ["a" * (MAX_NAME + 1)], "words"),
    ("tags", ["a\nb"], "words"),
    ("photos", {}, "type"),
    ("photos", ["a"], "type"),
    ("photos", [TEA["photos"][0], TEA["photos"][0]], "value"),
    ("photos.0.id", "a.jpg", "value"),
    ("photos.0.width", 0, "value"),
    ("photos.0.width", True, "type"),
    ("photos.0.height", ..., "missing"),
    ("photos.0.size", -1, "value"),
    ("photos.0.size", 1 << 63, "value"),
    ("photos.0.media_type", "image", "value"),
    ("photos.0.taken_at", "2019-03-14", "date"),
    ("photos.0.focus", [0.5], "type"),
    ("photos.0.focus", [0.5, 1.5], "value"),
    ("photos.0.focus", [0.5, float("nan")], "value"),
    ("source", ..., "missing"),
    ("source_id", ..., "missing"),
    ("source", "", "value"),
    ("source_id", "a" * 501, "value"),
    ("source_id", 7, "type"),
    ("changed", [], "type"),
    ("changed.loved", 7, "type"),
    ("changed.note", "now", "date"),
    ("links", [{"mark": "0" * 32}], "missing"),
    ("links", [TEA["links"][0], TEA["links"][0]], "value"),
    ("links.0.mark", "Noor", "value"),
    ("links.0.here", 1, "type"),
]


@pytest.mark.parametrize(("path", "value", "kind"), REFUSED)
def test_what_cannot_be_is_refused_with_its_kind_and_place(path, value, kind):
    with pytest.raises(InvalidRecordError) as refused:
        from_json(changed(path, value))

    assert refused.value.why == kind
    sentence = told(refused.value).sentence
    assert sentence.startswith(("A glimmer ", "This was written by a newer"))
    assert refused.value.data.get("field", "") in sentence


@pytest.mark.parametrize("data", [None, [], "tea", 7, [TEA]])
def test_what_is_no_object_is_no_record(data):
    with pytest.raises(InvalidRecordError) as refused:
        from_json(data)

    assert refused.value.why == "not a record"
    assert not VALIDATOR.is_valid(data)


def test_a_newer_record_says_to_update():
    with pytest.raises(InvalidRecordError) as refused:
        from_json(changed("version", VERSION + 1))

    assert "Update Glimmers" in told(refused.value).advice


def test_a_refusal_never_tells_what_was_written():
    with pytest.raises(InvalidRecordError) as refused:
        from_json(changed("note", "my secret\0"))

    assert "secret" not in told(refused.value).sentence
    assert refused.value.__cause__ is None


def test_a_mark_tells_a_link_from_others_and_not_what_it_links():
    marks = {
        link_mark(GlimmerId(ID), "person", "noor"),
        link_mark(GlimmerId(ID), "tag", "noor"),
        link_mark(GlimmerId(ID), "person", "sam"),
        link_mark(GlimmerId(ID.replace("0", "1")), "person", "noor"),
    }

    assert len(marks) == 4
    assert all("noor" not in mark and len(mark) == 32 for mark in marks)


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2050)
    | st.floats(0, 2)
    | st.text(max_size=5)
    | st.sampled_from(["moment", "life", "2019", "2019-03-14"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["id", "start", "end", "precision", "mark", "at"]), inner, max_size=3
        )
    ),
    max_leaves=4,
)
_PATHS = [
    *(key for key in TEA),
    *(f"when.{key}" for key in TEA["when"]),
    *(f"photos.0.{key}" for key in TEA["photos"][0]),
    *(f"links.0.{key}" for key in TEA["links"][0]),
    "changed.note",
]


@settings(deadline=None)
@given(st.sampled_from(_PATHS), _json)
def test_whatever_the_schema_refuses_is_refused_here_and_what_is_read_meets_it(path, value):
    data = changed(path, value)
    try:
        record = from_json(data)
    except InvalidRecordError:
        # Only here are calendars, names and doubles looked at.
        return
    assert VALIDATOR.is_valid(data), next(VALIDATOR.iter_errors(data)).message
    assert VALIDATOR.is_valid(to_json(record))
    assert from_json(to_json(record)) == record


@settings(deadline=None)
@given(_json)
def test_no_data_at_all_makes_anything_but_a_record_or_a_refusal(data):
    assume(not isinstance(data, dict) or "when" not in data)
    with pytest.raises(InvalidRecordError):
        from_json(data)

"""The prompts: their ids, the order they come in, and what makes one of a person's own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import GlimmersError, InvalidWordsError
from app.core.prompts import (
    ASK_FIRST,
    KINDS,
    MAX_PROMPT,
    OWN,
    PROMPTS,
    SENSES,
    Choices,
    Prompt,
    find,
    ids_from,
    kinds_from,
    next_prompt,
    order,
    own_from,
    own_prompt,
    seed_from,
    senses_from,
    stored_choices,
    stored_order,
    unasked_from,
)
from tests.told import refusing, sentence

IDS = [prompt.id for prompt in PROMPTS]
BY_KIND = {
    kind: [prompt for prompt in PROMPTS if prompt.kind == kind] for kind in KINDS if kind != "own"
}

SEEDS = st.text(max_size=16)
OWN_PROMPTS = st.lists(st.integers(0, 10**6), max_size=5, unique=True).map(
    lambda numbers: tuple(own_prompt(f"What was {number}?", f"{OWN}{number}") for number in numbers)
)
SOME_IDS = st.sets(st.sampled_from([*IDS, "gone", "own-gone"]), max_size=len(IDS))
SOME_KINDS = st.sets(st.sampled_from(KINDS))


# The ids ------------------------------------------------------------------------------------------


def test_there_are_at_least_a_hundred_and_twenty_and_eight_of_each_kind():
    assert len(PROMPTS) >= 120
    assert all(len(prompts) >= 8 for prompts in BY_KIND.values())


def test_each_has_an_id_of_its_own():
    assert len(set(IDS)) == len(PROMPTS)


@pytest.mark.parametrize("id", IDS)
def test_an_id_can_stand_in_a_link_and_is_no_persons_own(id):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", id)
    assert not id.startswith(OWN)


def test_the_ones_that_were_always_there_are_there():
    always = (
        "light sound quiet smell taste warm colour soft breath shoulders feet rest stretch "
        "water sky growing animal weather tree moon "
        "face voice laugh beside message stranger door given yours self smiled kitchen "
        "song child summer cup worked found waiting home "
        "finished funny different less through okay"
    )

    assert set(always.split()) <= set(IDS)


@pytest.mark.parametrize("id", ["mouthful", "sip", "feared", "luck"])
def test_one_that_was_let_go_gives_its_id_to_no_other(id):
    """Somebody may have refused it, and would have refused what they never saw."""
    assert find(id) is None


# Finding ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.id)
def test_a_prompt_is_found_by_its_id(prompt):
    assert find(prompt.id) is prompt


@given(st.none() | st.text())
def test_an_id_we_do_not_know_is_nothing(id):
    assert find(id) is None or id in IDS


# The order ----------------------------------------------------------------------------------------

CHOICES = st.builds(
    Choices,
    hidden=SOME_IDS,
    kinds=SOME_KINDS,
    unasked=st.sets(st.sampled_from(ASK_FIRST)),
    left_out=st.sets(st.sampled_from(SENSES)),
    own=OWN_PROMPTS,
)


@given(seed=SEEDS, choices=CHOICES)
def test_the_order_holds_each_that_may_be_shown_once_and_nothing_else(seed, choices):
    ids = order(seed, choices)

    assert sorted(ids) == sorted(
        prompt.id
        for prompt in (*PROMPTS, *choices.own)
        if prompt.id not in choices.hidden
        and prompt.kind in choices.kinds
        and not set(prompt.about) & set(choices.left_out)
    )


@given(seed=SEEDS, choices=CHOICES)
def test_unasked_come_those_that_may_come_but_for_kinds_that_ask_first_and_were_not_let(
    seed, choices
):
    ids = order(seed, choices)

    waiting = {"body", "memory"} - set(choices.unasked)
    kinds = {prompt.id: prompt.kind for prompt in (*PROMPTS, *choices.own)}
    assert order(seed, choices, unasked=True) == tuple(
        id for id in ids if kinds[id] not in waiting and id != "windows"
    )


@given(seed=SEEDS, hidden=SOME_IDS, kinds=SOME_KINDS, own=OWN_PROMPTS)
def test_the_order_is_the_same_however_the_choices_are_put(seed, hidden, kinds, own):
    twice = Choices(hidden=[*hidden, *hidden], kinds=[*kinds, *kinds], own=[*reversed(own), *own])

    assert order(seed, twice) == order(
        seed, Choices(hidden=tuple(hidden), kinds=frozenset(kinds), own=own)
    )


@given(seed=SEEDS, choices=CHOICES)
def test_choosing_leaves_the_others_in_the_order_they_had(seed, choices):
    all_of_them = order(seed, Choices(own=choices.own))
    chosen = order(seed, choices)

    assert chosen == tuple(id for id in all_of_them if id in set(chosen))


@given(seed=SEEDS, junk=st.sets(st.text()).map(lambda ids: ids - {*IDS, *KINDS, *SENSES}))
def test_ids_and_kinds_we_do_not_know_change_nothing(seed, junk):
    choices = Choices(hidden=junk, kinds=[*KINDS, *junk], unasked=junk, left_out=junk)

    assert order(seed, choices) == order(seed, Choices())
    assert order(seed, choices, unasked=True) == order(seed, Choices(), unasked=True)
    assert next_prompt(seed, choices, seen=junk) == next_prompt(seed, Choices(), seen=())


def test_the_order_is_the_same_on_every_machine():
    assert order("a seed", Choices())[:5] == ("let-up", "water", "corner", "message", "word")
    assert next_prompt("a seed", Choices(), seen=()).id == "let-up"


def test_each_person_has_an_order_of_their_own():
    orders = [order(str(seed), Choices()) for seed in range(2000)]

    assert len(set(orders[:200])) == 200
    assert len({ids[0] for ids in orders}) > len(PROMPTS) * 0.9


def test_with_nothing_left_to_show_there_is_none_and_no_error():
    own = (own_prompt("Which stair creaked?", "own-1"),)
    none, all_refused = Choices(kinds=(), own=own), Choices(hidden=[*IDS, "own-1"], own=own)

    assert order("s", none) == order("s", all_refused) == ()
    assert next_prompt("s", none, seen=()) is None
    assert next_prompt("s", all_refused, seen=IDS, after="moon") is None


def test_seeds_that_are_no_proper_text_do_not_stop_anything():
    assert len(order("\ud83d", Choices())) == len(PROMPTS)


@given(seed=SEEDS, choices=CHOICES)
@settings(max_examples=40, deadline=None)
def test_none_comes_again_until_all_were_seen_and_they_come_in_the_order(seed, choices):
    ids = order(seed, choices)

    seen: list[str] = []
    for _ in ids:
        seen.append(next_prompt(seed, choices, seen=seen).id)
    again = next_prompt(seed, choices, seen=seen)

    assert tuple(seen) == ids
    assert (again.id if again else None) == (ids[0] if ids else None)


@given(seed=SEEDS, seen=SOME_IDS, after=st.none() | st.sampled_from(IDS), choices=CHOICES)
def test_the_next_is_one_that_may_be_shown_and_a_fresh_one_while_there_is_one(
    seed, seen, after, choices
):
    allowed = set(order(seed, choices, unasked=True))

    prompt = next_prompt(seed, choices, seen=seen, after=after, unasked=True)

    assert (prompt is None) == (not allowed)
    assert prompt is None or prompt.id in (allowed - seen or allowed)


@given(seed=SEEDS, seen=SOME_IDS, choices=CHOICES, after=st.sampled_from(IDS))
def test_the_order_is_walked_on_behind_the_last_one_whether_or_not_that_may_be_shown(
    seed, seen, choices, after
):
    everybody = order(seed, Choices(own=choices.own))
    place = everybody.index(after)
    may_come = [id for id in order(seed, choices) if id not in seen]

    prompt = next_prompt(seed, choices, seen=seen, after=after)

    behind = [id for id in (*everybody[place + 1 :], *everybody[: place + 1]) if id in may_come]
    assert not behind or prompt.id == behind[0]


# What they are about ------------------------------------------------------------------------------


@pytest.mark.parametrize("sense", SENSES)
def test_each_sense_can_be_left_out_and_the_prompts_about_it_alone_go(sense):
    left = set(order("s", Choices(left_out={sense})))

    assert set(IDS) - left == {prompt.id for prompt in PROMPTS if sense in prompt.about}
    assert 0 < len(set(IDS) - left) < len(IDS) / 4


@pytest.mark.parametrize("kind", BY_KIND)
def test_with_all_senses_left_out_every_kind_has_something_to_ask(kind):
    left = order("s", Choices(left_out=SENSES, kinds=[kind]))

    assert len(left) >= 3


def test_with_all_senses_left_out_months_of_prompts_are_left():
    assert len(order("s", Choices(left_out=SENSES), unasked=True)) >= 90


def test_what_a_person_wrote_is_about_no_sense_that_we_know_of():
    own = own_prompt("What did you see?", "own-1")

    assert own.id in order("s", Choices(left_out=SENSES, own=(own,)), unasked=True)


def test_of_ours_nothing_ever_came_unasked_that_recalls_the_dead_or_childhood():
    unasked = set(order("s", Choices(), unasked=True))

    assert not unasked & {"came-to-mind", "old", "said-once", "smiled", "shown", "child", "windows"}
    assert not unasked & {"yawn", "jaw", "sigh", "shoulders", "breath", "hand-or-paw"}


# In a person's own words --------------------------------------------------------------------------

WRITING = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=200)
LANGUAGES = ["Was there tea?", "¿Y la luna?", "שקט?", "お茶は？", "👩‍👩‍👧", "☕", "e\u0301"]


@given(WRITING.map(lambda text: text[:MAX_PROMPT]), st.text(" \t\n\u3000", max_size=5))
def test_own_words_are_kept_as_they_were_written_without_the_space_around_them(text, space):
    assert own_prompt(space + text + space, "own-1a2b") == Prompt("own-1a2b", "own", text)


@given(st.text(max_size=200))
def test_whatever_is_written_is_one_readable_line_or_refused_in_a_sentence(text):
    try:
        prompt = own_prompt(text, "own-1a2b")
    except GlimmersError as error:
        said = sentence(error)
    else:
        said = "."
        assert 1 <= len(prompt.written) <= MAX_PROMPT
        assert len(prompt.written.splitlines()) == 1

    assert said.endswith(".")


@pytest.mark.parametrize(
    "text", [*LANGUAGES, "x", "x" * MAX_PROMPT, "?", "- a list", "it’s", "<b>"]
)
def test_any_writing_of_any_language_can_be_a_prompt(text):
    assert own_prompt(f" {text}\u3000\n", "own-1").written == text


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u3000\t\n", "\u202e\u2066"])
def test_nothing_to_read_is_no_prompt(text):
    with refusing(InvalidWordsError, match="no words"):
        own_prompt(text, "own-1")


@pytest.mark.parametrize(
    "text", ["a\nb", "a\tb", "a\0b", "a\x1bb", "a\x85b", "a\u2028b", "a\u2029b", "a\ud83db"]
)
def test_what_is_no_line_of_writing_is_refused(text):
    with refusing(InvalidWordsError, match="one line") as refused:
        own_prompt(text, "own-1")

    assert "!" not in sentence(refused.value)


def test_too_long_a_prompt_is_told_its_length():
    with refusing(InvalidWordsError, match="121 characters"):
        own_prompt("x" * (MAX_PROMPT + 1), "own-1")


@pytest.mark.parametrize("text", ["Sorrow\nhere", "Sorrow" * 50, "Sorrow\0"])
def test_a_refusal_never_repeats_the_words(text):
    with pytest.raises(InvalidWordsError) as refused:
        own_prompt(text, "own-1")

    assert "sorrow" not in sentence(refused.value).lower()


NOT_OWN = [
    "",
    "own-",
    "moon",
    "own-A",
    "own-1 2",
    "own-1\n",
    "own-ä",
    "own-" + "1" * 65,
    "OWN-1",
    "own-1?x=1",
    "xown-1",
]


@pytest.mark.parametrize("id", NOT_OWN)
def test_an_id_that_is_not_an_own_prompts_is_a_mistake_of_ours(id):
    with pytest.raises(ValueError, match="id of an own prompt"):
        own_prompt("Was there tea?", id)


# What is stored -----------------------------------------------------------------------------------

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(["own-1", "own-2", "moon", "hard", "memory", "seeing"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["id", "text", "seed"]) | st.text(max_size=2), inner)
    ),
    max_leaves=12,
)


@given(JSON)
def test_whatever_is_stored_is_read_without_an_error(record):
    ids, kinds, own = ids_from(record), kinds_from(record), own_from(record)
    unasked, left_out = unasked_from(record), senses_from(record)

    assert len(set(ids)) == len(ids)
    assert kinds <= set(KINDS)
    assert unasked <= set(ASK_FIRST)
    assert left_out <= set(SENSES)
    assert all(prompt == own_prompt(prompt.written, prompt.id) for prompt in own)
    assert len({prompt.id for prompt in own}) == len(own)
    assert isinstance(seed_from(record), str)


@given(OWN_PROMPTS)
def test_own_prompts_come_back_as_they_were_stored(own):
    assert own_from([{"id": prompt.id, "text": prompt.written} for prompt in own]) == own


def test_damaged_entries_are_left_out_and_the_others_stay():
    record: list[Any] = [
        {"id": "own-1", "text": "Was there tea?"},
        {"id": "own-1", "text": "the same id again"},
        {"id": "own-2"},
        {"id": "moon", "text": "not an own id"},
        {"id": "own-3", "text": 7},
        {"id": ["own-4"], "text": "x"},
        ["own-5", "x"],
        "own-6",
        None,
        {"id": "own-7", "text": "two\nlines"},
        {"id": "own-8", "text": "Which stair creaked?"},
    ]

    assert own_from(record) == (
        Prompt("own-1", "own", "Was there tea?"),
        Prompt("own-8", "own", "Which stair creaked?"),
    )


def test_what_is_stored_are_the_kinds_switched_off_so_that_a_new_kind_is_shown():
    assert kinds_from(None) == set(KINDS)
    assert kinds_from(["hard", "a kind of another version"]) == set(KINDS) - {"hard"}
    assert kinds_from(list(KINDS)) == frozenset()


def test_what_is_stored_are_the_kinds_let_come_unasked_so_that_none_comes_that_nobody_chose():
    assert unasked_from(None) == frozenset()
    assert unasked_from(["memory", "people", "a kind of another version"]) == {"memory"}


def test_senses_of_another_version_are_none_of_ours():
    assert senses_from(["seeing", "smelling", "eating"]) == {"seeing", "eating"}


@given(seed=SEEDS, choices=CHOICES)
def test_the_stored_order_is_the_order_of_what_is_stored(seed, choices):
    stored = {
        "prompt": {"seed": seed, "seen": [], "id": None, "day": ""},
        "hidden_prompts": sorted(choices.hidden),
        "hidden_kinds": sorted(set(KINDS) - set(choices.kinds)),
        "unasked_kinds": sorted(choices.unasked),
        "left_out_senses": sorted(choices.left_out),
        "own_prompts": [{"id": prompt.id, "text": prompt.written} for prompt in choices.own],
    }

    assert stored_order(stored.get) == order(seed, choices, unasked=True)
    assert order(seed, stored_choices(stored.get)) == order(seed, choices)


def test_the_order_of_a_journal_in_which_nothing_was_chosen_holds_all_that_come_unasked():
    kinds = {"body", "memory"}
    unasked = {prompt.id for prompt in PROMPTS if prompt.kind not in kinds} - {"windows"}

    assert sorted(stored_order(lambda _name, default: default)) == sorted(unasked)

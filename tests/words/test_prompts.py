"""What the prompts say: short, asking little, of nobody what they may not have; and in which
language.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.core.prompts import KINDS, PROMPTS, SENSES, Sense, find, own_prompt
from app.words import language
from app.words.prompts import prompt_words

BY_KIND = {
    kind: [prompt for prompt in PROMPTS if prompt.kind == kind] for kind in KINDS if kind != "own"
}
said = prompt_words.text


def test_each_has_words_of_its_own_and_there_are_none_without_a_prompt():
    assert list(prompt_words.ASKED) == [prompt.id for prompt in PROMPTS]
    assert len({re.sub(r"\W", "", said(prompt).lower()) for prompt in PROMPTS}) == len(PROMPTS)


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.id)
def test_a_prompt_is_one_short_sentence_that_every_system_can_show(prompt):
    assert len(said(prompt)) <= 60
    assert re.fullmatch(r"[A-Z][A-Za-z ,:]*[a-z][.?]", said(prompt)), (
        "one sentence, nothing that a shell or a protocol could misread"
    )
    assert said(prompt).count(":") <= 1
    assert not re.search(r"  | [,:.?]|[,:](?! )(?=.)", said(prompt)), (
        "spaces stand where they belong"
    )


SAID_TO_NOBODY = {
    "a demand": (
        r"should|must|ought|need to|have to|try to|remember to|don.t|why not|let us|make sure"
        r"|be sure|be glad|be happy"
    ),
    "a reproach": (
        r"haven|hasn|didn|forgot|missed|miss|still not|not yet|at last|finally|enough today"
        r"|streak|failed|wasted"
    ),
    "a duty of gratitude": (
        r"grateful|gratitude|thank|thanks|thankful|bless|blessed|blessing|lucky to|appreciate"
        r"|count your"
    ),
    "cheer": (
        r"amazing|awesome|wonderful|beautiful|great|happy|happiness|joy|fun|yay|cheer"
        r"|bright side|positive|silver lining|best"
    ),
    "a cure": (
        r"heal|healing|cure|calm down|relax|nervous system|vagus|rewire|trauma|therapy|anxiety"
        r"|depression|mindful"
    ),
    "an hour of the day": (
        r"tonight|this morning|this afternoon|this evening|good morning|good night|breakfast"
        r"|lunch|dinner|bedtime"
    ),
    "somebody one may not have": (
        r"mother|father|mum|dad|parents?|sister|brother|wife|husband|partner|family|friends?|lover"
        r"|boyfriend|girlfriend|children|kids?|son|daughter|grandmother|grandfather|neighbours?"
        r"|colleagues?|boss|teacher"
    ),
    "something one may not have": (
        r"your (home|house|garden|car|job|work|school|money|holiday|dog|cat|pet|god|church|bed"
        r"|room|kitchen)|bought|buy|spend|shopping|travel|gym|run|jog|walk"
    ),
    "a silver lining": r"luck|lucky|feared|fears|better than|at least|could be worse",
    "a door that may be shut": r"keys?|locks?|locked|unlocked|home|door you|safer?|safely",
    "hunger or a meal": r"enough of|mouthfuls?|sips?|meals?|ate|bread|plates?|hungry|full",
    "an instruction": r"may your|let your|listen for|look for|think of a|try|breathe",
    "a way to feel less": r"easier|numb|escape|forget",
    "a word of one country": r"zip|pip|tick|knob|tap|creosote|cross|flake out|fall|fortnight",
    "smoke or fire": r"smoke|fires?|burn\w*|flames?",
    "how long or how often": r"every day|daily|again today|each day|days in a row",
}


@pytest.mark.parametrize("what", SAID_TO_NOBODY)
def test_no_prompt_holds(what):
    found = [
        said(prompt)
        for prompt in PROMPTS
        if re.search(rf"\b({SAID_TO_NOBODY[what]})\b", said(prompt), re.IGNORECASE)
    ]

    assert found == []


def test_few_begin_like_a_questionnaire():
    asking = [prompt.id for prompt in PROMPTS if said(prompt).split()[0] in {"Did", "Was", "Is"}]

    assert len(asking) <= len(PROMPTS) / 3


TAKEN_FOR_GRANTED = r"\b(what|which|where|how|when|who|whose|why)\b[^:]*\?"


def test_none_asks_what_there_was_as_if_there_had_to_be_something():
    """“How was the first cup?” cannot be answered by somebody who had none."""
    asking = [
        prompt.id
        for prompt in PROMPTS
        if re.match(TAKEN_FOR_GRANTED, re.split(": ?", said(prompt))[-1], re.IGNORECASE)
    ]

    assert asking == ["smiled"], "which is what it was, and a memory comes only when it is wanted"


VERBS = (
    r"am|is|are|was|were|be|been|being|has|have|had|do|does|did|may|might|can|could|will|would"
    r"|comes?|came|counts?|fell|went|keeps?|shines?|helped|made|found|let|belonged|hold|holds|likes|stay|pleased"
)


def test_each_has_a_verb_for_a_reader_with_little_english():
    without = [
        said(prompt)
        for prompt in PROMPTS
        if not re.search(rf"\b({VERBS})\b", said(prompt), re.IGNORECASE)
    ]

    assert without == []


def test_after_a_day_alone_most_about_people_can_still_be_answered():
    """With an animal, a picture, a book, a thought; the others ask whether somebody came."""
    company = {"laugh", "stranger", "passing", "good-at", "overheard", "side-by-side", "work"}
    company |= {"wonder", "windows"}
    others = [prompt.id for prompt in BY_KIND["people"] if prompt.id not in company]

    assert len(others) > len(BY_KIND["people"]) / 2


def test_the_earth_can_be_touched_from_a_bed_too():
    assert [said(find(id)) for id in ("earth", "pot-plant", "held-up")] == [
        "Is there earth, grass or stone you could touch?",
        "A plant in a pot, a picture of a field: is one near?",
        "A bed, a floor, the earth: one of them holds you up.",
    ]


@pytest.mark.parametrize(
    ("id", "kind"),
    [
        ("did-well", "ordinary"),
        ("hand-or-paw", "body"),
        ("tell", "people"),
        ("share", "kindness"),
        ("welcome", "ordinary"),
        ("curious", "ordinary"),
        ("not-today", "hard"),
        ("angry", "hard"),
    ],
)
def test_what_was_missing_is_there(id, kind):
    assert find(id) in BY_KIND[kind]


def test_they_do_not_all_begin_alike():
    first_words = Counter(" ".join(said(prompt).split()[:2]) for prompt in PROMPTS)

    assert max(first_words.values()) <= len(PROMPTS) / 7
    assert len(first_words) >= len(PROMPTS) / 3


@pytest.mark.parametrize("kind", BY_KIND)
def test_within_a_kind_too_the_voice_changes(kind):
    first_words = Counter(said(prompt).split()[0] for prompt in BY_KIND[kind])

    assert max(first_words.values()) <= len(BY_KIND[kind]) * 0.4


BODILY = {
    "sight": (
        r"eyes?|look|see|seen|sight|saw|colour|light|shadow|shining|lit|watch|picture|sky|moon"
        r"|cloud"
    ),
    "hearing": (
        r"sound|hear|heard|voice|tune|song|quiet|hum|hummed|tick|listen|overhear|radio|laugh"
    ),
    "hands and feet": r"hands?|feet|held|hold|touch|reach|stretch|fingers?",
}


@pytest.mark.parametrize("sense", BODILY)
@pytest.mark.parametrize("kind", BY_KIND)
def test_a_kind_has_more_for_a_person_without_one_sense_than_it_asks_of_it(kind, sense):
    leaning = [
        prompt
        for prompt in BY_KIND[kind]
        if re.search(rf"\b({BODILY[sense]})\b", said(prompt), re.IGNORECASE)
    ]

    assert len(leaning) < len(BY_KIND[kind]) / 2


NAMES: dict[Sense, str] = {
    "seeing": (
        r"look|see|saw|seen|sight|eyes?|colour|light|shadows?|shin\w+|lit|picture|sky|moon|clouds?"
        r"|stars?|mist|show|shown|sign"
    ),
    "hearing": (
        r"sound|hear|heard|overhear|voice|tune|song|hum|hummed|purr|murmur|listen|radio"
        r"|second of quiet"
    ),
    "touching": r"touch\w*|skin|hands?|feet|soft|cool|warm|thing felt|to hold|hold one|paw|weight",
    "eating": r"taste|eat\w*|cup|kitchen|spoon|drink|fruit|nut",
}
NOT_MEANT = {
    "shown": "somebody showed how a thing is done, by hand or in words",
}


@pytest.mark.parametrize("sense", SENSES)
def test_a_prompt_that_names_a_sense_goes_when_prompts_about_it_are_left_out(sense):
    naming = {
        prompt.id
        for prompt in PROMPTS
        if re.search(rf"\b({NAMES[sense]})\b", said(prompt), re.IGNORECASE)
    }
    about = {prompt.id for prompt in PROMPTS if sense in prompt.about}

    assert naming - about - set(NOT_MEANT) == set()


def test_the_ones_that_were_always_there_say_what_they_said():
    assert prompt_words.ASKED["smiled"] == "A time someone smiled at you: what comes?"
    assert prompt_words.ASKED["different"] == "Was there a moment that felt a little different?"


# In which language --------------------------------------------------------------------------------

MOON = find("moon")


@pytest.fixture
def polish(tmp_path, monkeypatch):
    """A catalogue that knows one prompt, and what stands beside one."""
    catalogue = Catalog(locale="pl")
    catalogue.add(said(MOON), "Czy widziano ostatnio księżyc?")
    catalogue.add(prompt_words.UNSAID, "Chwila, by podnieść wzrok?")
    with (tmp_path / "pl.mo").open("wb") as compiled:
        write_mo(compiled, catalogue)
    monkeypatch.setattr(language, "FOLDER", tmp_path)


def test_a_prompt_asks_in_the_language_of_the_moment_it_is_shown(polish):
    before = said(MOON), prompt_words.lock_screen_text("moon")

    language.speak("pl")

    assert before == ("Have you seen the moon lately?",) * 2
    assert said(MOON) == prompt_words.lock_screen_text("moon") == "Czy widziano ostatnio księżyc?"


def test_one_that_is_not_translated_asks_in_english(polish):
    language.speak("pl")

    assert prompt_words.lock_screen_text("light") == "Maybe the light fell on something you like."


def test_what_a_person_wrote_is_shown_as_written_in_every_language(polish):
    own = own_prompt("Have you seen the moon lately?", "own-1a2b")

    for tag in (language.SOURCE, "pl", language.PSEUDO):
        language.speak(tag)
        assert said(own) == "Have you seen the moon lately?"


@pytest.mark.parametrize("id", ["own-1a2b", "", "a prompt of another version"])
def test_where_anybody_can_read_it_a_prompt_that_is_not_ours_says_nothing_of_its_own(polish, id):
    assert prompt_words.lock_screen_text(id) == "A moment to look up?"
    language.speak("pl")
    assert prompt_words.lock_screen_text(id) == "Chwila, by podnieść wzrok?"

"""Which prompts there are, and in which order they come: one at a time, none again until all the
others were seen.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from app.core.errors import InvalidWordsError

Kind = Literal[
    "senses", "body", "nature", "people", "kindness", "memory", "ordinary", "hard", "own"
]
"""What a prompt looks towards; `own` are those the person wrote."""
KINDS: tuple[Kind, ...] = get_args(Kind)

MAX_PROMPT = 120
"""Characters a prompt of the person's own may have: two lines on a phone."""

OWN = "own-"
"""How the id of every prompt begins that the person wrote, and no other."""
_OWN_ID = re.compile(rf"{OWN}[a-z0-9-]{{1,64}}")

# The journal's preferences about prompts, each a value JSON can hold.
HIDDEN = "hidden_prompts"
"""A list of the ids that were refused."""
HIDDEN_KINDS = "hidden_kinds"
"""A list of the kinds switched off: a kind that a later Glimmers brings is not among them, and so
is shown.
"""
WRITTEN = "own_prompts"
"""A list of `{"id", "text"}`, oldest first."""
SHOWN = "prompt"
"""`{"seed", "seen", "id", "day"}`: this person's order, how far it has come, and today's prompt."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question that can be left unanswered."""

    id: str
    """Stays for ever: links and choices hold on to it, never to the words."""
    kind: Kind
    text: str


# For who adds one: it may find somebody who has no sight, no garden, no family, nobody to call, or
# a very bad day, at any hour. So it asks whether there was, seldom what or who; and a kind as a
# whole leans on no one sense. At most 60 characters, for a notification, and only letters, commas
# and colons: every system's way of showing them leaves those alone.
_WORDS: tuple[tuple[Kind, tuple[tuple[str, str], ...]], ...] = (
    ("senses", (
        ("light", "Where did the light fall today?"),
        ("sound", "Which sound was all right to hear?"),
        ("quiet", "Was there a second of quiet?"),
        ("smell", "Did something smell like a place you know?"),
        ("taste", "What tasted of itself today?"),
        ("warm", "What was warm to hold?"),
        ("colour", "Which colour did your eyes rest on?"),
        ("soft", "What was soft under your hand?"),
        ("far-off", "Something far off, heard or seen."),
        ("near-sound", "The nearest sound: what is it up to?"),
        ("cool", "Was anything cool against your skin?"),
        ("texture", "Rough, smooth, worn: what did your hands meet?"),
        ("crunch", "Did something crunch just right?"),
        ("shine", "Is anything near you shining a little?"),
        ("mist", "Steam, smoke, mist: was there any in the air?"),
        ("hum", "A hum, a tick, a drip: was one good company?"),
        ("air", "Did the air smell of bread, or soap, or rain?"),
        ("shadow", "A shadow worth a second look?"),
        ("glass", "Did light come through a glass, a leaf, a cloth?"),
        ("weight", "Something with a good weight to it."),
        ("mouthful", "Was there one good mouthful?"),
        ("touch", "Is anything within reach good to touch?"),
        ("tune", "Did a bit of a tune go by?"),
    )),
    ("body", (
        ("breath", "Did one breath go a little deeper?"),
        ("shoulders", "When did your shoulders come down?"),
        ("feet", "Where were your feet glad to be?"),
        ("rest", "Was there a chair, a bed, a wall that held you?"),
        ("stretch", "Did something in you loosen?"),
        ("water", "How was the water on your hands?"),
        ("at-ease", "Is some part of you at ease, an ear, a toe?"),
        ("yawn", "Did a yawn get to be as long as it liked?"),
        ("warmth", "Is some part of you warm just now?"),
        ("lean", "Is there something good to lean on?"),
        ("sip", "Was there a sip that went down well?"),
        ("jaw", "May your jaw let go a little?"),
        ("move", "Did any movement feel like yours?"),
        ("sleeve", "A sleeve, a sock, a blanket: was one just right?"),
        ("tired", "Tired is allowed: where could it lie down?"),
        ("sigh", "Was there a sigh that helped?"),
        ("by-heart", "Is there something your hands know by heart?"),
        ("breeze", "Was the air good on your face?"),
        ("slow", "Did you do something slowly?"),
        ("hummed", "Did you hum, or nearly?"),
        ("put-down", "Was there something heavy you could put down?"),
        ("settle", "However you sit, lie or stand: any ease in it?"),
    )),
    ("nature", (
        ("sky", "What was the sky doing?"),
        ("growing", "Is something growing near you?"),
        ("animal", "Did an animal cross your day?"),
        ("weather", "What did the weather do well?"),
        ("tree", "Is there a tree you know by sight?"),
        ("moon", "Have you seen the moon lately?"),
        ("bird", "A bird, or only its voice?"),
        ("wind", "What was the wind moving?"),
        ("cloud", "Did a cloud look like anything?"),
        ("rain", "The last rain: what did it sound like?"),
        ("leaf", "One leaf: on a branch, the ground, a plate?"),
        ("insect", "Was something very small busy near you?"),
        ("stone", "Is there a stone you like the look or feel of?"),
        ("weed", "Did something grow where nobody planted it?"),
        ("window", "Did something come in by the window?"),
        ("season", "What is the season up to?"),
        ("lying-water", "Water lying about: a puddle, a pond, a sea?"),
        ("star", "A star, or the place where one would be."),
        ("seed", "A pip, a nut, a seed: did you hold one lately?"),
        ("green", "Is anything near you green, if only a little?"),
        ("creature", "Is there an animal you like to think about?"),
        ("sun", "Did the sun find its way to you?"),
        ("petal", "Something light: a feather, a petal, a flake?"),
    )),
    ("people", (
        ("face", "Was there a face that was easy to look at?"),
        ("voice", "Did you like the sound of a voice?"),
        ("laugh", "What made somebody laugh?"),
        ("beside", "Was somebody simply there?"),
        ("message", "Did a few words from someone reach you?"),
        ("stranger", "Was a stranger decent today?"),
        ("nod", "A nod, a wave, a hello: was there one?"),
        ("passing", "Someone going by with something in their arms?"),
        ("good-at", "Did you notice somebody being good at something?"),
        ("overheard", "A good word, overheard by chance?"),
        ("came-to-mind", "Did someone come to mind, all by themselves?"),
        ("side-by-side", "Did you laugh, eat or wait beside someone?"),
        ("on-a-page", "A voice on a page or the radio that you like?"),
        ("work", "Work done well, by anyone near you?"),
        ("joke", "Do you know one good joke, and who told it?"),
        ("well-wish", "Is there someone you quietly wish well?"),
        ("maker", "Somebody made the thing nearest to you: who?"),
        ("windows", "Lit windows, other lives: did you pass any?"),
        ("quiet-with", "Is there someone it is easy to be quiet with?"),
        ("wonder", "Did a stranger make you wonder, in a good way?"),
        ("old", "Somebody old you like to think of?"),
    )),
    ("kindness", (
        ("door", "Did someone hold a door, a place, a moment?"),
        ("given", "What was given without being asked?"),
        ("yours", "Was there a small thing you did for someone?"),
        ("self", "Were you gentle with yourself for a moment?"),
        ("room", "Did somebody make room?"),
        ("saved", "Was something saved for later, or for someone?"),
        ("let-pass", "Did someone let a small thing go?"),
        ("word", "Did a word land softly?"),
        ("waited", "Did somebody wait for somebody?"),
        ("tended", "Was something watered, fed or mended?"),
        ("unseen", "A kindness nobody saw: do you know of one?"),
        ("helped", "Was it all right to be helped?"),
        ("no", "Was there a no that was kind?"),
        ("let-off", "Did you let yourself off something?"),
        ("tiny", "A very small kindness, given or seen?"),
        ("kind-to-animal", "Was someone kind to an animal?"),
        ("care", "Was something handled with care?"),
        ("gently-true", "Did somebody say a true thing gently?"),
        ("lent", "Lent, shared, passed along: was anything?"),
        ("sign", "A sign, a note, a label that meant well?"),
        ("listened", "Somebody who listened to the end?"),
        ("picked-up", "Did someone pick up what another dropped?"),
    )),
    ("memory", (
        ("smiled", "A time someone smiled at you: what comes?"),
        ("kitchen", "Is there a kitchen you like to remember?"),
        ("song", "Which song has you in it?"),
        ("child", "Is there one thing you liked when you were small?"),
        ("summer", "Is there one summer afternoon you kept?"),
        ("in-mind", "Is there a place you can go to in your head?"),
        ("old-taste", "A taste from long ago: is it still there?"),
        ("road", "A road you could still find in the dark?"),
        ("first-time", "Snow, sea, hills: is there a first time you kept?"),
        ("shown", "Did someone once show you how a thing is done?"),
        ("carried", "Was there a thing you once carried everywhere?"),
        ("smell-of-then", "Does some smell take you somewhere good?"),
        ("journey", "Is there a journey you would make again?"),
        ("story", "A story you knew almost by heart?"),
        ("that-weather", "A day you remember only for its weather."),
        ("game", "Is there a game you knew all the rules of?"),
        ("old-room", "Was there once a room that suited you?"),
        ("feared", "Something that turned out better than feared?"),
        ("coat", "A piece of clothing you were fond of?"),
        ("made", "Something you made once, and still think of?"),
        ("lost-word", "A word hardly anyone uses any more?"),
        ("lamp", "A lamp, a fire, a dawn: is one still with you?"),
        ("learned", "Something you were slow to learn, and then knew?"),
        ("keepsake", "What have you kept without quite knowing why?"),
        ("luck", "Were you lucky once, in a small way?"),
        ("said-once", "Something kind that somebody once said?"),
    )),
    ("ordinary", (
        ("cup", "How was the first cup?"),
        ("worked", "What simply worked today?"),
        ("found", "Did something turn up that was lost?"),
        ("waiting", "What did you see while you were waiting?"),
        ("home", "Was there a door you were glad to come in by?"),
        ("finished", "What is done and off your mind?"),
        ("funny", "Was anything a little bit funny?"),
        ("key", "Did a key, a zip, a lid do as it was told?"),
        ("drawer", "Is there something good in a pocket or a drawer?"),
        ("favourite", "Is there a spoon, a pen, a mug you prefer?"),
        ("timing", "Did something come at just the right moment?"),
        ("table", "The nearest table: anything on it you like?"),
        ("clean", "Is something clean?"),
        ("enough", "Was there enough of something?"),
        ("switch", "Is there a switch, a knob, a button you like?"),
        ("smooth", "Was there a stretch that went smoothly?"),
        ("mended", "Is something holding that once was broken?"),
        ("clock", "Did the clock show a number you like?"),
        ("corner", "One shelf, one corner, one screen in order?"),
        ("later", "Is something already there for later?"),
        ("same", "What stayed just as it was?"),
        ("nice-word", "Did a word please you?"),
        ("gap", "Was there a gap between two things?"),
        ("old-thing", "Something old that still does its work?"),
        ("row", "Something folded, stacked, lined up?"),
    )),
    ("hard", (
        ("different", "Was there a moment that felt a little different?"),
        ("less", "Was anything a little less heavy?"),
        ("through", "What got you through this hour?"),
        ("okay", "What was okay, only okay?"),
        ("quieter", "Was it quieter in you, even for a breath?"),
        ("hold", "Is there something near you to hold?"),
        ("not-part", "Is something here not part of the trouble?"),
        ("ten-minutes", "What would be enough for the next ten minutes?"),
        ("neither", "Something neither good nor bad."),
        ("steady", "A wall, a floor, a tree: what held steady?"),
        ("let-up", "Did it let up, even briefly?"),
        ("not-difficult", "Was one small thing not difficult?"),
        ("no-mask", "A moment with nothing to pretend?"),
        ("in-peace", "Were you left in peace for a bit?"),
        ("can-wait", "Is there one thing that can wait?"),
        ("company", "Was anyone, or anything, good company?"),
        ("minute", "One minute that belonged to you?"),
        ("gentle", "Was anything gentle with you?"),
        ("off-it", "Did something take your mind off it for a while?"),
        ("safer", "Is there a corner that feels a bit safer?"),
        ("little", "Very little counts: was there very little?"),
        ("no-answer", "If nothing comes, that is an answer too."),
        ("aloud", "Did you get to say how it is, aloud or on paper?"),
    )),
)  # fmt: skip

PROMPTS = tuple(Prompt(id, kind, text) for kind, pairs in _WORDS for id, text in pairs)
"""Ours. What a person wrote is never among them, so that nothing found here tells about anybody."""

_BY_ID = {prompt.id: prompt for prompt in PROMPTS}


def find(id: str | None) -> Prompt | None:
    """The prompt of ours with this id; None for one we do not know, whoever asked, and for one a
    person wrote.
    """
    return _BY_ID.get(id) if id else None


TITLE = "Glimmers"
"""What stands over every reminder."""
UNSAID = "A moment to look up?"
"""What a reminder says where its prompt is not ours."""


def lock_screen_text(id: str) -> str:
    """What a reminder with this prompt may say where anybody can read it: our own words, or words
    that say nothing of a person's.
    """
    prompt = find(id)
    return prompt.text if prompt else UNSAID


def own_prompt(text: str, id: str) -> Prompt:
    """A prompt in a person's own words, without the space around them.

    `id` is `OWN` and a random part: it travels in links and lies in the system's notifications, so
    it says nothing of the words.

    Raises:
        InvalidWordsError: nothing to read, over `MAX_PROMPT` characters, or characters that are no
            writing: control characters, line breaks, halves of a surrogate pair.
        ValueError: `id` is not the id of an own prompt.
    """
    if not _OWN_ID.fullmatch(id):
        raise ValueError("not the id of an own prompt")
    words = text.strip()
    kinds = {unicodedata.category(character) for character in words}
    if kinds & {"Cc", "Cs", "Zl", "Zp"}:
        raise InvalidWordsError("odd prompt")
    if not any(kind[0] in "LNPS" for kind in kinds):
        raise InvalidWordsError("empty prompt")
    if len(words) > MAX_PROMPT:
        raise InvalidWordsError("long prompt", n=len(words), most=MAX_PROMPT)
    return Prompt(id, "own", words)


def order(
    seed: str,
    *,
    hidden: Collection[str] = (),
    kinds: Collection[Kind] = KINDS,
    own: Iterable[Prompt] = (),
) -> tuple[str, ...]:
    """The ids of all prompts that may be shown, in this person's own order; empty when none may.

    The order follows sha256 of `seed` and id, which is the same on every machine and Python: hiding
    one, or writing one, leaves the others in the order they had. Ids and kinds we do not know
    change nothing.
    """
    return tuple(prompt.id for prompt in _in_order(seed, hidden, kinds, own))


def next_prompt(
    *,
    seen: Collection[str],
    hidden: Collection[str],
    seed: str,
    kinds: Collection[Kind] = KINDS,
    own: Iterable[Prompt] = (),
) -> Prompt | None:
    """The next in this person's `order`; when all were seen, the round begins again. None when none
    may be shown.
    """
    shown = _in_order(seed, hidden, kinds, own)
    return next((prompt for prompt in shown if prompt.id not in seen), shown[0] if shown else None)


def _in_order(
    seed: str, hidden: Collection[str], kinds: Collection[Kind], own: Iterable[Prompt]
) -> list[Prompt]:
    refused = frozenset(hidden)
    every = _BY_ID | {prompt.id: prompt for prompt in own}
    shown = [
        prompt for prompt in every.values() if prompt.kind in kinds and prompt.id not in refused
    ]
    return sorted(shown, key=lambda prompt: _place(seed, prompt.id))


@lru_cache(maxsize=1024)
def _place(seed: str, id: str) -> bytes:
    return hashlib.sha256(f"{seed}:{id}".encode(errors="replace")).digest()


# What is stored -----------------------------------------------------------------------------------


def ids_from(record: Any) -> tuple[str, ...]:
    """The ids in a stored list, each once; what is no text is left out, and what is no list holds
    none.
    """
    return (
        tuple(dict.fromkeys(id for id in record if isinstance(id, str)))
        if isinstance(record, list)
        else ()
    )


def kinds_from(record: Any) -> frozenset[Kind]:
    """The kinds shown, from the stored list of those switched off; anything damaged shows all."""
    off = ids_from(record)
    return frozenset(kind for kind in KINDS if kind not in off)


def own_from(record: Any) -> tuple[Prompt, ...]:
    """The prompts a person wrote, from the stored list; an entry that is damaged is left out."""
    found: dict[str, Prompt] = {}
    for entry in record if isinstance(record, list) else ():
        try:
            prompt = own_prompt(entry["text"], entry["id"])
        except (InvalidWordsError, ValueError, TypeError, KeyError, AttributeError):
            continue
        found.setdefault(prompt.id, prompt)
    return tuple(found.values())


def seed_from(record: Any) -> str:
    """The seed of this person's order, from what is stored under `SHOWN`; empty when there is none
    yet.
    """
    seed = record.get("seed") if isinstance(record, dict) else None
    return seed if isinstance(seed, str) else ""


def stored_order(preference: Callable[[str, Any], Any]) -> tuple[str, ...]:
    """The `order` of the person whose journal this is; `preference(name, default)` reads one stored
    choice.
    """
    return order(
        seed_from(preference(SHOWN, None)),
        hidden=ids_from(preference(HIDDEN, None)),
        kinds=kinds_from(preference(HIDDEN_KINDS, None)),
        own=own_from(preference(WRITTEN, None)),
    )

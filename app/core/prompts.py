"""Which prompts there are, what a person chose about them, and in which order they come: one at a
time, none again until all the others were seen. What ours say is in `app/words/prompts.py`.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from app.core.errors import InvalidWordsError

Kind = Literal[
    "senses", "body", "nature", "people", "kindness", "memory", "ordinary", "hard", "own"
]
"""What a prompt looks towards; `own` are those the person wrote."""
KINDS: tuple[Kind, ...] = get_args(Kind)

ASK_FIRST: tuple[Kind, ...] = ("body", "memory")
"""The kinds that come only when a person asks for a prompt, until they let them come unasked:
breath and childhood can hurt, and a lock screen asks nobody.
"""

Sense = Literal["seeing", "hearing", "touching", "eating"]
"""What a prompt may need that a person has not, or wants no part in."""
SENSES: tuple[Sense, ...] = get_args(Sense)

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
UNASKED = "unasked_kinds"
"""A list of those of `ASK_FIRST` that may come unasked. Not what was switched off, as above: what
nobody has chosen must not come.
"""
LEFT_OUT = "left_out_senses"
"""A list of the senses no prompt may be about."""
WRITTEN = "own_prompts"
"""A list of `{"id", "text"}`, oldest first where it was never joined with that of another copy;
`{"id"}` alone: the person has deleted it.
"""
SHOWN = "prompt"
"""`{"seed", "seen", "id", "day"}`: this person's order, how far it has come, and today's prompt."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question that can be left unanswered."""

    id: str
    """Stays for ever: links and choices hold on to it, never to the words."""
    kind: Kind
    written: str | None = None
    """What the person wrote; None for one of ours, which `app.words.prompts` puts in words."""
    about: frozenset[Sense] = frozenset()
    """The senses it leans on; empty for those the person wrote."""


# A new one is an id here and its text there; who adds one reads there what it may ask. An id means
# the same for ever, whatever becomes of its words: people refused it. One whose question is no
# longer asked is let go, and never given to another.
_IDS: dict[Kind, str] = {
    "senses": (
        "light sound quiet smell taste warm colour soft far-off near-sound cool texture crunch "
        "shine mist hum air shadow glass weight touch tune faint"
    ),
    "body": (
        "breath shoulders feet rest stretch water at-ease yawn warmth lean jaw move sleeve tired "
        "sigh by-heart breeze slow hummed put-down settle hand-or-paw"
    ),
    "nature": (
        "sky growing animal weather tree moon bird wind cloud rain leaf insect stone weed window "
        "season lying-water star seed green creature sun petal earth pot-plant held-up"
    ),
    "people": (
        "face voice laugh beside message stranger nod passing good-at overheard side-by-side "
        "on-a-page work joke well-wish maker windows quiet-with wonder likeness tell"
    ),
    "kindness": (
        "door given yours self room saved let-pass word waited tended unseen helped no let-off "
        "tiny kind-to-animal care gently-true lent sign listened picked-up share"
    ),
    "memory": (
        "smiled kitchen song child summer in-mind old-taste road first-time shown carried "
        "smell-of-then journey story that-weather game old-room coat made lost-word lamp learned "
        "keepsake said-once came-to-mind old"
    ),
    "ordinary": (
        "cup worked found waiting home finished funny key drawer favourite timing table clean "
        "enough switch smooth mended clock corner later same nice-word gap old-thing row did-well "
        "curious welcome"
    ),
    "hard": (
        "different less through okay quieter hold not-part ten-minutes neither steady let-up "
        "not-difficult no-mask in-peace can-wait company minute gentle off-it safer little "
        "no-answer aloud angry not-today"
    ),
}

# Of ours, those about a sense; touching is all that the skin feels, or hands and feet do. A prompt
# that offers two ("see or hear") is about both, so that what was left out is never named.
_ABOUT: dict[Sense, str] = {
    "seeing": (
        "light colour far-off shine mist shadow glass sky moon cloud lying-water star green petal "
        "pot-plant face windows sign clock lamp"
    ),
    "hearing": (
        "sound quiet far-off near-sound crunch hum tune hummed bird rain voice overheard listened "
        "song"
    ),
    "touching": (
        "warm soft cool texture weight touch feet water warmth sleeve breeze hand-or-paw seed "
        "earth hold"
    ),
    "eating": "taste crunch cup kitchen old-taste",
}
_SENSES = {sense: frozenset(ids.split()) for sense, ids in _ABOUT.items()}

_NEVER_UNASKED = frozenset({"windows"})
"""Of kinds that come unasked: lit windows are other people's, to who has none."""

PROMPTS = tuple(
    Prompt(id, kind, about=frozenset(sense for sense in SENSES if id in _SENSES[sense]))
    for kind, ids in _IDS.items()
    for id in ids.split()
)
"""Ours. What a person wrote is never among them, so that nothing found here tells about anybody."""

_BY_ID = {prompt.id: prompt for prompt in PROMPTS}


def find(id: str | None) -> Prompt | None:
    """The prompt of ours with this id; None for one we do not know, whoever asked, and for one a
    person wrote.
    """
    return _BY_ID.get(id) if id else None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person chose about prompts; as it is made here, before they chose anything. Ids and
    kinds we do not know change nothing.
    """

    hidden: Collection[str] = ()
    """The ids that were refused."""
    kinds: Collection[Kind] = KINDS
    """The kinds that may come."""
    unasked: Collection[Kind] = ()
    """Those of `ASK_FIRST` that may come by themselves too."""
    left_out: Collection[Sense] = ()
    """The senses no prompt may be about."""
    own: Collection[Prompt] = ()
    """Those the person wrote."""

    def allow(self, prompt: Prompt, *, unasked: bool) -> bool:
        """Whether this one may come: `unasked`, as the first of a day and in reminders, or when the
        person asks for a prompt.
        """
        if prompt.kind not in self.kinds or prompt.id in self.hidden:
            return False
        if not prompt.about.isdisjoint(self.left_out):
            return False
        comes = prompt.kind not in ASK_FIRST or prompt.kind in self.unasked
        return not unasked or (comes and prompt.id not in _NEVER_UNASKED)


def order(seed: str, choices: Choices, *, unasked: bool = False) -> tuple[str, ...]:
    """The ids of all prompts that may be shown, in this person's own order; empty when none may.

    The order follows sha256 of `seed` and id, which is the same on every machine and Python: hiding
    one, or writing one, leaves the others in the order they had. For `unasked` see `Choices.allow`.
    """
    return tuple(prompt.id for prompt in _in_order(seed, choices, unasked=unasked))


def next_prompt(
    seed: str,
    choices: Choices,
    *,
    seen: Collection[str],
    after: str | None = None,
    unasked: bool = False,
) -> Prompt | None:
    """The next unseen in this person's `order`, which is walked round and round: the first behind
    the id `after`, whether or not that one may be shown. When all were seen, the round begins
    again. None when none may be shown.

    It goes on behind the last one, and not with the first unseen: those passed over when none asked
    would pile up there, and come one after the other to who asks.
    """
    shown = _in_order(seed, choices, unasked=unasked)
    fresh = [prompt for prompt in shown if prompt.id not in seen] or shown
    behind = _place(seed, after) if after else b""
    later = (prompt for prompt in fresh if _place(seed, prompt.id) > behind)
    return next(later, fresh[0] if fresh else None)


def _in_order(seed: str, choices: Choices, *, unasked: bool) -> list[Prompt]:
    every = _BY_ID | {prompt.id: prompt for prompt in choices.own}
    shown = [prompt for prompt in every.values() if choices.allow(prompt, unasked=unasked)]
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


def unasked_from(record: Any) -> frozenset[Kind]:
    """Those of `ASK_FIRST` in a stored list; anything damaged lets none come unasked."""
    let = ids_from(record)
    return frozenset(kind for kind in ASK_FIRST if kind in let)


def senses_from(record: Any) -> frozenset[Sense]:
    """The senses in a stored list; anything damaged holds none."""
    named = ids_from(record)
    return frozenset(sense for sense in SENSES if sense in named)


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


def without_own(record: Any, id: str) -> list[Any]:
    """The stored list without this prompt; its id stays, so that no older copy of the journal
    brings it back. Entries that this version cannot read stay as they are.
    """
    entries = record if isinstance(record, list) else []
    return [{"id": id} if _id_of(entry) == id else entry for entry in entries]


def joined_prompts(a: list[Any], b: list[Any]) -> list[Any]:
    """One list for those that two copies of a journal have stored: what either has deleted is gone,
    and every other one is there. It is the same whichever comes first.
    """
    if a == b:
        return a
    found: dict[str, tuple[bool, str, Any]] = {}
    for entry in (*a, *b):
        said = json.dumps(entry, sort_keys=True)
        key = _id_of(entry) or said
        each = (isinstance(entry, dict) and "text" not in entry, said, entry)
        found[key] = max(each, found.get(key, each), key=lambda known: known[:2])
    return [found[key][2] for key in sorted(found)]


def _id_of(entry: Any) -> str | None:
    id = entry.get("id") if isinstance(entry, dict) else None
    return id if isinstance(id, str) else None


def seed_from(record: Any) -> str:
    """The seed of this person's order, from what is stored under `SHOWN`; empty when there is none
    yet.
    """
    seed = record.get("seed") if isinstance(record, dict) else None
    return seed if isinstance(seed, str) else ""


def stored_choices(preference: Callable[[str, Any], Any]) -> Choices:
    """What the person whose journal this is chose; `preference(name, default)` reads one stored
    choice.
    """
    return Choices(
        hidden=ids_from(preference(HIDDEN, None)),
        kinds=kinds_from(preference(HIDDEN_KINDS, None)),
        unasked=unasked_from(preference(UNASKED, None)),
        left_out=senses_from(preference(LEFT_OUT, None)),
        own=own_from(preference(WRITTEN, None)),
    )


def stored_order(preference: Callable[[str, Any], Any]) -> tuple[str, ...]:
    """What may come unasked, as reminders do, in the `order` of the person whose journal this is;
    `preference` as in `stored_choices`.
    """
    return order(seed_from(preference(SHOWN, None)), stored_choices(preference), unasked=True)

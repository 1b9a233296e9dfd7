"""What a glimmer is, and what makes one valid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple, NewType, get_args

from app.core.errors import InvalidWordsError
from app.core.when.times import Precision, When

GlimmerId = NewType("GlimmerId", str)
"""A UUIDv7 in its usual text form."""

Pathway = Literal["within", "around", "between"]
"""Where the light was: within me, around me, between us. None: not said, which is as good."""
PATHWAYS: tuple[Pathway, ...] = get_args(Pathway)

MAX_WORDS = 100_000
"""Characters a note may have. A long story fits; an accident with the clipboard does not."""


class Glimmer(NamedTuple):
    """One tiny good moment, as it was kept.

    A named tuple in the order of the table's columns: a page of the timeline is read without
    building anything else. Instants are ISO 8601 text with offset, as they are stored and as they
    leave; `when` reads them.
    """

    id: GlimmerId
    note: str
    pathway: Pathway | None
    precision: Precision
    when_text: str
    start: str | None
    end: str | None
    edtf: str
    zone: str | None
    kept_at: str
    changed_at: str
    loved_at: str | None
    removed_at: str | None

    @property
    def when(self) -> When:
        """When it happened; travelling later does not move it. What a damaged disk left no date of
        is some time in life.
        """
        try:
            return self._when()
        except (ValueError, TypeError):
            return When(
                precision="life", text=self.when_text, start=None, end=None, edtf="", zone=self.zone
            )

    def _when(self) -> When:
        read = _instant if self.precision == "moment" else date.fromisoformat
        return When(
            precision=self.precision,
            text=self.when_text,
            start=read(self.start) if self.start else None,
            end=read(self.end) if self.end else None,
            edtf=self.edtf,
            zone=self.zone,
        )

    @property
    def kept(self) -> datetime:
        """The instant it was kept."""
        return kept_instant(self.kept_at, self.id)

    @property
    def is_dated(self) -> bool:
        """Whether all its dates can be read, as they always can unless the disk was damaged."""
        try:
            self._when()
            for text in (self.kept_at, self.changed_at, self.loved_at, self.removed_at):
                if text is not None:
                    _instant(text)
        except (ValueError, TypeError):
            return False
        return True

    @property
    def loved(self) -> bool:
        """Whether it has a heart."""
        return self.loved_at is not None


def kept_instant(text: str, id: str) -> datetime:
    """An instant as it is stored, or, where the disk has damaged it, the one that the id was made
    at (RFC 9562, 5.7).
    """
    try:
        return _instant(text)
    except (ValueError, TypeError):
        pass
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(
            milliseconds=int(id.replace("-", "")[:12], 16)
        )
    except (ValueError, OverflowError):
        return datetime(1970, 1, 1, tzinfo=UTC)


def _instant(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError("an instant has its offset")
    return read


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A glimmer about to be kept. Nothing in it is required but its time."""

    when: When
    note: str = ""
    pathway: Pathway | None = None
    loved: bool = False
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Unchanged:
    """Marks a field that an edit leaves alone, since None is a pathway too."""


UNCHANGED = Unchanged()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What to change in a glimmer; what is not named stays."""

    note: str | Unchanged = UNCHANGED
    pathway: Pathway | Unchanged | None = UNCHANGED
    when: When | Unchanged = UNCHANGED
    loved: bool | Unchanged = UNCHANGED
    people: tuple[str, ...] | Unchanged = UNCHANGED
    """The whole list, in its order; so are the others."""
    places: tuple[str, ...] | Unchanged = UNCHANGED
    tags: tuple[str, ...] | Unchanged = UNCHANGED


def check_words(words: str) -> str:
    """The words exactly as given, if they can be stored and read back the same.

    Raises:
        InvalidWordsError: over `MAX_WORDS`, NUL (SQLite's text functions end there), or half of a
            surrogate pair.
    """
    if len(words) > MAX_WORDS:
        raise InvalidWordsError("long note", n=len(words), most=MAX_WORDS)
    if "\0" in words:
        raise InvalidWordsError
    try:
        words.encode("utf-8")
    except UnicodeEncodeError:
        # Not "from error": it carries the words themselves, and would take them into the log.
        raise InvalidWordsError from None
    return words

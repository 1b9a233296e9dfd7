"""Several things in one sentence, parted as a language parts them: “a, b and c”."""

from __future__ import annotations

from collections.abc import Sequence

from app.words.sentence import Sentence


class Lists:
    """Each pattern takes what was said so far and one thing more, as CLDR's list patterns do."""

    _NEXT = Sentence("{before}, {next}")
    _LAST = Sentence("{before} and {last}")

    def all_of(self, things: Sequence[str]) -> str:
        """“Monday, Tuesday and Friday”; one thing alone, nothing for none."""
        if len(things) < 2:
            return "".join(things)
        return self._LAST.format(before=self.one_by_one(things[:-1]), last=things[-1])

    def one_by_one(self, things: Sequence[str]) -> str:
        """“a, b, c”: facts beside each other; nothing for none."""
        if not things:
            return ""
        before, *rest = things
        for thing in rest:
            before = self._NEXT.format(before=before, next=thing)
        return before


lists = Lists()

"""A journal and a plain dictionary do the same things, in any order, and must always agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from app.core.errors import UnknownGlimmerError
from app.core.glimmers import PATHWAYS, Draft, Edit, Glimmer, GlimmerId
from app.core.when import When, at_moment, sort_key
from app.core.when_words import understand
from storage.journal import BIN_DAYS, Journal

START = datetime(2026, 3, 28, 22, 15, tzinfo=ZoneInfo("Europe/Berlin"))
TIMES = (
    "as a child",
    "2019",
    "March 2019",
    "14 March 2019",
    "winter 2004",
    "the 90s",
    "about 1987",
    "last week",
    "early 2019",
    "yesterday",
)

words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
pathways = st.sampled_from((None, *PATHWAYS))


class JournalMachine(RuleBasedStateMachine):
    """Every verb of the journal; time passes between them, and now and then the clock jumps."""

    glimmers = Bundle("glimmers")

    @initialize()
    def begin(self) -> None:
        self.journal = Journal.in_memory()
        self.model: dict[GlimmerId, Glimmer] = {}
        self.erased: set[GlimmerId] = set()
        self.now = START
        self.told = 0
        self.changes = 0
        self.journal.listen(self._hear)

    def _hear(self) -> None:
        self.told += 1

    def _when(self, text: str | None) -> When:
        return at_moment(self.now, zone="Europe/Berlin") if text is None else understand(text, now=self.now, zone="Europe/Berlin")

    @rule(seconds=st.sampled_from((0, 1, 60, 3600, 86400, 10 * 86400, -3600, -400 * 86400)))
    def time_passes(self, seconds: int) -> None:
        moved = self.now.astimezone(UTC) + timedelta(seconds=seconds)
        self.now = max(moved, datetime(2020, 1, 1, tzinfo=UTC)).astimezone(START.tzinfo)

    @rule(target=glimmers, text=st.sampled_from((None, None, *TIMES)), note=words, pathway=pathways, loved=st.booleans())
    def keep(self, text: str | None, note: str, pathway: str | None, loved: bool) -> GlimmerId:
        draft = Draft(when=self._when(text), note=note, pathway=pathway, loved=loved)  # type: ignore[arg-type]
        glimmer = self.journal.keep(draft, at=self.now)
        assert glimmer.id not in self.model
        self.model[glimmer.id] = glimmer
        self.changes += 1
        return glimmer.id

    @rule(id=glimmers, note=words, text=st.sampled_from((None, *TIMES)), pathway=pathways, loved=st.booleans(), which=st.integers(0, 15))
    def change(self, id: GlimmerId, note: str, text: str | None, pathway: str | None, loved: bool, which: int) -> None:
        edit, expected = Edit(), {}
        if which & 1:
            edit, expected = replace(edit, note=note), expected | {"note": note}
        if which & 2:
            edit, expected = replace(edit, pathway=pathway), expected | {"pathway": pathway}  # type: ignore[arg-type]
        if which & 4:
            edit = replace(edit, loved=loved)
        if which & 8:
            edit = replace(edit, when=self._when(text))
        if id not in self.model:
            with pytest.raises(UnknownGlimmerError):
                self.journal.change(id, edit, at=self.now)
            return
        changed = self.journal.change(id, edit, at=self.now)
        assert changed == self.model[id]._replace(
            **expected,
            loved_at=changed.loved_at,
            changed_at=changed.changed_at,
            **({name: getattr(changed, name) for name in ("precision", "when_text", "start", "end", "edtf", "zone")} if which & 8 else {}),
        )
        if which & 4:
            assert changed.loved is loved
        if which & 8:
            assert changed.when == self._when(text)
        self.model[id] = changed
        self.changes += 1

    @rule(id=glimmers)
    def remove(self, id: GlimmerId) -> None:
        if id not in self.model:
            with pytest.raises(UnknownGlimmerError):
                self.journal.remove(id, at=self.now)
            return
        removed, before = self.journal.remove(id, at=self.now), self.model[id]
        assert removed.removed_at is not None
        assert removed == (before if before.removed_at else before._replace(removed_at=removed.removed_at, changed_at=removed.changed_at))
        self.model[id] = removed
        self.changes += 1

    @rule(id=glimmers)
    def put_back(self, id: GlimmerId) -> None:
        if id not in self.model:
            with pytest.raises(UnknownGlimmerError):
                self.journal.put_back(id, at=self.now)
            return
        back, before = self.journal.put_back(id, at=self.now), self.model[id]
        assert back == before._replace(removed_at=None, changed_at=back.changed_at if before.removed_at else before.changed_at)
        self.model[id] = back
        self.changes += 1

    @rule(id=consumes(glimmers))
    def erase(self, id: GlimmerId) -> None:
        if id not in self.model:
            with pytest.raises(UnknownGlimmerError):
                self.journal.erase(id, at=self.now)
            return
        assert self.journal.erase(id, at=self.now) == self.model.pop(id)
        self.erased.add(id)
        self.changes += 1

    @rule(id=glimmers)
    def forget(self, id: GlimmerId) -> None:
        self.journal.forget(id)
        if id in self.model and self.model[id].as_tapped:
            del self.model[id]
        self.changes += 1

    @rule()
    def sweep(self) -> None:
        long_ago = self.now - timedelta(days=BIN_DAYS)
        due = {id for id, glimmer in self.model.items() if glimmer.removed_at and datetime.fromisoformat(glimmer.removed_at) < long_ago}
        assert self.journal.sweep_bin(now=self.now) == len(due)
        for id in due:
            del self.model[id]
        self.erased |= due
        self.changes += bool(due)

    @rule(limit=st.integers(1, 7), bin=st.booleans())
    def pages(self, limit: int, bin: bool) -> None:
        seen: list[Glimmer] = []
        while page := self.journal.page(before=seen[-1].id if seen else None, limit=limit, bin=bin):
            seen += page
        assert seen == self._expected(bin=bin)

    def _expected(self, *, bin: bool) -> list[Glimmer]:
        chosen = [glimmer for glimmer in self.model.values() if bool(glimmer.removed_at) is bin]
        return sorted(chosen, key=lambda glimmer: (glimmer.removed_at if bin else sort_key(glimmer.when), glimmer.id), reverse=True)

    @rule()
    def days(self) -> None:
        for day in {glimmer.when.day for glimmer in self.model.values()} - {None}:
            expected = [each for each in self._expected(bin=False) if each.when.day == day and each.precision in ("moment", "day")]
            assert self.journal.of_day(day) == expected

    @rule(value=st.none() | st.booleans() | st.integers() | words)
    def prefer(self, value: object) -> None:
        self.journal.prefer("name", value)
        assert self.journal.preference("name", "default") == value
        self.changes += 1

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "journal"):
            return
        assert self.journal.page(limit=1000) == self._expected(bin=False)
        assert self.journal.count() == len(self._expected(bin=False))
        assert self.told == self.changes

    def teardown(self) -> None:
        if not hasattr(self, "journal"):
            return
        health = self.journal.examine()
        assert health.problems == ()
        assert health.glimmers + health.in_bin == len(self.model)
        tombstones = {id for (id,) in self.journal._conn.execute("SELECT id FROM tombstones")}
        assert tombstones == self.erased
        self.journal.close()

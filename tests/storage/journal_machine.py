"""A journal and a plain dictionary do the same things, in any order, and must always agree."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from app.core.errors import UnknownGlimmerError, UnknownNameError, UnknownPhotoError
from app.core.exchange.record import from_json, to_json
from app.core.glimmers import PATHWAYS, Draft, Edit, Glimmer, GlimmerId
from app.core.names import Name
from app.core.photos import (
    NAME_KINDS,
    Attached,
    CollageId,
    KeptCollage,
    NameKind,
    Parts,
    Photo,
    PhotoId,
)
from app.core.when.grammar import understand
from app.core.when.times import When, at_moment, iso, sort_key
from storage.journal import BIN_DAYS, PAGE, Journal

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

SPELLINGS = ("Noor", "noor", " NOOR", "Émile", "émile", "E\u0301MILE", "Jean-Luc", "小明", "נועה")
PHOTOS = tuple(
    Photo(
        id=PhotoId(letter * 64),
        width=40,
        height=30,
        media_type="image/jpeg",
        size=1,
        taken_at="2019-03-14T10:00:00",
    )
    for letter in "abcd"
)


@dataclass
class Held:
    """What a glimmer holds, in the model: names by what their spellings have in common."""

    photos: dict[PhotoId, str] = field(default_factory=dict)
    names: dict[NameKind, list[str]] = field(
        default_factory=lambda: {kind: [] for kind in NAME_KINDS}
    )


def common(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).lower()


kinds = st.sampled_from(NAME_KINDS)
spellings = st.sampled_from(SPELLINGS)
name_lists = st.lists(spellings, max_size=4)
photos = st.sampled_from(PHOTOS)
words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
pathways = st.sampled_from((None, *PATHWAYS))


def _nothing_said(glimmer: Glimmer) -> bool:
    return (
        not glimmer.note
        and glimmer.pathway is None
        and not glimmer.loved
        and glimmer.start == glimmer.kept_at
    )


class JournalMachine(RuleBasedStateMachine):
    """Every verb of the journal; time passes between them, and now and then the clock jumps."""

    glimmers = Bundle("glimmers")

    @initialize()
    def begin(self) -> None:
        self.journal = Journal.in_memory()
        self.model: dict[GlimmerId, Glimmer] = {}
        self.held: dict[GlimmerId, Held] = {}
        self.spelled: dict[tuple[NameKind, str], str] = {}
        self.named: set[PhotoId] = set()
        self.collages: dict[CollageId, KeptCollage] = {}
        self.shown_in: dict[CollageId, set[PhotoId]] = {}
        self.erased: set[GlimmerId | CollageId] = set()
        self.now = START
        self.days: list[date] = []
        """On which the journal was opened, the latest ones, each once."""
        self.lived = 0
        self.removed_on: dict[str, int] = {}
        """How many days it had been opened on when something was let go."""
        self.told = 0
        self.changes = 0
        self.journal.listen(self._hear)

    def _hear(self) -> None:
        self.told += 1

    def _when(self, text: str | None) -> When:
        return (
            at_moment(self.now, zone="Europe/Berlin")
            if text is None
            else understand(text, now=self.now, zone="Europe/Berlin")
        )

    @rule(seconds=st.sampled_from((0, 1, 60, 3600, 86400, 10 * 86400, -3600, -400 * 86400)))
    def time_passes(self, seconds: int) -> None:
        moved = self.now.astimezone(UTC) + timedelta(seconds=seconds)
        self.now = max(moved, datetime(2020, 1, 1, tzinfo=UTC)).astimezone(START.tzinfo)

    @rule(
        target=glimmers,
        text=st.sampled_from((None, None, *TIMES)),
        note=words,
        pathway=pathways,
        loved=st.booleans(),
        people=st.just([]) | name_lists,
        tags=st.just([]) | name_lists,
    )
    def keep(
        self,
        text: str | None,
        note: str,
        pathway: str | None,
        loved: bool,
        people: list[str],
        tags: list[str],
    ) -> GlimmerId:
        draft = Draft(
            when=self._when(text),
            note=note,
            pathway=pathway,
            loved=loved,
            people=tuple(people),
            tags=tuple(tags),
        )  # type: ignore[arg-type]
        glimmer = self.journal.keep(draft, at=self.now)
        assert glimmer.id not in self.model
        self.model[glimmer.id] = glimmer
        self.held[glimmer.id] = Held()
        self._call(glimmer.id, "person", people)
        self._call(glimmer.id, "tag", tags)
        self.changes += 1
        return glimmer.id

    @rule(
        id=glimmers,
        note=words,
        text=st.sampled_from((None, *TIMES)),
        pathway=pathways,
        loved=st.booleans(),
        which=st.integers(0, 15),
    )
    def change(
        self,
        id: GlimmerId,
        note: str,
        text: str | None,
        pathway: str | None,
        loved: bool,
        which: int,
    ) -> None:
        edit, expected = Edit(), {}
        if which & 1:
            edit, expected = replace(edit, note=note), expected | {"note": note}
        if which & 2:
            edit, expected = replace(edit, pathway=pathway), expected | {"pathway": pathway}  # type: ignore[arg-type]
        if which & 4:
            edit = replace(edit, loved=loved)
        if which & 8:
            edit = replace(edit, when=self._when(text))
        if which & 3 == 3:
            edit = replace(edit, places=(SPELLINGS[which],) if which < len(SPELLINGS) else ())
        if id not in self.model:
            with pytest.raises(UnknownGlimmerError):
                self.journal.change(id, edit, at=self.now)
            return
        if which & 3 == 3:
            self._call(id, "place", list(edit.places))  # type: ignore[arg-type]
        changed = self.journal.change(id, edit, at=self.now)
        assert changed == self.model[id]._replace(
            **expected,
            loved_at=changed.loved_at,
            changed_at=changed.changed_at,
            **(
                {
                    name: getattr(changed, name)
                    for name in ("precision", "when_text", "start", "end", "edtf", "zone")
                }
                if which & 8
                else {}
            ),
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
        assert removed == (
            before
            if before.removed_at
            else before._replace(removed_at=removed.removed_at, changed_at=removed.changed_at)
        )
        self.model[id] = removed
        if before.removed_at is None:
            self.removed_on[id] = self.lived
        self.changes += 1

    @rule(id=glimmers)
    def put_back(self, id: GlimmerId) -> None:
        if id not in self.model:
            with pytest.raises(UnknownGlimmerError):
                self.journal.put_back(id, at=self.now)
            return
        back, before = self.journal.put_back(id, at=self.now), self.model[id]
        assert back == before._replace(
            removed_at=None, changed_at=back.changed_at if before.removed_at else before.changed_at
        )
        self.model[id] = back
        self.changes += 1

    @rule(id=consumes(glimmers))
    def erase(self, id: GlimmerId) -> None:
        if id not in self.model:
            with pytest.raises(UnknownGlimmerError):
                self.journal.erase(id, at=self.now)
            return
        assert self.journal.erase(id, at=self.now) == self.model.pop(id)
        self._let_go(id)
        self.erased.add(id)
        self.changes += 1

    @rule(id=glimmers)
    def forget(self, id: GlimmerId) -> None:
        as_tapped = id in self.model and self.held[id] == Held() and _nothing_said(self.model[id])
        assert self.journal.forget(id) is as_tapped
        if as_tapped:
            del self.model[id], self.held[id]
        self.changes += 1

    @rule(days=st.sampled_from((1, 7, 31)))
    def open_each_day(self, days: int) -> None:
        for _ in range(days):
            self.now += timedelta(days=1)
            self.journal.begin_day(now=self.now)
            if self.now.date() not in self.days:
                self.days = [*self.days, self.now.date()][-90:]
                self.lived += 1
                self.changes += 1
            self._forget_swept()

    @rule()
    def sweep(self) -> None:
        before = len(self.model)
        swept = self.journal.sweep_bin(now=self.now)
        self._forget_swept()
        assert swept == before - len(self.model)

    def _forget_swept(self) -> None:
        long_ago = self.now - timedelta(days=BIN_DAYS)

        def is_due(id: str, removed_at: str | None) -> bool:
            if removed_at is None or datetime.fromisoformat(removed_at) >= long_ago:
                return False
            return self.lived - self.removed_on[id] >= BIN_DAYS

        due = {id for id, glimmer in self.model.items() if is_due(id, glimmer.removed_at)}
        collages = {id for id, each in self.collages.items() if is_due(id, each.removed_at)}
        for id in due:
            del self.model[id]
            self._let_go(id)
        for collage in collages:
            del self.collages[collage], self.shown_in[collage]
        self._forget_unused()
        self.erased |= due | collages
        self.changes += bool(due | collages)

    # Photos ---------------------------------------------------------------------------------------

    @rule(id=glimmers, given=st.lists(photos, max_size=3))
    def attach(self, id: GlimmerId, given: list[Photo]) -> None:
        if id not in self.model:
            with pytest.raises(UnknownGlimmerError):
                self.journal.photos.attach(id, given, at=self.now)
            return
        held = self.held[id].photos
        new = [photo.id for photo in given if photo.id not in held]
        held |= dict.fromkeys(new, "")
        for photo in given:
            self.named.add(photo.id)
        for collage in self.collages.values():  # one may name a photo that comes only now
            self._holds_on(collage)
        self._has_changed(self.journal.photos.attach(id, given, at=self.now), bool(new))

    @rule(id=glimmers, photo=photos)
    def detach(self, id: GlimmerId, photo: Photo) -> None:
        if photo.id not in self.held.get(id, Held()).photos:
            with pytest.raises(UnknownPhotoError if id in self.model else UnknownGlimmerError):
                self.journal.photos.detach(id, photo.id, at=self.now)
            return
        del self.held[id].photos[photo.id]
        self._forget_unused()
        self._has_changed(self.journal.photos.detach(id, photo.id, at=self.now), True)

    @rule(id=glimmers, order=st.lists(photos, max_size=4))
    def arrange(self, id: GlimmerId, order: list[Photo]) -> None:
        if id not in self.model:
            return
        before = self.held[id].photos
        wanted = [photo.id for photo in order if photo.id in before]
        after = {photo: before[photo] for photo in [*wanted, *before]}
        self.held[id].photos = after
        self._has_changed(
            self.journal.photos.arrange(id, [photo.id for photo in order], at=self.now),
            list(after) != list(before),
        )

    @rule(id=glimmers, photo=photos, text=words)
    def describe(self, id: GlimmerId, photo: Photo, text: str) -> None:
        if photo.id not in self.held.get(id, Held()).photos:
            with pytest.raises(UnknownPhotoError if id in self.model else UnknownGlimmerError):
                self.journal.photos.describe(id, photo.id, text, at=self.now)
            return
        self.held[id].photos[photo.id] = text
        self._has_changed(self.journal.photos.describe(id, photo.id, text, at=self.now), True)

    @rule(
        pathway=pathways,
        spelling=st.none() | spellings,
        kind=kinds,
        days=st.none() | st.tuples(st.integers(0, 9), st.integers(0, 3)),
    )
    def pictures(
        self,
        pathway: str | None,
        spelling: str | None,
        kind: NameKind,
        days: tuple[int, int] | None,
    ) -> None:
        start = self.now.date() - timedelta(days=days[0]) if days else None
        end = start + timedelta(days=days[1]) if start and days else None
        expected = [
            (glimmer, attached)
            for glimmer in self._expected(bin=False)
            if pathway in (None, glimmer.pathway)
            and (spelling is None or common(spelling) in self.held[glimmer.id].names[kind])
            and (
                start is None
                or end is None
                or (glimmer.when.day is not None and start <= glimmer.when.day <= end)
            )
            for attached in self._parts(glimmer.id).photos
        ]
        found = self.journal.photos.pictures(
            start=start, end=end, pathway=pathway, kind=kind, name=spelling, limit=7
        )  # type: ignore[arg-type]
        assert found == expected[:7]

    # Names ----------------------------------------------------------------------------------------

    @rule(id=glimmers, kind=kinds, given=name_lists)
    def call(self, id: GlimmerId, kind: NameKind, given: list[str]) -> None:
        lists = {"person": "people", "place": "places", "tag": "tags"}
        edit = replace(Edit(), **{lists[kind]: tuple(given)})
        if id not in self.model:
            with pytest.raises(UnknownGlimmerError):
                self.journal.change(id, edit, at=self.now)
            return
        self._call(id, kind, given)
        self._has_changed(self.journal.change(id, edit, at=self.now), True)

    @rule(kind=kinds, merged=st.lists(spellings, min_size=1, max_size=3), into=spellings)
    def merge(self, kind: NameKind, merged: list[str], into: str) -> None:
        keys, target = {common(name) for name in merged}, common(into)
        known = {key for key in keys if (kind, key) in self.spelled}
        if not known:
            with pytest.raises(UnknownNameError):
                self.journal.names.merge(kind, merged, into, at=self.now)
            return
        self.journal.names.merge(kind, merged, into, at=self.now)
        self.changes += 1
        if keys == {target}:
            self.spelled[kind, target] = unicodedata.normalize("NFC", into.strip())
            touched = {target}
        else:
            self.spelled.setdefault((kind, target), unicodedata.normalize("NFC", into.strip()))
            touched = known - {target}
        for id, held in self.held.items():
            if touched & set(held.names[kind]):
                held.names[kind] = list(
                    dict.fromkeys(target if name in known else name for name in held.names[kind])
                )
                self._was_touched(id)
        self._forget_unused()

    @rule(kind=kinds, spelling=spellings)
    def remove_name(self, kind: NameKind, spelling: str) -> None:
        if (kind, common(spelling)) not in self.spelled:
            with pytest.raises(UnknownNameError):
                self.journal.names.remove(kind, spelling, at=self.now)
            return
        self.journal.names.remove(kind, spelling, at=self.now)
        self.changes += 1
        for id, held in self.held.items():
            if common(spelling) in held.names[kind]:
                held.names[kind].remove(common(spelling))
                self._was_touched(id)
        self._forget_unused()

    @rule(kind=kinds, spelling=spellings, limit=st.integers(1, 3))
    def of_name(self, kind: NameKind, spelling: str, limit: int) -> None:
        seen: list[Glimmer] = []
        while page := self.journal.names.glimmers(
            kind, spelling, before=seen[-1].id if seen else None, limit=limit
        ):
            seen += page
        assert seen == [
            each
            for each in self._expected(bin=False)
            if common(spelling) in self.held[each.id].names[kind]
        ]

    def _call(self, id: GlimmerId, kind: NameKind, given: list[str]) -> None:
        for name in given:
            self.spelled.setdefault(
                (kind, common(name)), unicodedata.normalize("NFC", name.strip())
            )
        self.held[id].names[kind] = list(dict.fromkeys(map(common, given)))
        self._forget_unused()

    # Collages -------------------------------------------------------------------------------------

    @rule(used=st.lists(photos, max_size=3), seed=st.integers(0, 9))
    def keep_collage(self, used: list[Photo], seed: int) -> None:
        record = {"seed": seed, "frames": [{"photo": photo.id} for photo in used]}
        collage = self.journal.collages.keep(record, "e" * 63 + str(seed), at=self.now)
        assert collage.record == record
        self.collages[collage.id] = collage
        self._holds_on(collage)
        self.changes += 1

    @rule(
        choose=st.integers(0, 5),
        used=st.lists(photos, max_size=3),
        what=st.sampled_from(("change", "remove", "put back", "erase")),
    )
    def change_collage(self, choose: int, used: list[Photo], what: str) -> None:
        if not self.collages:
            return
        id = list(self.collages)[choose % len(self.collages)]
        self.changes += 1
        if what == "erase":
            self.journal.collages.erase(id, at=self.now)
            self.erased.add(id)
            del self.collages[id], self.shown_in[id]
            self._forget_unused()
            return
        if what == "change":
            after = self.journal.collages.change(
                id, {"photos": [photo.id for photo in used]}, "f" * 64, at=self.now
            )
        elif what == "remove":
            if self.collages[id].removed_at is None:
                self.removed_on[id] = self.lived
            after = self.journal.collages.remove(id, at=self.now)
            assert after.removed_at is not None
        else:
            after = self.journal.collages.put_back(id, at=self.now)
            assert after.removed_at is None
        assert self.journal.collages.get(id) == after
        self.collages[id] = after
        self._holds_on(after)
        self._forget_unused()

    def _holds_on(self, collage: KeptCollage) -> None:
        self.shown_in[collage.id] = {photo for photo in self.named if photo in str(collage.record)}

    @rule(limit=st.integers(1, 7), bin=st.booleans())
    def pages_of_collages(self, limit: int, bin: bool) -> None:
        self._agree_on_collages(limit=limit, bin=bin)

    def _agree_on_collages(self, *, limit: int, bin: bool) -> None:
        chosen = [each for each in self.collages.values() if bool(each.removed_at) is bin]
        expected = sorted(chosen, key=lambda each: (each.removed_at or "", each.id), reverse=True)
        seen: list[KeptCollage] = []
        while page := self.journal.collages.page(seen[-1].id if seen else None, limit, bin=bin):
            assert len(page) <= limit
            seen += page
        assert seen == expected

    # Looking --------------------------------------------------------------------------------------

    @rule(limit=st.integers(1, 7), bin=st.booleans())
    def pages(self, limit: int, bin: bool) -> None:
        seen: list[Glimmer] = []
        while page := self.journal.page(before=seen[-1].id if seen else None, limit=limit, bin=bin):
            seen += page
        assert seen == self._expected(bin=bin)

    def _expected(self, *, bin: bool) -> list[Glimmer]:
        chosen = [glimmer for glimmer in self.model.values() if bool(glimmer.removed_at) is bin]
        return sorted(
            chosen,
            key=lambda glimmer: (glimmer.removed_at if bin else sort_key(glimmer.when), glimmer.id),
            reverse=True,
        )

    @rule()
    def days(self) -> None:
        for day in {glimmer.when.day for glimmer in self.model.values()} - {None}:
            expected = [
                each
                for each in self._expected(bin=False)
                if each.when.day == day and each.precision in ("moment", "day")
            ]
            assert self.journal.of_day(day) == expected

    @rule(value=st.none() | st.booleans() | st.integers() | words)
    def prefer(self, value: object) -> None:
        self.journal.preferences.choose("name", value, at=self.now)
        assert self.journal.preferences.get("name", "default") == value
        self.changes += 1

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "journal"):
            return
        assert self.journal.page(limit=1000) == self._expected(bin=False)
        assert self.journal.count() == len(self._expected(bin=False))
        assert self.told == self.changes
        assert self.journal.parts(list(self.model)) == {id: self._parts(id) for id in self.model}
        for kind in NAME_KINDS:
            used = [
                key
                for glimmer in self._expected(bin=False)
                for key in self.held[glimmer.id].names[kind]
            ]
            ranked = sorted(
                set(used),
                key=lambda key: (
                    -used.count(key),
                    unicodedata.normalize("NFD", key).replace("\u0301", ""),
                ),
            )
            assert self.journal.names.all(kind) == [
                Name(name=self.spelled[kind, key], count=used.count(key)) for key in ranked
            ]
        assert self.journal.photos.in_use() == {
            *self.named,
            *(collage.picture for collage in self.collages.values()),
        }
        for bin in (False, True):
            self._agree_on_collages(
                limit=PAGE, bin=bin
            )  # as many as there are: a long run keeps more than a page of them

    def _parts(self, id: GlimmerId) -> Parts:
        held = self.held[id]
        people, places, tags = (
            tuple(self.spelled[kind, key] for key in held.names[kind]) for kind in NAME_KINDS
        )
        known = {photo.id: photo for photo in PHOTOS}
        attached = [
            Attached(photo=known[photo], description=text) for photo, text in held.photos.items()
        ]
        return Parts(photos=tuple(attached), people=people, places=places, tags=tags)

    def _has_changed(self, after: Glimmer, changed: bool) -> None:
        before = self.model[after.id]
        assert after == before._replace(changed_at=iso(self.now) if changed else before.changed_at)
        self.model[after.id] = after
        self.changes += 1

    def _was_touched(self, id: GlimmerId) -> None:
        self.model[id] = self.model[id]._replace(changed_at=iso(self.now))

    def _let_go(self, id: GlimmerId) -> None:
        del self.held[id]
        self._forget_unused()

    def _forget_unused(self) -> None:
        names = {
            (kind, key)
            for held in self.held.values()
            for kind in NAME_KINDS
            for key in held.names[kind]
        }
        self.spelled = {key: name for key, name in self.spelled.items() if key in names}
        used = {photo for held in self.held.values() for photo in held.photos}.union(
            *self.shown_in.values()
        )
        self.named &= used

    def teardown(self) -> None:
        if not hasattr(self, "journal"):
            return
        health = self.journal.examine()
        assert health.problems == ()
        assert health.glimmers + health.in_bin == len(self.model)
        tombstones = {id for (id,) in self.journal._conn.execute("SELECT id FROM tombstones")}
        assert tombstones == self.erased
        records = self.journal.records.page(limit=1000)
        assert [from_json(to_json(record)) for record in records] == records
        other = Journal.in_memory()
        assert len(other.records.take_in(records, at=self.now).new) == len(self.model)
        assert other.records.page(limit=1000) == records
        self.journal.close()

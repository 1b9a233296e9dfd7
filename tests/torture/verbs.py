"""Every verb of the journal as something that is done again and again, and whose outcome can be
told after a kill.

`do(journal, n)` does it for the n-th time; `seen(journal)` says what is there; after `n` times that
is `expected(n)`. Killed between two of them, a journal must show what the last one left that was
acknowledged, or what the one left that had begun: nothing in between, and nothing less.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.core.glimmers import Draft, Edit, Glimmer
from app.core.photos import KeptCollage, Photo, PhotoId
from app.core.when.times import at_moment
from storage.journal import BIN_DAYS, Journal

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))


def photo(number: int) -> Photo:
    id = PhotoId(f"{number:064x}")
    return Photo(id=id, width=40, height=30, media_type="image/jpeg", size=1)


def keep(
    journal: Journal, note: str = "", *, photos: Sequence[Photo] = (), **names: tuple[str, ...]
) -> Glimmer:
    draft = Draft(when=at_moment(NOW), note=note, **names)  # type: ignore[arg-type]
    return journal.keep(draft, at=NOW, photos=photos)


def second(n: int) -> datetime:
    """The n-th after all began."""
    return NOW + timedelta(seconds=n)


def n_of(second: datetime) -> int:
    """Which one it was."""
    return round((second - NOW).total_seconds())


class Verb(ABC):
    """One verb of the journal."""

    def prepare(self, journal: Journal) -> None:
        """Once, before anybody is killed; most need nothing."""
        return

    @abstractmethod
    def do(self, journal: Journal, n: int) -> None:
        """For the n-th time, counted from 1."""

    @abstractmethod
    def seen(self, journal: Journal) -> Any:
        """What is there now."""

    @abstractmethod
    def expected(self, n: int) -> Any:
        """What is there when it was done `n` times."""

    def fits(self, seen: Any, n: int, *, acknowledged: bool) -> bool:
        """Whether this may be there when the n-th time was acknowledged, or had only begun."""
        return bool(seen == self.expected(n))


class Toggled(Verb):
    """A verb and the one that takes it back, in turn."""

    def expected(self, n: int) -> bool:
        return n % 2 == 1


def only(journal: Journal) -> Glimmer:
    (glimmer,) = [*journal.page(limit=2), *journal.page(limit=2, bin=True)]
    return glimmer


def only_collage(journal: Journal) -> KeptCollage:
    (collage,) = [*journal.collages.page(limit=2), *journal.collages.page(limit=2, bin=True)]
    return collage


class Keep(Verb):
    """Words, names and photos in one transaction."""

    def do(self, journal: Journal, n: int) -> None:
        draft = Draft(when=at_moment(NOW), note=f"number {n}", people=(f"P{n}",), tags=("storm",))
        journal.keep(draft, at=second(n), photos=[photo(n)])

    def seen(self, journal: Journal) -> tuple[int, bool]:
        count = journal.count()
        if not count:
            return 0, True
        # The newest by its id: all of them are of one moment.
        (newest,) = journal.page(limit=1)
        parts = journal.parts([newest.id])[newest.id]
        whole = (f"number {count}", (f"P{count}",), ("storm",), photo(count))
        return count, whole == (newest.note, parts.people, parts.tags, parts.photos[0].photo)

    def expected(self, n: int) -> tuple[int, bool]:
        return n, True


class Change(Verb):
    """Words and names in one transaction."""

    def prepare(self, journal: Journal) -> None:
        keep(journal)

    def do(self, journal: Journal, n: int) -> None:
        edit = Edit(note=f"number {n} " + "light " * (n % 300), people=(f"P{n}",))
        journal.change(only(journal).id, edit, at=NOW)

    def seen(self, journal: Journal) -> tuple[str, tuple[str, ...]]:
        glimmer = only(journal)
        return glimmer.note, journal.parts([glimmer.id])[glimmer.id].people

    def expected(self, n: int) -> tuple[str, tuple[str, ...]]:
        return (f"number {n} " + "light " * (n % 300), (f"P{n}",)) if n else ("", ())


class RemoveAndPutBack(Toggled):
    def prepare(self, journal: Journal) -> None:
        keep(journal, "back and forth")

    def do(self, journal: Journal, n: int) -> None:
        (journal.remove if n % 2 else journal.put_back)(only(journal).id, at=NOW)

    def seen(self, journal: Journal) -> bool:
        return only(journal).removed_at is not None


class MadeAndTakenAway(Verb):
    """What is made first, by another verb, and is then gone for good: what was acknowledged is
    never left."""

    def expected(self, n: int) -> int | None:
        return None

    def fits(self, seen: int | None, n: int, *, acknowledged: bool) -> bool:
        return seen is None or (seen == n and not acknowledged)


class Erase(MadeAndTakenAway):
    def do(self, journal: Journal, n: int) -> None:
        kept = keep(journal, f"Zitronenfalter {n}", photos=[photo(n)])
        journal.erase(kept.id, at=NOW)

    def seen(self, journal: Journal) -> int | None:
        left = journal.page(limit=10)
        for glimmer in left:
            journal.erase(glimmer.id, at=NOW)
        assert journal.photos.in_use() == frozenset()
        assert len(left) <= 1
        return int(left[0].note.split()[1]) if left else None


class Forget(MadeAndTakenAway):
    def do(self, journal: Journal, n: int) -> None:
        assert journal.forget(journal.keep(Draft(when=at_moment(at := second(n))), at=at).id)

    def seen(self, journal: Journal) -> int | None:
        left = journal.page(limit=10)
        for glimmer in left:
            assert journal.forget(glimmer.id)
        assert len(left) <= 1
        return n_of(datetime.fromisoformat(left[0].kept_at)) if left else None


class AttachAndDetach(Toggled):
    def prepare(self, journal: Journal) -> None:
        keep(journal, "with a photo")

    def do(self, journal: Journal, n: int) -> None:
        if n % 2:
            journal.photos.attach(only(journal).id, [photo(1), photo(2)], at=NOW)
        else:
            journal.photos.detach(only(journal).id, photo(1).id, at=NOW)

    def seen(self, journal: Journal) -> bool:
        known = journal.photos.known()
        assert not known or photo(1).id in known, "its file is in use, or was let go"
        return photo(1).id in journal.photos.in_use()


class Describe(Verb):
    def prepare(self, journal: Journal) -> None:
        keep(journal, photos=[photo(1), photo(2), photo(3)])

    def do(self, journal: Journal, n: int) -> None:
        journal.photos.describe(only(journal).id, photo(1).id, f"number {n}", at=NOW)

    def seen(self, journal: Journal) -> str:
        id = only(journal).id
        first = next(each for each in journal.parts([id])[id].photos if each.photo == photo(1))
        return first.description

    def expected(self, n: int) -> str:
        return f"number {n}" if n else ""


class Arrange(Toggled):
    def prepare(self, journal: Journal) -> None:
        keep(journal, photos=[photo(1), photo(2), photo(3)])

    def do(self, journal: Journal, n: int) -> None:
        order = [photo(number).id for number in ((3, 2, 1) if n % 2 else (1, 2, 3))]
        journal.photos.arrange(only(journal).id, order, at=NOW)

    def seen(self, journal: Journal) -> bool:
        id = only(journal).id
        order = [each.photo for each in journal.parts([id])[id].photos]
        assert order in ([photo(1), photo(2), photo(3)], [photo(3), photo(2), photo(1)]), order
        return order[0] == photo(3)


class Rename(Verb):
    def prepare(self, journal: Journal) -> None:
        for _ in range(20):
            keep(journal, people=("P0", "Bo"))

    def do(self, journal: Journal, n: int) -> None:
        journal.names.rename("person", f"P{n - 1}", f"P{n}", at=NOW)

    def seen(self, journal: Journal) -> list[tuple[str, int]]:
        return sorted((name.name, name.count) for name in journal.names.all("person"))

    def expected(self, n: int) -> list[tuple[str, int]]:
        return [("Bo", 20), (f"P{n}", 20)]


class MergeNames(Verb):
    def prepare(self, journal: Journal) -> None:
        keep(journal, tags=("all",))

    def do(self, journal: Journal, n: int) -> None:
        journal.change(only(journal).id, Edit(tags=("all", "one more")), at=NOW)
        journal.names.merge("tag", ["one more"], "all", at=NOW)

    def seen(self, journal: Journal) -> bool:
        names = {name.name for name in journal.names.all("tag")}
        return names in ({"all"}, {"all", "one more"})

    def expected(self, n: int) -> bool:
        return True


class RemoveName(Verb):
    def prepare(self, journal: Journal) -> None:
        keep(journal, "for a while")

    def do(self, journal: Journal, n: int) -> None:
        journal.change(only(journal).id, Edit(places=("Elbstrand",)), at=NOW)
        journal.names.remove("place", "Elbstrand", at=NOW)

    def seen(self, journal: Journal) -> bool:
        return {name.name for name in journal.names.all("place")} <= {"Elbstrand"}

    def expected(self, n: int) -> bool:
        return True


class KeepCollage(Verb):
    def do(self, journal: Journal, n: int) -> None:
        journal.collages.keep({"number": n}, f"{n:064x}", at=second(n))

    def seen(self, journal: Journal) -> int:
        latest = journal.collages.page(limit=1)
        return int(latest[0].record["number"]) if latest else 0

    def expected(self, n: int) -> int:
        return n


class ChangeCollage(Verb):
    def prepare(self, journal: Journal) -> None:
        keep(journal, photos=[photo(1)])
        journal.collages.keep({"number": 0, "photos": [photo(1).id]}, "f" * 64, at=NOW)

    def do(self, journal: Journal, n: int) -> None:
        record = {"number": n, "photos": [photo(1).id]}
        journal.collages.change(only_collage(journal).id, record, f"{n:064x}", at=NOW)

    def seen(self, journal: Journal) -> tuple[int, str, bool]:
        collage = only_collage(journal)
        number = int(collage.record["number"])
        before = f"{number - 1:064x}" if number > 1 else "f" * 64
        let_go = before in journal.photos.known() - journal.photos.in_use() if number else True
        return number, collage.picture, let_go

    def expected(self, n: int) -> tuple[int, str, bool]:
        return n, f"{n:064x}" if n else "f" * 64, True


class RemoveAndPutBackCollage(Toggled):
    def prepare(self, journal: Journal) -> None:
        journal.collages.keep({}, "f" * 64, at=NOW)

    def do(self, journal: Journal, n: int) -> None:
        verb = journal.collages.remove if n % 2 else journal.collages.put_back
        verb(only_collage(journal).id, at=NOW)

    def seen(self, journal: Journal) -> bool:
        return only_collage(journal).removed_at is not None


class EraseCollage(MadeAndTakenAway):
    def do(self, journal: Journal, n: int) -> None:
        collage = journal.collages.keep({"number": n}, f"{n:064x}", at=NOW)
        journal.collages.erase(collage.id, at=NOW)

    def seen(self, journal: Journal) -> int | None:
        left = journal.collages.page()
        for collage in left:
            journal.collages.erase(collage.id, at=NOW)
        assert len(left) <= 1
        return int(left[0].record["number"]) if left else None


class Prefer(Verb):
    def do(self, journal: Journal, n: int) -> None:
        journal.preferences.choose("look", n, at=NOW)

    def seen(self, journal: Journal) -> int:
        return int(journal.preferences.get("look", 0))

    def expected(self, n: int) -> int:
        return n


class Claim(Verb):
    def do(self, journal: Journal, n: int) -> None:
        at = NOW + timedelta(minutes=n)
        journal.preferences.claim(
            "turn", at, now=at
        )  # not ours where the one that was killed had it, and could not say so
        assert datetime.fromisoformat(journal.preferences.get("turn", "")) == at

    def seen(self, journal: Journal) -> bool:
        claimed = journal.preferences.get("turn", None)
        return claimed is None or datetime.fromisoformat(claimed) >= NOW

    def expected(self, n: int) -> bool:
        return True


class EmptyTheBin(Verb):
    """Each day one glimmer is let go, and the one of a month ago goes for good."""

    def do(self, journal: Journal, n: int) -> None:
        now = NOW + timedelta(days=n)
        journal.begin_day(now=now)
        kept = journal.keep(Draft(when=at_moment(now), note=f"day {n}"), at=now)
        journal.remove(kept.id, at=now)

    def seen(self, journal: Journal) -> bool:
        for glimmer in journal.page():  # kept and not yet let go when it was killed
            journal.remove(glimmer.id, at=datetime.fromisoformat(glimmer.kept_at))
        return len(journal.page(bin=True, limit=100)) <= 2 * (BIN_DAYS + 2)

    def expected(self, n: int) -> bool:
        return True


VERBS: tuple[type[Verb], ...] = (
    Keep,
    Change,
    RemoveAndPutBack,
    Erase,
    Forget,
    AttachAndDetach,
    Describe,
    Arrange,
    Rename,
    MergeNames,
    RemoveName,
    KeepCollage,
    ChangeCollage,
    RemoveAndPutBackCollage,
    EraseCollage,
    Prefer,
    Claim,
    EmptyTheBin,
)

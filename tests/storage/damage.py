"""Journals to break, ways to break them, and a judge of what came of it.

`python -m tests.storage.damage [FLIPS] [CUTS] [SEED]` hurts a journal that often and counts the
outcomes.
"""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock
from zoneinfo import ZoneInfo

from app.core.errors import GlimmersError
from app.core.glimmers import Draft, Edit, Glimmer, GlimmerId
from app.core.photos import KeptCollage, Parts, Photo, Picture
from app.core.when.grammar import understand
from app.core.when.times import at_moment
from storage.journal import Journal
from storage.opening import open_in_folder
from storage.photos import in_folder
from storage.vault import DATABASE
from tests.told import look_over, look_over_photos

NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))
_WORDS = [
    "sang",
    "rain",
    "kitchen",
    "light",
    "letter",
    "moss",
    "harbour",
    "bread",
    "laughter",
    "window",
    "snow",
    "train",
    "apple",
    "quiet",
    "river",
    "owl",
]
_LOG = DATABASE + "-wal"


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything a journal was told."""

    glimmers: dict[GlimmerId, tuple[Glimmer, Parts]]
    collages: tuple[KeptCollage, ...]
    choices: dict[str, object]


def make_journal(folder: Path, *, glimmers: int = 120, seed: int = 1, log: bool = False) -> Kept:
    """A journal with some of everything over many pages; with `log` its last third lies in a log,
    as a kill leaves it.
    """
    rng = random.Random(seed)
    photos = [_photo(folder, number) for number in range(6)]
    journal = open_in_folder(folder, now=NOW)
    with mock.patch(
        "os.urandom", rng.randbytes
    ):  # ids too, so that a bit is the same bit each time
        return _filled(journal, folder, glimmers, rng, photos, log=log)


def _filled(
    journal: Journal,
    folder: Path,
    glimmers: int,
    rng: random.Random,
    photos: list[Photo],
    *,
    log: bool,
) -> Kept:
    journal._conn.execute("PRAGMA synchronous = OFF")
    with closing(journal):
        for number in range(glimmers):
            if log and number == glimmers * 2 // 3:
                journal._conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            _keep(journal, number, rng, photos)
        journal.collages.keep(
            {"photos": [photos[0].id], "caption": "harbour"}, photos[5].id, at=NOW
        )
        journal.preferences.choose("southern", True, at=NOW)
        kept = read_all(journal)
        left = {name: (folder / name).read_bytes() for name in (DATABASE, _LOG)}
    if log:
        for name, data in left.items():
            (folder / name).write_bytes(data)
            (folder / name).chmod(0o600)
        (folder / (DATABASE + "-shm")).unlink(missing_ok=True)
    return kept


def _photo(folder: Path, number: int) -> Photo:
    display = b"\xff\xd8" + bytes((number,)) * 3000 + b"\xff\xd9"
    id = asyncio.run(
        in_folder(folder).put(
            Picture(display=display, thumbnail=display[:400] + b"\xff\xd9", width=40, height=30)
        )
    )
    return Photo(id=id, width=40, height=30, media_type="image/jpeg", size=len(display))


def _keep(journal: Journal, number: int, rng: random.Random, photos: list[Photo]) -> None:
    at = NOW - timedelta(minutes=7 * number)
    when = understand(f"{2000 + number % 20}", now=NOW) if number % 5 == 4 else at_moment(at)
    length = (
        900 if number % 17 == 3 else rng.randrange(4, 30)
    )  # the long ones go on in pages of their own
    note = f"glimmer {number} " + " ".join(
        f"{rng.choice(_WORDS)}{rng.randrange(90)}" for _ in range(length)
    )
    glimmer = journal.keep(
        Draft(when=when, note=note if number % 9 else "", loved=number % 3 == 0), at=at
    )
    if number % 4 == 0:
        journal.change(
            glimmer.id,
            Edit(people=("Noor", "Émile"), places=("Porto",), tags=(f"tag {number % 3}",)),
            at=at,
        )
    if number % 10 == 1:
        journal.photos.attach(glimmer.id, rng.sample(photos[:5], 2), at=at)
    if number % 11 == 5:
        journal.remove(glimmer.id, at=NOW)


def read_all(journal: Journal) -> Kept:
    """Everything that a journal answers."""
    found = [*_pages(journal, bin=False), *_pages(journal, bin=True)]
    parts = journal.parts([glimmer.id for glimmer in found])
    return Kept(
        glimmers={glimmer.id: (glimmer, parts[glimmer.id]) for glimmer in found},
        collages=tuple(journal.collages.page()),
        choices={name: journal.preferences.get(name, None) for name in ("southern",)},
    )


def _pages(journal: Journal, *, bin: bool) -> Iterator[Glimmer]:
    page = journal.page(bin=bin)
    while page:
        yield from page
        page = journal.page(before=page[-1].id, bin=bin)


@contextmanager
def opened(folder: Path) -> Iterator[Journal]:
    """The journal in `folder`, as any command opens it."""
    with closing(open_in_folder(folder, now=NOW)) as journal:
        yield journal


def copied(made: Path, folder: Path) -> Path:
    """A copy of a journal's folder to break; returns its database."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return folder / DATABASE


def flip(file: Path, bit: int) -> None:
    """Turn one bit of a file over, counted from its start, the lowest of each byte first."""
    with file.open("r+b") as opened_file:
        opened_file.seek(bit // 8)
        (before,) = opened_file.read(1)
        opened_file.seek(bit // 8)
        opened_file.write(bytes((before ^ 1 << bit % 8,)))


def cut(file: Path, size: int) -> None:
    """Let the file end after `size` bytes."""
    with file.open("r+b") as opened_file:
        opened_file.truncate(size)


RIGHT, MENDED, NAMED, REFUSED = (
    "right as it was",
    "mended, all there",
    "mended, what was lost is named",
    "refused in a sentence",
)
SHORTER = "as it was before the end of its log, which is gone"
"""What a log does not hold any more, or holds only a part of, was never finished as far as anybody
can tell.
"""
UNWITNESSED = "changed where nothing tells it was another"
"""A letter made large, a comma, the words for a time, what is said about a photo: there is no
second witness for these.
"""
SILENT, BROKEN = "LOST OR CHANGED WITHOUT A WORD", "BROKEN"


def judge(folder: Path, kept: Kept) -> str:
    """What came of the damage: looked at as a person would, mended by the doctor, and compared with
    what was kept.

    Words of one glimmer under the id of another, and anything that is gone without a word, are
    `SILENT`; an error that is none of ours is `BROKEN`.
    """
    try:
        answers = _look(folder)
        first = look_over_photos(look_over(folder, repair=False, now=NOW))
        if answers is not None and (first.ok or _exchanged(answers, kept)):
            return _compared(answers, kept, first.problems)
        repaired = look_over_photos(look_over(folder, repair=True, now=NOW))
        answers = _look(folder)
    except Exception as error:
        return f"{BROKEN}: {type(error).__name__} at {_place(error)}"
    if answers is None:
        return REFUSED if repaired.problems else SILENT
    return _compared(answers, kept, (*first.problems, *repaired.problems))


def _judge_log(folder: Path, kept: Kept, *, one: bool) -> str:
    """Whether what is missing after a damaged log is its end and nothing else; `one`: the last
    transaction at most.
    """
    found = _look(folder)
    if found is None or _exchanged(found, kept):
        return SILENT
    oldest_first = sorted(kept.glimmers, reverse=True)  # `make_journal` goes back in time
    missing = [id for id in oldest_first if id not in found.glimmers]
    words = all(each.note == kept.glimmers[id][0].note for id, (each, _) in found.glimmers.items())
    at_the_end = missing == oldest_first[len(oldest_first) - len(missing) :]
    return (
        SHORTER
        if words and at_the_end and len(missing) <= (1 if one else len(kept.glimmers) / 3 + 1)
        else SILENT
    )


def _look(folder: Path) -> Kept | None:
    """What is answered, by a command that only reads and by one that may write, which agree; None
    where it is refused.
    """
    read = None
    with suppress(GlimmersError), closing(Journal.read(folder / DATABASE)) as journal:
        read = read_all(journal)
    try:
        with opened(folder) as journal:
            answered = read_all(journal)
    except GlimmersError:
        return read
    assert read is None or read == answered
    return answered


def _place(error: BaseException) -> str:
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "/storage/" in frame.filename
    ]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def _exchanged(found: Kept, kept: Kept) -> bool:
    """Whether a glimmer has the words of another."""
    others = {glimmer.note: id for id, (glimmer, _) in kept.glimmers.items() if glimmer.note}
    return any(
        others.get(glimmer.note, id) != id
        for id, (glimmer, _) in found.glimmers.items()
        if id in kept.glimmers
    )


def _compared(found: Kept, kept: Kept, problems: tuple[str, ...]) -> str:
    told = "\n".join(problems)
    if _exchanged(found, kept):
        return SILENT
    outcome = MENDED if problems else RIGHT
    lost = kept.glimmers.keys() - found.glimmers.keys()
    if lost:
        counted = re.search(r"(\d+) could not be read", told)
        if (
            "It is not known" not in told
            and "at least" not in told
            and (counted is None or int(counted[1]) < len(lost))
        ):
            return SILENT
        outcome = NAMED
    changed = [
        _changed(found.glimmers[id], each, told)
        for id, each in kept.glimmers.items()
        if id in found.glimmers
    ]
    changed.append(_changed_beside(found, kept, told))
    return next((each for each in (SILENT, UNWITNESSED, NAMED) if each in changed), outcome)


def _changed(found: tuple[Glimmer, Parts], kept: tuple[Glimmer, Parts], told: str) -> str | None:
    (glimmer, parts), (was, had) = found, kept
    if found == kept:
        return None
    if glimmer.id in told:
        return NAMED
    if _terms(glimmer.note) != _terms(was.note):
        return SILENT
    if glimmer != was:
        return UNWITNESSED
    if "Some photos, names" in told or "names:" in told or "foreign key" in told:
        return NAMED
    same = [photo.photo.id for photo in parts.photos] == [photo.photo.id for photo in had.photos]
    counts = [(len(each.people), len(each.places), len(each.tags)) for each in (parts, had)]
    return UNWITNESSED if same and counts[0] == counts[1] else SILENT


def _changed_beside(found: Kept, kept: Kept, told: str) -> str | None:
    if (found.collages, found.choices) == (kept.collages, kept.choices):
        return NAMED if "photo" in told else None
    if "Some photos, names, collages or choices" in told:
        return NAMED
    return UNWITNESSED if len(found.collages) == len(kept.collages) else SILENT


def _terms(note: str) -> list[str]:
    """As the index sees them: without case and punctuation."""
    return re.findall(r"[^\W_]+", note.lower())


def flips_and_cuts(
    made: Path, kept: Kept, *, flips: int, cuts: int, seed: int, show: bool = False
) -> Counter[str]:
    """How many of so many random flips and cuts over database, log and photo files came out how."""
    rng = random.Random(seed)
    outcomes: Counter[str] = Counter()
    files = [path.relative_to(made) for path in sorted(made.rglob("*")) if path.is_file()]
    for number in range(flips + cuts):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            copied(made, folder)
            name = (
                rng.choice(files)
                if rng.random() < 0.2
                else rng.choice([path for path in files if len(path.parts) == 1])
            )
            size = (folder / name).stat().st_size
            at = rng.randrange(size * 8) if number < flips else rng.randrange(size)
            (flip if number < flips else cut)(folder / name, at)
            outcome = judge(folder, kept)
            if outcome == SILENT and name.name == _LOG:
                outcome = _judge_log(folder, kept, one=number < flips)
        outcomes[outcome] += 1
        if show and outcome.startswith((SILENT, BROKEN)):
            print(f"{'flip' if number < flips else 'cut'} of {name} at {at}: {outcome}", flush=True)
    return outcomes


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    many, few, beginning = (given + [2000, 500, 1][len(given) :])[:3]
    total: Counter[str] = Counter()
    for with_log in (False, True):
        with tempfile.TemporaryDirectory() as made_in:
            all_kept = make_journal(Path(made_in), log=with_log)
            total += flips_and_cuts(
                Path(made_in),
                all_kept,
                flips=many // 2,
                cuts=few // 2,
                seed=beginning + with_log,
                show=True,
            )
    for what, count in total.most_common():
        print(f"{count:6} {what}")
    sys.exit(1 if any(what.startswith((SILENT, BROKEN)) for what in total) else 0)

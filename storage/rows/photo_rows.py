"""The rows of photos: which glimmer holds which, in what order, and what is said about each.

A photo that no glimmer and no kept collage uses any more is deleted by the database itself (the
triggers of `m002`); its file is swept by the photo store. `Photos` is the drawer; every function
takes the connection inside a transaction that `Journal` began.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from app.core.errors import ADDING_PHOTO, CHANGING, EMPTYING, RESTORING, UnknownPhotoError
from app.core.exchange.record import words_mark
from app.core.glimmers import Glimmer, GlimmerId, Pathway, check_words
from app.core.photos import Attached, NameKind, Photo, PhotoId
from app.core.when.times import iso
from storage.database import lived_days
from storage.database.lenient import reads_on
from storage.rows import glimmer_rows, link_rows
from storage.rows.drawer import PAGE, Drawer, even_on_a_full_disk
from storage.rows.erased_rows import FOR_GOOD
from storage.rows.name_rows import TABLES, key_of
from storage.rows.own_row import own
from storage.rows.stamps import later_than, utc

DAYS_WANTED_BACK = 2
"""Days of opening the journal for which the file of a photo that was taken out stays, so that it
can be put back.
"""

COLUMNS = (
    "p.id, p.width, p.height, p.media_type, p.size, p.taken_at, ifnull(p.focus_x, 0.5), "
    "ifnull(p.focus_y, 0.5), p.sight_x, p.sight_y, l.description"
)
INSERT = """
    INSERT INTO photos (
        id, width, height, media_type, size, taken_at, focus_x, focus_y, sight_x, sight_y, kept_at
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_KEEP_IN_SIGHT = f"""
    UPDATE photos SET
        sight_x = ?, sight_y = ?,
        sight_changed_at = {later_than("ifnull(sight_changed_at, kept_at)")}
    WHERE id = ?
"""
_LINK = """
    INSERT INTO glimmer_photos (glimmer, photo, position, sort_key)
    SELECT
        id, ?, (SELECT ifnull(max(position) + 1, 0) FROM glimmer_photos WHERE glimmer = ?), sort_key
    FROM glimmers WHERE id = ?
    ON CONFLICT DO NOTHING
"""
# A collage may name a photo that the journal gets only later: from then on the collage holds it.
HOLD = """
    INSERT INTO collage_photos (collage, photo)
    SELECT id, ? FROM collages WHERE instr(record, '"' || ? || '"') ON CONFLICT DO NOTHING
"""
_OF_EACH = f"""
    SELECT l.glimmer, {COLUMNS} FROM glimmer_photos l JOIN photos p ON p.id = l.photo
    WHERE l.glimmer IN (SELECT value FROM json_each(?)) AND {own("photos", "p")}
    ORDER BY l.glimmer, l.position, l.photo
"""


@reads_on
class Photos(Drawer):
    """The photos of glimmers; their files are the photo store's."""

    def attach(self, id: GlimmerId, photos: Sequence[Photo], *, at: datetime) -> Glimmer:
        """Add stored photos at the end; one that is there already stays where it is, as it is."""
        with self._access.transaction(ADDING_PHOTO):
            glimmer_rows.get(self._conn, id)
            new = attach(self._conn, id, photos, kept_at=iso(at))
            link_rows.changed(self._conn, "photo", [(id, photo) for photo in new], at=at)
            return self._touched(id, bool(new), at=at)

    @even_on_a_full_disk
    def detach(
        self, id: GlimmerId, photo: PhotoId, *, at: datetime, for_good: bool = False
    ) -> Glimmer:
        """Take a photo out; `for_good`: nobody can put it back, so that its file may go at once.

        Raises:
            UnknownPhotoError: it is not in there.
        """
        query = "DELETE FROM glimmer_photos WHERE glimmer = ? AND photo = ?"
        with self._access.transaction(CHANGING):
            glimmer_rows.get(self._conn, id)
            _check_id(photo)
            _descriptions_replaced(self._conn, id, [photo])
            link_rows.let_go(self._conn, "photo", [(id, photo)], at=at)
            if not self._conn.execute(query, (id, photo)).rowcount:
                raise UnknownPhotoError
            if for_good:
                due_at_once(self._conn, [photo])
            return self._touched(id, True, at=at)

    def arrange(self, id: GlimmerId, photos: Sequence[PhotoId], *, at: datetime) -> Glimmer:
        """Put the photos in this order, the first is the cover.

        Those not named follow as they were; what is not in the glimmer is not heeded.
        """
        query = "SELECT photo FROM glimmer_photos WHERE glimmer = ? ORDER BY position, photo"
        with self._access.transaction(CHANGING):
            glimmer_rows.get(self._conn, id)
            before = [photo for (photo,) in self._conn.execute(query, (id,))]
            after = [photo for photo in dict.fromkeys(photos) if photo in before]
            after += [photo for photo in before if photo not in after]
            self._conn.executemany(
                "UPDATE glimmer_photos SET position = ? WHERE glimmer = ? AND photo = ?",
                [(position, id, photo) for position, photo in enumerate(after)],
            )
            moved = [
                (id, photo) for photo, other in zip(after, before, strict=True) if photo != other
            ]
            _descriptions_replaced(self._conn, id, [photo for _, photo in moved])
            link_rows.changed(self._conn, "photo", moved, at=at)
            return self._touched(id, bool(moved), at=at)

    def describe(self, id: GlimmerId, photo: PhotoId, text: str, *, at: datetime) -> Glimmer:
        """Say what is on a photo in this glimmer, for those who cannot see it.

        Raises:
            UnknownPhotoError: it is not in there.
            InvalidWordsError: nothing was changed.
        """
        query = "UPDATE glimmer_photos SET description = ? WHERE glimmer = ? AND photo = ?"
        with self._access.transaction(CHANGING):
            glimmer_rows.get(self._conn, id)
            _check_id(photo)
            _descriptions_replaced(self._conn, id, [photo])
            if not self._conn.execute(query, (check_words(text), id, photo)).rowcount:
                raise UnknownPhotoError
            link_rows.changed(self._conn, "photo", [(id, photo)], at=at)
            return self._touched(id, True, at=at)

    def keep_in_sight(
        self, photo: PhotoId, spot: tuple[float, float] | None, *, at: datetime
    ) -> None:
        """Say which spot of a photo is to be seen wherever it is cropped, in fractions from its
        upper left corner, in every glimmer that holds it; None: what a program found counts again.

        Raises:
            UnknownPhotoError: no glimmer and no collage has it.
            ValueError: the spot is outside of the photo.
        """
        if spot is not None and not all(0 <= each <= 1 for each in spot):
            raise ValueError(spot)
        query = "SELECT glimmer FROM glimmer_photos WHERE photo = ?"
        with self._access.transaction(CHANGING):
            _check_id(photo)
            values = (*(spot or (None, None)), utc(at), photo)
            if not self._conn.execute(_KEEP_IN_SIGHT, values).rowcount:
                raise UnknownPhotoError
            holding = [GlimmerId(id) for (id,) in self._conn.execute(query, (photo,))]
            glimmer_rows.touch(self._conn, holding, changed_at=iso(at))

    def pictures(
        self,
        *,
        start: date | None = None,
        end: date | None = None,
        pathway: Pathway | None = None,
        kind: NameKind | None = None,
        name: str | None = None,
        ids: Sequence[GlimmerId] | None = None,
        photos: Sequence[PhotoId] | None = None,
        limit: int = PAGE,
    ) -> list[tuple[Glimmer, Attached]]:
        """Photos to choose a collage from, with their glimmers, newest first; within a glimmer in
        its order.

        Every condition that is given must hold. `start` and `end` are local days, inclusive, and
        look at the day that a glimmer begins on, as the days on the screen do; times of life have
        none. A name needs its `kind`. `ids` are glimmers, `photos` those that are wanted. A photo
        that is in two glimmers comes with each.
        """
        query, values = _pictures_query(
            f"{glimmer_rows.OF_G}, {COLUMNS}",
            start=start,
            end=end,
            pathway=pathway,
            kind=kind,
            name=name,
            ids=ids,
            photos=photos,
            limit=limit,
        )
        with self._access.reading():
            rows = self._conn.execute(query, values).fetchall()
        width = len(Glimmer._fields)
        return [(Glimmer._make(row[:width]), attached(row[width:])) for row in rows]

    def in_use(self) -> frozenset[PhotoId]:
        """Every photo whose file must stay.

        Those of glimmers, the bin's too, and of kept collages, with their finished pictures.
        """
        query = "SELECT id FROM photos UNION SELECT picture FROM collages"
        with self._access.reading():
            return frozenset(PhotoId(id) for (id,) in self._conn.execute(query))

    def known(self) -> frozenset[PhotoId]:
        """Every photo that this journal names, or has let go and not yet swept; no other file is
        its own.
        """
        with self._access.reading():
            let_go = [PhotoId(id) for (id,) in self._conn.execute("SELECT id FROM photos_let_go")]
        return self.in_use().union(let_go)

    def to_sweep(self) -> frozenset[PhotoId]:
        """Photos whose files may be deleted now: this journal named each of them once and let it
        go.

        What was taken out of a glimmer stays until the journal was opened on two more days, for it
        may be wanted back; what was deleted for good goes at once. Of any other file this journal
        knows nothing. A file that a snapshot still shows stays (`storage.snapshots`).
        """
        query = "SELECT id FROM photos_let_go WHERE lived <= ? OR lived < 0"
        with self._access.reading():
            due = lived_days.so_far(self._conn) - DAYS_WANTED_BACK
            found = frozenset(PhotoId(id) for (id,) in self._conn.execute(query, (due,)))
        return found - self.in_use()

    def expect(self, photos: Collection[PhotoId]) -> None:
        """The files of these are about to be written, for glimmers that follow: if these do not
        come, the files are this journal's to delete.
        """
        query = (
            "INSERT INTO photos_let_go (id, lived) SELECT ?, lived FROM journal WHERE true"
            " ON CONFLICT (id) DO UPDATE SET lived = excluded.lived"
        )
        expected = sorted(frozenset(photos) - self.in_use())
        if expected:
            with self._access.transaction(RESTORING):
                self._conn.executemany(query, [(photo,) for photo in expected])

    @even_on_a_full_disk
    def swept(self, photos: Collection[PhotoId]) -> None:
        """The files of these are gone, or were never there."""
        query = "DELETE FROM photos_let_go WHERE id = ?"
        if photos:
            with self._access.transaction(EMPTYING):
                self._conn.executemany(query, [(photo,) for photo in photos])

    def _touched(self, id: GlimmerId, changed: bool, *, at: datetime) -> Glimmer:
        if changed:
            glimmer_rows.touch(self._conn, [id], changed_at=iso(at))
        return glimmer_rows.get(self._conn, id)


def attach(
    conn: sqlite3.Connection,
    id: GlimmerId,
    photos: Iterable[Photo],
    *,
    kept_at: str,
) -> list[PhotoId]:
    """Add them behind those that are there; returns which were new. What is known of a photo
    already stays.
    """
    new = []
    for p in photos:
        values = (p.id, p.width, p.height, p.media_type, p.size, p.taken_at, p.focus_x, p.focus_y)
        if conn.execute(INSERT, (*values, *(p.in_sight or (None, None)), kept_at)).rowcount:
            conn.execute(HOLD, (p.id, p.id))
        if conn.execute(_LINK, (p.id, id, id)).rowcount:
            new.append(p.id)
    return new


def _descriptions_replaced(
    conn: sqlite3.Connection, id: GlimmerId, photos: Iterable[PhotoId]
) -> None:
    """What is said of these photos in a glimmer is about to be replaced, to go, or to be said of a
    later time: another journal that has it as it is, has not written it anew.
    """
    query = (
        "SELECT glimmer, description, changed_at FROM glimmer_photos"
        " WHERE glimmer = ? AND photo = ? AND description <> ''"
    )
    for photo in photos:
        marks = [
            (glimmer, words_mark(words, at, "photo"))
            for glimmer, words, at in conn.execute(query, (id, photo))
        ]
        conn.executemany(glimmer_rows.WORDS_REPLACED, marks)


def photos_of(conn: sqlite3.Connection, ids: Sequence[GlimmerId]) -> dict[str, list[Attached]]:
    """The photos of each of these glimmers that has any, in one query."""
    found: dict[str, list[Attached]] = {}
    for row in conn.execute(_OF_EACH, (json.dumps(ids),)):
        found.setdefault(row[0], []).append(attached(row[1:]))
    return found


def _pictures_query(
    columns: str,
    *,
    start: date | None,
    end: date | None,
    pathway: Pathway | None,
    kind: NameKind | None,
    name: str | None,
    ids: Sequence[GlimmerId] | None,
    photos: Sequence[PhotoId] | None,
    limit: int,
) -> tuple[str, tuple[Any, ...]]:
    """Glimmers with each of their photos that meets all that is given, newest first; and the
    query's values.

    `columns` are of the glimmer `g`, the photo `p` and the link `l` between them.
    """
    source, first, conditions = "glimmer_photos l", "l", ["g.removed_at IS NULL"]
    values: list[Any] = []
    if kind is not None and name is not None:
        # From the name's own index: among ten thousand photos, those of somebody met twice are
        # found at once.
        t = TABLES[kind]
        source, first = f"{t.links} n CROSS JOIN glimmer_photos l ON l.glimmer = n.glimmer", "n"
        conditions.append(f"n.{t.one} = ?")
        values.append(key_of(name))
    if start is not None or end is not None:
        conditions.append(f"{first}.sort_key >= ?")
        values.append((start or date.min).isoformat())
    if end is not None:
        conditions.append(f"{first}.sort_key < ?")
        values.append(
            f"{end.isoformat()}U"
        )  # behind every hour of that day: "T" stands before the time
    if pathway is not None:
        conditions.append("g.pathway = ?")
        values.append(pathway)
    if ids is not None:
        conditions.append("l.glimmer IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(ids)))
    if photos is not None:
        conditions.append("l.photo IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(photos)))
    query = (
        f"SELECT {columns} FROM {source} CROSS JOIN glimmers g ON g.id = l.glimmer CROSS "
        "JOIN photos p ON p.id = l.photo"
        f" WHERE {' AND '.join(conditions)} AND {glimmer_rows.OWN_G} AND {own('photos', 'p')}"
        f" ORDER BY {first}.sort_key DESC, "
        f"{first}.glimmer DESC, l.position, l.photo LIMIT ?"
    )
    return query, (*values, limit)


def due_at_once(conn: sqlite3.Connection, photos: Iterable[PhotoId | str]) -> None:
    """Of these, what was let go just now is wanted back by nobody."""
    query = "UPDATE photos_let_go SET lived = ? WHERE id = ?"
    conn.executemany(query, [(FOR_GOOD, photo) for photo in photos])


def of_glimmers(conn: sqlite3.Connection, which: str, parameters: Sequence[Any]) -> list[PhotoId]:
    """Every photo in the glimmers that meet the condition `which`."""
    query = (
        "SELECT DISTINCT photo FROM glimmer_photos WHERE glimmer IN (SELECT id FROM glimmers "
        f"WHERE {which})"
    )
    return [PhotoId(id) for (id,) in conn.execute(query, parameters)]


def _check_id(photo: PhotoId) -> None:
    if (
        not photo.isascii()
    ):  # undecodable bytes from a terminal: SQLite cannot even be asked for them
        raise UnknownPhotoError


def _spot(x: float | None, y: float | None) -> tuple[float, float] | None:
    """A place on a photo; None where nobody said one, or a disk has made nonsense of it."""
    if x is None or y is None or not (0 <= x <= 1 and 0 <= y <= 1):
        return None
    return x, y


def attached(row: Sequence[Any]) -> Attached:
    """A row of `COLUMNS`."""
    id, width, height, media_type, size, taken_at, focus_x, focus_y, *sight, description = row
    photo = Photo(
        id=id,
        width=width,
        height=height,
        media_type=media_type,
        size=size,
        taken_at=taken_at,
        focus_x=focus_x,
        focus_y=focus_y,
        in_sight=_spot(*sight),
    )
    return Attached(photo=photo, description=description)

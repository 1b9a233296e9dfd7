"""The rows of photos: which glimmer holds which, in what order, and what is said about each.

A photo that no glimmer and no kept collage uses any more is deleted by the database itself (the triggers of `m002`); its
file is swept by the photo store. Every function takes the connection inside a transaction that `Journal` began.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from app.core.errors import UnknownPhotoError
from app.core.glimmers import GlimmerId, check_words
from app.core.photos import Attached, Photo, PhotoId

DAYS_WANTED_BACK = 2
"""Days of opening the journal for which the file of a photo that was taken out stays, so that it can be put back."""

COLUMNS = "p.id, p.width, p.height, p.media_type, p.size, p.taken_at, ifnull(p.focus_x, 0.5), ifnull(p.focus_y, 0.5), l.description"
_INSERT = """
    INSERT INTO photos (id, width, height, media_type, size, taken_at, focus_x, focus_y, kept_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_LINK = """
    INSERT INTO glimmer_photos (glimmer, photo, position, sort_key)
    SELECT id, ?, (SELECT ifnull(max(position) + 1, 0) FROM glimmer_photos WHERE glimmer = ?), sort_key FROM glimmers WHERE id = ?
    ON CONFLICT DO NOTHING
"""
# A collage may name a photo that the journal gets only later: from then on the collage holds it.
_HOLD = """
    INSERT INTO collage_photos (collage, photo)
    SELECT id, ? FROM collages WHERE instr(record, '"' || ? || '"') ON CONFLICT DO NOTHING
"""
_OF_EACH = f"""
    SELECT l.glimmer, {COLUMNS} FROM glimmer_photos l JOIN photos p ON p.id = l.photo
    WHERE l.glimmer IN (SELECT value FROM json_each(?)) ORDER BY l.glimmer, l.position, l.photo
"""
_IN_USE = "SELECT id FROM photos UNION SELECT picture FROM collages"


def attach(conn: sqlite3.Connection, id: GlimmerId, photos: Iterable[Photo], *, kept_at: str) -> bool:
    """Add them behind those that are there; returns whether any was new. What is known of a photo already stays."""
    added = 0
    for p in photos:
        values = (p.id, p.width, p.height, p.media_type, p.size, p.taken_at, p.focus_x, p.focus_y)
        if conn.execute(_INSERT, (*values, kept_at)).rowcount:
            conn.execute(_HOLD, (p.id, p.id))
        added += conn.execute(_LINK, (p.id, id, id)).rowcount
    return added > 0


def detach(conn: sqlite3.Connection, id: GlimmerId, photo: PhotoId) -> None:
    """Take it out of the glimmer.

    Raises:
        UnknownPhotoError: it is not in there.
    """
    _check_id(photo)
    if not conn.execute("DELETE FROM glimmer_photos WHERE glimmer = ? AND photo = ?", (id, photo)).rowcount:
        raise UnknownPhotoError


def arrange(conn: sqlite3.Connection, id: GlimmerId, photos: Sequence[PhotoId]) -> bool:
    """Bring these to the front in this order, the others behind them as they were; returns whether anything moved."""
    rows = conn.execute("SELECT photo FROM glimmer_photos WHERE glimmer = ? ORDER BY position, photo", (id,))
    before = [photo for (photo,) in rows]
    after = [photo for photo in dict.fromkeys(photos) if photo in before]
    after += [photo for photo in before if photo not in after]
    conn.executemany(
        "UPDATE glimmer_photos SET position = ? WHERE glimmer = ? AND photo = ?",
        [(position, id, photo) for position, photo in enumerate(after)],
    )
    return after != before


def describe(conn: sqlite3.Connection, id: GlimmerId, photo: PhotoId, text: str) -> None:
    """Say what is on it, in this glimmer.

    Raises:
        UnknownPhotoError: it is not in there.
        InvalidWordsError: the text cannot be stored.
    """
    _check_id(photo)
    values = (check_words(text), id, photo)
    if not conn.execute("UPDATE glimmer_photos SET description = ? WHERE glimmer = ? AND photo = ?", values).rowcount:
        raise UnknownPhotoError


def photos_of(conn: sqlite3.Connection, ids: Sequence[GlimmerId]) -> dict[str, list[Attached]]:
    """The photos of each of these glimmers that has any, in one query."""
    found: dict[str, list[Attached]] = {}
    for row in conn.execute(_OF_EACH, (json.dumps(ids),)):
        found.setdefault(row[0], []).append(attached(row[1:]))
    return found


def in_use(conn: sqlite3.Connection) -> frozenset[PhotoId]:
    """Every photo whose file must stay: of glimmers, the bin's too, and of kept collages, with their finished pictures."""
    return frozenset(PhotoId(id) for (id,) in conn.execute(_IN_USE))


def let_go(conn: sqlite3.Connection) -> frozenset[PhotoId]:
    """Photos that this journal named once and uses no more, whose files may still be there."""
    return frozenset(PhotoId(id) for (id,) in conn.execute("SELECT id FROM photos_let_go"))


def to_sweep(conn: sqlite3.Connection, *, lived: int) -> frozenset[PhotoId]:
    """Those of them whose files may be deleted when the journal was lived with for `lived` days."""
    rows = conn.execute("SELECT id FROM photos_let_go WHERE lived <= ?", (lived - DAYS_WANTED_BACK,))
    return frozenset(PhotoId(id) for (id,) in rows) - in_use(conn)


def due_at_once(conn: sqlite3.Connection, photos: Iterable[PhotoId | str]) -> None:
    """Of these, what was let go just now is wanted back by nobody."""
    query = "UPDATE photos_let_go SET lived = lived - ? WHERE id = ?"
    conn.executemany(query, [(DAYS_WANTED_BACK, photo) for photo in photos])


def swept(conn: sqlite3.Connection, photos: Collection[PhotoId]) -> None:
    """Their files are gone: there is nothing left to know about them."""
    conn.executemany("DELETE FROM photos_let_go WHERE id = ?", [(photo,) for photo in photos])


def of_glimmers(conn: sqlite3.Connection, which: str, parameters: Sequence[Any]) -> list[PhotoId]:
    """Every photo in the glimmers that meet the condition `which`."""
    query = f"SELECT DISTINCT photo FROM glimmer_photos WHERE glimmer IN (SELECT id FROM glimmers WHERE {which})"
    return [PhotoId(id) for (id,) in conn.execute(query, parameters)]


def _check_id(photo: PhotoId) -> None:
    if not photo.isascii():  # undecodable bytes from a terminal: SQLite cannot even be asked for them
        raise UnknownPhotoError


def attached(row: Sequence[Any]) -> Attached:
    """A row of `COLUMNS`."""
    id, width, height, media_type, size, taken_at, focus_x, focus_y, description = row
    photo = Photo(id=id, width=width, height=height, media_type=media_type, size=size, taken_at=taken_at, focus_x=focus_x, focus_y=focus_y)
    return Attached(photo=photo, description=description)

"""The journal's tables, one function a step; a step that was released is never edited."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database, Migrations

from storage.database.signature import APPLICATION_ID
from storage.rows.name_rows import rekey

migrations = Migrations("glimmers")


@migrations()
def m001_first_journal(db: Database) -> None:
    """Glimmers with their time, and room for what comes with them."""
    for statement in _FIRST:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute("PRAGMA user_version = 1")


@migrations()
def m002_photos_names_collages(db: Database) -> None:
    """Photos and names find their glimmers in the timeline's order; collages are kept; what nobody
    uses goes by itself.
    """
    for statement in _SECOND:
        db.execute(statement)
    rekey(db.conn)
    db.execute("PRAGMA user_version = 2")


@migrations()
def m003_proof_before_deletion(db: Database) -> None:
    """The journal knows which one it is, how long it was lived with, and which photos it let go
    itself.
    """
    for statement in _THIRD:
        db.execute(statement)
    db.execute("PRAGMA user_version = 3")


@migrations()
def m004_times_for_merging(db: Database) -> None:
    """Each change has its own time, and what was taken away leaves a mark: so that journals can be
    merged.
    """
    for statement in _FOURTH:
        db.execute(statement)
    date_earlier_changes(db.conn)
    db.execute("PRAGMA user_version = 4")


@migrations()
def m005_words_beside(db: Database) -> None:
    """Words that lose in a merge stay beside the glimmer; words that were replaced on purpose are
    known again.
    """
    for statement in _FIFTH:
        db.execute(statement)
    db.execute("PRAGMA user_version = 5")


@migrations()
def m006_focus_by_hand(db: Database) -> None:
    """A person may say what is to be kept in sight of a photo; what a program found stays beside
    it.
    """
    for statement in _SIXTH:
        db.execute(statement)
    db.execute("PRAGMA user_version = 6")


def date_earlier_changes(conn: sqlite3.Connection) -> None:
    """Give what was changed before schema 4 the only time there is: the latest change of its
    glimmer.
    """
    for statement in _DATED:
        conn.execute(statement)


_FIRST = (
    # `number` is declared because the full-text index points at it, and VACUUM renumbers rowids
    # that are not.
    """
    CREATE TABLE glimmers (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        note TEXT NOT NULL DEFAULT '',
        pathway TEXT CHECK (pathway IN ('within', 'around', 'between')),
        precision TEXT NOT NULL
            CHECK (precision IN ('moment', 'day', 'month', 'season', 'year', 'decade', 'about', 'life')),
        when_text TEXT NOT NULL,
        start TEXT,
        "end" TEXT,
        edtf TEXT NOT NULL,
        zone TEXT,
        sort_key TEXT NOT NULL,
        kept_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        loved_at TEXT,
        removed_at TEXT,
        source TEXT,
        source_id TEXT,
        CHECK ((precision = 'life') = (start IS NULL)),
        CHECK ((source IS NULL) = (source_id IS NULL))
    ) STRICT
    """,
    "CREATE INDEX glimmers_timeline ON glimmers (sort_key DESC, id DESC) WHERE removed_at IS NULL",
    "CREATE INDEX glimmers_bin ON glimmers (removed_at DESC, id DESC) WHERE removed_at IS NOT NULL",
    "CREATE UNIQUE INDEX glimmers_source ON glimmers (source, source_id) WHERE source IS NOT NULL",
    # Words without accents find words with them.
    """
    CREATE VIRTUAL TABLE glimmers_fts USING fts5 (
        note, content='glimmers', content_rowid='number', tokenize='unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER glimmers_fts_insert AFTER INSERT ON glimmers BEGIN
        INSERT INTO glimmers_fts (rowid, note) VALUES (new.number, new.note);
    END
    """,
    """
    CREATE TRIGGER glimmers_fts_delete AFTER DELETE ON glimmers BEGIN
        INSERT INTO glimmers_fts (glimmers_fts, rowid, note) VALUES ('delete', old.number, old.note);
    END
    """,
    """
    CREATE TRIGGER glimmers_fts_update AFTER UPDATE OF note ON glimmers BEGIN
        INSERT INTO glimmers_fts (glimmers_fts, rowid, note) VALUES ('delete', old.number, old.note);
        INSERT INTO glimmers_fts (rowid, note) VALUES (new.number, new.note);
    END
    """,
    """
    CREATE TABLE photos (
        id TEXT PRIMARY KEY,
        width INTEGER NOT NULL CHECK (width > 0),
        height INTEGER NOT NULL CHECK (height > 0),
        media_type TEXT NOT NULL,
        size INTEGER NOT NULL,
        taken_at TEXT,
        focus_x REAL,
        focus_y REAL,
        kept_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE glimmer_photos (
        glimmer TEXT NOT NULL REFERENCES glimmers (id) ON DELETE CASCADE,
        photo TEXT NOT NULL REFERENCES photos (id),
        position INTEGER NOT NULL,
        description TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (glimmer, photo)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX glimmer_photos_photo ON glimmer_photos (photo)",
    *(
        statement
        for one, many in (("person", "people"), ("place", "places"), ("tag", "tags"))
        for statement in (
            f"""
            CREATE TABLE {many} (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL UNIQUE COLLATE NOCASE,
                hidden INTEGER NOT NULL DEFAULT 0
            ) STRICT
            """,
            f"""
            CREATE TABLE glimmer_{many} (
                glimmer TEXT NOT NULL REFERENCES glimmers (id) ON DELETE CASCADE,
                {one} TEXT NOT NULL REFERENCES {many} (id) ON DELETE CASCADE,
                position INTEGER NOT NULL DEFAULT 0,
                PRIMARY KEY (glimmer, {one})
            ) STRICT, WITHOUT ROWID
            """,
            f"CREATE INDEX glimmer_{many}_{one} ON glimmer_{many} ({one})",
        )
    ),
    # What was let go for good: no words, only that it must not come back from a backup or an
    # import.
    """
    CREATE TABLE tombstones (
        id TEXT PRIMARY KEY,
        source TEXT,
        source_id TEXT,
        erased_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX tombstones_source ON tombstones (source, source_id) WHERE source IS NOT NULL",
    (
        "CREATE TABLE preferences (name TEXT PRIMARY KEY, value TEXT NOT NULL CHECK "
        "(json_valid(value))) STRICT, WITHOUT ROWID"
    ),
)

_NAMES = (("person", "people"), ("place", "places"), ("tag", "tags"))

_SECOND = (
    # The glimmer's own sort key once more beside each photo and name, so that a page of somebody's
    # glimmers is read from one index, however many there are.
    *(
        statement
        for one, many in (*_NAMES, ("photo", "photos"))
        for statement in (
            f"ALTER TABLE glimmer_{many} ADD COLUMN sort_key TEXT NOT NULL DEFAULT ''",
            (
                f"UPDATE glimmer_{many} SET sort_key = (SELECT sort_key FROM glimmers WHERE id "
                "= glimmer)"
            ),
            f"""
            CREATE TRIGGER glimmer_{many}_sorted AFTER UPDATE OF sort_key ON glimmers WHEN new.sort_key <> old.sort_key BEGIN
                UPDATE glimmer_{many} SET sort_key = new.sort_key WHERE glimmer = new.id;
            END
            """,
        )
    ),
    *(
        statement
        for one, many in _NAMES
        for statement in (
            f"DROP INDEX glimmer_{many}_{one}",
            (
                f"CREATE INDEX glimmer_{many}_timeline ON glimmer_{many} ({one}, sort_key "
                "DESC, glimmer DESC)"
            ),
            f"""
            CREATE TRIGGER {many}_unused AFTER DELETE ON glimmer_{many}
            WHEN NOT EXISTS (SELECT 1 FROM glimmer_{many} WHERE {one} = old.{one}) BEGIN
                DELETE FROM {many} WHERE id = old.{one};
            END
            """,
        )
    ),
    (
        "CREATE INDEX glimmer_photos_timeline ON glimmer_photos (sort_key DESC, glimmer DESC, "
        "position)"
    ),
    """
    CREATE TABLE collages (
        id TEXT PRIMARY KEY,
        record TEXT NOT NULL CHECK (json_valid(record)),
        picture TEXT NOT NULL,
        kept_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        removed_at TEXT
    ) STRICT
    """,
    """
    CREATE TABLE collage_photos (
        collage TEXT NOT NULL REFERENCES collages (id) ON DELETE CASCADE,
        photo TEXT NOT NULL REFERENCES photos (id),
        PRIMARY KEY (collage, photo)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX collage_photos_photo ON collage_photos (photo)",
    *(
        f"""
        CREATE TRIGGER photos_unused_by_{user}s AFTER DELETE ON {user}_photos
        WHEN NOT EXISTS (SELECT 1 FROM glimmer_photos WHERE photo = old.photo)
        AND NOT EXISTS (SELECT 1 FROM collage_photos WHERE photo = old.photo) BEGIN
            DELETE FROM photos WHERE id = old.photo;
        END
        """
        for user in ("glimmer", "collage")
    ),
)

_IN_NO_USE = """
    NOT EXISTS (SELECT 1 FROM photos WHERE id = old.{column})
    AND NOT EXISTS (SELECT 1 FROM collages WHERE picture = old.{column})
"""
_LET_GO = """
    INSERT INTO photos_let_go (id, lived) SELECT old.{column}, lived FROM journal
    WHERE true ON CONFLICT (id) DO UPDATE SET lived = excluded.lived;
"""

_THIRD = (
    # One row. `commits` ties the write-ahead log to its database (`storage.database.log_binding`).
    """
    CREATE TABLE journal (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        id TEXT NOT NULL,
        lived INTEGER NOT NULL DEFAULT 0,
        commits TEXT NOT NULL
    ) STRICT
    """,
    """
    INSERT INTO journal (one, id, commits)
    VALUES (1, lower(hex(randomblob(16))), '0000000000000000>' || lower(hex(randomblob(8))))
    """,
    # The latest days on which the journal was opened, so that none counts twice
    # (`storage.database.lived_days`).
    "CREATE TABLE days_lived (number INTEGER PRIMARY KEY, day TEXT NOT NULL UNIQUE) STRICT",
    *(
        statement
        for table in ("glimmers", "collages")
        for statement in (
            f"ALTER TABLE {table} ADD COLUMN removed_lived INTEGER",
            # What lies in a bin already begins to age now.
            f"UPDATE {table} SET removed_lived = 0 WHERE removed_at IS NOT NULL",
            f"""
            CREATE TRIGGER {table}_removed AFTER UPDATE OF removed_at ON {table}
            WHEN new.removed_at IS NOT NULL AND old.removed_at IS NULL BEGIN
                UPDATE {table} SET removed_lived = (SELECT lived FROM journal) WHERE id = new.id;
            END
            """,
        )
    ),
    # Files that this journal named once and uses no more: only these may be deleted.
    (
        "CREATE TABLE photos_let_go (id TEXT PRIMARY KEY, lived INTEGER NOT NULL) STRICT, "
        "WITHOUT ROWID"
    ),
    *(
        f"""
        CREATE TRIGGER {table}_{column}_let_go AFTER {event} ON {table}
        WHEN {_IN_NO_USE.format(column=column)} BEGIN {_LET_GO.format(column=column)} END
        """
        for table, column, event in (
            ("photos", "id", "DELETE"),
            ("collages", "picture", "DELETE"),
        )
    ),
    f"""
    CREATE TRIGGER collages_picture_replaced AFTER UPDATE OF picture ON collages
    WHEN new.picture <> old.picture AND {_IN_NO_USE.format(column="picture")} BEGIN
        {_LET_GO.format(column="picture")}
    END
    """,
    *(
        f"""
        CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN
            DELETE FROM photos_let_go WHERE id = new.{column};
        END
        """
        for name, event, table, column in (
            ("photos_named", "INSERT", "photos", "id"),
            ("collages_picture_named", "INSERT", "collages", "picture"),
            ("collages_picture_named_anew", "UPDATE OF picture", "collages", "picture"),
        )
    ),
    # Damaged journals beside this one, and the day of its life on which each was first seen there.
    "CREATE TABLE set_aside (name TEXT PRIMARY KEY, lived INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    # Glimmers whose words and full-text index disagreed; `words` is what the index has said.
    """
    CREATE TABLE doubts (
        glimmer TEXT PRIMARY KEY REFERENCES glimmers (id) ON DELETE CASCADE,
        words TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)

_LINKS = ("glimmer_people", "glimmer_places", "glimmer_tags", "glimmer_photos")
_FIELDS = ("note", "pathway", "when", "loved", "removed")

# A time of change that is NULL: not changed since the glimmer was kept, the choice made, the name
# first written. So nothing of this costs a tap anything.
_FOURTH = (
    *(f"ALTER TABLE glimmers ADD COLUMN {field}_changed_at TEXT" for field in _FIELDS),
    # When it came from elsewhere; NULL: it was kept here.
    "ALTER TABLE glimmers ADD COLUMN taken_in_at TEXT",
    *(
        f"ALTER TABLE {table} ADD COLUMN changed_at TEXT"
        for table in (*_LINKS, "people", "places", "tags", "preferences")
    ),
    # Photos and names that were taken out of glimmers; `mark` tells which without saying it
    # (`app.core.exchange.record.link_mark`).
    """
    CREATE TABLE links_let_go (
        glimmer TEXT NOT NULL REFERENCES glimmers (id) ON DELETE CASCADE,
        mark TEXT NOT NULL,
        removed_at TEXT NOT NULL,
        PRIMARY KEY (glimmer, mark)
    ) STRICT, WITHOUT ROWID
    """,
)

_IN_UTC = "strftime('%Y-%m-%dT%H:%M:%f+00:00', {})"
_DATED = (
    f"""
    UPDATE glimmers SET
        note_changed_at = {_IN_UTC.format("changed_at")},
        pathway_changed_at = {_IN_UTC.format("changed_at")},
        when_changed_at = {_IN_UTC.format("changed_at")},
        loved_changed_at = {_IN_UTC.format("ifnull(loved_at, changed_at)")},
        removed_changed_at = {_IN_UTC.format("ifnull(removed_at, changed_at)")}
    WHERE changed_at <> kept_at
    """,
    *(
        f"""
        UPDATE {table} SET changed_at = (SELECT {_IN_UTC.format("changed_at")} FROM glimmers WHERE id = glimmer)
        WHERE glimmer IN (SELECT id FROM glimmers WHERE changed_at <> kept_at)
        """
        for table in _LINKS
    ),
)

_FIFTH = (
    # Words of a glimmer that another copy of the journal had, until the person puts them away.
    # `mark` is `app.core.exchange.record.words_mark`; `written_at` NULL: when the glimmer was kept.
    """
    CREATE TABLE words_beside (
        glimmer TEXT NOT NULL REFERENCES glimmers (id) ON DELETE CASCADE,
        mark TEXT NOT NULL,
        words TEXT NOT NULL,
        written_at TEXT,
        PRIMARY KEY (glimmer, mark)
    ) STRICT, WITHOUT ROWID
    """,
    # Words that the person replaced or put away: who has them still has not written them anew.
    """
    CREATE TABLE words_replaced (
        glimmer TEXT NOT NULL REFERENCES glimmers (id) ON DELETE CASCADE,
        mark TEXT NOT NULL,
        PRIMARY KEY (glimmer, mark)
    ) STRICT, WITHOUT ROWID
    """,
)

# NULL: nobody said so, or took it back; then the time of change tells when.
_SIXTH = (
    "ALTER TABLE photos ADD COLUMN sight_x REAL",
    "ALTER TABLE photos ADD COLUMN sight_y REAL",
    "ALTER TABLE photos ADD COLUMN sight_changed_at TEXT",
)

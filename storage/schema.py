"""The journal's tables, one function a step; a step that was released is never edited."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x474C494D  # "GLIM": tells our files from other SQLite files
SCHEMA = 1
"""PRAGMA user_version of a journal in today's shape; a higher one was written by a newer Glimmers."""

migrations = Migrations("glimmers")


@migrations()
def m001_first_journal(db: Database) -> None:
    """Glimmers with their time, and room for what comes with them."""
    for statement in _FIRST:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute("PRAGMA user_version = 1")


_FIRST = (
    # `number` is declared because the full-text index points at it, and VACUUM renumbers rowids that are not.
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
    # What was let go for good: no words, only that it must not come back from a backup or an import.
    """
    CREATE TABLE tombstones (
        id TEXT PRIMARY KEY,
        source TEXT,
        source_id TEXT,
        erased_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX tombstones_source ON tombstones (source, source_id) WHERE source IS NOT NULL",
    "CREATE TABLE preferences (name TEXT PRIMARY KEY, value TEXT NOT NULL CHECK (json_valid(value))) STRICT, WITHOUT ROWID",
)

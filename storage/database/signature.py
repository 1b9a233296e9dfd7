"""How a file tells that it is a journal of Glimmers, and of which schema."""

from __future__ import annotations

APPLICATION_ID = 0x474C494D  # "GLIM": tells our files from other SQLite files
SCHEMA = 6
"""PRAGMA user_version of a journal of this version; a newer Glimmers writes a higher one."""

"""How a file says that it is a journal of ours, and of which shape."""

from __future__ import annotations

APPLICATION_ID = 0x474C494D  # "GLIM": tells our files from other SQLite files
SCHEMA = 4
"""PRAGMA user_version of a journal in today's shape; a higher one was written by a
newer Glimmers.
"""

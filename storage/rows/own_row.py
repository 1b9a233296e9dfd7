"""Whether a row is the one that its id names.

SQLite takes the id from the index that led to a row, and everything else from the table: after one
turned bit in an index, words come under the id of another glimmer, and a change or a deletion meets
that one. So the table is asked for the id as well, by the number of the row.
"""

from __future__ import annotations


def own(table: str, alias: str = "") -> str:
    """SQL for a condition: the row of `table` has the id under which it was found."""
    it = alias or table
    return f"(SELECT own.id FROM {table} own WHERE own.rowid = {it}.rowid) = {it}.id"

"""A small journal that somebody might have."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from app.core.glimmers import Draft, Pathway
from app.core.when.grammar import understand
from storage.journal import Journal

LIVED: tuple[tuple[str, Pathway | None, str, bool], ...] = (
    (
        "The lake went quiet before it went dark. We stopped talking and it was not a sad silence.",
        "around",
        "yesterday at 16:35",
        True,
    ),
    ("Someone held the lift, and waited.", "between", "yesterday at 09:10", False),
    ("My shoulders came down when the kettle clicked off.", "within", "3 days ago", False),
    ("", None, "4 days ago", False),
    ("Rain on the bus roof", "around", "5 days ago", False),
    ("Émile sang on the stairs 🌻", "between", "14 March 2019", True),
    (
        "Grandad’s shed: creosote, string, a radio playing low.",
        "between",
        "a summer, about 1987",
        False,
    ),
    ("The smell of the library", "around", "when I was small", False),
)
"""Words, pathway, when, and whether it is loved."""


def write_lived(file: Path) -> None:
    """Makes this journal, as a browser opens it."""
    journal = Journal.open(file, journal_mode="delete")
    now = datetime.now(UTC)
    for words, pathway, when, loved in LIVED:
        journal.keep(
            Draft(when=understand(when, now=now), note=words, pathway=pathway, loved=loved), at=now
        )
    journal.close()

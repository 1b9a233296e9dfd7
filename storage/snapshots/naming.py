"""What a snapshot is: a whole copy of the journal, whose name tells when it was made, why, and how
many glimmers it holds.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

HALF = "being-written.db"
"""One that is being written; left by a crash, it is nothing."""

Why = Literal["day", "shape", "repair", "restore", "import", "back"]
"""What it was made for: `day`, once on a day of use; the others before something changed the
journal: `shape` an update of its tables, `back` going back to an earlier snapshot. Nothing makes
one for an `import` yet; its name is known, so that this version counts and erases those of a later
one.
"""

NAME = re.compile(
    r"(?P<id>(?P<number>\d{4,9})-(?P<at>\d{8}T\d{6}[+-]\d{4}(?:\d\d)?))"
    rf"-(?P<why>{'|'.join(get_args(Why))})-(?P<glimmers>\d+)\.db"
)
"""How the name of its file is made."""
_STAMP = "%Y%m%dT%H%M%S%z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One copy, as its name tells of it."""

    number: int
    """They are numbered as they were made: the clock may have been set back between two."""
    at: datetime
    """When it was made, to the second, with the offset of that place."""
    why: Why
    glimmers: int
    """How many it holds, the bin left out."""
    size: int
    """Bytes."""

    @property
    def id(self) -> str:
        """What a person calls it by: its number and its time."""
        return f"{self.number:04d}-{self.at.strftime(_STAMP)}"

    @property
    def name(self) -> str:
        """Of its file."""
        return f"{self.id}-{self.why}-{self.glimmers}.db"

    @property
    def date(self) -> dt.date:
        """The date on which it was made, where that was."""
        return self.at.date()


def read_name(name: str, *, size: int) -> Snapshot | None:
    """The snapshot in a file of this name; None where it is none of ours."""
    parts = NAME.fullmatch(name)
    if parts is None:
        return None
    try:
        at = datetime.strptime(parts["at"], _STAMP)
    except ValueError:  # a day that no calendar has
        return None
    snapshot = Snapshot(
        number=int(parts["number"]),
        at=at,
        why=parts["why"],  # type: ignore[arg-type]  # the expression lists these and no others
        glimmers=int(parts["glimmers"]),
        size=size,
    )
    return snapshot if snapshot.name == name else None

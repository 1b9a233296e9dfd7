"""What differs from platform to platform, as far as the rest of the app can see it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time where the person is."""

    def now(self) -> datetime:
        """Now, aware, in the local zone."""

    def zone(self) -> str | None:
        """The zone's IANA name, or None where the device does not tell one."""

"""The people to call that a person wrote down: kept in the journal, and shown where it is hard."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.core.contacts import CONTACT, MOST, Contact, contact, contacts_from
from app.core.errors import CHOOSING, GlimmersError, InvalidNumberError
from app.state.looking import Looking
from app.state.opening import Opened

if TYPE_CHECKING:
    from storage.journal import Journal
    from storage.rows import preference_rows


def new_id() -> str:
    """For somebody who is about to be written down. Random: it says nothing about anybody."""
    return os.urandom(8).hex()


class Contacts(Looking["preference_rows.Preferences"]):
    """Read from the journal when a page shows them, and again after every change."""

    contacts: tuple[Contact, ...] = ()
    """In their order."""
    taken_away: Contact | None = None
    """The one that was just taken away, which can be brought back."""

    @property
    def room(self) -> bool:
        """Whether another can be written down."""
        return len(self.contacts) < MOST

    def detach(self) -> None:
        """The session has ended, or the journal is closed: nobody is shown who may be gone."""
        super().detach()
        self.contacts, self.taken_away = (), None

    def begin(self) -> None:
        """See `Looking`; what went wrong on an earlier visit is over."""
        self.problem = None
        super().begin()

    def forget(self) -> None:
        """The person went on: nobody is brought back by a slip of the finger later, and what went
        wrong is over.
        """
        self.taken_away = self.problem = None

    # What the person does -------------------------------------------------------------------------

    async def keep(self, name: str, number: str, id: str | None = None) -> bool:
        """Write down somebody under this `id`, or change the one who has it; the same one twice, as
        by a second tap, is there once. None: somebody new. Whether the disk took it; where it did
        not, nothing has changed, and `problem` says why.

        Raises:
            GlimmersError: not as it stands; see `contact`. Nothing was changed.
        """
        places = {each.id: each.place for each in self.contacts}
        if id not in places and not self.room:
            raise InvalidNumberError("many", most=MOST)
        place = places.get(id or "", max(places.values(), default=-1) + 1)
        return await self._write([contact(id or new_id(), name, number, place=place)])

    async def move_up(self, id: str) -> None:
        """Let this one stand one place earlier."""
        order = [each.id for each in self.contacts]
        at = order.index(id) if id in order else 0
        if at:
            order[at - 1 : at + 1] = [id, order[at - 1]]
            known = {each.id: each for each in self.contacts}
            placed = [replace(known[each], place=place) for place, each in enumerate(order)]
            await self._write(each for each in placed if each != known[each.id])

    async def take_away(self, id: str) -> None:
        """Write this one out of the journal."""
        gone = next((each for each in self.contacts if each.id == id), None)
        if gone is not None and await self._write((), gone=(gone,)):
            self.taken_away = gone

    async def bring_back(self) -> None:
        """Write down again, in its place, the one that was just taken away."""
        back = self.taken_away
        if back is not None and await self._write([back]):
            self.taken_away = None

    # The journal ----------------------------------------------------------------------------------

    async def _write(self, written: Iterable[Contact], gone: Iterable[Contact] = ()) -> bool:
        opened = self._opening.opened
        if opened is None:
            return False
        choices = {each.id: each.as_json() for each in written} | {each.id: None for each in gone}
        known = {each.id: each.as_json() for each in self.contacts}
        before = {id: known.get(id) for id in choices}

        def remember(journal: Journal, values: Mapping[str, Any]) -> None:
            at = self._clock.now()
            for id, value in values.items():
                journal.preferences.choose(f"{CONTACT}{id}", value, at=at)

        try:
            await opened.write(
                lambda journal: remember(journal, choices),
                doing=CHOOSING,
                undo=lambda journal, _: remember(journal, before),
            )
        except GlimmersError as error:
            self.problem = error
            return False
        self.problem = None
        return True

    def _read_at(self, opened: Opened) -> None:
        self.contacts = contacts_from(self._rows_of(opened).beginning(CONTACT))

    def _show_nothing(self) -> None:
        """Those who were read before stay: in such an hour an old number is better than none."""

    def _make_drawer(self, opened: Opened) -> preference_rows.Preferences:
        return opened.journal.preferences

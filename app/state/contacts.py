"""The people to call that a person wrote down: kept in the journal, and shown where it is hard."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.contacts import CONTACT, MOST, Contact, contact, contacts_from
from app.core.errors import CHOOSING, GlimmersError, InvalidNumberError
from app.state.looking import Looking
from app.state.opening import Opened

if TYPE_CHECKING:
    from storage.journal import Journal
    from storage.rows import preference_rows


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

    def forget_taken_away(self) -> None:
        """The person went elsewhere: it is not brought back by a slip of the finger later."""
        self.taken_away = None

    # What the person does -------------------------------------------------------------------------

    async def keep(self, name: str, number: str, id: str | None = None) -> bool:
        """Write down somebody, or change the one of this `id`. Whether the disk took it; where it
        did not, nothing has changed, and `problem` says why.

        Raises:
            GlimmersError: not as it stands; see `contact`. Nothing was changed.
        """
        known = {each.id: each for each in self.contacts}
        if id is None and not self.room:
            raise InvalidNumberError("many", most=MOST)
        if id in known:
            return await self._write([contact(id, name, number, place=known[id].place)])
        last = max((each.place for each in self.contacts), default=-1)
        return await self._write([contact(os.urandom(8).hex(), name, number, place=last + 1)])

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

        def remember(journal: Journal) -> None:
            at = self._clock.now()
            for id, value in choices.items():
                journal.preferences.choose(f"{CONTACT}{id}", value, at=at)

        try:
            await opened.write(remember, doing=CHOOSING)
        except GlimmersError as error:
            self.problem = error
            return False
        self.problem = None
        return True

    def _read_at(self, opened: Opened) -> None:
        self.contacts = contacts_from(self._rows_of(opened).beginning(CONTACT))

    def _show_nothing(self) -> None:
        self.contacts = ()

    def _make_drawer(self, opened: Opened) -> preference_rows.Preferences:
        return opened.journal.preferences

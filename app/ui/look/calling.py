"""Buttons that call somebody: the number is handed to the device's own phone."""

from __future__ import annotations

import flet as ft

from app.core.contacts import Contact
from app.ui.look.direction import own_words, pad
from app.ui.look.parts import card, icon
from app.ui.look.theme import Here, style
from app.ui.look.touch import touchable
from app.words.screens import words


def in_phone(address: str) -> ft.Url:
    """An address that the phone's own app opens: a browser would leave an empty tab behind."""
    return ft.Url(address, target=ft.UrlTarget.SELF)


def calls(here: Here, contacts: tuple[Contact, ...]) -> ft.Control:
    """A large button for each, with the name and the number as they were written."""
    return ft.Column(
        [_call(here, contact) for contact in contacts],
        spacing=10,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _call(here: Here, contact: Contact) -> ft.Control:
    c = here.c
    who, number = contact.name or contact.number, contact.number
    lines: list[ft.Control] = [own_words(who, wide=False, style=style("heading", c.ink))]
    spoken = words.HELP_CALL.format(number=who)
    if contact.name:
        lines.append(own_words(number, wide=False, style=style("body", c.quiet)))
        spoken = f"{spoken}, {number}"
    row = ft.Row(
        [
            icon("call", c.honey, 28),
            ft.Column(lines, spacing=0, expand=True),
        ],
        spacing=16,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    button = touchable(
        ft.Container(row, padding=pad(start=18, end=14, top=14, bottom=14)),
        spoken,
        None,
        key=f"call {contact.id}",
        radius=20,
        url=in_phone(contact.address),
    )
    return card(here, ft.Row([ft.Container(button, expand=True)]), padding=0)

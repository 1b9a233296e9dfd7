"""What Glimmers is, what it cannot do, and what is known about such practice."""

from __future__ import annotations

import re

import flet as ft

from app import __version__
from app.ui import routes
from app.ui.look.boundary import component
from app.ui.look.direction import along, margin
from app.ui.look.parts import Handler, card, hairline, say, scrolling, text_button
from app.ui.look.theme import Here, style
from app.ui.routes import Go
from app.ui.settings.reading import Copy, as_text, heading_2, part
from app.words.screens import words

_DOI = re.compile(r"doi (10\.\S+)")


@component
def AboutPage(here: Here, go: Go) -> ft.Control:
    """In plain words first, with ways on; then each finding, with where it is from."""
    c = here.c
    ways = (
        (words.EXAMPLES, routes.EXAMPLES),
        (words.PRIVACY, routes.PRIVACY),
        (words.HELP_NOW, routes.HELP),
    )
    evidence = as_text((finding, [source]) for finding, source in words.EVIDENCE_LINES)
    lines: list[ft.Control] = [
        say(words.A_GLIMMER, "words", c.ink),
        *(part(here, heading, text) for heading, text in words.ABOUT_PARTS),
        ft.Row(
            [text_button(text, c.honey, _to(go, address)) for text, address in ways],
            wrap=True,
            spacing=4,
            run_spacing=0,
            margin=margin(start=-12),
        ),
        heading_2(here, words.EVIDENCE),
        card(here, ft.Column(_findings(here), spacing=12)),
        ft.Row([Copy(here, evidence)], margin=margin(start=-12)),
        say(words.VERSION.format(version=__version__), "caption", c.quiet),
    ]
    return scrolling(lines, spacing=20)


def _to(go: Go, address: str) -> Handler:
    return lambda _event: go(address)


def _findings(here: Here) -> list[ft.Control]:
    lines: list[ft.Control] = []
    for finding, source in words.EVIDENCE_LINES:
        if lines:
            lines.append(hairline(here.c))
        where = [say(finding, "body", here.c.ink), _source(here, source)]
        lines.append(ft.Column(where, spacing=2))
    return lines


def _source(here: Here, source: str) -> ft.Control:
    """Where a finding is from: a link to the paper, where one is known."""
    doi = _DOI.search(source)
    if doi is None:
        return say(source, "caption", here.c.quiet)
    return ft.TextButton(
        key=source,
        url=f"https://doi.org/{doi[1]}",
        content=ft.Text(
            source, style=style("caption", here.c.honey), text_align=ft.TextAlign.START
        ),
        style=ft.ButtonStyle(
            padding=ft.Padding.symmetric(horizontal=12, vertical=15),
            shape=ft.StadiumBorder(),
            alignment=ft.Alignment(along(-1, 0), 0),
        ),
        # As high as a finger, with its words as near to the finding as those that are no link.
        margin=margin(start=-12, top=-8, bottom=-8),
    )

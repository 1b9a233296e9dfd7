"""Finding glimmers again from a terminal: `find`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.core.exchange.record import printed
from app.terminal.answers import Answers, with_answers, with_json
from app.terminal.spoken import Command, IntegerRange, option
from app.words.terminal import said
from app.words.when import times
from storage.rows.drawer import PAGE

if TYPE_CHECKING:
    from app.core.lookback.marks import Found

_MANY = 2**31 - 1
"""More than anybody keeps, and a number SQLite can count to."""
_LINE = 100
"""Characters of its words that stand behind a glimmer."""
_LEAD = 30
"""How many of them stand before the first mark, where that is further on."""
_WITH_VALUE = "--limit"


class _Asked(Command):
    """A command whose words may begin with a minus, as `-work` does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does it, which would take `-has:photo` for `-h` and more."""
        options: list[str] = []
        words: list[str] = []
        rest = iter(args)
        for argument in rest:
            if argument == "--":
                words += rest
            elif argument.startswith("--") or argument == "-h":
                options.append(argument)
                if argument == _WITH_VALUE:
                    options += [value for value in (next(rest, None),) if value is not None]
            else:
                words.append(argument)
        return super().parse_args(ctx, [*options, "--", *words])


@click.command(cls=_Asked, help=lambda: said.FIND)
@click.argument("query", nargs=-1, required=True)
@option(
    _WITH_VALUE,
    type=IntegerRange(min=1),
    default=PAGE,
    show_default=True,
    help=lambda: said.LIMIT,
)
@with_json
@with_answers
def find(answers: Answers, query: tuple[str, ...], limit: int) -> None:
    """What a shell has taken apart is one query again."""
    from app.core.lookback.query import read_query  # no other command needs any of these
    from storage.rows.finding_rows import FindingRows

    asked = read_query(" ".join(query))
    with answers.reading() as journal:
        found = journal.drawer(FindingRows).page(asked, limit=min(limit, _MANY), once=True)
        parts = journal.parts([each.glimmer.id for each in found])
    answers.give(
        [
            {
                **printed(each.glimmer, parts[each.glimmer.id]),
                "marks": [list(mark) for mark in each.marks],
            }
            for each in found
        ],
        "\n".join(map(_in_a_line, found)),
    )
    if not found and not answers.as_json:
        click.echo(said.NOTHING_FOUND, err=True)
    answers.tell_of_waiting()


def _in_a_line(found: Found) -> str:
    from app.core.lookback.marks import excerpt  # nor this

    glimmer = found.glimmer
    time = times.time(glimmer.precision, glimmer.when_text)
    words, _ = excerpt(glimmer.note, found.marks, longest=_LINE, seen=_LINE, lead=_LEAD)
    return f"{glimmer.id}  {time}{'  ' if words else ''}{words}"

"""click's commands and options with a help that is looked up when it is shown, and click's own
sentences from the words' room.

Decorators run when a module is imported. A text given there would keep the language of that moment,
so `help` is given as a function, and asked each time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from app.words import language
from app.words.terminal import said

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])
_OF_CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
"""Its modules that say something."""


class _Helped:
    """What has a help; in front of a class of click's."""

    def __init__(self, *given: Any, help: Callable[[], str], **how: Any) -> None:
        self._said = help
        super().__init__(*given, **how)

    def _look_up(self) -> str | None:
        return self._said()

    def _set(self, given: str | None) -> None:
        """click sets what it was given, which is nothing."""

    help = property(_look_up, _set)
    """In the language that is spoken now."""


class Option(_Helped, click.Option):
    """An option with a help that is looked up."""


class Command(_Helped, click.Command):
    """A command with a help that is looked up."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help` itself, which click makes once and keeps."""
        return _in_this_language(super().get_help_option(ctx))


class Group(_Helped, click.Group):
    """A group of commands, those made by its `command` included, with helps that are looked up."""

    command_class = Command

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """As a command's."""
        return _in_this_language(super().get_help_option(ctx))


def _in_this_language(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = said.SHOW_HELP
    return option


def option(*names: str, help: Callable[[], str], **how: Any) -> Callable[[_Decorated], _Decorated]:
    """`click.option` with a help that is looked up."""
    return click.option(*names, cls=Option, help=help, **how)


class Integer(click.types.IntParamType):
    """A whole number."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """As click does it, which would say “integer” in English within any sentence."""
        if not _is_integer(value):
            self.fail(said.NO_INTEGER.format(value=value), param, ctx)
        return super().convert(value, param, ctx)


class IntegerRange(click.IntRange):
    """A whole number in a range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """As `Integer`."""
        if not _is_integer(value):
            self.fail(said.NO_INTEGER_RANGE.format(value=value), param, ctx)
        return super().convert(value, param, ctx)


def _is_integer(value: Any) -> bool:
    try:
        int(value)
    except ValueError:
        return False
    return True


def _counted(one: str, more: str, count: int) -> str:
    # Where click names one thing in the one form and the same thing as several in the other, our
    # plural has one name for it. click fills in both.
    for single, several in (("possibility", "possibilities"), ("choice", "choices")):
        one = one.replace(f"{{{single}}}", f"{{{several}}}")
    return language.counted(one, more, count)


def _let_click_ask_the_room() -> None:
    """click asks gettext for a sentence each time it says one, in the domain `messages` of the
    whole system, where ours are not. So it is given another to ask, under the name it calls.
    """
    for name in _OF_CLICK:
        vars(sys.modules[f"click.{name}"]).update(_=language.said, ngettext=_counted)


_let_click_ask_the_room()

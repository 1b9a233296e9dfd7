"""What a person reads in a terminal: help, answers, and what click says by itself."""

from __future__ import annotations

from app.words.terminal.answers import Answers
from app.words.terminal.help import Help
from app.words.terminal.usage import Usage


class Terminal(Help, Usage, Answers):
    """Everything that the terminal says, under one name each."""


said = Terminal()

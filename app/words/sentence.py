"""A sentence as it stands in the room, and as it comes out of it: text, in the language of now.

The kinds below are attributes of a class that holds what one part of the app says. They are looked
up each time they are asked for, so nothing keeps the language of the moment it was imported in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from app.words import language

_Key = TypeVar("_Key")


class Message(NamedTuple):
    """What a translator translates."""

    name: str
    one: str
    more: str | None = None
    """The plural; None for what is not counted."""


class Sentence:
    """One sentence, or a part of the screen with a name. `{}` in it are filled by `format`."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __get__(self, room: object, kind: type | None = None) -> str:
        return language.said(self.text)

    def messages(self, name: str) -> Iterator[Message]:
        """What is to be translated."""
        yield Message(name, self.text)


class Counted:
    """Puts a count into the form of a sentence that it asks for."""

    __slots__ = ("_more", "_one")

    def __init__(self, one: str, more: str) -> None:
        self._one, self._more = one, more

    def __call__(self, n: int, **data: object) -> str:
        return language.counted(self._one, self._more, n).format(n=n, **data)


class Plural:
    """A whole sentence in the form for one and the form for more, `{n}` being how many.

    English has two forms, other languages up to six: only whole sentences can be translated.
    """

    __slots__ = ("_counted", "more", "one")

    def __init__(self, one: str, more: str) -> None:
        self.one, self.more = one, more
        self._counted = Counted(one, more)

    def __get__(self, room: object, kind: type | None = None) -> Counted:
        return self._counted

    def messages(self, name: str) -> Iterator[Message]:
        """What is to be translated."""
        yield Message(name, self.one, self.more)


class _Translated(Mapping[_Key, str]):
    """A table in another language than English: a sentence is translated when it is asked for,
    since whoever asks a table of two hundred for one waits for that one only.
    """

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[_Key, str]) -> None:
        self._texts = texts

    def __getitem__(self, key: _Key) -> str:
        return language.said(self._texts[key])

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class Table(Generic[_Key]):
    """A sentence for each of several keys."""

    __slots__ = ("texts",)

    def __init__(self, texts: dict[_Key, str]) -> None:
        self.texts = texts

    def __get__(self, room: object, kind: type | None = None) -> Mapping[_Key, str]:
        if language.spoken() == language.SOURCE:
            return self.texts
        return _Translated(self.texts)

    def messages(self, name: str) -> Iterator[Message]:
        """What is to be translated."""
        for key, text in self.texts.items():
            if text:
                yield Message(f"{name}[{key}]", text)


class Several:
    """Sentences in their order."""

    __slots__ = ("texts",)

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    def __get__(self, room: object, kind: type | None = None) -> tuple[str, ...]:
        return tuple(map(language.said, self.texts))

    def messages(self, name: str) -> Iterator[Message]:
        """What is to be translated."""
        for place, text in enumerate(self.texts):
            if text:
                yield Message(f"{name}[{place}]", text)

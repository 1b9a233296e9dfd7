"""Sentences for translators: `python build/catalogue.py` writes the template anew, and compiles
every `.po` there is.

The template is `build/languages/glimmers.pot`; a translation is `build/languages/de.po`, which
becomes `app/words/languages/de.mo`. Needs Babel, which the app itself does not.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

import app.words  # noqa: E402 - the project's folder comes first
from app.words.language import FOLDER  # noqa: E402
from app.words.sentence import Message  # noqa: E402

LANGUAGES = Path(__file__).with_name("languages")
TEMPLATE = LANGUAGES / "glimmers.pot"


def every_message() -> Iterator[tuple[str, Message]]:
    """All that is to be translated, each with the file it stands in, from the project's folder."""
    for found in pkgutil.walk_packages(app.words.__path__, "app.words."):
        module = importlib.import_module(found.name)
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__:
                place = f"{found.name.replace('.', '/')}.py"
                for name, value in vars(kind).items():
                    if hasattr(value, "messages") and not isinstance(value, type):
                        for message in value.messages(f"{kind.__name__}.{name}"):
                            yield place, message


def template() -> str:
    """The template, in the format of GNU gettext; the same for the same sentences, whenever it is
    made."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    catalogue = Catalog(project="Glimmers", charset="utf-8")
    for place, message in every_message():
        id = message.one if message.more is None else (message.one, message.more)
        # Where it is said is a comment, for translators, without line numbers: those change with
        # every change.
        catalogue.add(id, locations=[(place, 0)], auto_comments=[message.name])
    text = io.BytesIO()
    write_po(text, catalogue, omit_header=True, width=100, include_lineno=False)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return head + text.getvalue().decode()


def compile_translations() -> None:
    """A `.mo` for each `.po`, where the app looks for it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted(LANGUAGES.glob("*.po")):
        with source.open("rb") as content:
            catalogue = read_po(content, locale=source.stem.replace("-", "_"))
        FOLDER.mkdir(exist_ok=True)
        with (FOLDER / f"{source.stem}.mo").open("wb") as compiled:
            write_mo(compiled, catalogue)


if __name__ == "__main__":
    LANGUAGES.mkdir(exist_ok=True)
    TEMPLATE.write_text(template(), encoding="utf-8")
    compile_translations()

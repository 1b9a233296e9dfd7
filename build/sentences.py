"""Writes the sentences of the words' room into the page: English itself where their names stand,
and other languages behind the splash, for a browser that asks for one.
"""

from __future__ import annotations

import html
import json
import re
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from app.words import language  # noqa: E402 - the project's folder comes first
from app.words.page import Page, page_words  # noqa: E402
from app.words.sentence import Sentence  # noqa: E402

NAME = re.compile(r"\{\{(\w*)\}\}")
CHOOSER = "languages.js"


def filled(folder: Path) -> dict[str, str]:
    """Every page and script in `folder` by its name, with English where names of sentences stand:
    `{{TRY_AGAIN}}` between tags and in attributes, `'{{TRY_AGAIN}}'` in scripts.

    Raises:
        SystemExit: a name there is no sentence for, or a sentence whose name stands nowhere.
    """
    files = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(folder.iterdir())
        if path.suffix in (".html", ".js")
    }
    asked = {name for text in files.values() for name in NAME.findall(text)}
    if unknown := asked - _english().keys():
        raise SystemExit(f"app/words/page.py has no {', '.join(sorted(unknown))}")
    if unsaid := _english().keys() - asked:
        raise SystemExit(f"nothing in {folder} says {', '.join(sorted(unsaid))}")
    return {name: _in_english(text, Path(name).suffix) for name, text in files.items()}


def chooser(files: dict[str, str]) -> str:
    """The script that chooses among the languages there are, to stand inside the page behind the
    splash: no request, and English is drawn until then. Empty as long as there is only English.
    """
    languages = translations()
    if not languages:
        return ""
    written = {"english": list(_english().values()), "languages": languages}
    # No sentence may end the script early.
    text = json.dumps(written, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")
    script, times = re.subn(r"/\* BUILD \*/ null", lambda _: text, files[CHOOSER])
    if times != 1:
        raise SystemExit(f"{CHOOSER} has {times} places for the languages instead of one")
    return f"<script>\n{script}</script>\n"


def translations() -> dict[str, dict[str, object]]:
    """What the page says in each language that has a catalogue, by its tag: `dir` is the direction
    it is read in, `sentences` are in the order of the English ones, None where one is not
    translated. A language without any is left out.
    """
    english, found = _english(), dict[str, dict[str, object]]()
    try:
        for file in sorted(language.FOLDER.glob("*.mo")):
            tag = language.speak(file.stem)
            told = {name: getattr(page_words, name) for name in english}
            said = [told[name] if told[name] != text else None for name, text in english.items()]
            if any(said):
                direction = "rtl" if language.reads_from_right() else "ltr"
                found[tag] = {"dir": direction, "sentences": said}
    finally:
        language.speak(language.SOURCE)
    return found


def _english() -> dict[str, str]:
    """Every sentence of the page by its name."""
    return {name: value.text for name, value in vars(Page).items() if isinstance(value, Sentence)}


def _in_english(text: str, suffix: str) -> str:
    english = _english()

    def sentence(name: re.Match[str]) -> str:
        said = english[name[1]]
        if suffix == ".html":
            return html.escape(said)
        return json.dumps(said, ensure_ascii=False)[1:-1].replace("'", r"\'")

    return NAME.sub(sentence, text)

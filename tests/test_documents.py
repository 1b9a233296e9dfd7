"""README, CONTRIBUTING and docs/ name only what is there: files, and symbols beside their files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "PRIVACY.md",
    "docs/architecture.md",
    "docs/phones.md",
    "docs/inbox-format.md",
)
_FILE = re.compile(r"`((?:app|storage|build|tests|native|assets|docs|bench)/[\w./-]+\.\w+)`")
_SYMBOL = re.compile(r"`((?:\w+\.)*\w+)(?:\([^`]*\))?` \(`((?:app|storage)/[\w./]+\.(?:py|js))`\)")
_MADE = (
    "build/web",
    "build/test-results",
    "build/cache",
    "build/flutter",
    "build/apk",
    "build/aab",
)
"""Folders that exist once something was built."""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_is_named_is_there(document):
    text = (ROOT / document).read_text(encoding="utf-8")

    named = {file for file in _FILE.findall(text) if not file.startswith(_MADE)}

    assert [file for file in sorted(named) if not (ROOT / file).exists()] == []


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_symbol_is_in_the_file_beside_which_it_is_named(document):
    text = (ROOT / document).read_text(encoding="utf-8")

    missing = [
        f"{symbol} in {file}"
        for symbol, file in _SYMBOL.findall(text)
        if not re.search(rf"\b{symbol.rpartition('.')[2]}\b", (ROOT / file).read_text("utf-8"))
    ]

    assert missing == []


def test_the_journeys_name_enough_to_search_for():
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")

    assert len(_SYMBOL.findall(text)) >= 20

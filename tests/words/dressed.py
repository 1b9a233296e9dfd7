"""The web page as `build/web.py` dresses it, without all that lies beside it: Flet's own page with
our head, splash and scripts, and the service worker's list of them.
"""

from __future__ import annotations

import importlib
import io
import shutil
import sys
from pathlib import Path
from types import ModuleType

import flet_web
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

PROJECT = Path(__file__).parents[2]
BUILD = PROJECT / "build"
PAGE = BUILD / "page"
FLETS = Path(flet_web.__file__).parent / "web"


def of_build(name: str) -> ModuleType:
    """One of the scripts in `build/`, which find each other because they lie in one folder."""
    sys.path.insert(0, str(BUILD))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(BUILD))


def dressed_page(folder: Path) -> Path:
    """A folder with the page in the languages whose catalogues are found just now."""
    web = of_build("web")
    folder.mkdir()
    for name in ("index.html", "flutter_bootstrap.js"):
        shutil.copy(FLETS / name, folder)
    web._dress(folder)
    web.keep_offline(folder)
    return folder


def add_catalogue(folder: Path, tag: str, translated: dict[str, str]) -> None:
    """A compiled catalogue of these sentences, where `language.FOLDER` may be led to."""
    catalogue = Catalog(locale=tag.replace("-", "_"))
    for english, said in translated.items():
        catalogue.add(english, said)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    (folder / f"{tag}.mo").write_bytes(compiled.getvalue())

"""The developer's tool that makes the template for translators, as tests use it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

_SCRIPT = Path(__file__).parents[2] / "build" / "catalogue.py"
_found = importlib.util.spec_from_file_location("glimmers_catalogue", _SCRIPT)
assert _found is not None
assert _found.loader is not None
_catalogue = importlib.util.module_from_spec(_found)
_found.loader.exec_module(_catalogue)

TEMPLATE: Path = _catalogue.TEMPLATE
template = _catalogue.template
every_message = _catalogue.every_message

"""One suite over browsers' engines: what is promised (`promises.py`), what a person does
(`probe.py`), how each engine is driven for it, and the record of what was seen (`record.py`).

Another engine is another module with an `Engine`, and its place in `ENGINES`.
"""

from __future__ import annotations

from tests.browser.engines.chromium import Chromium
from tests.browser.engines.firefox import Firefox
from tests.browser.engines.probe import Engine
from tests.browser.engines.webkit import WebKit

ENGINES: tuple[Engine, ...] = (Chromium(), Firefox(), WebKit())
"""In the order of the README's columns."""

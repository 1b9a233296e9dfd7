"""Files that a browser has, where Python reads files: by reference, so that only what is read comes
into memory.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

_numbers = itertools.count(1)


@asynccontextmanager
async def lent(files: Iterable[tuple[str, Any]]) -> AsyncIterator[Path]:
    """The folder in which these lie for as long as the block lasts, each a path inside of it and a
    Blob. One that was changed or taken away meanwhile cannot be read (`OSError`).
    """
    import js
    import pyodide_js
    from pyodide.ffi import to_js

    lending = await js.glimmersLentFiles()
    root = f"/lent/{next(_numbers)}"
    lending.lend(pyodide_js, root, to_js([list(pair) for pair in files]))
    try:
        yield Path(root)
    finally:
        lending.takeBack(pyodide_js, root)

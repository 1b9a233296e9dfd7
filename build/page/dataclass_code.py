"""Has the methods of dataclasses ready that were compiled when the app was built.

`dataclasses` writes the methods of each class as text, which Python compiles, at each start anew:
for Flet's controls and our own classes that is a good part of what a browser's Python does before
the first screen. `build/dataclass_code.mjs` has compiled them with this very Python. A text that
it did not meet is compiled as ever.
"""

from __future__ import annotations

import dataclasses
import marshal
from hashlib import blake2b
from types import CodeType
from typing import Any

DIGEST_BYTES = 16

# Each module that was imported has a `__loader__`: here, that of the zip.
_code: dict[bytes, bytes] = marshal.loads(
    __loader__.get_data(__file__.rpartition(".")[0] + ".bin")  # type: ignore[name-defined]
)
"""By the text's BLAKE2b: what `marshal` made of its code."""


def compiled(text: str) -> CodeType | None:
    """The code of this text, None where it was not met."""
    known = _code.get(blake2b(text.encode(), digest_size=DIGEST_BYTES).digest())
    return marshal.loads(known) if known else None


def execute(text: str, namespace: dict[str, Any], locals: dict[str, Any], /) -> None:
    """As `exec`, which `dataclasses` takes this for."""
    exec(compiled(text) or text, namespace, locals)


# The module calls `exec` by its name, and finds its own before Python's.
dataclasses.exec = execute  # type: ignore[attr-defined]

"""These take long: they run when they are asked for (`make torture`), not with the others."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Only for `pytest tests/torture` or a file of it."""
    asked = [Path(config.invocation_params.dir, argument.partition("::")[0]).resolve() for argument in config.args]
    if HERE in collection_path.resolve().parents and not any(path == HERE or HERE in path.parents for path in asked):
        return True
    return None

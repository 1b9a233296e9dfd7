"""Run in the app's own worker by `test_web_pool.py`: files beside the open journal, compared with a
plain dictionary.
"""

from __future__ import annotations

import gc
import json
import os
import random
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from storage.vault import BROWSER_ROOT, Vault

ROOT = Path(BROWSER_ROOT)
NAMES = ("a", "b", "snapshots/c", "snapshots/d", "snapshots/ünd")


def vault() -> Vault:
    """The one that the app has."""
    (found,) = (each for each in gc.get_objects() if isinstance(each, Vault))
    return found


def there() -> dict[str, str]:
    """Digests of what is beside the journal."""
    return {
        path.relative_to(ROOT).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in ROOT.rglob("*")
        if path.is_file() and not path.name.startswith("glimmers.db")
    }


async def beside_a_journal() -> str:
    """What there is at the end, as JSON."""
    await vault().lend_more(8)
    (ROOT / "snapshots").mkdir(exist_ok=True)
    rng, model = random.Random(3), dict[str, bytes]()
    for step in range(400):
        name, other = rng.choice(NAMES), rng.choice(NAMES)
        if name not in model or rng.random() < 0.3:
            model[name] = rng.randbytes(rng.choice((0, 1, 4095, 70_000)))
            (ROOT / name).write_bytes(model[name])
        elif rng.random() < 0.4:
            del model[name]
            (ROOT / name).unlink()
        elif rng.random() < 0.3:
            size = rng.randrange(100_000)
            os.truncate(ROOT / name, size)
            model[name] = model[name][:size].ljust(size, b"\0")
        else:
            model[other] = model.pop(name)
            (ROOT / name).replace(ROOT / other)
        if step % 20 == 0:
            assert {key: sha256(value).hexdigest() for key, value in model.items()} == there()
    journal, copy = (sqlite3.connect(ROOT / name) for name in ("glimmers.db", "copy.db"))
    with closing(journal), closing(copy):
        journal.backup(copy)
        with copy:
            copy.execute("CREATE TABLE more AS SELECT * FROM glimmers")
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM more").fetchone() == (1,)
    for name in ("copy.db-journal", "glimmers.db-journal"):
        assert not (ROOT / name).exists() or not (ROOT / name).stat().st_size
    assert 1 << 20 < shutil.disk_usage(ROOT).free < 1 << 50
    for name in model:
        with (ROOT / name).open("rb") as file:
            os.fsync(file.fileno())
    assert vault().blob_of is not None
    blob = await vault().blob_of(ROOT / "copy.db")
    assert blob.size == (ROOT / "copy.db").stat().st_size
    return json.dumps({"digest": there()})


async def found_again(told: str) -> str:
    """By the next page; nothing is left of it afterwards."""
    await vault().lend_more(0)
    assert json.loads(told)["digest"] == there()
    for name in there():
        (ROOT / name).unlink()
    assert not there()
    return "all of it"

"""`python -m tests.browser.engines`: runs the suite, and writes what came of it, whatever that is,
into docs/engines.json and the README. With results of a run (`FILE.xml …`): judges them.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.browser.engines import ENGINES, record

RESULTS = record.ROOT / "build" / "test-results" / "engines.xml"


def write() -> int:
    """Exit with what pytest exits with, once the record is written."""
    begun = datetime.now(UTC).isoformat(timespec="seconds")
    RESULTS.unlink(missing_ok=True)
    suite = [f"tests/browser/test_{each}.py" for each in ("engines", "webkit")]
    command = [sys.executable, "-m", "pytest", "-m", "long or not long", *suite]
    done = subprocess.run([*command, f"--junitxml={RESULTS}"], cwd=record.ROOT)
    run = record.read([RESULTS], ENGINES, begun)
    record.RECORD.write_text(run.as_json(), encoding="utf-8")
    readme = record.README.read_text(encoding="utf-8")
    record.README.write_text(record.with_table(readme, run), encoding="utf-8")
    return done.returncode


def judge(results: list[Path]) -> int:
    """Exit with 1 where a browser test did not run, or a promise is not what the record says."""
    run = record.read(results, ENGINES, "")
    said = record.recorded(record.RECORD.read_text(encoding="utf-8"))
    skipped = record.not_run(results, ENGINES)
    for line in (
        *(f"A browser test was skipped: {each}" for each in skipped),
        *(different := record.otherwise(run, said)),
    ):
        print(line, file=sys.stderr)
    return 1 if skipped or different else 0


if __name__ == "__main__":
    sys.exit(judge([Path(each) for each in sys.argv[1:]]) if sys.argv[1:] else write())

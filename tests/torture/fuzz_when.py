"""`python -m tests.torture.fuzz_when [SECONDS] [SEED]`: says times in every way we can think of and
holds the promises to each."""

from __future__ import annotations

import gc
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from tests.core.phrases import a_now, a_phrase, check_promises


def fuzz(
    seconds: float,
    seed: int,
    *,
    phrases: int = 0,
    say: Callable[[random.Random, datetime], str] = a_phrase,
) -> Counter[str]:
    """How many phrases ended in which precision, were refused, or broke a promise (each shown
    once); of `say`, for so many seconds of processor, or so many phrases if they are given."""
    rng = random.Random(seed)
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    slowest = ""
    _make_ready()
    until = time.process_time() + seconds
    while counts["phrases"] < phrases if phrases else time.process_time() < until:
        now = a_now(rng)
        text = say(rng, now)
        began = time.process_time()
        try:
            when = check_promises(text, now=now, southern=rng.random() < 0.3)
        except Exception as error:
            counts["BROKEN"] += 1
            where = "".join(traceback.format_exception_only(error))[:60] + str(
                traceback.extract_tb(error.__traceback__)[-1].lineno
            )
            if where not in seen:
                seen.add(where)
                print(f"{text!r} at {now.isoformat()}: {error!r}"[:400], flush=True)
        else:
            counts[when.precision if when else "refused"] += 1
        took = round((time.process_time() - began) * 1000)
        if took > counts["slowest, ms"]:
            counts["slowest, ms"], slowest = took, f"{text!r} at {now.isoformat()}"
        counts["phrases"] += 1
    print(f"the slowest: {slowest}", flush=True)
    return counts


def _make_ready() -> None:
    """So that phrases are measured and nothing else.

    The first of them loaded the grammar of EDTF, and in a process in which other tests had left
    millions of objects behind each collection of garbage went through all of those: 4.2 s, of which
    no phrase had any part.
    """
    check_promises("summer 2004", now=datetime(2026, 11, 22, 18, 42, tzinfo=UTC))
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    found = fuzz(
        float(sys.argv[1]) if len(sys.argv) > 1 else 60,
        int(sys.argv[2]) if len(sys.argv) > 2 else 1,
    )
    print(dict(found))
    sys.exit(1 if found["BROKEN"] else 0)

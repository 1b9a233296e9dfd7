"""Parts of the page's scripts that need no browser, in Node with stand-ins: when a new version
takes over, and what counts as a sign that the app comes nearer.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[1] / "build" / "page"

SERVICE_WORKER = """
const hears = {}; let skipped = 0;
Object.assign(globalThis, {
    self: {
        addEventListener: (name, hear) => { hears[name] = hear; },
        skipWaiting: async () => { skipped += 1; },
    },
    clients: { matchAll: async () => Array(%(windows)s).fill({}) },
});
const location = new URL('http://127.0.0.1/service_worker.js');
%(script)s
const all = [];
hears.message({ data: { op: 'take_over' }, ports: [], waitUntil: (work) => all.push(work) });
Promise.all(all).then(() => console.log(JSON.stringify(skipped)));
"""

WATCHED = """
let see, told = 0, time = 0;
globalThis.PerformanceObserver = class {
    constructor(hear) { see = (name) => hear({ getEntries: () => [{ name }] }); }
    observe() {}
    disconnect() {}
};
Object.defineProperty(globalThis, 'performance', { value: { now: () => time += 2000 } });
const own = globalThis.fetch = async (address) => {
    const answer = new Response('some bytes');
    Object.defineProperty(answer, 'url', { value: address });
    return answer;
};
%(script)s
const end = watchFiles(() => { told += 1; }, true);
(async () => {
    const seen = [];
    for (const address of ['large', 'large', 'large', 'other']) {
        await (await fetch(`http://127.0.0.1/${address}`)).text();
        await new Promise((go) => setTimeout(go, 10));
        see(`http://127.0.0.1/${address}`);
        seen.push(told);
    }
    end();
    console.log(JSON.stringify([seen, globalThis.fetch === own]));
})();
"""


def in_node(script: str) -> Any:
    """What the script says, which is JSON."""
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI"):
            pytest.fail("Node is missing: in continuous integration the page's scripts are tested")
        pytest.skip("no Node here: install Debian's `nodejs`")
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize(("windows", "takes_over"), [(1, 1), (2, 0)])
def test_a_version_takes_over_only_while_one_page_is_open(windows: int, takes_over: int) -> None:
    """Another one that was opened meanwhile would get the new version's files to its own."""
    script = (PAGE / "service_worker.js").read_text(encoding="utf-8")
    script = script.replace("/* BUILD */ null", '{ id: "new", parts: [] }')

    assert in_node(SERVICE_WORKER % {"windows": windows, "script": script}) == takes_over


def test_a_file_that_is_asked_for_again_and_again_brings_the_app_no_nearer() -> None:
    """Or the page would never say that it does not start."""
    text = (PAGE / "head_start.js").read_text(encoding="utf-8")
    (script,) = re.findall(r"^  function watchFiles.*?^  }$", text, re.DOTALL | re.MULTILINE)

    seen, given_back = in_node(WATCHED % {"script": script})

    assert seen == [2, 2, 2, 4]  # for each one its bytes, and its end
    assert given_back

"""What the README promises of the app in a browser: each is a row of its table, and is shown by one
story of `tests/browser/test_engines.py`.
"""

from __future__ import annotations

PROMISES = {
    "start": "it starts, and shows its first screen",
    "told": "where there is no place to keep things it says so, and nothing is said to be kept",
    "early": "a tap before the app is there is kept, and the app takes it in",
    "keep": "one tap keeps, and what was kept is there after a reload",
    "kill": "what was said to be kept is there after the browser is killed",
    "second": "a second tab says so; what is kept there joins the first one's journal",
    "offline": "without a network after the first visit, by any of its addresses",
    "keys": "by keys alone to words and back, the focus always in sight",
    "choose": "photos are chosen",
    "paste": "photos are pasted",
    "drop": "photos are dropped",
    "collage": "a collage is made, changed by dragging, saved, and downloaded",
    "update": "a new version waits, is there at the next opening, and can be left again",
    "look": "its screens are drawn by day and by night",
    "alone": "nothing is asked of another host",
}

"""`python -m bench NAME [--json]`: measures, and fails above a limit."""

from __future__ import annotations

import argparse
import importlib
import json
import sys

from bench.measure import Measured, NotThere

NAMES = ("keep", "start", "photos", "layout", "collage", "faces", "yours", "look-back")


def main() -> None:
    """Run the measurements called NAME; exit 1 above a limit."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("name", metavar="NAME", choices=NAMES, help=", ".join(NAMES))
    parser.add_argument("--json", action="store_true", help="answer with one JSON value")
    asked = parser.parse_args()
    module = importlib.import_module(f"bench.{asked.name.replace('-', '_')}")
    measured: list[Measured | NotThere] = module.measures()
    if asked.json:
        print(json.dumps([each.as_json() for each in measured], ensure_ascii=False))
    else:
        print("\n".join(each.in_a_line() for each in measured))
    sys.exit(0 if all(each.within for each in measured) else 1)


if __name__ == "__main__":
    main()

"""One benchmark in a process of its own: `python -m Testing.Benchmarks.child NAME FOLDER OUTPUT [--without-isal]`."""

from __future__ import annotations

import argparse
import importlib
import json
from dataclasses import asdict
from pathlib import Path

from .without_isal import hide_isal


def main() -> None:
    """Write the benchmark's results to OUTPUT as JSON; inputs that take long to make are kept in FOLDER."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("folder", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--without-isal", action="store_true")
    arguments = parser.parse_args()
    if arguments.without_isal:
        hide_isal()
    benchmark = importlib.import_module(f"Testing.Benchmarks.{arguments.name}")
    results = benchmark.measure(arguments.folder, isal=not arguments.without_isal)
    arguments.output.write_text(json.dumps([asdict(result) for result in results]), encoding="utf-8")


if __name__ == "__main__":
    main()

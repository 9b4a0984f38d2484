"""`python -m Testing.Benchmarks [NAME ...]`: measure, print the table, and write it to docs/performance.md.

With names only those are measured, and nothing is written.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from .machine import load, machine_facts
from .report import table, write_between_markers
from .result import Result

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"

# Each with whether a compressor has a part in it, so that it is measured without isal, too.
BENCHMARKS = {
    "journalled_edits": False,
    "guarded_strokes": False,
    "saving_and_loading": True,
    "opening_an_image": True,
    "opening_as_a_node": True,
    "listing_series": False,
    "memory_of_an_open_series": True,
    "measures": False,
    "explaining": False,
    "drafting": False,
    "windows": False,
    "references": False,
}


def main() -> int:
    """0, or 1 if a benchmark could not be run; a target that is missed is no failure of this program."""
    parser = argparse.ArgumentParser(prog="python -m Testing.Benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; all without")
    parser.add_argument("--folder", type=Path, help="where temporary data go; some 4 GB")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    facts = [*machine_facts(), load()]
    with tempfile.TemporaryDirectory(prefix="rilcontour-bench-", dir=arguments.folder) as folder:
        results, failed = _run(arguments.names or list(BENCHMARKS), Path(folder))
    text = "\n\n".join([table(*results), "\n".join(f"- {fact}" for fact in facts)])
    print(text)
    if failed:
        print(f"Could not be measured: {', '.join(failed)}.", file=sys.stderr)
        return 1
    if not arguments.names:
        write_between_markers(PAGE, text)
        print(f"\nWritten to {PAGE.relative_to(ROOT)}.")
    return 0


def _run(names: list[str], folder: Path) -> tuple[tuple[list[Result], list[Result]], list[str]]:
    """Results with and without isal, and the names of what failed."""
    results: tuple[list[Result], list[Result]] = ([], [])
    failed = []
    for name in names:
        variants = ([], ["--without-isal"]) if BENCHMARKS[name] else ([],)
        for variant, options in enumerate(variants):
            print(f"Measuring: {' '.join([name, *options])}", file=sys.stderr, flush=True)
            found = _run_one(name, folder, options)
            if found is None:
                failed.append(" ".join([name, *options]))
            else:
                results[variant].extend(found)
    return results, failed


def _run_one(name: str, folder: Path, options: list[str]) -> list[Result] | None:
    """What one benchmark found, in a process of its own; None if it failed, which it said on stderr."""
    output = folder / "results.json"
    output.unlink(missing_ok=True)
    command = [sys.executable, "-m", "Testing.Benchmarks.child", name, str(folder), str(output), *options]
    user_folders = {"RILCONTOUR_CACHE": str(folder / "cache"), "RILCONTOUR_STATE": str(folder / "state")}
    done = subprocess.run(command, cwd=ROOT, env=os.environ | user_folders, stdout=sys.stderr, check=False)
    if done.returncode or not output.is_file():
        return None
    return [Result(**value) for value in json.loads(output.read_text(encoding="utf-8"))]


if __name__ == "__main__":
    sys.exit(main())

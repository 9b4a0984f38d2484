"""Whether the stored numbers of MONAI and captum that tests compare with are those that they give now."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from .result import Result

MOST_DIFFERENT = 1e-4
"""Relative to the largest number of each row; other versions and processors round otherwise."""


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """A line for each library."""
    return [
        _compared("MONAI", "monai", "monai_metrics", _monai_rows),
        _compared("captum", "captum", "captum_maps", _captum_rows),
    ]


def _compared(name: str, module: str, file: str, rows: Callable[[], dict[str, Any]]) -> Result:
    what, target = f"Stored numbers of {name} recomputed", f"within {MOST_DIFFERENT:g} of each row's largest"
    if find_spec("torch") is None or find_spec(module) is None:
        return Result(what, target, f"{name} is not installed", None)
    path = Path(__file__).parents[1] / "References" / f"{file}.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    stored = next(value for key, value in document.items() if key != "made with")
    largest, count = _largest_difference(dict(_leaves(stored)), dict(_leaves(rows())))
    made_with = ", ".join(f"{package} {version}" for package, version in document["made with"].items())
    return Result(what, target, f"{largest:.1e}", largest <= MOST_DIFFERENT, f"{count} rows; stored with {made_with}")


def _monai_rows() -> dict[str, Any]:
    import warnings

    from Testing.References import blobs, monai_metrics

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # MONAI's about empty masks
        return {pair.name: monai_metrics.measures(pair) for pair in blobs.pairs()}


def _captum_rows() -> dict[str, Any]:
    from Testing.References import captum_maps, tiny_networks

    return {
        tiny.name: {str(n): captum_maps.attributions(tiny, n) for n in captum_maps.TARGETS}
        for tiny in tiny_networks.networks()
    }


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], np.ndarray]]:
    """Numbers and rows of numbers, with where they stand."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*path, str(key)))
    else:
        yield path, np.atleast_1d(np.asarray(value, float))


def _largest_difference(
    stored: dict[tuple[str, ...], np.ndarray], now: dict[tuple[str, ...], np.ndarray]
) -> tuple[float, int]:
    """Over all rows, relative to each one's largest number; infinite where one is a number and the other is none."""
    if stored.keys() != now.keys():
        return np.inf, len(stored)
    largest = 0.0
    for path, row in stored.items():
        finite = np.isfinite(row)
        if row.shape != now[path].shape or not np.array_equal(row[~finite], now[path][~finite], equal_nan=True):
            return np.inf, len(stored)
        if finite.any():
            scale = max(float(np.abs(row[finite]).max()), 1e-12)
            largest = max(largest, float(np.abs(row[finite] - now[path][finite]).max()) / scale)
    return largest, len(stored)

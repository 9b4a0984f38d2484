"""Intensities on their way into a network: steps that follow each other, each float32 in and out.

Each step may look at the whole frame (`scope: image`) or only at what the network sees at once (`scope: input`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..models.description import Step

EQUALISING_BINS = 256


def prepared(values: np.ndarray, steps: Sequence[Step]) -> np.ndarray:
    """`values` after all steps, as a new float32 array of the same shape. What is not finite counts as 0."""
    work = np.array(values, np.float32)
    if not np.isfinite(work).all():
        np.nan_to_num(work, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
    for step in steps:
        work = STEPS[step.kind](work, step.parameters)
    return work


def of_scope(steps: Sequence[Step], scope: str) -> tuple[Step, ...]:
    """The steps that are done on the whole frame, or on each input: from the first that looks at the input only on."""
    first = next((n for n, step in enumerate(steps) if step.parameters.get("scope") == "input"), len(steps))
    return tuple(steps[:first] if scope == "image" else steps[first:])


def _clip(values: np.ndarray, parameters: Mapping[str, Any]) -> np.ndarray:
    return np.clip(values, parameters["low"], parameters["high"], out=values)


def _window(values: np.ndarray, parameters: Mapping[str, Any]) -> np.ndarray:
    """Radiology's window: `width` around `center` to 0 ... 1, clipped."""
    center, width = parameters["center"], parameters["width"]
    return np.clip(_linear(values, center - width / 2, center + width / 2, parameters), *_target(parameters))


def _min_max(values: np.ndarray, parameters: Mapping[str, Any]) -> np.ndarray:
    return _linear(values, float(values.min()), float(values.max()), parameters)


def _percentiles(values: np.ndarray, parameters: Mapping[str, Any]) -> np.ndarray:
    """Two percentiles to 0 ... 1, clipped."""
    low, high = (float(each) for each in np.percentile(values, (parameters["low"], parameters["high"])))
    return np.clip(_linear(values, low, high, parameters), *_target(parameters))


def _z_score(values: np.ndarray, parameters: Mapping[str, Any]) -> np.ndarray:
    """Minus mean, divided by the population's standard deviation: constants, or of the values (those above 0 only)."""
    mean, sd = parameters.get("mean"), parameters.get("sd")
    if mean is None or sd is None:
        sample = values[values > 0] if parameters.get("over") == "positive" else values
        mean = float(sample.mean(dtype=np.float64)) if sample.size else 0.0
        sd = float(sample.std(dtype=np.float64)) if sample.size else 0.0
    values -= np.float32(mean)
    values /= np.float32(sd if sd > 0 else 1.0)
    return values


def _scale(values: np.ndarray, parameters: Mapping[str, Any]) -> np.ndarray:
    """times `by`, plus `plus`."""
    values *= np.float32(parameters.get("by", 1.0))
    values += np.float32(parameters.get("plus", 0.0))
    return values


def _equalise(values: np.ndarray, parameters: Mapping[str, Any]) -> np.ndarray:
    """Histogram equalisation to 0 ... 1: each value becomes the part of voxels that are not larger, by bins."""
    bins = int(parameters.get("bins", EQUALISING_BINS))
    counts, edges = np.histogram(values, bins=bins)
    parts = np.concatenate(([0.0], np.cumsum(counts, dtype=np.float64) / values.size))
    return np.interp(values, edges, parts).astype(np.float32)


def _linear(values: np.ndarray, low: float, high: float, parameters: Mapping[str, Any]) -> np.ndarray:
    """`low` to the target's lower end and `high` to its upper; all to the lower end where both are the same."""
    bottom, top = _target(parameters)
    span = high - low
    values -= np.float32(low)
    values *= np.float32((top - bottom) / span if span > 0 else 0.0)
    values += np.float32(bottom)
    return values


def _target(parameters: Mapping[str, Any]) -> tuple[float, float]:
    bottom, top = parameters.get("to", (0.0, 1.0))
    return float(bottom), float(top)


STEPS: Mapping[str, Callable[[np.ndarray, Mapping[str, Any]], np.ndarray]] = {
    "clip": _clip,
    "window": _window,
    "min-max": _min_max,
    "percentiles": _percentiles,
    "z-score": _z_score,
    "scale": _scale,
    "equalise": _equalise,
}

"""How images come to the network that is trained, and the model.yaml of what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from ..images.geometry import Geometry
from ..models.description import (
    THE_IMAGE,
    ModelDescription,
    NetworkInput,
    NetworkOutput,
    OutputClass,
    Step,
    Weights,
)
from .network_kinds import NetworkShape
from .options import TrainOptions
from .plan import NETWORK

MOST_VOXELS_A_SIDE = 256
"""Where no spacing is asked for: coarser until the largest slice is no larger, which two processor cores can train."""
HOUNSFIELD_BELOW = -200
"""An image with values below is taken for a CT, whose values mean the same in each."""
_ORIENTATION = "LPS"
_AXIS_OF = {"L": 0, "R": 0, "P": 1, "A": 1, "S": 2, "I": 2}
_CT = (Step("window", {"center": 0, "width": 2000}),)
_OTHERS = (Step("percentiles", {"low": 1, "high": 99}),)


@dataclass(frozen=True, eq=False)
class SeenGeometry:
    """A series' grid and the axis that its slices are counted along."""

    geometry: Geometry
    slice_axis: int

    @property
    def network_axis(self) -> int:
        """Which of L, P, S the slices are counted along."""
        return _AXIS_OF[self.geometry.axis_codes[self.slice_axis]]

    @property
    def plane_axes(self) -> tuple[int, int]:
        """The image's axes within a slice."""
        first, second = (axis for axis in range(3) if axis != self.slice_axis)
        return first, second


def chosen_input(seen: Sequence[SeenGeometry], lowest: float, options: TrainOptions) -> NetworkInput:
    """What the network will expect: slices as most series count them, at the median spacing unless told otherwise.

    lowest : the smallest value of some images
    """
    axes = [each.network_axis for each in seen]
    axis = max(sorted(set(axes)), key=axes.count)
    alike = [each for each in seen if each.network_axis == axis]
    spacing = options.spacing_mm or _spacing_mm(alike)
    along: list[float | None] = [spacing, spacing, spacing]
    along[axis] = None
    return NetworkInput(
        kind="adjacent" if options.adjacent > 1 else "slice",
        orientation=_ORIENTATION,
        axis=axis,
        spacing_mm=(along[0], along[1], along[2]),
        size=None if options.size is None else (options.size, options.size),
        multiple_of=1 if options.size is not None else 2**options.depth,
        adjacent=options.adjacent,
        channels=(THE_IMAGE, *options.companions),
        intensity=options.intensity or (_CT if lowest < HOUNSFIELD_BELOW and not options.companions else _OTHERS),
    )


def left_right_axis(given: NetworkInput) -> int | None:
    """The axis of the network's slice, 0 or 1, that runs from left to right; None where none does."""
    return 0 if given.axis != 0 else None


def described(
    name: str,
    given: NetworkInput,
    shape: NetworkShape,
    classes: Sequence[tuple[str | None, str | None, Any]],
    notes: str,
    made_from: dict[str, Any],
) -> ModelDescription:
    """The model.yaml; classes : ROI, or field and answer, of each."""
    first = shape.outputs - shape.classes
    output = NetworkOutput(
        shape.output,
        tuple(OutputClass(first + n, roi, field, answer) for n, (roi, field, answer) in enumerate(classes)),
    )
    title = name.replace("-", " ").capitalize()
    weights = Weights(NETWORK, "keras")
    return ModelDescription(name, title, shape.task, weights, given, output, notes=notes, made_from=made_from)


def _spacing_mm(seen: Sequence[SeenGeometry]) -> float:
    spacings = [each.geometry.spacing_mm[axis] for each in seen for axis in each.plane_axes]
    lengths = [each.geometry.spacing_mm[axis] * each.geometry.shape[axis] for each in seen for axis in each.plane_axes]
    return round(max(median(spacings), max(lengths) / MOST_VOXELS_A_SIDE), 4)

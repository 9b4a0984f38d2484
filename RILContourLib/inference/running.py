"""One network on one frame of one series: from pixels to a prediction, or an error; nothing in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..annotation.extent import Extent
from ..errors import ModelError
from ..images.geometry import Geometry
from ..models.description import ModelDescription
from ..progress import CancelToken, Progress, no_progress
from .classifying import decisions
from .clean_up import cleaned
from .memory import batch_for, free_memory_bytes
from .network import Network
from .network_grid import LARGEST_GRID_VOXELS, NetworkGrid, grid_for
from .prediction import Prediction
from .region import Box, box_of, needed_range, whole_box
from .sweeping import Sweep
from .way_in import WayIn
from .way_out import WayOut


@dataclass(frozen=True)
class Wanted:
    """What to draft: these `rois`, in this `region` of the image (i, j, k); `batch`: inputs at once."""

    rois: frozenset[str] | None = None
    region: Extent | None = None
    batch: int | None = None


EVERYTHING = Wanted()


@dataclass(frozen=True, eq=False)
class _Run:
    """One call of `run`, as its two tasks need it."""

    model: ModelDescription
    label: str
    network: Network
    way_in: WayIn
    geometry: Geometry
    wanted: Wanted
    batch: int
    frame: int
    progress: Progress
    cancel: CancelToken

    @property
    def grid(self) -> NetworkGrid:
        return self.way_in.grid

    @property
    def axis(self) -> int:
        """The image's axis that is swept."""
        return self.grid.order[self.grid.sweep]

    @property
    def box(self) -> Box:
        """What of the image is wanted, along the network's axes."""
        return box_of(self.wanted.region, self.grid) if self.wanted.region else whole_box(self.grid)

    def sweep(self, needed: Box) -> Sweep:
        """Over these network voxels."""
        return Sweep(self.way_in, self.model, self.network, self.batch, needed, self.progress, self.cancel)


def run(
    model: ModelDescription,
    label: str,
    network: Network,
    channels: Sequence[np.ndarray],
    geometry: Geometry,
    wanted: Wanted = EVERYTHING,
    *,
    frame: int = 0,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Prediction:
    """What the network says.

    channels : a frame (ni, nj, nk) for each of the model's channels, on the grid of `geometry`; label : name@version

    ModelError if image and model do not fit or the network's output is not as described; Cancelled within one call of
    the network. Then there is no prediction at all.
    """
    shape = channels[0].shape[:3]
    _check(model, channels)
    grid = grid_for(geometry, (shape[0], shape[1], shape[2]), model.input)
    if np.prod([float(side) for side in grid.shape]) > LARGEST_GRID_VOXELS:
        message = f"{label} would see {grid.shape} voxels: look at spacing_mm in its model.yaml."
        raise ModelError(message)
    way_in = WayIn(channels, grid, model.input)
    batch = wanted.batch or batch_for(_voxels_at_once(grid, model), free_memory_bytes())
    task = _classify if model.task == "classification" else _segment
    return task(_Run(model, label, network, way_in, geometry, wanted, batch, frame, progress, cancel or CancelToken()))


def _segment(run: _Run) -> Prediction:
    grid, model = run.grid, run.model
    way_out = WayOut(grid, model.output, _image_shape(grid), run.wanted.rois, run.box)
    for number, plane in run.sweep(way_out.needed).segmented():
        way_out.take(number, plane)
    masks = dict(way_out.masks())
    for each in model.clean_up:
        if each.roi in masks:
            masks[each.roi] = cleaned(masks[each.roi], each, run.geometry.voxel_volume_ml)
    return Prediction(run.label, run.frame, masks, way_out.confidence(), axis=run.axis)


def _classify(run: _Run) -> Prediction:
    grid = run.grid
    along = grid.maps[grid.sweep]
    seen = np.clip(np.rint(along.network_positions()), 0, along.network_size - 1).astype(int)
    start, stop = run.box[grid.sweep]
    needed = [needed_range(held, limits) for held, limits in zip(grid.maps, run.box, strict=True)]
    needed[grid.sweep] = int(seen[start:stop].min()), int(seen[start:stop].max()) + 1
    rows, planes = run.sweep((needed[0], needed[1], needed[2])).rated()
    by_slice = np.full((along.image_size, rows.shape[1]), np.nan)
    by_slice[start:stop] = planes[seen[start:stop]]
    if grid.flips[grid.sweep]:
        by_slice = by_slice[::-1]
    answers = decisions(rows, by_slice, run.model.output, run.axis)
    return Prediction(run.label, run.frame, answers=answers, axis=run.axis)


def _image_shape(grid: NetworkGrid) -> tuple[int, int, int]:
    sizes = dict(zip(grid.order, (each.image_size for each in grid.maps), strict=True))
    return sizes[0], sizes[1], sizes[2]


def _voxels_at_once(grid: NetworkGrid, model: ModelDescription) -> int:
    """Of one input of the network."""
    if model.input.dimensions == 3:
        return int(np.prod(model.input.size or grid.shape))
    return int(np.prod([grid.shape[axis] for axis in grid.plane]))


def _check(model: ModelDescription, channels: Sequence[np.ndarray]) -> None:
    if len(channels) != len(model.input.channels):
        message = f"{model.name} needs {len(model.input.channels)} channels ({', '.join(model.input.channels)})."
        raise ModelError(message)
    wrong = next((channel for channel in channels if channel.ndim != 3 or channel.dtype.kind not in "biuf"), None)
    if wrong is not None:
        message = f"{model.name} needs images of one number a voxel, this one has {wrong.dtype}."
        raise ModelError(message)
    if any(channel.shape != channels[0].shape for channel in channels):
        message = f"{model.name} needs channels of one grid; the companion images have another one than the series."
        raise ModelError(message)

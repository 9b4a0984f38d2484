"""One network's reasons on one frame of one series: from pixels to maps on the image's own grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, runtime_checkable

import numpy as np

from ..errors import ModelError, UsageError
from ..images.geometry import Geometry
from ..inference.memory import batch_for, free_memory_bytes
from ..inference.network import NetworkMemoryError
from ..inference.network_grid import LARGEST_GRID_VOXELS, NetworkGrid, grid_for
from ..inference.patches import patch_starts
from ..inference.way_in import WayIn
from ..models.description import THE_IMAGE, ModelDescription
from ..progress import CancelToken, Progress, no_progress
from .abilities import Abilities
from .checking import check_question
from .explained_network import ExplainedNetwork, Pass
from .explanation import OF_A_LAYER, Explanation, Method, Question
from .otsu import otsu_threshold
from .returning import ImageMap, PatchMaps
from .structure import Structure
from .targets import class_label, class_named

BACKWARDS_AS_FORWARDS = 3
"""Memory for running backwards, too, in parts of what running forwards takes."""


@runtime_checkable
class HasModel(Protocol):
    """A loaded network whose Keras model can be looked into, such as `inference.keras_network.KerasNetwork`."""

    model: Any


class Explainer:
    """Explains one network, as often as one likes; what was traced for an image's size is kept.

    description : its model.yaml; network : loaded, see `inference.keras_loading`; label : name@version
    """

    def __init__(self, description: ModelDescription, network: HasModel, label: str = "") -> None:
        self.description = description
        self.label = label or description.name
        self._network = ExplainedNetwork(network.model, description)

    def abilities(self, geometry: Geometry) -> Abilities:
        """What can be explained on an image of this geometry, and what cannot. ModelError."""
        structure = self._structure(grid_for(geometry, geometry.shape, self.description.input))
        usable = [layer for layer in structure.layers if layer.usable]
        usual = structure.usual_layer(segmentation=self.description.task == "segmentation").name if usable else None
        return Abilities(structure.layers, usual, structure.no_cam)

    def explain(
        self,
        channels: Sequence[np.ndarray],
        geometry: Geometry,
        question: Question,
        *,
        frame: int = 0,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> tuple[Explanation, ...]:
        """An explanation for each method of the question, all from one run of the network.

        channels : a frame (ni, nj, nk) for each of the model's channels, on the grid of `geometry`

        UsageError for a question that cannot be asked; ModelError if the network cannot answer it, or does not fit the
        image; Cancelled within one call of the network.
        """
        grid = self._grid(channels, geometry)
        work = self._prepared(channels, grid, question)
        maps = {method: ImageMap(grid, question.axis, work.slices) for method in question.methods}
        run = self._over_slices if self.description.input.dimensions == 2 else self._over_patches
        run(work, maps, progress, cancel or CancelToken())
        return tuple(self._told(work, method, maps[method].values, frame) for method in question.methods)

    def _grid(self, channels: Sequence[np.ndarray], geometry: Geometry) -> NetworkGrid:
        wanted = self.description.input.channels
        if len(channels) != len(wanted):
            message = f"{self.label} needs {len(wanted)} channels ({', '.join(wanted)})."
            raise ModelError(message)
        shape = channels[0].shape
        if any(each.ndim != 3 or each.shape != shape or each.dtype.kind not in "biuf" for each in channels):
            message = f"{self.label} needs images of one grid and one number a voxel."
            raise ModelError(message)
        grid = grid_for(geometry, (shape[0], shape[1], shape[2]), self.description.input)
        if np.prod([float(side) for side in grid.shape]) > LARGEST_GRID_VOXELS:
            message = f"{self.label} would see {grid.shape} voxels: look at spacing_mm in its model.yaml."
            raise ModelError(message)
        return grid

    def _structure(self, grid: NetworkGrid) -> Structure:
        return self._network.structure(_plane(self.description, grid))

    def _prepared(self, channels: Sequence[np.ndarray], grid: NetworkGrid, question: Question) -> _Work:
        description, structure = self.description, self._structure(grid)
        check_question(question, channels[0].shape, description)
        if "cam" in question.methods and structure.cam is None:
            raise ModelError(structure.no_cam)
        target = class_named(description, question.target)
        where = None if question.where is None else [np.asarray(question.where, np.float32)]
        return _Work(
            way_in=WayIn(channels, grid, description.input),
            weights=None if where is None else WayIn(where, grid, _of_weights(description)),
            asked=Pass(
                question.methods,
                self._layer(question, structure),
                target,
                question.channel,
                _plane(description, grid),
                where is not None,
            ),
            slices=question.slices or (0, channels[0].shape[question.axis]),
            axis=question.axis,
        )

    def _layer(self, question: Question, structure: Structure) -> str | None:
        if not set(question.methods) & set(OF_A_LAYER):
            return None
        if question.layer is None:
            return structure.usual_layer(segmentation=self.description.task == "segmentation").name
        layer = structure.layer(question.layer)
        if not layer.usable and set(question.methods) & {"grad-cam", "sam"}:
            message = f"Grad-CAM and SAM look at convolutions and activations; {layer.name} is a {layer.kind} layer."
            raise ModelError(message)
        if question.channel is not None and not 0 <= question.channel < layer.channels:
            message = f"{layer.name} has {layer.channels} channels, counted from 0; there is no {question.channel}."
            raise UsageError(message)
        return layer.name

    def _over_slices(self, work: _Work, maps: dict[Method, ImageMap], progress: Progress, cancel: CancelToken) -> None:
        sweep = work.way_in.grid.sweep
        start, stop = next(iter(maps.values())).needed()[sweep]
        voxels = int(np.prod(work.asked.plane)) * BACKWARDS_AS_FORWARDS
        step = batch_for(voxels, free_memory_bytes())
        first = start
        while first < stop:
            cancel.check()
            progress(first - start, stop - start, self.description.title)
            last = min(first + step, stop)
            try:
                found = self._answers(work, lambda way, n=first, m=last: way.slices(n, m))  # type: ignore[misc]
            except NetworkMemoryError:
                if step == 1:
                    raise
                step //= 2
                continue
            for method, planes in found.items():
                turned = planes.swapaxes(1, 2) if self.description.input.transpose else planes
                for number, plane in enumerate(turned, first):
                    maps[method].take(number, plane)
            first = last
        progress(stop - start, stop - start, self.description.title)

    def _over_patches(self, work: _Work, maps: dict[Method, ImageMap], progress: Progress, cancel: CancelToken) -> None:
        grid, size = work.way_in.grid, work.asked.plane
        sums = {method: PatchMaps(grid, size, target) for method, target in maps.items()}
        needed = next(iter(maps.values())).needed()
        starts = [
            start
            for start in patch_starts(grid.shape, size, self.description.input.overlap)
            if all(at < stop and at + side > first for at, side, (first, stop) in zip(start, size, needed, strict=True))
        ]
        for done, start in enumerate(starts):
            cancel.check()
            progress(done, len(starts), self.description.title)
            for method, values in self._answers(work, lambda way, at=start: way.patch(at, size)).items():  # type: ignore[misc]
                sums[method].take(start, values[0])
        for each in sums.values():
            each.finish(grid.shape[0])
        progress(len(starts), len(starts), self.description.title)

    def _answers(self, work: _Work, part: Callable[[WayIn], np.ndarray]) -> dict[Method, np.ndarray]:
        """The maps of one batch. ModelError if they are not numbers."""
        weights = None if work.weights is None else part(work.weights)[..., 0]
        found = dict(self._network.run(work.asked, part(work.way_in), weights))
        if not all(np.isfinite(values).all() for values in found.values()):
            message = f"{self.label} gave values that are no numbers (NaN or infinite); nothing can be explained."
            raise ModelError(message)
        return found

    def _told(self, work: _Work, method: Method, values: np.ndarray, frame: int) -> Explanation:
        structure = self._network.structure(work.asked.plane)
        return Explanation(
            values=values,
            method=method,
            model=self.label,
            layer=work.asked.layer if method in OF_A_LAYER else None,
            target=None if method == "output" else class_label(work.asked.target),
            threshold=otsu_threshold(values),
            before_activation=structure.ending is not None or self.description.output.logits,
            axis=work.axis,
            slices=work.slices,
            frame=frame,
        )


@dataclass(frozen=True, eq=False)
class _Work:
    """One question on one image."""

    way_in: WayIn
    weights: WayIn | None
    asked: Pass
    slices: tuple[int, int]
    axis: int


def explain(
    description: ModelDescription,
    network: HasModel,
    channels: Sequence[np.ndarray],
    geometry: Geometry,
    *,
    method: Method = "grad-cam",
    layer: str | None = None,
    target: int | str | None = None,
    where: np.ndarray | None = None,
    slices: tuple[int, int] | None = None,
    axis: int = 2,
    channel: int | None = None,
    label: str = "",
) -> Explanation:
    """One explanation, once; see `Question` and `Explainer`, which answers several without tracing the network anew."""
    question = Question((method,), layer, target, where, slices, axis, channel)
    return Explainer(description, network, label).explain(channels, geometry, question)[0]


def _plane(description: ModelDescription, grid: NetworkGrid) -> tuple[int, ...]:
    """Sides of what the network sees at once."""
    if description.input.dimensions == 3:
        whole = description.input.kind == "volume" or description.input.size is None
        return grid.shape if whole else tuple(description.input.size or ())
    first, second = (grid.shape[axis] for axis in grid.plane)
    return (second, first) if description.input.transpose else (first, second)


def _of_weights(description: ModelDescription) -> Any:
    """How the voxels that are explained come to the network's grid: as the image does, with their values left alone."""
    kind = "slice" if description.input.dimensions == 2 else description.input.kind
    return replace(description.input, kind=kind, adjacent=1, channels=(THE_IMAGE,), intensity=(), pad_value=0.0)

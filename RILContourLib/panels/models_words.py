"""What a model does with an image, in words for those who did not train it."""

from __future__ import annotations

from collections.abc import Iterator

from ..models.description import AS_IN_FILE, THE_IMAGE, ModelDescription, NetworkInput, Step
from .translation import _

_KINDS = {
    "slice": _("one slice at a time"),
    "adjacent": _("a slice with its neighbours"),
    "patch": _("boxes of the volume, which overlap"),
    "volume": _("the whole volume at once"),
}
_NORMALS = {"R": 0, "L": 0, "A": 1, "P": 1, "S": 2, "I": 2}
_PLANES = (_("sagittal"), _("coronal"), _("axial"))


def task_words(model: ModelDescription) -> str:
    """What comes out."""
    return _("drafts ROI") if model.task == "segmentation" else _("answers questions")


def description_words(model: ModelDescription) -> tuple[str, ...]:
    """A line for each thing that matters before one uses it."""
    return tuple(_lines(model))


def plane_words(given: NetworkInput) -> str:
    """The plane of the slices, where the orientation tells it."""
    if given.orientation == AS_IN_FILE:
        return _("axis {number} as stored").format(number=given.axis + 1)
    return _PLANES[_NORMALS[given.orientation[given.axis]]]


def step_words(step: Step) -> str:
    """A step of the intensities with its numbers: `window center -600 width 1500`."""
    numbers = " ".join(f"{key} {_number(value)}" for key, value in step.parameters.items())
    return f"{step.kind} {numbers}".strip()


def _lines(model: ModelDescription) -> Iterator[str]:
    given = model.input
    seen = _KINDS[given.kind]
    yield _("Looks at {what}").format(what=f"{seen} ({plane_words(given)})" if given.dimensions == 2 else seen)
    if given.size:
        yield _("Size {size}, {fit}").format(size=" × ".join(map(str, given.size)), fit=given.fit)
    if any(spacing is not None for spacing in given.spacing_mm):
        spacing = " × ".join("–" if each is None else _number(each) for each in given.spacing_mm)
        yield _("Resampled to {spacing} mm").format(spacing=spacing)
    if given.channels != (THE_IMAGE,):
        yield _("Channels: {names}").format(names=", ".join(given.channels))
    if given.intensity:
        yield _("Intensities: {steps}").format(steps=", ".join(map(step_words, given.intensity)))
    names = ", ".join((*model.rois, *model.fields))
    yield _("Drafts: {names}").format(names=names)


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)

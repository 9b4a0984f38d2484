"""What model.yaml says: all that is needed to run a network on an image and to know what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

SCHEMA = 1

Task = Literal["segmentation", "classification"]
InputKind = Literal["slice", "adjacent", "patch", "volume"]
Layout = Literal["channels-last", "channels-first"]
OutputLayout = Literal["channels-last", "channels-first", "flattened"]
Fit = Literal["crop-or-pad", "resize"]
OutputKind = Literal["softmax", "sigmoid"]
SeriesAnswer = Literal["mean", "max", "majority", "any"]
WeightsFormat = Literal["keras", "h5", "weights"]

TASKS: tuple[Task, ...] = ("segmentation", "classification")
INPUT_KINDS: tuple[InputKind, ...] = ("slice", "adjacent", "patch", "volume")
LAYOUTS: tuple[Layout, ...] = ("channels-last", "channels-first")
OUTPUT_LAYOUTS: tuple[OutputLayout, ...] = ("channels-last", "channels-first", "flattened")
FITS: tuple[Fit, ...] = ("crop-or-pad", "resize")
OUTPUT_KINDS: tuple[OutputKind, ...] = ("softmax", "sigmoid")
SERIES_ANSWERS: tuple[SeriesAnswer, ...] = ("mean", "max", "majority", "any")
WEIGHTS_FORMATS: tuple[WeightsFormat, ...] = ("keras", "h5", "weights")

AS_IN_FILE = "file"
THE_IMAGE = "image"
"""The channel that is the series itself; other channels are companions, by name."""


@dataclass(frozen=True)
class Weights:
    """`keras` and `h5` hold a whole model; `weights` are weights only, for the model that `architecture` describes.

    architecture : a .json as `model.to_json()` writes it, or a model.py that defines `build_model()`, which is run
        only after the user approved that very file
    """

    file: str
    format: WeightsFormat
    architecture: str | None = None


@dataclass(frozen=True)
class Step:
    """One step of the intensities' way into the network; `kind` and parameters as in `intensity`."""

    kind: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NetworkInput:
    """How an image becomes what the network expects.

    The image is brought to `orientation` (three axis codes, each the end that an axis points to: RAS, LPS, ...; or
    `file`: the axes as stored) and resampled to `spacing_mm` (in that order of axes; None keeps an axis as it is).
    Slices are then taken along `axis` (0, 1, 2); the two other axes, in their order, are the rows and columns of what
    the network sees, or columns and rows where `transpose`.

    size : voxels of the network's input without channels: 2 numbers for slices, 3 for patches and volumes; None where
        the network takes any size
    multiple_of : what each side is padded to where the network takes any size
    adjacent : slices seen at once, an odd number; they are the channels
    overlap : of patches, as a part of their size, 0 to 0.9
    """

    kind: InputKind
    orientation: str = AS_IN_FILE
    axis: int = 2
    transpose: bool = False
    spacing_mm: tuple[float | None, float | None, float | None] = (None, None, None)
    size: tuple[int, ...] | None = None
    multiple_of: int = 1
    fit: Fit = "crop-or-pad"
    adjacent: int = 1
    overlap: float = 0.5
    channels: tuple[str, ...] = (THE_IMAGE,)
    layout: Layout = "channels-last"
    intensity: tuple[Step, ...] = ()
    pad_value: float | None = None

    @property
    def dimensions(self) -> int:
        """2 or 3: axes of what the network sees at once, without channels."""
        return 2 if self.kind in ("slice", "adjacent") else 3


@dataclass(frozen=True)
class OutputClass:
    """What one channel of the output stands for: an ROI, or an answer to a text field about series or slices.

    threshold : the probability from which it counts; None: for softmax the largest wins, for sigmoid 0.5
    """

    index: int
    roi: str | None = None
    field: str | None = None
    answer: Any = None
    threshold: float | None = None


@dataclass(frozen=True)
class NetworkOutput:
    """What comes out. `logits`: the activation is still to be applied. `name`: which of several outputs.

    series_answer : how a series' answer comes from its slices or patches: the mean or the largest probability, the
        majority of decided slices, or any slice above the threshold
    """

    kind: OutputKind
    classes: tuple[OutputClass, ...]
    layout: OutputLayout = "channels-last"
    logits: bool = False
    name: str | None = None
    series_answer: SeriesAnswer = "mean"


@dataclass(frozen=True)
class CleanUp:
    """What is mended in an ROI's mask before a person sees it; islands are joined by faces."""

    roi: str
    largest_only: bool = False
    fill_holes: bool = False
    smallest_ml: float = 0.0


@dataclass(frozen=True)
class ModelDescription:
    """The content of a model.yaml.

    files : all other files of the version's folder, with their sha256
    published : when, UTC, ISO 8601; made_from : how it was trained
    """

    name: str
    title: str
    task: Task
    weights: Weights
    input: NetworkInput
    output: NetworkOutput
    clean_up: tuple[CleanUp, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    notes: str = ""
    made_by: str = ""
    published: str = ""
    made_from: Mapping[str, Any] = field(default_factory=dict)
    schema: int = SCHEMA

    @property
    def rois(self) -> tuple[str, ...]:
        """The ROI that it drafts, in the order of its classes."""
        return tuple(each.roi for each in self.output.classes if each.roi is not None)

    @property
    def fields(self) -> tuple[str, ...]:
        """The text fields that it answers, each once."""
        return tuple(dict.fromkeys(each.field for each in self.output.classes if each.field is not None))

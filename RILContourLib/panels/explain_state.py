"""What the Explain panel shows, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..explain.explanation import Method

MapColours = Literal["rainbow", "perceptual"]
MAP_COLOURS: tuple[MapColours, ...] = ("rainbow", "perceptual")


@dataclass(frozen=True)
class Option:
    """Something that can be chosen: `id` is what the panel's methods take, `label` what people read.

    why_not : why it cannot be chosen now, as a sentence; empty if it can
    """

    id: str
    label: str
    why_not: str = ""


@dataclass(frozen=True)
class SliceAt:
    """The slice that a person looks at: `number` along image axis `axis`, on `frame`."""

    axis: int
    number: int
    frame: int = 0


@dataclass(frozen=True)
class Asked:
    """What is to be explained.

    target : the class, None if the model has only one; within : the ROI whose voxels' score is explained as they are
        annotated, None for the voxels that the network itself gives to the class
    layer : None for the usual one
    """

    model: str | None = None
    target: str | None = None
    within: str | None = None
    method: Method = "grad-cam"
    layer: str | None = None


@dataclass(frozen=True)
class MapLook:
    """How the map is laid over the image. threshold : None for Otsu's; what is not above it is not seen."""

    shown: bool = True
    opacity: float = 0.5
    colours: MapColours = "rainbow"
    threshold: float | None = None


@dataclass(frozen=True)
class MapState:
    """The map that there is: `title` says of what, `axis` and `slices` which slices of the image it has.

    lowest, highest : values of the first and last colour; otsu : the automatic threshold, `threshold` the one in use
    percent : how much of the map lies above it
    """

    title: str
    axis: int
    slices: tuple[int, ...]
    lowest: float
    highest: float
    otsu: float
    threshold: float
    percent: float


@dataclass(frozen=True)
class ExplainState:
    """`models` to choose from, newest versions first; `layers` is empty where the method looks at none.

    ready : whether `explain` can be asked for; `hint` says why not, or what is odd
    busy_with, done, total : what is being worked out, and how far it is; total is None while that is not known
    """

    models: tuple[Option, ...] = ()
    targets: tuple[Option, ...] = ()
    regions: tuple[Option, ...] = ()
    methods: tuple[Option, ...] = ()
    layers: tuple[Option, ...] = ()
    asked: Asked = Asked()
    usual_layer: str | None = None
    follows: bool = True
    ready: bool = False
    hint: str = ""
    busy_with: str = ""
    done: int = 0
    total: int | None = None
    map: MapState | None = None
    look: MapLook = MapLook()

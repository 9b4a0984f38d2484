"""What can be chosen about a training; every choice has a value that does for a first try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from ..errors import UsageError
from ..models.description import Step
from ..models.description_input import LARGEST_SIDE, MOST_ADJACENT

Norm = Literal["group", "batch"]
Accept = Literal["auto", "approved", "complete", "annotated"]
LARGEST_DEPTH = 7


@dataclass(frozen=True)
class Augmentation:
    """How much slices are varied while a network learns; each number is the largest change, drawn anew each time.

    rotation_deg : around the slice's centre; scaling : as a part, 0.15 is 85 % to 115 %; shift : as a part of a side
    contrast : gain about the slice's mean, as a part; brightness, noise : in standard deviations of the slice
    flip : mirror left and right. None: only where no ROI and no answer has a side
    """

    rotation_deg: float = 15.0
    scaling: float = 0.15
    shift: float = 0.05
    contrast: float = 0.2
    brightness: float = 0.2
    noise: float = 0.05
    flip: bool | None = None


NO_AUGMENTATION = Augmentation(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, flip=False)


@dataclass(frozen=True)
class TrainOptions:
    """How to train. UsageError for a value that cannot be.

    rois : the ROI to learn (those that have been annotated); field : instead of ROI, the answers to a question about
        slices
    accept : which annotation is taken for true. approved: of series whose approval stands; complete: of ROI that are
        said to be complete or absent; annotated: also the slices that somebody worked in of ROI in progress; auto:
        approved where any series is approved, else complete
    epochs, batch, learning_rate, seed : as usual; patience : epochs without a better validation score after which
        training ends (0: never)
    depth, width, norm : of the U-Net: how often it halves the slice, filters of its first level, kind of normalisation.
        batch keeps what the values mean (Hounsfield units); group is for batches of one or two slices
    spacing_mm : within the slice (chosen from the images); size : side of the square that the network takes (any)
    adjacent : slices seen at once, odd; intensity : steps as in model.yaml (chosen from the images)
    companions : other images of the exam that the network sees, too, as further channels; by the project's names
    validation : part of the patients kept for validation where the project names none
    from_scratch : do not go on from the model's newest version
    """

    rois: tuple[str, ...] = ()
    field: str | None = None
    accept: Accept = "auto"
    epochs: int = 60
    seed: int = 1
    batch: int = 8
    learning_rate: float = 1e-3
    patience: int = 0
    depth: int = 4
    width: int = 16
    norm: Norm = "batch"
    spacing_mm: float | None = None
    size: int | None = None
    adjacent: int = 1
    companions: tuple[str, ...] = ()
    intensity: tuple[Step, ...] | None = None
    augmentation: Augmentation = Augmentation()
    validation: float = 0.2
    from_scratch: bool = False
    notes: str = ""

    def __post_init__(self) -> None:
        problem = next(_problems(self), None)
        if problem:
            message = f"Training cannot be done with {problem}."
            raise UsageError(message)

    def to_json(self) -> dict[str, Any]:
        found = asdict(replace(self, intensity=None))
        if self.intensity is not None:
            found["intensity"] = [[step.kind, dict(step.parameters)] for step in self.intensity]
        return found

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> TrainOptions:
        """What `to_json` returned; TypeError or KeyError if it is something else."""
        steps = value["intensity"]
        intensity = None if steps is None else tuple(Step(kind, parameters) for kind, parameters in steps)
        augmentation = Augmentation(**value["augmentation"])
        names = {key: tuple(value.get(key, ())) for key in ("rois", "companions")}
        return TrainOptions(**{**value, **names, "intensity": intensity, "augmentation": augmentation})


def _problems(given: TrainOptions) -> Any:
    """What is wrong, in words that follow "with"."""
    for name, smallest, largest in (
        ("epochs", 1, 100_000),
        ("batch", 1, 1024),
        ("depth", 1, LARGEST_DEPTH),
        ("width", 1, 512),
        ("patience", 0, 100_000),
        ("seed", 0, 2**31 - 1),
    ):
        value = getattr(given, name)
        if not smallest <= value <= largest:
            yield f"{name} {value}: it must be from {smallest} to {largest}"
    if not 0 < given.learning_rate <= 1:
        yield f"a learning rate of {given.learning_rate}: it must be above 0 and at most 1"
    if not 0 < given.validation <= 0.5:
        yield f"{given.validation} of the patients for validation: it must be above 0 and at most 0.5"
    if given.adjacent % 2 == 0 or not 1 <= given.adjacent <= MOST_ADJACENT:
        yield f"{given.adjacent} slices at once: it must be an odd number up to {MOST_ADJACENT}"
    if given.spacing_mm is not None and not 0.01 <= given.spacing_mm <= 100:
        yield f"a spacing of {given.spacing_mm} mm: it must be from 0.01 to 100"
    if given.size is not None and (given.size % 2**given.depth or not 1 <= given.size <= LARGEST_SIDE):
        yield f"a size of {given.size}: it must be a multiple of {2**given.depth} (2 to the depth) up to {LARGEST_SIDE}"
    if given.rois and given.field is not None:
        yield "both ROI and a question: train one model for each"
    for name, allowed in (("norm", get_args(Norm)), ("accept", get_args(Accept))):
        if getattr(given, name) not in allowed:
            yield f"{name} {getattr(given, name)!r}: it must be one of {', '.join(allowed)}"

"""What the Train panel shows, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from ..training.options import Accept
from ..training.records import Phase
from .explain_state import Option


@dataclass(frozen=True)
class TrainAsked:
    """model : its name; what : `rois`, or the id of the question about slices that it learns to answer

    rois : those that are learned, empty for all that are annotated; draft_next : series drafted with it afterwards
    """

    model: str = ""
    what: str = "rois"
    rois: tuple[str, ...] = ()
    accept: Accept = "auto"
    epochs: int = 60
    draft_next: int = 5
    from_scratch: bool = False


@dataclass(frozen=True)
class TargetRow:
    """An ROI or answer that is learned: how many series have it, and on how many slices it is marked."""

    name: str
    series: int
    slices: int


@dataclass(frozen=True)
class LeftOutRow:
    """Series that are not trained with, all for one reason; `examples` are the first of them."""

    reason: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class SurveyState:
    """What would be learned from, in `words` and as numbers; `series` are their names."""

    words: str
    validation: str
    series: tuple[str, ...]
    targets: tuple[TargetRow, ...]
    left_out: tuple[LeftOutRow, ...]


@dataclass(frozen=True)
class TrainRunState:
    """A training: `words` say what is being done, `facts` what it has come to, `left` how long it takes yet.

    percent : of the phase in hand; message : one sentence once it has `ended`; version : what was published, or empty
    """

    model: str
    phase: Phase
    words: str
    percent: int
    facts: str = ""
    left: str = ""
    message: str = ""
    version: str = ""
    ended: bool = False
    stopping: bool = False


@dataclass(frozen=True)
class KeptRow:
    """A training that was stopped and waits: `can_publish` once an epoch was done."""

    model: str
    words: str
    can_publish: bool


@dataclass(frozen=True)
class TrainState:
    """`names` of models that there are; `fields` are questions about slices, `rois` areas, that can be learned.

    survey : None while it is worked out (`looking`) or where nothing can be learned; reason : why training cannot be
        started now, as a sentence that says what to do
    """

    asked: TrainAsked = TrainAsked()
    names: tuple[str, ...] = ()
    fields: tuple[Option, ...] = ()
    rois: tuple[Option, ...] = ()
    looking: bool = False
    survey: SurveyState | None = None
    reason: str = ""
    run: TrainRunState | None = None
    kept: tuple[KeptRow, ...] = ()

"""What became of a training, in data and in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..training.plan import Plan
from ..training.records import EpochRecord, best_of
from ..training.scores import MEASURES
from ..training.splitting import SplitKind
from .training_survey import LeftOut


@dataclass(frozen=True)
class TrainReport:
    """version : `name@number`, None if nothing was published; best : the epoch whose weights were published.

    series, slices : trained with; validation : series kept back; split : how they were chosen
    start_reason : why training did not begin with the newest version, where there is one
    """

    model: str
    version: str | None
    series: int
    slices: int
    validation: tuple[str, ...]
    split: SplitKind
    accepted: str
    digest: str
    measure: str
    curves: tuple[EpochRecord, ...]
    left_out: tuple[LeftOut, ...] = ()
    started_from: str | None = None
    start_reason: str = ""
    drafted: tuple[str, ...] = ()
    not_drafted: Mapping[str, str] | None = None
    seconds: float = 0.0

    @staticmethod
    def of(
        plan: Plan,
        curves: Sequence[EpochRecord],
        left_out: tuple[LeftOut, ...],
        *,
        version: str | None = None,
        start_reason: str = "",
    ) -> TrainReport:
        return TrainReport(
            model=plan.model,
            version=version,
            series=len(plan.series),
            slices=sum(each.slices for each in plan.series),
            validation=tuple(each.name for each in plan.series if each.validation),
            split=plan.split,
            accepted=plan.accepted,
            digest=plan.digest,
            measure=MEASURES[plan.shape.task],
            curves=tuple(curves),
            left_out=left_out,
            started_from=plan.start,
            start_reason=start_reason,
        )

    @property
    def best(self) -> EpochRecord | None:
        return best_of(self.curves)

    @property
    def sentence(self) -> str:
        """How it ended, for people."""
        best = self.best
        score = "" if best is None or best.score is None else f", {self.measure} {best.score:.3f} in validation"
        drafted = f"; {len(self.drafted)} series drafted" if self.drafted else ""
        learned = f"{self.slices} slices of {self.series} series"
        return f"{self.version or self.model} was trained on {learned}{score}{drafted}."

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"best": None if self.best is None else self.best.epoch}


def stopped_sentence(model: str, curves: Sequence[EpochRecord], epochs: int) -> str:
    """What is kept of a training that was stopped, and how to go on."""
    best = best_of(curves)
    if best is None:
        return f"Stopped before the first epoch of {model} was done; nothing was learned yet."
    score = "" if best.score is None else f", score {best.score:.3f}"
    return (
        f"Stopped after epoch {len(curves)} of {epochs}; the best weights of {model} (epoch {best.epoch}{score}) are "
        "kept: resume the training, or publish them as they are."
    )

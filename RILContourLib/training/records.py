"""What a training has come to: its epochs, and the state that shells draw."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Phase = Literal["waiting", "preparing", "starting", "training", "publishing", "drafting", "done", "stopped", "failed"]


@dataclass(frozen=True)
class EpochRecord:
    """One epoch, counted from 1.

    loss : mean of its batches; score : mean of `scores`, the measure by ROI or answer, on the validation slices
    """

    epoch: int
    loss: float
    validation_loss: float
    score: float | None
    scores: Mapping[str, float | None]
    learning_rate: float
    seconds: float

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> EpochRecord:
        """TypeError if it is something else."""
        return EpochRecord(**value)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Progressed:
    """Within an epoch: `batch` of `batches` are done, and the mean `loss` of those."""

    epoch: int
    batch: int
    batches: int
    loss: float


@dataclass(frozen=True)
class TrainingState:
    """What a shell draws; a new one replaces it with each step.

    epoch : the one in hand, from 1 (0: none yet); curves : all epochs that are done, earlier parts of a resumed
        training included; best : that with the highest score; measure : what `score` is, in a word
    done, total : steps of the phase in hand where it counts some; label : what is being done, in a few words
    message : one sentence, once it has ended; version : what was published
    """

    model: str
    phase: Phase = "waiting"
    epoch: int = 0
    epochs: int = 0
    batch: int = 0
    batches: int = 0
    loss: float | None = None
    measure: str = "Dice"
    curves: tuple[EpochRecord, ...] = ()
    done: int = 0
    total: int | None = None
    label: str = ""
    seconds: float = 0.0
    message: str = ""
    version: str | None = None

    @property
    def best(self) -> EpochRecord | None:
        return best_of(self.curves)

    @property
    def ended(self) -> bool:
        return self.phase in ("done", "stopped", "failed")

    @property
    def seconds_left(self) -> float | None:
        """By the mean of the last epochs; None before the first is done."""
        recent = self.curves[-5:]
        if self.phase != "training" or not recent:
            return None
        each = sum(record.seconds for record in recent) / len(recent)
        part = self.batch / self.batches if self.batches else 0.0
        return max(self.epochs - self.epoch + 1 - part, 0.0) * each


@dataclass(frozen=True)
class Ended:
    """How the child ended: `stopped` on request, or all epochs done (or patience at an end)."""

    stopped: bool
    curves: tuple[EpochRecord, ...] = field(default_factory=tuple)


def best_of(curves: Sequence[EpochRecord]) -> EpochRecord | None:
    """The epoch whose weights are kept: of the highest score, of the lowest validation loss where none has a score."""
    if not curves:
        return None
    scored = [record for record in curves if record.score is not None]
    if scored:
        return max(scored, key=lambda record: record.score or 0.0)
    return min(curves, key=lambda record: record.validation_loss)


def curves_csv(curves: Sequence[EpochRecord]) -> bytes:
    """A row an epoch; the measure of each ROI or answer is a column."""
    names = list(dict.fromkeys(name for record in curves for name in record.scores))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", "loss", "validation_loss", "score", *names, "learning_rate", "seconds"])
    for record in curves:
        each = [_rounded(record.scores.get(name)) for name in names]
        told = (record.loss, record.validation_loss, record.score)
        writer.writerow(
            [record.epoch, *map(_rounded, told), *each, f"{record.learning_rate:.3g}", round(record.seconds, 2)]
        )
    return text.getvalue().encode()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 5)

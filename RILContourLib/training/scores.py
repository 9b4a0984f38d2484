"""How well a network does on slices that it does not learn from."""

from __future__ import annotations

import numpy as np

from ..models.description import OutputKind, Task

MEASURES: dict[Task, str] = {"segmentation": "Dice", "classification": "balanced accuracy"}


class Scores:
    """Counts over all validation slices together, by class, where it is known what is true."""

    def __init__(self, task: Task, output: OutputKind, classes: int) -> None:
        self._task = task
        self._output = output
        self._true_positive = np.zeros(classes, np.int64)
        self._false_positive = np.zeros(classes, np.int64)
        self._false_negative = np.zeros(classes, np.int64)
        self._true_negative = np.zeros(classes, np.int64)

    def add(self, logits: np.ndarray, truth: np.ndarray, known: np.ndarray) -> None:
        """A batch: logits (n, ..., outputs), truth (n, ..., classes) of 0 and 1, known (n, classes)."""
        says = self._decided(logits)
        true = truth > 0
        seen = (known > 0).reshape(len(known), *(1,) * (true.ndim - 2), known.shape[1])
        others = tuple(range(true.ndim - 1))
        self._true_positive += (says & true & seen).sum(axis=others)
        self._false_positive += (says & ~true & seen).sum(axis=others)
        self._false_negative += (~says & true & seen).sum(axis=others)
        self._true_negative += (~says & ~true & seen).sum(axis=others)

    def by_class(self) -> list[float | None]:
        """Dice of areas, 2 TP / (2 TP + FP + FN); of answers the mean of sensitivity and specificity.

        None where there is nothing to find and, of areas, nothing was found.
        """
        return [self._dice(n) if self._task == "segmentation" else self._balanced(n) for n in range(self._classes)]

    @property
    def _classes(self) -> int:
        return len(self._true_positive)

    def _decided(self, logits: np.ndarray) -> np.ndarray:
        """bool (n, ..., classes), as inference decides without thresholds of its own."""
        if self._output == "sigmoid":
            return logits > 0
        first = logits.shape[-1] - self._classes
        return logits.argmax(axis=-1)[..., np.newaxis] == np.arange(first, logits.shape[-1])

    def _dice(self, n: int) -> float | None:
        twice = 2 * int(self._true_positive[n])
        total = twice + int(self._false_positive[n]) + int(self._false_negative[n])
        return twice / total if total else None

    def _balanced(self, n: int) -> float | None:
        yes = int(self._true_positive[n] + self._false_negative[n])
        no = int(self._true_negative[n] + self._false_positive[n])
        if not yes or not no:
            return None
        return (int(self._true_positive[n]) / yes + int(self._true_negative[n]) / no) / 2


def mean_score(by_class: list[float | None]) -> float | None:
    """Of the classes that have a score."""
    known = [score for score in by_class if score is not None]
    return sum(known) / len(known) if known else None

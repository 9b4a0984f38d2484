"""From probabilities by slice or patch to the answers of a series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..models.description import NetworkOutput, OutputClass
from .prediction import Decision


def decisions(rows: np.ndarray, by_slice: np.ndarray, output: NetworkOutput, axis: int) -> Mapping[str, Decision]:
    """By text field.

    rows : probabilities (n, classes) of all slices or patches that were looked at; by_slice : (slices of the image
    along `axis`, classes), NaN where nothing was looked at
    """
    fields = dict.fromkeys(each.field for each in output.classes if each.field is not None)
    of_field = {field: [each for each in output.classes if each.field == field] for field in fields}
    return {field: _decision(rows, by_slice, output, classes, axis) for field, classes in of_field.items()}


def _decision(
    rows: np.ndarray, by_slice: np.ndarray, output: NetworkOutput, classes: list[OutputClass], axis: int
) -> Decision:
    columns = [each.index for each in classes]
    winner, score = _of_series(rows[:, columns], output, classes)
    slices = by_slice[:, columns]
    seen = np.flatnonzero(~np.isnan(slices).any(axis=1))
    by_number = {int(number): _answer(_winner(slices[number], classes, output), classes) for number in seen}
    return Decision(
        answer=_answer(winner, classes),
        probability=float(score[winner]) if winner >= 0 else float(1 - score.max()),
        by_slice={each.answer: slices[:, n].copy() for n, each in enumerate(classes)},
        slice_answers={number: answer for number, answer in by_number.items() if answer is not None},
        axis=axis,
    )


def _of_series(rows: np.ndarray, output: NetworkOutput, classes: list[OutputClass]) -> tuple[int, np.ndarray]:
    """The winning class of the series (-1: none), and what speaks for each class."""
    if output.series_answer == "majority":
        chosen = np.array([_winner(row, classes, output) for row in rows])
        score = np.array([np.mean(chosen == n) for n in range(len(classes))])
        return (int(score.argmax()) if score.any() else -1), score
    if output.series_answer == "any":
        return _any(rows, classes), rows.max(axis=0)
    score = rows.max(axis=0) if output.series_answer == "max" else rows.mean(axis=0)
    return _winner(score, classes, output), score


def _answer(winner: int, classes: list[OutputClass]) -> Any:
    """A field that the network only says yes to is answered with no where it does not; others stay open."""
    if winner >= 0:
        return classes[winner].answer
    return False if [each.answer for each in classes] == [True] else None


def _winner(row: np.ndarray, classes: list[OutputClass], output: NetworkOutput) -> int:
    """The class of one row of probabilities, -1 if none reaches its threshold; the first of equals."""
    usual = 0.0 if output.kind == "softmax" else 0.5
    reached = [n for n, each in enumerate(classes) if row[n] >= (usual if each.threshold is None else each.threshold)]
    return max(reached, key=lambda n: row[n], default=-1)


def _any(columns: np.ndarray, classes: list[OutputClass]) -> int:
    """The first class that a single slice reaches the threshold of, in the order of model.yaml."""
    for n, each in enumerate(classes):
        if (columns[:, n] >= (0.5 if each.threshold is None else each.threshold)).any():
            return n
    return -1

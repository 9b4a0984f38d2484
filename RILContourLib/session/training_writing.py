"""Slices of a project's series as files, and which series are kept for validation."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..errors import ModelError, RILContourError
from ..exchange.items import ExportItem, SeriesSource
from ..images.pixels import read_pixels
from ..models.description import ModelDescription
from ..progress import CancelToken
from ..training.options import TrainOptions
from ..training.plan import SLICES, DataSeries
from ..training.preparing import PreparedSlices, write_slices
from ..training.splitting import SplitKind, SplitSeries, split_series
from ..training.truth import AreaTruth, Truth
from .model_channels import channels_of
from .training_survey import LeftOut, SeriesSurvey, Survey, truth_of

if TYPE_CHECKING:
    from .project import Project


class SlicesWriter:
    """Series one after the other; those that cannot be read are left out, with the reason."""

    def __init__(
        self, project: Project, folder: Path, model: ModelDescription, survey: Survey, cancel: CancelToken
    ) -> None:
        self._project, self._model = project, model
        self._folder, self._survey, self._cancel = folder, survey, cancel
        self._written: list[tuple[SeriesSurvey, DataSeries]] = []
        self.left_out: list[LeftOut] = []
        self.split: SplitKind = "slices"

    def write(self, each: SeriesSurvey, source: SeriesSource | None) -> None:
        """One series; `source` is None if it cannot be had any more. Cancelled; ModelError if the disk is full."""
        if source is None:
            self.left_out.append(LeftOut(each.series, "it is not among the series to train with any more."))
            return
        try:
            self._put(each, source.load())
        except ModelError as error:
            if isinstance(error.__cause__, OSError):
                raise
            self.left_out.append(LeftOut(each.series, str(error)))
        except RILContourError as error:
            self._cancel.check()
            self.left_out.append(LeftOut(each.series, str(error)))

    def with_validation(self, options: TrainOptions) -> tuple[DataSeries, ...]:
        """All that were written, some of them for validation. ModelError if there are none."""
        if not self._written:
            reason = self.left_out[0] if self.left_out else LeftOut("", "there is none.")
            message = f"No series can be trained with; {reason.series}: {reason.reason}"
            raise ModelError(message)
        series = [
            SplitSeries(each.series, each.subset, each.patient, tuple(count > 0 for count in each.marked))
            for each, _ in self._written
        ]
        kept, self.split = split_series(series, options.validation, options.seed)
        return tuple(replace(data, validation=data.name in kept) for _, data in self._written)

    def _put(self, each: SeriesSurvey, item: ExportItem) -> None:
        parts, slices, digests = [], 0, []
        for frame in range(item.annotation.frames):
            truth = truth_of(item, self._survey.targets, self._survey.accepted, frame)
            target = PreparedSlices(self._folder / SLICES, f"{len(self._written):06d}-{frame}")
            image = read_pixels(item.image.path, frame)
            channels = channels_of(self._project[each.series], self._model, frame, image)
            seen = item.image.geometry, self._model.input
            count = write_slices(target, channels, *seen, truth, self._cancel.check)
            digests += [_digest_of_truth(truth), *(_digest_of_companion(other) for other in channels[1:])]
            if count:
                parts.append(target.stem)
                slices += count
        if not parts:
            message = "its slices are counted along another axis than those of most series, and not all are labelled."
            raise ModelError(message)
        sha256, version = item.image_sha256 or "", item.version
        number, approved = (version.number, version.approved) if version else (0, False)
        digest = hashlib.sha256("\n".join([sha256, *digests]).encode()).hexdigest()
        self._written.append(
            (each, DataSeries(each.series, number, approved, sha256, digest, False, tuple(parts), slices))
        )


def _digest_of_companion(channel: np.ndarray) -> str:
    return hashlib.sha256(channel.tobytes()).hexdigest()


def _digest_of_truth(truth: Truth) -> str:
    digest = hashlib.sha256(truth.known.tobytes())
    if isinstance(truth, AreaTruth):
        digest.update("\n".join(mask.digest for mask in truth.masks).encode())
    else:
        digest.update(truth.values.tobytes())
    return digest.hexdigest()

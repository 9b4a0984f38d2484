"""A trial of a model that is published nowhere yet, on the open series."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ..annotation.annotation import Annotation
from ..annotation.makers import SliceMakers
from ..inference.prediction import Prediction
from ..inference.runner import Runner
from ..models.description import ModelDescription
from ..models.library import Library
from ..progress import CancelToken, Progress
from ..project.definitions import Definitions
from ..session.adding_models import NetworkFiles
from ..session.predicting import keep_draft, predictions_of
from ..session.series import Series
from .drafts_rows import in_words
from .drafts_waiting import WaitingMasks
from .translation import _

TrialStatus = Literal["", "running", "done", "failed"]


@dataclass(frozen=True)
class TrialState:
    """rows : what came out, an ROI's name and its volume and confidence, or a question and its answer."""

    status: TrialStatus = ""
    percent: int = 0
    words: str = ""
    error: str = ""
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class TrialResult:
    """What the network said of `series`, by frame."""

    series: Series
    predictions: tuple[Prediction, ...]

    def masks(self) -> WaitingMasks:
        """Its masks, to be drawn as a draft is."""
        geometry = self.series.image.geometry
        drafted = Annotation(geometry.shape, geometry.frames, self.predictions[0].axis)
        for each in self.predictions:
            for roi, mask in each.masks.items():
                drafted.set_mask(roi, each.frame, mask, SliceMakers())
        return WaitingMasks(drafted, self.predictions[0].model.partition("@")[0], is_trial=True)

    def rows(self, definitions: Definitions) -> tuple[tuple[str, str], ...]:
        """As `TrialState.rows`."""
        ml = self.series.image.geometry.voxel_volume_ml
        found = []
        for each in self.predictions[:1]:
            for roi, mask in each.masks.items():
                sure = (
                    f"{mask.count * ml:.1f} mL, {100 * each.confidence[roi].mean:.0f} %" if mask.count else _("nothing")
                )
                found.append((definitions.roi(roi).name, sure))
            for name, decision in each.answers.items():
                said = f"{in_words(decision.answer) or _('no answer')}, {100 * decision.probability:.0f} %"
                found.append((definitions.text_field(name).ask, said))
        return tuple(found)

    def keep(self, label: str, model: ModelDescription) -> str:
        """Keep it as the draft of a version that is published by now; returns the draft's id. StoreError."""
        named = [replace(each, model=label) for each in self.predictions]
        return keep_draft(self.series, model, named)


def try_out(
    series: Series,
    files: NetworkFiles,
    model: ModelDescription,
    runner: Runner,
    *,
    progress: Progress,
    cancel: CancelToken,
) -> TrialResult:
    """Run a network that is in no library on a series; nothing is kept. Errors as `predictions_of` has them."""
    with tempfile.TemporaryDirectory(prefix="rilcontour-trial-", ignore_cleanup_errors=True) as folder:
        version = Library(Path(folder)).publish(replace(model, files={}), files.by_name())
        found = predictions_of(series, version, runner, progress=progress, cancel=cancel)
        return TrialResult(series, tuple(found))

"""A version of a model, for one project's series."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ..models.approval import Approvals
from ..models.description import ModelDescription
from ..models.version import ModelVersion
from ..progress import CancelToken, Progress, no_progress
from .predicting import ALL_OF_IT, PredictOptions, keep_draft, predictions_of
from .runners import shared_runner
from .series_draft import SeriesDraft

if TYPE_CHECKING:
    from ..inference.prediction import Prediction
    from ..inference.runner import Runner
    from .series import Series


class Model:
    """`label` is `name@version`; `version` its folder and files; `description` what its model.yaml says."""

    def __init__(self, version: ModelVersion) -> None:
        self.version = version

    def __repr__(self) -> str:
        return f"<Model {self.label}: {', '.join((*self.description.rois, *self.description.fields))}>"

    @property
    def label(self) -> str:
        return self.version.label

    @cached_property
    def description(self) -> ModelDescription:
        """DefinitionsError if its model.yaml is not valid."""
        return self.version.description

    def approve(self) -> None:
        """Say yes to the code in its files, for this user on this computer; needed only where there is some."""
        Approvals().approve(self.version)

    def predict(
        self,
        series: Series,
        options: PredictOptions = ALL_OF_IT,
        *,
        runner: Runner | None = None,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> SeriesDraft:
        """Run the model on a series and keep what it says as a draft; whoever holds the series is not disturbed.

        runner : a worker thread of this process unless given, or a `ChildRunner`. ModelError if image and model do not
        fit, the model's code was not approved, or it says what is not as described; Cancelled; MissingDependency.
        """
        found = self.predictions(series, options, runner=runner, progress=progress, cancel=cancel)
        draft = keep_draft(series, self.description, found, options)
        return next(each for each in series.drafts if each.id == draft)

    def predictions(
        self,
        series: Series,
        options: PredictOptions = ALL_OF_IT,
        *,
        runner: Runner | None = None,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> list[Prediction]:
        """As `predict`, but nothing is kept: one Prediction for each frame."""
        return predictions_of(
            series, self.version, runner or shared_runner(), options, progress=progress, cancel=cancel
        )

"""The next series drafted by a model that was just trained, so that correcting can go on at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import Cancelled, RILContourError
from ..inference.child_runner import ChildRunner
from ..progress import CancelToken, Progress
from .model import Model
from .overview import state_of
from .series import Series

if TYPE_CHECKING:
    from .project import Project


def draft_next(
    project: Project, model: Model, count: int, progress: Progress, cancel: CancelToken
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Draft up to `count` series; returns those that were, and why others could not be.

    Unseen series come first, then those in progress, by name; never those of the test subset, whose annotators shall
    not be swayed, nor those that this version drafted already.
    """
    drafted: list[str] = []
    failed: dict[str, str] = {}
    runner = ChildRunner()
    try:
        for series in _next_series(project, model):
            if len(drafted) >= count or cancel.cancelled:
                break
            progress(len(drafted), count, series.name)
            try:
                model.predict(series, runner=runner, cancel=cancel)
            except Cancelled:
                break
            except (RILContourError, OSError) as error:
                failed[series.name] = str(error)
                continue
            drafted.append(series.name)
    finally:
        runner.close()
    return tuple(drafted), failed


def _next_series(project: Project, model: Model) -> Iterator[Series]:
    """In the order that they are worth drafting."""
    project.refresh()
    states = [state_of(series) for series in project if series.subset != "test"]
    for status in ("unseen", "in progress"):
        for state in states:
            if state.status == status and not state.problem and not _is_drafted(state.series, model):
                yield state.series


def _is_drafted(series: Series, model: Model) -> bool:
    drafts = series.project.store.drafts(series.name, series.track, resolved=True)
    return any(draft.model == model.label for draft in drafts)

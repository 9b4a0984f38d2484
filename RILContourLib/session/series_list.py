"""The list of a project's series for browsing: names at once, what is known of each as it comes in."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import StoreError
from ..progress import CancelToken, Progress, no_progress
from ..project.companions import companions_among
from ..project.finding import SeriesSearch
from ..project.found_names import FindingProblem, FoundSeries
from ..store.index import IndexDifference, ProjectIndex
from .overview import SeriesState, state_of
from .series import Series

if TYPE_CHECKING:
    from .project import Project

_log = logging.getLogger(__name__)
_BATCH = 200  # heads read between two writes of the index


class SeriesList:
    """Names and summaries as remembered from the last time, brought up to date on request.

    A summary has: `number` (of the head), `version`, `status`, `owner`, `pool`, `user`, `time`, `holder` (who may be
    editing now), `answers` (about the series), `interrupted` {user, edits} if a session ended without being closed,
    `drafts` {models, sure} if models' drafts wait for a decision (`sure` is the lowest confidence in any ROI or answer,
    0 to 1, None where nothing was found), and `problem` if the annotation is damaged. May be used from a worker thread.
    Sessions that are open are looked at again every `look_s` seconds, for one that ends without a word changes nothing
    that others would hear of.
    """

    def __init__(self, project: Project, index: ProjectIndex | None = None, *, look_s: float = 5.0) -> None:
        self._project = project
        self._index = index or ProjectIndex.open(project.definitions.id, project.images_root)
        self._feed = project.store.changes()
        self._remembering: threading.Thread | None = None
        self._look_s = look_s
        self._looked_at = float("-inf")
        self._open: set[str] = set()
        self.problems: list[FindingProblem] = []

    def names(self) -> list[str]:
        """All names, sorted: those of the last time if there was one (see `refresh`), else found now.

        What is found for the first time is remembered in the background: names are there as soon as they are known.
        """
        self._settle()
        if self._index.is_listed():
            return self._index.names()
        found = self._find(no_progress, None)
        self._remembering = threading.Thread(target=self._index.refresh, args=(found,), name="rilcontour-index")
        self._remembering.start()
        return sorted(series.name for series in found)

    def remembered(self) -> list[str]:
        """The names of the last time, sorted; none if there was none."""
        self._settle()
        return self._index.names() if self._index.is_listed() else []

    def refresh(self, progress: Progress = no_progress, cancel: CancelToken | None = None) -> IndexDifference:
        """Look for images anew and tell what came and went; `problems` then says which could not be used."""
        self._settle()
        return self._index.refresh(self._find(progress, cancel))

    def _find(self, progress: Progress, cancel: CancelToken | None) -> list[FoundSeries]:
        """The images that are series, without companions of others."""
        definitions = self._project.definitions
        search = SeriesSearch(
            self._project.images_root, definitions.include, definitions.exclude, progress=progress, cancel=cancel
        )
        found = list(search)
        self.problems = search.problems
        if not definitions.companions:
            return found
        companions = companions_among(definitions, (series.name for series in found))
        return [series for series in found if series.name not in companions]

    def _settle(self) -> None:
        """Wait until what was found is remembered."""
        if self._remembering:
            self._remembering.join()
            self._remembering = None

    def summaries(self) -> dict[str, dict[str, Any]]:
        """What is remembered of the series, by name; those that nobody read yet are missing."""
        self._settle()
        return self._index.summaries()

    def update(
        self, names: Iterable[str] | None = None, cancel: CancelToken | None = None
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Read the heads of the named series (all) and yield the summaries that are not as remembered."""
        wanted = self.names() if names is None else list(names)
        self._settle()
        few = len(wanted) <= _BATCH
        remembered = {name: self._index.summary(name) for name in wanted} if few else self._index.summaries()
        pending: dict[str, Mapping[str, Any]] = {}
        for name in wanted:
            if cancel is not None:
                cancel.check()
            summary = self._summary(name)
            if summary == remembered.get(name):
                continue
            pending[name] = summary
            yield name, summary
            if len(pending) >= _BATCH:
                self._index.set_summaries(pending)
                pending = {}
        self._index.set_summaries(pending)

    def poll(self) -> dict[str, Mapping[str, Any]]:
        """The new summaries of series that anybody changed since the last call; cheap enough for once a second."""
        changed = {change.series for change in self._feed.poll()} | self._open_and_due()
        return dict(self.update(sorted(changed))) if changed else {}

    def _open_and_due(self) -> set[str]:
        now = time.monotonic()
        if now - self._looked_at < self._look_s:
            return set()
        self._looked_at = now
        return set(self._open)

    def close(self) -> None:
        self._settle()
        self._index.close()

    def _summary(self, name: str) -> dict[str, Any]:
        series = Series(self._project, name)
        state = state_of(series)
        (self._open.add if state.holder else self._open.discard)(name)
        return _as_json(state) | _drafts_as_json(series)


def _drafts_as_json(series: Series) -> dict[str, Any]:
    """Nothing where no draft waits; what is damaged is told of where drafts are looked at."""
    try:
        waiting = series.project.store.drafts(series.name, series.track)
    except StoreError as error:
        _log.warning("The drafts of %s cannot be listed: %s", series.name, error)
        return {}
    if not waiting:
        return {}
    sure = [value for draft in waiting for value in draft.confidence.values()]
    models = list(dict.fromkeys(draft.model for draft in waiting))
    return {"drafts": {"models": models, "sure": round(min(sure), 2) if sure else None}}


def _as_json(state: SeriesState) -> dict[str, Any]:
    head, interrupted = state.head, state.interrupted
    summary = {
        "number": head.number,
        "version": head.version,
        "status": "in progress" if state.problem and not head.number else state.status,
        "owner": head.owner,
        "pool": head.pool,
        "user": head.user,
        "time": head.time,
        "holder": state.holder.user if state.holder else None,
        "answers": dict(head.answers),
    }
    if interrupted:
        summary["interrupted"] = {"user": interrupted.holder.user, "edits": interrupted.edits}
    return summary | ({"problem": state.problem} if state.problem else {})

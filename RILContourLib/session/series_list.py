"""The list of a project's series for browsing: names at once, what is known of each as it comes in."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..errors import StoreError
from ..progress import CancelToken, Progress, no_progress
from ..project.companions import companions_among
from ..project.finding import SeriesSearch
from ..project.found_names import FindingProblem, FoundSeries
from ..store.index import IndexDifference, ProjectIndex
from ..store.values import Head
from .selection import series_status

if TYPE_CHECKING:
    from .project import Project

_BATCH = 200  # heads read between two writes of the index


class SeriesList:
    """Names and summaries as remembered from the last time, brought up to date on request.

    A summary has: `number` (of the head), `version`, `status`, `owner`, `pool`, `user`, `time`, `holder`, `answers`
    (about the series), and `problem` if the annotation is damaged. May be used from a worker thread.
    """

    def __init__(self, project: Project, index: ProjectIndex | None = None) -> None:
        self._project = project
        self._index = index or ProjectIndex.open(project.definitions.id, project.images_root)
        self._feed = project.store.changes()
        self._remembering: threading.Thread | None = None
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
        wanted = self.names() if names is None else names
        remembered = self.summaries()
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
        changed = {change.series for change in self._feed.poll()}
        return dict(self.update(sorted(changed))) if changed else {}

    def close(self) -> None:
        self._settle()
        self._index.close()

    def _summary(self, name: str) -> dict[str, Any]:
        try:
            return _as_json(self._project.store.head(name), self._project)
        except StoreError as error:
            return {"number": 0, "version": 0, "status": "in progress", "problem": str(error)}


def _as_json(head: Head, project: Project) -> dict[str, Any]:
    summary = {
        "number": head.number,
        "version": head.version,
        "status": series_status(head, project.definitions),
        "owner": head.owner,
        "pool": head.pool,
        "user": head.user,
        "time": head.time,
        "holder": head.holder.user if head.holder else None,
        "answers": dict(head.answers),
    }
    return summary | ({"problem": head.problem} if head.problem else {})

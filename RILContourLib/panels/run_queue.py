"""Models over series, one after the other: each series' own state, progress and way to stop."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from ..errors import Cancelled, RILContourError
from ..inference.runner import Runner
from ..progress import CancelToken
from ..session.model import Model
from ..session.predicting import ALL_OF_IT, PredictOptions
from ..session.series import Series
from .messages import sentence_of
from .observing import Panel, Signal
from .translation import _
from .work import Executor, said_seldom

_log = logging.getLogger(__name__)

RunStatus = Literal["waiting", "running", "stopping", "drafted", "skipped", "failed", "stopped"]
UNDER_WAY: frozenset[RunStatus] = frozenset({"waiting", "running", "stopping"})


@dataclass(frozen=True)
class RunRow:
    """A model on a series. percent : how far it is; words : what is done, or why it is not done"""

    number: int
    series: str
    model: str
    status: RunStatus = "waiting"
    percent: int = 0
    words: str = ""


@dataclass
class _Item:
    row: RunRow
    series: Series
    model: Model
    options: PredictOptions
    again: bool
    cancel: CancelToken = field(default_factory=CancelToken)


class RunQueue(Panel):
    """`drafted` tells the name of a series that got a draft, on the thread that made it.

    make_runner : called for the first run; what goes wrong in one, also the end of its process, fails that series only
    """

    def __init__(self, executor: Executor, make_runner: Callable[[], Runner]) -> None:
        super().__init__()
        self.drafted: Signal[[str]] = Signal()
        self._executor = executor
        self._make_runner = make_runner
        self._runner: Runner | None = None
        self._items: dict[int, _Item] = {}
        self._numbers = itertools.count(1)
        self._working = False
        self._lock = threading.RLock()

    @property
    def rows(self) -> tuple[RunRow, ...]:
        """All of them, in the order in which they were asked for."""
        with self._lock:
            return tuple(item.row for item in self._items.values())

    def runner(self) -> Runner:
        """The runner that all runs share."""
        with self._lock:
            if self._runner is None:
                self._runner = self._make_runner()
            return self._runner

    def add(
        self, model: Model, series: Iterable[Series], options: PredictOptions = ALL_OF_IT, *, again: bool = False
    ) -> None:
        """Run a model on these series after all that waits; what it drafted before is skipped unless `again`."""
        with self._lock:
            for each in series:
                number = next(self._numbers)
                row = RunRow(number, each.name, model.label)
                self._items[number] = _Item(row, each, model, options, again)
            starts = not self._working
            self._working = True
        self.changed.tell()
        if starts:
            self._executor.submit(self._work)

    def cancel(self, number: int) -> None:
        """Stop one series, or take it from the queue; the others go on."""
        with self._lock:
            item = self._items.get(int(number))
            if item and item.row.status in UNDER_WAY:
                item.cancel.cancel()
                waits = item.row.status == "waiting"
                item.row = replace(item.row, status="stopped" if waits else "stopping")
        self.changed.tell()

    def cancel_all(self) -> None:
        """Stop what runs, and take all that waits from the queue."""
        for row in self.rows:
            if row.status in UNDER_WAY:
                self.cancel(row.number)

    def forget_ended(self) -> None:
        """Keep only rows that are under way."""
        with self._lock:
            self._items = {n: item for n, item in self._items.items() if item.row.status in UNDER_WAY}
        self.changed.tell()

    def close(self) -> None:
        """Stop all, and end the runner, with its process if it has one."""
        self.cancel_all()
        with self._lock:
            runner, self._runner = self._runner, None
        if runner:
            runner.close()
        super().close()

    def _work(self) -> None:
        while (item := self._next()) is not None:
            self._run(item)

    def _next(self) -> _Item | None:
        with self._lock:
            found = next((item for item in self._items.values() if item.row.status == "waiting"), None)
            self._working = found is not None
            if found:
                found.row = replace(found.row, status="running")
        self.changed.tell()
        return found

    def _run(self, item: _Item) -> None:
        try:
            if not item.again and _was_drafted(item):
                self._put(item, status="skipped", words=_("drafted before"), percent=100)
                return
            progress = said_seldom(lambda done, total, label: self._hear(item, done, total, label))
            item.model.predict(item.series, item.options, runner=self.runner(), progress=progress, cancel=item.cancel)
        except Cancelled:
            self._put(item, status="stopped", words="")
        except (RILContourError, OSError, MemoryError) as error:
            self._put(item, status="failed", words=sentence_of(error))
        except Exception:  # noqa: BLE001 (a mistake in the program, which is logged; the other series go on)
            _log.exception("A model's run ended unexpectedly")
            self._put(item, status="failed", words=_("It ended because of a mistake in the program; see its log."))
        else:
            self._put(item, status="drafted", percent=100, words="")
            self.drafted.tell(item.series.name)

    def _hear(self, item: _Item, done: int, total: int | None, label: str) -> None:
        percent = min(99, round(100 * done / total)) if total else 0
        if (percent, label) != (item.row.percent, item.row.words):
            self._put(item, percent=percent, words=label)

    def _put(self, item: _Item, **changes: object) -> None:
        with self._lock:
            item.row = replace(item.row, **changes)  # type: ignore[arg-type]
        self.changed.tell()


def _was_drafted(item: _Item) -> bool:
    """Whether this version of the model drafted the series before, whatever became of it."""
    drafts = item.series.project.store.drafts(item.series.name, item.series.track, resolved=True)
    return any(draft.model == item.model.label for draft in drafts)

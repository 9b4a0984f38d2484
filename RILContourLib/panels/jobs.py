"""Work over many series that a person starts, watches and may stop: its states, as plain data."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from typing import Literal

from ..errors import Cancelled, Remedy, RILContourError
from ..exchange.report import ExportReport
from ..progress import CancelToken, Progress
from .job_reports import JobReport, export_job_report
from .messages import system_words
from .observing import Panel
from .translation import _
from .work import said_seldom

_log = logging.getLogger(__name__)

JobStatus = Literal["waiting", "running", "stopping", "done", "stopped", "failed"]
ENDED: frozenset[JobStatus] = frozenset({"done", "stopped", "failed"})


@dataclass(frozen=True)
class JobState:
    """`done` of `total` series (None: not known yet) are finished, `label` is the one worked on.

    report : once it is `done`, or `stopped` half-way; error : a sentence, once it has `stopped` or `failed`
    remedies : what could be chosen so that it does not fail
    """

    what: str
    status: JobStatus = "waiting"
    done: int = 0
    total: int | None = None
    label: str = ""
    report: JobReport | None = None
    error: str = ""
    remedies: tuple[Remedy, ...] = ()

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED


Work = Callable[[Progress, CancelToken], JobReport]


class Job(Panel):
    """waiting -> running -> done, or failed; asked to stop: -> stopping -> stopped (or done, if it was too late).

    `run` is called once, on whatever thread the shell gives; everything else from any thread.
    """

    def __init__(self, what: str, work: Work) -> None:
        super().__init__()
        self._work = work
        self._cancel = CancelToken()
        self._lock = threading.Lock()
        self.state = JobState(what)

    def run(self) -> None:
        """Do the work to its end, which the state then tells; raises only what is a mistake in the program."""
        self._become(("waiting",), status="running")
        try:
            self._cancel.check()
            report = self._work(said_seldom(self._hear), self._cancel)
        except Cancelled as stopped:
            until_then = export_job_report(stopped.report) if isinstance(stopped.report, ExportReport) else None
            self._become(status="stopped", error=str(stopped), report=until_then)
        except RILContourError as error:
            self._become(status="failed", error=str(error), remedies=error.remedies)
        except OSError as error:
            self._become(status="failed", error=system_words(error))
        except Exception:
            _log.exception("A job ended unexpectedly")
            self._become(status="failed", error=_("The work ended because of a mistake in the program; see its log."))
            raise
        else:
            self._become(status="done", label="", report=report)

    def cancel(self) -> None:
        """Ask to stop; what is finished by then stays."""
        self._cancel.cancel()
        self._become(("waiting", "running"), status="stopping")

    def _hear(self, done: int, total: int | None, label: str) -> None:
        self._become(done=done, total=total, label=label)

    def _become(self, only_if: Container[JobStatus] | None = None, **changes: object) -> None:
        """Change the state, which the worker and whoever cancels may do at the same moment."""
        with self._lock:
            if only_if is not None and self.state.status not in only_if:
                return
            self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self.changed.tell()

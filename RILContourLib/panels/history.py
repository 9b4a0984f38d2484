"""The history of the open series: its versions, what differs between two of them, and going back to one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..annotation.edit import Edit
from ..session.series import Series
from ..store.values import VersionInfo
from .observing import Panel
from .opened import OpenSeries
from .translation import _
from .version_contents import VersionContents, contents_of
from .version_difference import VersionDifference, differences
from .workspace import Workspace

Work = Callable[[OpenSeries], object]


@dataclass(frozen=True)
class VersionRow:
    """A version: which, who, when (UTC, ISO 8601), why.

    restored : the version whose content it brought back; recovered_from : whose interrupted session it saved
    """

    number: int
    user: str
    time: str
    reason: str
    message: str
    host: str
    restored: int | None
    recovered_from: str | None


@dataclass(frozen=True)
class HistoryState:
    """`rows` newest first; `difference` and `contents` are those asked for last, until another series is open.

    has_unsaved_edits : what is open differs from the newest version by edits that are in the journal only
    """

    rows: tuple[VersionRow, ...] = ()
    difference: VersionDifference | None = None
    contents: VersionContents | None = None
    can_restore: bool = False
    busy_with: str = ""
    has_unsaved_edits: bool = False


class HistoryPanel(Panel):
    """Reads by the workspace's executor."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._rows: tuple[VersionRow, ...] = ()
        self._difference: VersionDifference | None = None
        self._contents: VersionContents | None = None
        self._busy_with = ""
        self._told_of_edits = False
        self._subscriptions += [
            workspace.switched.subscribe(self._switched),
            workspace.saved.subscribe(self.refresh),
            workspace.edited.subscribe(self._edited),
        ]
        self._switched()

    @property
    def state(self) -> HistoryState:
        opened = self._workspace.opened
        can_restore = bool(opened and opened.session)
        return HistoryState(
            self._rows, self._difference, self._contents, can_restore, self._busy_with, self._has_unsaved_edits
        )

    @property
    def _has_unsaved_edits(self) -> bool:
        opened = self._workspace.opened
        return bool(opened and opened.session and opened.session.has_unsaved_edits)

    def refresh(self) -> None:
        """Read the list of versions again."""
        self._submit(self._read_rows, _("Reading the history"))

    def inspect(self, version: int) -> None:
        """Find what a version holds, by ROI."""

        def work(opened: OpenSeries) -> None:
            held = opened.series.read(version).annotation
            if opened is self._workspace.opened:
                self._contents = contents_of(version, held, opened.definitions)

        self._submit(work, _("Reading version {number}").format(number=version))

    def compare(self, older: int, newer: int | None = None) -> None:
        """Find what differs from one version to another, or (None) to what is open now, with its latest edits."""

        def work(opened: OpenSeries) -> None:
            before = opened.series.read(older).annotation
            after = opened.annotation if newer is None else opened.series.read(newer).annotation
            found = differences(before, after, opened.definitions)
            if opened is self._workspace.opened:
                self._difference = VersionDifference(older, newer, *found)

        self._submit(work, _("Comparing versions"))

    def restore(self, version: int, message: str = "") -> None:
        """Make a version's content the newest version; the history only grows, so that this can be undone, too."""

        def work(opened: OpenSeries) -> None:
            made: list[VersionInfo] = []
            if self._workspace.change(lambda session: made.append(session.restore(version, message=message))):
                said = _("The content of version {number} was brought back, as version {newest}.")
                self._workspace.messages.say(said.format(number=version, newest=made[0].number))
                self._difference = None
                self._workspace.poll()  # which notices the new version

        self._submit(work, _("Restoring version {number}").format(number=version))

    def _submit(self, work: Work, words: str) -> None:
        opened = self._workspace.opened

        def run() -> None:
            if opened and opened is self._workspace.opened:
                self._say(words)
                self._workspace.messages.attempt(lambda: work(opened))
                self._say("")

        self._workspace.executor.submit(run)

    def _read_rows(self, opened: OpenSeries) -> None:
        rows = _rows_of(opened.series)
        if opened is self._workspace.opened:
            self._rows = rows
            self._told_of_edits = self._has_unsaved_edits

    def _edited(self, _edit: Edit) -> None:
        """Told of the first edit after a version; a refresh tells of the version."""
        if not self._told_of_edits:
            self._told_of_edits = True
            self.changed.tell()

    def _switched(self) -> None:
        self._rows, self._difference, self._contents = (), None, None
        self._told_of_edits = False
        self.changed.tell()
        self.refresh()

    def _say(self, words: str) -> None:
        self._busy_with = words
        self.changed.tell()


def _rows_of(series: Series) -> tuple[VersionRow, ...]:
    return tuple(_row(version.info) for version in reversed(series.history))


def _row(info: VersionInfo) -> VersionRow:
    former = info.recovered_from
    return VersionRow(
        info.number,
        info.user,
        info.time,
        info.reason,
        info.message,
        info.host,
        info.restored,
        former.user if former else None,
    )

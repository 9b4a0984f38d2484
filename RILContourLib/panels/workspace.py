"""What is open now: the project, and one of its series; all other panels look at it from here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..annotation.edit import Edit
from ..errors import DefinitionsError, LeaseLost, RILContourError, StoreError
from ..project.definitions import Definitions
from ..session.edit_session import EditSession
from ..session.project import Project
from ..session.series import Series
from ..store.values import Head
from .messages import Message, Messages
from .observing import Panel, Signal, Unsubscribe
from .opened import Mode, OpenSeries, open_series, remarks_on
from .saving import SavingState, saving_state
from .series_order import OrderOfNames, SeriesOrder
from .translation import _
from .work import AtOnce, Executor

_GONE = (
    "The annotation of {series} is not where it was: its folder was moved or removed, or the network is down. Work can "
    "go on; bring the folder back before you close the series."
)
_KEPT = "The edits of {series} could be made no version; they are kept, and come back when it is opened for editing."


@dataclass(frozen=True)
class WorkspaceState:
    """`series` is None while nothing is open; `busy_with` says what is being done, so that a shell can show it.

    whole_version : it can be gone on from this one, newer ones being damaged: see `go_on_after_damage`
    """

    project: str
    series: str | None = None
    mode: Mode | None = None
    reason: str = ""
    held_by: str = ""
    version: int = 0
    saving: SavingState = SavingState()
    can_undo: bool = False
    can_redo: bool = False
    busy_with: str = ""
    message: Message | None = None
    whole_version: int | None = None


class Workspace(Panel):
    """Opens one series at a time.

    `switched` tells that `opened` is another, `edited` of each edit of the session, `saved` of a new version of it;
    `settling` comes before undo, saving, closing and another series, on the thread that asks for it: what was begun
    with a tool becomes an edit now.

    Opening and closing are done by `executor`; all methods may be called from any thread. Whatever is refused becomes
    one of `messages`. `order` says which series comes next; the browser puts itself there.
    """

    def __init__(self, project: Project, executor: Executor | None = None) -> None:
        super().__init__()
        self.project = project
        self.executor: Executor = executor or AtOnce()
        self.messages = Messages()
        self.switched: Signal[[]] = Signal()
        self.edited: Signal[[Edit]] = Signal()
        self.saved: Signal[[]] = Signal()
        self.settling: Signal[[]] = Signal()
        self.opened: OpenSeries | None = None
        self.order: SeriesOrder = OrderOfNames(project)
        self._head: Head | None = None
        self._busy_with = ""
        self._ended = False
        self._saving = SavingState()
        self._unlisten: Unsubscribe = lambda: None
        self._lock = threading.RLock()
        self._subscriptions.append(self.messages.subscribe(self.changed.tell))

    @property
    def state(self) -> WorkspaceState:
        opened, head, newest = self.opened, self._head, self.messages.current
        if opened is None or head is None:
            return WorkspaceState(self.project.name, busy_with=self._busy_with, message=newest)
        session, other = opened.session, opened.other_session
        return WorkspaceState(
            self.project.name,
            opened.name,
            opened.mode,
            opened.reason,
            other.holder.describe() if other and not other.ended else "",
            head.version,
            saving_state(session.saving if session else None),
            can_undo=session is not None and session.can_undo,
            can_redo=session is not None and session.can_redo,
            busy_with=self._busy_with,
            message=newest,
            whole_version=opened.whole_version,
        )

    # Opening and closing

    def open(self, name: str, *, edit: bool = True) -> None:
        """Save and close what is open, and open another series, to be read only where it cannot be edited."""
        self.settling.tell()
        self.executor.submit(lambda: self._open(name, edit))

    def open_neighbour(self, step: int, *, unseen: bool = False) -> None:
        """Open the next (1) or previous (-1) series in the browser's order, or the next that nobody annotated."""
        name = self.order.neighbour(self.opened.name if self.opened else None, step, unseen=unseen)
        if name is None:
            none = _("No series is unseen; choose one in the list.")
            self.messages.say(none if unseen else _("There is no further series in this direction."))
        else:
            self.open(name)

    def reopen(self) -> None:
        """Save, close and open the same series again: under the project's definitions of now."""
        self.settling.tell()
        if self.opened:
            name, edit = self.opened.name, self.opened.mode != "reading"
            self.executor.submit(lambda: self._open(name, edit, again=True))

    def go_on_after_damage(self) -> None:
        """Bring the newest version that is whole back, as a new one, and edit it; what is damaged stays where it is."""
        opened = self.opened
        if opened and opened.whole_version is not None:
            series, version = opened.series, opened.whole_version
            self.executor.submit(lambda: self._go_on(series, version))

    def close_series(self) -> None:
        """Save and close what is open."""
        self.settling.tell()
        self.executor.submit(self._close)

    def close(self) -> None:
        """Save and close what is open, for good, and hear of nothing any more."""
        self._ended = True  # before: work that set a series aside must not open it again
        self.close_series()
        super().close()

    def save(self, message: str = "") -> None:
        """Make a version of the edits now, instead of on closing."""
        self.settling.tell()
        self.executor.submit(lambda: self.save_here(message))

    def save_here(self, message: str = "") -> None:
        """As `save`, on the thread that calls: for work that reads versions and must not miss the latest edits."""
        with self._lock, self.messages.refusals(until_seen=True):
            session = self.opened.session if self.opened else None
            saved = session.save(message) if session else None
            if saved and self.opened:
                self._take_head(self.opened.series.head)
                self.messages.say(_("Saved as version {number}.").format(number=saved.number))

    def poll(self) -> None:
        """Look whether the open series can be edited by now, has a newer version, or was taken over; once a second."""
        self.executor.submit(self._look)

    @contextmanager
    def set_aside(self) -> Iterator[None]:
        """Save and close what is open for as long as the block takes, and open it again; for work on many series.

        StoreError if it cannot be closed without losing edits; DefinitionsError if it could not be opened again.
        """
        with self._lock:
            opened = self.opened if self.opened and self.opened.session else None
            if opened and opened.session:
                self.project.follow_file()
                try:
                    opened.session.close()
                finally:
                    if opened.session.closed:  # also where what it held could become no version
                        self._show(None)
        try:
            yield
        finally:
            with self._lock:
                if opened and self.opened is None:  # nobody opened another meanwhile
                    self._open(opened.name, edit=True)

    # Editing

    def change(self, action: Callable[[EditSession], object]) -> bool:
        """Do something to the open series; False, and a message says why, if that is refused."""
        opened = self.opened
        if opened is None or opened.session is None:
            reason = opened.reason if opened else _("Open a series first.")
            self.messages.say(reason or _("The series is open for reading only."), "warning")
            return False
        session = opened.session
        return self.messages.attempt(lambda: action(session))

    def undo(self) -> None:
        self.settling.tell()
        self.change(EditSession.undo)

    def redo(self) -> None:
        self.settling.tell()
        self.change(EditSession.redo)

    def redefine(self, new: Definitions, message: str = "", *, even_if_used: bool = False) -> None:
        """Change what the project says, and open the series again under it; for work on the executor's thread.

        DefinitionsInUse, StaleDefinitions, DefinitionsError: see `Project.redefine`; then all is as it was.
        """
        with self._lock, self._busy(_("Changing the project")):
            if self.opened and self.opened.session:
                self.opened.session.save(reason="before the project changed")  # so that what is in use is seen
            self.project.redefine(new, message=message, even_if_used=even_if_used)
            if self.opened:
                self._open(self.opened.name, self.opened.mode != "reading", again=True)
            else:
                self.switched.tell()

    def _open(self, name: str, edit: bool, *, again: bool = False) -> None:
        with self._lock, self._busy(_("Opening {series}").format(series=name)), self.messages.refusals():
            opened = self.opened
            if self._ended or (opened and opened.name == name and bool(opened.session) == edit and not again):
                return
            # A project file or an image that cannot be read, and a series that is none, leave open what is open.
            if edit:
                self.project.follow_file()
            series = self.project[name]
            series.image  # noqa: B018
            if self._close():
                self._show_or_return(series, edit, opened)

    def _show_or_return(self, series: Series, edit: bool, before: OpenSeries | None) -> None:
        """Show a series; where that fails after all, what was open before is opened again, and the failure is told."""
        try:
            self._show(open_series(series, edit=edit))
        except (RILContourError, OSError):
            if before and before.name != series.name:
                with self.messages.refusals():
                    self._show(open_series(before.series, edit=before.mode != "reading"), quietly=True)
            raise

    def _go_on(self, series: Series, version: int) -> None:
        with self._lock, self._busy(_("Opening {series}").format(series=series.name)), self.messages.refusals():
            made = series.restore(version, accept_damage=True)
            said = _("Version {number}, the newest that was whole, was brought back as version {newest}.")
            self.messages.say(said.format(number=version, newest=made.number))
            self._open(series.name, True, again=True)

    def _close(self) -> bool:
        """Whether nothing is open any more: edits that are in memory only keep their session open."""
        with self._lock:
            self.messages.move_on(also_errors=True)  # not later: which version was made is read in the next series
            session = self.opened.session if self.opened else None
            if session:
                self._close_session(session)
                if not session.closed:
                    return False
            self._show(None)
            return True

    def _close_session(self, session: EditSession) -> None:
        name = session.lease.series
        with self._busy(_("Saving {series}").format(series=name)), self.messages.refusals(until_seen=True):
            try:
                version = session.close()
            except StoreError as error:
                if session.closed and session.has_unsaved_edits and not isinstance(error, LeaseLost):
                    self.messages.say(_KEPT.format(series=name), "warning", until_seen=True)
                raise
            if version:
                said = _("{series} was saved as version {number}.").format(series=name, number=version.number)
                self.messages.say(said)

    def _look(self) -> None:
        with self._lock:
            opened = self.opened
            if opened is None:
                return
            try:
                head = opened.series.head
                if opened.session and not opened.session.closed and head.number < opened.head.number:
                    raise StoreError(_GONE.format(series=opened.name))
                if opened.session and (opened.session.closed or not head.is_held_by(opened.session.lease)):
                    self._lose(opened)
                elif opened.session:
                    self._take_head(head)
                elif opened.mode == "busy" or (opened.session is None and head.number != opened.head.number):
                    self._look_again(opened, head.number)
            except RILContourError as error:
                if not self.messages.newest or self.messages.newest.text != str(error):
                    self.messages.say(str(error), "warning")
            self._tell_of_saving()

    def _take_head(self, head: Head) -> None:
        """The open session made a version, on request or because nobody edited for a while."""
        if self._head and head.version != self._head.version:
            self._head = head
            self.saved.tell()
            self.changed.tell()

    def _tell_of_saving(self) -> None:
        session = self.opened.session if self.opened else None
        saving = saving_state(session.saving if session else None)
        if saving != self._saving:
            self._saving = saving
            self.changed.tell()

    def _look_again(self, opened: OpenSeries, number: int) -> None:
        """Edit a series that is free by now, or read the version that its holder made."""
        found = open_series(opened.series, edit=opened.mode != "reading")
        if found.session or found.mode != opened.mode or number != opened.head.number:
            if found.session:
                self.messages.say(_("{series} can be edited now.").format(series=found.name))
            self._show(found, quietly=found.mode == opened.mode)

    def _lose(self, opened: OpenSeries) -> None:
        """Somebody took the series over: read on; what was edited since is kept apart by the store."""
        assert opened.session
        try:
            opened.session.close()
        except RILContourError as error:
            self.messages.report(error, until_seen=True)
        try:
            found = open_series(opened.series, edit=True)
        except DefinitionsError as error:  # the project file is broken just now
            self.messages.report(error)
            found = open_series(opened.series, edit=False)
        self._show(found)

    def _show(self, opened: OpenSeries | None, *, quietly: bool = False) -> None:
        self._unlisten()
        self._unlisten = opened.session.listen(self._hear) if opened and opened.session else lambda: None
        if opened is self.opened is None:
            return
        self.opened = opened
        self._head = opened.head if opened else None
        for text, severity in remarks_on(opened) if opened and not quietly else ():
            self.messages.say(text, severity)
        self.switched.tell()
        self.changed.tell()

    def _hear(self, edit: Edit) -> None:
        self.messages.move_on()
        self.edited.tell(edit)
        self.changed.tell()

    @contextmanager
    def _busy(self, what: str) -> Iterator[None]:
        before, self._busy_with = self._busy_with, what
        self.changed.tell()
        try:
            yield
        finally:
            self._busy_with = before
            self.changed.tell()

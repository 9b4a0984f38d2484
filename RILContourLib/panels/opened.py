"""The series that is open: for editing if that may be, else to be read, and then why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ..annotation.annotation import Annotation
from ..errors import CorruptStore, NotAllowed, Remedy, SeriesBusy, StoreError
from ..images.image_info import ImageInfo
from ..project.definitions import Definitions
from ..session.edit_session import EditSession
from ..session.series import Series
from ..store.values import Head, Lease, OpenSession, Snapshot
from .messages import Severity
from .translation import _, plural

Mode = Literal["editing", "busy", "not allowed", "reading"]


@dataclass(frozen=True, eq=False)
class OpenSeries:
    """A series as the panels see it. `annotation` grows with the session's edits; without a session nothing changes it.

    mode : `busy` while somebody else holds it, `not allowed` where the workflow or the folder forbids to edit it, or
        nothing can be written, `reading` where nobody asked to
    reason : why it cannot be edited, as a sentence; head : as it stood when it was opened
    other_session : of a series that is only read, who has it open, or had and never closed it
    whole_version : what is shown instead of newer ones that are damaged, where only that forbids to edit it
    """

    series: Series
    image: ImageInfo
    definitions: Definitions
    annotation: Annotation
    head: Head
    session: EditSession | None = None
    mode: Mode = "reading"
    reason: str = ""
    problems: tuple[str, ...] = ()
    other_session: OpenSession | None = None
    whole_version: int | None = None

    @property
    def name(self) -> str:
        return self.series.name


def open_series(series: Series, *, edit: bool) -> OpenSeries:
    """Open a series for editing; where that is refused, or not asked for, its newest version that is not damaged.

    ImageError, ImageChanged, StoreError where not even that can be read.
    """
    image = series.image
    if not edit:
        return _read(series, image, "reading", "")
    try:
        session = series.edit()
    except SeriesBusy as error:
        return _read(series, image, "busy", str(error))
    except CorruptStore as error:
        return _read(series, image, "not allowed", str(error), may_go_on=Remedy.ACCEPT_DAMAGE in error.remedies)
    except (NotAllowed, StoreError) as error:  # a full disk, say: images can be looked at
        return _read(series, image, "not allowed", str(error))
    return OpenSeries(series, image, session.definitions, session.annotation, series.head, session, "editing")


def _read(series: Series, image: ImageInfo, mode: Mode, reason: str, *, may_go_on: bool = False) -> OpenSeries:
    head = series.head  # before the version: what is published meanwhile is then noticed as news
    other = series.open_session if head.holder or head.left else None
    snapshot = series.read()
    damage = (*snapshot.problems, _what_is_shown(snapshot)) if snapshot.problems else ()
    if reason:
        reason = " ".join((reason, *(problem for problem in damage if problem not in reason)))
    definitions = series.project.definitions
    found = snapshot.annotation, head, None, mode, reason, () if reason else damage
    whole = snapshot.version.number if may_go_on and snapshot.version else None
    return OpenSeries(series, image, definitions, *found, other_session=other, whole_version=whole)


def _what_is_shown(snapshot: Snapshot) -> str:
    """Of a damaged annotation."""
    if snapshot.version is None:
        return _("No version of it can be read.")
    return _("Version {number} is shown, the newest that is whole.").format(number=snapshot.version.number)


def remarks_on(opened: OpenSeries) -> Iterator[tuple[str, Severity]]:
    """What a person should hear when a series was opened: recovered edits, late ones, damage, why it is read only."""
    if opened.reason:
        yield opened.reason, "warning"
    for problem in opened.problems:
        yield problem, "warning"
    if opened.other_session and opened.other_session.ended and opened.other_session.edits:
        text = plural(
            opened.other_session.edits,
            _("{count} edit of {user}, whose session did not end properly, is not shown: open it for editing."),
            _("{count} edits of {user}, whose session did not end properly, are not shown: open it for editing."),
        )
        yield text.format(count=opened.other_session.edits, user=opened.other_session.holder.user), "warning"
    if opened.session:
        yield from _remarks_on_lease(opened.session.lease)


def _remarks_on_lease(lease: Lease) -> Iterator[tuple[str, Severity]]:
    recovered = lease.recovered
    if recovered and recovered.edits:
        text = plural(
            recovered.edits,
            _("{count} edit of {user}, whose session did not end properly, was recovered as version {version}."),
            _("{count} edits of {user}, whose session did not end properly, were recovered as version {version}."),
        )
        yield text.format(count=recovered.edits, user=recovered.former.user, version=recovered.version), "info"
    if recovered and recovered.problem:
        yield recovered.problem, "warning"
    if lease.refused:
        files = ", ".join(path.name for path in lease.refused)
        text = _(
            "Edits that came after somebody else had taken {series} over are not part of it; they are kept in {files}."
        )
        yield text.format(series=lease.series, files=files), "warning"

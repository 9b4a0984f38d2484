"""What exports are given: the series that a filter selects, each read when its turn comes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import CorruptStore, DefinitionsError, ExchangeError, ImageChanged
from ..exchange.items import ExportedVersion, ExportItem, ExportProject, SeriesSource
from ..images.identity import KnownIdentities, identify
from ..project.globs import GlobSet
from ..store.known_identities import IdentityCache
from ..store.layout import layout_of
from ..store.open_sessions import waiting_sentence
from ..store.series_images import changed_message
from ..store.values import Head, OpenSession, VersionInfo
from .held_out import HeldOut
from .overview import state_of
from .selection import Selection

if TYPE_CHECKING:
    from .project import Project
    from .series import Series


def export_project(project: Project) -> ExportProject:
    """What all exported series share."""
    included, excluded = GlobSet(project.definitions.include), GlobSet(project.definitions.exclude)
    return ExportProject(
        project.definitions,
        project.images_root,
        is_series=lambda name: included.matches(name) and not excluded.matches(name),
        metadata_columns=project.metadata.columns,
    )


def export_sources(project: Project, selection: Selection, *, version: int | None = None) -> list[SeriesSource]:
    """The selected series that have a version, by name; `version` picks an earlier one of each.

    Series of the test subset are among them only if the selection says so; DefinitionsError if it cannot be known of
    all series whether they are for testing. One with a test series' image under another name fails when it is loaded.
    """
    held_out = HeldOut(project)
    if not selection.test and selection.subset != "test":
        _require_split(project)
        held_out.require_readable()
    _check_test_patterns(project, selection)
    identities = IdentityCache.open()
    wanted = selection.name_test()
    named = (series for series in project if wanted(series.name))
    selected = (series for series in named if _is_selected(series, selection, held_out))
    checked = None if selection.test else held_out
    return [_source(series, version, identities, checked) for series in selected]


def _require_split(project: Project) -> None:
    """A series whose group is not known would be taken for training, though its group may be one of the test subset."""
    split, table = project.definitions.split, project.metadata
    if split.group is None or not split.test or project.definitions.metadata is None:
        return
    if split.group not in table.columns:
        problem = f"the metadata has no column {split.group!r}"
    elif table.problems:
        problem = table.problems[0]
    else:
        return
    message = (
        f"Which series are for testing goes by the groups in the metadata, and {problem}: mend the table, "
        "so that no test series is taken for training."
    )
    raise DefinitionsError(message)


def _is_selected(series: Series, selection: Selection, held_out: HeldOut) -> bool:
    """Whether a series has a version and fits the filter; if it is for testing, its image is remembered.

    One whose annotation cannot be read, or waits to be recovered, does as far as is known: so the report names it, and
    the others are exported.
    """
    state = state_of(series)
    if series.subset == "test" and state.head.image_sha256:
        held_out.remember(series.name, state.head.image_sha256)
    waits = state.interrupted is not None and state.interrupted.edits > 0
    if (state.problem or waits) and not state.head.version:
        selection = Selection(tag=selection.tag, subset=selection.subset, test=selection.test)
        return selection.allows(state.facts)
    return state.head.version > 0 and selection.allows(state.facts)


def _check_test_patterns(project: Project, selection: Selection) -> None:
    """ExchangeError for a pattern of the test subset that is no series': a slip would let test series out."""
    if selection.test:
        return
    for pattern in project.definitions.split.test:
        if not any(map(GlobSet((pattern,)).matches, project.names)):
            message = (
                f"{project.file}: split: test: the pattern {pattern!r} matches no series, so series meant for testing "
                "may be exported; correct it or take it out (or export with the test subset on purpose)."
            )
            raise ExchangeError(message)


def _source(series: Series, version: int | None, identities: KnownIdentities, held_out: HeldOut | None) -> SeriesSource:
    def load() -> ExportItem:
        if held_out and series.subset != "test":
            held_out.require_none(series.name)
        return export_item(series, version, identities)

    return SeriesSource(series.name, load)


def export_item(series: Series, version: int | None = None, identities: KnownIdentities | None = None) -> ExportItem:
    """One series as exports see it. `identities` spare hashing an image that did not change.

    ImageChanged if the image's bytes are not those that were annotated; CorruptStore, ImageError; ExchangeError
    without a version.
    """
    head = series.head
    session = series.open_session if head.holder or head.left else None  # before the version: edits move into it
    snapshot = series.read(version)
    if snapshot.problems and version is None:
        raise CorruptStore(snapshot.problems[0])
    if snapshot.version is None:
        waits = session is not None and session.ended and session.edits > 0
        why = waiting_sentence(session) if session and waits else "there is nothing to export."
        message = f"{series.name} has no version yet; {why}"
        raise ExchangeError(message)
    identity = identify(series.path, identities)
    if head.image_sha256 not in (None, identity.sha256):
        raise ImageChanged(changed_message(series.name))
    return ExportItem(
        series=series.name,
        image=series.image,
        annotation=snapshot.annotation,
        version=_exported_version(snapshot.version, head),
        track=series.track,
        subset=series.subset,
        image_sha256=identity.sha256,
        metadata=series.metadata,
        sidecar=_sidecar(series),
        remarks=(_not_contained(session),) if session and session.edits and version is None else (),
    )


def _not_contained(session: OpenSession) -> str:
    """What a version lacks that somebody did since, in a session that goes on or was never closed."""
    if session.ended:
        return f"Not contained: {waiting_sentence(session)}"
    edits = "1 edit" if session.edits == 1 else f"{session.edits:,} edits"
    return f"Not contained: {edits} by {session.holder.user}, who has the series open and will save them as a version."


def _exported_version(version: VersionInfo, head: Head) -> ExportedVersion:
    """An approval is that of the newest version alone."""
    approved = head.approved and version.number == head.version
    return ExportedVersion(
        version.number, version.time, version.user, version.definitions, version.software, head.owner, approved
    )


def _sidecar(series: Series) -> Path:
    """The folder with this project's annotation of the series."""
    return layout_of(series.project.file, series.project.definitions).sidecar(series.name).folder

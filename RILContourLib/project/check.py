"""Reading and checking a project file: everything wrong with it at once, each with its line."""

from __future__ import annotations

from pathlib import Path

from .check_rois import check_rois
from .check_series import check_companions, check_globs, check_inner_path, check_split, check_workflow
from .check_text import check_text
from .definitions import DEFAULT_INCLUDE, DEFAULT_TRACKS, SCHEMA, Definitions, digest_of
from .findings import Finding, Report
from .safe_yaml import UnreadableYAML, decode, parse_yaml, read_limited
from .section import Section, is_identifier

KEYS = (
    *("schema", "id", "name", "images", "annotations", "include", "exclude", "rois", "one_roi_per_voxel", "text"),
    *("companions", "split", "tags", "metadata", "models", "workflow", "tracks"),
)
TAKEN_TRACK_NAMES = ("masks",)


def read_definitions(path: Path) -> Definitions:
    """The definitions in a project file.

    Raises DefinitionsError with file, line and the first thing that is wrong, and how many others there are.
    """
    return parse_definitions(read_limited(path), str(path))


def check_definitions(path: Path) -> list[Finding]:
    """All that there is to say about a project file, in the order of the file.

    Raises DefinitionsError only if the file cannot be read at all or is far too large.
    """
    report = Report()
    _definitions(read_limited(path), report)
    return sorted(report.findings)


def parse_definitions(content: bytes, file_name: str) -> Definitions:
    """The definitions in the bytes of a project file; `file_name` is for messages.

    Raises DefinitionsError as `read_definitions` does.
    """
    report = Report()
    definitions = _definitions(content, report)
    report.raise_errors(file_name)
    return definitions


def _definitions(content: bytes, report: Report) -> Definitions:
    """The definitions as far as they can be read; everything wrong is reported."""
    nothing = Definitions(id="", name="")
    try:
        document = parse_yaml(decode(content))
    except UnreadableYAML as error:
        report.findings.append(Finding(error.line + 1, error.column + 1, "", f"{error}"))
        return nothing
    project = Section.of(document, "", report, "schema: 1")
    if project is None or not _schema_is_known(project):
        return nothing
    project.check_keys(KEYS, required=("schema", "id", "name"))
    rois = check_rois(project)
    return Definitions(
        schema=SCHEMA,
        id=project.identifier("id"),
        name=project.name("name"),
        images=project.text("images", "."),
        annotations=project.text("annotations") or None,
        include=check_globs(project, "include", DEFAULT_INCLUDE),
        exclude=check_globs(project, "exclude"),
        rois=rois,
        one_roi_per_voxel=project.boolean("one_roi_per_voxel"),
        text=check_text(project, rois),
        companions=check_companions(project),
        split=check_split(project),
        tags=project.texts("tags"),
        metadata=check_inner_path(project, "metadata"),
        models=project.text("models", "models"),
        workflow=check_workflow(project),
        tracks=_tracks(project),
        digest=digest_of(content),
    )


def _schema_is_known(project: Section) -> bool:
    """False, with a finding, for a file of a later version: its other keys may mean anything."""
    schema = project.integer("schema", SCHEMA, smallest=1, largest=1_000_000)
    if schema > SCHEMA:
        project.error("schema", f"schema {schema} was made by a newer version of RIL-Contour; this one reads {SCHEMA}")
    return schema <= SCHEMA


def _tracks(project: Section) -> tuple[str, ...]:
    tracks = project.texts("tracks", DEFAULT_TRACKS)
    for track in tracks:
        if not is_identifier(track) or track in TAKEN_TRACK_NAMES:
            project.error("tracks", f'tracks: "{track}" cannot be a track\'s name')
    return tracks or DEFAULT_TRACKS

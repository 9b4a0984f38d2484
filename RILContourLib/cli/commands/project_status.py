"""`rilcontour project status`: what a project has come to."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from ...annotation.changes import STATUSES
from ...project.roi import ROI
from ...session.overview import NOBODY, Overview, overview
from ...session.project import Project
from ..context import Context
from ..open_sessions import session_as_data, session_lines
from ..output import clean, facts, table
from ..project_arguments import add_project, open_project
from ..texts import counts

DETAILS = "Series of all subsets are counted. Exit code 1 if there are warnings."


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)


def run(arguments: Namespace, context: Context) -> int:
    """Print the counts; 1 if there are warnings."""
    project = open_project(arguments)
    with context.stoppable() as cancel:
        found = overview(project, progress=context.progress, cancel=cancel)
    context.report(_as_data(project, found), _lines(project, found))
    return 1 if found.warnings else 0


def _as_data(project: Project, found: Overview) -> dict[str, Any]:
    definitions = project.definitions
    return {
        "name": project.name,
        "id": definitions.id,
        "file": str(project.file),
        "images": str(project.images_root),
        "definitions": definitions.digest,
        "series": found.series,
        "status": dict(found.status),
        "subsets": dict(found.subsets),
        "owners": {owner: number for owner, number in found.owners.items() if owner != NOBODY},
        "without_owner": found.owners.get(NOBODY, 0),
        "pools": dict(found.pools),
        "holders": {name: each.holder.describe() for name, each in found.sessions.items() if not each.ended},
        "interrupted": {name: session_as_data(each) for name, each in found.sessions.items() if each.ended},
        "rois": [roi_as_data(roi) | {"series": dict(found.roi_status[roi.id])} for roi in definitions.rois],
        "questions": [{"id": field.id, "ask": field.ask, "about": field.about} for field in definitions.text],
        "warnings": list(found.warnings),
    }


def roi_as_data(roi: ROI) -> dict[str, Any]:
    """An ROI of the template."""
    return {
        "id": roi.id,
        "name": roi.name,
        "kind": roi.kind,
        "value": roi.value or None,
        "color": roi.color,
        "radlex": roi.radlex,
        "snomed": roi.snomed,
        "snomed_laterality": roi.snomed_laterality,
    }


def _lines(project: Project, found: Overview) -> Iterator[str]:
    owners = {owner: number for owner, number in found.owners.items() if owner != NOBODY}
    yield from facts(
        [
            ("project", f"{project.name} ({project.definitions.id})"),
            ("file", project.file),
            ("images", project.images_root),
            ("series", found.series),
            ("status", counts(found.status)),
            ("subsets", counts(found.subsets)),
            ("assigned to", counts(owners, "nobody")),
            *([("in pools", counts(found.pools))] if found.pools else []),
            ("questions", len(project.definitions.text)),
        ]
    )
    if project.definitions.rois:
        yield ""
        rows = [(roi.name, roi.value or None, *found.roi_status[roi.id].values()) for roi in project.definitions.rois]
        yield from table(("ROI", "value", *STATUSES), rows)
    yield from session_lines(found.sessions)
    if found.warnings:
        yield ""
        yield from (clean(f"WARNING: {warning}") for warning in found.warnings)

"""`rilcontour series show`: all that is known of one series."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from ...session.locating import series_name
from ...session.series_details import ROIDetails, SeriesDetails, series_details
from ..context import Context
from ..open_sessions import session_as_data, session_facts
from ..output import facts, table
from ..project_arguments import add_one_series, add_project, open_project
from ..texts import listed, millilitres, moment, plain, whole
from .history import version_as_data, version_rows
from .project_status import roi_as_data

DETAILS = "Indices i, j, k are those of the image file; R, A, S are millimetres to the right, front and head."


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    add_one_series(parser)
    parser.add_argument("--track", help="another line of work, if the project has several (the first one)")


def run(arguments: Namespace, context: Context) -> int:
    """Print everything; 1 if something of it is damaged."""
    project = open_project(arguments)
    name = series_name(project, arguments.series)
    details = series_details(project.series(name, arguments.track))
    context.report(_as_data(details), _lines(details))
    return 1 if details.problems else 0


def _as_data(details: SeriesDetails) -> dict[str, Any]:
    head, session = details.head, details.session
    return {
        "series": details.series.name,
        "track": details.series.track,
        "status": details.status,
        "subset": details.series.subset,
        "tags": list(details.series.tags),
        "metadata": dict(details.series.metadata),
        "image": _image(details),
        "version": head.version or None,
        "owner": head.owner,
        "pool": head.pool,
        "holder": asdict(session.holder) if session and not session.ended else None,
        "session": session and session_as_data(session),
        "review": asdict(head.review) if head.review else None,
        "rois": [_roi_as_data(roi) for roi in details.rois],
        "answers": details.answers.to_json(),
        "versions": [version_as_data(version) for version in details.versions],
        "notes": [asdict(note) for note in details.notes],
        "drafts": [
            {"id": d.id, "model": d.model, "time": d.time, "confidence": dict(d.confidence)} for d in details.drafts
        ],
        "companions": dict(details.companions),
        "problems": list(details.problems),
    }


def _image(details: SeriesDetails) -> dict[str, Any]:
    image, geometry = details.image, details.image.geometry
    return {
        "file": str(image.path),
        "bytes": image.file_size,
        "sha256": details.head.image_sha256,
        "shape": list(geometry.shape),
        "frames": geometry.frames,
        "spacing_mm": [round(value, 6) for value in geometry.spacing_mm],
        "axes": "".join(geometry.axis_codes),
        "affine_ijk_to_ras_mm": geometry.affine_ijk_to_ras.tolist(),
        "type": str(image.stored_dtype.newbyteorder("=")),
        "colours": image.is_rgb,
        "warnings": list(image.warnings),
    }


def _roi_as_data(found: ROIDetails) -> dict[str, Any]:
    return roi_as_data(found.roi) | {
        "status": found.status,
        "locked": found.locked,
        "voxels": found.voxels,
        "volume_ml": round(found.volume_ml, 6),
        "makers": list(found.makers),
        "points": [asdict(point) for point in found.points],
    }


def _lines(details: SeriesDetails) -> Iterator[str]:
    image, head = _image(details), details.head
    yield from facts(
        [
            ("series", details.series.name),
            ("image", image["file"]),
            ("voxels", f"{_by(image['shape'])}, {_frames(image['frames'])}{image['type']}, axes {image['axes']}"),
            ("spacing", f"{_by(f'{value:.4g}' for value in image['spacing_mm'])} mm"),
            *(("image warning", warning) for warning in image["warnings"]),
            ("status", details.status),
            ("version", head.version or "none yet"),
            ("subset", details.series.subset),
            ("owner", head.owner or "nobody"),
            *([("pool", head.pool)] if head.pool else []),
            *(session_facts(details.session) if details.session else []),
            *([("review", f"{head.review.verdict} by {head.review.user}")] if head.review else []),
            *([("tags", listed(details.series.tags))] if details.series.tags else []),
            *((f"companion {key}", path) for key, path in details.companions.items()),
            *(("PROBLEM", problem) for problem in details.problems),
        ]
    )
    for title, lines in _tables(details):
        held = list(lines)
        if held:
            yield from ("", f"{title}:", *held)


def _tables(details: SeriesDetails) -> Iterator[tuple[str, Iterator[str]]]:
    rois = [
        (each.roi.name, each.status, each.locked or None, *_marks(each), listed(each.makers)) for each in details.rois
    ]
    yield "ROI", table(("ROI", "status", "locked", "voxels", "mL", "made by"), rois)
    points = [
        (each.roi.name, point.id, *(f"{value:.1f}" for value in (*point.ijk, *point.ras_mm)), point.label)
        for each in details.rois
        for point in each.points
    ]
    yield "Points", table(("ROI", "point", "i", "j", "k", "R mm", "A mm", "S mm", "label"), points)
    answers = [
        (subject.about, subject.key, field, plain(answer.value), answer.maker)
        for subject, field, answer in details.answers
    ]
    yield "Answers", table(("about", "which", "question", "answer", "by"), answers)
    yield "Versions", version_rows(details.versions)
    drafts = [(draft.id, draft.model, moment(draft.time)) for draft in details.drafts]
    yield "Drafts that wait", table(("draft", "model", "UTC"), drafts)
    notes = [(moment(note.time), note.user, note.kind, note.text) for note in details.notes]
    yield "Notes", table(("UTC", "user", "kind", "text"), notes)


def _marks(found: ROIDetails) -> tuple[object, object]:
    if found.roi.kind == "point" or not found.voxels:
        return None, None
    return whole(found.voxels), millilitres(found.volume_ml)


def _frames(frames: int) -> str:
    return f"{frames} frames, " if frames > 1 else ""


def _by(values: Any) -> str:
    return " x ".join(map(str, values))

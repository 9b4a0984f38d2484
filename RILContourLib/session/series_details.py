"""All that is known of one series, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..annotation.annotation import Annotation
from ..annotation.answers import Answers
from ..project.definitions import Definitions
from ..project.roi import ROI
from ..store.values import Draft, Head, Note, OpenSession, VersionInfo
from .selection import SeriesStatus, series_status

if TYPE_CHECKING:
    from ..images.image_info import ImageInfo
    from .series import Series


@dataclass(frozen=True)
class PointDetails:
    """A point: continuous ijk, and RAS in mm."""

    id: str
    ijk: tuple[float, float, float]
    ras_mm: tuple[float, float, float]
    frame: int
    label: str
    maker: str


@dataclass(frozen=True)
class ROIDetails:
    """An ROI of the template in one series; voxels and mL are of all frames together."""

    roi: ROI
    status: str
    locked: bool
    voxels: int
    volume_ml: float
    makers: tuple[str, ...]
    points: tuple[PointDetails, ...] = ()


@dataclass(frozen=True)
class SeriesDetails:
    """`answers` is by what they are about, as in the file formats; `problems` are sentences about damage.

    session : who has it open, or had and never closed it
    """

    series: Series
    image: ImageInfo
    head: Head
    status: SeriesStatus
    rois: tuple[ROIDetails, ...]
    answers: Answers
    versions: tuple[VersionInfo, ...]
    notes: tuple[Note, ...]
    drafts: tuple[Draft, ...]
    companions: Mapping[str, str]
    problems: tuple[str, ...] = ()
    session: OpenSession | None = None


def series_details(series: Series) -> SeriesDetails:
    """Read the newest version of a series and everything beside it. ImageError, ImageChanged, CorruptStore."""
    store, name, track = series.project.store, series.name, series.track
    head, image, snapshot = series.head, series.image, series.read()
    return SeriesDetails(
        series=series,
        image=image,
        head=head,
        status=series_status(head, series.project.definitions),
        rois=roi_details(snapshot.annotation, series.project.definitions, image),
        answers=snapshot.annotation.answers,
        versions=tuple(store.history(name, track)),
        notes=tuple(store.notes(name, track)),
        drafts=tuple(store.drafts(name, track)),
        companions={key: str(path) for key, path in series.companions.items()},
        problems=snapshot.problems,
        session=series.open_session if head.holder or head.left else None,
    )


def roi_details(annotation: Annotation, definitions: Definitions, image: ImageInfo) -> tuple[ROIDetails, ...]:
    """Each ROI of the template as it is marked in an annotation of `image`, in the template's order."""
    return tuple(_roi(annotation, roi, image) for roi in definitions.rois)


def _roi(annotation: Annotation, roi: ROI, image: ImageInfo) -> ROIDetails:
    held = annotation.roi(roi.id)
    voxels = sum(buffer.count for buffer in held.buffers.values())
    makers = {maker for each in held.makers.values() for maker in each.makers()}
    points = tuple(_point(point, image) for point in held.points)
    return ROIDetails(
        roi,
        held.status,
        held.locked,
        voxels,
        voxels * image.geometry.voxel_volume_ml,
        tuple(sorted(makers | {point.maker for point in held.points})),
        points,
    )


def _point(point: Any, image: ImageInfo) -> PointDetails:
    import numpy as np

    r, a, s = (round(float(value), 4) for value in image.geometry.ijk_to_ras_mm(np.array(point.ijk)))
    return PointDetails(point.id, point.ijk, (r, a, s), point.frame, point.label, point.maker)

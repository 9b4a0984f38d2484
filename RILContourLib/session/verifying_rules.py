"""Whether what is stored keeps the project's rules that no single file can break: so far, one ROI a voxel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from ..annotation.annotation import Annotation
from ..errors import RILContourError
from ..progress import CancelToken
from ..store.verify_findings import StoreFinding
from .series import Series

if TYPE_CHECKING:
    from .project import Project


def shared_voxels(annotation: Annotation) -> Iterator[tuple[str, str, int, int]]:
    """The pairs of ROI that have voxels in common: ROI, other ROI, frame, voxels."""
    held = [(roi, frame, mask.extent) for roi, frame, mask in annotation.masks() if mask.extent]
    for (one, frame, extent), (other, other_frame, other_extent) in combinations(held, 2):
        box = extent.intersection(other_extent) if frame == other_frame else None
        if box is None:
            continue
        count = int(np.count_nonzero(annotation.read(one, box, frame) & annotation.read(other, box, frame)))
        if count:
            yield one, other, frame, count


def broken_rules(
    project: Project, names: Sequence[str] | None = None, cancel: CancelToken | None = None
) -> Iterator[StoreFinding]:
    """A warning for each pair of ROI that share voxels in a newest version, where the project has one ROI a voxel.

    That is no damage: the rule may be younger than the version, or another program wrote it. What cannot be read is
    left to the check of the files, which says so.
    """
    if not project.definitions.one_roi_per_voxel:
        return
    for name in project.store.list_series() if names is None else names:
        if cancel:
            cancel.check()
        for track in project.definitions.tracks:
            yield from _shared_in(Series(project, name, track))


def _shared_in(series: Series) -> Iterator[StoreFinding]:
    try:
        if not series.head.version:
            return
        snapshot = series.read()
        pairs = list(shared_voxels(snapshot.annotation))
    except RILContourError:
        return
    for one, other, frame, count in pairs:
        where = f" on frame {frame}" if snapshot.annotation.frames > 1 else ""
        yield StoreFinding(
            "warning",
            series.path,
            f"{one} and {other} have {count} voxels in common{where}, but the project has one ROI a voxel; open the "
            "series and take them from one of the two.",
            series.name,
        )

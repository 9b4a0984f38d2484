"""An open series with two point ROI in a scene, and the hands that place, drag and delete in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from guarded_scene import EventLoop

from RILContourLib.session.edit_session import EditSession
from RILContourLib.session.project import Project
from RILContourLib.session.series import Series
from RILContourLib.slicerbridge.geometry import DisplayGeometry
from RILContourLib.slicerbridge.point_nodes import PointNodes
from Testing.Lib.odd_images import AXIAL, counted, write_nifti

SHAPE = (12, 10, 8)
APEX, NODULE = "apex", "nodule"
SERIES = "scan.nii"


def series_with_point_rois(folder: Path, frames: int = 1, affine: np.ndarray = AXIAL) -> Series:
    """A project of one left-handed image, with an area and two point ROI."""
    write_nifti(folder / SERIES, counted((*SHAPE, frames) if frames > 1 else SHAPE), affine)
    rois = [
        {"name": "Lung"},
        {"name": "Apex", "kind": "point", "color": "#3366CC"},
        {"name": "Nodule", "kind": "point"},
    ]
    return Project.create(folder, name="Study", rois=rois, user="ana")[SERIES]


class PointScene:
    """`refused` holds the sentences that a user saw; `loop` turns when it is told to; `frame` is the one shown."""

    def __init__(
        self, scene: Any, series: Series, session: EditSession | None = None, *, draggable: bool = True
    ) -> None:
        self.scene = scene
        self.series = series
        self.session = session
        self.loop = EventLoop()
        self.refused: list[str] = []
        self.frame = 0
        self.display = DisplayGeometry.of(series.image.geometry)
        self.points = PointNodes(
            scene,
            self.display,
            series.project.definitions,
            session.annotation if session else series.annotation,
            session,
            defer=self.loop.defer,
            on_refused=self.refused.append,
            draggable=draggable,
        )

    def node(self, roi: str = APEX) -> Any:
        return self.points.node(roi)

    def place(self, ijk: tuple[float, float, float], roi: str = APEX, label: str = "") -> int:
        """As a click of the place tool does; the number of the control point."""
        return self.node(roi).AddControlPoint(self.ras_mm(ijk), label)

    def drag(self, number: int, *way_ijk: tuple[float, float, float], roi: str = APEX) -> None:
        """Take hold of a control point, move it along, let go."""
        node = self.node(roi)
        node.InvokeEvent(node.PointStartInteractionEvent)
        for place in way_ijk:
            node.SetNthControlPointPosition(number, *self.ras_mm(place))
            self.loop.run_until_idle()
        node.InvokeEvent(node.PointEndInteractionEvent)
        self.loop.run_until_idle()

    def ras_mm(self, ijk: tuple[float, float, float]) -> list[float]:
        return self.display.ijk_to_ras_mm(np.array(ijk)).tolist()

    def shown(self, roi: str = APEX) -> list[tuple[tuple[float, ...], str]]:
        """File ijk (to a thousandth of a voxel) and label of each control point with a position."""
        node = self.node(roi)
        found = []
        for n in range(node.GetNumberOfControlPoints()):
            if node.GetNthControlPointPositionStatus(n) == node.PositionDefined:
                ijk = self.display.ras_mm_to_ijk(np.array(node.GetNthControlPointPosition(n)))
                found.append((tuple((np.round(ijk, 3) + 0.0).tolist()), node.GetNthControlPointLabel(n)))
        return sorted(found)

    def accepted(self, roi: str = APEX, frame: int = 0) -> list[tuple[tuple[float, ...], str]]:
        """The same of the session's points."""
        assert self.session
        points = [point for point in self.session[roi].points if point.frame == frame]
        return sorted((tuple((np.round(point.ijk, 3) + 0.0).tolist()), point.label) for point in points)

"""An earlier version's ROI as outlines over those of now, which go on being edited."""

from __future__ import annotations

from typing import Any

from slicer.i18n import tr as _

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.project.definitions import Definitions
from RILContourLib.slicerbridge.roi_segmentation import ROISegmentation
from RILContourLib.slicerbridge.series_scene import SeriesScene

_THICKNESS_PX = 3


class VersionOverlay:
    """`version` is the number of the one that is laid over, None for none. Nobody listens to what is done to it."""

    def __init__(self, scene: Any) -> None:
        self.version: int | None = None
        self._scene = scene
        self._segments: ROISegmentation | None = None

    @property
    def node(self) -> Any:
        """The segmentation node of the outlines, None for none."""
        return self._segments.node if self._segments else None

    def show(self, over: SeriesScene, version: int, annotation: Annotation, definitions: Definitions) -> None:
        """Lay a version over a series; of a 4D image, the frame that is shown."""
        self.remove()
        image = over.image
        name = _("Version {number}").format(number=version)
        parts = self._scene, image.node, image.display, definitions, annotation
        self._segments = ROISegmentation.create(*parts, frame=image.frame, name=name)
        self._segments.node.SetHideFromEditors(True)
        display = self._segments.node.GetDisplayNode()
        display.SetVisibility2DFill(False)
        display.SetVisibility3D(False)
        display.SetSliceIntersectionThickness(_THICKNESS_PX)
        self.version = version

    def remove(self) -> None:
        """Take the outlines out of the scene; a second call does nothing."""
        segments, self._segments, self.version = self._segments, None, None
        if segments:
            segments.remove()

"""ROI that are no part of the open series' annotation, as outlines over those that are, which go on being edited."""

from __future__ import annotations

from typing import Any

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.project.definitions import Definitions
from RILContourLib.slicerbridge.roi_segmentation import ROISegmentation
from RILContourLib.slicerbridge.series_scene import SeriesScene

_THICKNESS_PX = 3
_FILL = 0.25


class Outlines:
    """A segmentation node of ours, while something is shown. Nobody listens to what is done to it."""

    def __init__(self, scene: Any) -> None:
        self._scene = scene
        self._segments: ROISegmentation | None = None

    @property
    def node(self) -> Any:
        """The segmentation node of the outlines, None for none."""
        return self._segments.node if self._segments else None

    def lay(self, over: SeriesScene, name: str, annotation: Annotation, definitions: Definitions, fill: bool) -> None:
        """Lay masks on the series' grid over it; of a 4D image, those of the frame that is shown."""
        self.remove()
        image = over.image
        parts = self._scene, image.node, image.display, definitions, annotation
        self._segments = ROISegmentation.create(*parts, frame=image.frame, name=name)
        self._segments.node.SetHideFromEditors(True)
        display = self._segments.node.GetDisplayNode()
        display.SetVisibility2DFill(fill)
        display.SetOpacity2DFill(_FILL)
        display.SetVisibility3D(False)
        display.SetSliceIntersectionThickness(_THICKNESS_PX)

    def remove(self) -> None:
        """Take the outlines out of the scene; a second call does nothing."""
        segments, self._segments = self._segments, None
        if segments:
            segments.remove()

"""A model's draft over the slices, so that nobody takes it for the annotation: hatched, within thick outlines."""

from __future__ import annotations

from typing import Any

import numpy as np
from RILContourUI.Outlines import Outlines

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.project.definitions import Definitions
from RILContourLib.slicerbridge.hatching import hatched
from RILContourLib.slicerbridge.map_volume import MapVolume
from RILContourLib.slicerbridge.segment_properties import segment_color
from RILContourLib.slicerbridge.series_scene import SeriesScene

_OPACITY = 0.6


class DraftOverlay:
    """Nodes of ours while something is shown; nobody listens to what is done to them."""

    def __init__(self, scene: Any) -> None:
        self._outlines = Outlines(scene)
        self._hatching = MapVolume(scene)

    @property
    def node(self) -> Any:
        """The segmentation node of the outlines, None for none."""
        return self._outlines.node

    @property
    def hatching(self) -> Any:
        """The volume node of the stripes, None for none."""
        return self._hatching.node

    def lay(self, over: SeriesScene, name: str, annotation: Annotation, definitions: Definitions) -> None:
        """Lay masks on the series' grid over it; of a 4D image, those of the frame that is shown."""
        self._outlines.lay(over, name, annotation, definitions, fill=False)
        areas = [roi for roi in definitions.rois if roi.kind == "area"]
        found = hatched(annotation, [roi.id for roi in areas], over.image.frame)
        if found is None:
            self._hatching.remove()
            return
        values, start = found
        self._hatching.show(over.image.display, values, start, name)
        colours = np.array([segment_color(roi) for roi in areas])
        self._hatching.look(colours, (1, len(areas)), 0.5, _OPACITY)

    def remove(self) -> None:
        """Take it out of the scene; a second call does nothing."""
        self._outlines.remove()
        self._hatching.remove()

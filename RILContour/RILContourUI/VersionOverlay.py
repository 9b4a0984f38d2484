"""An earlier version's ROI as outlines over those of now, which go on being edited."""

from __future__ import annotations

from typing import Any

from slicer.i18n import tr as _

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.project.definitions import Definitions
from RILContourLib.slicerbridge.series_scene import SeriesScene

from .Outlines import Outlines


class VersionOverlay(Outlines):
    """`version` is the number of the one that is laid over, None for none."""

    def __init__(self, scene: Any) -> None:
        super().__init__(scene)
        self.version: int | None = None

    def show(self, over: SeriesScene, version: int, annotation: Annotation, definitions: Definitions) -> None:
        """Lay a version over a series."""
        self.lay(over, _("Version {number}").format(number=version), annotation, definitions, fill=False)
        self.version = version

    def remove(self) -> None:
        super().remove()
        self.version = None

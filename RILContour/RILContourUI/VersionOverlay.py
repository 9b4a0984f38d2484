"""An earlier version's ROI, or the difference of two, as outlines over those of now, which go on being edited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slicer.i18n import tr as _

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.panels.difference_masks import difference_masks
from RILContourLib.project.definitions import Definitions
from RILContourLib.slicerbridge.series_scene import SeriesScene

from .Outlines import Outlines


class VersionOverlay(Outlines):
    """`version` is the number of the one that is laid over, `difference` those of the two that are compared.

    None for none; the newer of two is None for what is open now.
    """

    def __init__(self, scene: Any) -> None:
        super().__init__(scene)
        self.version: int | None = None
        self.difference: tuple[int, int | None] | None = None

    def show(self, over: SeriesScene, version: int, annotation: Annotation, definitions: Definitions) -> None:
        """Lay a version over a series."""
        self.lay(over, _("Version {number}").format(number=version), annotation, definitions, fill=False)
        self.version = version

    def showDifference(
        self,
        over: SeriesScene,
        numbers: tuple[int, int | None],
        versions: Sequence[Annotation],
        definitions: Definitions,
    ) -> None:
        """Lay what the second version marks in addition to the first, and what it marks no more, over a series."""
        found, template = difference_masks(versions[0], versions[1], definitions)
        newer = _("now") if numbers[1] is None else numbers[1]
        name = _("Version {older} to {newer}").format(older=numbers[0], newer=newer)
        self.lay(over, name, found, template, fill=True)
        self.difference = numbers

    def remove(self) -> None:
        super().remove()
        self.version = self.difference = None

"""The map that explains a model, over the slices of the open series."""

from __future__ import annotations

from RILContourUI.SeriesInScene import SeriesInScene

from RILContourLib.panels.explain_map import GrowingMap, colours_of
from RILContourLib.panels.explain_panel import ExplainPanel
from RILContourLib.panels.views_panel import ViewsPanel
from RILContourLib.slicerbridge.map_volume import MapVolume


class MapInScene:
    """Lies over what the scene shows; ROI are outlines meanwhile, as what fills them would hide it."""

    def __init__(self, explain: ExplainPanel, views: ViewsPanel, series: SeriesInScene) -> None:
        self._explain = explain
        self._views = views
        self._series = series
        self._volume = MapVolume(series.scene)
        self._shown: GrowingMap | None = None

    @property
    def node(self) -> object:
        """The volume node, None while there is no map."""
        return self._volume.node

    def draw(self) -> None:
        """Show the map as it is now; in a turn."""
        found, current = self._explain.map, self._series.current
        if found is None or current is None or found.shape != current.image.display.shape:
            self.remove()
            return
        state, look = self._explain.state.map, self._explain.state.look
        if found is not self._shown:
            values, start = found.box()
            self._volume.show(current.image.display, values, start, found.title)
            self._shown = found
        seen = state is not None and look.shown and found.frame == current.image.frame
        if seen:
            self._volume.look(colours_of(look), (state.lowest, state.highest), state.threshold, look.opacity)
        else:
            self._volume.hide()
        self._fillROI(not seen)

    def remove(self) -> None:
        """Take the map out of the scene; a second call does nothing."""
        if self._shown is not None:
            self._shown = None
            self._volume.remove()
            self._fillROI(True)

    def _fillROI(self, filled: bool) -> None:
        node, look = self._series.segmentationNode, self._views.look
        if node is not None and node.GetDisplayNode() is not None:
            node.GetDisplayNode().SetVisibility2DFill(filled and look.rois_shown and not look.outlines_only)

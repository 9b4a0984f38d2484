"""Learning curves as Slicer's plot nodes, in Slicer's plot view: to zoom into, and to read numbers off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import slicer
import vtk
from slicer.i18n import tr as _

from RILContourLib.slicerbridge.nodes import add_node

_EPOCH = "epoch"
_NO_NUMBER = float("nan")


class CurvesPlot:
    """The nodes are ours, never saved with a scene; they are made anew for another set of curves."""

    def __init__(self, scene: Any) -> None:
        self._scene = scene
        self._nodes: list[Any] = []
        self._names: tuple[str, ...] = ()

    def show(self, title: str, curves: Mapping[str, Sequence[float | None]]) -> None:
        """Show curves by their names, all over the epochs from 1 on; None where a curve has no value."""
        self.update(title, curves)
        slicer.app.applicationLogic().GetModuleLogic("Plots").ShowChartInLayout(self._nodes[-1])

    def update(self, title: str, curves: Mapping[str, Sequence[float | None]]) -> None:
        """Put in what the curves are now, whether or not they are looked at."""
        if tuple(curves) != self._names or not all(self._scene.IsNodePresent(node) for node in self._nodes):
            self.remove()
            self._make(tuple(curves))
        self._nodes[0].SetAndObserveTable(_table(curves))
        self._nodes[-1].SetTitle(title)

    @property
    def isMade(self) -> bool:
        return bool(self._nodes)

    def remove(self) -> None:
        """Take the nodes out of the scene; a second call does nothing."""
        for node in reversed(self._nodes):
            if self._scene.IsNodePresent(node):
                self._scene.RemoveNode(node)
        self._nodes, self._names = [], ()

    def _make(self, names: tuple[str, ...]) -> None:
        """A table, a series for each curve, and a chart of them."""
        table, chart = slicer.vtkMRMLTableNode(), slicer.vtkMRMLPlotChartNode()
        series = [slicer.vtkMRMLPlotSeriesNode() for _name in names]
        self._nodes, self._names = [add_node(self._scene, node) for node in (table, *series, chart)], names
        for node in self._nodes:
            node.SetHideFromEditors(True)
        for name, node in zip(names, series, strict=True):
            node.SetName(name)
            node.SetAndObserveTableNodeID(table.GetID())
            node.SetXColumnName(_EPOCH)
            node.SetYColumnName(name)
            node.SetPlotType(node.PlotTypeScatter)
            node.SetUniqueColor()
            chart.AddAndObservePlotSeriesNodeID(node.GetID())
        chart.SetXAxisTitle(_("Epoch"))
        chart.SetLegendVisibility(True)


def _table(curves: Mapping[str, Sequence[float | None]]) -> vtk.vtkTable:
    count = max(map(len, curves.values()), default=0)
    table = vtk.vtkTable()
    for name, values in {_EPOCH: range(1, count + 1), **curves}.items():
        column = vtk.vtkDoubleArray()
        column.SetName(name)
        for value in values:
            column.InsertNextValue(_NO_NUMBER if value is None else value)
        table.AddColumn(column)
    return table

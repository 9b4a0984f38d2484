"""A histogram as Slicer's plot nodes: a table, a series and a chart of ours, in Slicer's plot view."""

from __future__ import annotations

from typing import Any

import slicer
import vtk
from slicer.i18n import tr as _

from RILContourLib.panels.statistics import StatisticsState
from RILContourLib.slicerbridge.nodes import add_node


class HistogramPlot:
    """The nodes are made when a histogram is first shown, and are the same ones from then on."""

    def __init__(self, scene: Any) -> None:
        self._scene = scene
        self._nodes: list[Any] = []

    def show(self, title: str, state: StatisticsState) -> None:
        if not self._nodes or not all(self._scene.IsNodePresent(node) for node in self._nodes):
            self.remove()
            self._make()
        table, series, chart = self._nodes
        self._fill(table, state)
        series.SetName(title)
        chart.SetTitle(title)
        slicer.app.applicationLogic().GetModuleLogic("Plots").ShowChartInLayout(chart)

    def remove(self) -> None:
        """Take the nodes out of the scene."""
        for node in reversed(self._nodes):
            if self._scene.IsNodePresent(node):
                self._scene.RemoveNode(node)
        self._nodes = []

    def _make(self) -> None:
        classes = slicer.vtkMRMLTableNode, slicer.vtkMRMLPlotSeriesNode, slicer.vtkMRMLPlotChartNode
        self._nodes = [add_node(self._scene, each()) for each in classes]
        table, series, chart = self._nodes
        for node in self._nodes:
            node.SetHideFromEditors(True)
        series.SetAndObserveTableNodeID(table.GetID())
        series.SetXColumnName("x")
        series.SetYColumnName("voxels")
        series.SetPlotType(series.PlotTypeScatterBar)
        chart.AddAndObservePlotSeriesNodeID(series.GetID())
        chart.SetXAxisTitle(_("Intensity"))
        chart.SetYAxisTitle(_("Voxels"))
        chart.SetLegendVisibility(False)

    def _fill(self, tableNode: Any, state: StatisticsState) -> None:
        """A row a bin: its middle, and how many voxels are in it."""
        middles = [(low + high) / 2 for low, high in zip(state.edges, state.edges[1:], strict=False)]
        table = vtk.vtkTable()
        for name, values in (("x", middles), ("voxels", state.counts)):
            column = vtk.vtkDoubleArray()
            column.SetName(name)
            for value in values:
                column.InsertNextValue(value)
            table.AddColumn(column)
        tableNode.SetAndObserveTable(table)

"""The Metrics panel on real drafts and versions: what can be measured, the numbers, the worst ten, tables and plots."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import numpy as np
import pytest
from models_without_networks import publish
from panel_projects import SHAPE, annotate

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.errors import UsageError
from RILContourLib.panels.browser import Browser
from RILContourLib.panels.metrics_panel import MetricsPanel
from RILContourLib.panels.plots import PlotColours, axis_of

FIRST, SECOND = "p1/a.nii.gz", "p1/b.nii.gz"


def draft(project, name, model, **rois):
    """A model's draft, as running it leaves one; `annotate` marks [2:6, 2:6, 2:5] of the liver."""
    annotation = Annotation(SHAPE)
    for roi, box in rois.items():
        voxels = np.zeros(SHAPE, bool)
        voxels[box] = True
        annotation.set_mask(roi, 0, Mask.from_array(voxels), SliceMakers())
    project.store.put_draft(name, annotation, model=model, user="ana", details={"frames": [0], "rois": list(rois)})


@pytest.fixture
def panel(workspace):
    """lungs@1 marks half of the liver; lungs@2 three quarters of it, and in the second series two slices of three."""
    project = workspace.project
    publish(project)
    publish(project)
    for name in (FIRST, SECOND):
        annotate(project, name)
        draft(project, name, "lungs@1", liver=np.s_[2:4, 2:6, 2:5])
    draft(project, FIRST, "lungs@2", liver=np.s_[2:5, 2:6, 2:5])
    draft(project, SECOND, "lungs@2", liver=np.s_[2:6, 2:6, 2:4])
    browser = Browser(workspace)
    browser.load()
    made = MetricsPanel(workspace, browser)
    made.refresh()
    return made


def test_versions_drafts_and_those_of_the_open_series_can_be_chosen(panel, workspace):
    assert [each.id for each in panel.state.sources] == ["newest", "approved", "lungs@2", "lungs@1"]
    assert (panel.state.asked.first, panel.state.asked.against, panel.state.reason) == ("lungs@2", "newest", "")
    workspace.open(FIRST)
    panel.refresh()
    assert panel.state.sources[-1].label == "version 1 (ana)"
    with pytest.raises(UsageError):
        panel.choose(first="lungs@3")


def test_what_cannot_be_measured_says_why(panel, workspace):
    panel.choose(first="newest")
    assert "something else" in panel.state.reason
    panel.choose(first="lungs@1", second="lungs@1")
    assert "something else" in panel.state.reason
    panel.choose(first="")
    panel.start()
    assert workspace.messages.newest.text.startswith("Choose what is measured")
    panel.choose(first="lungs@1", second="")
    panel.set_scope("open")
    assert panel.state.reason == "Open a series first."
    panel.set_scope("selected")
    assert panel.state.reason == "No series is chosen."
    assert panel.state.result is None


def test_two_versions_of_a_model_are_compared_over_the_dataset(panel):
    panel.choose(first="lungs@1", second="lungs@2")
    panel.start()
    result = panel.state.result
    assert result.title == "Dice against the newest versions"
    assert result.summary == "1 ROI in 2 series."
    medians = {row.source: row.median for row in result.boxes}
    assert medians == {"lungs@1": "0.667", "lungs@2": "0.829"}  # 24 of 48; 36 and 32 of 48
    compared = result.comparison
    assert (compared.pairs, compared.better) == (2, "lungs@2")
    assert [(row.first, row.second, row.difference) for row in compared.rows] == [
        ("0.667", "0.857", "0.190"),
        ("0.667", "0.800", "0.133"),
    ]
    assert "median difference 0.162 in 2 pairs of 2 series" in compared.words and "p = 0.5" in compared.words
    table = next(each for each in result.confusion if each.source == "lungs@1")
    assert (table.columns, table.rows[0]) == (("Liver", "(none)"), ("Liver", ("50.0 %", "50.0 %")))
    unfinished, left_out = result.notes
    assert unfinished.startswith("Not complete in newest: ROI of 2 series.")
    assert left_out == "newest leaves out p2/c.nii: it has no version."
    panel.show_measure("hd_mm")
    assert {row.median for row in panel.state.result.boxes} == {"4.0", "3.0"}
    panel.show_roi("liver")
    assert panel.state.roi == "liver"
    with pytest.raises(UsageError):
        panel.show_roi("kidney")


def test_the_worst_open_at_their_worst_slice(panel, workspace):
    panel.start()
    worst = panel.state.result.worst
    assert [(row.series, row.value, row.slice_number) for row in worst] == [(SECOND, "0.800", 4), (FIRST, "0.857", 2)]
    places = []
    panel.go.subscribe(lambda *place: places.append((workspace.opened.name, *place)))
    panel.open_worst(0)
    panel.open_worst(1)
    panel.open_worst(1)  # is open already
    panel.open_worst(7)
    assert places == [(SECOND, 2, 4, 0), (FIRST, 2, 2, 0), (FIRST, 2, 2, 0)]


def test_slices_of_the_open_series_are_measured_by_themselves(panel, workspace):
    workspace.open(SECOND)
    panel.set_scope("open")
    panel.set_slices((4, 99))
    assert panel.state.asked.slices == (4, 8)
    panel.start()
    assert panel.state.result.boxes[0].median == "0.000"
    panel.set_slices((2, 4))
    panel.start()
    assert panel.state.result.boxes[0].median == "1.000"
    workspace.open(FIRST)
    assert panel.state.asked.slices is None


def test_edits_of_the_open_series_are_measured_too(panel, workspace):
    workspace.open(SECOND)
    workspace.opened.session["liver"].mask[2:6, 2:6, 4] = False
    panel.set_scope("open")
    panel.start()
    assert panel.state.result.boxes[0].median == "1.000"


def test_plots_are_svg_with_escaped_names(panel, workspace):
    assert panel.box_plot() == "" == panel.slices_plot()
    panel.start()
    picture = ElementTree.fromstring(panel.box_plot(PlotColours(ink="#112233")))
    assert picture.tag.endswith("svg") and "#112233" in panel.box_plot(PlotColours(ink="#112233"))
    assert panel.slices_plot() == ""  # of two series
    workspace.open(FIRST)
    panel.set_scope("open")
    panel.start()
    curve = next(each for each in ElementTree.fromstring(panel.slices_plot()).iter() if each.tag.endswith("path"))
    assert curve.get("d").count("L") == 2  # three slices have the ROI


def test_axes_have_round_ticks_that_hold_all_values():
    assert axis_of([0.31, 0.97], low=0.0, high=1.0).ticks == (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    axis = axis_of([3.2, 41.0, float("inf"), float("nan")], low=0.0)
    assert (axis.ticks[0], axis.ticks[-1], axis.part(float("inf"))) == (0.0, 50.0, 1.0)
    assert axis_of([]).ticks[0] == 0.0


def test_tables_are_written_and_never_over_others(panel, workspace, tmp_path):
    panel.start()
    panel.export_csv(tmp_path / "numbers")
    with (tmp_path / "numbers" / "measures.csv").open(newline="", encoding="utf-8") as file:
        assert [round(float(row["dice"]), 3) for row in csv.DictReader(file)] == [0.857, 0.8]
    panel.export_csv(tmp_path / "numbers")
    assert workspace.messages.newest.severity == "error"
    panel.export_excel(tmp_path / "numbers.xlsx")
    assert (tmp_path / "numbers.xlsx").stat().st_size


def test_a_measurement_that_is_stopped_shows_what_it_has(panel, workspace):
    with ThreadPoolExecutor(1) as executor:
        made = MetricsPanel(workspace, panel._browser, executor)
        made.refresh()
        executor.submit(int).result(20)
        made.subscribe(lambda: made.cancel() if (made.state.done, made.state.total) == (0, 3) else None)
        made.start()
        executor.submit(int).result(20)
        made.close()
    assert (made.state.running, made.state.result.complete) == ("", False)
    assert made.state.result.summary == "1 ROI in 1 series."

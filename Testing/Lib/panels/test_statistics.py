"""Statistics of the current ROI against numpy on the image's own voxels."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest
from panel_projects import annotate

from RILContourLib.panels.statistics import StatisticsPanel
from RILContourLib.panels.workspace import Workspace

FIRST, SECOND = "p1/a.nii.gz", "p1/b.nii.gz"


@pytest.fixture
def panel(workspace):
    annotate(workspace.project, FIRST)
    workspace.open(FIRST)
    return StatisticsPanel(workspace)


def test_the_volume_has_the_numbers_that_numpy_finds(panel, workspace):
    values = workspace.opened.series.pixels()[2:6, 2:6, 2:5].astype(float)
    panel.compute("liver", bins=8)
    state = panel.state
    assert (state.voxels, state.computing, state.outdated) == (48, False, False)
    assert state.volume_ml == pytest.approx(48 * 16 / 1000)
    assert (state.mean, state.sd) == pytest.approx((values.mean(), values.std()))
    assert (state.minimum, state.maximum) == (values.min(), values.max())
    counts, edges = np.histogram(values, bins=8)
    assert state.counts == tuple(counts)
    assert state.edges == pytest.approx(tuple(edges))
    assert state.percentiles[50] == pytest.approx(np.median(values))


def test_a_slice_has_its_own_numbers(panel, workspace):
    values = workspace.opened.series.pixels()[2:6, 2:6, 3]
    panel.compute("liver", slice_number=3, value_range=(-1000, 1000), bins=4)
    assert panel.state.mean == pytest.approx(values.mean())
    assert panel.state.edges == (-1000, -500, 0, 500, 1000)
    panel.compute("liver", slice_number=7)
    assert (panel.state.voxels, panel.state.mean, panel.state.counts) == (0, None, ())
    assert panel.state.note


def test_an_edit_makes_the_numbers_of_its_roi_outdated(panel, workspace):
    panel.compute("liver")
    workspace.opened.session["spleen"].mask[0, 0, 0] = True
    assert not panel.state.outdated
    workspace.opened.session["liver"].mask[0, 0, 0] = True
    assert (panel.state.outdated, panel.state.voxels) == (True, 48)
    panel.recompute()
    assert (panel.state.outdated, panel.state.voxels) == (False, 49)
    workspace.open(SECOND)
    assert panel.state.roi is None


def test_points_and_unknown_roi_have_none(panel, workspace):
    panel.compute("tip")
    assert "points" in workspace.messages.newest.text
    panel.compute("kidney")
    assert panel.state.roi is None


def test_only_the_newest_request_is_worked_out_and_pixels_come_from_the_shell(project):
    annotate(project, FIRST)
    asked = []

    def pixels_in_memory(opened, frame):
        asked.append(frame)
        return np.full((12, 10, 8), 7.0)

    with ThreadPoolExecutor(1) as executor:
        workspace = Workspace(project, executor)
        workspace.open(FIRST)
        executor.submit(int).result(20)
        panel = StatisticsPanel(workspace, pixels_in_memory)
        free = Event()
        executor.submit(free.wait)
        panel.compute("spleen")
        panel.compute("liver")
        assert panel.state.computing
        free.set()
        executor.submit(int).result(20)
        assert (panel.state.roi, panel.state.mean, panel.state.sd) == ("liver", 7.0, 0.0)
        assert asked == [0]
        workspace.close_series()

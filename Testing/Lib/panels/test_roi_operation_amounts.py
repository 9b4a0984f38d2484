"""Numbers that somebody typed by mistake: a sentence, and the ROI is as it was."""

import math

import numpy as np
import pytest

from RILContourLib.annotation.extent import Extent
from RILContourLib.panels.roi_operations import ROIOperations
from RILContourLib.panels.roi_panel import ROIPanel
from RILContourLib.panels.tools_panel import ToolsPanel

BOX = Extent((2, 2, 2), (6, 7, 5))


@pytest.fixture
def tools(an_open_series):
    made = ToolsPanel(an_open_series, ROIPanel(an_open_series))
    made.mark(BOX, np.ones(BOX.shape, bool), tool="paint")
    return made


@pytest.fixture
def operations(tools):
    return ROIOperations(tools)


@pytest.mark.parametrize("amount", [math.nan, math.inf, -math.inf, 1e300, 1e7])
@pytest.mark.parametrize(
    "change",
    [
        lambda operations, amount: operations.grow(amount),
        lambda operations, amount: operations.hollow(amount),
        lambda operations, amount: operations.smooth("median", amount),
        lambda operations, amount: operations.smooth("gaussian", amount),
        lambda operations, amount: operations.remove_small_islands(smaller_than_ml=amount),
    ],
)
def test_an_amount_that_cannot_be_meant_changes_nothing_and_is_said(tools, operations, change, amount):
    change(operations, amount)
    assert tools.workspace.opened.annotation.mask("liver").count == BOX.voxels
    assert tools.workspace.messages.newest.text.startswith("Nothing was changed: write a number from 0 to ")
    assert tools.state.busy_with == ""


@pytest.mark.parametrize("method", ["median", "opening", "closing", "gaussian"])
def test_no_amount_and_the_largest_are_worked_with(tools, operations, method):
    operations.smooth(method, 0)
    operations.hollow(0)
    operations.grow(0)
    assert tools.workspace.opened.annotation.mask("liver").count == BOX.voxels
    operations.smooth(method, 100)
    operations.grow(10_000)
    assert tools.workspace.messages.newest is None or "Nothing was changed" not in tools.workspace.messages.newest.text

"""What a flood fill says of other ROI that it reached into."""

from types import SimpleNamespace

import nibabel as nib
import numpy as np
import pytest

from RILContourLib.panels.roi_panel import ROIPanel
from RILContourLib.panels.tools_panel import ToolsPanel
from RILContourLib.panels.workspace import Workspace
from RILContourLib.session.project import Project
from RILContourLib.workbench.viewing.filling_tools import FloodFill

SHAPE = (8, 8, 4)
ANYWHERE = SimpleNamespace(plane=SimpleNamespace(holds=lambda voxel: True), voxel=(1, 1, 1), axis=2)


def filled(folder, other_roi_holds, **more):
    """The message after a bright half of a slice was filled while another ROI held some voxels; and both masks."""
    pixels = np.zeros(SHAPE, np.int16)
    pixels[:4] = 500
    nib.save(nib.Nifti1Image(pixels, np.eye(4)), folder / "scan.nii.gz")
    project = Project.create(folder, name="Filling", rois=[{"name": "Lung"}, {"name": "Vessel"}], user="ana", **more)
    with project["scan.nii.gz"].edit() as annotation:
        annotation["vessel"].mask[other_roi_holds] = True
    workspace = Workspace(project)
    workspace.open("scan.nii.gz")
    FloodFill(ToolsPanel(workspace, ROIPanel(workspace))).press(ANYWHERE, double=False)
    newest = workspace.messages.newest
    annotation = workspace.opened.annotation
    counts = annotation.mask("lung").count, annotation.mask("vessel").count
    workspace.close_series()
    return newest.text if newest else "", counts


@pytest.fixture
def inside_the_fill():
    return np.s_[2:6, 2, 1]


def test_a_fill_that_reaches_into_another_roi_says_so(tmp_path, inside_the_fill):
    text, counts = filled(tmp_path, inside_the_fill)
    assert text == "Some of the filled voxels are in Vessel, too."
    assert counts == (32, 4)


def test_where_a_voxel_has_one_roi_it_says_who_lost(tmp_path, inside_the_fill):
    text, counts = filled(tmp_path, inside_the_fill, one_roi_per_voxel=True)
    assert text == "The fill reached into Vessel, which lost what it gained unless locked."
    assert counts == (32, 2)


def test_a_fill_by_itself_says_nothing(tmp_path):
    text, counts = filled(tmp_path, np.s_[5:7, 2, 1])
    assert (text, counts) == ("", (32, 2))

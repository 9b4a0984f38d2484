"""Nodes of an open series that others remove, move or fill with something else are as they were in the next turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import slicer
import vtk
from guarded_scene import EventLoop

from RILContourLib.session.project import Project
from RILContourLib.slicerbridge.frame_pixels import read_frame
from RILContourLib.slicerbridge.nodes import is_ours
from RILContourLib.slicerbridge.series_scene import SeriesContents, SeriesScene
from RILContourLib.slicerbridge.vtk_data import affine_of
from Testing.Lib.odd_images import OBLIQUE, counted, write_nifti

SHAPE = (6, 5, 4)


@dataclass
class Opened:
    """A series for reading in a scene; what was refused, and how often the nodes had to be shown again."""

    scene: Any
    loop: EventLoop
    shown: SeriesScene
    refused: list[str]
    put_back: list[None]

    def after(self, action: Callable[[], object]) -> None:
        action()
        self.loop.run_until_idle()


@pytest.fixture
def opened(scene: Any, tmp_path: Path) -> Iterator[Opened]:
    write_nifti(tmp_path / "scan.nii", counted(SHAPE), OBLIQUE)
    series = Project.create(tmp_path, name="Study", rois=[{"name": "Lung"}], user="ana")["scan.nii"]
    contents = SeriesContents(series.name, series.project.definitions, series.annotation)
    loop, refused, put_back = EventLoop(), list[str](), list[None]()
    told = {"defer": loop.defer, "on_refused": refused.append, "on_put_back": lambda: put_back.append(None)}
    shown = SeriesScene(scene, contents, read_frame(series.image), **told)
    loop.run_until_idle()
    yield Opened(scene, loop, shown, refused, put_back)
    shown.close()
    assert not [node for node in (shown.image.node, shown.segments.node) if scene.IsNodePresent(node)]


def node_of(opened: Opened, which: str) -> Any:
    return opened.shown.image.node if which == "image" else opened.shown.segments.node


@pytest.mark.parametrize("which", ["image", "segmentation"])
def test_a_node_that_is_removed_is_there_again_and_shown(opened: Opened, which: str) -> None:
    node = node_of(opened, which)
    opened.after(lambda: opened.scene.RemoveNode(node))
    assert opened.scene.IsNodePresent(node)
    assert not node.GetSaveWithScene()
    assert (len(opened.refused), len(opened.put_back)) == (1, 1)


@pytest.mark.parametrize("which", ["image", "segmentation"])
def test_a_display_node_that_is_removed_is_the_nodes_only_one_again(opened: Opened, which: str) -> None:
    node = node_of(opened, which)
    display = node.GetDisplayNode()
    opened.after(lambda: opened.scene.RemoveNode(display))
    assert node.GetDisplayNode() is display
    assert node.GetNumberOfDisplayNodes() == 1
    assert display.GetColorNode() is not None or which == "segmentation"


def test_a_display_node_is_put_back_where_another_one_stayed(opened: Opened) -> None:
    node = opened.shown.image.node
    display = node.GetDisplayNode()
    other = opened.scene.AddNewNodeByClass("vtkMRMLScalarVolumeDisplayNode")
    node.AddAndObserveDisplayNodeID(other.GetID())
    opened.after(lambda: opened.scene.RemoveNode(display))
    assert node.GetDisplayNode() is display


@pytest.mark.parametrize("which", ["image", "segmentation"])
def test_a_transform_is_taken_off(opened: Opened, which: str) -> None:
    transform = opened.scene.AddNewNodeByClass("vtkMRMLLinearTransformNode")
    opened.after(lambda: node_of(opened, which).SetAndObserveTransformNodeID(transform.GetID()))
    assert node_of(opened, which).GetTransformNodeID() is None
    assert opened.scene.IsNodePresent(transform)


def test_an_image_that_is_moved_or_given_other_voxels_is_as_its_file_says_again(opened: Opened) -> None:
    node = opened.shown.image.node
    place, voxels = vtk.vtkMatrix4x4(), node.GetImageData()
    opened.after(lambda: (node.SetSpacing(9, 9, 9), node.SetAndObserveImageData(vtk.vtkImageData())))
    node.GetIJKToRASMatrix(place)
    np.testing.assert_allclose(affine_of(place), opened.shown.image.display.affine_node_to_ras)
    assert node.GetImageData() is voxels
    assert len(opened.refused) == 1


def test_nothing_is_put_back_while_the_scene_closes(opened: Opened) -> None:
    opened.after(lambda: opened.scene.Clear(False))
    assert opened.shown.closed
    assert opened.scene.GetNumberOfNodesByClass("vtkMRMLSegmentationNode") == 0
    assert opened.refused == []


def test_windows_and_other_displays_are_nobodys_business(opened: Opened) -> None:
    opened.after(lambda: opened.shown.image.display_node.SetWindowLevel(7, 3))
    opened.after(
        lambda: slicer.vtkMRMLSegmentationDisplayNode.SafeDownCast(
            opened.shown.segments.node.GetDisplayNode()
        ).SetOpacity(0.25)
    )
    assert (opened.refused, opened.put_back) == ([], [])


def test_the_grid_of_another_volume_is_not_that_of_the_segments(opened: Opened) -> None:
    node = opened.shown.segments.node
    parameter = slicer.vtkSegmentationConverter.GetReferenceImageGeometryParameterName()
    grid = node.GetSegmentation().GetConversionParameter(parameter)
    other = opened.scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode")
    image = vtk.vtkImageData()
    image.SetDimensions(2, 2, 2)
    other.SetAndObserveImageData(image)
    opened.after(lambda: node.SetReferenceImageGeometryParameterFromVolumeNode(other))
    assert node.GetSegmentation().GetConversionParameter(parameter) == grid
    assert node.GetNodeReferenceID(node.GetReferenceImageGeometryReferenceRole()) == opened.shown.image.node.GetID()
    assert len(opened.refused) == 1


@pytest.mark.parametrize("which", ["image", "segmentation"])
def test_a_node_stays_ours_whatever_is_copied_into_it(opened: Opened, which: str) -> None:
    node = node_of(opened, which)
    display_node = node.GetDisplayNode()
    other = opened.scene.AddNewNodeByClass(node.GetClassName())
    opened.after(lambda: node.Copy(other))
    assert is_ours(node)
    assert (node.GetSaveWithScene(), node.GetDisplayNode()) == (False, display_node)
    opened.after(lambda: node.SetSaveWithScene(True))
    opened.after(lambda: node.SetAndObserveDisplayNodeID(None))
    assert (node.GetSaveWithScene(), node.GetDisplayNode()) == (False, display_node)
    assert opened.refused
    opened.refused.clear()
    opened.after(lambda: None)
    assert opened.refused == []

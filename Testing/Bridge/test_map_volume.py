"""A map over the slice views: where it lies, which colours MRML gives it, and that nothing of it stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pytest
import slicer
from vtkmodules.util.numpy_support import vtk_to_numpy

from RILContourLib.explain.colours import LEVELS, rainbow
from RILContourLib.slicerbridge.frame_pixels import read_frame
from RILContourLib.slicerbridge.image_node import ImageNode
from RILContourLib.slicerbridge.map_volume import MapVolume
from RILContourLib.slicerbridge.overlay import show_image
from RILContourLib.slicerbridge.vtk_data import voxels_of
from Testing.Bridge.orientations import ORIENTATIONS, SHAPE

COLOURS, LIMITS = rainbow(LEVELS), (0.0, 1.0)


@pytest.fixture
def logic(scene: Any) -> Iterator[Any]:
    """A slice view's, which makes the picture that a view draws."""
    made = slicer.vtkMRMLSliceLogic()
    made.SetMRMLScene(scene)
    node = made.AddSliceNode("Red")
    node.SetDimensions(64, 64, 1)
    yield made
    made.SetMRMLScene(None)


def image(scene: Any, folder: Path, orientation: str = "RAS") -> ImageNode:
    path = folder / "image.nii.gz"
    nib.save(nib.Nifti1Image(np.full(SHAPE, 100, np.int16), ORIENTATIONS[orientation]), path)
    return ImageNode(scene, read_frame(path), "image")


def colours_at(logic: Any, ras_mm: np.ndarray) -> np.ndarray:
    """RGB of the pixel that shows a place, once the view goes through it."""
    node = logic.GetSliceNode()
    node.JumpSliceByCentering(*ras_mm.tolist())
    node.SetFieldOfView(16, 16, 1)
    port = logic.GetImageDataConnection()
    port.GetProducer().Update()
    pixels = port.GetProducer().GetOutputDataObject(port.GetIndex())
    columns, rows, _one = pixels.GetDimensions()
    return vtk_to_numpy(pixels.GetPointData().GetScalars()).reshape(rows, columns, -1)[rows // 2, columns // 2, :3]


@pytest.mark.parametrize("orientation", ["RAS", "LAS", "AIR"])
def test_numbers_are_seen_where_they_belong_in_their_colours_and_nothing_else_is(
    scene: Any, logic: Any, tmp_path: Path, orientation: str
) -> None:
    shown = image(scene, tmp_path, orientation)
    show_image(scene, shown.node)
    values = np.full((*SHAPE[:2], 2), np.nan, np.float32)
    values[1, 1, 0], values[2, 1, 0], values[1, 1, 1] = 1.0, 0.5, 0.7
    laid = MapVolume(scene)
    laid.show(shown.display, values, (0, 0, 1), "map")
    laid.look(COLOURS, LIMITS, 0.5, 1.0)

    def seen(i: int, j: int, k: int) -> list[int]:
        return colours_at(logic, shown.display.ijk_to_ras_mm(np.array([i, j, k], float))).tolist()

    grey = seen(0, 0, 0)
    assert grey[0] == grey[1] == grey[2]
    assert seen(1, 1, 1) == [255, 0, 0]  # the last colour
    assert seen(2, 1, 1) == grey  # is not above the threshold
    assert seen(1, 1, 2) == pytest.approx(np.rint(COLOURS[round(0.7 * 255)] * 255), abs=8)
    assert seen(1, 1, 0) == seen(0, 1, 1) == grey  # there are no numbers
    laid.look(COLOURS, LIMITS, 0.4, 0.5)
    assert seen(1, 1, 1) == pytest.approx([(255 + grey[0]) / 2, grey[1] / 2, grey[2] / 2], abs=2)
    assert seen(2, 1, 1) != grey
    laid.hide()
    assert seen(1, 1, 1) == grey


def test_whole_numbers_have_their_colours_and_nought_is_not_seen(scene: Any, logic: Any, tmp_path: Path) -> None:
    shown = image(scene, tmp_path)
    show_image(scene, shown.node)
    values = np.zeros(SHAPE, np.uint8)
    values[1, 1, 1], values[2, 1, 1] = 1, 2
    laid = MapVolume(scene)
    laid.show(shown.display, values, (0, 0, 0), "map")
    laid.look(np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), (1, 2), 0.5, 1.0)
    seen = [colours_at(logic, shown.display.ijk_to_ras_mm(np.array([i, 1.0, 1.0]))).tolist() for i in (0, 1, 2)]
    assert seen[0][0] == seen[0][1] == seen[0][2]
    assert seen[1:] == [[255, 0, 0], [0, 255, 0]]


def test_the_node_holds_the_numbers_and_others_take_their_place(scene: Any, tmp_path: Path) -> None:
    shown, laid = image(scene, tmp_path), MapVolume(scene)
    laid.look(COLOURS, LIMITS, 0.5, 1.0)  # nothing to be seen yet
    assert laid.node is None
    laid.show(shown.display, np.arange(12, dtype=np.float32).reshape(3, 2, 2), (1, 0, 0), "first")
    node = laid.node
    assert (node.GetName(), voxels_of(node.GetImageData())[1, 0, 2]) == ("first", 9)
    laid.show(shown.display, np.zeros((1, 1, 1)), (0, 0, 0), "second")
    assert laid.node is node and node.GetImageData().GetDimensions() == (1, 1, 1)


def test_it_takes_a_layer_of_its_own_and_gives_it_back(scene: Any, logic: Any, tmp_path: Path) -> None:
    shown, theirs = image(scene, tmp_path), scene.AddNode(slicer.vtkMRMLScalarVolumeNode())
    views = logic.GetSliceCompositeNode()
    views.SetForegroundVolumeID(theirs.GetID())
    views.SetNthLayerVolumeID(3, theirs.GetID())
    before = scene.GetNumberOfNodes()
    laid = MapVolume(scene)
    for _time in range(2):
        laid.show(shown.display, np.zeros((1, 1, 1)), (0, 0, 0), "map")
        laid.look(COLOURS, LIMITS, 0.5, 1.0)
    assert [views.GetNthLayerVolumeID(n) for n in (1, 3, 4)] == [theirs.GetID(), theirs.GetID(), laid.node.GetID()]
    assert not laid.node.GetSaveWithScene() and laid.node.GetHideFromEditors()
    laid.remove()
    laid.remove()
    assert (views.GetNumberOfAdditionalLayers(), scene.GetNumberOfNodes()) == (1, before)


def test_what_lies_above_it_keeps_its_opacity_when_it_goes(scene: Any, logic: Any, tmp_path: Path) -> None:
    shown, views = image(scene, tmp_path), logic.GetSliceCompositeNode()
    below, above = MapVolume(scene), MapVolume(scene)
    for laid, opacity in ((below, 0.25), (above, 0.75)):
        laid.show(shown.display, np.ones((1, 1, 1), np.uint8), (0, 0, 0), "map")
        laid.look(COLOURS, LIMITS, 0.5, opacity)
    below.remove()
    assert (views.GetNthLayerVolumeID(3), views.GetNthLayerOpacity(3)) == (above.node.GetID(), 0.75)
    above.remove()


def test_a_scene_that_was_emptied_meanwhile_is_no_matter(scene: Any, tmp_path: Path) -> None:
    shown, laid = image(scene, tmp_path), MapVolume(scene)
    laid.show(shown.display, np.zeros((1, 1, 1)), (0, 0, 0), "map")
    scene.Clear(False)
    again = image(scene, tmp_path)
    laid.show(again.display, np.ones((1, 1, 1)), (0, 0, 0), "map")
    assert scene.IsNodePresent(laid.node)
    laid.remove()

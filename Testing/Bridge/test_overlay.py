from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from RILContourLib.slicerbridge.frame_pixels import read_frame
from RILContourLib.slicerbridge.image_node import ImageNode
from RILContourLib.slicerbridge.overlay import lay_over, show_image, take_off
from Testing.Bridge.slice_view import SliceView
from Testing.Lib.odd_images import OBLIQUE, counted, write_nifti

SHAPE = (9, 8, 7)
ORIGIN = (-33.0, 17.0, 94.0)


@pytest.fixture
def image(scene: Any, tmp_path: Path) -> ImageNode:
    return ImageNode(scene, read_frame(write_nifti(tmp_path / "image.nii", counted(SHAPE))), "image")


FROM_THE_OTHER_END = np.array([[-1.0, 0, 0, SHAPE[0] - 1], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])


@pytest.fixture(params=[OBLIQUE, OBLIQUE @ FROM_THE_OTHER_END], ids=["right-handed", "left-handed"])
def companion_affine(request: pytest.FixtureRequest) -> np.ndarray:
    return request.param


@pytest.fixture
def companion(scene: Any, tmp_path: Path, companion_affine: np.ndarray) -> ImageNode:
    path = write_nifti(tmp_path / "companion.nii", counted(SHAPE, np.float32), companion_affine)
    return ImageNode(scene, read_frame(path), "companion")


@pytest.fixture
def view(scene: Any) -> Iterator[SliceView]:
    view = SliceView(scene, ORIGIN)
    yield view
    view.close()


def test_the_companion_is_resampled_by_its_own_place_in_the_patient(
    scene: Any, view: SliceView, image: ImageNode, companion: ImageNode, companion_affine: np.ndarray
) -> None:
    show_image(scene, image.node)
    lay_over(scene, companion.node, 0.25)
    companion.display_node.SetInterpolate(True)
    shown = view.foreground_intensities()
    places = np.stack(np.meshgrid(np.arange(6), np.arange(5), [0], indexing="ij"), -1)[:, :, 0] + np.array(ORIGIN)
    ijk = (places - companion_affine[:3, 3]) @ np.linalg.inv(companion_affine[:3, :3]).T
    inside = ((ijk >= 0) & (ijk <= np.array(SHAPE) - 1)).all(axis=-1)
    expected = map_coordinates(counted(SHAPE, np.float32), np.moveaxis(ijk, -1, 0), order=1)
    assert inside.sum() >= 8
    assert np.allclose(shown[inside], expected[inside], atol=0.05)
    assert view.composite.GetForegroundOpacity() == 0.25


def test_what_is_taken_off_leaves_the_other_image(
    scene: Any, view: SliceView, image: ImageNode, companion: ImageNode
) -> None:
    show_image(scene, image.node)
    lay_over(scene, companion.node, 0.5)
    take_off(scene, companion.node)
    assert view.composite.GetForegroundVolumeID() is None
    assert view.composite.GetForegroundOpacity() == 0
    assert view.composite.GetBackgroundVolumeID() == image.node.GetID()
    take_off(scene, image.node)
    assert view.composite.GetBackgroundVolumeID() is None


def test_views_show_again_what_they_showed_before(
    scene: Any, view: SliceView, image: ImageNode, companion: ImageNode
) -> None:
    theirs = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "Mine")
    view.composite.SetBackgroundVolumeID(theirs.GetID())
    show_image(scene, image.node)
    take_off(scene, image.node)
    assert view.composite.GetBackgroundVolumeID() == theirs.GetID()
    show_image(scene, image.node)
    scene.RemoveNode(theirs)
    take_off(scene, image.node)
    assert view.composite.GetBackgroundVolumeID() is None


def test_a_view_in_which_somebody_chose_another_volume_keeps_it(
    scene: Any, view: SliceView, image: ImageNode, companion: ImageNode
) -> None:
    show_image(scene, image.node)
    view.composite.SetBackgroundVolumeID(companion.node.GetID())
    take_off(scene, image.node)
    assert view.composite.GetBackgroundVolumeID() == companion.node.GetID()
    show_image(scene, image.node)
    take_off(scene, image.node)
    assert view.composite.GetBackgroundVolumeID() == companion.node.GetID()


def test_what_a_saved_scene_says_of_another_time_is_not_what_was_shown_before(
    scene: Any, view: SliceView, image: ImageNode, companion: ImageNode
) -> None:
    show_image(scene, image.node)
    theirs = scene.AddNewNodeByClass("vtkMRMLScalarVolumeNode", "Mine")
    view.composite.SetBackgroundVolumeID(theirs.GetID())  # as a scene does that is loaded
    show_image(scene, companion.node)
    take_off(scene, companion.node)
    assert view.composite.GetBackgroundVolumeID() == theirs.GetID()

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from RILContourLib.errors import UsageError
from RILContourLib.slicerbridge.display import (
    COLOUR_MAPS,
    cubehelix,
    forget_colour_maps,
    set_colour_map,
    set_interpolated,
    set_inverted,
    set_window,
)
from RILContourLib.slicerbridge.frame_pixels import read_frame
from RILContourLib.slicerbridge.image_node import ImageNode
from Testing.Bridge.slice_view import SliceView
from Testing.Lib.odd_images import write_nifti

RAMP = np.arange(7 * 6 * 5, dtype=np.int16).reshape(7, 6, 5)


@pytest.fixture
def image(scene: Any, tmp_path: Path) -> ImageNode:
    return ImageNode(scene, read_frame(write_nifti(tmp_path / "ramp.nii", RAMP, np.eye(4))), "ramp")


@pytest.fixture
def view(scene: Any, image: ImageNode) -> Iterator[SliceView]:
    view = SliceView(scene, (0, 0, 2))
    view.composite.SetBackgroundVolumeID(image.node.GetID())
    yield view
    view.close()


def test_the_window_spreads_its_intensities_over_the_grey_levels(image: ImageNode, view: SliceView) -> None:
    set_window(image.display_node, 255, 127.5)
    assert np.array_equal(view.background()[..., 0], RAMP[:6, :5, 2])
    set_window(image.display_node, 100, 100)
    assert view.background()[0, 0, 0] == 0
    assert view.background()[5, 4, 0] == 255
    assert view.background()[3, 2, 0] == pytest.approx(round((RAMP[3, 2, 2] - 50) * 255 / 100), abs=1)


@pytest.mark.parametrize("dtype", ["i1", "u1", "u2", "i4", "u4", "i8", "u8", "f4", "f8"])
def test_every_type_of_number_gets_to_the_screen(scene: Any, tmp_path: Path, dtype: str) -> None:
    ramp = (RAMP // 2).astype(dtype)
    ramp[6, 5, 4] = np.iinfo(dtype).max if ramp.dtype.kind in "iu" else 1e30
    image = ImageNode(scene, read_frame(write_nifti(tmp_path / "a.nii", ramp, np.eye(4))), "a")
    view = SliceView(scene, (0, 0, 2))
    view.composite.SetBackgroundVolumeID(image.node.GetID())
    set_window(image.display_node, 255, 127.5)
    assert np.array_equal(view.background()[..., 0], ramp[:6, :5, 2])
    view.close()


def test_labels_of_64_bits_get_to_the_screen(scene: Any, tmp_path: Path) -> None:
    image = ImageNode(scene, read_frame(write_nifti(tmp_path / "a.nii", RAMP.astype(np.int64), np.eye(4))), "a")
    assert image.node.GetImageData().GetScalarTypeAsString() == "short"
    view = SliceView(scene, (0, 0, 2))
    view.composite.SetBackgroundVolumeID(image.node.GetID())
    set_window(image.display_node, 255, 127.5)
    assert np.array_equal(view.background()[..., 0], RAMP[:6, :5, 2])
    view.close()


def test_colours_get_to_the_screen_as_they_are(scene: Any, tmp_path: Path) -> None:
    pixels = np.zeros(RAMP.shape, [("R", "u1"), ("G", "u1"), ("B", "u1"), ("A", "u1")])
    pixels["R"], pixels["G"], pixels["B"] = RAMP, 255 - RAMP, RAMP // 3
    image = ImageNode(scene, read_frame(write_nifti(tmp_path / "a.nii", pixels, np.eye(4))), "a")
    view = SliceView(scene, (0, 0, 2))
    view.composite.SetBackgroundVolumeID(image.node.GetID())
    shown = view.background()
    for component, name in enumerate("RGB"):
        assert np.array_equal(shown[..., component], pixels[name][:6, :5, 2])
    assert (shown[..., 3] == 255).all()
    view.close()


def test_a_new_image_is_shown_from_its_darkest_to_its_brightest_percentile(image: ImageNode) -> None:
    assert image.display_node.GetWindow() == pytest.approx(209 * 0.99, abs=1.1)
    assert image.display_node.GetLevel() == pytest.approx(104.5, abs=0.6)


def test_inverted_is_black_on_white(image: ImageNode, view: SliceView) -> None:
    set_window(image.display_node, 255, 127.5)
    set_inverted(image.display_node, True)
    assert np.array_equal(view.background()[..., 0], 255 - RAMP[:6, :5, 2])
    set_inverted(image.display_node, False)
    assert np.array_equal(view.background()[..., 0], RAMP[:6, :5, 2])


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_every_colour_map_shows_intensities_in_many_colours(image: ImageNode, view: SliceView, name: str) -> None:
    set_colour_map(image.display_node, name)
    seen = {tuple(pixel) for pixel in view.background()[..., :3].reshape(-1, 3).tolist()}
    assert len(seen) > 20
    grey = all(red == green == blue for red, green, blue in seen)
    assert grey == (name == "grey")


def test_an_unknown_colour_map_is_refused_by_name(image: ImageNode) -> None:
    with pytest.raises(UsageError, match="'jet'.*perceptual"):
        set_colour_map(image.display_node, "jet")


def test_the_perceptual_map_grows_evenly_in_brightness() -> None:
    colours = cubehelix(256)
    brightness = colours @ [0.30, 0.59, 0.11]
    assert np.diff(brightness).min() > 0
    assert np.abs(brightness - np.linspace(0, 1, 256)).max() < 0.01
    assert colours[0].tolist() == [0, 0, 0]
    assert colours[-1].tolist() == [1, 1, 1]


def test_our_own_colour_map_is_made_once_and_goes_again(scene: Any, image: ImageNode) -> None:
    before = scene.GetNumberOfNodes()
    set_colour_map(image.display_node, "perceptual")
    set_colour_map(image.display_node, "grey")
    set_colour_map(image.display_node, "perceptual")
    assert scene.GetNumberOfNodes() == before + 1
    set_colour_map(image.display_node, "grey")
    forget_colour_maps(scene)
    forget_colour_maps(scene)
    assert scene.GetNumberOfNodes() == before


def test_without_interpolation_each_voxel_is_one_colour(scene: Any, tmp_path: Path) -> None:
    coarse = np.zeros((4, 4, 4), np.uint8)
    coarse[2:] = 200
    image = ImageNode(scene, read_frame(write_nifti(tmp_path / "a.nii", coarse, np.diag([3.0, 3, 3, 1]))), "a")
    view = SliceView(scene, (2, 3, 3))
    view.composite.SetBackgroundVolumeID(image.node.GetID())
    set_window(image.display_node, 255, 127.5)
    set_interpolated(image.display_node, False)
    assert set(view.background()[..., 0].ravel().tolist()) == {0, 200}
    set_interpolated(image.display_node, True)
    assert len(set(view.background()[..., 0].ravel().tolist())) > 2
    view.close()

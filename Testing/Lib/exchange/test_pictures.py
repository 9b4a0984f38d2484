"""Pictures of three planes: orientation and scale against nibabel, colours and outlines pixel by pixel."""

from __future__ import annotations

from itertools import permutations, product

import nibabel
import numpy as np
import pytest

from RILContourLib.annotation.mask import Mask
from RILContourLib.errors import ExchangeError
from RILContourLib.exchange.picture_planes import obliqueness_degrees, three_planes
from RILContourLib.exchange.picture_rois import draw_roi
from RILContourLib.exchange.picture_style import PLANE_COLOURS
from RILContourLib.exchange.pictures import PictureROI, automatic_window, three_planes_picture
from RILContourLib.images.header import read_header
from RILContourLib.images.pixels import read_pixels
from Testing.Lib.odd_images import AXIAL, OBLIQUE, READABLE, SHEARED, counted, write_nifti

Image = pytest.importorskip("PIL.Image")
RIGHT_TO_LEFT_TOP_IS_ANTERIOR = ("R", "L", "A", "P")


def image_with(path, affine, shape=(6, 5, 4)):
    info = read_header(write_nifti(path, counted(shape), affine))
    return info, read_pixels(info)


@pytest.mark.parametrize("flips", list(product((1, -1), repeat=3)))
@pytest.mark.parametrize("axes", list(permutations(range(3))))
def test_planes_of_any_orientation_are_those_of_nibabels_canonical_image(tmp_path, axes, flips):
    affine = np.eye(4)
    affine[:3, :3] = np.eye(3)[:, list(axes)] * np.array(flips) @ np.diag([0.8, 0.7, 2.5])
    affine[:3, 3] = (-10, 20, -30)
    info, pixels = image_with(tmp_path / "scan.nii", affine)
    marked = pixels > 50
    axial, coronal, sagittal = three_planes(pixels, info.geometry, [Mask.from_array(marked)], (2, 1, 3))
    canonical = nibabel.as_closest_canonical(nibabel.load(tmp_path / "scan.nii"))
    ras = np.asarray(canonical.dataobj)
    x, y, z = np.rint(np.linalg.inv(canonical.affine) @ affine @ (2, 1, 3, 1)).astype(int)[:3]
    expected = ras[::-1, ::-1, z].T, ras[::-1, y, ::-1].T, ras[x, ::-1, ::-1].T
    for plane, picture in zip((axial, coronal, sagittal), expected, strict=True):
        assert np.array_equal(plane.pixels, picture)
        assert np.array_equal(plane.masks[0], picture > 50)
        row, column = (round(value) for value in plane.crosshair)
        assert plane.pixels[row, column] == pixels[2, 1, 3]
    sizes = canonical.header.get_zooms()
    assert (axial.row_mm, axial.column_mm) == pytest.approx((sizes[1], sizes[0]))
    assert (sagittal.row_mm, sagittal.column_mm) == pytest.approx((sizes[2], sizes[1]))


def test_letters_and_positions_follow_the_radiological_convention(tmp_path):
    info, pixels = image_with(tmp_path / "scan.nii", AXIAL)  # 0.8, 0.7, 2.5 mm; first voxel R 90, P 120, I 40
    axial, coronal, sagittal = three_planes(pixels, info.geometry, [], (1, 2, 3))
    assert axial.letters == RIGHT_TO_LEFT_TOP_IS_ANTERIOR
    assert coronal.letters == ("R", "L", "S", "I")
    assert sagittal.letters == ("A", "P", "S", "I")
    assert [plane.position for plane in (axial, coronal, sagittal)] == ["I 32.5 mm", "P 118.6 mm", "R 89.2 mm"]
    # i grows towards the left: the first voxel, the rightmost, is at the picture's left edge.
    assert np.array_equal(axial.pixels[-1], pixels[:, 0, 3])


def test_an_image_of_one_slice_has_one_plane(tmp_path):
    info, pixels = image_with(tmp_path / "scan.nii", AXIAL, (6, 5, 1))
    assert [plane.name for plane in three_planes(pixels, info.geometry, [], (1, 2, 0))] == ["Axial"]


def test_how_oblique_an_image_is(tmp_path):
    assert obliqueness_degrees(image_with(tmp_path / "a.nii", AXIAL)[0].geometry) == pytest.approx(0, abs=1e-4)
    directions = OBLIQUE[:3, :3] / np.linalg.norm(OBLIQUE[:3, :3], axis=0)
    largest = max(np.degrees(np.arccos(abs(directions[axis]).max())) for axis in range(3))
    oblique = image_with(tmp_path / "b.nii", OBLIQUE)[0].geometry
    assert obliqueness_degrees(oblique) == pytest.approx(largest, abs=1e-3)
    assert 0 < obliqueness_degrees(image_with(tmp_path / "c.nii", SHEARED)[0].geometry) < 30


def test_an_outline_is_thin_closed_and_inside_the_roi():
    marked = np.zeros((10, 10), bool)
    marked[3:7, 2:8] = True
    picture = Image.new("RGB", (200, 200))
    draw_roi(picture, marked, "#FF0000")
    red = np.asarray(picture)[..., 0].astype(int)
    assert np.asarray(picture)[..., 1:].max() == 0
    across = red[100]  # voxel row 5: enters at column 2, leaves at column 8
    strong = np.flatnonzero(across > 128)
    assert len(strong) <= 6
    assert set(strong) <= {*range(39, 43), *range(157, 161)}
    assert 0 < across[100] < 40  # a faint fill
    assert across[:38].max() == across[163:].max() == 0


def test_an_outline_is_drawn_where_an_roi_touches_the_edge_of_the_image():
    picture = Image.new("RGB", (50, 50))
    draw_roi(picture, np.ones((5, 5), bool), "#00FF00")
    green = np.asarray(picture)[..., 1]
    assert green[0, 5:-5].min() > 200
    assert green[5:-5, -1].min() > 200
    assert green[25, 25] < 40


@pytest.mark.parametrize(
    "kind", ["plain", "sheared", "metres", "2D", "one coronal slice", "4D", "RGB", "RGBA", "float64 with NaN"]
)
def test_images_of_every_kind_have_a_picture(kind, tmp_path):
    info = read_header(READABLE[kind](tmp_path / "scan.nii.gz"))
    pixels = read_pixels(info)
    mask = Mask.from_array(np.arange(np.prod(info.geometry.shape)).reshape(info.geometry.shape) % 4 == 0)
    rois = [PictureROI("Größe", "#00AA00", mask), PictureROI("nothing", "#AA0000", Mask.empty(info.geometry.shape))]
    three_planes_picture(pixels, info.geometry, rois, tmp_path / "out" / "picture.png", title="a/" + "long" * 90)
    with Image.open(tmp_path / "out" / "picture.png") as picture:
        assert picture.format == "PNG"
        colours = np.unique(np.asarray(picture.convert("RGB")).astype(int) @ (65536, 256, 1))
    assert 0x00AA00 in colours
    assert len(colours) > 50


def frame_sizes(path):
    """Width and height of each panel, from the frame in its plane's colour."""
    with Image.open(path) as opened:
        picture = np.asarray(opened.convert("RGB"))
    sizes = []
    for colour in PLANE_COLOURS[::-1]:
        frame = (picture == colour).all(axis=2)
        columns = np.flatnonzero(frame.sum(axis=0) > 100)
        rows = np.flatnonzero(frame.sum(axis=1) > 100)
        sizes.append((columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1))
    return sizes


def test_millimetres_are_as_long_in_every_plane_and_direction(tmp_path):
    affine = np.diag([1.0, 2.0, 5.0, 1.0])  # 40 x 80 x 20 mm
    info = read_header(write_nifti(tmp_path / "scan.nii", counted((40, 40, 4)), affine))
    three_planes_picture(read_pixels(info), info.geometry, [], tmp_path / "picture.png")
    assert frame_sizes(tmp_path / "picture.png") == [(280, 560), (280, 140), (560, 140)]


def test_the_window_is_found_where_none_is_given():
    values = np.arange(10_000, dtype=float).reshape(100, 10, 10)
    values[0, 0, 0] = np.nan
    low, high = automatic_window(values)
    assert (low, high) == pytest.approx((100, 9899), abs=2)
    assert automatic_window(np.full((2, 2, 2), 7.0)) == (7.0, 8.0)
    assert automatic_window(np.full((2, 2, 2), np.nan)) == (0.0, 1.0)


def test_a_picture_that_is_there_is_left(tmp_path):
    info, pixels = image_with(tmp_path / "scan.nii", AXIAL)
    three_planes_picture(pixels, info.geometry, [], tmp_path / "p.png")
    with pytest.raises(ExchangeError, match="exists already"):
        three_planes_picture(pixels, info.geometry, [], tmp_path / "p.png")
    three_planes_picture(pixels, info.geometry, [], tmp_path / "p.png", overwrite=True)

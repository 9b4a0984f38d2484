"""Parts of the panels about models that need no browser."""

import struct
import zlib

import numpy as np
import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.panels.drafts_waiting import WaitingMasks
from RILContourLib.workbench.grey_png import png
from RILContourLib.workbench.panels.drafts_strip import stairs, waiting_runs
from RILContourLib.workbench.viewing.draft_picture import HATCH_OPACITY, hatch


def test_a_draft_has_a_dashed_outline_and_lines_within_that_let_the_image_through():
    canvas = np.zeros((60, 60, 4), np.float32)
    mask = np.zeros((60, 60), bool)
    mask[10:50, 10:50] = True
    hatch(canvas, mask, (1.0, 0.0, 0.0), (0, 0))
    assert not canvas[~mask].any()
    outline, inside = canvas[10, 10:50], canvas[15:45, 15:45]
    assert (outline[:, 3] == 1).all()
    whites = outline[:, 1] == 1
    assert 0.3 < whites.mean() < 0.7, "it alternates between white and the ROI's red"
    assert set(np.unique(inside[..., 3])) == {np.float32(0), np.float32(HATCH_OPACITY)}
    assert 0.1 < (inside[..., 3] > 0).mean() < 0.4, "most of the image is left as it is"


def test_the_pattern_stays_where_it_is_on_the_screen():
    whole = np.zeros((40, 40, 4), np.float32)
    part = np.zeros((30, 30, 4), np.float32)
    hatch(whole, np.ones((40, 40), bool), (0.0, 0.0, 1.0), (0, 0))
    hatch(part, np.ones((30, 30), bool), (0.0, 0.0, 1.0), (5, 7))
    np.testing.assert_array_equal(part[5:20, 5:20], whole[10:25, 12:27])


def test_curves_are_stairs_of_one_step_a_slice_that_break_where_nothing_is_known():
    assert stairs((None, 0.25, 1.0, None, 0.0)) == "M1 0.75L2 0.75L2 0L3 0M4 1L5 1"
    assert stairs((None, None)) == ""


def test_slices_that_wait_are_runs_by_roi_of_the_frame_shown():
    annotation = Annotation((4, 4, 9), frames=2)
    voxels = np.zeros((4, 4, 9), bool)
    voxels[1, 1, [1, 2, 3, 7]] = True
    annotation.set_mask("liver", 1, Mask.from_array(voxels), SliceMakers())
    shown = WaitingMasks(annotation, "net@1")
    assert dict(waiting_runs(shown, 2, 1)) == {"liver": [[1, 3], [7, 7]]}
    assert dict(waiting_runs(shown, 2, 0)) == {}


def test_a_grey_picture_is_a_png_that_holds_its_pixels():
    pixels = np.arange(15, dtype=np.uint8).reshape(3, 5)
    content = png(pixels)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        assert struct.unpack(">I", content[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + data)
        chunks[kind] = data
        at += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (5, 3, 8, 0, 0, 0, 0)
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(3, 6)
    np.testing.assert_array_equal(lines[:, 1:], pixels)
    assert not lines[:, 0].any()

"""What the left button does in the 3D view while scissors are in hand, by VTK's own events and without a page."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from RILContourLib.annotation.extent import Extent
from RILContourLib.refine.seen_through import seen_through
from RILContourLib.workbench.viewing.space_projection import ijk_to_xyw
from Testing.Workbench.space_hand import SpaceHand, a_hand_in_space
from Testing.Workbench.viewing_project import assert_same

WAY = ((150, 60), (260, 70), (240, 220), (140, 200))


@pytest.fixture(scope="module")
def a_space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpaceHand]:
    with a_hand_in_space(tmp_path_factory.mktemp("scissors") / "study") as hand:
        yield hand


@pytest.fixture
def space(a_space: SpaceHand) -> SpaceHand:
    a_space.begin_anew("area-4", "scissors")
    return a_space


def test_dragging_cuts_what_is_seen_inside_and_leaves_the_camera(space: SpaceHand) -> None:
    before, camera = space.mask("area-4"), space.camera
    space.drag(WAY)
    inside = seen_through(
        np.array(WAY, float), ijk_to_xyw(space.view, space.display), Extent.whole(space.annotation.shape)
    )
    assert (before & inside).any()
    assert_same(space.mask("area-4"), before & ~inside)
    assert space.camera == camera
    space.tools.workspace.undo()
    assert_same(space.mask("area-4"), before)


def test_with_shift_dragging_turns_the_view_and_cuts_nothing(space: SpaceHand) -> None:
    before, (position, middle) = space.mask("area-4"), space.camera
    space.drag(WAY, shift=True)
    assert space.camera[0] != position
    assert space.camera[1] == middle
    assert_same(space.mask("area-4"), before)


def test_without_scissors_dragging_turns_the_view_as_ever(space: SpaceHand) -> None:
    before, (position, middle) = space.mask("area-4"), space.camera
    space.tools.choose("paint")
    space.drag(WAY)
    assert space.camera[0] != position
    assert space.camera[1] == middle
    assert_same(space.mask("area-4"), before)


def test_another_tool_drops_what_was_drawn(space: SpaceHand) -> None:
    before = space.mask("area-4")
    space.press_and_move(WAY)
    space.tools.choose("none")
    space.toolbox.follow()
    space.event("LeftButtonRelease", WAY[-1])
    assert_same(space.mask("area-4"), before)


def test_the_stroke_is_the_rois_that_it_was_begun_in(space: SpaceHand) -> None:
    area, other = space.mask("area-4"), space.mask("area-1")
    space.press_and_move(WAY)
    space.rois.choose("area-1")
    space.event("LeftButtonRelease", WAY[-1])
    assert (area & ~space.mask("area-4")).any()
    assert_same(space.mask("area-1"), other)

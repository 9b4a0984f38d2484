"""What the left button does in the 3D view while the brush is in hand, by VTK's own events and without a page."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from RILContourLib.refine.strokes import Brush, stroke_voxels
from RILContourLib.workbench.viewing.space_projection import ijk_to_xyw, line_behind
from Testing.Workbench.space_hand import HEIGHT, WIDTH, Place, SpaceHand, a_hand_in_space
from Testing.Workbench.viewing_project import assert_same

BRUSH_MM = 6.0


@pytest.fixture(scope="module")
def a_space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpaceHand]:
    with a_hand_in_space(tmp_path_factory.mktemp("brush") / "study") as hand:
        centre = np.mean([hand.display.ijk_to_ras_mm(np.zeros(3)), corner_mm(hand)], axis=0)
        hand.view.renderer().ResetCamera(*np.repeat(centre, 2) + np.tile((-40.0, 40.0), 3))
        yield hand


def corner_mm(hand: SpaceHand) -> np.ndarray:
    return hand.display.ijk_to_ras_mm(np.array(hand.annotation.shape) - 1.0)


@pytest.fixture
def space(a_space: SpaceHand) -> SpaceHand:
    a_space.begin_anew("area-4", "paint")
    a_space.tools.set(brush_in_3d=True, brush_mm=BRUSH_MM)
    return a_space


def seen(space: SpaceHand) -> np.ndarray:
    """(n, 2): the pixels that show a voxel of area 4."""
    voxels = np.argwhere(space.mask("area-4"))
    x, y, w = ijk_to_xyw(space.view, space.display) @ np.column_stack([voxels, np.ones(len(voxels))]).T
    return np.column_stack([x / w, y / w])


def middle(space: SpaceHand) -> Place:
    x, y = np.rint(seen(space).mean(axis=0)).astype(int)
    assert 0 < x < WIDTH
    assert 0 < y < HEIGHT
    return int(x), int(y)


def surface_at(space: SpaceHand, place: Place) -> np.ndarray:
    """The first of very many places on the line of sight that lies in area 4."""
    mask = space.mask("area-4")
    near, far = line_behind(space.view, space.display, place)
    places = np.linspace(near, far, 200_001)
    voxels = np.rint(places).astype(int)
    within = ((voxels >= 0) & (voxels < mask.shape)).all(axis=1)
    hit = np.flatnonzero(within)[mask[tuple(voxels[within].T)]]
    return places[hit[0]]


def ball(space: SpaceHand, centre: np.ndarray, diameter_mm: float) -> np.ndarray:
    marked = np.zeros(space.annotation.shape, bool)
    stroke = stroke_voxels(centre, Brush(diameter_mm), space.geometry.spacing_mm, space.geometry.shape)
    assert stroke
    marked[stroke[0].slices()] = stroke[1]
    return marked


@pytest.mark.parametrize("tool", ["paint", "erase"])
def test_a_click_on_the_surface_marks_or_erases_a_ball_round_what_is_seen_there(space: SpaceHand, tool: str) -> None:
    space.tools.choose(tool)
    before, camera, place = space.mask("area-4"), space.camera, middle(space)
    centre = surface_at(space, place)
    space.drag([place])
    changed = before ^ space.mask("area-4")
    assert changed.any()
    assert not (changed & ~ball(space, centre, BRUSH_MM + 1)).any()
    inner = ball(space, centre, BRUSH_MM - 1)
    assert (space.mask("area-4") & inner).sum() == (inner.sum() if tool == "paint" else 0)
    assert space.camera == camera
    space.tools.workspace.undo()
    assert_same(space.mask("area-4"), before)


def test_a_stroke_is_one_edit_all_along_its_way(space: SpaceHand) -> None:
    before, (x, y) = space.mask("area-4"), middle(space)
    way = [(x - 12, y), (x + 12, y)]
    centres = [surface_at(space, (x + at, y)) for at in (-8, 0, 8)]
    space.drag(way)
    for centre in centres:
        inner = ball(space, centre, 2.0)
        assert (space.mask("area-4") & inner).sum() == inner.sum()
    space.tools.workspace.undo()
    assert_same(space.mask("area-4"), before)
    assert not space.tools.workspace.state.can_undo


def test_the_page_hears_how_wide_the_brush_is_seen_while_the_stroke_lasts(space: SpaceHand) -> None:
    space.drag([middle(space)])
    width, end = space.brushing
    assert 1 < width < WIDTH
    assert end == 0


@pytest.mark.parametrize("hindrance", ["not set", "Shift", "hidden"])
def test_the_view_turns_as_ever_without_the_setting_with_shift_and_over_hidden_rois(
    space: SpaceHand, hindrance: str
) -> None:
    space.tools.set(brush_in_3d=hindrance != "not set")
    if hindrance == "hidden":
        space.unseen.add("area-4")
    before, (position, _middle), (x, y) = space.mask("area-4"), space.camera, middle(space)
    space.drag([(x, y), (x + 3, y + 1)], shift=hindrance == "Shift")
    assert space.camera[0] != position
    assert_same(space.mask("area-4"), before)


def test_beside_the_roi_the_view_turns(space: SpaceHand) -> None:
    before, (position, _middle) = space.mask("area-4"), space.camera
    space.drag([(2, 2), (6, 4)])
    assert space.camera[0] != position
    assert_same(space.mask("area-4"), before)


def test_a_stroke_that_is_settled_in_its_middle_is_an_edit_and_the_rest_of_it_nothing(space: SpaceHand) -> None:
    before, (x, y) = space.mask("area-4"), middle(space)
    space.press_and_move([(x, y), (x + 8, y)])
    space.toolbox.settle()
    settled = space.mask("area-4")
    assert (settled & ~before).any()
    space.event("MouseMove", (x - 12, y))
    space.event("LeftButtonRelease", (x - 12, y))
    assert_same(space.mask("area-4"), settled)


def test_a_locked_roi_is_not_painted_and_a_message_says_why(space: SpaceHand) -> None:
    before, place = space.mask("area-4"), middle(space)
    space.rois.set_locked(True, "area-4")
    space.drag([place])
    assert_same(space.mask("area-4"), before)
    assert "is locked" in space.tools.workspace.messages.all[-1].text
    space.rois.set_locked(False, "area-4")

"""Scissors in the 3D view, and ROI that share no voxel, with a locked one among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from Testing.Workbench.page_steps import at_rest, press, state_of, wait_for_state
from Testing.Workbench.viewing_project import (
    BRIGHT,
    MIDDLE,
    SHAPE,
    SPACING_MM,
    assert_same,
    make_viewing_project,
    saved_mask,
)
from Testing.Workbench.viewing_project import within_mm as within
from Testing.Workbench.viewing_window import Viewing, viewing_window

PAINTED_MM = 35.1
IN_3D_MM = 12.0
BESIDE_FIXED_PIXELS = 70  # so far above the middle of the 3D view, area 4 is not hidden by "fixed"
# The view looks from the front at the middle of the ROI, between slices 14 and 15 along j, which grows to the patient's
# left: through the right half of the picture one sees what lies beyond, however deep, in perspective, too.
LEFT_HALF = np.indices(SHAPE)[1] >= 15


@pytest.fixture(scope="module")
def an_open_window(a_browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Viewing]:
    home = tmp_path_factory.mktemp("space")
    folder = make_viewing_project(home / "study", one_roi_per_voxel=True)
    with viewing_window(a_browser, folder, home) as window:
        wait_for_state(window.page, "!s.space_note")  # surfaces are there
        at_rest(window.page)  # and the view fits round them
        yield window


@pytest.fixture
def viewing(an_open_window: Viewing) -> Viewing:
    an_open_window.begin_anew()
    return an_open_window


def cut_the_right_half(viewing: Viewing, cut: str) -> None:
    """Round the right half of the 3D view."""
    page = viewing.page
    page.get_by_label("What scissors do").select_option(cut)
    wait_for_state(page, f"s.tools.settings.cut === '{cut}'")
    box = page.locator(".layout-grid-item").nth(2).bounding_box()
    middle, right = box["x"] + box["width"] / 2, box["x"] + box["width"] - 4
    top, bottom = box["y"] + 4, box["y"] + box["height"] - 4
    page.mouse.move(middle, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (middle, bottom)):
        page.mouse.move(x, y, steps=3)
    page.mouse.up()


@pytest.mark.parametrize("cut", ["erase inside", "erase outside"])
def test_scissors_in_3d_cut_through_the_whole_roi_and_through_no_other(viewing: Viewing, cut: str) -> None:
    before, fixed = saved_mask(viewing.folder, "area-4"), saved_mask(viewing.folder, "fixed")
    viewing.choose("Area 4", "Scissors")
    cut_the_right_half(viewing, cut)
    gone = LEFT_HALF if cut == "erase inside" else ~LEFT_HALF
    assert_same(viewing.changed_mask("area-4"), before & ~gone)
    assert_same(saved_mask(viewing.folder, "fixed"), fixed)
    viewing.undo_all()
    assert_same(saved_mask(viewing.folder, "area-4"), before)


def test_filling_in_3d_takes_voxels_from_others_but_from_locked_ones(viewing: Viewing) -> None:
    before, fixed = saved_mask(viewing.folder, "area-4"), saved_mask(viewing.folder, "fixed")
    bright = np.zeros(SHAPE, bool)
    bright[BRIGHT] = True
    viewing.choose("Area 1", "Scissors")
    viewing.limit_to(300, 500)
    cut_the_right_half(viewing, "fill inside")
    filled = bright & LEFT_HALF & ~fixed
    assert_same(viewing.changed_mask("area-1"), filled)
    assert_same(saved_mask(viewing.folder, "area-4"), before & ~filled)
    assert_same(saved_mask(viewing.folder, "fixed"), fixed)
    viewing.limit_no_more()


def test_painting_takes_voxels_from_others_but_from_locked_ones(viewing: Viewing) -> None:
    before, fixed = saved_mask(viewing.folder, "area-4"), saved_mask(viewing.folder, "fixed")
    plane = viewing.plane("Coronal")
    viewing.choose("Area 2", "Paint")
    viewing.set("mm", PAINTED_MM)
    viewing.click(plane)
    disc = within(PAINTED_MM / 2, MIDDLE, (0, 1)) & (np.indices(SHAPE)[2] == MIDDLE[2])
    assert (disc & fixed).any()
    assert_same(viewing.changed_mask("area-2"), disc & ~fixed)
    assert_same(saved_mask(viewing.folder, "area-4"), before & ~disc)
    assert_same(saved_mask(viewing.folder, "fixed"), fixed)


@pytest.mark.parametrize("tool", ["Paint", "Erase"])
def test_the_brush_works_on_the_surface_in_3d_where_that_is_set(viewing: Viewing, tool: str) -> None:
    before, page = saved_mask(viewing.folder, "area-4"), viewing.page
    viewing.choose("Area 4", tool)
    viewing.set("mm", IN_3D_MM)
    switch = page.get_by_role("button", name="The brush also works in the 3D view")
    switch.click()
    wait_for_state(page, "s.tools.settings.brush_in_3d")
    box = page.locator(".layout-grid-item").nth(2).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - BESIDE_FIXED_PIXELS)
    page.mouse.down()
    wait_for_state(page, "s.space_brush > 0")
    page.mouse.up()
    changed = before ^ viewing.changed_mask("area-4")
    assert changed.any()
    assert (changed <= (before if tool == "Erase" else ~before)).all()
    extents_mm = (np.ptp(np.argwhere(changed), axis=0) + 1) * SPACING_MM
    assert (extents_mm <= IN_3D_MM + np.array(SPACING_MM)).all()
    switch.click()
    wait_for_state(page, "!s.tools.settings.brush_in_3d && !s.space_brush")


def test_scissors_in_3d_leave_a_locked_roi_alone_and_say_why(viewing: Viewing) -> None:
    fixed = saved_mask(viewing.folder, "fixed")
    viewing.choose("Area 4", "Scissors")
    viewing.choose("Fixed", "Scissors")
    page = viewing.page
    box = page.locator(".layout-grid-item").nth(2).bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 60, steps=3)
    page.mouse.move(box["x"] + 200, box["y"] + 200, steps=3)
    page.mouse.up()
    page.locator(".warning", has_text="Fixed is locked; unlock it to change it.").first.wait_for()
    assert_same(viewing.mask("fixed"), fixed)
    assert not state_of(page, "workspace")["can_undo"]


def test_escape_drops_an_outline_in_3d_that_the_page_draws_meanwhile(viewing: Viewing) -> None:
    viewing.choose("Area 4", "Scissors")
    page = viewing.page
    wait_for_state(page, "s.tools.tool === 'scissors'")
    line = page.locator("[data-outline] polygon").first
    box = page.locator(".layout-grid-item").nth(2).bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 60, steps=3)
    page.mouse.move(box["x"] + 200, box["y"] + 200, steps=3)
    drawn = np.array([place.split(",") for place in line.get_attribute("points").split()], float)
    assert len(drawn) == 7
    assert (drawn[-1] - drawn[0]).tolist() == [160, 140]
    press(page, "Escape")
    # The server may have put the tool down by now: then there is no line at all.
    assert not page.evaluate("document.querySelector('[data-outline] polygon')?.getAttribute('points')")
    wait_for_state(page, "s.tools.tool === 'none'")
    page.mouse.up()
    viewing.settle()
    assert not state_of(page, "workspace")["can_undo"]

"""Tools with a real mouse in a real browser; the voxels that they marked are read from the saved version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from RILContourLib.session.project import Project
from Testing.Workbench.page_steps import state_of, wait_for_state
from Testing.Workbench.viewing_project import (
    BRIGHT,
    MIDDLE,
    NAME,
    SHAPE,
    SPACING_MM,
    PlaneOnPage,
    across,
    assert_same,
    make_viewing_project,
    saved_mask,
    within_mm,
)
from Testing.Workbench.viewing_window import Viewing, viewing_window

PLANES = ("Axial", "Coronal", "Sagittal")
# Diameters whose circle passes between voxel centres by more than the pixel that a click may be beside.
CIRCLE_MM = {"Axial": 10.1, "Coronal": 9.0, "Sagittal": 13.2}
SPHERE_MM = 9.5


@pytest.fixture(scope="module")
def an_open_window(a_browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Viewing]:
    """One window for all tests of the module: starting a server takes longer than any of them."""
    home = tmp_path_factory.mktemp("viewing")
    with viewing_window(a_browser, make_viewing_project(home / "study"), home) as window:
        yield window


@pytest.fixture
def viewing(an_open_window: Viewing) -> Viewing:
    """The window with the middle of the image in all planes and nothing marked by the tests."""
    an_open_window.begin_anew()
    return an_open_window


def square(plane: PlaneOnPage, half_mm: float) -> np.ndarray:
    """What lies within so many mm of the middle along both axes of a plane, in every slice."""
    steps_mm = np.abs(np.stack(np.indices(SHAPE), axis=-1) - MIDDLE) * SPACING_MM
    return (steps_mm[..., list(across(plane.axis))] < half_mm).all(axis=-1)


def disc(plane: PlaneOnPage) -> np.ndarray:
    """What a circle of CIRCLE_MM round the middle covers, in every slice."""
    return within_mm(CIRCLE_MM[plane.name] / 2, MIDDLE, across(plane.axis))


@pytest.mark.parametrize("name", PLANES)
def test_a_click_with_a_circle_marks_that_disc_in_that_slice_only(viewing: Viewing, name: str) -> None:
    plane = viewing.plane(name)
    viewing.choose("Area 1", "Paint")
    viewing.set("mm", CIRCLE_MM[name])
    viewing.click(plane)
    wanted = disc(plane) & (np.indices(SHAPE)[plane.axis] == MIDDLE[plane.axis])
    assert_same(viewing.changed_mask("area-1"), wanted)


@pytest.mark.parametrize("name", PLANES)
def test_over_three_slices_the_neighbours_are_marked_alike(viewing: Viewing, name: str) -> None:
    plane = viewing.plane(name)
    viewing.choose("Area 2", "Paint")
    viewing.set("mm", CIRCLE_MM[name])
    viewing.set("Slices", 3)
    viewing.click(plane)
    near = np.abs(np.indices(SHAPE)[plane.axis] - MIDDLE[plane.axis]) <= 1
    assert_same(viewing.changed_mask("area-2"), disc(plane) & near)


@pytest.mark.parametrize("name", PLANES)
def test_a_sphere_overlaps_another_roi_and_leaves_it_as_it_is(viewing: Viewing, name: str) -> None:
    before = saved_mask(viewing.folder, "area-4")
    viewing.choose("Area 1", "Paint")
    viewing.page.get_by_role("button", name="Sphere").click()
    viewing.set("mm", SPHERE_MM)
    viewing.click(viewing.plane(name))
    assert_same(viewing.changed_mask("area-1"), within_mm(SPHERE_MM / 2, MIDDLE, (0, 1, 2)))
    assert_same(saved_mask(viewing.folder, "area-4"), before)
    viewing.page.get_by_role("button", name="Circle").click()


def test_the_left_of_the_screen_is_the_patients_right(viewing: Viewing) -> None:
    viewing.choose("Area 1", "Paint")
    viewing.set("mm", 5)
    plane = viewing.plane("Axial")
    viewing.click(plane, right=-60)
    (place,) = [np.argwhere(viewing.changed_mask("area-1")).mean(axis=0)]
    steps_mm = (place - MIDDLE) * (3, 2, 4)
    assert steps_mm[1] == pytest.approx(-60 * plane.mm_per_pixel, abs=2)  # j grows to the patient's left
    assert steps_mm[[0, 2]] == pytest.approx([0, 0], abs=2)


def test_a_held_key_makes_the_brush_an_eraser(viewing: Viewing) -> None:
    before = saved_mask(viewing.folder, "area-4")
    viewing.choose("Area 4", "Paint")
    viewing.set("mm", CIRCLE_MM["Sagittal"])
    plane = viewing.plane("Sagittal")
    viewing.page.mouse.move(*plane.middle)
    viewing.page.keyboard.down("x")
    wait_for_state(viewing.page, "s.tools.erasing")
    viewing.click(plane)
    viewing.page.keyboard.up("x")
    gone = disc(plane) & (np.indices(SHAPE)[1] == MIDDLE[1])
    assert_same(viewing.changed_mask("area-4"), before & ~gone)
    assert (before & gone).any()


def test_a_locked_roi_stays_as_it_is_and_the_page_says_why(viewing: Viewing) -> None:
    before = saved_mask(viewing.folder, "fixed")
    viewing.choose("Fixed", "Paint")
    viewing.click(viewing.plane("Axial"))
    assert_same(viewing.mask("fixed"), before)
    assert viewing.page.get_by_text("Fixed is locked; unlock it to change it.").count() >= 1


@pytest.mark.parametrize("name", PLANES)
def test_an_outline_marks_what_it_encloses(viewing: Viewing, name: str) -> None:
    plane = viewing.plane(name)
    viewing.choose("Area 3", "Draw an outline")
    half = 8.0 / plane.mm_per_pixel
    viewing.drag(plane, (-half, -half), (half, -half), (half, half), (-half, half))
    steps_mm = np.abs(np.stack(np.indices(SHAPE), axis=-1) - MIDDLE) * (3, 2, 4)
    wanted = (steps_mm[..., plane.axis] == 0) & (steps_mm[..., list(across(plane.axis))] < 8.0).all(axis=-1)
    doubtful = (np.abs(steps_mm[..., list(across(plane.axis))] - 8.0) < 0.75).any(axis=-1)  # below the line itself
    assert_same(viewing.changed_mask("area-3") & ~doubtful, wanted & ~doubtful)


@pytest.mark.parametrize(
    ("name", "closing"),
    [("Coronal", "Enter"), ("Coronal", "double click"), ("Axial", "Enter"), ("Sagittal", "double click")],
)
def test_a_polygon_is_closed_by_enter_or_a_double_click(viewing: Viewing, name: str, closing: str) -> None:
    plane = viewing.plane(name)
    viewing.choose("Area 3", "Polygon")
    half = 7.0 / plane.mm_per_pixel
    for right, down in ((-half, -half), (half, -half), (half, half)):
        viewing.click(plane, right, down)
    if closing == "Enter":
        viewing.click(plane, -half, half)
        viewing.page.keyboard.press("Enter")
    else:
        x, y = plane.middle
        viewing.page.mouse.dblclick(x - half, y + half)
    assert_same(
        viewing.changed_mask("area-3"), square(plane, 7.0) & (np.indices(SHAPE)[plane.axis] == MIDDLE[plane.axis])
    )


@pytest.mark.parametrize("name", PLANES)
@pytest.mark.parametrize("through", [False, True])
def test_scissors_cut_one_slice_or_all(viewing: Viewing, name: str, through: bool) -> None:
    before, overlapping = saved_mask(viewing.folder, "area-4"), saved_mask(viewing.folder, "fixed")
    viewing.choose("Area 4", "Scissors")
    viewing.page.get_by_label("Through all slices").set_checked(through)
    plane = viewing.plane(name)
    half = 7.0 / plane.mm_per_pixel
    viewing.drag(plane, (-half, -half), (half, -half), (half, half), (-half, half))
    gone = square(plane, 7.0)
    if not through:
        gone &= np.indices(SHAPE)[plane.axis] == MIDDLE[plane.axis]
    assert_same(viewing.changed_mask("area-4"), before & ~gone)
    assert_same(saved_mask(viewing.folder, "fixed"), overlapping)
    viewing.page.get_by_label("Through all slices").uncheck()


@pytest.mark.parametrize(
    ("name", "in_3d"), [("Axial", False), ("Coronal", False), ("Sagittal", False), ("Coronal", True)]
)
def test_flood_fill_marks_what_is_as_bright(viewing: Viewing, name: str, in_3d: bool) -> None:
    viewing.choose("Area 1", "Flood fill")
    viewing.set("Tolerance ±", 50)
    viewing.page.get_by_label("In 3D", exact=True).set_checked(in_3d)
    plane = viewing.plane(name)
    viewing.click(plane)
    wanted = np.zeros(SHAPE, bool)
    wanted[BRIGHT] = True
    if not in_3d:
        wanted &= np.indices(SHAPE)[plane.axis] == MIDDLE[plane.axis]
    assert_same(viewing.changed_mask("area-1"), wanted)


def test_the_intensity_range_limits_the_brush(viewing: Viewing) -> None:
    viewing.choose("Area 1", "Paint")
    viewing.limit_to(300, 500)
    viewing.set("mm", 24.6)
    viewing.click(viewing.plane("Axial"))
    bright = np.zeros(SHAPE, bool)
    bright[BRIGHT] = True
    wanted = within_mm(12.3, MIDDLE, (1, 2)) & (np.indices(SHAPE)[0] == MIDDLE[0]) & bright
    assert_same(viewing.changed_mask("area-1"), wanted)
    viewing.limit_no_more()


def test_a_margin_and_undo_from_the_page(viewing: Viewing) -> None:
    before = saved_mask(viewing.folder, "area-4")
    viewing.choose("Area 4", "Paint")
    viewing.page.get_by_role("button", name="Change the whole ROI").click()
    viewing.page.get_by_role("button", name="Grow").click()
    wait_for_state(viewing.page, "s.workspace.can_undo && !s.tools.busy_with")
    viewing.page.locator(".sheet").get_by_role("button", name="Close").click()
    after = viewing.changed_mask("area-4")
    extents = [(found.min(axis=0), found.max(axis=0)) for found in (np.argwhere(before), np.argwhere(after))]
    assert (extents[0][0] - extents[1][0]).tolist() == [1, 2, 1]  # 5 mm by 3, 2 and 4 mm
    assert (extents[1][1] - extents[0][1]).tolist() == [1, 2, 1]
    viewing.undo_all()
    assert_same(saved_mask(viewing.folder, "area-4"), before)


@pytest.mark.parametrize("name", PLANES)
def test_points_are_placed_dragged_and_removed_with_the_mouse(viewing: Viewing, name: str) -> None:
    plane = viewing.plane(name)
    viewing.choose("Tip", "Point")
    viewing.click(plane)
    viewing.drag(plane, (0, 0), (30, 0), (40, 0))
    viewing.changed_mask("area-1")
    (point,) = Project.open(viewing.folder, user="reader")[NAME].annotation.roi("tip").points
    steps_mm = (np.array(point.ijk) - MIDDLE) * (3, 2, 4)
    across_the_screen = {"Axial": 1, "Coronal": 1, "Sagittal": 2}[name]
    moved_mm = 40 * plane.mm_per_pixel * (-1 if name == "Sagittal" else 1)  # the face looks to the left
    wanted = [moved_mm if axis == across_the_screen else 0 for axis in range(3)]
    assert steps_mm == pytest.approx(wanted, abs=1.5 * plane.mm_per_pixel)
    viewing.page.keyboard.press("Delete")
    viewing.changed_mask("area-1")
    assert Project.open(viewing.folder, user="reader")[NAME].annotation.roi("tip").points == ()


def numbers_become(viewing: Viewing, **numbers: int) -> None:
    """Until the planes of those names show those slices."""
    wanted = " && ".join(
        f"s.views.planes.find(p => p.name === '{name}').number === {number}" for name, number in numbers.items()
    )
    wait_for_state(viewing.page, wanted)


def test_the_wheel_goes_through_slices_and_a_click_brings_the_other_planes_along(viewing: Viewing) -> None:
    page, plane = viewing.page, viewing.plane("Coronal")
    page.mouse.move(*plane.middle)
    for step in (1, 2, 3):
        page.mouse.wheel(0, -100)
        numbers_become(viewing, Coronal=MIDDLE[2] + step)
    viewing.click(plane, right=round(10 / plane.mm_per_pixel))
    numbers_become(viewing, Axial=MIDDLE[0], Sagittal=MIDDLE[1] + 5, Coronal=MIDDLE[2] + 3)
    viewing.click(plane)
    for step in (2, 1, 0):
        page.mouse.wheel(0, 100)
        numbers_become(viewing, Coronal=MIDDLE[2] + step)
    assert {p["number"] for p in state_of(page, "views")["planes"]} == set(MIDDLE)


@pytest.mark.parametrize("name", PLANES)
def test_the_eraser_takes_a_disc_away_in_that_slice_only(viewing: Viewing, name: str) -> None:
    before, plane = saved_mask(viewing.folder, "area-4"), viewing.plane(name)
    viewing.choose("Area 4", "Erase")
    viewing.set("Slices", 1)
    viewing.set("mm", CIRCLE_MM[name])
    viewing.click(plane)
    gone = disc(plane) & (np.indices(SHAPE)[plane.axis] == MIDDLE[plane.axis])
    assert_same(viewing.changed_mask("area-4"), before & ~gone)


@pytest.mark.parametrize("where", ["inside", "outside"])
def test_painting_only_inside_or_outside_of_another_roi(viewing: Viewing, where: str) -> None:
    page, plane = viewing.page, viewing.plane("Coronal")
    other = saved_mask(viewing.folder, "area-4")
    viewing.choose("Area 1", "Paint")
    viewing.set("mm", 35.1)
    page.get_by_role("button", name="Limit tools to intensities or to an ROI").click()
    page.get_by_label("Where tools work").select_option(where)
    page.get_by_label("Other ROI").select_option("area-4")
    wait_for_state(page, f"s.tools.settings.where === '{where}' && s.tools.settings.other === 'area-4'")
    page.locator(".sheet").get_by_role("button", name="Close").click()
    viewing.click(plane)
    marked = viewing.changed_mask("area-1")
    page.get_by_role("button", name="Limit tools to intensities or to an ROI").click()
    page.get_by_label("Where tools work").select_option("everywhere")
    page.locator(".sheet").get_by_role("button", name="Close").click()
    wanted = within_mm(17.55, MIDDLE, (0, 1)) & (np.indices(SHAPE)[2] == MIDDLE[2])
    assert_same(marked, wanted & (other if where == "inside" else ~other))


def test_a_stroke_in_hand_is_in_the_version_that_is_made_meanwhile(viewing: Viewing) -> None:
    plane = viewing.plane("Coronal")
    viewing.choose("Area 2", "Paint")
    viewing.set("mm", CIRCLE_MM["Coronal"])
    viewing.page.mouse.move(*plane.middle)
    viewing.page.mouse.down()
    version = state_of(viewing.page, "workspace")["version"]
    viewing.page.keyboard.press("Control+s")
    wait_for_state(viewing.page, f"s.workspace.version > {version}")
    marked = saved_mask(viewing.folder, "area-2")
    viewing.page.mouse.up()
    assert_same(marked, disc(plane) & (np.indices(SHAPE)[2] == MIDDLE[2]))

"""Changes of a whole ROI, ranges and masks from the page; what they do to overlapping and locked ROI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from RILContourLib.session.project import Project
from Testing.Workbench.page_steps import press, state_of, wait_for_state
from Testing.Workbench.viewing_project import BRIGHT, MIDDLE, NAME, SHAPE, assert_same, make_viewing_project, saved_mask
from Testing.Workbench.viewing_window import LIMITS, Viewing, viewing_window

BOX = (slice(9, 16), slice(12, 19), slice(8, 13))
HOLE, ISLAND = MIDDLE, (3, 3, 3)
SLAB = (slice(5, 12), slice(6, 20))
FIRST_SLICE, LAST_SLICE = 4, 8
BLUENESS = """number => {
  const picture = document.querySelectorAll('.layout-grid-item')[number].querySelector('img, canvas');
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0, 64, 64);
  const blueness = (x, y) => {
    const level = pen.getImageData(x, y, 4, 4).data;
    let sum = 0;
    for (let at = 0; at < level.length; at += 4) sum += level[at + 2] - level[at];
    return sum / 16;
  };
  return {inside: blueness(30, 33), beside: blueness(20, 33)}; }"""
DOTTED, PLAIN = "seen.inside > 25 && seen.beside < 12", "Math.abs(seen.inside) < 12"


@pytest.fixture(scope="module")
def an_open_window(a_browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Viewing]:
    """With a box that has a hole and an island, and two slabs with empty slices between."""
    home = tmp_path_factory.mktemp("operations")
    folder = make_viewing_project(home / "study")
    with Project.open(folder, user="ana")[NAME].edit() as annotation:
        annotation["area-3"].mask[BOX] = True
        annotation["area-3"].mask[HOLE] = False
        annotation["area-3"].mask[ISLAND] = True
        for number in (FIRST_SLICE, LAST_SLICE):
            annotation["area-2"].mask[*SLAB, number] = True
    with viewing_window(a_browser, folder, home) as window:
        yield window


@pytest.fixture
def viewing(an_open_window: Viewing) -> Viewing:
    an_open_window.begin_anew()
    return an_open_window


@pytest.fixture
def others(viewing: Viewing) -> Iterator[None]:
    """Area 4 and the locked ROI overlap all that is changed here: after the test they are what they were before."""
    before = {roi: saved_mask(viewing.folder, roi) for roi in ("area-4", "fixed")}
    yield
    for roi, mask in before.items():
        assert_same(saved_mask(viewing.folder, roi), mask)


def change(viewing: Viewing, roi: str, button: str, **settings: str) -> np.ndarray:
    """What the ROI holds after a change from the sheet, named by its button; settings by their labels."""
    viewing.choose(roi, "Paint")
    with viewing.sheet("Change the whole ROI") as sheet:
        for label, value in settings.items():
            sheet.get_by_label(label).select_option(value)
        sheet.get_by_role("button", name=button, exact=True).click()
        wait_for_state(viewing.page, "s.workspace.can_undo && !s.tools.busy_with")
    return viewing.changed_mask(roi.lower().replace(" ", "-"))


@pytest.mark.usefixtures("others")
def test_closing_fills_a_hole_that_is_narrower_and_leaves_the_rest(viewing: Viewing) -> None:
    wanted = np.zeros(SHAPE, bool)
    wanted[BOX] = wanted[ISLAND] = True
    assert_same(change(viewing, "Area 3", "Smooth", Method="closing"), wanted)


@pytest.mark.usefixtures("others")
def test_the_largest_island_is_kept(viewing: Viewing) -> None:
    wanted = np.zeros(SHAPE, bool)
    wanted[BOX] = True
    wanted[HOLE] = False
    assert_same(change(viewing, "Area 3", "Keep the largest"), wanted)


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize(("name", "use"), [("Axial", "keep"), ("Coronal", "remove"), ("Sagittal", "give")])
def test_the_island_that_is_clicked_on_is_kept_removed_or_given_away(viewing: Viewing, name: str, use: str) -> None:
    page, plane = viewing.page, viewing.plane(name)
    box, island = np.zeros(SHAPE, bool), np.zeros(SHAPE, bool)
    box[BOX] = island[ISLAND] = True
    box[HOLE] = False
    viewing.choose("Area 3", "Island")
    page.get_by_label("What happens to the island").select_option(use)
    if use == "give":
        page.get_by_label("Other ROI").select_option("area-1")
        wait_for_state(page, "s.tools.settings.other === 'area-1'")
    wait_for_state(page, f"s.tools.settings.island_use === '{use}'")
    viewing.click(plane, right=round(4 / plane.mm_per_pixel))  # beside the hole
    assert_same(viewing.changed_mask("area-3"), box if use == "keep" else island)
    assert_same(saved_mask(viewing.folder, "area-1"), box if use == "give" else np.zeros(SHAPE, bool))


@pytest.mark.usefixtures("others")
def test_slices_between_two_alike_become_as_they_are(viewing: Viewing) -> None:
    wanted = np.zeros(SHAPE, bool)
    wanted[*SLAB, FIRST_SLICE : LAST_SLICE + 1] = True
    assert_same(change(viewing, "Area 2", "Between slices"), wanted)


def test_shrinking_goes_by_millimetres_and_leaves_the_locked_roi(viewing: Viewing) -> None:
    before, fixed = saved_mask(viewing.folder, "area-4"), saved_mask(viewing.folder, "fixed")
    wanted = np.zeros(SHAPE, bool)
    wanted[9:16, 10:20, 7:14] = True  # 5 mm by 3, 2 and 4 mm from the box 8:17, 8:22, 6:15
    assert_same(change(viewing, "Area 4", "Shrink"), wanted & before)
    assert_same(saved_mask(viewing.folder, "fixed"), fixed)


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("where", ["everywhere", "inside", "outside"])
def test_all_of_the_intensity_range_is_marked_within_the_limits_as_one_edit(viewing: Viewing, where: str) -> None:
    other = saved_mask(viewing.folder, "area-3")
    viewing.choose("Area 1", "Paint")
    viewing.limit_to(300, 500)
    with viewing.sheet(LIMITS) as sheet:
        sheet.get_by_label("Where tools work").select_option(where)
        if where != "everywhere":
            sheet.get_by_label("Other ROI").select_option("area-3")
        wait_for_state(viewing.page, f"s.tools.settings.where === '{where}'")
        sheet.get_by_role("button", name="Mark all of it").click()
        wait_for_state(viewing.page, "s.workspace.can_undo && !s.tools.busy_with")
    wanted = np.zeros(SHAPE, bool)
    wanted[BRIGHT] = True
    if where != "everywhere":
        wanted &= other if where == "inside" else ~other
    assert_same(viewing.changed_mask("area-1"), wanted)
    viewing.limit_no_more()
    press(viewing.page, "Control+z")
    wait_for_state(viewing.page, "!s.workspace.can_undo")


def becomes(viewing: Viewing, view: int, condition: str) -> None:
    """Until the picture of a view is so, inside of the bright box and beside it."""
    script = f"number => {{ const seen = ({BLUENESS})(number); return {condition}; }}"
    viewing.page.wait_for_function(script, arg=view)


def test_the_planes_show_what_is_in_the_range(viewing: Viewing) -> None:
    press(viewing.page, "h")  # no ROI over it
    becomes(viewing, 0, PLAIN)
    viewing.choose("Area 1", "Paint")
    viewing.limit_to(300, 500)
    for view in (0, 1, 3):  # between them is 3D
        becomes(viewing, view, DOTTED)
    viewing.limit_no_more()
    becomes(viewing, 0, PLAIN)
    press(viewing.page, "h")


def test_no_tool_changes_a_locked_roi_and_the_page_says_why(viewing: Viewing) -> None:
    page, plane = viewing.page, viewing.plane("Axial")
    before = saved_mask(viewing.folder, "fixed")
    for tool in ("Erase", "Draw an outline", "Polygon", "Flood fill", "Scissors", "Island"):
        viewing.choose("Fixed", tool)
        viewing.drag(plane, (-40, -40), (40, -40), (40, 40), (-40, 40))
        press(page, "Enter")
        assert page.locator(".warning", has_text="Fixed is locked; unlock it to change it.").count(), tool
        assert not state_of(page, "workspace")["can_undo"], tool
    with viewing.sheet("Change the whole ROI") as sheet:
        assert sheet.get_by_role("button", name="Grow").is_disabled()
        assert sheet.get_by_text("Fixed is locked; unlock it to change it.").is_visible()
    with viewing.sheet(LIMITS) as sheet:
        sheet.get_by_label("Only intensities from").check()
        assert sheet.get_by_role("button", name="Mark all of it").is_disabled()
    viewing.limit_no_more()
    assert_same(viewing.mask("fixed"), before)


def test_a_ruler_measures_in_mm_stores_nothing_and_goes_with_escape(viewing: Viewing) -> None:
    page, plane = viewing.page, viewing.plane("Sagittal")
    page.get_by_role("button", name="Ruler").click()
    viewing.click(plane, -40, 30)
    viewing.click(plane, 40, -30)
    wait_for_state(page, "s.distance")
    assert float(state_of(page, "distance").split()[0]) == pytest.approx(100 * plane.mm_per_pixel, rel=0.02)
    page.mouse.move(*plane.middle)
    press(page, "Escape")
    wait_for_state(page, "!s.distance && s.tools.tool === 'ruler'")
    assert not state_of(page, "workspace")["can_undo"]
    press(page, "Escape")
    wait_for_state(page, "s.tools.tool === 'none'")

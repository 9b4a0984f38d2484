"""Another window takes over while somebody draws: that becomes an edit, and the other mouse draws nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from Testing.Workbench.browser_window import notice_of, wait_until_open
from Testing.Workbench.conftest import OpenWindow, StartWorkbench
from Testing.Workbench.page_steps import open_series, press, state_of, wait_for_state
from Testing.Workbench.small_study import FIRST, make_small_study
from Testing.Workbench.viewing_window import PICTURES_FIT


def middle_of_the_large_view(page: Any) -> tuple[float, float]:
    """As soon as the pictures have the size of their views."""
    page.wait_for_function(PICTURES_FIT)
    view = page.locator("[data-region=views] img").first.bounding_box()
    return view["x"] + view["width"] / 2, view["y"] + view["height"] / 2


def test_taken_over_in_the_middle_of_a_stroke_it_is_an_edit_and_the_other_mouse_does_not_go_on_with_it(
    a_workbench: StartWorkbench, a_window: OpenWindow, new_page: Callable[[], Any], tmp_path: Path
) -> None:
    workbench = a_workbench(make_small_study(tmp_path / "study").folder)
    first, second = a_window(workbench.address), new_page()
    open_series(first, FIRST)
    press(first, "1", "p")
    wait_for_state(first, "s.workspace.mode === 'editing' && s.tools.tool === 'paint' && s.views.window")
    x, y = middle_of_the_large_view(first)
    first.mouse.move(x - 40, y)
    first.mouse.down()
    first.mouse.move(x + 40, y, steps=8)

    second.goto(workbench.address)
    notice_of(second, "elsewhere")
    second.get_by_role("button", name="Use it here").click()
    wait_until_open(second)
    wait_for_state(second, "s.workspace.can_undo && s.rois.now.voxels > 0 && s.views.window")
    painted = state_of(second, "rois")["now"]["voxels"]
    x, y = middle_of_the_large_view(second)
    second.mouse.move(x - 40, y - 80)
    second.mouse.move(x + 40, y - 80, steps=8)
    second.mouse.down()
    second.mouse.up()
    wait_for_state(second, f"s.rois.now.voxels > {painted}")
    press(second, "Control+z")
    wait_for_state(second, f"s.rois.now.voxels === {painted} && s.workspace.can_undo && s.workspace.can_redo")
    press(second, "Control+z")
    wait_for_state(second, "s.rois.now.voxels === 0 && !s.workspace.can_undo")

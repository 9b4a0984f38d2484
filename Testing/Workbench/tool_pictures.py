"""Pictures of the tools: what is set for them, and what they show in the views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from RILContourLib.session.demo import SERIES
from RILContourLib.session.project import Project
from Testing.Workbench.page_steps import open_series, press, wait_for_state

LIMITS, CHANGES = "Limit tools to intensities or to an ROI", "Change the whole ROI"
ALONE = """() => {
    const items = [...document.querySelectorAll('.layout-grid-item')];
    return items.length === 1 && items[0].offsetWidth > 600; }"""


def tool_pictures(page: Any, shoot: Callable[[str], None], _project: Project) -> None:
    """Of the demonstration, with its right lung as the current ROI."""
    open_series(page, SERIES)
    press(page, "5", "u", "Alt+3")
    wait_for_state(page, "s.tools.tool === 'ruler' && !s.space_note")
    x, y = _middle(page)
    for right, down in ((-60, 0), (50, 60)):
        page.mouse.move(x + right, y + down)
        page.mouse.down()
        page.mouse.up()
    wait_for_state(page, "s.distance")
    shoot("tools-ruler")
    press(page, "Escape", "p")
    page.get_by_role("button", name=LIMITS).click()
    page.get_by_label("Only intensities from").check()
    wait_for_state(page, "s.tools.settings.range_on")
    shoot("tools-range")
    page.get_by_label("Dark or light").click()
    shoot("tools-range-light")
    page.get_by_label("Only intensities from").uncheck()
    page.get_by_role("button", name=CHANGES).click()
    shoot("tools-changes-light")
    page.get_by_role("button", name=CHANGES).click()
    page.get_by_label("Dark or light").click()
    _scissors_in_3d(page, shoot)


def _scissors_in_3d(page: Any, shoot: Callable[[str], None]) -> None:
    page.get_by_role("button", name="3D only").click()
    page.get_by_role("button", name="Scissors").click()
    page.wait_for_function(ALONE)
    page.wait_for_timeout(1000)  # the view follows the page's size
    x, y = _middle(page)
    page.mouse.move(x - 150, y - 80)
    page.mouse.down()
    for right, down in ((-40, -120), (20, -60), (0, 60), (-120, 90)):
        page.mouse.move(x + right, y + down, steps=5)
    shoot("tools-scissors-in-3d")
    page.mouse.up()
    wait_for_state(page, "s.workspace.can_undo && !s.tools.busy_with && s.space_note !== 'making'")
    page.wait_for_timeout(5000)  # the surface is made anew once nobody draws
    shoot("tools-cut-in-3d")


def _middle(page: Any) -> tuple[float, float]:
    """Of the first view."""
    box = page.locator(".layout-grid-item").first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

"""A series open in a window of the browser, and what a person does there with tools."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from Testing.Workbench.browser_window import new_context, wait_until_open
from Testing.Workbench.page_steps import at_rest, press, state_of, wait_for_state
from Testing.Workbench.viewing_project import MIDDLE, NAME, PlaneOnPage, planes_on_page, saved_mask
from Testing.Workbench.workbench_process import WorkbenchProcess

ALIKE = """() => {
    const widths = [...document.querySelectorAll('.layout-grid-item')].map(item => item.offsetWidth);
    return widths.length === 4 && Math.max(...widths) - Math.min(...widths) < 3; }"""
PICTURES_FIT = """() => [...document.querySelectorAll('.layout-grid-item')].every(item => {
    const area = item.querySelector('.remote-controlled-area'), picture = item.querySelector('img');
    const near = (one, other) => Math.abs(one - other) <= 2;
    return area && picture && near(picture.naturalWidth, area.clientWidth * devicePixelRatio)
        && near(picture.naturalHeight, area.clientHeight * devicePixelRatio); })"""
LIMITS = "Limit tools to intensities or to an ROI"
SETTINGS = {"mm": "brush_mm", "Slices": "brush_slices", "Tolerance ±": "tolerance"}


@contextmanager
def viewing_window(browser: Any, folder: Path, home: Path) -> Iterator[Viewing]:
    """The project's server, and its series in a window with four views alike."""
    workbench = WorkbenchProcess.start(folder, user="ana", home=home)
    context = new_context(browser)
    page = context.new_page()
    page.goto(workbench.address)
    wait_until_open(page)
    page.locator(f".series-row[title^='{NAME}']").first.click()
    wait_for_state(page, f"s.workspace.series === '{NAME}' && s.views.window")
    page.get_by_role("button", name="Four alike").click()
    page.wait_for_function(ALIKE)
    page.wait_for_function(PICTURES_FIT)  # so the views have that size, too
    yield Viewing(page, folder)
    context.close()
    workbench.kill()


class Viewing:
    """The series open in a window, and what a person does there."""

    def __init__(self, page: Any, folder: Path) -> None:
        self.page = page
        self.folder = folder

    def begin_anew(self) -> None:
        """Take back what was done, in the newest version, too, and show the middle of the image in all planes."""
        self.undo_all()
        self.page.get_by_role("button", name="No tool", exact=True).click()
        for name in ("Axial", "Coronal"):
            self.click(self.plane(name))
        wait_for_state(self.page, f"s.views.planes.every(plane => plane.number === {list(MIDDLE)}[plane.axis])")

    def plane(self, name: str) -> PlaneOnPage:
        return planes_on_page(self.page)[name]

    def choose(self, roi: str, tool: str) -> None:
        """The ROI in its panel, the tool by its button; outlines and brushes in one slice only."""
        self.page.locator("[data-tab=rois]").click()
        self.page.locator(".roi-row", has_text=roi).click()
        self.page.get_by_role("button", name=tool, exact=True).click()
        wait_for_state(self.page, f"s.tools.target_name === '{roi}'")
        if tool in ("Paint", "Draw an outline", "Polygon") and not state_of(self.page, "tools")["obstacle"]:
            self.set("Slices", 1)

    def set(self, label: str, value: float) -> None:
        """A number among the tool's settings; again if the page was drawn anew while it was written."""
        setting = SETTINGS[label]
        for _try in range(5):
            box = self.page.get_by_role("spinbutton", name=label, exact=True)
            box.fill(str(value))
            box.press("Enter")
            box.blur()  # the keys are the tools' again
            at_rest(self.page)
            if state_of(self.page, "tools")["settings"][setting] == value:
                return
        pytest.fail(f"{label} cannot be set to {value}")

    def click(self, plane: PlaneOnPage, right: float = 0, down: float = 0) -> None:
        """So many pixels from the middle of the image."""
        x, y = plane.middle
        self.page.mouse.move(x + right, y + down)
        self.page.mouse.down()
        self.page.mouse.up()

    def drag(self, plane: PlaneOnPage, *way: tuple[float, float]) -> None:
        """With the button down, through places given in pixels from the middle of the image."""
        x, y = plane.middle
        self.page.mouse.move(x + way[0][0], y + way[0][1])
        self.page.mouse.down()
        for right, down in way[1:]:
            self.page.mouse.move(x + right, y + down, steps=4)
        self.page.mouse.up()

    def mask(self, roi: str) -> np.ndarray:
        """What the ROI holds after all that the pointer did, whether that changed anything or not."""
        self.settle()
        if state_of(self.page, "workspace")["can_undo"]:
            self._save()
        return saved_mask(self.folder, roi)

    def changed_mask(self, roi: str) -> np.ndarray:
        """What the ROI holds after something was changed, as soon as that is in a version."""
        wait_for_state(self.page, "s.workspace.can_undo && !s.tools.busy_with")
        self._save()
        return saved_mask(self.folder, roi)

    def settle(self) -> None:
        """Until all that the pointer did is done: keys wait for it, and of the one pressed here one sees that it is."""
        key, roi = ("2", "area-2") if state_of(self.page, "rois")["current"] == "area-1" else ("1", "area-1")
        press(self.page, key)
        wait_for_state(self.page, f"s.rois.current === '{roi}'")
        at_rest(self.page)

    def _save(self) -> None:
        """Until there is a new version, of what changed since the last one."""
        version = state_of(self.page, "workspace")["version"]
        press(self.page, "Control+s")
        wait_for_state(self.page, f"s.workspace.version > {version}")

    @contextmanager
    def sheet(self, name: str) -> Iterator[Any]:
        """Open a sheet below the tools, by its button, and close it again."""
        self.page.get_by_role("button", name=name).click()
        sheet = self.page.locator(".sheet[role=dialog]")
        yield sheet
        sheet.get_by_role("button", name="Close").click()

    def limit_to(self, low: float, high: float) -> None:
        """Only intensities from one to another."""
        with self.sheet(LIMITS) as sheet:
            sheet.get_by_label("Only intensities from").check()
            wait_for_state(self.page, "s.tools.settings.range_on")
            for setting, box, value in zip(("high", "low"), (1, 0), (high, low), strict=True):
                number = sheet.locator("input[type=number]").nth(box)
                number.fill(str(value))
                number.press("Enter")
                number.blur()
                wait_for_state(self.page, f"s.tools.settings.{setting} === {value}")

    def limit_no_more(self) -> None:
        with self.sheet(LIMITS) as sheet:
            sheet.get_by_label("Only intensities from").uncheck()
            sheet.get_by_label("Where tools work").select_option("everywhere")
        wait_for_state(self.page, "!s.tools.limited")

    def undo_all(self) -> None:
        """In the newest version, too."""
        for edit in range(20):
            if not state_of(self.page, "workspace")["can_undo"]:
                if edit:
                    self._save()
                return
            press(self.page, "Control+z")
            at_rest(self.page)
        pytest.fail("what a test did cannot be undone")

"""A series open in a window of the browser, and what a person does there with tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from Testing.Workbench.page_steps import state_of, wait_for_state
from Testing.Workbench.viewing_project import PlaneOnPage, planes_on_page, saved_mask

SETTINGS = {"mm": "brush_mm", "Slices": "brush_slices", "Tolerance ±": "tolerance"}


class Viewing:
    """The series open in a window, and what a person does there."""

    def __init__(self, page: Any, folder: Path) -> None:
        self.page = page
        self.folder = folder

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
            self.page.wait_for_timeout(300)
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
            self.page.wait_for_timeout(60)
        self.page.mouse.up()

    def mask(self, roi: str) -> np.ndarray:
        """What the ROI holds once the page says that all is in a version."""
        self.page.wait_for_timeout(400)
        self.page.keyboard.press("Control+s")
        self.page.wait_for_timeout(500)
        return saved_mask(self.folder, roi)

    def undo_all(self) -> None:
        for _edit in range(20):
            if not state_of(self.page, "workspace")["can_undo"]:
                return
            self.page.keyboard.press("Control+z")
            self.page.wait_for_timeout(150)
        pytest.fail("what a test did cannot be undone")

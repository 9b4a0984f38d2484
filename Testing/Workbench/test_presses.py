"""A button that is pressed does what it says, also where the page moves under the pointer meanwhile."""

from __future__ import annotations

from typing import Any

from Testing.Workbench.conftest import OpenWindow
from Testing.Workbench.page_steps import at_rest, state_of, tab, wait_for_state
from Testing.Workbench.workbench_process import WorkbenchProcess

# As where the server has something to say to what was written: room is made above, between mouse down and up.
MAKE_ROOM_ON_LEAVING = """(box) => box.addEventListener("focusout", () => {
    const said = document.createElement("p");
    said.style.height = "90px";
    document.querySelector(".left").prepend(said);
}, { once: true })"""


def test_a_press_that_makes_the_page_move_is_a_click_and_one_that_is_drawn_away_is_none(
    a_shared_workbench: WorkbenchProcess, a_window: OpenWindow
) -> None:
    page: Any = a_window(a_shared_workbench.address)
    tab(page, "rois")
    page.get_by_label("Change the template").click()
    done = page.get_by_role("button", name="Done")
    box = page.get_by_label("Name or code of an ROI to add")
    box.focus()
    page.evaluate(MAKE_ROOM_ON_LEAVING, box.element_handle())
    place = done.bounding_box()
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    assert done.bounding_box()["y"] > y, "it moved away"
    page.mouse.up()
    wait_for_state(page, "!s.template.editing")

    page.get_by_label("Change the template").click()
    place = done.bounding_box()
    page.mouse.move(place["x"] + 5, place["y"] + 5)
    page.mouse.down()
    page.mouse.move(place["x"] - 80, place["y"] + 5, steps=3)
    page.mouse.up()
    at_rest(page)
    assert state_of(page, "template")["editing"]
    done.click()
    wait_for_state(page, "!s.template.editing")

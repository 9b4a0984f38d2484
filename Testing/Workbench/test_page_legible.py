"""What is on the page can be read, hit and named, in both themes; the daily loop needs no scrolling."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from Testing.Workbench.busy_project import FIRST, make_busy_project
from Testing.Workbench.page_measures import faint_texts, nameless_controls, out_of_sight, small_targets
from Testing.Workbench.page_steps import at_rest, open_series, press, tab, wait_for_state
from Testing.Workbench.workbench_process import WorkbenchProcess

pytest.importorskip("slicerio", reason='the CT comes with pip install "rilcontour[demo]"')
Open = Callable[[str], Any]


@pytest.fixture(scope="module")
def a_busy_workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkbenchProcess]:
    """35 ROI and 12 questions."""
    pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')
    home = tmp_path_factory.mktemp("busy")
    project = make_busy_project(home / "study", patients=3)
    started = WorkbenchProcess.start(project.folder, user="ana", home=home)
    yield started
    started.kill()


def test_every_panel_can_be_read_hit_and_named_in_both_themes(
    a_busy_workbench: WorkbenchProcess, a_window: Open
) -> None:
    page = a_window(a_busy_workbench.address)
    wait_for_state(page, "!s.browser.busy_with")
    found: list[str] = []

    def measure(where: str) -> None:
        for theme in ("dark", "light"):
            page.evaluate("theme => trame.state.set('theme', theme)", theme)
            at_rest(page)
            for problem in (*faint_texts(page), *small_targets(page), *nameless_controls(page)):
                found.append(f"{where}, {theme}: {problem}")

    measure("nothing open")
    page.get_by_label("More filters").click()
    measure("filters")
    page.get_by_label("Choose columns").click()
    measure("columns")
    page.get_by_label("Choose columns").click()
    open_series(page, FIRST)
    measure("ROI and questions")
    page.get_by_role("option", name="Carina").click()
    page.get_by_label("Points of this ROI").select_option(label="carina")
    wait_for_state(page, "s.slice_shown === 21 && s.tools.point")
    measure("a point")
    page.get_by_role("option", name="Lung nodule").click()
    press(page, "p")
    for name in ("views", "numbers", "history", "dataset"):
        tab(page, name)
        measure(name)
    page.get_by_label("Find a folder").click()
    measure("folders")
    press(page, "F1")
    measure("shortcuts")
    press(page, "F1")
    tab(page, "questions")
    press(page, "k")
    measure("answering by keyboard")
    press(page, "k")
    page.get_by_label("Change the template").click()
    page.get_by_label("Name or code of an ROI to add").fill("kidney")
    measure("template")
    page.get_by_label("Remove").first.click()
    wait_for_state(page, "s.template.question")
    measure("template in use")
    page.get_by_role("button", name="Leave it").click()
    page.get_by_role("button", name="Done").click()
    assert found == []


def test_the_daily_loop_needs_no_scrolling(a_busy_workbench: WorkbenchProcess, a_window: Open) -> None:
    page = a_window(a_busy_workbench.address)
    open_series(page, FIRST)
    press(page, "p")
    at_rest(page)
    assert page.locator(".roi-row").count() == 35
    assert page.locator("[data-field]").count() == 12
    for needed in (".roi-row", "[data-field]", ".details .btn", ".bar .btn:not(.only-narrow)", "[data-saving]"):
        assert out_of_sight(page, needed) == [], needed
    width, height = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert (width, height) == (1280, 800)


def test_a_narrow_window_folds_the_columns_away(a_busy_workbench: WorkbenchProcess, a_window: Open) -> None:
    page = a_window(a_busy_workbench.address)
    page.set_viewport_size({"width": 900, "height": 700})
    open_left = page.get_by_role("banner").get_by_label("Series and ROI")
    assert not page.locator(".left").is_visible()
    open_left.click()
    open_series(page, FIRST)
    page.locator(".left").wait_for(state="hidden")
    page.get_by_role("banner").get_by_label("Questions").click()
    page.locator("[data-field=quality]").wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") == 900

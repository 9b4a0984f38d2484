"""Keys on the real page: shortcuts, writing, walking, answering by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from RILContourLib.project.text_field import DependsOn, TextField
from RILContourLib.session.project import Project
from Testing.Workbench.page_steps import at_rest, field, open_series, press, state_of, tab, wait_for_state
from Testing.Workbench.workbench_process import WorkbenchProcess

Open = Callable[[str], Any]
SHORTCUTS, HELD, HELP, MENDED, WRITTEN, *ANSWERED = (f"p1/{letter}.nii.gz" for letter in "abcdefgh")
NAMES = (SHORTCUTS, HELD, HELP, MENDED, WRITTEN, *ANSWERED)
QUESTIONS = (
    TextField("quality", "Image quality", kind="choice", choices=("good", "motion"), required=True, help="Overall"),
    TextField("where", "What moved", depends_on=DependsOn("quality", ("motion",)), required=True, max_length=20),
    TextField("contrast", "Contrast given", kind="boolean", required=True),
    TextField("signs", "Signs", kind="choices", choices=("ascites", "shunt")),
    TextField("age", "Age", kind="number", minimum=0, maximum=120, unit="years"),
)


def make_project(folder: Path) -> Project:
    """Small images, one for each test and three to be answered; twelve ROI, five questions."""
    import nibabel as nib

    for number, name in enumerate(NAMES):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.random.default_rng(number).integers(-1000, 1000, (40, 36, 10), np.int16)
        nib.save(nib.Nifti1Image(pixels, np.diag([2.0, 2.0, 4.0, 1.0])), path)
    rois = [{"name": f"Organ {number}", "value": number} for number in range(1, 12)]
    return Project.create(folder, name="Keys", rois=[*rois, {"name": "Tip", "kind": "point"}], text=QUESTIONS)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make_project(tmp_path_factory.mktemp("keys") / "study")


@pytest.fixture
def opened(workbench: WorkbenchProcess, a_window: Open) -> Iterator[Open]:
    """Opens the window with a series in it."""
    pages: list[Any] = []

    def open_it(name: str) -> Any:
        pages.append(a_window(workbench.address))
        open_series(pages[-1], name)
        return pages[-1]

    yield open_it
    assert [said for page in pages for said in page.recorder.console if "error" in said.casefold()] == []


def wait_for_current(page: Any, roi: str) -> None:
    wait_for_state(page, f"s.rois.current === '{roi}'")


def test_keys_are_shortcuts_until_somebody_writes_or_walks(opened: Open, project: Project) -> None:
    page = opened(SHORTCUTS)
    press(page, "3")
    wait_for_current(page, "organ-3")
    press(page, "Tab", "Tab")
    wait_for_current(page, "organ-5")
    press(page, "Shift+Tab", "0")
    wait_for_current(page, "organ-10")
    press(page, "f")
    wait_for_state(page, "s.rois.rows[9].status === 'absent' && s.rois.current === 'organ-11'")
    press(page, "l")
    wait_for_state(page, "s.rois.rows[10].locked")
    press(page, "Control+z", "Control+z")
    wait_for_state(page, "s.rois.rows[9].status === 'unseen' && !s.rois.rows[10].locked")

    box = field(page, "age").get_by_role("textbox")
    box.click()
    press(page, "4", "2")
    at_rest(page)
    assert (state_of(page, "rois")["current"], box.input_value()) == ("organ-11", "42")
    press(page, "Enter", "4")  # Enter gives the keys back
    wait_for_current(page, "organ-4")
    wait_for_state(page, "s.answers.fields[4].value === 42")
    assert box.input_value() == "42"

    press(page, "F6")
    region = "() => document.activeElement.closest('[data-region]')?.dataset.region"
    assert page.evaluate(region) == "bar"
    press(page, "F6", "Tab", "Tab")
    at_rest(page)
    here = (state_of(page, "rois")["current"], page.evaluate(region))
    assert here == ("organ-4", "left"), "Tab walks through the page now"
    press(page, "Escape", "Tab")  # Escape gives the keys back
    wait_for_current(page, "organ-5")

    press(page, "Control+s")
    wait_for_state(page, "s.workspace.version === 1")
    assert project[SHORTCUTS].text["age"] == 42


def test_a_key_that_is_held_lasts_until_it_goes_up_or_the_window_is_left(opened: Open) -> None:
    page = opened(HELD)
    press(page, "p")
    page.keyboard.down("x")
    page.keyboard.down("x")
    wait_for_state(page, "s.tools.erasing")
    page.keyboard.up("x")
    wait_for_state(page, "!s.tools.erasing")
    page.keyboard.down("x")
    wait_for_state(page, "s.tools.erasing")
    page.evaluate("() => window.dispatchEvent(new Event('blur'))")
    wait_for_state(page, "!s.tools.erasing")


def test_help_and_the_filter_box_are_reached_by_key(opened: Open) -> None:
    page = opened(HELP)
    press(page, "F1")
    help_page = page.get_by_role("dialog", name="Keyboard shortcuts")
    help_page.wait_for()
    assert "Next slice with an ROI" in help_page.inner_text()
    press(page, "F1")
    help_page.wait_for(state="hidden")
    press(page, "F1")
    help_page.wait_for()
    before = state_of(page, "tools")["tool"]
    press(page, "e")  # the eraser, were the list not in front
    press(page, "Escape")
    help_page.wait_for(state="hidden")
    at_rest(page)
    assert state_of(page, "tools")["tool"] == before
    press(page, "Control+f")
    page.wait_for_function("() => document.activeElement.matches('[data-find]')")
    page.keyboard.type("c.nii")
    wait_for_state(page, "s.browser.shown === 1")
    page.locator("[data-find]").fill("")
    wait_for_state(page, f"s.browser.shown === {len(NAMES)}")


def test_series_are_answered_and_gone_through_by_keys_alone(opened: Open, project: Project) -> None:
    page = opened(ANSWERED[0])
    before = state_of(page, "rois")["current"]
    press(page, "k")
    wait_for_state(page, "s.asking.on && s.asking.field.id === 'quality'")
    assert page.locator("[data-asking]").inner_text().count("Image quality") == 1
    press(page, "2")
    wait_for_state(page, "s.asking.field.id === 'where'")
    page.wait_for_function("() => document.activeElement.tagName === 'INPUT'")
    page.keyboard.type("1 breathing")
    press(page, "Enter")
    wait_for_state(page, "s.asking.field.id === 'contrast'")
    press(page, "y")
    wait_for_state(page, "s.asking.field.id === 'signs' && !s.asking.offers_next")
    press(page, "1", "2", "1", "Backspace")
    wait_for_state(page, "s.asking.field.id === 'contrast'")
    press(page, "n")
    wait_for_state(page, "s.asking.field.id === 'age' && s.asking.offers_next")
    page.wait_for_function("() => document.activeElement.tagName === 'INPUT'")
    press(page, "Enter")
    wait_for_state(page, f"s.workspace.series === '{ANSWERED[1]}' && s.asking.field?.id === 'quality'")
    first = project[ANSWERED[0]].text
    assert (first["quality"], first["where"], first["contrast"], first["signs"]) == (
        "motion", "1 breathing", False, ["shunt"]
    )  # fmt: skip
    press(page, "1", "1", "Enter")
    wait_for_state(page, "s.asking.field.id === 'age' && s.asking.offers_next")
    page.wait_for_function("() => document.activeElement.tagName === 'INPUT'")
    page.keyboard.type("42")
    press(page, "Tab")  # leaving the box keeps what was written
    wait_for_state(page, "s.asking.field.value === 42")
    page.evaluate("() => document.activeElement.blur()")
    press(page, "Enter")
    wait_for_state(page, f"s.workspace.series === '{ANSWERED[2]}'")
    press(page, "k")
    wait_for_state(page, "!s.asking.on")
    press(page, "Control+ArrowLeft")
    wait_for_state(page, f"s.workspace.series === '{ANSWERED[1]}'")
    assert state_of(page, "rois")["current"] == before, "keys that answered chose no ROI"


def test_what_is_refused_stands_in_its_field_and_can_be_mended(opened: Open) -> None:
    page = opened(MENDED)
    box = field(page, "age").get_by_role("textbox")
    box.fill("130")
    box.press("Enter")
    field(page, "age").get_by_role("alert").wait_for()
    assert box.input_value() == "130"
    box.fill("13")
    tab(page, "rois")  # leaving the box answers, too
    wait_for_state(page, "s.answers.fields[4].value === 13 && !s.answers.fields[4].error")


def test_a_text_that_is_too_long_is_counted_and_nothing_of_it_is_cut_off(opened: Open) -> None:
    page = opened(MENDED)
    field(page, "quality").get_by_role("button", name="motion").click()
    box = field(page, "where").get_by_role("textbox")
    box.fill("a" * 17)
    field(page, "where").get_by_text("17 of at most 20 characters").wait_for()
    box.fill("a" * 30_000)
    field(page, "where").get_by_text("30,000 of at most 20 characters: too long").wait_for()
    box.blur()
    field(page, "where").get_by_role("alert").wait_for()
    assert len(box.input_value()) == 30_000
    press(page, "Control+ArrowRight")
    page.locator("[data-unseen]", has_text="longer than 20 characters").get_by_label("I have read this").click()
    page.locator("[data-unseen]").wait_for(state="detached")


def test_what_is_chosen_looks_chosen_under_the_mouse_and_answering_keeps_the_panels_width(opened: Open) -> None:
    page = opened(MENDED)
    chosen = field(page, "quality").get_by_role("button", name="good")
    chosen.click()
    wait_for_state(page, "s.answers.fields[0].value === 'good'")
    colour = "each => getComputedStyle(each).backgroundColor"
    page.mouse.move(0, 0)
    before = chosen.evaluate(colour)
    chosen.hover()
    assert chosen.evaluate(colour) == before
    width = "each => each.getBoundingClientRect().width"
    panel = page.locator("[data-region=right]")
    before = panel.evaluate(width)
    press(page, "k")
    page.locator("[data-asking]").wait_for()
    assert panel.evaluate(width) == before
    press(page, "k")  # the next tests ask nothing by keyboard
    page.locator("[data-asking]").wait_for(state="detached")


def test_what_is_being_written_outlives_news_from_the_server(opened: Open) -> None:
    page = opened(WRITTEN)
    box = field(page, "age").get_by_role("textbox")
    box.click()
    page.keyboard.type("7")
    page.evaluate("() => trame.trigger('key_pressed', ['2'])")
    wait_for_state(page, "s.rois.current === 'organ-2'")
    page.keyboard.type("7")
    assert box.input_value() == "77"


def test_a_series_is_saved_and_closed_by_a_button(opened: Open, project: Project) -> None:
    page = opened(HELD)
    press(page, "1")
    wait_for_state(page, "s.rois.current === 'organ-1'")  # other tests were here
    press(page, "f")
    wait_for_state(page, "['absent', 'complete'].includes(s.rois.rows[0].status)")
    page.get_by_role("button", name="Save and close the series").click()
    wait_for_state(page, "s.workspace.series === null")
    assert project[HELD].annotation.roi("organ-1").status in ("absent", "complete")
    page.locator(".series-row").first.wait_for()  # to choose the next one


def test_questions_are_answered_by_keys_only_while_they_are_seen(opened: Open) -> None:
    page = opened(HELD)
    tab(page, "history")
    press(page, "k")
    page.locator("[data-asking]").wait_for()
    tab(page, "history")
    wait_for_state(page, "!s.asking.on")
    press(page, "2")
    wait_for_state(page, "s.rois.current === 'organ-2'")
    tab(page, "questions")

"""Panel by panel on the real page, against what is then on disk: one server, one small project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from RILContourLib.project.text_field import TextField
from RILContourLib.session.project import Project
from Testing.Workbench.page_steps import (
    answer,
    at_rest,
    open_series,
    press,
    show_in_folders,
    state_of,
    tab,
    wait_for_state,
)
from Testing.Workbench.workbench_process import WorkbenchProcess

Open = Callable[[str], Any]
LISTED, TEMPLATE, STRIP, HISTORY, EXPORTED = (f"p{number}/scan.nii.gz" for number in range(1, 6))
NAMES = (LISTED, TEMPLATE, STRIP, HISTORY, EXPORTED)
QUESTIONS = (
    TextField("quality", "Image quality", kind="choice", choices=("good", "motion"), required=True),
    TextField("nodule", "Nodule visible", about="slice", kind="boolean"),
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    import nibabel as nib

    folder = tmp_path_factory.mktemp("panels") / "study"
    for number, name in enumerate(NAMES):
        path = folder / name
        path.parent.mkdir(parents=True)
        pixels = np.random.default_rng(number).integers(0, 1000, (40, 36, 10), np.int16)
        nib.save(nib.Nifti1Image(pixels, np.diag([2.0, 2.0, 4.0, 1.0])), path)
    made = Project.create(
        folder, name="Panels", rois=[{"name": "Liver"}, {"name": "Spleen"}], text=QUESTIONS, user="ana"
    )
    for name in (STRIP, HISTORY, EXPORTED):
        with made[name].edit() as annotation:
            annotation["liver"].mask[10:20, 10:20, 2:5] = True
            annotation.text["quality"] = "motion"
    return made


@pytest.fixture
def window(workbench: WorkbenchProcess, a_window: Open) -> Any:
    opened = a_window(workbench.address)
    wait_for_state(opened, "s.browser.total === 5 && !s.browser.busy_with")
    return opened


def rows(page: Any) -> list[str]:
    at_rest(page)
    return [line["path"] for line in state_of(page, "browser")["lines"]]


def test_the_browser_filters_sorts_and_shows_what_was_done(window: Any) -> None:
    page = window
    show_in_folders(page, False)
    page.get_by_label("More filters").click()
    page.get_by_label("Image quality").select_option(label="motion")
    wait_for_state(page, "s.browser.shown === 3")
    assert rows(page) == [STRIP, HISTORY, EXPORTED]
    page.get_by_role("button", name="unseen", exact=True).click()
    wait_for_state(page, "s.browser.shown === 0")
    page.get_by_role("button", name="No filter").click()
    page.get_by_label("More filters").click()
    status = page.locator(".series-head").get_by_role("button", name="Status")
    status.click()
    wait_for_state(page, "s.browser.sort === 'status'")
    assert rows(page) == [STRIP, HISTORY, EXPORTED, LISTED, TEMPLATE]
    edited = page.locator(".series-row.edited .name")
    assert edited.count() == 3
    assert edited.first.evaluate("each => getComputedStyle(each).fontWeight") == "700"
    page.locator(".series-head").get_by_role("button", name="Series").click()

    open_series(page, LISTED)
    answer(page, "quality", "good")
    wait_for_state(page, "s.answers.fields[0].value === 'good'")
    answer(page, "quality", "good")
    wait_for_state(page, "s.answers.fields[0].value === null")
    answer(page, "quality", "motion")
    press(page, "Control+ArrowRight")
    wait_for_state(page, f"s.workspace.series === '{TEMPLATE}' && s.left === 'rois'")
    tab(page, "series")
    wait_for_state(page, "s.browser.lines[s.browser.jump.row].path === s.workspace.series")  # the list begins there
    assert page.locator(".series-row.open .label").inner_text() == "scan.nii.gz"
    page.locator(f".series-row[title^='{TEMPLATE}']").click()
    wait_for_state(page, "s.left === 'rois'")  # it is open already
    page.get_by_role("button", name="Save and close the series").click()
    tab(page, "series")
    page.get_by_role("button", name="Open the next unseen series").click()
    wait_for_state(page, f"s.workspace.series === '{TEMPLATE}' && s.left === 'rois'")
    tab(page, "series")
    wait_for_state(page, "s.browser.lines[0].bold && s.browser.lines[0].cells.includes('motion')")
    show_in_folders(page, True)


def test_the_template_grows_by_a_term_and_asks_before_it_loses_what_is_in_use(window: Any, project: Project) -> None:
    page = window
    open_series(page, TEMPLATE)
    page.get_by_label("Change the template").click()
    page.get_by_label("Name or code of an ROI to add").fill("right kidney")
    page.locator(".term").first.click()
    wait_for_state(page, "s.rois.rows.length === 3")
    again = Project.open(project.folder)
    assert again.definitions.rois[2].name == "Right kidney"
    assert again.definitions.rois[2].snomed == "64033007"
    page.get_by_label("Remove").nth(0).click()
    question = page.get_by_role("alertdialog", name="In use")
    question.wait_for()
    assert STRIP in question.inner_text()
    page.get_by_role("button", name="Leave it").click()
    question.wait_for(state="hidden")
    page.get_by_label("Remove").nth(2).click()
    wait_for_state(page, "s.rois.rows.length === 2")
    at_rest(page)
    page.get_by_role("button", name="Done").click()
    wait_for_state(page, "!s.template.editing")
    assert [roi.id for roi in Project.open(project.folder).definitions.rois] == ["liver", "spleen"]


def test_the_strip_shows_and_goes_to_slices_and_questions_follow(window: Any) -> None:
    page = window
    open_series(page, STRIP)
    assert state_of(page, "slices")["rows"][0]["runs"] == [[2, 3, 1.0]], "drawn by a human in slices 2 to 4"
    strip = page.locator(".strip svg")
    box = strip.bounding_box()
    strip.click(position={"x": box["width"] * 0.75, "y": 20})
    wait_for_state(page, "s.slice_shown === 7")
    page.get_by_role("radio", name="Slice", exact=True).click()
    wait_for_state(page, "s.answers.key === '0/7'")
    answer(page, "nodule", "yes")
    page.get_by_label("Previous slice with an ROI").click()
    wait_for_state(page, "s.slice_shown === 4 && s.answers.key === '0/4' && s.answers.fields[0].value === null")
    strip.click(position={"x": box["width"] * 0.75, "y": 20})
    wait_for_state(page, "s.answers.key === '0/7' && s.answers.fields[0].value === true")
    page.get_by_role("radio", name="Series", exact=True).click()


def test_numbers_follow_the_roi_and_a_version_is_brought_back(window: Any, project: Project) -> None:
    page = window
    open_series(page, HISTORY)
    press(page, "1")
    tab(page, "numbers")
    wait_for_state(page, "s.numbers.rows.length && s.numbers.rows[0][1] === '300'")
    page.get_by_role("radio", name="This slice").click()
    wait_for_state(page, "s.numbers.rows[0][1] === '100'")
    tab(page, "rois")
    page.get_by_role("radio", name="complete").click()
    wait_for_state(page, "s.rois.rows[0].status === 'complete'")
    press(page, "Control+s")
    tab(page, "history")
    wait_for_state(page, "s.history.rows.length === 2")
    page.get_by_role("button", name="What it holds").last.click()
    wait_for_state(page, "s.history.contents?.number === 1 && s.history.difference?.rois.length === 1")
    assert "in progress → complete" in page.locator(".version").last.inner_text()
    page.get_by_role("button", name="Bring back").click()
    page.get_by_role("button", name="Bring it back").click()
    wait_for_state(page, "s.history.rows.length === 3 && s.rois.rows[0].status === 'in progress'")
    assert project[HISTORY].history[-1].info.restored == 1
    tab(page, "questions")


def test_selected_series_are_exported_and_imported_again(window: Any, project: Project) -> None:
    page = window
    import nibabel as nib

    out = project.folder.parent / "out"
    show_in_folders(page, False)
    page.locator(f".series-row[title^='{EXPORTED}']").click(modifiers=["Control"])
    wait_for_state(page, "s.browser.selected === 1")
    tab(page, "dataset")
    page.get_by_label("only the 1 selected").click()
    wait_for_state(page, "s.dataset.series === 1")
    folder = page.get_by_label("To this folder")
    folder.fill("relative/folder")
    folder.press("Enter")
    page.get_by_text("Write the whole path").wait_for()
    folder.fill(str(out))
    folder.press("Enter")
    page.get_by_text("It will be made").wait_for()
    page.locator("[data-start]").click()
    page.locator("[data-job=done]").wait_for()
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.nii.gz")) == ["p5/scan_rois.nii.gz"]
    assert np.count_nonzero(nib.load(out / "p5/scan_rois.nii.gz").dataobj) == 300
    page.get_by_text("It will be made").wait_for(state="hidden")
    page.locator("[data-start]").click()
    page.get_by_text("Choose above: replace files of an earlier export.").wait_for()
    assert "--" not in page.locator("[data-job]").inner_text()

    (out / "p2").mkdir()
    (out / "p2/scan_rois.nii.gz").write_bytes((out / "p5/scan_rois.nii.gz").read_bytes())
    page.get_by_role("radio", name="Import masks").click()
    page.get_by_label("From this folder").fill(str(out))
    page.get_by_label("From this folder").press("Enter")
    wait_for_state(page, "s.import_folder.path.endsWith('out') && !s.import_folder.bad")
    page.locator("[data-start]").click()
    page.locator("[data-job=done]", has_text="unchanged").wait_for()
    assert TEMPLATE not in page.locator("[data-job]").inner_text(), "it is not selected"
    page.get_by_label("only the 1 selected").click()
    wait_for_state(page, "s.dataset.series === 5")
    page.locator("[data-start]").click()
    wait_for_state(page, "s.dataset.job.status === 'done' && s.dataset.job.counts.done === 1")
    assert project[TEMPLATE].annotation.mask("liver").count == 300

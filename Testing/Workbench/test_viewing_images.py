"""What the views show of 4D images, companions, series for reading only, and in 3D; in a real browser."""

from __future__ import annotations

from typing import Any

import nibabel
import numpy as np
import pytest

from RILContourLib.project.definitions import Companion
from RILContourLib.session.project import Project
from Testing.Workbench.conftest import OpenWindow
from Testing.Workbench.page_steps import open_series, press, tab, wait_for_state
from Testing.Workbench.workbench_process import WorkbenchProcess

SHAPE = (20, 24, 16)
LEVEL = """number => {
  const picture = document.querySelectorAll('.layout-grid-item')[number].querySelector('img, canvas');
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext('2d');
  pen.drawImage(picture, 0, 0, 64, 64);
  const levels = pen.getImageData(20, 24, 24, 24).data.filter((_, at) => at % 4 < 3);
  return levels.reduce((sum, level) => sum + level, 0) / levels.length; }"""
LARGE, IN_3D = 0, 3


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """`moving.nii`: two frames, the first dark, with a companion; a ball is marked on the first.

    `theirs.nii` is the first frame with the ball, `empty.nii` without it.
    """
    folder = tmp_path_factory.mktemp("images") / "study"
    folder.mkdir()
    dark, bright = np.full(SHAPE, 100, np.int16), np.full(SHAPE, 900, np.int16)
    dark[0, 0, 0], bright[0, 0, 0] = 1000, 0
    affine = np.diag([-2.0, -2.0, 2.0, 1.0])
    nibabel.save(nibabel.Nifti1Image(np.stack([dark, bright], axis=3), affine), folder / "moving.nii")
    nibabel.save(nibabel.Nifti1Image(np.where(dark > 500, 0, 900).astype(np.int16), affine), folder / "moving_t2.nii")
    for name in ("theirs.nii", "empty.nii"):
        nibabel.save(nibabel.Nifti1Image(dark, affine), folder / name)
    companions = (Companion("t2", "{stem}_t2.nii"),)
    made = Project.create(folder, name="Images", rois=[{"name": "Ball"}], companions=companions, user="ana")
    steps = np.ogrid[-10:10, -12:12, -8:8]
    for name in ("moving.nii", "theirs.nii"):
        with made[name].edit() as annotation:
            annotation["ball"].mask[:] = steps[0] ** 2 + steps[1] ** 2 + steps[2] ** 2 <= 36
    return made


@pytest.fixture
def opened(workbench: WorkbenchProcess, a_window: OpenWindow) -> OpenWindow:
    """Opens the window with a series in it."""

    def open_it(name: str) -> Any:
        page = a_window(workbench.address)
        wait_for_state(page, "!s.browser.busy_with")
        open_series(page, name)
        wait_for_state(page, "s.views.window")
        return page

    return open_it


def becomes(page: Any, view: int, condition: str) -> None:
    """Until the middle of a view's picture is so, as `level > 20`."""
    page.wait_for_function(f"number => {{ const level = ({LEVEL})(number); return {condition}; }}", arg=view)


def test_a_series_without_surfaces_says_what_3d_can_show(opened: OpenWindow) -> None:
    page = opened("empty.nii")
    page.get_by_text("S: surfaces · View: volume rendering").wait_for()


def test_a_series_that_another_edits_is_shown_and_no_tool_changes_it(opened: OpenWindow, project: Project) -> None:
    with Project.open(project.folder, user="ben")["theirs.nii"].edit() as theirs:
        before = theirs["ball"].mask[:].copy()
        page = opened("theirs.nii")
        becomes(page, IN_3D, "level > 20")
        press(page, "p")
        box = page.locator(".layout-grid-item").first.bounding_box()
        page.mouse.move(box["x"] + 60, box["y"] + 90)
        page.mouse.down()
        page.mouse.move(box["x"] + 160, box["y"] + 90, steps=4)
        page.mouse.up()
        wait_for_state(page, "s.workspace.message && s.workspace.message.severity === 'warning'")
        assert not page.evaluate("() => trame.state.get('workspace').can_undo")
        assert np.array_equal(theirs["ball"].mask[:], before)


def test_frames_companions_and_surfaces_are_seen(opened: OpenWindow) -> None:
    page = opened("moving.nii")  # after this test all is shown otherwise: it is the last
    becomes(page, IN_3D, "level > 20")  # surfaces without asking
    press(page, "s")
    becomes(page, IN_3D, "level < 10")
    wait_for_state(page, "s.space_note === 'empty'")
    press(page, "h")
    tab(page, "views")
    page.get_by_role("button", name="Lines where the planes meet").click()
    page.get_by_role("spinbutton", name="Width of the window").fill("1000")
    page.keyboard.press("Enter")
    page.get_by_role("spinbutton", name="Level of the window").fill("500")
    page.keyboard.press("Enter")
    wait_for_state(page, "s.views.window.width === 1000 && s.views.window.level === 500")
    becomes(page, LARGE, "level < 60")
    press(page, "c")
    becomes(page, LARGE, "level > 90")  # half of the companion's brightness over it
    press(page, "c")
    becomes(page, LARGE, "level < 60")
    page.locator("label", has_text="Frame 1 of 2").locator("input").fill("1")
    wait_for_state(page, "s.views.frame === 1")
    becomes(page, LARGE, "level > 180")

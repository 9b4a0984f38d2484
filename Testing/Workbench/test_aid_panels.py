"""Explain, measure and train on the real page: TensorFlow in child processes, never in the one that draws."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pytest

from RILContourLib.session.project import Project
from Testing.Workbench.page_steps import open_series, state_of, tab, wait_for_state
from Testing.Workbench.workbench_process import ROOT, WorkbenchProcess, environment

Open = Callable[[str], Any]
SCANS = tuple(f"p{number}/scan.nii.gz" for number in range(1, 4))
BLOB = (slice(3, 9), slice(4, 7), slice(1, 4))
SHAPE = (12, 16, 5)

# Another process, because TensorFlow and what draws must not meet in one; `small_networks` is that of Testing/Networks.
_PUBLISH = """
import sys
sys.path.insert(0, "Testing/Networks")
from pathlib import Path
from small_networks import described, thresholding
from RILContourLib import Project
project = Project.open(sys.argv[1])
for version in range(2):
    thresholding().save(Path(sys.argv[1]) / "bright.keras")
    model = project.models.publish(described(), {"bright.keras": Path(sys.argv[1]) / "bright.keras"})
    for series in project:
        model.predict(series)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Three series with a bright box each, annotated (the third too large), and two versions that drafted them."""
    if find_spec("tensorflow") is None or find_spec("trame_slicer") is None:
        pytest.skip("the extras aid and workbench are not both installed")
    folder = tmp_path_factory.mktemp("aid") / "study"
    for name in SCANS:
        (folder / name).parent.mkdir(parents=True)
        voxels = np.zeros(SHAPE, np.float32)
        voxels[BLOB] = 1
        nib.save(nib.Nifti1Image(voxels, np.diag((2.0, 2.0, 3.0, 1.0))), folder / name)
    made = Project.create(folder, name="Aid", rois=[{"name": "Bright"}], user="ana")
    for name in SCANS:
        with made[name].edit() as annotation:
            annotation["bright"].mask[BLOB] = True
            if name == SCANS[2]:
                annotation["bright"].mask[0:12, 4:7, 3] = True
    words = [sys.executable, "-c", _PUBLISH, str(folder)]
    subprocess.run(words, cwd=ROOT, env=environment(folder.parent, "ana"), check=True, capture_output=True)
    return made


@pytest.fixture(scope="module")
def workbench(project: Project) -> Iterator[WorkbenchProcess]:
    started = WorkbenchProcess.start(project.folder, user="ana", home=project.folder.parent)
    yield started
    assert not _holds(started.process.pid, "tensorflow"), "the process that draws must not load TensorFlow"
    started.kill()


@pytest.fixture
def window(workbench: WorkbenchProcess, a_window: Open) -> Any:
    opened = a_window(workbench.address)
    wait_for_state(opened, "s.browser.total === 3 && !s.browser.busy_with")
    return opened


def _holds(process_id: int, library: str) -> bool:
    maps = Path(f"/proc/{process_id}/maps")
    return maps.exists() and library in maps.read_text()


def test_a_slice_is_explained_by_a_click_and_its_map_saved(window: Any, project: Project) -> None:
    page = window
    open_series(page, SCANS[0])
    tab(page, "explain")
    wait_for_state(page, "s.explain.ready && s.explain.asked.model === 'bright@2'")
    assert "CAM can be had only" in page.locator("section[aria-label=Explain]").inner_text()
    page.get_by_label("Method").select_option("sam")
    wait_for_state(page, "s.explain.asked.method === 'sam'")
    page.locator("[data-explain]").click()
    wait_for_state(page, "s.explain.map && !s.explain.busy_with")
    shown = state_of(page, "explain")["map"]
    assert shown["title"].startswith("Saliency activation map (SAM)") and shown["slices"] == 1
    page.keyboard.press("ArrowUp")
    wait_for_state(page, "s.explain.map.slices === 2")  # the slice that is looked at, a moment later
    page.get_by_role("button", name="Whole series").click()
    wait_for_state(page, "s.explain.map.slices === 5 && !s.explain.busy_with")
    page.locator("summary").filter(has_text="Save the map").click()
    page.locator("[data-save]").click()
    wait_for_state(page, "s.messages.all.length && s.messages.all[0].text.includes('was saved')")
    written = nib.load(project.folder.parent / "study-maps" / "scan_bright-2_sam.nii.gz")
    values = np.asarray(written.dataobj)
    threshold = state_of(page, "explain")["map"]["otsu"]
    expected = np.zeros(SHAPE, bool)
    expected[BLOB] = True
    np.testing.assert_array_equal(values > threshold, expected)
    page.get_by_label("Take the map away").click()
    wait_for_state(page, "!s.explain.map")


def test_versions_are_measured_and_the_worst_opens_where_it_is_worst(window: Any, project: Project) -> None:
    page = window
    tab(page, "metrics")
    wait_for_state(page, "s.metrics.asked.first === 'bright@2'")
    page.get_by_label("and, to compare").select_option("bright@1")
    page.locator("[data-measure]").click()
    wait_for_state(page, "s.metrics.result && !s.metrics.running")
    assert "1 ROI in 3 series." in page.locator("[data-result]").inner_text()
    assert "No pair differs." in page.locator("section[aria-label=Measures]").inner_text()
    assert page.locator("[data-result] svg rect").count() == 2  # a box of each version
    page.locator("[data-worst] button").first.click()
    wait_for_state(page, f"s.workspace.series === '{SCANS[2]}' && s.slice_shown === 3")
    page.get_by_role("radio", name="Open series").click()
    page.get_by_label("only slices").check()
    wait_for_state(page, "s.metrics.asked.slices && s.metrics.asked.slices[1] === 5")
    page.get_by_label("Last slice").fill("3")
    page.get_by_label("Last slice").press("Enter")
    wait_for_state(page, "s.metrics.asked.slices[1] === 3")
    page.locator("[data-measure]").click()
    wait_for_state(page, "s.metrics.result.boxes.length === 2 && s.metrics.result.boxes[0].median === '1.000'")
    page.locator("summary").filter(has_text="Save the tables").click()
    page.get_by_role("button", name="CSV files").click()
    wait_for_state(page, "s.messages.all.length && s.messages.all[0].text.includes('tables were written')")
    assert (project.folder.parent / "study-measures" / "paired.csv").is_file()


def test_one_button_trains_publishes_a_version_and_shows_its_curves(window: Any, project: Project) -> None:
    page = window
    tab(page, "train")
    wait_for_state(page, "s.train.reason.includes('complete') && !s.train.looking")  # so far nothing is said to be
    assert not page.locator("[data-train]").is_enabled()
    page.get_by_label("Name of the model").fill("boxes")
    page.get_by_label("Name of the model").press("Enter")
    page.locator("summary").filter(has_text="More").click()
    page.get_by_label("Learn from").select_option("annotated")
    wait_for_state(page, "s.train.survey && !s.train.looking && s.train.asked.model === 'boxes'")
    assert "3 series of 3 patients" in page.locator("[data-survey]").inner_text()
    for label, value in (("Rounds through all slices", "1"), ("Series to draft", "0")):
        page.get_by_label(label).fill(value)
        page.get_by_label(label).press("Enter")
    wait_for_state(page, "s.train.asked.epochs === 1 && s.train.asked.draft_next === 0")
    page.locator("[data-train]").click()
    page.locator("[data-training=done]").wait_for(timeout=120_000)
    assert state_of(page, "train")["run"]["version"] == "boxes@1"
    assert page.locator("[data-training] svg").count() == 1
    assert "boxes@1" in [each.label for each in Project.open(project.folder).models]

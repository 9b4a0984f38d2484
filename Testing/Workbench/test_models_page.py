"""A network from a file to accepted voxels, on the real page: the wizard, a run, drafts, and what others publish."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import nibabel as nib
import numpy as np
import pytest

from RILContourLib.session.project import Project
from Testing.Workbench.page_measures import faint_texts, nameless_controls, small_targets
from Testing.Workbench.page_steps import at_rest, open_series, press, state_of, tab, wait_for_state
from Testing.Workbench.workbench_process import ROOT, WorkbenchProcess, environment

Open = Callable[[str], Any]
FIRST, SECOND = "p1/scan.nii.gz", "p2/scan.nii.gz"
SHAPE = (12, 16, 5)
BRIGHT = (slice(3, 9), slice(4, 7), slice(1, 4))
DARK = (slice(3, 9), slice(9, 13), slice(1, 4))

# In a process of its own, because TensorFlow and what draws must not meet in one. Class 1 is what lies above 0.75,
# class 2 what lies below 0.25, of values that a window brings from 0 ... 200 to 0 ... 1.
_NETWORK = """
import sys
import numpy as np
from RILContourLib.inference.tensorflow_import import import_keras
keras = import_keras()
image = keras.Input((None, None, 1))
model = keras.Model(image, keras.layers.Conv2D(3, 1, activation="softmax", name="classes")(image))
weights = np.zeros((1, 1, 1, 3), np.float32)
weights[..., 1], weights[..., 2] = 40, -40
model.get_layer("classes").set_weights([weights, np.array([0, -30, 10], np.float32)])
model.save(sys.argv[1])
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two series of grey 100 with a bright and a dark box, and a network's file beside the study."""
    if find_spec("tensorflow") is None or find_spec("trame_slicer") is None:
        pytest.skip("the extras aid and workbench are not both installed")
    folder = tmp_path_factory.mktemp("models") / "study"
    for name in (FIRST, SECOND):
        (folder / name).parent.mkdir(parents=True)
        voxels = np.full(SHAPE, 100, np.int16)
        voxels[BRIGHT], voxels[DARK] = 200, 0
        nib.save(nib.Nifti1Image(voxels, np.diag((2.0, 2.0, 3.0, 1.0))), folder / name)
    rois = [{"name": "Bright"}, {"name": "Dark"}]
    made = Project.create(folder, name="Networks", rois=rois, user="ana")
    words = [sys.executable, "-c", _NETWORK, str(folder.parent / "boxes.keras")]
    subprocess.run(words, cwd=ROOT, env=environment(folder.parent, "ana"), check=True, capture_output=True)
    return made


@pytest.fixture(scope="module")
def workbench(project: Project) -> Iterator[WorkbenchProcess]:
    started = WorkbenchProcess.start(project.folder, user="ana", home=project.folder.parent)
    yield started
    started.kill()


@pytest.fixture
def window(workbench: WorkbenchProcess, a_window: Open) -> Any:
    page = a_window(workbench.address)
    wait_for_state(page, "s.browser.total === 2 && !s.browser.busy_with")
    return page


def whole(*boxes: tuple[slice, ...]) -> np.ndarray:
    found = np.zeros(SHAPE, bool)
    for box in boxes:
        found[box] = True
    return found


def choose(page: Any, field: str, value: str) -> None:
    """Answer a question of the wizard by one of its choices."""
    page.locator(f"[data-field='{field}'] select").select_option(value)
    page.wait_for_function(
        "([id, value]) => trame.state.get('wizard').step.groups.some(g => g.fields.some(f => f.id === id && "
        "String(f.value) === value))",
        arg=[field, value],
    )


def write(page: Any, field: str, text: str) -> None:
    """Answer a question of the wizard by writing, and leave its box."""
    box = page.locator(f"[data-field='{field}'] input")
    box.fill(text)
    box.blur()


def check_legible(page: Any, where: str) -> None:
    """All that is shown can be read, hit and named, in both themes."""
    for theme in ("light", "dark"):
        page.evaluate("theme => trame.state.set('theme', theme)", theme)
        at_rest(page)
        problems = [*faint_texts(page), *small_targets(page), *nameless_controls(page)]
        assert problems == [], f"{where}, {theme}"


def go(page: Any, step: str) -> None:
    page.locator(f"[data-step={step}]").click()
    wait_for_state(page, f"s.wizard.current === '{step}'")


def test_a_clinician_adds_a_network_tries_it_and_accepts_a_part_of_its_draft(window: Any, project: Project) -> None:
    page = window
    open_series(page, FIRST)
    tab(page, "models")
    page.locator("[data-add-model]").click()
    page.get_by_label("Network (.keras").fill(str(project.folder.parent / "boxes.keras"))
    page.get_by_label("Network (.keras").blur()
    page.locator("[data-look]").click()
    wait_for_state(page, "s.wizard.open && s.wizard.step && s.wizard.step.id === 'name'")
    write(page, "name", "Boxes!")
    wait_for_state(page, "s.wizard.steps[0][2] === 1 && !s.wizard.can_publish")
    check_legible(page, "a name that is refused")
    write(page, "name", "boxes")
    wait_for_state(page, "s.wizard.can_publish")
    go(page, "axes")
    choose(page, "input.orientation", "RAS")
    wait_for_state(page, "s.wizard_picture.letters.join('') === 'PALR'")
    page.locator(".wizard-preview img").wait_for()
    go(page, "intensity")
    choose(page, "input.intensity.0.step", "window")
    write(page, "input.intensity.0.center", "100")
    write(page, "input.intensity.0.width", "200")
    wait_for_state(page, "s.wizard_picture.words.includes('values from 0 to 1')")
    check_legible(page, "intensities")
    go(page, "classes")
    choose(page, "output.classes.1", "roi:bright")
    choose(page, "output.classes.2", "roi:dark")
    go(page, "trial")
    page.locator("[data-try]").click()
    wait_for_state(page, "s.wizard.trial.status === 'done' || s.wizard.trial.error")
    assert [row[0] for row in state_of(page, "wizard")["trial"]["rows"]] == ["Bright", "Dark"]
    assert project[FIRST].drafts == []
    assert project.models.names == ()
    page.locator("[data-publish]").click()
    wait_for_state(page, "!s.wizard.open && s.shelf.rows.length === 1 && s.drafts.left === 6")

    tab(page, "drafts")
    press(page, "n")
    wait_for_state(page, "s.drafts.slice === 3 && s.slice_shown === 3")
    check_legible(page, "drafts")
    press(page, "a")
    wait_for_state(page, "s.drafts.left === 4")
    page.locator("[data-draft-roi=bright]").get_by_role("button", name="Accept").click()
    wait_for_state(page, "s.drafts.left === 2")
    press(page, "Control+z")
    wait_for_state(page, "s.drafts.left === 4")
    press(page, "Control+y")
    wait_for_state(page, "s.drafts.left === 2")
    page.get_by_role("button", name="Reject", exact=True).first.click()
    wait_for_state(page, "s.drafts.left === 0")
    press(page, "Control+s")
    wait_for_state(page, "s.workspace.version === 1 && !s.drafts.rows.length")
    held = project[FIRST].annotation
    np.testing.assert_array_equal(held.mask("bright").to_array(), whole(BRIGHT))
    np.testing.assert_array_equal(held.mask("dark").to_array(), whole((*DARK[:2], slice(3, 4))))
    assert held.makers("bright").to_json() == {"boxes@1": [[1, 3]]}


def test_a_run_over_all_series_has_a_state_for_each_and_its_drafts_appear(window: Any, project: Project) -> None:
    page = window
    open_series(page, SECOND)
    tab(page, "run")
    page.get_by_role("radio", name="Those shown").click()
    wait_for_state(page, "s.run.series === 2 && !s.run.reason")
    page.locator("[data-run]").click()
    wait_for_state(page, "s.run.rows.length === 2 && !s.run.under_way")
    check_legible(page, "runs")
    rows = {row["series"]: row["status"] for row in state_of(page, "run")["rows"]}
    assert rows == {FIRST: "skipped", SECOND: "drafted"}
    wait_for_state(page, "s.drafts.left === 6 && s.draft_strip.rows.length === 2")
    page.locator("[data-tables] summary").click()
    page.get_by_role("button", name="Save the tables").click()
    wait_for_state(page, "s.messages.all.some(each => each.text.startsWith('Tables of 2 drafts'))")
    table = (project.folder.parent / "study-drafts" / "drafts.csv").read_text()
    assert f"{SECOND},boxes@1" in table
    page.get_by_role("radio", name="The open one").click()
    page.get_by_text("only some slices").click()
    page.get_by_label("First slice").fill("2")
    page.get_by_label("First slice").blur()
    page.get_by_label("Last slice").fill("3")
    page.get_by_label("Last slice").blur()
    wait_for_state(page, "s.run.first === 2 && s.run.last === 3")
    page.get_by_text("also what this version").click()
    wait_for_state(page, "s.run.again")
    page.locator("[data-run]").click()
    wait_for_state(page, "s.drafts.rows.length === 2 && s.drafts.left === 4")
    assert [len(draft.parts.of(("bright", 0))) for draft in project[SECOND].drafts] == [3, 2]


def test_what_another_person_publishes_and_drafts_is_noticed_within_seconds(window: Any, project: Project) -> None:
    page = window
    open_series(page, SECOND)
    before = state_of(page, "shelf")["rows"][0]["numbers"]
    others = Project.open(project.folder, user="ben")
    held = others.models["boxes"].version
    made = others.models.publish(held.description, {"boxes.keras": held.weights}, by="ben")
    wait_for_state(page, f"s.shelf.rows[0].numbers.length === {len(before) + 1}")
    wait_for_state(page, f"s.messages.all.some(each => each.text === '{made.label} is there, published by ben.')")
    tab(page, "models")
    page.locator("[data-model=boxes]").get_by_role("button", name="Versions").click()
    wait_for_state(page, f"s.shelf.versions[0].label === '{made.label}'")
    check_legible(page, "models")
    page.get_by_role("button", name="Export").first.click()
    wait_for_state(page, "s.model_zip_out.path.endsWith('.zip')")
    page.get_by_role("button", name="Export it").click()
    archive = project.folder.parent / f"boxes-{made.version.number}.zip"
    wait_for_state(page, "s.messages.all.some(each => each.text.includes('.zip.'))")
    assert archive.is_file()
    assert others.models.import_archive(archive).description.rois == ("bright", "dark")

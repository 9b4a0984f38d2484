"""A network's way into a project, in pictures: `python Testing/Desktop/aid_pictures.py FOLDER`; some minutes.

In 3D Slicer: `Slicer --python-script Testing/Desktop/aid_pictures.py FOLDER`. Real networks, which another process
trains on the demonstration's CT: needs the extras aid and demo. Panels are 320 and 480 pixels wide; with
`--project FOLDER` of a demonstration with models that there is, only the training that is shown takes place.
More options in `picture_taking`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from picture_taking import HERE, WIDTHS_PX, arguments_of, begin, keep_apart, widen

SERIES = "copies/copy-1/ct.nii.gz"
PATIENCE_S = 900
EPOCHS = 12
LUNGS = ("right-lung", "left-lung")


class Walk:
    """Goes through the panels, and takes a picture of each as it is then; `name` is the picture's."""

    def __init__(self, folder: Path, project: Path) -> None:
        import slicer

        self.folder, self.slicer = folder, slicer
        slicer.util.selectModule("RILContour")
        self.desk = slicer.util.getModuleWidget("RILContour").desk
        self.network = project.parent / "lungs-2026.keras"
        opened = self.desk.openProject(project)
        shutil.copyfile(opened.models["lungs"].version.weights, self.network)
        for draft in opened[SERIES].drafts:
            draft.reject()
        slicer.util.selectModule("RILContourAID")
        self.module = slicer.util.getModuleWidget("RILContourAID")
        self.aid = self.module.panel
        self.models = self.aid.models
        for name, section in self.aid.sections.items():
            section.setProperty("collapsed", name == "Explain")  # which would load a network
        self.desk.wait()

    def shoot(self, name: str, panel: str) -> None:
        self.desk.wait()
        for width in WIDTHS_PX:
            widen(self.module.parent, width)
            self.aid.panels[panel].widget.grab().save(str(self.folder / f"aid-{name}-{width}.png"))

    def shoot_with_slice(self, name: str, panel: str) -> None:
        """The panel, and what the axial view shows then."""
        from slice_pictures import save_slice

        self.shoot(name, panel)
        save_slice(self.folder / f"aid-{name}-slice.png")

    def until(self, done: Callable[[], object]) -> None:
        import qt

        until_s = time.monotonic() + PATIENCE_S
        while not done() and time.monotonic() < until_s:
            qt.QCoreApplication.processEvents()
            time.sleep(0.001)
        self.desk.wait()

    def ui(self, name: str) -> Any:
        return self.aid.panels[name].ui


def walk(folder: Path, project: Path) -> None:
    it = Walk(folder, project)
    _without_tensorflow(it)
    it.shoot("drafts-empty", "Drafts")
    it.desk.models.workspace.open(SERIES)
    it.desk.wait()
    it.desk.models.views.show_slice(2, 17)
    if not it.ui("Run").childBox.isChecked():
        it.ui("Run").childBox.click()
    _add(it)
    _decide(it)
    _explain(it)
    _measure(it)
    _train(it)
    it.desk.closeProject()


def _without_tensorflow(it: Walk) -> None:
    from unittest import mock

    with mock.patch("RILContourLib.inference.installing.missing_packages", return_value=("tensorflow", "h5py")):
        it.models.engine.look()
        it.models.engine.ask()
        it.shoot("engine", "Engine")
        it.shoot("train-off", "Train")
    it.models.engine.ask(False)
    it.models.engine.look()


def _add(it: Walk) -> None:
    ui, wizard = it.ui("Wizard"), it.models.wizard
    it.shoot("wizard-begin", "Wizard")
    ui.fileEdit.setText(str(it.network.with_name("none.keras")))
    ui.beginButton.click()
    it.shoot("wizard-error", "Wizard")
    ui.fileEdit.setText(str(it.network))
    ui.beginButton.click()
    it.until(lambda: wizard.state.open)
    _describe(wizard, it.desk.project.models["lungs"].description)
    for step, _title, _count in wizard.state.steps:
        wizard.go(step)
        it.desk.wait()
        if wizard.state.step and wizard.state.step.preview:
            it.until(lambda: wizard.preview is not None or wizard.preview_problem)
        it.shoot(f"wizard-{step}", "Wizard")
    ui.tryButton.click()
    it.until(lambda: wizard.state.trial.status in ("done", "failed"))
    it.shoot_with_slice("trial", "Wizard")
    ui.publishButton.click()
    it.until(lambda: it.models.shelf.state.used == "lungs-2026")
    it.shoot("models", "Models")


def _describe(wizard: Any, like: Any) -> None:
    """Answer as the network was trained: what the model that it was taken from says."""
    step = like.input.intensity[0]
    answers = {"name": "lungs-2026", "input.orientation": like.input.orientation, "input.axis": like.input.axis}
    answers |= {"input.intensity.0.step": step.kind}
    answers |= {f"input.intensity.0.{key}": str(value) for key, value in step.parameters.items()}
    answers |= {f"output.classes.{each.index}": f"roi:{each.roi}" for each in like.output.classes}
    for field, value in answers.items():
        wizard.put(field, value)


def _decide(it: Walk) -> None:
    it.ui("Run").startButton.click()
    it.until(lambda: it.models.drafts.state.left and not it.models.run.state.under_way)
    it.shoot("run", "Run")
    it.shoot("drafts", "Drafts")
    ui = it.ui("Drafts")
    ui.roiTable.setCurrentIndex(it.aid.panels["Drafts"].rois.index(0, 0))
    ui.acceptROIButton.click()
    it.desk.wait()
    ui.nextButton.click()
    it.desk.wait()
    ui.acceptHereButton.click()
    it.shoot_with_slice("part", "Drafts")


def _explain(it: Walk) -> None:
    explain, ui = it.models.explaining.panel, it.ui("Explain")
    it.aid.sections["Explain"].setProperty("collapsed", False)
    it.until(lambda: explain.state.ready or explain.state.hint)
    it.shoot("explain-ready", "Explain")
    ui.explainButton.click()
    it.until(lambda: explain.state.map is not None or explain.state.hint)
    it.shoot_with_slice("explain", "Explain")


def _measure(it: Walk) -> None:
    metrics = it.models.metrics
    it.ui("Metrics").scopeBox.activated.emit(0)
    metrics.refresh()
    it.until(lambda: any(each.id == "lungs-2026@1" for each in metrics.state.sources))
    metrics.choose(first="lungs-2026@1")
    it.ui("Metrics").startButton.click()
    it.until(lambda: metrics.state.result is not None and not metrics.state.running)
    it.shoot("metrics", "Metrics")


def _train(it: Walk) -> None:
    """A real training on what was accepted: the curves, and what is said of it, are what came of it."""
    train = it.models.train
    it.ui("Drafts").acceptAllButton.click()
    it.desk.wait()
    for roi in LUNGS:
        it.desk.models.rois.set_status("complete", roi)
    it.desk.wait()
    train.refresh()
    it.until(lambda: train.state.survey or train.state.reason)
    it.shoot("train-ready", "Train")
    train.set_model("lungs-again")
    for roi in LUNGS:
        train.toggle_roi(roi)
    train.set_epochs(EPOCHS)
    train.set_draft_next(1)
    it.until(lambda: not train.state.looking and not train.state.reason)
    it.ui("Train").startButton.click()
    it.until(lambda: train.state.run and (_epochs(train) >= EPOCHS // 3 or train.state.run.ended))
    it.shoot("train-running", "Train")
    it.until(lambda: train.state.run.ended)
    it.shoot("train", "Train")


def _epochs(train: Any) -> int:
    """How many are done."""
    return max(map(len, train.curves().values()), default=0)


def demonstration(folder: Path) -> Path:
    words = [sys.executable, "-m", "RILContourLib.cli", "demo", str(folder / "demo"), "--models"]
    subprocess.run(words, cwd=HERE.parents[1], check=True, capture_output=True)
    return folder / "demo"


def main(arguments: list[str]) -> None:
    parser = arguments_of(__doc__)
    parser.add_argument("--project", type=Path, help="a demonstration with models, of which a copy is used")
    asked = parser.parse_args(arguments)
    begin(asked)
    with tempfile.TemporaryDirectory() as made:
        keep_apart(Path(made))
        if asked.project:
            project = Path(shutil.copytree(asked.project, Path(made) / "demo"))
        else:
            project = demonstration(Path(made))
        walk(asked.folder, project)


if __name__ == "__main__":
    main(sys.argv[1:])

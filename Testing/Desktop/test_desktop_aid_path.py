"""From a network's file to a Dice, as a clinician goes in RIL-Contour AID: a real network, in child processes."""

from __future__ import annotations

import subprocess
import sys
import unittest
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
from aid_case import ROOT, AidCase
from desktop_case import nodes

SHAPE = (12, 16, 5)
BRIGHT = (slice(3, 9), slice(4, 7), slice(1, 4))
DARK = (slice(3, 9), slice(10, 13), slice(1, 4))
FIRST, SECOND = "p1/scan.nii.gz", "p2/scan.nii.gz"

# Another process makes the file, as TensorFlow has no place in one that draws. Class 1 is what lies above 0.75, class 2
# what lies below 0.25, of values that a window brings from 0 ... 200 to 0 ... 1.
_NETWORK = """
import sys
import numpy as np
from RILContourLib.inference.tensorflow_import import import_keras
keras = import_keras()
image = keras.Input((None, None, 1))
features = keras.layers.Conv2D(2, 1, activation="relu", name="features")(image)
model = keras.Model(image, keras.layers.Conv2D(3, 1, activation="softmax", name="classes")(features))
signs = np.array([1, -1], np.float32).reshape(1, 1, 1, 2)
model.get_layer("features").set_weights([signs, np.array([0, 1], np.float32)])
weights = np.zeros((1, 1, 2, 3), np.float32)
weights[..., 0, 1], weights[..., 1, 2] = 40, 40
model.get_layer("classes").set_weights([weights, np.array([0, -30, -30], np.float32)])
model.save(sys.argv[1])
"""


@unittest.skipIf(find_spec("tensorflow") is None, "TensorFlow is not installed")
class WholePath(AidCase):
    def make_study(self) -> Any:
        """Two series of grey 100 with a bright and a dark box; people marked two slices of three in the second."""
        from RILContourLib import Project

        folder = self.folder / "study"
        for name in (FIRST, SECOND):
            (folder / name).parent.mkdir(parents=True)
            voxels = np.full(SHAPE, 100, np.int16)
            voxels[BRIGHT], voxels[DARK] = 200, 0
            nibabel.save(nibabel.Nifti1Image(voxels, np.diag((2.0, 2.0, 3.0, 1.0))), folder / name)
        made = Project.create(folder, name="Boxes", rois=[{"name": "Bright"}, {"name": "Dark"}], user="ana")
        with made[SECOND].edit() as annotation:
            annotation["bright"].mask[(*BRIGHT[:2], slice(1, 3))] = True
        file = str(self.folder / "boxes.keras")
        subprocess.run([sys.executable, "-c", _NETWORK, file], cwd=ROOT, check=True, capture_output=True)
        return made

    def publish(self) -> None:
        """No model yet: the wizard is to make one."""

    def enter(self, field: str, value: str) -> None:
        """Answer a question of the wizard: choose what has those words, or write them."""
        asked = self.aid.panels["Wizard"].form.inputs[field]
        if asked.inherits("QComboBox"):
            number = next(n for n in range(asked.property("count")) if value in asked.itemText(n))
            asked.activated.emit(number)
        else:
            asked.setText(value)
            asked.editingFinished.emit()
        self.settle()

    def go(self, step: str) -> None:
        ui, steps = self.aid_ui("Wizard"), [each[0] for each in self.aid.models.wizard.state.steps]
        ui.stepBox.activated.emit(steps.index(step))
        self.settle()

    def add_network(self) -> None:
        ui, wizard = self.aid_ui("Wizard"), self.aid.models.wizard
        ui.fileEdit.setText(str(self.folder / "boxes.keras"))
        ui.beginButton.click()
        self.settle()
        self.assertEqual(wizard.state.error, "")
        self.enter("name", "boxes")
        self.go("axes")
        self.enter("input.orientation", "RAS")
        self.go("intensity")
        self.enter("input.intensity.0.step", "indow")
        self.enter("input.intensity.0.center", "100")
        self.enter("input.intensity.0.width", "200")
        self.wait_for(lambda: "values from 0 to 1" in ui.previewWordsLabel.property("text"))
        self.assertFalse(ui.previewLabel.property("pixmap").isNull())
        self.go("classes")
        self.enter("output.classes.1", "Bright")
        self.enter("output.classes.2", "Dark")
        self.go("trial")
        ui.tryButton.click()
        self.wait_for(lambda: wizard.state.trial.status in ("done", "failed"), 120)
        self.assertIn("Bright: 0.6 mL", ui.trialLabel.property("text"))
        self.assertIsNotNone(self.aid.panels["Drafts"].overlay.node)
        ui.publishButton.click()
        self.wait_for(lambda: self.aid.models.shelf.state.used == "boxes" and not wizard.state.open)

    def accept_a_part(self) -> None:
        """One slice, then one ROI; the rest is rejected."""
        ui, drafts = self.aid_ui("Drafts"), self.aid.panels["Drafts"]
        self.models.views.show_slice(2, 0)
        ui.nextButton.click()
        self.settle()
        self.assertEqual(self.models.views.place[2], 1)
        ui.acceptHereButton.click()
        self.settle()
        ui.roiTable.setCurrentIndex(drafts.rois.index(0, 0))
        ui.acceptROIButton.click()
        self.settle()
        ui.rejectAllButton.click()
        self.settle()
        self.assertIn("All is decided", ui.leftLabel.property("text"))

    def see_why(self) -> None:
        self.aid.sections["Explain"].setProperty("collapsed", False)
        explain, ui = self.aid.models.explaining.panel, self.aid_ui("Explain")
        self.wait_for(lambda: explain.state.ready or explain.state.hint, 120)
        number = next(n for n in range(ui.layerBox.property("count")) if "features" in ui.layerBox.itemText(n))
        ui.layerBox.activated.emit(number)
        self.settle()
        ui.explainButton.click()
        self.wait_for(lambda: explain.state.map is not None or explain.state.hint, 120)
        self.assertIn("Grad-CAM · features · Bright · boxes@1", ui.titleLabel.property("text"))
        values = explain.map.plane(2, 1)
        self.assertGreater(values[BRIGHT[:2]].min(), explain.state.map.threshold)
        self.assertLessEqual(values[DARK[:2]].max(), explain.state.map.threshold)
        self.assertIn("vtkMRMLColorTableNode", nodes())

    def read_dice(self) -> None:
        ui, metrics = self.aid_ui("Metrics"), self.aid.models.metrics
        metrics.refresh()
        self.wait_for(lambda: metrics.state.asked.first == "boxes@1")
        ui.startButton.click()
        self.wait_for(lambda: metrics.state.result is not None and not metrics.state.running)
        rows = {(row.series, row.roi): row.values[0] for row in metrics.state.result.numbers}
        found = {(FIRST, "Bright"): "1.000", (FIRST, "Dark"): "0.500", (SECOND, "Bright"): "0.800"}
        self.assertEqual(rows, found)
        panel = self.aid.panels["Metrics"]
        self.assertEqual([row[0] for row in panel.boxes.rows], ["Bright", "Dark"])
        self.assertEqual(panel.worst.rows[1][:3], (SECOND, "Bright", "0.800"))
        ui.worstTable.activated.emit(panel.worst.index(1, 0))
        self.settle()
        self.assertEqual((self.models.workspace.opened.name, self.models.views.place[2]), (SECOND, 3))

    def test_a_clinician_adds_a_network_runs_it_accepts_a_part_sees_why_and_reads_dice(self) -> None:
        child = self.aid_ui("Run").childBox
        if not child.isChecked():
            child.click()
            self.addCleanup(child.click)
        self.open_series(FIRST)
        self.add_network()
        run = self.aid.models.run
        self.aid_ui("Run").scopeBox.activated.emit(1)
        self.settle()
        self.aid_ui("Run").startButton.click()
        self.wait_for(lambda: len(run.queue.rows) == 2 and not run.state.under_way, 120)
        self.wait_for(lambda: self.aid.models.drafts.state.left == 6)
        self.accept_a_part()
        self.assertEqual((self.voxels("bright"), self.voxels("dark")), (54, 18))
        self.see_why()
        self.read_dice()
        self.assertNotIn("tensorflow", sys.modules)
        self.assertFalse(_maps("libtensorflow"), "TensorFlow is in this process")


def _maps(library: str) -> bool:
    """Whether this process has a library in its memory, as far as the system tells."""
    maps = Path("/proc/self/maps")
    return maps.is_file() and library in maps.read_text(errors="replace")


if __name__ == "__main__":
    unittest.main()

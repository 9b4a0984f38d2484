"""RIL-Contour AID: models, runs, drafts, the wizard and training on the project that is open in RIL-Contour."""

from __future__ import annotations

import json
import threading
import unittest
import zipfile
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

import slicer
from aid_case import AidCase
from desktop_case import DesktopCase, nodes, vtk_image_array


class Networks(AidCase):
    """`runner` runs a network of a few lines of numpy in place of TensorFlow."""

    def setUp(self) -> None:
        from Testing.Lib.session.drafting import DirectRunner

        super().setUp()
        self.runner = DirectRunner()
        self.aid.models.run.queue._make_runner = lambda: self.runner

    def draft(self) -> None:
        """Open the first series, and have the model draft it."""
        from Testing.Lib.session.drafting import NAMES

        self.project.models["net"].predict(self.project[NAMES[0]], runner=self.runner)
        self.open_series(NAMES[0])

    def test_models_are_listed_with_what_they_do_and_exported_as_a_file(self) -> None:
        panel, ui = self.aid.panels["Models"], self.aid_ui("Models")
        self.assertEqual(panel.table.rows[0][:2], ("net", "1"))
        ui.modelTable.setCurrentIndex(panel.table.index(0, 0))
        self.settle()
        self.assertEqual(panel.version().label, "net@1")
        self.assertIn("net.keras", ui.problemLabel.property("text"))  # a file that Keras could not read
        ui.useButton.click()
        self.settle()
        self.assertEqual(self.aid.models.shelf.state.used, "net@1")
        file = self.folder / "net.zip"
        self.aid.models.shelf.export("net@1", file)
        self.settle()
        self.assertTrue(zipfile.is_zipfile(file))

    def test_without_tensorflow_it_is_said_what_is_missing_and_asked_before_it_is_installed(self) -> None:
        ui, engine = self.aid_ui("Engine"), self.aid.models.engine
        missing = "RILContourLib.inference.installing.missing_packages"
        with mock.patch(missing, return_value=("tensorflow",)), mock.patch.object(engine, "install") as install:
            engine.look()
            self.settle()
            self.assertFalse(self.aid.panels["Engine"].widget.isHidden())
            self.assertIn("tensorflow", ui.engineLabel.property("text"))
            self.assertIn("700 MB", ui.engineLabel.property("text"))
            for name in ("Run", "Train"):
                button = self.aid_ui(name).startButton
                self.assertFalse(button.isEnabled())
                self.assertIn("TensorFlow", button.property("toolTip"))
            ui.installButton.click()
            self.settle()
            install.assert_not_called()
            self.assertTrue(ui.askLabel.property("text"))
            ui.declineButton.click()
            self.settle()
            self.assertFalse(engine.state.asked)
            ui.installButton.click()
            self.settle()
            ui.installButton.click()
            install.assert_called_once_with()
        with mock.patch(missing, return_value=()):
            engine.look()
            self.settle()
            self.assertTrue(self.aid.panels["Engine"].widget.isHidden())

    def test_where_there_is_no_tensorflow_for_the_computer_that_is_said_and_nothing_offered(self) -> None:
        from RILContourLib.inference import installing

        engine, said = self.aid.models.engine, installing.platform_problem(installing.Machine("Darwin", "x86_64"))
        absent = mock.patch.object(installing, "missing_packages", return_value=("tensorflow",))
        with absent, mock.patch.object(installing, "platform_problem", return_value=said):
            engine.look()
            self.settle()
        self.assertIn("Intel", self.aid_ui("Engine").engineLabel.property("text"))
        self.assertTrue(self.aid_ui("Engine").installButton.isHidden())

    def test_a_run_over_the_series_that_the_browser_shows_leaves_drafts(self) -> None:
        from RILContourLib.models.approval import Approvals

        ui, run = self.aid_ui("Run"), self.aid.models.run
        ui.scopeBox.activated.emit(1)
        self.settle()
        self.assertIn("2", ui.reasonLabel.property("text") + str(run.state.series))
        with mock.patch.object(run, "_reason", return_value=""), mock.patch.object(Approvals, "check"):
            self.aid.panels["Run"].draw()
            ui.startButton.click()
            self.wait_for(lambda: len(run.queue.rows) == 2 and not run.state.under_way)
        self.assertEqual([row[1] for row in self.aid.panels["Run"].rows.rows], ["drafted", "drafted"])
        self.assertFalse(ui.stopButton.isEnabled())

    def test_a_draft_is_hatched_and_accepted_by_slice_and_by_roi(self) -> None:
        self.draft()
        panel, ui = self.aid.panels["Drafts"], self.aid_ui("Drafts")
        self.assertIn("4 to decide", ui.leftLabel.property("text"))
        self.assertIsNotNone(panel.overlay.node)
        self.assertFalse(panel.overlay.node.GetDisplayNode().GetVisibility2DFill())
        views = self.later_view("RILContourLater").GetSliceCompositeNode()
        self.assertEqual(views.GetNthLayerVolumeID(3), panel.overlay.hatching.GetID())
        stripes = vtk_image_array(panel.overlay.hatching.GetImageData())
        self.assertEqual(sorted(set(stripes.ravel().tolist())), [0, 1])
        self.assertEqual(self.voxels("bright"), 0)
        self.models.views.show_slice(2, 2)
        self.settle()
        ui.acceptHereButton.click()
        self.settle()
        self.assertEqual((self.voxels("bright"), self.shown_voxels("bright")), (24, 24))
        ui.roiTable.setCurrentIndex(panel.rois.index(0, 0))
        ui.acceptROIButton.click()
        self.settle()
        self.assertEqual(self.voxels("bright"), 96)
        self.assertEqual((panel.overlay.node, panel.overlay.hatching), (None, None))

    def test_keys_go_through_a_draft_and_accept_it_slice_by_slice(self) -> None:
        self.draft()
        press = self.aid.keys.press
        self.models.views.show_slice(2, 0)
        self.settle()
        for _slice in range(4):
            press("N")
            self.settle()
            press("A")
            self.settle()
        self.assertEqual(self.voxels("bright"), 96)
        press("Ctrl+Z")
        self.settle()
        self.assertEqual(self.voxels("bright"), 72)

    def test_what_cannot_be_done_is_said_on_the_line_on_top(self) -> None:
        self.draft()
        self.aid_ui("Drafts").acceptROIButton.click()
        self.settle()
        self.assertIn("Choose an ROI", self.aid_ui("Series").messageLabel.property("text"))
        self.assertIn("scan.nii.gz", self.aid_ui("Series").seriesLabel.property("text"))

    def test_a_draft_is_rejected_and_the_annotation_stays(self) -> None:
        self.draft()
        before = nodes()
        self.aid_ui("Drafts").rejectAllButton.click()
        self.settle()
        self.assertIn("No draft", self.aid_ui("Drafts").leftLabel.property("text"))
        self.assertEqual(self.voxels("bright"), 0)
        self.assertLess(len(nodes()), len(before))

    def test_a_network_from_a_file_is_described_step_by_step_and_published(self) -> None:
        file = network_file(self.folder / "other.keras")
        ui, wizard = self.aid_ui("Wizard"), self.aid.models.wizard
        ui.fileEdit.setText(str(file))
        ui.beginButton.click()
        self.settle()
        self.assertTrue(wizard.state.open)
        form = self.aid.panels["Wizard"].form
        name = form.inputs["name"]
        name.setText("other")
        name.editingFinished.emit()
        self.settle()
        for _step in wizard.state.steps:
            ui.onButton.click()
            self.settle()
        self.assertEqual(wizard.state.current, "trial")
        self.assertFalse(ui.onButton.isEnabled())
        ui.closeButton.click()
        self.settle()
        self.assertFalse(wizard.state.open)

    def test_what_there_is_to_learn_from_is_counted_or_said_to_be_missing(self) -> None:
        ui = self.aid_ui("Train")
        self.assertTrue(ui.reasonLabel.property("text") or ui.surveyLabel.property("text"))
        self.assertFalse(ui.startButton.isEnabled())
        ui.draftBox.setValue(7)
        self.settle()
        self.assertEqual(self.aid.models.train.state.asked.draft_next, 7)

    def test_what_a_training_tells_is_drawn_while_nobody_does_anything(self) -> None:
        """Its thread is none that the turns know of, and cannot start one."""
        from RILContourLib.training.records import TrainingState

        self.desk._look.setInterval(20)
        told = TrainingState("net", "training", epoch=3, epochs=9)
        thread = threading.Thread(target=self.aid.models.train._hear, args=(told,))
        thread.start()
        thread.join()
        self.wait_for(lambda: "3 of 9" in self.aid_ui("Train").runLabel.property("text"))

    def test_learning_curves_are_drawn_in_the_panel_and_if_wanted_in_the_plot_view(self) -> None:
        from RILContourLib.training.records import EpochRecord, TrainingState

        def heard(*scores: float) -> None:
            told = [EpochRecord(n, 1 / n, 1.5 / n, s, {"bright": s}, 1e-3, 2.0) for n, s in enumerate(scores, 1)]
            self.aid.models.train._hear(TrainingState("net", "training", len(told), 10, curves=tuple(told)))
            self.settle()

        panel, ui, before = self.aid.panels["Train"], self.aid_ui("Train"), nodes()
        self.assertTrue(ui.curvesLabel.isHidden() and ui.curvesButton.isHidden())
        heard(0.5)
        drawn = ui.curvesLabel.property("pixmap").toImage()
        self.assertFalse(ui.curvesLabel.isHidden() or drawn.isNull())
        ui.curvesButton.click()
        heard(0.5, 0.75)
        self.assertNotEqual(ui.curvesLabel.property("pixmap").toImage(), drawn)
        table = slicer.mrmlScene.GetFirstNodeByClass("vtkMRMLTableNode").GetTable()
        names = [table.GetColumnName(n) for n in range(table.GetNumberOfColumns())]
        self.assertEqual(names, ["epoch", "Bright, Dice", "Loss in training", "Loss in validation"])
        self.assertEqual([table.GetValueByName(n, "Bright, Dice").ToDouble() for n in range(2)], [0.5, 0.75])
        self.assertEqual(slicer.mrmlScene.GetNumberOfNodesByClass("vtkMRMLPlotSeriesNode"), 3)
        panel.plot.remove()
        self.assertEqual([name for name in nodes() if name not in before and "PlotView" not in name], [])

    def test_drafts_are_measured_against_what_people_made_and_the_worst_series_opened(self) -> None:
        from Testing.Lib.session.drafting import NAMES, bright

        with self.project[NAMES[0]].edit() as annotation:
            annotation["bright"].mask[...] = bright()
            annotation["bright"].mask[2, 3, 1] = False
        self.project.models["net"].predict(self.project[NAMES[0]], runner=self.runner)
        panel, ui, metrics = self.aid.panels["Metrics"], self.aid_ui("Metrics"), self.aid.models.metrics
        metrics.refresh()
        self.wait_for(lambda: metrics.state.asked.first == "net@1")
        self.assertEqual(ui.firstBox.property("currentText"), metrics.state.sources[-1].label)
        ui.startButton.click()
        self.wait_for(lambda: metrics.state.result is not None and not metrics.state.running)
        self.assertEqual(panel.boxes.rows[0][0], "Bright")
        self.assertIn("0.99", panel.boxes.rows[0][2])
        for plot in (ui.boxPlot, ui.slicesPlot):
            self.assertFalse(plot.isHidden() or plot.property("pixmap").isNull())
        ui.worstTable.activated.emit(panel.worst.index(0, 0))
        self.settle()
        self.assertEqual(self.models.workspace.opened.name, NAMES[0])
        self.assertEqual(self.models.views.place[2], 1)

    def test_closing_the_project_ends_the_panels_and_another_project_gets_new_ones(self) -> None:
        self.desk.closeProject()
        self.assertEqual((self.aid.models, self.aid.panels), (None, {}))
        self.desk.openProject(self.project.folder)
        self.settle()
        self.assertIn("Run", self.aid.panels)


def network_file(file: Path) -> Path:
    """What Keras would write of a small network, without weights."""
    shape = {"name": "in", "batch_shape": [None, None, None, 1]}
    layers = [
        {"class_name": "InputLayer", "name": "in", "config": shape},
        {"class_name": "Conv2D", "name": "out", "config": {"name": "out", "filters": 2, "activation": "softmax"}},
    ]
    config = {"class_name": "Functional", "config": {"layers": layers, "output_layers": ["out", 0, 0]}}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", json.dumps(config))
    return file


class Modules(DesktopCase):
    def test_nothing_heavy_is_imported_by_showing_the_module(self) -> None:
        import sys

        slicer.util.selectModule("RILContourAID")
        self.addCleanup(slicer.util.selectModule, "RILContour")
        self.open_project()
        if find_spec("tensorflow") is None or not self.models:
            self.assertNotIn("tensorflow", sys.modules)
        self.assertNotIn("keras", sys.modules)


if __name__ == "__main__":
    unittest.main()

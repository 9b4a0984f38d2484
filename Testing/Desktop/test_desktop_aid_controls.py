"""Buttons, boxes and lists of RIL-Contour AID that no other test needs: each does what its words say."""

from __future__ import annotations

import unittest

from aid_case import AidCase


class Decisions(AidCase):
    """What is decided on a draft of an ROI in four slices, and of answers."""

    def setUp(self) -> None:
        from Testing.Lib.session.drafting import NAMES

        super().setUp()
        self.draft("net")
        self.open_series(NAMES[0])
        self.drafts, self.ui_ = self.aid.models.drafts, self.aid_ui("Drafts")

    def publish(self) -> None:
        from Testing.Lib.session.drafting import RATING, publish

        publish(self.project)
        publish(self.project, RATING, "rating")

    def draft(self, model: str) -> None:
        from Testing.Lib.session.drafting import NAMES, DirectRunner, Rating

        runner = DirectRunner(Rating() if model == "rating" else None)
        self.project.models[model].predict(self.project[NAMES[0]], runner=runner)

    def choose_roi(self) -> None:
        self.ui_.roiTable.setCurrentIndex(self.aid.panels["Drafts"].rois.index(0, 0))

    def left(self) -> int:
        return self.drafts.state.left

    def test_all_is_accepted_at_once(self) -> None:
        self.ui_.acceptAllButton.click()
        self.settle()
        self.assertEqual((self.left(), self.voxels("bright")), (0, 96))

    def test_a_slice_is_rejected_and_an_roi_accepted_on_another_one_only(self) -> None:
        self.models.views.show_slice(2, 2)
        self.settle()
        self.ui_.rejectHereButton.click()
        self.settle()
        self.assertEqual((self.left(), self.voxels("bright")), (3, 0))
        self.models.views.show_slice(2, 3)
        self.settle()
        self.choose_roi()
        self.ui_.acceptROIHereButton.click()
        self.settle()
        self.assertEqual((self.left(), self.voxels("bright")), (2, 24))

    def test_an_roi_is_rejected(self) -> None:
        self.choose_roi()
        self.ui_.rejectROIButton.click()
        self.settle()
        self.assertEqual((self.left(), self.voxels("bright")), (0, 0))

    def test_what_is_hatched_is_hidden_and_shown(self) -> None:
        overlay = self.aid.panels["Drafts"].overlay
        self.assertIsNotNone(overlay.node)
        self.ui_.shownBox.click()
        self.settle()
        self.assertIsNone(overlay.node)
        self.ui_.shownBox.click()
        self.settle()
        self.assertIsNotNone(overlay.node)

    def test_slices_of_people_are_replaced_only_if_that_is_asked_for(self) -> None:
        self.paint("bright", (slice(0, 2), 0, 2))
        self.models.views.show_slice(2, 2)
        self.settle()
        self.ui_.acceptHereButton.click()
        self.settle()
        self.assertEqual(self.voxels("bright"), 2)
        self.ui_.replaceBox.click()
        self.ui_.acceptHereButton.click()
        self.settle()
        self.assertEqual(self.voxels("bright"), 24)

    def test_answers_are_accepted_and_rejected_one_by_one(self) -> None:
        self.drafts.reject()
        self.draft("rating")
        self.drafts.refresh()
        self.settle()
        asked = [row.field for row in self.drafts.state.answers]
        self.assertIn("quality", asked)
        self.choose_answer(asked.index("quality"))
        self.ui_.acceptAnswerButton.click()
        self.settle()
        self.assertEqual(self.desk.session.text["quality"], "good")
        left = self.left()
        self.models.views.show_slice(2, 2)
        self.settle()
        number = next(n for n, row in enumerate(self.drafts.state.answers) if row.field == "seen")
        self.choose_answer(number)
        self.ui_.rejectAnswerButton.click()
        self.settle()
        self.assertLess(self.left(), left)

    def choose_answer(self, number: int) -> None:
        self.ui_.answerTable.setCurrentIndex(self.aid.panels["Drafts"].answers.index(number, 0))


class Asked(AidCase):
    """What a run and a training are asked for."""

    def publish(self) -> None:
        from Testing.Lib.session.drafting import SEGMENTING, publish

        publish(self.project)
        publish(self.project, SEGMENTING)

    def test_a_run_is_of_some_roi_and_slices_and_does_again_what_was_done(self) -> None:
        from Testing.Lib.session.drafting import NAMES

        self.open_series(NAMES[0])
        ui, state = self.aid_ui("Run"), lambda: self.aid.models.run.state
        ui.roisButton.click()
        self.assertFalse(ui.roiArea.isHidden())
        ui.limitedBox.click()
        self.settle()
        ui.firstBox.setValue(2)
        ui.lastBox.setValue(4)
        ui.againBox.click()
        self.settle()
        self.assertEqual((state().limited, state().first, state().last, state().again), (True, 2, 4, True))

    def test_a_training_is_of_a_name_with_epochs_of_what_was_accepted(self) -> None:
        ui, asked = self.aid_ui("Train"), lambda: self.aid.models.train.state.asked
        ui.nameBox.setEditText("lungs")
        ui.nameBox.lineEdit().editingFinished.emit()
        ui.epochsBox.setValue(7)
        ui.acceptBox.activated.emit(3)
        ui.scratchBox.click()
        self.settle()
        self.assertEqual((asked().model, asked().epochs, asked().accept), ("lungs", 7, "annotated"))
        self.assertTrue(asked().from_scratch)
        ui.whatBox.activated.emit(1)
        self.settle()
        self.assertNotEqual(asked().what, "rois")

    def test_each_version_of_a_model_is_shown(self) -> None:
        panel, ui = self.aid.panels["Models"], self.aid_ui("Models")
        ui.refreshButton.click()
        self.settle()
        ui.modelTable.setCurrentIndex(panel.table.index(0, 0))
        self.settle()
        self.assertEqual(ui.versionBox.property("count"), 2)
        shown = []
        for number in (0, 1):
            ui.versionBox.setCurrentIndex(number)
            self.settle()
            shown.append(panel.version().label)
        self.assertEqual(sorted(shown), ["net@1", "net@2"])

    def test_the_wizard_goes_back_and_shows_other_slices(self) -> None:
        from test_desktop_aid import network_file

        from Testing.Lib.session.drafting import NAMES

        self.open_series(NAMES[0])
        ui, wizard = self.aid_ui("Wizard"), self.aid.models.wizard
        self.assertEqual(ui.architectureEdit.property("text"), "")
        ui.fileEdit.setText(str(network_file(self.folder / "other.keras")))
        ui.beginButton.click()
        self.settle()
        first = wizard.state.current
        ui.onButton.click()
        self.settle()
        self.assertNotEqual(wizard.state.current, first)
        ui.backButton.click()
        self.settle()
        self.assertEqual(wizard.state.current, first)
        ui.closeButton.click()
        self.settle()


if __name__ == "__main__":
    unittest.main()

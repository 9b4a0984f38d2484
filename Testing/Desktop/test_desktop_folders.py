"""Folders that vanish, full disks, odd names, other people in the project: nothing is lost, and all is said."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path
from unittest import mock

import nibabel
import numpy as np
from desktop_case import NAMES, SHAPE, DesktopCase

STROKE, SECOND = (slice(2, 5), 2, 3), (slice(6, 9), 2, 3)
NO_SPACE = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
FOLDERS = ("with 'quotes' and \"more\"", "ü 日本語", "percent%20#?&", "[x]*{y}", "-dash", "d" * 200)


class OpenSeriesCase(DesktopCase):
    def setUp(self) -> None:
        super().setUp()
        self.open_project()
        self.open_series()
        self.paint("right-lung", STROKE)

    def saying(self, widget: str) -> str:
        return self.ui("Series").__dict__[widget].property("text")

    def problem(self) -> str:
        return self.widget.panel.projectPanel.ui.problemLabel.property("text")

    def assert_marked(self, voxels: int) -> None:
        self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (voxels, voxels))


class Trouble(OpenSeriesCase):
    def test_a_folder_that_vanishes_and_comes_back_has_all_strokes(self) -> None:
        study, away = self.folder / "study", self.folder / "away"
        study.rename(away)
        self.paint("right-lung", SECOND)
        self.assert_marked(6)
        self.ui("Series").saveButton.click()
        self.settle()
        self.assertIn(NAMES[0], self.saying("unseenLabel"))
        self.desk.closeProject()
        self.settle()
        self.assertIn(NAMES[0], self.problem())
        away.rename(study)
        self.desk.openProject(study)
        self.settle()
        self.open_series()
        self.assert_marked(6)

    def test_what_could_not_be_saved_stands_there_until_it_is_read(self) -> None:
        self.assertTrue(self.ui("Series").unseenFrame.isHidden())
        with mock.patch("os.link", side_effect=NO_SPACE):
            self.ui("Series").saveButton.click()
            self.settle()
        self.models.workspace.messages.say("something else")
        self.settle()
        self.assertIn(os.strerror(errno.ENOSPC), self.saying("unseenLabel"))
        self.assertIn("something else", self.saying("messageLabel"))
        self.ui("Series").seenButton.click()
        self.settle()
        self.assertTrue(self.ui("Series").unseenFrame.isHidden())
        self.ui("Series").saveButton.click()
        self.settle()
        self.assertIn("version 1", self.saying("messageLabel"))

    def test_of_a_damaged_annotation_one_goes_on_from_the_version_that_is_whole_by_a_button(self) -> None:
        self.assertTrue(self.ui("Series").readingFrame.isHidden())
        for voxels in (SECOND, (slice(6, 9), 3, 3)):
            self.ui("Series").saveButton.click()
            self.settle()
            self.paint("right-lung", voxels)
        self.desk.closeProject()
        self.settle()
        newest = max(self.folder.rglob("*.mask"), key=lambda path: path.stat().st_mtime_ns)
        newest.chmod(0o644)
        newest.write_bytes(newest.read_bytes()[:-1])
        self.desk.openProject(self.folder / "study")
        self.settle()
        self.open_series()
        self.assertFalse(self.ui("Series").readingFrame.isHidden())
        self.assertIn("damaged", self.saying("readingLabel"))
        self.assertEqual(self.saying("goOnButton"), "Go on from version 2")
        self.assert_marked(6)
        self.ui("Series").goOnButton.click()
        self.settle()
        self.assertEqual(self.models.workspace.state.mode, "editing")
        self.assertTrue(self.ui("Series").readingFrame.isHidden())
        self.paint("right-lung", (slice(6, 9), 4, 3))
        self.assert_marked(9)

    def test_a_full_disk_while_the_project_is_closed_is_told_afterwards_and_costs_no_stroke(self) -> None:
        with mock.patch("os.link", side_effect=NO_SPACE):
            self.desk.closeProject()
            self.settle()
        self.assertIn(os.strerror(errno.ENOSPC), self.problem())
        self.desk.openProject(self.folder / "study")
        self.settle()
        self.open_series()
        self.assert_marked(3)

    def test_an_image_that_is_deleted_meanwhile_takes_no_stroke_with_it(self) -> None:
        (self.folder / "study" / NAMES[1]).unlink()
        self.open_series(NAMES[1])
        self.assertIn(NAMES[1], self.saying("messageLabel"))
        self.assertEqual(self.models.workspace.opened.name, NAMES[0])
        image = self.folder / "study" / NAMES[0]
        content = image.read_bytes()
        image.unlink()
        self.paint("right-lung", SECOND)
        self.assert_marked(6)
        image.write_bytes(content)
        self.ui("Series").saveButton.click()
        self.settle()
        self.assertEqual(self.desk.project[NAMES[0]].annotation.mask("right-lung").count, 6)


class OthersInTheProject(OpenSeriesCase):
    def test_a_series_that_somebody_takes_over_is_for_reading_from_then_on(self) -> None:
        from RILContourLib import Project

        store = Project.open(self.folder / "study", user="ben").store
        lease = store.acquire(NAMES[0], "ben", force=True)
        self.addCleanup(store.release, lease)

        self.models.workspace.poll()
        self.settle()
        self.assertFalse(self.desk.series.canEdit)
        self.assertTrue(self.editor.property("readOnly"))
        self.assert_marked(3)  # taken over with the lease
        self.assertIn("ben", " ".join(message.text for message in self.models.workspace.messages.all))

    def test_a_template_that_another_user_changed_is_there_with_the_next_series(self) -> None:
        from RILContourLib import Project

        other = Project.open(self.folder / "study", user="ben")
        heart = replace(other.definitions.rois[0], id="heart", name="Heart", value=9)
        other.redefine(replace(other.definitions, rois=(*other.definitions.rois, heart)))
        self.paint("right-lung", SECOND)
        self.assert_marked(6)
        self.open_series(NAMES[1])
        self.paint("heart", STROKE)
        self.assertEqual((self.voxels("heart"), self.shown_voxels("heart")), (3, 3))
        self.open_series(NAMES[0])
        self.assert_marked(6)
        self.paint("heart", STROKE)
        self.assertEqual(self.voxels("heart"), 3)

    def test_a_second_project_takes_the_place_of_the_first_which_is_saved(self) -> None:
        from RILContourLib import Project

        first, second = self.desk.project, self.folder / "second"
        (second / "a").mkdir(parents=True)
        (second / NAMES[0]).write_bytes((self.folder / "study" / NAMES[0]).read_bytes())
        Project.create(second, name="Other", rois=[{"name": "Right lung"}])
        self.desk.openProject(second)
        self.settle()
        self.assertEqual(first[NAMES[0]].annotation.mask("right-lung").count, 3)
        self.open_series(NAMES[0])
        self.assert_marked(0)
        self.paint("right-lung", SECOND)
        self.desk.openProject(self.folder / "study")
        self.settle()
        self.open_series(NAMES[0])
        self.assert_marked(3)


class OddNames(DesktopCase):
    def test_series_are_annotated_and_exported_whatever_their_folders_are_called(self) -> None:
        for folder in FOLDERS if os.name == "posix" else FOLDERS[1:3]:
            with self.subTest(folder):
                self.annotate_and_export(self.folder / folder)

    def annotate_and_export(self, study: Path) -> None:
        from RILContourLib import Project

        names = [f"sub dir/{'s' * 200}.nii.gz", "plain ü [1].nii"]
        for name in names:
            (study / name).parent.mkdir(parents=True, exist_ok=True)
            nibabel.save(nibabel.Nifti1Image(np.zeros(SHAPE, np.int16), np.diag([2.0, 2.0, 5.0, 1.0])), study / name)
        Project.create(study, name="Odd", rois=[{"name": "Right lung"}])
        self.desk.openProject(study)
        self.settle()
        self.assertEqual(sorted(self.desk.project.names), sorted(names))
        for name in names:
            self.open_series(name)
            self.paint("right-lung", STROKE)
            self.assertEqual((self.voxels("right-lung"), self.shown_voxels("right-lung")), (3, 3))
        self.models.workspace.close_series()
        self.settle()
        out = self.folder / "out" / study.name
        self.ui("Dataset").folderEdit.setText(str(out))
        self.ui("Dataset").exportMasksButton.click()
        self.settle()
        self.assertEqual(len(list(out.rglob("*.nii*"))), 2)

    def test_what_is_no_project_is_refused_with_a_sentence(self) -> None:
        panel = self.widget.panel.projectPanel
        for text in (
            str(self.folder / "no" / "such"),
            os.devnull,
            str(self.folder),
            "x" * 5000,
            "~nobody-of-that-name/study",
            "http://a/b",
        ):
            with self.subTest(text[:30]):
                panel.ui.pathBox.setEditText(text)
                panel.ui.openButton.click()
                self.settle()
                self.assertTrue(panel.ui.problemLabel.property("text"))
                self.assertIsNone(self.desk.project)

    def test_a_new_project_is_made_in_a_folder_that_is_there_only(self) -> None:
        ui = self.widget.panel.projectPanel.ui
        ui.namesEdit.setPlainText("Liver")
        ui.nameEdit.setText("Study")
        for text in ("", str(self.folder / "typo"), os.devnull, "~nobody-of-that-name/study"):
            with self.subTest(text):
                ui.folderEdit.setText(text)
                ui.createButton.click()
                self.settle()
                self.assertIn("folder", ui.problemLabel.property("text"))
                self.assertIsNone(self.desk.project)
        self.assertFalse((self.folder / "typo").exists())


if __name__ == "__main__":
    import unittest

    unittest.main()

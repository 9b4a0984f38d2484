"""The browser of series: folders, filter, order, columns, and a hundred thousand rows."""

from __future__ import annotations

import os
import unittest

import qt
import slicer
from desktop_case import NAMES, DesktopCase


class Browser(DesktopCase):
    def labels(self, parent: object = None) -> list[str]:
        model, above = self.panel("Browser").model, parent or qt.QModelIndex()
        rows = range(model.rowCount(above))
        return [model.data(model.index(row, 0, above), qt.Qt.DisplayRole) for row in rows]

    def test_folders_are_as_on_disk_and_the_open_series_is_shown_and_bold_once_edited(self) -> None:
        self.open_project()
        model = self.panel("Browser").model
        self.assertEqual(self.labels(), ["a (2)", "b (1)"])
        self.assertEqual(self.labels(model.index(0, 0)), ["first.nii.gz", "second.nii.gz"])
        self.open_series()
        self.assertEqual(model.node(self.ui("Browser").seriesTree.currentIndex()).path, NAMES[0])
        self.paint("right-lung", (slice(2, 5), 2, 3))
        self.ui("Series").nextButton.click()
        self.settle()
        self.models.browser.poll()
        self.settle()
        edited = model.data(model.indexOf(NAMES[0]), qt.Qt.FontRole)
        self.assertTrue(edited.bold())
        self.assertIsNone(model.data(model.indexOf(NAMES[2]), qt.Qt.FontRole))

    def test_folders_of_few_series_are_open_unless_somebody_closes_them(self) -> None:
        self.open_project()
        tree, model = self.ui("Browser").seriesTree, self.panel("Browser").model
        self.assertTrue(tree.isExpanded(model.index(0, 0)))
        self.assertTrue(tree.isExpanded(model.index(1, 0)))
        tree.collapse(model.index(0, 0))
        self.ui("Browser").filterEdit.setText("first")
        self.settle()
        self.assertEqual(self.labels(), ["a (1)"])
        self.assertFalse(tree.isExpanded(model.index(0, 0)))

    def test_a_button_brings_the_closed_window_back(self) -> None:
        self.open_project()
        dock = self.widget.panel.browserDock
        dock.close()
        self.assertTrue(dock.isHidden())
        self.ui("Series").browserButton.click()
        self.assertFalse(dock.isHidden())

    def test_the_window_comes_where_it_was_when_the_application_was_closed(self) -> None:
        window = slicer.util.mainWindow()
        self.addCleanup(window.restoreState, window.saveState())
        self.open_project()
        window.addDockWidget(qt.Qt.LeftDockWidgetArea, self.widget.panel.browserDock)
        closed = window.saveState()
        self.desk.closeProject()
        qt.QCoreApplication.sendPostedEvents(None, int(qt.QEvent.DeferredDelete))
        window.restoreState(closed)
        self.desk.openProject(self.folder / "study")
        self.assertEqual(window.dockWidgetArea(self.widget.panel.browserDock), qt.Qt.LeftDockWidgetArea)

    def test_a_series_is_opened_by_activating_it_and_the_order_shown_is_that_of_next(self) -> None:
        self.open_project()
        tree, model = self.ui("Browser").seriesTree, self.panel("Browser").model
        tree.activated.emit(model.indexOf(NAMES[2]))
        self.settle()
        self.assertEqual(self.models.workspace.opened.name, NAMES[2])
        tree.header().sectionClicked.emit(0)
        self.settle()
        self.ui("Series").nextButton.click()
        self.settle()
        self.assertEqual(self.models.workspace.opened.name, NAMES[1])

    def test_the_filter_leaves_what_fits_and_open_folders_stay_open(self) -> None:
        self.open_project()
        ui, model = self.ui("Browser"), self.panel("Browser").model
        ui.seriesTree.expand(model.index(0, 0))
        ui.filterEdit.setText("second")
        self.settle()
        self.assertEqual(self.labels(), ["a (1)"])
        self.assertTrue(ui.seriesTree.isExpanded(model.index(0, 0)))
        self.assertIn("1 of 3", ui.countLabel.property("text"))
        ui.filterEdit.setText("")
        ui.statusBox.activated.emit(3)
        self.settle()
        self.assertEqual(self.labels(), [])

    def test_series_are_filtered_by_what_models_drafted_and_who_owns_them(self) -> None:
        self.open_project()
        store, project = self.desk.project.store, self.desk.project
        for name, sure in ((NAMES[0], 0.98), (NAMES[2], 0.61)):
            drafted = project[name].annotation
            store.put_draft(name, drafted, model="lungs@1", user="ana", confidence={"right-lung": sure})
        store.assign(NAMES[2], "ana", owner="ben")
        self.models.browser.poll()
        self.settle()
        ui, rows = self.ui("Browser"), self.panel("Browser").filterRows
        self.assertTrue(ui.filtersFrame.isHidden())
        ui.filtersButton.click()
        self.assertFalse(ui.filtersFrame.isHidden())
        self.choose_filter("draft", "waits")
        self.assertEqual(self.models.browser.shown_names(), [NAMES[0], NAMES[2]])
        self.choose_filter("draft", "waits, less than 70 % sure")
        self.choose_filter("owner", "ben")
        self.assertEqual(self.models.browser.shown_names(), [NAMES[2]])
        self.assertIn("1 of 3", ui.countLabel.property("text"))
        rows.clearButton.click()
        self.settle()
        self.assertEqual(len(self.models.browser.shown_names()), 3)
        self.assertEqual(rows.boxes["owner"].property("currentIndex"), 0)

    def choose_filter(self, box: str, option: str) -> None:
        made = self.panel("Browser").filterRows.boxes[box]
        texts = [made.itemText(number) for number in range(8)]
        made.activated.emit(texts.index(option))
        self.settle()

    def test_an_arrow_stands_at_the_column_that_is_sorted_by(self) -> None:
        self.open_project()
        header = self.ui("Browser").seriesTree.header()
        self.assertEqual(header.sortIndicatorSection(), 0)
        for order in (qt.Qt.AscendingOrder, qt.Qt.DescendingOrder):
            header.sectionClicked.emit(1)
            self.settle()
            self.assertEqual((header.sortIndicatorSection(), header.sortIndicatorOrder()), (1, order))

    def test_the_key_for_the_filter_brings_the_window_back(self) -> None:
        self.open_project()
        dock = self.widget.panel.browserDock
        dock.hide()
        self.widget.panel.keys.press("Ctrl+F")
        self.assertFalse(dock.isHidden())

    def test_columns_are_chosen_from_a_menu(self) -> None:
        self.open_project()
        panel, model = self.panel("Browser"), self.panel("Browser").model
        panel._fillColumnsMenu()
        subset = next(each for each in panel._columnsMenu.actions() if each.property("text") == "Subset")
        subset.setChecked(True)
        self.settle()
        titles = [model.headerData(n, qt.Qt.Horizontal, qt.Qt.DisplayRole) for n in range(model.columnCount())]
        self.assertEqual(titles, ["Series", "Status", "Owner", "Subset"])
        project = self.desk.project.file
        self.addCleanup(qt.QSettings().remove, f"RILContour/Columns/{self.desk.project.definitions.id}")
        self.desk.closeProject()
        self.desk.openProject(project)
        self.settle()
        self.assertEqual([title for _key, title in self.models.browser.state.columns], ["Status", "Owner", "Subset"])

    def test_what_is_drawn_before_the_tree_is_made_anew_is_drawn_without_what_is_gone(self) -> None:
        from RILContourLib.panels.series_table import SeriesTable

        self.open_project()
        browser, model = self.models.browser, self.panel("Browser").model
        first, status = model.indexOf(NAMES[0]), model.index(0, 1, model.index(0, 0))
        self.assertEqual(model.data(status, qt.Qt.DisplayRole), "unseen")
        browser.choose_columns([])
        model.refresh()
        self.assertIsNone(model.data(status, qt.Qt.DisplayRole))
        browser._arrange(SeriesTable(["c/other.nii.gz"]))
        model.refresh()
        self.assertEqual(model.data(first, qt.Qt.DisplayRole), "first.nii.gz")
        self.assertIsNone(model.data(first, qt.Qt.ToolTipRole))
        self.settle()

    def test_the_selected_series_are_known_to_the_view_model(self) -> None:
        self.open_project()
        self.ui("Browser").seriesTree.setCurrentIndex(self.panel("Browser").model.indexOf(NAMES[1]))
        self.settle()
        self.assertEqual(self.models.browser.state.selected, (NAMES[1],))


@unittest.skipIf(os.name == "nt", "Windows has no such names")
class NotListed(DesktopCase):
    def test_images_that_cannot_be_listed_are_named_in_sentences_the_first_few_of_many(self) -> None:
        study = self.make_project()
        for number in range(5):
            (study / f"line\n{number}.nii").write_bytes(b"")
        self.desk.openProject(study)
        self.settle()
        label = self.ui("Browser").countLabel
        said = label.property("text")
        self.assertIn("3 of 3 series; line\\n0.nii has", said)
        self.assertIn("and 3 more", said)
        self.assertNotIn("Problem(", said)
        self.assertIn("line\\n4.nii", label.property("toolTip"))


class ManySeries(DesktopCase):
    def test_a_hundred_thousand_series_are_listed_without_an_object_each(self) -> None:
        from RILContourLib.panels.series_table import SeriesTable

        self.open_project()
        browser, panel = self.models.browser, self.panel("Browser")
        names = [f"{folder:03d}/{number:04d}.nii.gz" for folder in range(100) for number in range(1000)]
        browser._arrange(SeriesTable(names, {names[-1]: {"status": "complete", "version": 3}}))
        browser.changed.tell()
        self.settle()
        self.assertEqual(panel.model.rowCount(), 100)
        self.assertEqual(len(panel.model._folders), 1)
        last = panel.model.indexOf(names[-1])
        self.assertEqual(panel.model.data(last, qt.Qt.DisplayRole), "0999.nii.gz")
        self.assertEqual(panel.model.data(panel.model.index(999, 1, last.parent()), qt.Qt.DisplayRole), "complete")
        self.assertEqual(len(panel.model._folders), 2)
        self.ui("Browser").filterEdit.setText("099/0999")
        self.settle()
        self.assertEqual(panel.model.rowCount(), 1)


if __name__ == "__main__":
    unittest.main()

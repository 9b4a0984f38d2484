"""The keyboard's focus: clicks leave it where it is, Tab leads through a panel, and keys are where they are needed."""

from __future__ import annotations

import qt
import slicer
from desktop_case import DesktopCase


class Focus(DesktopCase):
    def setUp(self) -> None:
        super().setUp()
        self.open_project()
        self.open_series()
        self.keys = self.widget.panel.keys

    def takes_clicks(self, widget: object) -> bool:
        return bool(int(widget.property("focusPolicy")) & int(qt.Qt.ClickFocus))

    def is_ours(self, key: str) -> bool:
        """Whether a key is the module's now, rather than the widget's that has the focus."""
        return self.keys._installed[key].property("enabled")

    def test_buttons_and_lists_get_the_focus_by_tab_only_and_fields_by_clicks_too(self) -> None:
        for widget in (self.ui("ROI").finishButton, self.ui("ROI").statusBox, self.ui("Views").invertBox):
            self.assertFalse(self.takes_clicks(widget))
            self.assertTrue(int(widget.property("focusPolicy")) & int(qt.Qt.TabFocus))
        for widget in (self.ui("Browser").filterEdit, self.ui("Template").nameEdit, self.ui("ROI").roiTable):
            self.assertTrue(self.takes_clicks(widget))

    def test_tab_chooses_roi_unless_somebody_goes_through_a_panel_by_it(self) -> None:
        window = slicer.util.mainWindow()
        for widget, tab, down in (
            (window, True, True),
            (self.ui("ROI").finishButton, False, True),
            (self.ui("ROI").statusBox, False, False),
            (self.ui("Browser").filterEdit, False, False),
            (None, True, True),
        ):
            with self.subTest(widget):
                self.keys._focusChanged(None, widget)
                self.assertEqual((self.is_ours("Tab"), self.is_ours("Down")), (tab, down))

    def test_a_button_that_has_but_an_icon_is_read_out_as_what_it_does(self) -> None:
        ui = self.ui("Series")
        for button in (ui.browserButton, ui.previousButton, ui.nextButton, ui.nextUnseenButton):
            self.assertGreater(len(button.property("accessibleName").split()), 2)

    def test_a_button_that_stays_pressed_is_bold_while_it_is(self) -> None:
        button = self.ui("ROI").lockButton
        self.assertFalse(button.property("font").bold())
        button.click()
        self.settle()
        self.assertTrue(button.property("font").bold())
        self.assertEqual(self.ui("ROI").showButton.property("text"), "Shown")
        self.ui("ROI").showButton.click()
        self.settle()
        self.assertEqual(self.ui("ROI").showButton.property("text"), "Hidden")


if __name__ == "__main__":
    import unittest

    unittest.main()

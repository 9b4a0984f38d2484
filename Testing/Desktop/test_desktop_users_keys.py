"""Keys that users and other modules have given a meaning: ours while the module is shown, then theirs again."""

from __future__ import annotations

import qt
import slicer
from desktop_case import DesktopCase


class UsersKeys(DesktopCase):
    def setUp(self) -> None:
        super().setUp()
        self.open_project()
        self.widget.exit()
        self.addCleanup(self.widget.enter)
        self.window = slicer.util.mainWindow()

    def test_a_shortcut_of_the_users_start_up_script_gives_way_and_comes_back(self) -> None:
        same, other = (qt.QShortcut(qt.QKeySequence(key), self.window) for key in ("P", "Ctrl+Alt+J"))
        for each in (same, other):
            self.addCleanup(each.deleteLater)
        self.widget.enter()
        self.assertEqual([each.property("enabled") for each in (same, other)], [False, True])
        self.widget.exit()
        self.assertEqual([each.property("enabled") for each in (same, other)], [True, True])

    def test_a_shortcut_that_its_owner_disabled_stays_so(self) -> None:
        shortcut = qt.QShortcut(qt.QKeySequence("P"), self.window)
        self.addCleanup(shortcut.deleteLater)
        shortcut.setEnabled(False)
        self.widget.enter()
        self.widget.exit()
        self.assertFalse(shortcut.property("enabled"))

    def test_what_its_owner_deleted_meanwhile_keeps_nobody_from_leaving(self) -> None:
        shortcut, action = qt.QShortcut(qt.QKeySequence("P"), self.window), qt.QAction("Mine", self.window)
        action.setShortcut(qt.QKeySequence("E"))
        self.window.addAction(action)
        kept = qt.QShortcut(qt.QKeySequence("D"), self.window)
        self.addCleanup(kept.deleteLater)
        self.widget.enter()
        for each in (shortcut, action):
            each.deleteLater()
        self.settle()
        self.widget.exit()
        self.assertEqual(self.widget.panel.keys._installed, {})
        self.assertTrue(kept.property("enabled"))


if __name__ == "__main__":
    import unittest

    unittest.main()

"""Opening a project and a series, painting with Slicer's segment editor, going on, coming back."""

from __future__ import annotations

from desktop_case import NAMES, SHAPE, DesktopCase, nodes


class FirstSteps(DesktopCase):
    def test_a_series_is_opened_painted_closed_and_opened_again(self) -> None:
        self.open_project()
        self.open_series()
        self.assertEqual(self.ui("Series").seriesLabel.property("text"), NAMES[0])
        self.assertEqual(self.desk.series.volumeNode.GetImageData().GetDimensions(), SHAPE)
        self.paint("right-lung", (slice(3, 9), slice(4, 8), 5))
        self.assertEqual(self.voxels("right-lung"), 24)
        self.assertIn(self.ui("Series").savingLabel.property("text"), ("saved", "safe"))
        self.ui("Series").nextButton.click()
        self.settle()
        self.assertEqual(self.models.workspace.opened.name, NAMES[1])
        self.assertEqual(self.shown_voxels("right-lung"), 0)
        self.ui("Series").previousButton.click()
        self.settle()
        self.assertEqual(self.shown_voxels("right-lung"), 24)

    def test_closing_the_project_leaves_no_node_behind(self) -> None:
        before = nodes()
        self.open_project()
        self.open_series()
        self.desk.closeProject()
        self.assertEqual(nodes(), before)


if __name__ == "__main__":
    import unittest

    unittest.main()

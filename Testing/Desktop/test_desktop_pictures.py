"""The commands that take pictures of panels take them: of all that is named, at both widths."""

from __future__ import annotations

import pictured_aid_states
import pictured_states
import qt
from desktop_case import DesktopCase
from picture_stage import Stage
from picture_taking import WIDTHS_PX


class Pictures(DesktopCase):
    def taken(self, state: object) -> set[str]:
        pictures = self.folder / "pictures"
        pictures.mkdir()
        with Stage(pictures, "it") as stage:
            state(stage)
        self.assertFalse(stage.folder.exists())
        for picture in pictures.iterdir():
            self.assertGreater(qt.QPixmap(str(picture)).toImage().width(), min(WIDTHS_PX) // 2)
        return {picture.stem for picture in pictures.iterdir()}

    def test_a_series_that_nobody_opened_is_pictured_in_the_module_and_the_browser(self) -> None:
        shown = {f"it-{panel}-{width}" for panel in ("Module", "Browser") for width in WIDTHS_PX}
        self.assertEqual(self.taken(pictured_states.no_series_open), shown)

    def test_what_a_lost_folder_does_is_pictured(self) -> None:
        self.assertIn("it-after-a-stroke-Series-320", self.taken(pictured_states.folder_lost))

    def test_networks_are_pictured_where_there_is_no_project(self) -> None:
        self.assertEqual(self.taken(pictured_aid_states.aid_no_project), {f"it-Module-{w}" for w in WIDTHS_PX})


if __name__ == "__main__":
    import unittest

    unittest.main()

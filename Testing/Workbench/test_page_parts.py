"""Parts of the page that need no browser."""

import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from RILContourLib.errors import UsageError
from RILContourLib.workbench.elements import literal
from RILContourLib.workbench.panels.contrast import contrast, readable_on
from RILContourLib.workbench.panels.dataset_options import Options
from RILContourLib.workbench.panels.numbers import bars
from RILContourLib.workbench.panels.slices import runs


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # their example of just too little
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)  # and of just enough


@pytest.mark.parametrize("ground", ["#000000", "#FFFFFF", "#FDE89E", "#0000FF", "#777777", "#C51963", "#16C547"])
def test_keys_on_swatches_can_be_read(ground):
    assert contrast(readable_on(ground), ground) >= 4.5


def test_texts_inside_of_expressions_may_hold_anything():
    assert literal("it's") == r"'it\'s'"
    assert literal('<a "b" & \\') == r"'&lt;a &quot;b&quot; &amp; \\'"


def test_levels_become_runs_that_are_lighter_without_a_human():
    assert runs([]) == []
    assert runs([0, 0, 3, 3, 1, 0, 2]) == [[2, 2, 1.0], [4, 1, 0.35], [6, 1, 0.65]]


def test_a_histogram_is_drawn_in_its_box():
    assert bars([]) == bars([0, 0]) == ""
    assert bars([1, 0, 2, 0]) == "M0.00 40v-19.50h25.00V40zM50.00 40v-39.00h25.00V40z"


def test_choices_for_exports_are_checked_like_any_input():
    options = Options().changed("layout", "one file a ROI").changed("points", False).changed("tables", "histograms")
    assert options.for_masks().layout == "one file a ROI"
    assert options.for_masks().points is False
    assert options.for_tables().tables == ("answers", "points", "presence", "statistics", "histograms")
    assert options.changed("tables", "answers").for_tables().tables[0] == "points"
    for name, value in (("layout", "zip"), ("tables", "secrets"), ("folder", "/"), ("existing", "burn")):
        with pytest.raises(UsageError):
            options.changed(name, value)
    with pytest.raises(UsageError, match="80 characters"):
        options.changed("what", "a:b").for_import()

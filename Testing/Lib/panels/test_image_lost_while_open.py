"""The image of the open series is replaced or gone: it is said, nothing pretends to go on, and the edits come back."""

import pytest
from panel_projects import annotate, save_image

from RILContourLib.panels.browser import Browser
from RILContourLib.panels.dataset import DatasetPanel

FIRST = "p1/a.nii.gz"


@pytest.fixture
def dataset(workspace, tmp_path):
    annotate(workspace.project, FIRST)
    workspace.project.export_masks(tmp_path / "masks")
    browser = Browser(workspace)
    browser.load()
    return DatasetPanel(workspace, browser)


@pytest.mark.parametrize("loss", ["replaced", "gone"])
def test_masks_are_not_imported_past_a_series_that_cannot_be_saved_and_it_is_not_left_as_if_open(
    workspace, dataset, tmp_path, loss
):
    workspace.open(FIRST)
    workspace.opened.session["spleen"].mask[0:2, 0, 0] = True
    image = workspace.project.folder / FIRST
    kept = image.read_bytes()
    image.unlink()
    if loss == "replaced":
        save_image(image, seed=99)
    job = dataset.import_masks(tmp_path / "masks")
    assert job.state.status == "failed"
    assert FIRST in job.state.error
    assert workspace.opened is None

    image.write_bytes(kept)
    workspace.open(FIRST)
    assert workspace.opened.annotation.mask("spleen").count == 2
    assert dataset.import_masks(tmp_path / "masks").state.status == "done"
    assert workspace.opened.session

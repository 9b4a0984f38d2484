"""Where tables cannot go: among annotations, where nothing can be written, on a full disk; a sentence for each."""

import pytest
from panel_projects import annotate

from RILContourLib.errors import ExchangeError
from RILContourLib.panels.browser import Browser
from RILContourLib.panels.dataset import DatasetPanel
from RILContourLib.panels.metrics_panel import MetricsPanel
from RILContourLib.panels.run_tables import write_draft_tables

FIRST = "p1/a.nii.gz"


@pytest.fixture
def browser(workspace):
    annotate(workspace.project, FIRST)
    annotate(workspace.project, FIRST, roi="spleen")
    panel = Browser(workspace)
    panel.load()
    return panel


@pytest.fixture
def dataset(workspace, browser):
    return DatasetPanel(workspace, browser)


@pytest.fixture
def measured(workspace, browser):
    workspace.open(FIRST)
    panel = MetricsPanel(workspace, browser)
    panel.refresh()
    panel.choose(first="version:1")
    panel.start()
    assert panel.state.result
    return panel


@pytest.fixture(params=["sidecar", "records"])
def records(request, workspace):
    """A folder of the project's own."""
    folder = workspace.project.folder
    return folder / f"{FIRST}.ril" if request.param == "sidecar" else folder / ".rilcontour"


def held(folder):
    return sorted(folder.iterdir())


def test_no_table_goes_among_annotations_or_the_projects_records(records, dataset, measured, workspace):
    before = held(records)
    assert "choose another folder" in dataset.export_tables(records).state.error
    assert "choose another folder" in dataset.export_masks(records).state.error
    for export in (lambda: measured.export_csv(records), lambda: measured.export_excel(records / "m.xlsx")):
        export()
        assert "choose another folder" in workspace.messages.newest.text
    with pytest.raises(ExchangeError, match="choose another folder"):
        write_draft_tables(workspace.project, [], records)
    assert held(records) == before


@pytest.mark.parametrize("place", ["a file", "a file/below it", "x" * 300])
def test_where_nothing_can_be_written_measures_say_so_in_a_sentence(measured, workspace, tmp_path, place):
    (tmp_path / "a file").write_text("kept")
    for export in (
        lambda: measured.export_csv(tmp_path / place),
        lambda: measured.export_excel(tmp_path / place / "measures.xlsx"),
    ):
        export()
        said = workspace.messages.newest
        assert said.severity == "error"
        assert said.text.startswith("What was asked could not be done (")
        assert str(tmp_path) in said.text
    assert (tmp_path / "a file").read_text() == "kept"


def test_masks_are_not_imported_from_what_is_no_folder(dataset, tmp_path):
    (tmp_path / "a file").write_text("no masks")
    for name in ("a file", "nowhere"):
        job = dataset.import_masks(tmp_path / name)
        assert job.state.status == "failed"
        assert f"{tmp_path / name} cannot be read" in job.state.error

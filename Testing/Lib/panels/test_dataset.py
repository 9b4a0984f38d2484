"""Jobs over what the browser shows: their states on real threads, and what they leave on disk."""

import csv
import threading
from concurrent.futures import ThreadPoolExecutor

import nibabel
import numpy as np
import pytest
from panel_projects import AFFINE, SHAPE, annotate, opened_by

from RILContourLib.errors import ExchangeError, Remedy
from RILContourLib.panels.browser import Browser
from RILContourLib.panels.dataset import DatasetPanel
from RILContourLib.panels.job_reports import JobReport
from RILContourLib.panels.jobs import Job
from RILContourLib.panels.series_table import BrowserFilter
from RILContourLib.panels.workspace import Workspace
from RILContourLib.session.importing import ImportOptions

FIRST, SECOND, THIRD = "p1/a.nii.gz", "p1/b.nii.gz", "p2/c.nii"


@pytest.fixture
def browser(workspace):
    annotate(workspace.project, FIRST)
    annotate(workspace.project, THIRD, roi="spleen", answer="good")
    panel = Browser(workspace)
    panel.load()
    return panel


@pytest.fixture
def panel(workspace, browser):
    return DatasetPanel(workspace, browser)


def outcomes(job):
    return {row.series: row.outcome for row in job.state.report.rows}


def test_a_job_tells_its_steps_and_its_report():
    states = []

    def work(progress, cancel):
        progress(0, 2, "a")
        progress(1, 2, "b")
        return JobReport("Two.")

    job = Job("Count", work)
    job.subscribe(lambda: states.append((job.state.status, job.state.done, job.state.label)))
    assert job.state.status == "waiting"
    job.run()
    assert states == [("running", 0, ""), ("running", 0, "a"), ("running", 1, "b"), ("done", 1, "")]
    assert job.state.report.summary == "Two."


def test_a_job_that_fails_says_why_and_one_with_a_mistake_is_not_left_running():
    def refused(progress, cancel):
        message = "The folder is among the images."
        raise ExchangeError(message)

    job = Job("Export", refused)
    job.run()
    assert (job.state.status, job.state.error) == ("failed", "The folder is among the images.")
    mistaken = Job("Export", lambda progress, cancel: {}["no such key"])
    with pytest.raises(KeyError):
        mistaken.run()
    assert mistaken.state.status == "failed"
    assert mistaken.state.has_ended


def test_a_job_on_another_thread_stops_when_it_is_asked_to():
    begun, states = threading.Event(), []

    def work(progress, cancel):
        for number in range(1_000_000):
            progress(number, 1_000_000, str(number))
            begun.set()
            threading.Event().wait(0.001)
            cancel.check()
        return JobReport("All.")

    job = Job("Count", work)
    job.subscribe(lambda: states.append(job.state.status))
    with ThreadPoolExecutor(1) as executor:
        executor.submit(job.run)
        assert begun.wait(20)
        assert job.state.status == "running"
        job.cancel()
    assert (job.state.status, job.state.report) == ("stopped", None)
    assert "Stopped on request" in job.state.error
    assert states[-2:] == ["stopping", "stopped"]


def test_an_export_that_is_stopped_tells_what_it_did_by_then(workspace, tmp_path):
    for name in ("p1/a.nii.gz", "p1/b.nii.gz"):
        annotate(workspace.project, name)

    def work(progress, cancel):
        def stop_after_the_first(done, total, label):
            if done == 1:
                cancel.cancel()

        workspace.project.export_masks(tmp_path / "out", progress=stop_after_the_first, cancel=cancel)

    job = Job("Export", work)
    job.run()
    assert job.state.status == "stopped"
    assert job.state.report.counts() == {"done": 1, "not reached": 1}


def test_a_job_that_is_stopped_before_its_turn_does_nothing():
    done = []
    job = Job("Count", lambda progress, cancel: done.append(1))
    job.cancel()
    job.run()
    assert job.state.status == "stopped"
    assert done == []


def test_masks_of_the_series_shown_are_exported(panel, browser, tmp_path):
    browser.set_filter(BrowserFilter(text="p2"))
    assert (panel.state.series, panel.state.filtered) == (1, True)
    job = panel.export_masks(tmp_path / "out")
    assert outcomes(job) == {THIRD: "done"}
    assert job.state.report.complete
    mask = nibabel.load(tmp_path / "out" / job.state.report.rows[0].files[0]).get_fdata()
    assert np.count_nonzero(mask) == 48
    browser.set_filter(BrowserFilter())
    job = panel.export_masks(tmp_path / "all")
    assert outcomes(job) == {FIRST: "done", THIRD: "done"}
    assert "2 of 2 series" in job.state.report.summary


def test_edits_of_the_open_series_are_in_an_export(panel, workspace, tmp_path):
    workspace.open(SECOND)
    workspace.opened.session["liver"].mask[0:5, 0, 0] = True
    job = panel.export_tables(tmp_path / "out")
    assert outcomes(job)[SECOND] == "done"
    rows = list(csv.DictReader((tmp_path / "out" / "statistics.csv").open(encoding="utf-8-sig")))
    assert [row["voxels"] for row in rows if row["series"] == SECOND and row["roi"] == "liver"] == ["5"]
    assert workspace.state.mode == "editing"


def test_an_export_that_cannot_be_done_fails_with_a_sentence(panel, workspace):
    job = panel.export_masks(workspace.project.folder / "out")
    assert job.state.status == "failed"
    assert "would be taken for" in job.state.error
    assert panel.state.job == job.state


def test_series_of_the_test_subset_are_left_out_and_counted(project, tmp_path):
    project.file.write_text(project.file.read_text() + 'split: {test: ["p2/**"]}\n')
    workspace = Workspace(opened_by(project, "ana"))
    for name in (FIRST, THIRD):
        annotate(workspace.project, name)
    browser = Browser(workspace)
    browser.load()
    panel = DatasetPanel(workspace, browser)
    job = panel.export_masks(tmp_path / "train")
    assert outcomes(job) == {FIRST: "done"}
    assert job.state.report.notes == ("1 series of the test subset was left out.",)
    assert outcomes(panel.export_masks(tmp_path / "all", test=True)) == {FIRST: "done", THIRD: "done"}


def test_a_job_says_what_could_be_chosen_so_that_refused_series_are_done(panel, tmp_path):
    panel.export_masks(tmp_path / "out")
    again = panel.export_masks(tmp_path / "out").state.report
    assert {row.remedies for row in again.rows} == {(Remedy.OVERWRITE,)}
    assert all("--" not in row.reason for row in again.rows)
    save_masks(tmp_path / "masks", "p1/a_rois.nii.gz")
    refused = panel.import_masks(tmp_path / "masks", ImportOptions()).state.report
    assert [row.remedies for row in refused.rows] == [(Remedy.EXISTING,)]
    alone = panel.export_masks(panel._workspace.project.images_root)
    assert (alone.state.status, alone.state.remedies) == ("failed", ())


def test_one_series_is_exported_in_the_singular(panel, browser, tmp_path):
    browser.set_filter(BrowserFilter(text="a.nii"))
    report = panel.export_masks(tmp_path / "out").state.report
    assert report.summary.startswith("1 of 1 series was exported to ")


def save_masks(folder, *names):
    mask = np.zeros(SHAPE, np.uint8)
    mask[5:9, 2:6, 2:5] = 1
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        nibabel.save(nibabel.Nifti1Image(mask, AFFINE), path)


def test_masks_are_imported_into_the_series_shown_and_the_open_one_too(panel, browser, workspace, tmp_path):
    save_masks(tmp_path / "in", "p1/b_rois.nii.gz", "p2/c_rois.nii.gz")
    browser.set_filter(BrowserFilter(text="p1"))
    workspace.open(SECOND)
    job = panel.import_masks(tmp_path / "in", ImportOptions(what="study"))
    assert outcomes(job) == {SECOND: "done"}
    assert "called after no series" in job.state.report.notes[0]
    assert workspace.state.mode == "editing"
    assert workspace.opened.annotation.mask("liver").count == 48
    assert browser.row(SECOND).bold
    assert workspace.project[THIRD].annotation.mask("liver").count == 0


def test_failures_of_single_series_are_in_the_report(panel, tmp_path):
    save_masks(tmp_path / "in", "p1/a_rois.nii.gz", "p1/b_rois.nii.gz")
    job = panel.import_masks(tmp_path / "in")
    assert job.state.report.counts() == {"failed": 1, "done": 1}
    assert "has voxels already" in job.state.report.rows[0].reason
    assert not job.state.report.complete


def test_a_second_job_waits_for_nobody_to_start_it(workspace, browser, tmp_path):
    with ThreadPoolExecutor(1) as executor:
        panel = DatasetPanel(workspace, browser, executor)
        free = threading.Event()
        executor.submit(free.wait)
        first = panel.export_masks(tmp_path / "first")
        assert panel.export_masks(tmp_path / "second") is None
        assert "still running" in workspace.messages.newest.text
        panel.cancel()
        free.set()
        executor.submit(int).result(20)
        assert first.state.status == "stopped"
        third = panel.export_tables(tmp_path / "third")
        executor.submit(int).result(20)
        assert third.state.status == "done"
    assert not (tmp_path / "second").exists()


def test_jobs_can_be_about_the_selected_series_only(panel, browser, workspace, tmp_path):
    browser.select([THIRD])
    panel.only_selected(True)
    assert (panel.state.series, panel.state.filtered, panel.state.selected) == (1, True, 1)
    assert outcomes(panel.export_masks(tmp_path / "out")) == {THIRD: "done"}
    browser.select([])
    job = panel.export_masks(tmp_path / "nothing")
    assert job.state.report.rows == ()
    panel.only_selected(False)
    assert panel.state.series == 3

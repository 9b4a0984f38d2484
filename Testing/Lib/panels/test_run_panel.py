"""Runs of models: what is asked for, each series' own state, what fails alone, and what is missing."""

import csv
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from RILContourLib import Project
from RILContourLib.errors import ModelError, UsageError
from RILContourLib.inference import installing
from RILContourLib.inference.child_runner import ChildRunner
from RILContourLib.inference.installing import Machine, platform_problem
from RILContourLib.panels.browser import Browser
from RILContourLib.panels.models_engine import Engine
from RILContourLib.panels.models_panel import ModelsPanel
from RILContourLib.panels.run_panel import RunPanel
from RILContourLib.panels.run_queue import RunQueue
from RILContourLib.panels.workspace import Workspace
from Testing.Lib.models.model_files import PLAIN, network_file
from Testing.Lib.session.drafting import BRIGHT_ONLY, NAMES, SEGMENTING, DirectRunner, bright, make_study, publish

ABSENT = "no_such_module_for_sure"


class FailingOnce(DirectRunner):
    """The first job's process ends; the next ones are done."""

    def submit(self, job, **more):
        if not self.jobs:
            self.jobs.append(job)
            message = "The process that ran net@1 ended (signal SIGKILL), perhaps for want of memory."
            raise ModelError(message)
        return super().submit(job, **more)


class Held(DirectRunner):
    """Waits in each job until it is let go, as long as nobody cancels it."""

    def __init__(self):
        super().__init__()
        self.begun, self.go = threading.Event(), threading.Event()

    def submit(self, job, *, progress, cancel):
        progress(1, 4, "Net")
        self.begun.set()
        while not self.go.wait(0.005):
            cancel.check()
        return super().submit(job, progress=progress, cancel=cancel)


@pytest.fixture(autouse=True)
def engine_that_is_there(monkeypatch):
    monkeypatch.setattr(installing, "_MODULES", {"tensorflow": "sys", "h5py": "sys"})


@pytest.fixture
def study(tmp_path):
    made = make_study(tmp_path / "study")
    publish_readable(made)
    return made


def publish_readable(study, output=BRIGHT_ONLY, name="net"):
    """As `publish`, of a file that can be looked into."""
    model = publish(study, output, name)
    network_file(model.version.folder / f"{name}.keras", PLAIN)
    file = network_file(study.folder.parent / f"{name}.keras", PLAIN)
    described = model.description
    return study.models.publish(described, {file.name: file}, by="ana")


@pytest.fixture
def workspace(study):
    held = Workspace(study)
    yield held
    held.close_series()


def a_panel(workspace, runner, executor=None):
    browser = Browser(workspace)
    browser.load()
    models = ModelsPanel(workspace)
    models.refresh()
    return RunPanel(workspace, browser, models, executor, lambda: runner)


def outcomes(panel):
    return {row.series: (row.status, row.words) for row in panel.queue.rows}


def test_the_open_series_is_drafted_and_whoever_wants_to_know_is_told(workspace, study):
    panel, told = a_panel(workspace, DirectRunner()), []
    panel.queue.drafted.subscribe(told.append)
    assert panel.state.reason == "Open a series first."
    workspace.open(NAMES[0])
    assert (panel.state.reason, panel.state.series, panel.state.model) == ("", 1, "net")
    panel.start()
    assert outcomes(panel) == {NAMES[0]: ("drafted", "")}
    assert told == [NAMES[0]]
    np.testing.assert_array_equal(study[NAMES[0]].drafts[0].annotation.mask("bright").to_array(), bright())
    assert panel.state.counts == (("drafted", 1),)


def test_only_some_slices_of_a_plane_and_some_roi_are_asked_for(workspace, study):
    publish_readable(study, SEGMENTING)
    panel, runner = None, DirectRunner()
    workspace.open(NAMES[0])
    panel = a_panel(workspace, runner)
    assert [roi for roi, _name, _on in panel.state.rois] == ["dark", "bright"]
    panel.toggle_roi("dark")
    panel.limit_slices(True)
    panel.set_slices(4, 2)
    assert (panel.state.first, panel.state.last, panel.state.count, panel.state.plane) == (2, 4, 6, "Axial")
    panel.start()
    wanted = runner.jobs[0].wanted
    assert wanted.rois == frozenset(["bright"])
    assert (wanted.region.start[2], wanted.region.stop[2]) == (1, 4)
    panel.set_plane("Sagittal")
    panel.set_slices(3, 99)
    assert (panel.state.first, panel.state.last) == (3, 12)
    panel.toggle_roi("bright")
    assert panel.state.reason == "Choose at least one ROI."
    with pytest.raises(UsageError):
        panel.toggle_roi("liver")


def test_what_was_drafted_before_is_skipped_unless_asked_for_again(workspace, study):
    panel = a_panel(workspace, DirectRunner())
    panel.set_scope("shown")
    assert panel.state.series == 2
    panel.start()
    panel.queue.forget_ended()
    panel.start()
    assert {status for status, _words in outcomes(panel).values()} == {"skipped"}
    panel.queue.forget_ended()
    panel.set_again(True)
    panel.start()
    assert len(study[NAMES[0]].drafts) == 2


def test_what_was_drafted_is_a_table_of_roi_and_one_of_slices(workspace, tmp_path):
    panel = a_panel(workspace, DirectRunner())
    panel.set_scope("shown")
    panel.start()
    assert panel.state.drafted == 2
    panel.save_tables(tmp_path / "out")
    rows = list(csv.DictReader((tmp_path / "out" / "drafts.csv").open()))
    assert [(row["series"], row["about"], row["voxels"]) for row in rows] == [
        (NAMES[0], "bright", str(bright(0).sum())),
        (NAMES[1], "bright", str(bright(1).sum())),
    ]
    assert [float(row["volume_ml"]) for row in rows] == pytest.approx([bright(n).sum() * 3 / 1000 for n in (0, 1)])
    by_slice = list(csv.DictReader((tmp_path / "out" / "draft-slices.csv").open()))
    assert [row["slice"] for row in by_slice if row["series"] == NAMES[0]] == ["1", "2", "3", "4"]
    panel.save_tables(tmp_path / "out")
    assert "drafts.csv" in workspace.messages.newest.text
    assert workspace.messages.newest.severity == "error"


def test_a_process_that_ends_fails_its_series_only(workspace, study):
    panel = a_panel(workspace, FailingOnce())
    panel.set_scope("shown")
    panel.start()
    assert outcomes(panel)[NAMES[0]][0] == "failed"
    assert "signal SIGKILL" in outcomes(panel)[NAMES[0]][1]
    assert outcomes(panel)[NAMES[1]] == ("drafted", "")
    assert panel.state.percent == 100


def test_a_child_process_that_is_killed_while_it_works_does_not_stop_the_queue(study, tmp_path):
    """A real child, without a network that it could load: killed or not, each series has a sentence."""
    runner = ChildRunner()
    with ThreadPoolExecutor(1) as thread:
        queue = RunQueue(thread, lambda: runner)
        queue.add(study.models["net"], [study[name] for name in NAMES])
        while runner.process_id is None and any(row.status in ("waiting", "running") for row in queue.rows):
            time.sleep(0.01)
        if runner._child:
            runner._child.process.kill()
        thread.submit(threading.Event).result()
    first, second = queue.rows
    assert first.status == second.status == "failed"
    assert "ended (" in first.words
    assert first.words != second.words
    queue.close()


def test_one_series_is_stopped_the_rest_goes_on_and_all_can_be(workspace, study):
    runner = Held()
    with ThreadPoolExecutor(1) as thread:
        panel = a_panel(workspace, runner, thread)
        panel.set_scope("shown")
        panel.start()
        assert runner.begun.wait(20)
        rows = {row.series: row for row in panel.state.rows}
        assert (rows[NAMES[0]].status, rows[NAMES[0]].percent, rows[NAMES[0]].words) == ("running", 25, "Net")
        assert rows[NAMES[1]].status == "waiting"
        runner.begun.clear()
        panel.queue.cancel(rows[NAMES[0]].number)
        assert runner.begun.wait(20)
        panel.queue.cancel_all()
    assert {status for status, _words in outcomes(panel).values()} == {"stopped"}
    assert study[NAMES[0]].drafts == []


def test_more_can_be_asked_for_while_the_queue_works(workspace, study):
    runner = Held()
    with ThreadPoolExecutor(1) as thread:
        panel = a_panel(workspace, runner, thread)
        workspace.open(NAMES[0])
        panel.start()
        assert runner.begun.wait(20)
        workspace.open(NAMES[1])
        panel.start()
        assert [row.status for row in panel.queue.rows] == ["running", "waiting"]
        runner.go.set()
    assert [row.status for row in panel.queue.rows] == ["drafted", "drafted"]


def test_what_no_series_could_be_drafted_with_is_said_once_and_queues_nothing(workspace, study):
    panel = a_panel(workspace, DirectRunner())
    weights = study.models["net"].version.weights
    weights.write_bytes(b"exchanged")
    panel.set_scope("shown")
    panel.start()
    assert panel.queue.rows == ()
    assert "is not the file that was published" in workspace.messages.newest.text


def test_without_tensorflow_the_panel_says_what_is_missing_and_installs_only_after_a_yes(monkeypatch):
    monkeypatch.setattr(installing, "_MODULES", {"tensorflow": ABSENT, "h5py": "sys"})
    lines = []

    def installer(tell, cancel):
        tell("Collecting tensorflow")
        lines.append(engine.state.line)
        monkeypatch.setattr(installing, "_MODULES", {"tensorflow": "sys", "h5py": "sys"})

    engine = Engine(installer=installer)
    assert (engine.state.ready, engine.state.missing) == (False, ("tensorflow",))
    assert "700 MB" in engine.state.words
    assert engine.state.command.startswith(sys.executable)
    engine.ask()
    assert engine.state.asked
    assert lines == []
    engine.install()
    assert lines == ["Collecting tensorflow"]
    assert engine.state.ready


def test_what_somebody_installs_in_a_terminal_is_noticed(monkeypatch):
    monkeypatch.setattr(installing, "_MODULES", {"tensorflow": ABSENT})
    engine = Engine()
    engine.poll()
    assert not engine.state.ready
    monkeypatch.setattr(installing, "_MODULES", {"tensorflow": "sys"})
    engine.poll()
    assert engine.state.ready


def test_an_installation_that_fails_says_why_and_can_be_tried_again(monkeypatch):
    monkeypatch.setattr(installing, "_MODULES", {"tensorflow": ABSENT})

    def installer(tell, cancel):
        message = "TensorFlow could not be installed: no space left on device"
        raise ModelError(message)

    engine = Engine(installer=installer)
    engine.install()
    assert (engine.state.status, engine.state.error) == (
        "failed",
        "TensorFlow could not be installed: no space left on device",
    )
    assert not engine.state.ready


def test_pip_runs_as_a_process_and_what_it_says_is_told_line_by_line(monkeypatch):
    script = "print('Collecting'); print('ERROR: No matching distribution'); raise SystemExit(1)"
    monkeypatch.setattr(installing, "install_command", lambda: (sys.executable, "-c", script))
    said = []
    with pytest.raises(ModelError, match="could not be installed: No matching distribution"):
        installing.install(said.append, installing.CancelToken())
    assert said == ["Collecting", "ERROR: No matching distribution"]


def test_machines_without_a_tensorflow_are_told_so_before_anything_is_downloaded():
    assert "Intel" in platform_problem(Machine("Darwin", "x86_64", (3, 12)))
    assert platform_problem(Machine("Darwin", "arm64", (3, 12))) == ""
    assert platform_problem(Machine("Windows", "AMD64", (3, 12))) == ""
    assert "3.15" in platform_problem(Machine("Linux", "x86_64", (3, 15)))
    assert "riscv64" in platform_problem(Machine("Linux", "riscv64", (3, 12)))


def test_a_project_without_models_says_what_to_do(tmp_path):
    empty = Workspace(Project.create(tmp_path / "empty", name="Empty", user="ana"))
    assert a_panel(empty, DirectRunner()).state.reason == "There is no model yet; add one."

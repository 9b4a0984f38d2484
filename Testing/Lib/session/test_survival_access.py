"""Folders that may not be read or written: what can be done is done, and the rest is refused in one sentence."""

import os

import pytest
from survival_disks import heed_rights
from survival_study import SCAN, keep_to, make_study, open_quickly, wait_for
from survival_worker import Worker

from RILContourLib import Project
from RILContourLib.errors import RILContourError
from RILContourLib.session.verifying import verify

OTHER = "b.nii.gz"


pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder for studies, beside that of the user's own files."""
    keep_to(tmp_path / "home", monkeypatch)
    (tmp_path / "studies").mkdir()
    yield tmp_path / "studies"
    allow_all(tmp_path)


def forbid(*folders, mode=0o555):
    """Take away the right to write in folders and those in them."""
    for folder in folders:
        for path in (*folder.rglob("*"), folder):
            if path.is_dir():
                path.chmod(mode)


def allow_all(folder):
    folder.chmod(0o755)
    for path in folder.iterdir():
        if path.is_dir():
            allow_all(path)


@pytest.fixture
def study(place, monkeypatch):
    """A study with two annotated series, which may only be read."""
    study = make_study(place / "study", [SCAN, OTHER])
    for series in study:
        with series.edit() as session:
            session["liver"].mask[0:3] = True
    keep_to(place.parent / "another home", monkeypatch)
    forbid(study.folder)
    return study.folder


def said_by(pipe, call):
    """Tell the test what a call returned, or the class and sentence of its refusal. Other errors end the process."""
    try:
        result = call()
    except RILContourError as error:
        pipe.send((type(error).__name__, str(error)))
    else:
        pipe.send((None, result))


def read_and_try_to_write(pipe, folder, target):
    heed_rights()
    project = Project.open(folder)
    series = project[SCAN]
    said_by(pipe, lambda: (series.head.version, series.annotation.mask("liver").count, len(series.history)))
    said_by(pipe, lambda: [report.outcome for report in project.export_masks(target).series])
    said_by(pipe, lambda: [finding.severity for finding in verify(project)])
    for refused in (
        series.edit,
        lambda: series.restore(1),
        lambda: project.store.assign(SCAN, "ana", owner="ben"),
        lambda: project.store.add_note(SCAN, "Look again", "ana"),
        lambda: project.store.put_draft(SCAN, series.annotation, model="m@1", user="ana"),
    ):
        said_by(pipe, refused)


def test_a_study_that_may_only_be_read_can_be_read_and_exported(study, place):
    worker = Worker(read_and_try_to_write, study, place / "out")
    assert worker.hear() == (None, (1, 240, 1))
    assert worker.hear() == (None, ["done", "done"])
    assert worker.hear() == (None, [])
    for _ in range(5):
        kind, sentence = worker.hear()
        assert kind == "ReadOnlyStore"
        assert str(study) in sentence
        assert "ask who owns the folder" in sentence
    worker.join()


def read_all(pipe, folder, target):
    heed_rights()
    said_by(pipe, lambda: (project := Project.open(folder)) and project.names)
    project = Project.open(folder)
    for call in (project[OTHER].read, project[OTHER].edit, lambda: project[OTHER].head, project[OTHER].pixels):
        said_by(pipe, call)
    said_by(pipe, lambda: project[SCAN].annotation.mask("liver").count)
    said_by(pipe, lambda: [report.outcome for report in project.export_masks(target).series])
    said_by(pipe, lambda: [(finding.severity, finding.series) for finding in verify(project)])


def test_annotations_that_may_not_be_read_are_not_taken_for_none(study, place):
    (study / f"{OTHER}.ril").chmod(0)
    worker = Worker(read_all, study, place / "out")
    assert worker.hear() == (None, [OTHER, SCAN])
    for _ in range(3):
        kind, sentence = worker.hear()
        assert kind == "ReadOnlyStore"
        assert "Permission denied" in sentence and OTHER in sentence
    assert worker.hear()[0] is None  # the image itself may be read
    assert worker.hear() == (None, 240)
    assert worker.hear() == (None, ["failed", "done"])
    assert worker.hear() == (None, [("error", OTHER)])
    worker.join()


def test_an_image_that_may_not_be_read_is_named(study, place):
    (study / OTHER).chmod(0)
    worker = Worker(read_all, study, place / "out")
    assert worker.hear() == (None, [OTHER, SCAN])
    for expected in ("ImageError", "ImageError", None, "ImageError"):
        kind, sentence = worker.hear()
        assert kind == expected
        assert expected is None or "Permission denied" in sentence and OTHER in sentence
    assert worker.hear() == (None, 240)
    assert worker.hear() == (None, ["failed", "done"])
    assert worker.hear() == (None, [("error", OTHER)])
    worker.join()


def open_and_create(pipe, folder, other):
    heed_rights()
    said_by(pipe, lambda: Project.open(folder))
    said_by(pipe, lambda: Project.create(other, name="Other"))


def test_a_folder_that_may_not_be_entered_holds_no_project_and_gets_none(study):
    study.chmod(0)
    worker = Worker(open_and_create, study, study / "other")
    kind, sentence = worker.hear()
    assert kind == "DefinitionsError"
    assert sentence.startswith(f"{study} cannot be read: Permission denied; ask")
    kind, sentence = worker.hear()
    assert kind == "DefinitionsError"
    assert "Permission denied" in sentence
    worker.join()


def edit_while_rights_are_taken_away(pipe, folder):
    heed_rights()
    study = make_study(folder)
    session = open_quickly(folder)[SCAN].edit()
    session["liver"].mask[0] = True
    forbid(folder)
    session["liver"].mask[1] = True
    pipe.send(session.saving.in_project)
    said_by(pipe, session.save)
    said_by(pipe, session.close)
    allow_all(folder)
    with study[SCAN].edit() as again:
        pipe.send(int(again["liver"].mask.sum()))


def test_rights_taken_away_under_a_session_cost_no_edit(place):
    worker = Worker(edit_while_rights_are_taken_away, place / "study")
    assert worker.hear()  # the journal was open already
    for _ in range(2):
        kind, sentence = worker.hear()
        assert kind == "ReadOnlyStore"
        assert "ask who owns the folder" in sentence
    assert worker.hear() == 160
    worker.join()


def edit_without_a_folder_of_ones_own(pipe, folder):
    heed_rights()
    study = make_study(folder)
    session = open_quickly(folder)[SCAN].edit()
    folder.rename(folder.with_name("elsewhere"))
    session["liver"].mask[0] = True
    wait_for(lambda: session.saving.in_memory)
    pipe.send(session.saving.problem)
    folder.with_name("elsewhere").rename(folder)
    wait_for(lambda: session.saving.in_project)
    session.close()
    pipe.send(study[SCAN].annotation.mask("liver").count)


@pytest.mark.parametrize("unwritable", ["state", "spool"])
def test_without_a_folder_of_the_users_own_edits_wait_in_memory_and_that_is_said(place, unwritable):
    own = place.parent / "home" / "state"
    (own if unwritable == "state" else own / "spool").mkdir(parents=True)
    forbid(own if unwritable == "state" else own / "spool", mode=0)
    worker = Worker(edit_without_a_folder_of_ones_own, place / "study")
    assert "kept in memory only, so leave this program open" in worker.hear()
    assert worker.hear() == 80
    worker.join()

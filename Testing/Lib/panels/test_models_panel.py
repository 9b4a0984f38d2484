"""The Models panel: what is in the libraries, what others publish meanwhile, and code that waits for a yes."""

import json
import zipfile

import pytest
from panel_projects import opened_by

from RILContourLib.errors import UsageError
from RILContourLib.models.description import Weights
from RILContourLib.panels import models_panel
from RILContourLib.panels.models_panel import ModelsPanel
from Testing.Lib.models.model_files import description, network_file, with_lambda


@pytest.fixture
def panel(workspace, monkeypatch):
    monkeypatch.setattr(models_panel, "LOOK_EVERY_S", 0.0)
    made = ModelsPanel(workspace)
    made.refresh()
    return made


def publish(project, tmp_path, name="lungs", **config):
    file = network_file(tmp_path / "lungs.keras", **config)
    return project.models.publish(description(name), {file.name: file}, by=project.user)


def said(panel):
    return [message.text for message in panel._workspace.messages.all]


def test_an_empty_library_says_so(panel):
    assert panel.state.ready
    assert panel.state.rows == ()
    assert [each.kind for each in panel.state.libraries] == ["project", "user"]
    assert panel.used is None


def test_what_another_person_publishes_is_noticed_and_said_once(panel, workspace, tmp_path):
    publish(opened_by(workspace.project, "ben"), tmp_path)
    panel.poll()
    panel.poll()
    row = panel.state.rows[0]
    assert (row.name, row.numbers, row.newest.made_by, row.newest.drafts) == ("lungs", (1,), "ben", ("lung",))
    assert panel.used.label == "lungs@1"
    assert said(panel) == ["lungs@1 is there, published by ben."]


def test_a_library_that_is_away_is_named_once_and_looked_for_again(panel, workspace, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    panel.add_folder(shared)
    shared.rmdir()
    shared.write_text("no folder any more")
    panel.poll()
    assert panel.state.libraries[-1].problem == "This folder is not there any more."
    told = []
    panel.subscribe(lambda: told.append(panel.state))
    for _again in range(3):
        panel.poll()
    assert len(told) <= 1
    assert [each.kind for each in panel.state.libraries] == ["project", "user", "shared"]


def test_a_name_means_its_newest_version_and_a_label_stays_with_its_own(panel, workspace, tmp_path):
    publish(workspace.project, tmp_path)
    panel.refresh()
    assert panel.used.label == "lungs@1"
    publish(workspace.project, tmp_path)
    panel.poll()
    assert panel.used.label == "lungs@2"
    panel.use("lungs@1")
    assert panel.used.label == "lungs@1"
    with pytest.raises(UsageError):
        panel.use("lungs@3")


def test_versions_of_the_chosen_model_are_newest_first_with_what_they_do_in_words(panel, workspace, tmp_path):
    publish(workspace.project, tmp_path)
    publish(workspace.project, tmp_path)
    panel.choose("lungs")
    assert [row.label for row in panel.state.versions] == ["lungs@2", "lungs@1"]
    assert "Size 64 × 64, crop-or-pad" in panel.state.versions[0].words
    panel.choose(None)
    assert panel.state.versions == ()


def test_code_is_shown_with_the_sha256_of_its_file_and_runs_only_after_a_yes(panel, workspace, tmp_path):
    version = publish(workspace.project, tmp_path, config=with_lambda()).version
    panel.choose("lungs")
    row = panel.state.versions[0]
    assert not row.approved
    assert row.code[0].sha256 == version.description.files["lungs.keras"]
    assert "Lambda" in row.code[0].what[0]
    panel.approve("lungs@1")
    assert panel.state.versions[0].approved


def test_a_model_that_cannot_be_read_says_why_and_hides_no_other(panel, workspace, tmp_path):
    publish(workspace.project, tmp_path, name="good")
    broken = publish(workspace.project, tmp_path, name="broken").version
    (broken.folder / "model.yaml").write_text("schema: [")
    panel.refresh()
    rows = {row.name: row.newest.problem for row in panel.state.rows}
    assert rows["good"] == ""
    assert "model.yaml" in rows["broken"]


def test_a_zip_file_goes_out_and_comes_back_as_the_next_version(panel, workspace, tmp_path):
    publish(workspace.project, tmp_path)
    panel.export("lungs@1", tmp_path / "lungs.zip")
    panel.import_archive(tmp_path / "lungs.zip")
    assert panel.state.rows[0].numbers == (1, 2)
    assert panel.state.chosen == "lungs"
    panel.import_archive(tmp_path / "missing.zip")
    assert "missing.zip cannot be read" in said(panel)[-1]


def test_a_shared_folder_is_looked_into_until_it_is_left(panel, workspace, tmp_path):
    shared = tmp_path / "shared" / "livers" / "1"
    shared.mkdir(parents=True)
    file = network_file(tmp_path / "lungs.keras")
    made = workspace.project.models.publish(description("livers"), {file.name: file})
    for each in made.version.folder.iterdir():
        each.rename(shared / each.name)
    panel.add_folder(tmp_path / "shared")
    assert [(row.name, row.library) for row in panel.state.rows] == [("livers", "Shared folder")]
    assert panel.used.label == "livers@1"
    panel.remove_folder(tmp_path / "shared")
    assert panel.state.rows == ()
    panel.add_folder(tmp_path / "nowhere")
    assert "is no folder" in said(panel)[-1]


def test_weights_with_code_beside_them_name_the_python_file(panel, workspace, tmp_path):
    (tmp_path / "w.h5").write_bytes(b"")
    (tmp_path / "model.py").write_text("def build_model(): ...")
    told = description("own")
    told = type(told)(**{**vars(told), "weights": Weights("w.h5", "weights", "model.py")})
    files = {"w.h5": tmp_path / "w.h5", "model.py": tmp_path / "model.py"}
    workspace.project.models.publish(told, files)
    panel.choose("own")
    assert [(each.file, each.approved) for each in panel.state.versions[0].code] == [("model.py", False)]


def test_what_a_zip_file_of_somebody_holds_is_refused_with_a_sentence(panel, tmp_path):
    with zipfile.ZipFile(tmp_path / "odd.zip", "w") as archive:
        archive.writestr("../escape.txt", json.dumps({}))
    panel.import_archive(tmp_path / "odd.zip")
    assert "is not a model that was exported" in said(panel)[-1]
    assert panel.state.busy_with == ""


def test_errors_of_the_system_and_mistakes_do_not_leave_the_panel_busy(panel, monkeypatch, tmp_path):
    def fail(folder):
        raise OSError(5, "Input/output error", str(folder))

    monkeypatch.setattr(models_panel, "add_shared_folder", fail)
    panel.add_folder(tmp_path)
    assert f"{tmp_path}: Input/output error" in said(panel)[-1]
    assert panel.state.busy_with == ""

    monkeypatch.setattr(models_panel, "add_shared_folder", lambda folder: {}["a mistake in the program"])
    with pytest.raises(KeyError):
        panel.add_folder(tmp_path)
    assert panel.state.busy_with == ""

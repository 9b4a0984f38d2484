"""Libraries of models: published whole or not at all, read without locks, checked when they come from elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from model_files import description, network_file, with_lambda

from RILContourLib.errors import DefinitionsError, ModelError
from RILContourLib.models.approval import Approvals, code_in
from RILContourLib.models.archive import export_model, import_model
from RILContourLib.models.inspection import inspect_network
from RILContourLib.models.library import Library
from RILContourLib.models.version import ModelVersion

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "models")


@pytest.fixture
def lungs(tmp_path: Path) -> Path:
    return network_file(tmp_path / "somewhere.keras")


@pytest.fixture
def published(library: Library, lungs: Path) -> ModelVersion:
    return library.publish(description(), {"lungs.keras": lungs}, by="ana")


def test_a_published_model_is_the_newest_with_all_that_is_needed_to_run_it(
    library: Library, published: ModelVersion
) -> None:
    assert library.names() == ("lungs",)
    newest = library["lungs"]
    assert (newest.label, newest.folder) == ("lungs@1", published.folder)
    newest.verify()
    assert (newest.description.made_by, newest.description.rois) == ("ana", ("lung",))
    assert newest.network is not None
    assert newest.network.inputs[0].shape == (64, 64, 1)
    assert sorted(path.name for path in library.folder.iterdir()) == ["lungs"]


def test_publishing_again_makes_a_further_version_and_leaves_the_first(
    library: Library, published: ModelVersion, lungs: Path
) -> None:
    before = {path: path.read_bytes() for path in published.folder.iterdir()}
    second = library.publish(description(), {"lungs.keras": lungs})
    assert [each.label for each in library.history("lungs")] == ["lungs@1", "lungs@2"]
    assert library["lungs"].number == second.number == 2
    assert library["lungs@1"].number == 1
    assert {path: path.read_bytes() for path in published.folder.iterdir()} == before
    assert library.newest() == {"lungs": 2}


def test_many_publishing_at_once_get_a_version_each(library: Library, lungs: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from model_files import description\n"
        "from RILContourLib.models.library import Library\n"
        f"for _ in range(5): Library(Path({str(library.folder)!r})).publish(description(), "
        f"{{'lungs.keras': Path({str(lungs)!r})}})"
    )
    paths = [str(ROOT), str(Path(__file__).parent)]
    run = f"import sys; sys.path[:0] = {paths!r}\n{code}"
    processes = [subprocess.Popen([sys.executable, "-c", run]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert library.numbers("lungs") == tuple(range(1, 16))
    for version in library.history("lungs"):
        version.verify()


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("lung", "did you mean lungs?"),
        ("lungs@7", "has no version '7'"),
        ("lungs@x", "it has 1"),
        ("../lungs", "has no model"),
        ("", "has no model"),
    ],
)
def test_a_model_that_is_not_there_is_told(library: Library, published: ModelVersion, label: str, words: str) -> None:
    with pytest.raises(ModelError) as told:
        library[label]
    assert words in str(told.value)


def test_a_library_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert Library(tmp_path / "nowhere").names() == ()


def test_what_cannot_be_published_leaves_nothing_behind(library: Library, lungs: Path) -> None:
    for files in ({}, {"lungs.keras": lungs, "../x": lungs}, {"lungs.keras": lungs.parent / "absent"}):
        with pytest.raises(ModelError):
            library.publish(description(), files)
    with pytest.raises(ModelError, match="cannot be named"):
        library.publish(description("../x"), {"lungs.keras": lungs})
    assert library.names() == ()
    assert not library.folder.exists() or list(library.folder.iterdir()) == []


def test_a_file_that_was_changed_after_publishing_is_noticed(published: ModelVersion) -> None:
    with published.weights.open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match="is not the file that was published with its model.yaml"):
        published.verify()


def test_weights_without_a_sha256_are_not_trusted(published: ModelVersion) -> None:
    file = published.folder / "model.yaml"
    text = file.read_text()
    file.write_text(text[: text.index("# sha256")])
    with pytest.raises(ModelError, match="gives no sha256"):
        ModelVersion(published.folder, 1).verify()


def test_a_half_copied_version_is_none(library: Library, published: ModelVersion) -> None:
    (library.folder / "lungs" / "9").mkdir()
    assert library["lungs"].number == 1


@pytest.mark.parametrize("number", ["99999999999999999999999999", "02", "0", "²", "-1"])
def test_folders_that_are_no_versions_number_are_none(
    library: Library, published: ModelVersion, lungs: Path, number: str
) -> None:
    shutil.copytree(published.folder, library.folder / "lungs" / number)
    assert library.numbers("lungs") == (1,)
    assert library.publish(description(), {"lungs.keras": lungs}).number == 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes and devices with names")
@pytest.mark.parametrize("what", ["pipe", "device"])
def test_pipes_and_devices_are_neither_archives_nor_networks(tmp_path: Path, what: str) -> None:
    file = tmp_path / "endless.zip"
    if what == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/zero")
    with pytest.raises(ModelError, match="it is not a file"):
        import_model(file, Library(tmp_path / "other"))
    with pytest.raises(ModelError, match="it is not a file"):
        inspect_network(file)
    with pytest.raises(ModelError, match="it is not a file"):
        inspect_network(network_file(tmp_path / "a.keras"), file)


def test_a_model_goes_by_zip_file_into_another_library(
    tmp_path: Path, published: ModelVersion, library: Library
) -> None:
    export_model(published, tmp_path / "lungs.zip")
    other = Library(tmp_path / "other")
    arrived = import_model(tmp_path / "lungs.zip", other, by="ben")
    arrived.verify()
    assert (arrived.label, arrived.description.made_by) == ("lungs@1", "ben")
    assert arrived.weights.read_bytes() == published.weights.read_bytes()
    with pytest.raises(ModelError, match="is there already"):
        export_model(published, tmp_path / "lungs.zip")


@pytest.mark.parametrize(
    "name", ["../escaped", "/tmp/escaped", "a/b", "..\\escaped", "C:\\x", "model.yaml/x", ".bashrc"]
)
def test_an_archive_that_would_leave_its_folder_is_refused(tmp_path: Path, published: ModelVersion, name: str) -> None:
    export_model(published, tmp_path / "lungs.zip")
    with zipfile.ZipFile(tmp_path / "lungs.zip", "a") as archive:
        archive.writestr(name, "x")
    other = Library(tmp_path / "other")
    with pytest.raises(ModelError, match="cannot be a file of a model"):
        import_model(tmp_path / "lungs.zip", other)
    assert not other.folder.exists()
    assert not (tmp_path / "escaped").exists()


def test_an_archive_that_announces_more_than_the_disk_holds_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.yaml", "schema: 1")
        archive.writestr("a.keras", b"\0" * 1000)
        archive.infolist()[1].file_size = 10**15
    with pytest.raises(ModelError, match="room|cannot be read"):
        import_model(tmp_path / "bomb.zip", Library(tmp_path / "other"))


def test_an_archive_whose_files_are_others_than_it_says_is_refused(tmp_path: Path, published: ModelVersion) -> None:
    with zipfile.ZipFile(tmp_path / "forged.zip", "w") as archive:
        archive.write(published.folder / "model.yaml", "model.yaml")
        archive.writestr("lungs.keras", "another network")
    with pytest.raises(ModelError, match="is not the file that was published"):
        import_model(tmp_path / "forged.zip", Library(tmp_path / "other"))


def test_what_is_no_archive_of_a_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with zipfile.ZipFile(tmp_path / "broken.zip", "w") as archive:
        archive.writestr("model.yaml", "schema: [")
    for name, kind in (("text", ModelError), ("other", ModelError), ("broken", DefinitionsError), ("none", ModelError)):
        with pytest.raises(kind):
            import_model(tmp_path / f"{name}.zip", Library(tmp_path / "other"))


def test_code_in_a_network_waits_for_the_users_yes_to_that_very_file(
    tmp_path: Path, library: Library, lungs: Path
) -> None:
    own = library.publish(description(), {"lungs.keras": network_file(tmp_path / "own.keras", with_lambda())})
    approvals = Approvals(tmp_path / "approved.txt")
    with pytest.raises(ModelError, match="rilcontour model approve lungs@1"):
        approvals.check(own)
    assert approvals.approve(own) == (own.weights,)
    approvals.check(own)
    assert approvals.approve(own) == ()
    other = library.publish(
        description(), {"lungs.keras": network_file(tmp_path / "other.keras", with_lambda() | {"x": 1})}
    )
    with pytest.raises(ModelError, match="lungs@2"):
        approvals.check(other)


def test_a_network_without_code_needs_no_approval(tmp_path: Path, published: ModelVersion) -> None:
    assert code_in(published) == {}
    Approvals(tmp_path / "approved.txt").check(published)


def test_python_files_count_as_code(tmp_path: Path, library: Library, lungs: Path) -> None:
    script = tmp_path / "model.py"
    script.write_text("def build_model(): ...")
    model = library.publish(description(), {"lungs.keras": lungs, "model.py": script})
    assert code_in(model) == {model.folder / "model.py": ("Python code (model.py)",)}

"""Archives and networks that are damaged, or made to do harm: one sentence that names the file the user gave."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from model_files import PLAIN, description, network_file

from RILContourLib.errors import DefinitionsError, ModelError, RILContourError
from RILContourLib.models.archive import export_model, import_model
from RILContourLib.models.inspection import inspect_network
from RILContourLib.models.library import Library
from RILContourLib.models.version import ModelVersion

DEFLATED = 8
LZMA = 14


@pytest.fixture
def published(tmp_path: Path) -> ModelVersion:
    network = network_file(tmp_path / "lungs.keras")
    return Library(tmp_path / "library").publish(description(), {"lungs.keras": network}, by="ana")


@pytest.fixture
def exported(tmp_path: Path, published: ModelVersion) -> Path:
    export_model(published, tmp_path / "lungs.zip")
    return tmp_path / "lungs.zip"


def packed_anew(archive: Path, compression: int) -> bytes:
    again = archive.with_name("again.zip")
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(again, "w", compression) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return again.read_bytes()


def with_password(content: bytes) -> bytes:
    """The flag of encryption set in every entry."""
    flagged = bytearray(content)
    for sign, offset in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        at = flagged.find(sign)
        while at >= 0:
            flagged[at + offset] |= 1
            at = flagged.find(sign, at + 1)
    return bytes(flagged)


def with_a_name_that_is_no_text(content: bytes) -> bytes:
    flagged = bytearray(content)
    at = flagged.find(b"PK\1\2")
    flagged[at + 9] |= 8  # names are UTF-8
    flagged[at + 46] = 0xFF
    return bytes(flagged)


def with_data_overwritten(content: bytes) -> bytes:
    at = 30 + content[26]
    return content[:at] + b"\xff" * 40 + content[at + 40 :]


@pytest.mark.parametrize(
    ("damage", "compression"),
    [
        (with_data_overwritten, DEFLATED),
        (with_data_overwritten, LZMA),
        (with_password, DEFLATED),
        (with_a_name_that_is_no_text, DEFLATED),
        (lambda content: content[100:], DEFLATED),
    ],
)
def test_a_damaged_archive_is_refused_by_its_name(tmp_path: Path, exported: Path, damage, compression: int) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "broken.zip"
    broken.write_bytes(damage(packed_anew(exported, compression)))
    with pytest.raises(ModelError) as refused:
        import_model(broken, Library(tmp_path / "other"))
    assert str(refused.value) == f"{broken} cannot be read: it is no zip file, or damaged, or has a password."


def test_a_network_with_a_password_is_refused_by_its_name(tmp_path: Path) -> None:
    file = network_file(tmp_path / "lungs.keras")
    file.write_bytes(with_password(file.read_bytes()))
    with pytest.raises(ModelError, match="lungs.keras cannot be read as a network: it is damaged"):
        inspect_network(file)


def test_hdf5_that_is_damaged_within_is_told_from_what_is_none(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    file = tmp_path / "lungs.h5"
    with h5py.File(file, "w") as tree:
        tree.attrs["model_config"] = json.dumps(PLAIN)
        tree["layers/last/vars/0"] = [1.0, 2.0]
    inspect_network(file)
    file.write_bytes(file.read_bytes().replace(b"TREE", b"tree"))
    with pytest.raises(ModelError, match="lungs.h5 cannot be read as a network: what it holds as HDF5 is damaged"):
        inspect_network(file)
    file.write_text("no network")
    with pytest.raises(ModelError, match="lungs.h5 cannot be read as a network: it is damaged, or no file that Keras"):
        inspect_network(file)


def test_what_is_wrong_in_an_archive_is_told_by_its_name_and_not_by_that_of_a_folder_nobody_knows(
    tmp_path: Path, exported: Path
) -> None:
    with zipfile.ZipFile(exported) as source:
        text = source.read("model.yaml").decode()
        weights = source.read("lungs.keras")
    for name, yaml, content in (
        ("line.zip", text.replace("name: lungs", "name: LUNGS"), weights),
        ("other.zip", text, weights + b"x"),
        ("none.zip", text, None),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as target:
            target.writestr("model.yaml", yaml)
            if content is not None:
                target.writestr("lungs.keras", content)
        with pytest.raises((ModelError, DefinitionsError)) as refused:
            import_model(tmp_path / name, Library(tmp_path / "other"))
        assert str(refused.value).startswith(f"{tmp_path / name}/")
        assert "rilcontour-model-" not in str(refused.value)


def test_files_that_are_twins_but_for_capitals_are_refused(tmp_path: Path, exported: Path) -> None:
    with zipfile.ZipFile(exported) as source:
        text = source.read("model.yaml").decode()
    files = next(each for each in text.splitlines() if each.startswith("files:"))
    twins = f"files: {{lungs.keras: {'0' * 64}, Lungs.keras: {'1' * 64}}}"
    with zipfile.ZipFile(tmp_path / "twins.zip", "w") as target:
        target.writestr("model.yaml", text.replace(files, twins))
    with pytest.raises(DefinitionsError, match="twice but for capitals"):
        import_model(tmp_path / "twins.zip", Library(tmp_path / "other"))


def test_without_a_folder_to_unpack_in_there_is_a_sentence(
    tmp_path: Path, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "away"))
    with pytest.raises(ModelError, match="lungs.zip cannot be unpacked: .*away.*No such file"):
        import_model(exported, Library(tmp_path / "other"))


@pytest.mark.parametrize("name", ["x" * 5000, "lungs.zip/inside.zip", "no\0name.zip"])
def test_an_export_to_where_no_file_can_be_is_a_sentence(
    tmp_path: Path, published: ModelVersion, exported: Path, name: str
) -> None:
    with pytest.raises(RILContourError, match="cannot be written"):
        export_model(published, tmp_path / name)
    assert zipfile.is_zipfile(exported)


@pytest.mark.parametrize("time_s", [0, 2**33])
def test_a_model_from_a_computer_whose_clock_was_wrong_is_exported(
    tmp_path: Path, published: ModelVersion, time_s: int
) -> None:
    os.utime(published.weights, (time_s, time_s))
    export_model(published, tmp_path / "lungs.zip")
    assert import_model(tmp_path / "lungs.zip", Library(tmp_path / "other")).label == "lungs@1"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files' sizes")
def test_a_disk_that_fills_up_leaves_no_part_of_an_export(tmp_path: Path, published: ModelVersion) -> None:
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(ModelError, match="lungs.zip cannot be written: File too large"):
            export_model(published, tmp_path / "lungs.zip")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not (tmp_path / "lungs.zip").exists()

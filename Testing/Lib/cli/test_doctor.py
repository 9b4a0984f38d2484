"""`rilcontour doctor`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from RILContourLib.cli.main import main

ROOT = Path(__file__).resolve().parents[3]


def report_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = main(["doctor", str(folder), "--json"])
    return code, json.loads(capsys.readouterr().out)


def a_project_with_annotations_in(folder: Path, annotations: str) -> Path:
    text = f"schema: 1\nid: study-abc123\nname: Study\nimages: .\nannotations: {annotations}\nrois: []\ntext: []\n"
    (folder / "rilcontour.yaml").write_text(text)
    return folder


@pytest.fixture(autouse=True)
def user_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("RILCONTOUR_CACHE", str(home / "cache"))
    monkeypatch.setenv("RILCONTOUR_STATE", str(home / "state"))
    return home


def test_an_ordinary_folder_is_without_problems_and_left_as_it_was(
    tmp_path: Path, user_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, report = report_on(tmp_path, capsys)
    assert (code, report["problems"]) == (0, [])
    assert [folder["folder"] for folder in report["folders"]] == [str(tmp_path)]
    assert report["folders"][0]["writable"]
    assert report["user_folders"] == {"cache": str(user_folders / "cache"), "state": str(user_folders / "state")}
    assert list(tmp_path.iterdir()) == []


def test_the_report_for_people_names_packages_folder_and_guarantee(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    for expected in ("numpy", "nibabel", "guarantee", "free space", str(tmp_path), "No problems found."):
        assert expected in text


def test_a_missing_optional_package_says_what_is_off_and_how_to_get_it_and_is_no_problem(tmp_path: Path) -> None:
    # An installation without openpyxl: Python's way to look for modules does not find it.
    code = (
        "import sys\n"
        "from importlib import util\n"
        "found = util.find_spec\n"
        "util.find_spec = lambda name: None if name == 'openpyxl' else found(name)\n"
        "from RILContourLib.cli.main import main\n"
        "sys.exit(main(['doctor', sys.argv[1]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^openpyxl +missing", done.stdout, re.MULTILINE)
    assert 'python -m pip install "rilcontour[excel]"' in done.stdout


def test_a_folder_that_a_cloud_client_synchronises_is_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".dropbox").touch()
    code, report = report_on(tmp_path, capsys)
    assert code == 1
    assert "Dropbox" in report["problems"][0]


def test_the_folder_that_a_project_keeps_its_annotations_in_is_looked_at_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "elsewhere"
    study = tmp_path / "study"
    study.mkdir()
    elsewhere.mkdir()
    project = a_project_with_annotations_in(study, annotations="../elsewhere")
    code, report = report_on(project, capsys)
    assert [Path(folder["folder"]).resolve() for folder in report["folders"]] == [study, elsewhere]
    assert code == 0
    elsewhere.rmdir()
    code, report = report_on(project, capsys)
    assert code == 1
    assert "make or mount it" in report["problems"][0]


def test_a_project_file_that_is_not_valid_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rilcontour.yaml").write_text("schema: 1\nname: [\n")
    code, report = report_on(tmp_path, capsys)
    assert code == 1
    assert "rilcontour.yaml" in report["problems"][0]


def test_a_state_folder_that_cannot_be_made_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    monkeypatch.setenv("RILCONTOUR_STATE", str(in_the_way / "state"))
    code, report = report_on(tmp_path, capsys)
    assert code == 1
    assert report["user_folders"]["state"] is None
    assert "RILCONTOUR_STATE" in report["problems"][0]


def test_a_folder_that_is_not_there_is_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", str(tmp_path / "missing")]) == 2
    assert "is not a folder" in capsys.readouterr().err

"""docs/models.md: its Python runs as it stands, and its model.yaml is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from RILContourLib.models.description_file import check_description, read_description
from RILContourLib.session.demo import make_demo

PAGE = Path(__file__).resolve().parents[2] / "docs" / "models.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)


def test_the_python_of_the_page_runs_on_the_demonstration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("slicerio", reason="the extra demo is not installed")
    monkeypatch.chdir(tmp_path)
    project = make_demo(tmp_path / "demo", user="ana")
    (block,) = blocks("python")
    exec(compile(block, str(PAGE), "exec"), {})
    series = next(iter(project))
    assert series.drafts == [] and project.models.names == ("lungs",)


def test_the_model_yaml_of_the_page_is_valid(tmp_path: Path) -> None:
    (block,) = blocks("yaml")
    file = tmp_path / "model.yaml"
    file.write_text(block)
    assert check_description(file) == []
    assert read_description(file).rois == ("right-lung", "left-lung")

"""docs/training.md: its Python runs as it stands, and its commands are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from RILContourLib.cli.commands.train import add_arguments
from RILContourLib.session.demo import make_demo

PAGE = Path(__file__).resolve().parents[2] / "docs" / "training.md"


def test_the_python_of_the_page_trains_on_the_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("slicerio", reason="the extra demo is not installed")
    monkeypatch.chdir(tmp_path)
    project = make_demo(tmp_path / "demo", user="ana")
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    exec(compile(block, str(PAGE), "exec"), {})
    assert "lungs@1 was trained on 34 slices of 1 series" in capsys.readouterr().out
    assert project.models["lungs"].description.rois == ("right-lung", "left-lung")


def test_every_option_that_the_page_names_is_one() -> None:
    from argparse import ArgumentParser

    parser = ArgumentParser()
    add_arguments(parser)
    known = {option for action in parser._actions for option in action.option_strings} | {"--models"}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", PAGE.read_text(encoding="utf-8")))
    assert named <= known, named - known

"""Whatever a person writes as a folder, the box says what is the matter with it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trame_slicer", reason="the workbench's packages are not installed")

from RILContourLib.workbench.panels.file_box import FileBox  # noqa: E402
from RILContourLib.workbench.panels.folder_box import FolderBox  # noqa: E402


class State(dict[str, Any]):
    """As much of the server's state as a box needs."""

    def __enter__(self) -> State:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing is sent anywhere."""


class FakeServer:
    def __init__(self) -> None:
        self.state = State()


@pytest.fixture(params=[False, True], ids=["written to", "read from"])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> FolderBox:
    return FolderBox(FakeServer(), "masks_folder", tmp_path, must_exist=request.param)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["/" + "a" * 300, "/a" * 3000, "~nosuchuser/x", "/tmp/\0x", "/tmp/\ud800x", "relative", "", "\n", __file__],
)
def test_what_cannot_be_a_folder_is_said_under_the_box(box: FolderBox, text: str) -> None:
    box.write(text)
    shown = box._server.state["masks_folder"]
    assert shown["bad"]
    assert shown["hint"].endswith(".")
    assert box.path is None
    box._toggle()
    box._up()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' names are of characters")
def test_names_that_cannot_be_sent_to_a_page_are_not_offered(box: FolderBox, tmp_path: Path) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / os.fsdecode(b"bad\xff")).mkdir()
    box._toggle()
    assert box._server.state["masks_folder"]["folders"] == ["good"]


def test_a_device_is_neither_a_file_nor_a_folder(tmp_path: Path) -> None:
    box = FileBox(FakeServer(), "model_zip_in", Path(os.devnull), (".zip",))  # type: ignore[arg-type]
    assert box._server.state["model_zip_in"]["hint"] == "This cannot be used (it is a device or a pipe)."
    assert box.path is None


def test_a_folder_that_may_not_be_entered_is_said_to_be_one(
    box: FolderBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*arguments: object, **named: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as closed:  # the administrator, who may run this, is refused nothing
        closed.setattr(Path, "stat", refused)
        box.write(str(tmp_path / "within"))
        assert box._server.state["masks_folder"]["hint"] == "This folder cannot be used (Permission denied)."
        assert box.path is None
    with monkeypatch.context() as closed:
        closed.setattr(os, "access", lambda *arguments: False)
        box.write(str(tmp_path))
        assert box._server.state["masks_folder"]["hint"].startswith("You may not ")
    box.write(str(tmp_path))
    assert box._server.state["masks_folder"]["hint"] == ""
    assert box.path == tmp_path

"""A series that nobody works on is saved and given back; tried without a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from RILContourLib.panels.workspace import Workspace
from RILContourLib.session.project import Project
from RILContourLib.workbench.serving.absence import Absence
from RILContourLib.workbench.serving.windows import Windows
from Testing.Workbench.small_study import FIRST, QUALITY, SECOND, make_small_study

AWAY_S, IDLE_S = 600.0, 3600.0


@pytest.fixture
def now() -> list[float]:
    return [100.0]


@pytest.fixture
def windows(now: list[float]) -> Windows:
    windows = Windows(lambda connection: None, clock=lambda: now[0])
    windows.ask("a")
    windows.connect("a", "1")
    return windows


@pytest.fixture
def a_study(tmp_path: Path) -> Project:
    return make_small_study(tmp_path / "study")


@pytest.fixture
def workspace(a_study: Project) -> Workspace:
    """With an answer that is in no version yet."""
    workspace = Workspace(a_study)
    workspace.open(FIRST)
    workspace.change(lambda session: session.text.__setitem__(QUALITY, "good"))
    return workspace


@pytest.fixture
def absence(windows: Windows, workspace: Workspace) -> Absence:
    return Absence(windows, workspace, away_s=AWAY_S, idle_s=IDLE_S)


def test_without_a_window_the_series_is_saved_and_given_back_and_open_again_for_the_next_window(
    absence: Absence, windows: Windows, workspace: Workspace, a_study: Project, now: list[float]
) -> None:
    windows.disconnect("1")
    now[0] += AWAY_S - 1
    absence.look()
    assert workspace.opened
    now[0] += 1
    absence.look()
    assert workspace.opened is None
    assert (a_study[FIRST].text[QUALITY], a_study[FIRST].head.holder) == ("good", None)
    windows.ask("b")
    windows.connect("b", "2")
    absence.look()
    assert workspace.state.mode == "editing"
    assert any("given back" in message.text for message in workspace.messages.all)


def test_what_was_opened_meanwhile_stays_open(
    absence: Absence, windows: Windows, workspace: Workspace, now: list[float]
) -> None:
    windows.disconnect("1")
    now[0] += AWAY_S
    absence.look()
    windows.ask("b")
    windows.connect("b", "2")
    workspace.open(SECOND)
    absence.look()
    assert workspace.state.series == SECOND


def test_a_window_that_is_left_alone_goes_on_reading(
    absence: Absence, windows: Windows, workspace: Workspace, a_study: Project, now: list[float]
) -> None:
    now[0] += IDLE_S - 1
    windows.act()
    now[0] += 1
    absence.look()
    assert workspace.state.mode == "editing"
    now[0] += IDLE_S
    absence.look()
    assert (workspace.state.series, workspace.state.mode) == (FIRST, "reading")
    assert (a_study[FIRST].text[QUALITY], a_study[FIRST].head.holder) == ("good", None)
    workspace.open(FIRST)
    absence.look()
    assert workspace.state.mode == "editing"

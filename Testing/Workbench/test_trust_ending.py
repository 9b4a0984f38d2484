"""Whether edits wait is told at the end, and in the exit code."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("trame_slicer", reason="the workbench's packages are not installed")

from RILContourLib.errors import StoreError  # noqa: E402
from RILContourLib.session.edit_session import EditSession  # noqa: E402
from RILContourLib.workbench.models import Models  # noqa: E402
from RILContourLib.workbench.serving.ending import LeftBehind, begin_end, end  # noqa: E402
from Testing.Workbench.small_study import FIRST, LIVER, SECOND, make_small_study  # noqa: E402


@pytest.fixture
def models(tmp_path: Path) -> Models:
    return Models(make_small_study(tmp_path / "study"))


def done(models: Models, action: Callable[[], object]) -> None:
    """Ask for something, and wait until the thread that does it has."""
    action()
    reached = threading.Event()
    models.workspace.executor.submit(reached.set)
    assert reached.wait(20)


def no_version(*arguments: Any, **named: Any) -> None:
    message = "The disk is full; make room and try again."
    raise StoreError(message)


def test_edits_that_could_not_become_a_version_are_told_of_at_the_end(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = LeftBehind(models.workspace)
    done(models, lambda: models.workspace.open(FIRST))
    paint(models)
    monkeypatch.setattr(EditSession, "save", no_version)
    ending = end(models, left, begin_end(models.workspace))
    assert not ending.all_saved
    assert ending.sentences[0].startswith(f"Edits of {FIRST} wait in the journal")
    assert "The disk is full" in ending.sentences[0]


def test_so_are_those_of_a_series_that_was_closed_earlier(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    left = LeftBehind(models.workspace)
    done(models, lambda: models.workspace.open(FIRST))
    paint(models)
    with monkeypatch.context() as full:
        full.setattr(EditSession, "save", no_version)
        done(models, lambda: models.workspace.open(SECOND))
    ending = end(models, left, begin_end(models.workspace))
    assert not ending.all_saved
    assert ending.sentences[0].startswith(f"Edits of {FIRST} wait in the journal")


def test_edits_that_came_back_or_were_saved_wait_no_more(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    left = LeftBehind(models.workspace)
    done(models, lambda: models.workspace.open(FIRST))
    paint(models)
    with monkeypatch.context() as full:
        full.setattr(EditSession, "save", no_version)
        done(models, models.workspace.close_series)
    done(models, lambda: models.workspace.open(FIRST))
    ending = end(models, left, begin_end(models.workspace))
    assert ending.all_saved
    assert ending.sentences == (f"{FIRST} was closed. The workbench has ended.",)


def paint(models: Models) -> None:
    opened = models.workspace.opened
    assert opened
    assert opened.session
    opened.session[LIVER].mask[2:9, 2:9, 3] = True

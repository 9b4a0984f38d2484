"""A process that is forked while a series is open: the copy of the session is not its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from survival_study import SCAN, keep_to, make_study

from RILContourLib import Project

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")

BEGIN = f"""
import os, sys
from RILContourLib import Project
from RILContourLib.errors import LeaseLost, SeriesBusy
project = Project.open(sys.argv[1], user="ana")
series = project[{SCAN!r}]
"""


@pytest.fixture(autouse=True)
def own_user_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_to(tmp_path, monkeypatch)


def run(folder: Path, code: str) -> str:
    """What a Python process of its own printed, whose forked child leaves with exit code 0."""
    command = [sys.executable, "-c", BEGIN + code, str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_child_that_leaves_the_block_neither_saves_nor_gives_back_what_its_parent_holds(tmp_path: Path) -> None:
    make_study(tmp_path / "study")
    printed = run(
        tmp_path / "study",
        """
with series.edit() as session:
    session["liver"].mask[0, 0, 0] = True
    if not (child := os.fork()):
        sys.exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert series.head.holder is not None and series.head.version == 0
    session["liver"].mask[1, 0, 0] = True
    assert session.store.journal(session.lease).wait_until_safe(10).safe == 2
print("parent", series.head.version)
""",
    )
    assert printed == "parent 1\n"
    assert Project.open(tmp_path / "study")[SCAN].annotation.mask("liver").count == 2


def test_a_child_is_told_that_it_cannot_edit_in_its_parents_session(tmp_path: Path) -> None:
    make_study(tmp_path / "study")
    printed = run(
        tmp_path / "study",
        """
def refused(work):
    try:
        work()
    except LeaseLost as error:
        return "forked from" in str(error)

session = series.edit()
session["liver"].mask[0, 0, 0] = True
if not (child := os.fork()):
    told = [
        refused(lambda: session["liver"].mask.__setitem__((2, 0, 0), True)),
        session["liver"].mask.sum() == 1,
        refused(session.save),
        refused(lambda: session.store.heartbeat(session.lease)),
        refused(session.close),
    ]
    os._exit(0 if all(told) else 1)
assert os.waitpid(child, 0)[1] == 0
session["liver"].mask[1, 0, 0] = True
print(session.close().number)
""",
    )
    assert printed == "1\n"
    assert Project.open(tmp_path / "study")[SCAN].annotation.mask("liver").count == 2
    assert not list(Project.open(tmp_path / "study").verify())


def test_a_child_that_opens_a_series_itself_holds_it_in_its_own_name(tmp_path: Path) -> None:
    make_study(tmp_path / "study")
    printed = run(
        tmp_path / "study",
        """
series.pixels(), list(project), series.head  # whatever is open by now
if not (child := os.fork()):
    with series.edit() as session:
        session["liver"].mask[0, 0, 0] = True
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
with series.edit() as session:
    session["liver"].mask[1, 0, 0] = True
print(series.head.version, series.annotation.mask("liver").count)
""",
    )
    assert printed == "2 2\n"

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("trame_slicer") is None,
    reason='needs views to click in: python -m pip install "trame-slicer[standalone]"',
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a mouse did in a slice view, in a process of its own."""
    command = [sys.executable, str(HERE / "points_by_mouse.py"), str(tmp_path_factory.mktemp("study"))]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_click_places_a_point_and_the_next_one_follows_the_mouse(told: dict[str, Any]) -> None:
    assert len(told["placed"]) == 2
    assert told["following the mouse"] == 1


def test_a_drag_moves_the_point_under_the_mouse_by_one_edit(told: dict[str, Any]) -> None:
    assert told["edits before the button is let go"] == 2
    (right, _), (left, _) = told["dragged"]
    before = [place for place, _label in told["placed"]]
    assert right in before
    assert left not in before
    assert told["edits"] == ["add point", "add point", "move point", "lock"]


def test_a_locked_roi_stays_as_it_is_whatever_the_mouse_does(told: dict[str, Any]) -> None:
    assert told["locked"] == told["dragged"] == told["shown in the end"]
    assert told["controls in the end"] == 2
    assert set(told["refused"]) <= {"Apex is locked; unlock it to change it."}

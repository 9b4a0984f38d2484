"""What a view model says reaches the page, also where a value cannot be sent as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from trame_server import Server
from trame_server.utils import clean_state

from RILContourLib.panels.observing import Panel
from RILContourLib.workbench.drawn import Drawn
from RILContourLib.workbench.event_loop import EventLoop
from RILContourLib.workbench.plain import sendable


@dataclass
class CountsState:
    title: str = "Voxels"
    rows: list[dict[str, Any]] = field(default_factory=list)


class Counts(Panel):
    """A view model whose state a test sets."""

    def __init__(self) -> None:
        super().__init__()
        self.state = CountsState()


class DrawnCounts(Drawn[Counts]):
    name = "counts"


@pytest.fixture
def drawn() -> DrawnCounts:
    return DrawnCounts(Server(name="counts"), EventLoop(), Counts())


def on_the_page(drawn: DrawnCounts) -> dict[str, Any]:
    """What the framework sends of the state."""
    sent, _packed = clean_state({drawn.name: drawn.server.state[drawn.name]})
    return sent.get(drawn.name, {})


def test_a_value_that_cannot_be_sent_is_logged_once_and_shown_as_text(
    drawn: DrawnCounts, caplog: pytest.LogCaptureFixture
) -> None:
    drawn.model.state.rows = [{"voxels": np.int64(300), "file": Path("liver.nii")}]
    drawn.show()
    drawn.show()
    assert on_the_page(drawn) == {"title": "Voxels", "rows": [{"voxels": "300", "file": "liver.nii"}]}
    said = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert said == [
        "A value cannot be sent to the page, which shows its text: counts.rows[0].voxels (int64).",
        f"A value cannot be sent to the page, which shows its text: counts.rows[0].file ({type(Path()).__name__}).",
    ]


def test_names_that_are_no_valid_text_are_shown_and_no_mistake(
    drawn: DrawnCounts, caplog: pytest.LogCaptureFixture
) -> None:
    drawn.model.state.title = "scan\udcff.nii"
    drawn.show()
    assert on_the_page(drawn)["title"] == "scan?.nii"
    assert not caplog.records


def test_what_can_be_sent_is_left_as_it_is() -> None:
    state = {"rows": [1, 2.5, True, None, "text", ("a", "b")], "1": {}}
    assert sendable(state) == (state, [])
    assert sendable(state)[0] is state


@pytest.mark.parametrize(
    ("value", "sent", "place"),
    [
        ({"a": {np.int64(1): 2}}, {"a": {"1": 2}}, ".a key (int64)"),
        ([2**70], [str(2**70)], "[0] (int)"),
        ({"a": ("b", {"c"})}, {"a": ["b", "{'c'}"]}, ".a[1] (set)"),
    ],
)
def test_where_it_is_is_said(value: Any, sent: Any, place: str) -> None:
    assert sendable(value) == (sent, [place])

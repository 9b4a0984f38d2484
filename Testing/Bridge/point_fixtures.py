"""An open series with point ROI, for the tests of what happens to its nodes: `pytest_plugins = ["point_fixtures"]`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from point_scene import PointScene, series_with_point_rois

from RILContourLib.annotation.edit import Edit
from RILContourLib.session.edit_session import EditSession
from RILContourLib.session.series import Series


@pytest.fixture
def series(tmp_path: Path) -> Series:
    return series_with_point_rois(tmp_path, frames=2)


@pytest.fixture
def session(series: Series) -> Iterator[EditSession]:
    with series.edit() as session:
        yield session


@pytest.fixture
def opened(scene: Any, series: Series, session: EditSession) -> Iterator[PointScene]:
    """What is shown at the end is what was accepted."""
    opened = PointScene(scene, series, session)
    yield opened
    opened.loop.run_until_idle()
    assert opened.shown() == opened.accepted(frame=opened.points._frame)
    opened.points.close()


@pytest.fixture
def edits(session: EditSession) -> list[Edit]:
    edits: list[Edit] = []
    session.listen(edits.append)
    return edits

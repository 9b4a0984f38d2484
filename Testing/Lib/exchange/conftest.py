"""Things that the tests of imports and exports are about."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from RILContourLib.exchange.items import ExportItem
from RILContourLib.project.roi import ROI, Code
from Testing.Lib.exchange.export_examples import KIDNEY, LIVER, annotate, scan_below


@pytest.fixture(scope="session")
def slicerio_data() -> Path:
    """The folder of slicerio's real chest CT and its segmentations."""
    slicerio = pytest.importorskip("slicerio")
    pytest.importorskip("nrrd")
    return Path(slicerio.__file__).parent / "data"


@pytest.fixture
def three_rois() -> tuple[ROI, ...]:
    """Liver, kidney and vessels, with powers of two as values."""
    return (
        ROI("liver", "Liver", 1, "#AA0000", radlex="RID58", codes=(Code("SCT", "10200004", "Liver"),)),
        ROI("kidney", "Left kidney", 2, "#00AA00"),
        ROI("vessels", "Hepatic vessels", 4, "#0000AA"),
    )


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(20)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The images' folder."""
    return tmp_path / "images"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder, not made yet, to export to."""
    return tmp_path / "out"


@pytest.fixture
def liver_and_kidney(root: Path) -> ExportItem:
    """A series whose liver and kidney overlap in one voxel, made by a person and a model."""
    return annotate(scan_below(root), {"liver": LIVER, "kidney": KIDNEY}, makers={"human": [2], "unet@3": [1, 2]})

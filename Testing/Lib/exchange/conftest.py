"""Things that the tests of imports and exports are about."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from RILContourLib.project.roi import ROI, Code


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

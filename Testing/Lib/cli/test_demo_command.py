"""`rilcontour demo`: the real chest CT, and the walk through the work on it."""

from __future__ import annotations

import json
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from rilcontour_process import Rilcontour
from small_study import make_study

from RILContourLib import Project
from RILContourLib.session.demo import SERIES

pytest.importorskip("slicerio")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Rilcontour, str]:
    """The demonstration in `demo` after a walk in a process of its own, and what that printed."""
    rilcontour = Rilcontour(tmp_path_factory.mktemp("walked"))
    ran = rilcontour.in_a_process("demo", "demo", "--walk")
    assert (ran.code, ran.err) == (0, "")
    return rilcontour, ran.out


def test_the_walk_shows_every_step_in_80_columns(walked: tuple[Rilcontour, str]) -> None:
    text = walked[1]
    for title in ("1. The series", "3. An edit by script", "5. Statistics", "8. Export"):
        assert title in text
    own_lines = [line for line in text.splitlines() if "/" not in line]
    assert max(map(len, own_lines)) <= 80
    assert text.index("Version 1 is back, as version 4") < text.index("as version 5")


def test_what_the_walk_says_is_what_is_there(walked: tuple[Rilcontour, str]) -> None:
    rilcontour, text = walked
    series = Project.open(rilcontour.folder / "demo")[SERIES]
    first, edited = series.read(1).annotation, series.read(2).annotation
    added = edited.mask("right-lung").count - first.mask("right-lung").count
    assert f"{added} voxels added" in text
    assert added > 0
    assert len(series.history) == 5
    assert series.read(4).annotation.mask("right-lung").same_as(first.mask("right-lung"))
    assert series.text["quality"] == "good"
    assert 'Refused: The answer to "quality" cannot be "blurred"' in text
    volume_ml = edited.mask("left-lung").count * series.image.geometry.voxel_volume_ml
    assert f"Left lung                   {volume_ml:,.1f}" in text


def test_the_walk_leaves_masks_tables_and_a_picture(walked: tuple[Rilcontour, str]) -> None:
    exports = walked[0].folder / "demo" / "exports"
    masks = nib.load(exports / "masks" / "chest" / "CTChest4_rois.nii.gz")
    image = nib.load(walked[0].folder / "demo" / "images" / SERIES)
    np.testing.assert_array_equal(masks.affine, image.affine)
    described = json.loads((exports / "masks" / "chest" / "CTChest4_rois.json").read_text())
    lung = next(roi for roi in described["rois"] if roi["id"] == "right-lung")
    assert int(np.count_nonzero(np.asarray(masks.dataobj) & lung["value"])) == lung["voxels"]
    assert (exports / "tables" / "statistics.csv").is_file()
    assert (exports / "tables" / "annotations.xlsx").is_file()
    assert (exports / "three-planes.png").read_bytes().startswith(b"\x89PNG")


def test_a_second_walk_goes_on_with_a_fresh_edit(walked: tuple[Rilcontour, str]) -> None:
    rilcontour = walked[0]
    before = Project.open(rilcontour.folder / "demo")[SERIES]
    versions, voxels = len(before.history), before.annotation.mask("right-lung").count
    told = rilcontour("demo", "demo", "--walk", "--json").json
    assert told["edit"]["version"] == versions + 1
    assert told["versions"] == versions + 4
    assert told["edit"] | {"version": 0} == {"saved": 1, "safe": 1, "version": 0}
    after = Project.open(rilcontour.folder / "demo")[SERIES]
    assert after.annotation.mask("right-lung").count != voxels
    assert rilcontour("verify", "demo").code == 0


def test_without_walking_the_project_is_made_and_nothing_else(rilcontour: Rilcontour, tmp_path: Path) -> None:
    made = rilcontour("demo", "demo")
    assert made.code == 0
    first, second = made.out.split("What to try next")[1].splitlines()[1:3]
    assert first.endswith("serve demo") and second.endswith("demo demo --walk")
    assert [version.reason for version in Project.open(tmp_path / "demo")[SERIES].history] == ["import"]
    assert not (tmp_path / "demo" / "exports").exists()


def test_another_project_is_left_alone(rilcontour: Rilcontour, tmp_path: Path) -> None:
    make_study(tmp_path / "study")
    refused = rilcontour("demo", "study", "--walk")
    assert refused.code == 2
    assert "is not the demonstration" in refused.sentence
    assert rilcontour("demo").code == 2

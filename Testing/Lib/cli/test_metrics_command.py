"""`rilcontour metrics`: drafts and versions measured against each other."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from rilcontour_process import Rilcontour
from small_study import FIRST, SECOND, SHAPE, TEST, a_mask, annotate

from RILContourLib import Project
from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask


@pytest.fixture
def drafted_study(study: Project) -> Project:
    """Liver on three series by a person; net@1 misses one of its two slices, net@2 does so on the last series only."""
    for name in (FIRST, SECOND, TEST):
        annotate(study, name)
        for version in (1, 2):
            liver = a_mask(1).astype(bool)
            if version == 1 or name == TEST:
                liver[:, :, 2] = False
            annotation = Annotation(SHAPE)
            annotation.set_mask("liver", 0, Mask.from_array(liver), SliceMakers())
            details = {"frames": [0], "rois": ["liver"]}
            study.store.put_draft(name, annotation, model=f"net@{version}", user="ana", details=details)
    return study


def test_a_model_against_the_newest_versions(rilcontour: Rilcontour, drafted_study: Project) -> None:
    ran = rilcontour("metrics", "study", "--of", "net@1")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0] == "dice against newest"
    assert lines[3].split() == ["net@1", "liver", "3", "0.667", "0.667", "to", "0.667", "0.667", "0"]
    worst = lines.index("worst of net@1")
    assert lines[worst + 3].split() == [FIRST, "liver", "0.667", "2"]


def test_some_slices_are_measured_by_themselves(rilcontour: Rilcontour, drafted_study: Project) -> None:
    def dice(slices: str) -> list[float | None]:
        return [
            row["dice"]
            for row in rilcontour("metrics", "study", "--of", "net@1", *slices.split(), "--json").json["rois"]
        ]

    assert dice("--slices 1") == [1.0] * 3
    assert dice("--slices 2") == [0.0] * 3
    assert dice("--slices 1-2") == [pytest.approx(2 / 3)] * 3
    assert rilcontour("metrics", "study", "--of", "net@1", "--slices", "3-2").code == 2


def test_two_models_are_compared_and_the_better_one_is_named(rilcontour: Rilcontour, drafted_study: Project) -> None:
    ran = rilcontour("metrics", "study", "--of", "net@1", "--of", "net", "--measure", "jaccard")
    assert "net@2 less net@1: median 0.500 (3 pairs in 3 series; larger in 2, smaller in 0)" in ran.out
    assert "Wilcoxon signed-rank, two-sided: p = 0.5; better in the median: net@2" in ran.out


def test_the_test_subset_alone_as_json(rilcontour: Rilcontour, drafted_study: Project) -> None:
    data = rilcontour("metrics", "study", "--of", "net@2", "--subset", "test", "--json").json
    assert [(row["series"], row["dice"], row["worst_slice"]) for row in data["rois"]] == [
        (TEST, pytest.approx(2 / 3), 2)
    ]
    assert data["confusion"] == [
        {
            "source": "net@2",
            "reference": "liver",
            "predicted": predicted,
            "volume_ml": pytest.approx(0.24),
            "part": pytest.approx(0.5),
        }
        for predicted in ("liver", None)
    ]


def test_tables_are_written_where_they_are_wanted_and_never_over_others(
    rilcontour: Rilcontour, drafted_study: Project, tmp_path: Path
) -> None:
    words = ("metrics", "study", "--of", "net@1", "--csv", "numbers", "--xlsx", "numbers.xlsx")
    ran = rilcontour(*words)
    assert ran.code == 0
    assert f"written: {Path('numbers', 'confusion.csv')}" in ran.notes
    with (tmp_path / "numbers" / "measures.csv").open(encoding="utf-8", newline="") as file:
        assert [row["series"] for row in csv.DictReader(file)] == [FIRST, SECOND, TEST]
    assert (tmp_path / "numbers.xlsx").stat().st_size > 0
    again = rilcontour(*words)
    assert again.code == 1 and "numbers.xlsx" in again.sentence
    assert rilcontour(*words, "--overwrite").code == 0


def test_series_without_a_draft_are_named_and_nothing_at_all_is_a_finding(
    rilcontour: Rilcontour, drafted_study: Project
) -> None:
    with drafted_study[FIRST].edit() as annotation:
        annotation["spleen"].mask |= np.roll(a_mask(1).astype(bool), 4, axis=0)
    ran = rilcontour("metrics", "study", "--of", "version:1", "--against", "version:2")
    assert ran.code == 0
    assert f"{SECOND}: version:2 is left out: it has no version 2" in ran.out
    nothing = rilcontour("metrics", "study", "--of", "net@1", "--roi", "spleen")
    assert nothing.code == 1
    assert "Nothing was measured" in nothing.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--of", "nets@1:2"), "nothing that can be measured"),
        (("--of", "other"), "rilcontour predict"),
        (("--of", "newest"), "each source once"),
        (("--of", "net@1", "--tolerance-mm", "-1"), "--tolerance-mm"),
        (("--of", "net@1", "--tolerance-mm", "nan"), "--tolerance-mm"),
        (("--of", "net@1", "--roi", "livre"), "livre"),
    ],
)
def test_what_cannot_be_measured_is_a_wrong_use(
    rilcontour: Rilcontour, drafted_study: Project, words: tuple[str, ...], told: str
) -> None:
    ran = rilcontour("metrics", "study", *words)
    assert ran.code == 2
    assert told in ran.err

"""Companions are found by rule, and are no series of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from RILContourLib.project.companions import companion_names, companions_among, split_name
from RILContourLib.project.definitions import Companion, Definitions


def project(**patterns: str) -> Definitions:
    return Definitions("p", "P", companions=tuple(Companion(name, rule) for name, rule in patterns.items()))


@pytest.mark.parametrize(
    ("file_name", "parts"),
    [
        ("scan.nii.gz", ("scan", ".nii.gz")),
        ("scan.NII.GZ", ("scan", ".NII.GZ")),
        ("scan.v2.nii", ("scan.v2", ".nii")),
        (".nii.gz", (".nii", ".gz")),
        ("scan", ("scan", "")),
        (".hidden", (".hidden", "")),
    ],
)
def test_the_stem_is_without_nii_and_gz(file_name: str, parts: tuple[str, str]) -> None:
    assert split_name(file_name) == parts


@pytest.mark.parametrize(
    ("rule", "series", "path"),
    [
        ("{stem}_flair.nii.gz", "a/b/scan.nii.gz", "a/b/scan_flair.nii.gz"),
        ("{stem}_flair{ext}", "scan.nii", "scan_flair.nii"),
        ("other/{name}", "a/scan.nii", "a/other/scan.nii"),
        ("{parent}/flair/{name}", "exam/t1/scan.nii", "exam/flair/scan.nii"),
        ("{parent}/flair/{name}", "scan.nii", "flair/scan.nii"),
        ("derived/{folder}/{stem}.nii", "a/b/s.nii.gz", "derived/a/b/s.nii"),
        ("derived/{folder}/{stem}.nii", "s.nii.gz", "derived/s.nii"),
        ("{parent}/{parent}", "scan.nii", ""),
        ("x/{parent}", "a/scan.nii", "x"),
        ("{stem}_x.nii", "a/{ext}{name}.nii", "a/{ext}{name}_x.nii"),
    ],
)
def test_a_rule_makes_the_path_from_the_series_name(rule: str, series: str, path: str) -> None:
    assert companion_names(project(other=rule), series) == {"other": path}


def test_a_series_is_not_its_own_companion() -> None:
    assert companion_names(project(flair="{parent}/flair/{name}"), "exam/flair/s.nii") == {}


def test_companions_are_no_series_of_their_own() -> None:
    names = ["a.nii", "a_flair.nii", "b.nii", "c_flair.nii"]
    assert companions_among(project(flair="{stem}_flair.nii"), names) == {"a_flair.nii"}
    assert companions_among(project(), names) == set()


def test_what_only_a_companion_claims_is_a_series() -> None:
    names = ["a.nii", "a_x.nii", "a_x_x.nii", "a_x_x_x.nii"]
    assert companions_among(project(x="{stem}_x.nii"), names) == {"a_x.nii", "a_x_x_x.nii"}


def test_rules_in_a_circle_leave_one_series_of_each_exam() -> None:
    both_ways = project(flair="{parent}/flair/{name}", t1="{parent}/t1/{name}")
    names = ["e/t1/s.nii", "e/flair/s.nii", "f/t1/s.nii"]
    assert companions_among(both_ways, names) == {"e/t1/s.nii"}


@given(st.sets(st.text("ab_/", min_size=1, max_size=6).map(lambda text: text.strip("/") + ".nii"), max_size=15))
def test_every_companion_belongs_to_a_series_and_no_series_to_another(names: set[str]) -> None:
    definitions = project(x="{stem}_a.nii", y="{parent}/b/{name}", z="{parent}/a/{name}")
    companions = companions_among(definitions, names)
    series = names - companions
    claimed = {path for name in series for path in companion_names(definitions, name).values()}
    assert companions <= claimed
    assert not names or series

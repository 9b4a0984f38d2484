"""Glob patterns over series names."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from RILContourLib.project.globs import GlobSet, glob_expression, glob_problem


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("**/*.nii", ["x.nii", "a/x.nii", "a/b/x.nii", ".nii"], ["x.nii.gz", "a/x.niix"]),
        ("*.nii", ["x.nii"], ["a/x.nii"]),
        ("patient-07/**", ["patient-07/x.nii", "patient-07/a/x.nii"], ["patient-07", "patient-071/x.nii"]),
        ("a/**/b.nii", ["a/b.nii", "a/x/b.nii", "a/x/y/b.nii"], ["a/xb.nii", "b.nii"]),
        ("patient-0[1-3]/*", ["patient-01/x"], ["patient-04/x", "patient-0/x"]),
        ("[!a]x", ["bx"], ["ax", "/x"]),
        ("a?c", ["abc"], ["ac", "a/c"]),
        ("[]]", ["]"], ["["]),
        ("a[", ["a["], ["a"]),
        ("a.b+(c)", ["a.b+(c)"], ["axb+(c)", "a.bb(c)"]),
        ("[.^|&~-]x", [".x", "^x", "|x", "&x", "~x", "-x"], ["ax"]),
        ("**", ["a", "a/b"], []),
        ("*a*b", ["ab", "xaxb", "aab"], ["ba", "a/b"]),
        ("M\u00fc*", ["Mu\u0308ller"], []),
    ],
)
def test_patterns_match_whole_names(pattern: str, yes: list[str], no: list[str]) -> None:
    patterns = GlobSet([pattern])
    assert [name for name in yes if not patterns.matches(name)] == []
    assert [name for name in no if patterns.matches(name)] == []


def test_no_pattern_matches_nothing() -> None:
    assert not GlobSet([]).matches("a")


def test_several_patterns_are_looked_up_together() -> None:
    patterns = GlobSet(["a/**", "*.nii"])
    assert [patterns.matches(name) for name in ("a/x", "x.nii", "b/x.nii")] == [True, True, False]


@pytest.mark.parametrize(
    "pattern",
    ["/a", "C:/a", "C:a", "../a", "a/../b", "./a", "a\\b", "a//b", "a/", "a**/b", "[z-a]", "/".join(["**"] * 6)],
)
def test_patterns_that_cannot_mean_anything_are_refused(pattern: str) -> None:
    assert glob_problem(pattern)
    with pytest.raises(ValueError, match="a"):
        glob_expression(pattern)


def test_no_pattern_takes_long() -> None:
    assert not GlobSet(["*a" * 200 + "b"]).matches("a" * 4_000)
    assert not GlobSet(["**/*a/**/*a/**/*a/**/*b"]).matches("/".join(["a" * 50] * 60))


@given(st.text("ab*?[]!-", min_size=1, max_size=8), st.text("ab]-!", min_size=1, max_size=8))
def test_within_a_folder_patterns_mean_what_fnmatch_says(pattern: str, name: str) -> None:
    if "**" not in pattern and glob_problem(pattern) is None:
        assert GlobSet([pattern]).matches(name) == fnmatch.fnmatchcase(name, pattern)

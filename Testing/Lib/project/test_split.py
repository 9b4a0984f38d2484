"""Test series stay test series, and nobody is in two subsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from RILContourLib.project.definitions import Definitions, Split
from RILContourLib.project.split import group_of, subsets

BY_PATIENT = Definitions("p", "P", split=Split(("p7/**", "**/*_test.nii"), ("p8/**",), "patient"))


def test_series_are_split_by_pattern() -> None:
    plain = Definitions("p", "P", split=Split(("t/**",), ("v/**",)))
    assert subsets(plain, ["t/a", "v/a", "x/a"]) == {"t/a": "test", "v/a": "validation", "x/a": "train"}


def test_without_rules_everything_is_for_training() -> None:
    assert subsets(Definitions("p", "P"), ["a", "b"]) == {"a": "train", "b": "train"}


def test_one_test_series_makes_its_whole_patient_test() -> None:
    metadata = {"p7/a.nii": {"patient": "Ana"}, "x/b.nii": {"patient": " Ana "}, "x/c.nii": {"patient": "Ben"}}
    assert subsets(BY_PATIENT, ["x/b.nii", "x/c.nii", "p7/a.nii"], metadata) == {
        "x/b.nii": "test",
        "x/c.nii": "train",
        "p7/a.nii": "test",
    }


def test_test_goes_before_validation_whichever_comes_first() -> None:
    metadata = {name: {"patient": "Ana"} for name in ("p8/a", "p7/a")}
    for order in (["p8/a", "p7/a"], ["p7/a", "p8/a"]):
        assert set(subsets(BY_PATIENT, order, metadata).values()) == {"test"}


def test_without_metadata_the_top_folder_is_the_patient() -> None:
    assert subsets(BY_PATIENT, ["p9/day1/a_test.nii", "p9/day2/b.nii", "c.nii", "d_test.nii"]) == {
        "p9/day1/a_test.nii": "test",
        "p9/day2/b.nii": "test",
        "c.nii": "train",
        "d_test.nii": "test",
    }


def test_a_patient_and_a_folder_of_the_same_name_are_two_groups() -> None:
    assert group_of(BY_PATIENT, "x/a", {"patient": "y"}) != group_of(BY_PATIENT, "y/a", {})


names = st.sampled_from([f"{folder}/{file}" for folder in ("p6", "p7", "p8", "q") for file in ("a", "b_test.nii", "c")])
patients = st.sampled_from(["Ana", "Ben", ""])


@given(st.dictionaries(names, patients, min_size=1), st.randoms())
def test_no_group_is_ever_torn_apart_and_order_does_not_matter(by_name, random) -> None:  # type: ignore[no-untyped-def]
    metadata = {name: {"patient": patient} for name, patient in by_name.items()}
    shuffled = list(by_name)
    random.shuffle(shuffled)
    found = subsets(BY_PATIENT, shuffled, metadata)
    assert found == subsets(BY_PATIENT, sorted(by_name), metadata)
    by_group: dict[str, set[str]] = {}
    for name, subset in found.items():
        by_group.setdefault(group_of(BY_PATIENT, name, metadata[name]), set()).add(subset)
    assert all(len(held) == 1 for held in by_group.values())
    assert all(found[name] == "test" for name in found if name.startswith("p7/") or name.endswith("_test.nii"))

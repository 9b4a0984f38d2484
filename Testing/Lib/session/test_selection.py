"""Filters that could not mean what they say are refused when they are made."""

import pytest

from RILContourLib.errors import UsageError
from RILContourLib.session.selection import Selection


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"names": "a/**"}, r"A filter's names cannot be 'a/\*\*': it takes several texts, such as \['a/\*\*'\]\."),
        ({"names": 3}, "names cannot be 3: it takes several texts"),
        ({"names": ("",)}, "names cannot be '': it takes texts that are not empty"),
        ({"names": (b"a",)}, "names cannot be b'a'"),
        ({"status": "approved"}, "status cannot be 'approved': it takes several texts"),
        ({"status": ("aproved",)}, r"status cannot be 'aproved' \(did you mean approved\?\)"),
        ({"subset": "testing"}, r"subset cannot be 'testing' \(did you mean test\?\); there are train"),
        ({"subset": ["test"]}, "subset cannot be"),
        ({"person": 7}, "person cannot be 7"),
        ({"tag": ""}, "tag cannot be ''"),
        ({"maker": ("human",)}, "maker cannot be"),
        ({"answers": [("quality", "good")]}, "answers cannot be"),
        ({"answers": {1: "good"}}, "answers cannot be"),
        ({"test": "no"}, "test cannot be 'no': it takes True or False"),
    ],
)
def test_a_part_of_another_kind_is_refused(parts, sentence):
    with pytest.raises(UsageError, match=sentence):
        Selection(**parts)


def test_texts_may_come_in_any_collection_and_are_kept():
    names = (name for name in ("a/**", "b.nii"))
    assert Selection(names=names, status=["approved"]) == Selection(("a/**", "b.nii"), ("approved",))
    assert hash(Selection(["a"]).names) == hash(("a",))

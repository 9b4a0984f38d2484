"""Answers outside what a field allows are refused in a sentence; the rest has one form."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from RILContourLib.errors import AnswerRefused
from RILContourLib.project.answers import parse_answer, validate_answer
from RILContourLib.project.text_field import FIELD_KINDS, TextField

TEXT = TextField("t", "T")
SHORT = TextField("t", "T", max_length=3)
NUMBER = TextField("n", "N", kind="number", minimum=0, maximum=10.5, unit="mm")
BOOLEAN = TextField("b", "B", kind="boolean")
CHOICE = TextField("c", "C", kind="choice", choices=("good", "poor", "1", "Mü"))
CHOICES = TextField("s", "S", kind="choices", choices=("left", "right", "both"))


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        (TEXT, "two\r\nlines\there", "two\nlines\there"),
        (TEXT, "Mu\u0308ller", "M\u00fcller"),
        (TEXT, " kept ", " kept "),
        (SHORT, "abc", "abc"),
        (SHORT, "e\u0301" * 3, "\u00e9" * 3),
        (NUMBER, 0, 0),
        (NUMBER, 10.5, 10.5),
        (NUMBER, np.float32(0.5), 0.5),
        (NUMBER, np.int16(7), 7),
        (BOOLEAN, True, True),
        (BOOLEAN, np.False_, False),
        (CHOICE, "good", "good"),
        (CHOICE, " poor ", "poor"),
        (CHOICE, 1, "1"),
        (CHOICE, "Mu\u0308", "M\u00fc"),
        (CHOICES, ["right", "left", "left"], ("left", "right")),
        (CHOICES, {"both"}, ("both",)),
    ],
)
def test_an_allowed_answer_gets_its_stored_form(field: TextField, value: object, stored: object) -> None:
    answer = validate_answer(field, value)
    assert answer == stored
    assert type(answer) is type(stored)


@pytest.mark.parametrize("field", [TEXT, NUMBER, BOOLEAN, CHOICE, CHOICES])
def test_none_clears_every_answer(field: TextField) -> None:
    assert validate_answer(field, None) is None


@pytest.mark.parametrize(("field", "value"), [(TEXT, ""), (TEXT, " \n"), (CHOICE, " "), (CHOICES, []), (CHOICES, ())])
def test_an_empty_answer_is_no_answer(field: TextField, value: object) -> None:
    assert validate_answer(field, value) is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (TEXT, 5, "must be a text, not a number"),
        (TEXT, b"bytes", "must be a text"),
        (TEXT, "a\x00b", r"U\+0000"),
        (TEXT, "a\x1b[31m", r"U\+001B"),
        (TEXT, "a\rb", r"U\+000D"),
        (TEXT, "a\u202eb", r"U\+202E"),
        (TEXT, "a\ud800", r"U\+D800"),
        (TEXT, "a" * 20_001, "longer than 20000"),
        (SHORT, "abcd", "longer than 3"),
        (SHORT, "a" * 10_000_000, "longer than 3"),
        (NUMBER, True, "must be a number, not true or false"),
        (NUMBER, "5", 'must be a number, not the text "5"'),
        (NUMBER, math.nan, "finite"),
        (NUMBER, math.inf, "finite"),
        (NUMBER, np.float64("nan"), "finite"),
        (NUMBER, -0.001, "at least 0 mm, not -0.001"),
        (NUMBER, 10.6, "at most 10.5 mm"),
        (NUMBER, 10**400, "too large"),
        (NUMBER, 1j, "must be a number"),
        (NUMBER, np.array([1.0]), "must be a number"),
        (NUMBER, Decimal(1), "must be a number"),
        (BOOLEAN, 1, "must be true or false, not a number"),
        (BOOLEAN, "true", "must be true or false"),
        (BOOLEAN, np.array([True]), "must be true or false"),
        (CHOICE, "godo", r"did you mean good\?"),
        (CHOICE, "Good", "cannot be"),
        (CHOICE, "zebra", "there are good, poor, 1, Mü"),
        (CHOICE, True, "one of its choices"),
        (CHOICE, 2, 'cannot be "2"'),
        (CHOICE, ["good"], "one of its choices"),
        (CHOICES, "left", "must be a list"),
        (CHOICES, ["left", "up"], 'cannot be "up"'),
        (CHOICES, [["left"]], "one of its choices"),
        (CHOICES, {"left": True}, "must be a list"),
        (CHOICES, 3, "must be a list"),
        (CHOICES, ["left", ""], "empty choice"),
        (CHOICES, ["left"] * 1_000_000, "more choices than there are"),
    ],
)
def test_what_is_not_allowed_is_refused_in_a_sentence(field: TextField, value: object, words: str) -> None:
    with pytest.raises(AnswerRefused, match=words) as caught:
        validate_answer(field, value)
    assert str(caught.value).startswith(f'The answer to "{field.id}" ')
    assert str(caught.value).endswith(".")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("field", "text", "answer"),
    [
        (BOOLEAN, "yes", True),
        (BOOLEAN, " FALSE", False),
        (BOOLEAN, "0", False),
        (NUMBER, "7", 7),
        (NUMBER, "7.5 ", 7.5),
        (CHOICE, " good", "good"),
        (CHOICES, "right; left;", ("left", "right")),
        (TEXT, " as it is ", " as it is "),
        *((field, " ", None) for field in (TEXT, NUMBER, BOOLEAN, CHOICE, CHOICES)),
    ],
)
def test_an_answer_is_read_from_a_cell_of_a_table(field: TextField, text: str, answer: object) -> None:
    assert parse_answer(field, text) == answer


@pytest.mark.parametrize(
    ("field", "text"), [(BOOLEAN, "maybe"), (NUMBER, "five"), (NUMBER, "nan"), (NUMBER, "1" * 5000), (CHOICES, "up")]
)
def test_a_cell_that_is_no_answer_is_refused(field: TextField, text: str) -> None:
    with pytest.raises(AnswerRefused):
        parse_answer(field, text)


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.complex_numbers()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
    max_leaves=5,
)


@given(st.sampled_from(FIELD_KINDS), values)
def test_whatever_is_given_the_answer_is_stored_or_refused(kind: str, value: object) -> None:
    field = TextField("f", "F", kind=kind, choices=("a", "1") if "choice" in kind else ())  # type: ignore[arg-type]
    try:
        answer = validate_answer(field, value)
    except AnswerRefused:
        return
    assert validate_answer(field, answer) == answer

"""`rilcontour train`, as far as it goes without a network: what it would learn from, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from rilcontour_process import Rilcontour

from Testing.Lib.training.ball_study import BALL, draw, make_balls, name_of


@pytest.fixture(scope="module")
def rilcontour(tmp_path_factory: pytest.TempPathFactory) -> Rilcontour:
    """In a folder with a study of four patients in `study`: two complete, one in progress, one for testing."""
    folder = tmp_path_factory.mktemp("train")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RILCONTOUR_STATE", str(folder / "home" / "state"))
        patch.setenv("RILCONTOUR_CACHE", str(folder / "home" / "cache"))
        project = make_balls(folder / "study", 4, test=(3,))
        for number in (0, 1, 3):
            draw(project, number)
        draw(project, 2, slices=(3, 4), complete=False)
    return Rilcontour(folder)


def test_a_dry_run_says_what_would_be_learned_from_and_what_not(rilcontour: Rilcontour) -> None:
    ran = rilcontour("train", "study", "--model", "balls", "--dry-run")
    assert ran.code == 0
    assert f"Left out: {name_of(2)}: no ROI is complete or absent; say so of those that are (Ball, Cube)." in ran.out
    assert "Nowhere to be found: cube." in ran.out
    assert ran.out.endswith("16 labelled slices of 2 series (2 patients); complete annotation.\n")
    assert name_of(3) not in ran.out and ran.sentence.startswith("1 series of the test subset left out")
    assert not (Path(rilcontour.folder) / "study" / "models").exists()


def test_what_would_be_learned_is_told_as_json(rilcontour: Rilcontour) -> None:
    words = ("--model", "balls", "--dry-run", "--roi", BALL, "--accept", "annotated", "--json")
    told = rilcontour("train", "study", *words).json
    assert told["accepted"] == "annotated" and told["left_out"] == {}
    assert {each["series"]: each["slices"] for each in told["series"]} == {
        name_of(0): 8,
        name_of(1): 8,
        name_of(2): 2,
    }


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--subset", "test", "--dry-run"), 2, "Series of the test subset are never trained with"),
        (("--companion", "flair", "--dry-run"), 2, "no rule for companions 'flair'; there are rules for: none"),
        (("--roi", "bal", "--dry-run"), 2, "The project has no ROI"),
        (("--field", "height", "--dry-run"), 2, "no annotation of low, high that can be learned from: answer height"),
        (("--epochs", "9", "--learning-rate", "7"), 2, "a learning rate of 7.0: it must be above 0"),
        (("--resume",), 2, "No training of balls waits to go on"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    rilcontour: Rilcontour, words: tuple[str, ...], code: int, sentence: str
) -> None:
    ran = rilcontour("train", "study", "--model", "balls", *words)
    assert ran.code == code and any(sentence in note for note in ran.notes), ran.err


def test_there_is_nothing_to_discard(rilcontour: Rilcontour) -> None:
    ran = rilcontour("train", "study", "--model", "balls", "--discard")
    assert (ran.code, ran.out) == (0, "No training of balls waited.\n")


def test_no_option_offers_test_series_to_learn_from(rilcontour: Rilcontour) -> None:
    assert "--test" not in rilcontour("train", "--help").out

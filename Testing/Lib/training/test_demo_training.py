"""What the demonstration's models are trained on, and drafted for; without training any."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from RILContourLib import Project
from RILContourLib.annotation.answers import Subject
from RILContourLib.session.demo import SERIES, UNSEEN_COPY, make_demo
from RILContourLib.session.demo_copies import copy_name, deformed_copy, write_copy
from RILContourLib.session.demo_models import (
    LEVEL,
    LEVEL_OPTIONS,
    LUNG_OPTIONS,
    LUNGS,
    slice_levels,
    state_what_is_known,
)
from RILContourLib.session.training_survey import training_survey

pytest.importorskip("slicerio", reason="the extra demo is not installed")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RILCONTOUR_STATE", str(folder / "state"))
        patch.setenv("RILCONTOUR_CACHE", str(folder / "cache"))
        yield make_demo(folder / "demo", user="ana")


def dice(one: np.ndarray, other: np.ndarray) -> float:
    return 2 * np.count_nonzero(one & other) / (np.count_nonzero(one) + np.count_nonzero(other))


def test_a_copy_is_another_shape_with_the_same_tissues_and_always_the_same(demo: Project) -> None:
    copy, again, other = (deformed_copy(demo, number, LUNGS) for number in (1, 1, 2))
    np.testing.assert_array_equal(copy.image, again.image)
    assert (copy.image != other.image).any() and copy.image.dtype == np.int16
    reference = demo[SERIES].read(1).annotation
    pixels = demo[SERIES].pixels()
    for roi in LUNGS:
        lung = reference.mask(roi).to_array()
        assert 0.6 < dice(copy.masks[roi], lung) < 0.95  # bent away from where it was
        assert abs(copy.image[copy.masks[roi]].mean() - pixels[lung].mean()) < 60  # and still on the lung


def test_a_copy_is_written_once_as_a_series_of_the_project(demo: Project) -> None:
    copy = deformed_copy(demo, 2)
    assert demo.names == [SERIES, copy_name(UNSEEN_COPY)]
    write_copy(demo, copy)
    path = demo.images_root / copy.name
    written = path.read_bytes()
    write_copy(demo, deformed_copy(demo, 2))
    assert path.read_bytes() == written
    demo.refresh()
    series = demo[copy_name(2)]
    assert series.status == "unseen" and series.image.geometry == demo[SERIES].image.geometry
    np.testing.assert_array_equal(series.pixels(), copy.image)


def test_what_the_models_learn_is_stated_once_and_by_whom(demo: Project) -> None:
    state_what_is_known(demo)
    versions = len(demo[SERIES].history)
    state_what_is_known(demo)
    series = demo[SERIES]
    assert len(series.history) == versions == 2
    assert [series.head.status[roi] for roi in LUNGS] == ["complete", "complete"]
    held = series.annotation.answers
    levels = [held.get(Subject.slice(number), LEVEL.id) for number in range(34)]
    assert [answer and (answer.value, answer.maker) for answer in levels] == [
        (level, "imported:reference") for level in slice_levels(demo)
    ]
    lungs = training_survey(demo, None, LUNG_OPTIONS)
    assert [(each.series, each.slices) for each in lungs.series] == [(SERIES, 34)]
    level = training_survey(demo, None, LEVEL_OPTIONS)
    assert [target.name for target in level.targets] == ["cervical", "thoracic", "lumbar"]
    assert level.series[0].slices == sum(level.series[0].marked) == 34

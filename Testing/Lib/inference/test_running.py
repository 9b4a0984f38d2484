"""Ways in and out against each other: whatever the geometry, what a network marks lies where it saw it.

The network of these tests marks what is above a threshold, so the mask to be expected is known without it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from RILContourLib.annotation.extent import Extent
from RILContourLib.errors import Cancelled, ModelError
from RILContourLib.images.geometry import Geometry
from RILContourLib.inference.network import NetworkMemoryError
from RILContourLib.inference.patches import gaussian
from RILContourLib.inference.running import Wanted, run
from RILContourLib.models.description import (
    CleanUp,
    ModelDescription,
    NetworkInput,
    NetworkOutput,
    OutputClass,
    Step,
    Weights,
)
from RILContourLib.progress import CancelToken

SHAPE = (20, 24, 14)
ORIENTATIONS = [
    "".join(codes) for order in itertools.permutations(("RL", "AP", "SI")) for codes in itertools.product(*order)
]


def geometry() -> Geometry:
    """1 mm voxels, axes to left, posterior and superior."""
    return Geometry(SHAPE, 1, np.diag((-1.0, -1.0, 1.0, 1.0)), 1.0, "sform")


@pytest.fixture
def image() -> np.ndarray:
    """Smooth blobs, none of them symmetric, some at the border."""
    from scipy import ndimage

    noise = np.random.default_rng(3).normal(size=SHAPE)
    return ndimage.gaussian_filter(noise, 2.5).astype(np.float32)


class Thresholding:
    """Class 1 is what lies above `threshold` in the first channel; remembers the shapes that it was given."""

    def __init__(self, threshold: float, model: ModelDescription) -> None:
        self.threshold, self.model = threshold, model
        self.shapes: list[tuple[int, ...]] = []

    def __call__(self, batch: np.ndarray) -> np.ndarray:
        self.shapes.append(batch.shape)
        given, output = self.model.input, self.model.output
        seen = np.moveaxis(batch, 1, -1) if given.layout == "channels-first" else batch
        middle = seen[..., given.adjacent // 2]
        likely = 1 / (1 + np.exp(-20 * (middle - self.threshold)))
        found = np.stack([1 - likely, likely], axis=-1)
        if output.layout == "channels-first":
            return np.moveaxis(found, -1, 1)
        return found.reshape(len(found), -1, 2) if output.layout == "flattened" else found

    def close(self) -> None: ...


def model(given: NetworkInput, **output: object) -> ModelDescription:
    classes = (OutputClass(1, roi="blob"),)
    out = replace(NetworkOutput("softmax", classes), **output)  # type: ignore[arg-type]
    return ModelDescription("t", "t", "segmentation", Weights("t.keras", "keras"), given, out)


def marked(described: ModelDescription, image: np.ndarray, **options: object) -> np.ndarray:
    network = Thresholding(0.0, described)
    found = run(described, "t@1", network, [image], geometry(), **options)  # type: ignore[arg-type]
    return found.masks["blob"].to_array()


@pytest.mark.parametrize("orientation", ["file", *ORIENTATIONS])
def test_slices_of_every_orientation_come_back_to_where_they_were(image: np.ndarray, orientation: str) -> None:
    for axis in range(3):
        given = NetworkInput("slice", orientation=orientation, axis=axis, transpose=axis == 1)
        np.testing.assert_array_equal(marked(model(given), image), image > 0)


@pytest.mark.parametrize("layout", ["channels-last", "channels-first", "flattened"])
@pytest.mark.parametrize("seen", ["channels-last", "channels-first"])
def test_layouts_of_input_and_output(image: np.ndarray, layout: str, seen: str) -> None:
    given = NetworkInput("slice", orientation="SAR", axis=0, transpose=True, layout=seen)  # type: ignore[arg-type]
    np.testing.assert_array_equal(marked(model(given, layout=layout), image), image > 0)


@pytest.mark.parametrize("size", [(24, 20), (32, 40), (33, 21)])
def test_slices_that_are_padded_lose_nothing(image: np.ndarray, size: tuple[int, int]) -> None:
    described = model(NetworkInput("slice", orientation="PRS", size=size))
    network = Thresholding(0.0, described)
    found = run(described, "t@1", network, [image], geometry())
    assert network.shapes[0][1:] == (*size, 1)
    np.testing.assert_array_equal(found.masks["blob"].to_array(), image > 0)


def test_beyond_what_a_network_saw_nothing_is_marked(image: np.ndarray) -> None:
    found = marked(model(NetworkInput("slice", size=(10, 12))), image)
    expected = np.zeros(SHAPE, bool)
    expected[5:15, 6:18] = (image > 0)[5:15, 6:18]
    np.testing.assert_array_equal(found, expected)


def test_the_network_sees_what_the_file_holds_in_its_own_order(image: np.ndarray) -> None:
    seen = []

    def look(batch: np.ndarray) -> np.ndarray:
        seen.append(batch)
        return np.zeros((*batch.shape[:-1], 2), np.float32)

    look.close = lambda: None  # type: ignore[attr-defined]
    described = model(NetworkInput("slice", orientation="ALS", axis=2, transpose=False))
    run(described, "t@1", look, [image], geometry(), Wanted(batch=14))  # type: ignore[arg-type]
    # The file's axes point to L, P, S: so the network's rows are j reversed, its columns i, its slices k.
    np.testing.assert_array_equal(seen[0][3, :, :, 0], image[:, ::-1, 3].T)


def test_adjacent_slices_are_channels_and_the_outer_ones_are_seen_again(image: np.ndarray) -> None:
    seen = []

    class Looking(Thresholding):
        def __call__(self, batch: np.ndarray) -> np.ndarray:
            seen.append(batch)
            return super().__call__(batch)

    described = model(NetworkInput("adjacent", adjacent=3))
    found = run(described, "t@1", Looking(0.0, described), [image], geometry(), Wanted(batch=5))
    together = np.concatenate(seen)
    for n in range(SHAPE[2]):
        np.testing.assert_array_equal(together[n, ..., 0], image[:, :, max(n - 1, 0)])
        np.testing.assert_array_equal(together[n, ..., 2], image[:, :, min(n + 1, SHAPE[2] - 1)])
    np.testing.assert_array_equal(found.masks["blob"].to_array(), image > 0)


@pytest.mark.parametrize("orientation", ["file", "SPL", "AIR"])
@pytest.mark.parametrize("size", [(8, 8, 8), (20, 24, 14), (32, 9, 16)])
def test_patches_that_overlap_agree_with_the_whole(
    image: np.ndarray, orientation: str, size: tuple[int, int, int]
) -> None:
    given = NetworkInput("patch", orientation=orientation, size=size, overlap=0.4)
    np.testing.assert_array_equal(marked(model(given), image), image > 0)


def test_weights_of_a_patch_are_monais() -> None:
    """Of monai.data.utils.compute_importance_map((8, 4, 4), mode="gaussian", sigma_scale=0.125), MONAI 1.6.1."""
    weights = gaussian((8, 4, 4))
    assert weights[3, 1, 1] == pytest.approx(np.exp(-0.125) * np.exp(-0.5) ** 2)
    assert weights[1, 2, 1] == pytest.approx(np.exp(-3.125) * np.exp(-0.5) ** 2)
    assert weights.min() == weights[0, 0, 0] == np.float32(0.001)


def test_a_whole_volume_is_padded_to_a_multiple(image: np.ndarray) -> None:
    described = model(NetworkInput("volume", multiple_of=16))
    network = Thresholding(0.0, described)
    found = run(described, "t@1", network, [image], geometry())
    assert network.shapes == [(1, 32, 32, 16, 1)]
    np.testing.assert_array_equal(found.masks["blob"].to_array(), image > 0)


@pytest.mark.parametrize("kind", ["slice", "patch", "volume"])
@pytest.mark.parametrize("spacing", [(0.5, 0.5, 0.5), (1.5, 1.25, 2.0)])
def test_other_spacings_there_and_back_keep_the_shape(
    image: np.ndarray, kind: str, spacing: tuple[float, float, float]
) -> None:
    size = (8, 8, 8) if kind == "patch" else None
    given = NetworkInput(kind, orientation="RAS", spacing_mm=spacing, size=size)  # type: ignore[arg-type]
    found, expected = marked(model(given), image), image > 0
    dice = 2 * np.count_nonzero(found & expected) / (found.sum() + expected.sum())
    assert dice > 0.93
    middle = np.abs(np.argwhere(found).mean(0) - np.argwhere(expected).mean(0))
    assert middle.max() < 0.25  # no shift by half a voxel


def test_resizing_is_undone(image: np.ndarray) -> None:
    found = marked(model(NetworkInput("slice", size=(40, 48), fit="resize")), image)
    assert np.count_nonzero(found ^ (image > 0)) < 0.02 * image.size


def test_only_the_slices_that_are_wanted_are_run_and_they_come_out_the_same(image: np.ndarray) -> None:
    for orientation in ("LPS", "LPI"):
        described = model(NetworkInput("slice", orientation=orientation))
        network = Thresholding(0.0, described)
        found = run(described, "t@1", network, [image], geometry(), Wanted(region=Extent((0, 0, 3), (20, 24, 6))))
        expected = np.zeros(SHAPE, bool)
        expected[:, :, 3:6] = (image > 0)[:, :, 3:6]
        np.testing.assert_array_equal(found.masks["blob"].to_array(), expected)
        assert sum(shape[0] for shape in network.shapes) == 3


def test_slices_across_the_sweep_are_cut_out_of_the_whole(image: np.ndarray) -> None:
    found = marked(model(NetworkInput("slice")), image, wanted=Wanted(region=Extent((2, 0, 0), (9, 24, 14))))
    expected = np.zeros(SHAPE, bool)
    expected[2:9] = (image > 0)[2:9]
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("orientation", ["file", "RAS", "SPL", "ILA"])
@pytest.mark.parametrize(
    "given",
    [
        NetworkInput("slice", spacing_mm=(1.5, 1.25, 2.0)),
        NetworkInput("adjacent", axis=1, adjacent=3, transpose=True),
        NetworkInput("patch", size=(8, 6, 10), spacing_mm=(0.7, 1.0, 1.6)),
        NetworkInput("patch", size=(8, 6, 10), overlap=0.0),
        NetworkInput("volume", multiple_of=16),
    ],
    ids=lambda given: given.kind,
)
def test_a_box_is_exactly_what_the_whole_has_there(image: np.ndarray, orientation: str, given: NetworkInput) -> None:
    described = model(replace(given, orientation=orientation), kind="sigmoid")
    box = Extent((4, 9, 2), (15, 16, 11))
    expected, found = marked(described, image), marked(described, image, wanted=Wanted(region=box))
    cut = np.zeros(SHAPE, bool)
    cut[box.slices()] = expected[box.slices()]
    assert cut.any()
    np.testing.assert_array_equal(found, cut)


def test_only_patches_that_hold_a_part_of_the_box_are_run(image: np.ndarray) -> None:
    described = model(NetworkInput("patch", size=(10, 12, 7), overlap=0.0))  # two along each axis
    for box, patches in ((((0, 0, 0), (10, 12, 7)), 1), (((9, 0, 0), (11, 5, 5)), 2), (((9, 11, 6), (11, 13, 8)), 8)):
        network = Thresholding(0.0, described)
        run(described, "t@1", network, [image], geometry(), Wanted(region=Extent(*box)))
        assert len(network.shapes) == patches


def test_a_box_has_a_confidence_of_its_own(image: np.ndarray) -> None:
    box = Extent((4, 9, 2), (15, 16, 11))
    described = model(NetworkInput("slice"))
    network = Thresholding(0.0, described)
    found = run(described, "t@1", network, [image], geometry(), Wanted(region=box)).confidence["blob"]
    likely, inside = 1 / (1 + np.exp(-20 * image[box.slices()].astype(np.float64))), image[box.slices()] > 0
    assert found.mean == pytest.approx(likely[inside].mean(), 1e-5)
    assert np.isnan(found.by_slice[[0, 1, 11, 12, 13]]).all()


def test_how_sure_the_network_was_is_told_by_roi_and_by_slice_of_the_image(image: np.ndarray) -> None:
    described = model(NetworkInput("slice", orientation="LPI"))
    found = run(described, "t@1", Thresholding(0.0, described), [image], geometry())
    likely = 1 / (1 + np.exp(-20 * image.astype(np.float64)))
    for n in (0, 5, 13):
        assert found.confidence["blob"].by_slice[n] == pytest.approx(likely[:, :, n][image[:, :, n] > 0].mean(), 1e-5)
    assert found.confidence["blob"].mean == pytest.approx(likely[image > 0].mean(), 1e-5)


def test_a_softmax_with_a_threshold_and_overlapping_sigmoids(image: np.ndarray) -> None:
    strict = model(NetworkInput("slice"), classes=(OutputClass(1, roi="blob", threshold=0.9),))
    np.testing.assert_array_equal(marked(strict, image), 1 / (1 + np.exp(-20 * image)) >= 0.9)
    both = (OutputClass(0, roi="rest", threshold=0.2), OutputClass(1, roi="blob", threshold=0.2))
    described = model(NetworkInput("slice"), kind="sigmoid", classes=both)
    found = run(described, "t@1", Thresholding(0.0, described), [image], geometry())
    overlapping = found.masks["rest"].to_array() & found.masks["blob"].to_array()
    assert overlapping.any()


def test_islands_and_holes_are_mended_as_asked() -> None:
    image = np.full(SHAPE, -1.0, np.float32)
    image[2:8, 2:8, 2:8], image[4, 4, 4] = 1, -1
    image[12:14, 12:14, 2], image[18, 18, 10] = 1, 1
    described = replace(model(NetworkInput("slice")), clean_up=(CleanUp("blob", fill_holes=True, smallest_ml=0.002),))
    found = marked(described, image)
    assert found[4, 4, 4] and found[12, 12, 2] and not found[18, 18, 10]  # 1 mm voxels: 4 of them are 0.004 mL
    largest = marked(replace(described, clean_up=(CleanUp("blob", largest_only=True),)), image)
    assert largest.sum() == 6**3 - 1


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda raw: raw[..., :1], "gave 1 classes"),
        (lambda raw: np.full_like(raw, np.nan), "no numbers"),
        (lambda raw: raw[:, :-1], "which layout its output has"),
        (lambda raw: np.where(raw > 2, raw, np.inf), "no numbers"),
    ],
)
def test_an_output_that_is_not_as_described_gives_no_prediction(
    image: np.ndarray, spoil: Callable[[np.ndarray], np.ndarray], words: str
) -> None:
    class Spoilt(Thresholding):
        def __call__(self, batch: np.ndarray) -> np.ndarray:
            return spoil(super().__call__(batch))

    described = model(NetworkInput("slice"))
    with pytest.raises(ModelError, match=words):
        run(described, "t@1", Spoilt(0.0, described), [image], geometry())


def test_logits_are_made_probabilities(image: np.ndarray) -> None:
    class Logits(Thresholding):
        def __call__(self, batch: np.ndarray) -> np.ndarray:
            return np.log(super().__call__(batch) + 1e-30) + 1000.0

    described = model(NetworkInput("slice"), logits=True)
    found = run(described, "t@1", Logits(0.0, described), [image], geometry())
    np.testing.assert_array_equal(found.masks["blob"].to_array(), image > 0)


def test_stopping_takes_effect_before_the_next_call_of_the_network(image: np.ndarray) -> None:
    cancel = CancelToken()

    class Stopping(Thresholding):
        def __call__(self, batch: np.ndarray) -> np.ndarray:
            cancel.cancel()
            return super().__call__(batch)

    described = model(NetworkInput("slice"))
    network = Stopping(0.0, described)
    with pytest.raises(Cancelled):
        run(described, "t@1", network, [image], geometry(), Wanted(batch=2), cancel=cancel)
    assert len(network.shapes) == 1


@pytest.mark.parametrize("most", [1, 3])
def test_where_memory_does_not_suffice_for_a_batch_smaller_ones_are_run(image: np.ndarray, most: int) -> None:
    class Greedy(Thresholding):
        def __call__(self, batch: np.ndarray) -> np.ndarray:
            if len(batch) > most:
                message = "Memory does not suffice."
                raise NetworkMemoryError(message)
            return super().__call__(batch)

    described = model(NetworkInput("slice"))
    network = Greedy(0.0, described)
    found = run(described, "t@1", network, [image], geometry(), Wanted(batch=14))
    np.testing.assert_array_equal(found.masks["blob"].to_array(), image > 0)
    assert sum(shape[0] for shape in network.shapes) == SHAPE[2]
    with pytest.raises(NetworkMemoryError):
        run(model(NetworkInput("slice")), "t@1", _without_memory, [image], geometry())  # type: ignore[arg-type]


def _without_memory(batch: np.ndarray) -> np.ndarray:
    message = "Memory does not suffice."
    raise NetworkMemoryError(message)


def test_intensities_are_prepared_as_described(image: np.ndarray) -> None:
    described = model(NetworkInput("slice", intensity=(Step("scale", {"by": -1}),)))
    np.testing.assert_array_equal(marked(described, image), image < 0)


def test_one_slice_and_one_voxel_are_images_too() -> None:
    for shape in ((9, 8, 1), (1, 1, 1)):
        image = np.ones(shape, np.float32)
        assert marked(model(NetworkInput("slice", multiple_of=8)), image).all()
        assert marked(model(NetworkInput("patch", size=(4, 4, 4))), image).all()


def test_an_image_of_colours_or_of_too_few_channels_is_refused(image: np.ndarray) -> None:
    described = model(NetworkInput("slice", channels=("image", "flair")))
    with pytest.raises(ModelError, match=r"needs 2 channels \(image, flair\)"):
        run(described, "t@1", Thresholding(0.0, described), [image], geometry())
    with pytest.raises(ModelError, match="one number a voxel"):
        plain = model(NetworkInput("slice"))
        run(plain, "t@1", Thresholding(0.0, plain), [np.zeros((*SHAPE, 3), "u1")], geometry())

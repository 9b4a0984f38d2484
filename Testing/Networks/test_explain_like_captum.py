"""Saliency, Grad-CAM and SAM of networks of the same weights, against captum's numbers as stored in the references."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from keras_tiny import description, geometry, keras_network

from RILContourLib.explain.explaining import Explainer
from RILContourLib.explain.explanation import Explanation, Question
from RILContourLib.models.description import NetworkInput
from Testing.References.tiny_networks import TinyNetwork, networks

STORED = json.loads((Path(__file__).parents[1] / "References" / "captum_maps.json").read_text(encoding="utf-8"))
CASES = [(tiny, int(target)) for tiny in networks() for target in STORED["networks"][tiny.name]]


def explained(tiny: TinyNetwork, question: Question) -> tuple[Explanation, ...]:
    flat = len(tiny.sides) == 2
    given = NetworkInput("slice" if flat else "volume")
    image = tiny.image if flat else tiny.image[..., 0]
    explainer = Explainer(description(tiny, given), keras_network(tiny), "tiny@1")
    return explainer.explain([image], geometry(image.shape), question)


def assert_like_captum(found: Explanation, tiny: TinyNetwork, target: int, name: str) -> None:
    expected = np.array(STORED["networks"][tiny.name][str(target)][name]).reshape(tiny.sides)
    np.testing.assert_allclose(found.values.squeeze(), expected, rtol=0, atol=1e-5 * expected.max())


@pytest.mark.parametrize(("tiny", "target"), CASES, ids=lambda case: getattr(case, "name", None))
def test_maps_of_the_first_layer_are_captums(tiny: TinyNetwork, target: int) -> None:
    saliency, grad_cam, sam = explained(tiny, Question(("saliency", "grad-cam", "sam"), "relu1", target))
    assert_like_captum(saliency, tiny, target, "saliency")
    assert_like_captum(grad_cam, tiny, target, "grad-cam relu1")
    assert_like_captum(sam, tiny, target, "sam relu1")
    assert (saliency.layer, grad_cam.layer, sam.layer) == (None, "relu1", "relu1")
    assert sam.before_activation


@pytest.mark.parametrize(("tiny", "target"), CASES, ids=lambda case: getattr(case, "name", None))
def test_coarser_maps_are_interpolated_as_captum_does(tiny: TinyNetwork, target: int) -> None:
    (grad_cam,) = explained(tiny, Question(("grad-cam",), "relu2", target))
    assert_like_captum(grad_cam, tiny, target, "grad-cam relu2 on the image")

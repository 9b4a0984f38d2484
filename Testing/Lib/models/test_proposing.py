"""What a model.yaml is proposed to say, from the network's file alone."""

from __future__ import annotations

import pytest

from RILContourLib.errors import ModelError
from RILContourLib.models.description import Weights
from RILContourLib.models.network_info import InputInfo, LayerInfo, NetworkInfo, Shape
from RILContourLib.models.proposing import propose

WEIGHTS = Weights("net.keras", "keras")


def network(shape: Shape, *layers: LayerInfo) -> NetworkInfo:
    return NetworkInfo((InputInfo("image", shape),), (layers[-1],), layers, 10)


def conv(activation: str, channels: int) -> LayerInfo:
    return LayerInfo("last", "Conv2D", activation, channels)


def test_a_softmax_of_slices_takes_the_rois_after_what_is_none_of_them() -> None:
    found = propose("net", network((256, 256, 1), conv("softmax", 3)), WEIGHTS, rois=("liver", "spleen", "aorta"))
    assert (found.task, found.input.kind, found.input.size) == ("segmentation", "slice", (256, 256))
    assert [(each.index, each.roi) for each in found.output.classes] == [(1, "liver"), (2, "spleen")]


def test_any_size_is_padded_to_what_pooling_halves() -> None:
    pools = [LayerInfo(f"p{n}", "MaxPooling3D") for n in range(3)]
    found = propose("net", network((None, None, None, 1), *pools, conv("sigmoid", 1)), WEIGHTS, rois=("brain",))
    assert (found.input.kind, found.input.size, found.input.multiple_of) == ("volume", None, 8)
    assert [(each.index, each.roi) for each in found.output.classes] == [(0, "brain")]


def test_channels_that_come_first_are_seen_and_three_of_them_may_be_adjacent_slices() -> None:
    found = propose("net", network((3, 512, 512), conv("softmax", 2)), WEIGHTS, rois=("liver",))
    assert (found.input.layout, found.output.layout) == ("channels-first", "channels-first")
    assert (found.input.kind, found.input.adjacent, found.input.size) == ("adjacent", 3, (512, 512))
    two = propose("net", network((64, 64, 64, 2), conv("softmax", 2)), WEIGHTS, rois=("liver",))
    assert (two.input.kind, two.input.channels) == ("patch", ("image", "companion-2"))


def test_a_reshape_at_the_end_is_a_flattened_output_and_no_activation_means_logits() -> None:
    shaped = network((64, 64, 1), conv("softmax", 4), LayerInfo("flat", "Reshape"))
    found = propose("net", shaped, WEIGHTS, rois=("a", "b", "c"))
    assert (found.output.layout, found.output.logits, len(found.output.classes)) == ("flattened", False, 3)
    assert propose("net", network((64, 64, 1), conv("linear", 4)), WEIGHTS).output.logits


def test_a_network_that_ends_in_a_row_answers_questions() -> None:
    layers = LayerInfo("p", "GlobalAveragePooling2D"), LayerInfo("d", "Dense", "softmax", 3)
    found = propose("net", network((64, 64, 1), *layers), WEIGHTS, answers=(("quality", "good"), ("quality", "bad")))
    assert found.task == "classification"
    assert [(each.field, each.answer) for each in found.output.classes] == [
        ("quality", "good"),
        ("quality", "bad"),
        ("question-3", True),
    ]


@pytest.mark.parametrize("shape", [(10,), (64, 64), (2, 2, 2, 2, 1)])
def test_what_takes_no_image_is_refused(shape: Shape) -> None:
    with pytest.raises(ModelError, match="one image or volume"):
        propose("net", network(shape, conv("softmax", 2)), WEIGHTS)

"""The formulas. Tensors have channels last: (n, sides..., channels); each map is (n, sides...).

y is the score of the class that is explained, A a layer's output with channels k, and p a place in it.
"""

from __future__ import annotations

from typing import Any


def saliency(gradient: Any) -> Any:
    """S_p = max_k |dy / dx_pk|, x being the network's input (Simonyan et al., arXiv:1312.6034, 2013, section 3.1)."""
    import tensorflow as tf

    return tf.reduce_max(tf.abs(gradient), axis=-1)


def cam(features: Any, weights: Any) -> Any:
    """M_p = sum_k w_k A_pk, w being what the dense layer gives the class (Zhou et al., CVPR 2016, eq. 2).

    Without the dense layer's bias. It may be negative: what speaks against the class.
    """
    import tensorflow as tf

    return tf.reduce_sum(features * weights, axis=-1)


def grad_cam(features: Any, gradient: Any) -> Any:
    """L_p = ReLU(sum_k a_k A_pk), a_k = mean_p dy / dA_pk (Selvaraju et al., ICCV 2017, eq. 1 and 2)."""
    import tensorflow as tf

    sides = list(range(1, len(features.shape) - 1))
    weights = tf.reduce_mean(gradient, axis=sides, keepdims=True)
    return tf.nn.relu(tf.reduce_sum(weights * features, axis=-1))


def sam(features: Any, gradient: Any) -> Any:
    """Saliency activation map: M_p = ReLU(sum_k A_pk dy / dA_pk).

    The definition is our own. The map was introduced in Philbrick et al., AJR 211:1184-1193, 2018, whose exact formula
    is not public. What is known of it: it can be had of any layer, joins the layer's activation with the score's
    gradient voxel by voxel, and keeps to finer places than Grad-CAM. Gradient times activation does that (Shrikumar et
    al., arXiv:1605.01713, 2016, on the input; Draelos and Carin, arXiv:2011.08891, 2020, on layers: HiResCAM).
    """
    import tensorflow as tf

    return tf.nn.relu(tf.reduce_sum(features * gradient, axis=-1))


def output(features: Any, channel: int | None) -> Any:
    """A_pk of one channel, or the mean of all."""
    import tensorflow as tf

    return tf.reduce_mean(features, axis=-1) if channel is None else features[..., channel]

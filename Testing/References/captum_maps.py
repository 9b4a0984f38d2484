"""Makes captum_maps.json: captum's attributions of `tiny_networks`. Needs `pip install captum` (and torch).

python -m Testing.References.captum_maps
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from .tiny_networks import CLASSES, TinyNetwork, networks

FILE = Path(__file__).with_suffix(".json")
TARGETS = (0, 2)
DIGITS = 8


def torch_network(tiny: TinyNetwork) -> Any:
    """The network in torch; its output is before softmax, (n, classes) or (n, classes, sides...)."""
    import torch
    from torch import nn

    flat = len(tiny.sides) == 2
    convolution, pooling = (nn.Conv2d, nn.MaxPool2d) if flat else (nn.Conv3d, nn.AvgPool3d)

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv1, self.relu1 = convolution(1, 5, 3, padding=1), nn.ReLU()
            self.conv2, self.relu2 = convolution(5, 7, 3, padding=1), nn.ReLU()
            self.pool = pooling(2)
            self.up = nn.Upsample(scale_factor=2, mode="nearest")
            self.head = nn.Linear(7, CLASSES) if tiny.task == "classification" else convolution(12, CLASSES, 1)

        def forward(self, image: Any) -> Any:
            fine = self.relu1(self.conv1(image))
            coarse = self.relu2(self.conv2(self.pool(fine)))
            if tiny.task == "classification":
                return self.head(coarse.mean(dim=tuple(range(2, coarse.ndim))))
            return self.head(torch.cat([fine, self.up(coarse)], dim=1))

    network = Network().eval()
    for name in ("conv1", "conv2", "head"):
        layer, kernel = getattr(network, name), tiny.kernels[name]
        layer.weight.data = torch.from_numpy(np.moveaxis(kernel, (-1, -2), (0, 1)).copy())
        layer.bias.data = torch.from_numpy(tiny.biases[name].copy())
    return network


def attributions(tiny: TinyNetwork, target: int) -> dict[str, list[float]]:
    import torch
    from captum.attr import LayerAttribution, LayerGradCam, LayerGradientXActivation, Saliency

    network = torch_network(tiny)
    image = torch.from_numpy(np.moveaxis(tiny.image, -1, 0)[None].copy())
    found = {"voxels": torch.zeros(1)}

    def score(batch: Any) -> Any:
        logits = network(batch)
        if tiny.task == "classification":
            return logits[:, target]
        given = (logits.argmax(dim=1) == target).to(logits.dtype)
        found["voxels"] = given.sum()
        axes = tuple(range(1, given.ndim))
        return (logits[:, target] * given).sum(dim=axes) / given.sum(dim=axes)

    maps = {"saliency": Saliency(score).attribute(image.requires_grad_()).amax(dim=1)}
    for name in ("relu1", "relu2"):
        layer = getattr(network, name)
        gradcam = LayerGradCam(score, layer).attribute(image, relu_attributions=True)
        maps[f"grad-cam {name}"] = gradcam[:, 0]
        product = LayerGradientXActivation(score, layer).attribute(image)
        maps[f"sam {name}"] = product.sum(dim=1).relu()
    smooth = "bilinear" if len(tiny.sides) == 2 else "trilinear"
    maps["grad-cam relu2 on the image"] = LayerAttribution.interpolate(gradcam, tiny.sides, smooth)[:, 0]
    rows = {key: [float(f"{value:.{DIGITS}g}") for value in each.flatten().tolist()] for key, each in maps.items()}
    return {**rows, "voxels": [float(found["voxels"])]}


def main() -> None:
    import captum
    import torch

    made_with = {"captum": captum.__version__, "torch": torch.__version__}
    rows = {tiny.name: {str(n): attributions(tiny, n) for n in TARGETS} for tiny in networks()}
    FILE.write_text(json.dumps({"made with": made_with, "networks": rows}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

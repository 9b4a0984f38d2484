"""Small models for tests: files that look like networks, without Keras."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from RILContourLib.models.description import ModelDescription, NetworkInput, NetworkOutput, OutputClass, Weights

PLAIN = {
    "class_name": "Functional",
    "config": {
        "layers": [
            {
                "class_name": "InputLayer",
                "name": "image",
                "config": {"name": "image", "batch_shape": [None, 64, 64, 1]},
            },
            {"class_name": "Conv2D", "name": "last", "config": {"name": "last", "filters": 2, "activation": "softmax"}},
        ],
        "output_layers": ["last", 0, 0],
    },
}


def with_lambda() -> dict:
    layers = [*PLAIN["config"]["layers"], {"class_name": "Lambda", "name": "own", "config": {"name": "own"}}]
    return {"class_name": "Functional", "config": {"layers": layers, "output_layers": ["own", 0, 0]}}


def network_file(file: Path, config: dict = PLAIN) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", json.dumps(config))
    return file


def description(name: str = "lungs", file: str = "lungs.keras") -> ModelDescription:
    output = NetworkOutput("softmax", (OutputClass(1, roi="lung"),))
    return ModelDescription(
        name, name.title(), "segmentation", Weights(file, "keras"), NetworkInput("slice", size=(64, 64)), output
    )

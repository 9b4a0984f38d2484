"""Makes monai_metrics.json: MONAI's overlap and surface measures of `blobs`. Needs `pip install monai` (and torch).

python -m Testing.References.monai_metrics
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np

from .blobs import Pair, pairs

FILE = Path(__file__).with_suffix(".json")
TOLERANCES_MM = (0.5, 1.0, 2.0, 5.0)


def measures(pair: Pair) -> dict[str, float]:
    import torch
    from monai import metrics

    a, b = (torch.from_numpy(mask[None, None]) for mask in (pair.predicted, pair.reference))
    spacing = list(pair.spacing_mm)
    found = {
        "dice": metrics.compute_dice(a, b, ignore_empty=False),
        "jaccard": metrics.compute_iou(a, b, ignore_empty=False),
        "hd": metrics.compute_hausdorff_distance(a, b, spacing=spacing, include_background=True),
        "hd95": metrics.compute_hausdorff_distance(a, b, spacing=spacing, include_background=True, percentile=95),
        "assd": metrics.compute_average_surface_distance(
            a, b, spacing=spacing, include_background=True, symmetric=True
        ),
    }
    for tolerance in TOLERANCES_MM:
        found[f"nsd {tolerance}"] = metrics.compute_surface_dice(
            a, b, [tolerance], spacing=spacing, include_background=True
        )
    return {name: float(np.asarray(value).squeeze()) for name, value in found.items()}


def main() -> None:
    import monai
    import torch

    warnings.simplefilter("ignore")
    made_with = {"monai": monai.__version__, "torch": torch.__version__}
    rows = {pair.name: measures(pair) for pair in pairs()}
    FILE.write_text(json.dumps({"made with": made_with, "pairs": rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

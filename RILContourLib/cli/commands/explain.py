"""`rilcontour explain`: a map of what spoke for a class, as a NIfTI file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...exchange.explanation_out import write_map
from ...exchange.output_files import refuse_existing
from ...explain.explanation import METHODS, OF_A_LAYER, Explanation, Question
from ...session.explaining import abilities_of, explain_series
from ...session.model import Model
from ...session.series import Series
from ..arguments import a_name, file_or_folder, frame_number, slice_range
from ..context import Context
from ..output import facts, table
from ..project_arguments import add_project, open_project

DETAILS = (
    "The map lies on the image's own grid, float32; where the network saw nothing, and in slices that were not asked "
    "for, it is NaN. The threshold that is printed is Otsu's: what is above it is what the map points at. "
    "Without --out the layers of the network are listed that lie over the image.\n\n"
    "Example: rilcontour explain study a/scan.nii.gz --model lungs --class right-lung --method sam --out map.nii.gz"
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("series", type=a_name, metavar="SERIES", help="the series")
    parser.add_argument("--model", type=a_name, required=True, metavar="NAME[@VERSION]", help="the model (its newest)")
    parser.add_argument("--out", type=file_or_folder, metavar="FILE", help="the map, a new .nii.gz or .nii file")
    parser.add_argument("--method", choices=METHODS, default="grad-cam", help="how it is explained (grad-cam)")
    parser.add_argument(
        "--layer", type=a_name, metavar="LAYER", help=f"the layer looked at, for {', '.join(OF_A_LAYER)}"
    )
    parser.add_argument(
        "--class", dest="target", type=a_name, metavar="CLASS", help="an ROI's id, an answer, or a class' number"
    )
    parser.add_argument(
        "--slices", type=slice_range, metavar="FIRST-LAST", help="these slices only, counted from 0, both included"
    )
    parser.add_argument("--axis", type=int, choices=(0, 1, 2), default=2, help="the image axis they lie along (2)")
    parser.add_argument("--frame", type=frame_number, default=0, metavar="N", help="of an image with frames (0)")
    parser.add_argument("--overwrite", action="store_true", help="replace the file if it is there")


def run(arguments: Namespace, context: Context) -> int:
    """Explain and write the map, or list the layers."""
    project = open_project(arguments)
    series, model = project[arguments.series], project.models[arguments.model]
    if arguments.out is None:
        return _list_layers(series, model, context)
    if not arguments.overwrite:
        refuse_existing(arguments.out)
    target = arguments.target
    question = Question(
        (arguments.method,),
        arguments.layer,
        int(target) if target and target.isdecimal() else target,
        slices=arguments.slices,
        axis=arguments.axis,
    )
    with context.stoppable() as cancel:
        (found,) = explain_series(
            series, model, question, frame=arguments.frame, progress=context.progress, cancel=cancel
        )
    image = series.image
    write_map(arguments.out, image, found.on_image(image.geometry.shape), overwrite=arguments.overwrite)
    data = _as_data(found, series) | {"file": str(arguments.out)}
    context.report(data, facts(data.items()))
    return 0


def _as_data(found: Explanation, series: Series) -> dict[str, Any]:
    seen = found.values[np.isfinite(found.values)]
    return {
        "series": series.name,
        "model": found.model,
        "method": found.method,
        "layer": found.layer,
        "class": found.target,
        "score": "before the last activation" if found.before_activation else "probability",
        "threshold": found.threshold,
        "largest": float(seen.max()) if seen.size else None,
        "voxels above": int(np.count_nonzero(seen > found.threshold)),
    }


def _list_layers(series: Series, model: Model, context: Context) -> int:
    found = abilities_of(model, series)
    data = [vars(layer) | {"sides": list(layer.sides)} for layer in found.layers]
    context.report({"layers": data, "no_cam": found.no_cam}, _layer_lines(found.layers))
    if found.no_cam:
        context.note(found.no_cam)
    return 0


def _layer_lines(layers: Any) -> Iterator[str]:
    rows = [
        (each.name, each.kind, " x ".join(map(str, each.sides)), each.channels, "yes" if each.usable else "output only")
        for each in layers
    ]
    yield from table(("layer", "kind", "voxels", "channels", "Grad-CAM and SAM"), rows)

"""The options of `rilcontour train`, and what they come to."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import get_args

from ..models.description import Step
from ..training.options import Accept, Augmentation, Norm, TrainOptions
from .arguments import a_name, frame_number, whole_number

_USUAL = TrainOptions()


def add_training_arguments(parser: ArgumentParser) -> None:
    """All but the project, the model and the filter."""
    _add_what(parser)
    _add_how(parser)
    _add_network(parser)
    _add_going_on(parser)


def _add_what(parser: ArgumentParser) -> None:
    what = parser.add_argument_group("what is learned")
    what.add_argument("--roi", action="append", default=[], metavar="ID", help="this ROI (repeatable; all annotated)")
    what.add_argument(
        "--field", type=a_name, metavar="ID", help="answers to this question about slices, instead of ROI"
    )
    what.add_argument(
        "--accept",
        choices=get_args(Accept),
        default=_USUAL.accept,
        metavar="WHAT",
        help="annotation taken for true: approved, complete, annotated (ROI in progress, too), or auto (auto)",
    )


def _add_how(parser: ArgumentParser) -> None:
    how = parser.add_argument_group("how")
    how.add_argument("--epochs", type=whole_number, default=_USUAL.epochs, metavar="N", help=f"({_USUAL.epochs})")
    how.add_argument("--seed", type=frame_number, default=_USUAL.seed, metavar="N", help=f"of chance ({_USUAL.seed})")
    how.add_argument("--batch", type=whole_number, default=_USUAL.batch, metavar="N", help=f"slices ({_USUAL.batch})")
    how.add_argument(
        "--learning-rate", type=float, default=_USUAL.learning_rate, metavar="X", help=f"({_USUAL.learning_rate})"
    )
    how.add_argument(
        "--patience", type=frame_number, default=0, metavar="N", help="stop after so many epochs that were no better"
    )
    how.add_argument("--flip", action="store_true", default=None, help="mirror left and right even if ROI have a side")
    how.add_argument("--no-flip", dest="flip", action="store_false", help="never mirror")
    how.add_argument("--from-scratch", action="store_true", help="do not go on from the newest version")
    how.add_argument("--notes", default="", metavar="TEXT", help="kept in model.yaml")


def _add_network(parser: ArgumentParser) -> None:
    network = parser.add_argument_group("the network, and what it sees")
    network.add_argument(
        "--depth", type=whole_number, default=_USUAL.depth, metavar="N", help=f"levels ({_USUAL.depth})"
    )
    network.add_argument(
        "--width", type=whole_number, default=_USUAL.width, metavar="N", help=f"filters ({_USUAL.width})"
    )
    network.add_argument("--norm", choices=get_args(Norm), default=_USUAL.norm, help=f"({_USUAL.norm})")
    network.add_argument("--spacing", type=float, metavar="MM", help="within slices (chosen from the images)")
    network.add_argument("--size", type=whole_number, metavar="N", help="side of the square that is seen (any)")
    network.add_argument("--adjacent", type=whole_number, default=1, metavar="N", help="slices seen at once, odd (1)")
    network.add_argument(
        "--companion",
        action="append",
        default=[],
        type=a_name,
        metavar="NAME",
        help="another image of the exam that it sees, too (repeatable)",
    )
    network.add_argument(
        "--window", nargs=2, type=float, metavar=("CENTER", "WIDTH"), help="intensities (chosen from the images)"
    )


def _add_going_on(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("stopping and going on")
    which = group.add_mutually_exclusive_group()
    which.add_argument("--resume", action="store_true", help="go on with the training that was stopped or killed")
    which.add_argument("--publish-best", action="store_true", help="publish what that training had come to")
    which.add_argument("--discard", action="store_true", help="throw that training away")
    which.add_argument("--dry-run", action="store_true", help="say what would be learned from, and train nothing")
    group.add_argument(
        "--draft-next", type=whole_number, default=0, metavar="N", help="draft so many series with the new version"
    )


def training_options(arguments: Namespace) -> TrainOptions:
    """UsageError for values that cannot be."""
    window = arguments.window and (Step("window", {"center": arguments.window[0], "width": arguments.window[1]}),)
    return TrainOptions(
        rois=tuple(arguments.roi),
        field=arguments.field,
        accept=arguments.accept,
        epochs=arguments.epochs,
        seed=arguments.seed,
        batch=arguments.batch,
        learning_rate=arguments.learning_rate,
        patience=arguments.patience,
        depth=arguments.depth,
        width=arguments.width,
        norm=arguments.norm,
        spacing_mm=arguments.spacing,
        size=arguments.size,
        adjacent=arguments.adjacent,
        companions=tuple(arguments.companion),
        intensity=window,
        augmentation=Augmentation(flip=arguments.flip),
        from_scratch=arguments.from_scratch,
        notes=arguments.notes,
    )

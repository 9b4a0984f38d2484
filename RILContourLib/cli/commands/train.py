"""`rilcontour train`: a network learns from the project's annotation and becomes a version of a model."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ...errors import Cancelled, UsageError
from ...session.project import Project
from ...session.training import train
from ...session.training_kept import discard_training, kept_training
from ...session.training_report import TrainReport
from ...session.training_survey import training_survey
from ..arguments import a_name
from ..context import Context
from ..filter_arguments import add_filter, note_tests_left_out, selection
from ..project_arguments import add_project, open_project
from ..train_arguments import add_training_arguments, training_options
from ..train_texts import farewell, report_lines, survey_as_data, survey_lines

DETAILS = (
    "Learns from approved annotation where the project has approvals, else from ROI that are complete or absent; only "
    "from slices that somebody looked at, never from drafts, never from the test subset. Goes on from the model's "
    "newest version unless told to begin from scratch. Ctrl-C stops between two batches: --resume goes on, "
    "--publish-best publishes what was learned.\n\n"
    "Example: rilcontour train study --model lungs --roi right-lung --roi left-lung --draft-next 5"
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("--model", type=a_name, required=True, metavar="NAME", help="the model to train, new or not")
    add_training_arguments(parser)
    add_filter(parser, tests=False)


def run(arguments: Namespace, context: Context) -> int:
    """Train, and say how it went."""
    project = open_project(arguments)
    if arguments.discard:
        return _discard(project, arguments.model, context)
    chosen, options = selection(arguments, project), training_options(arguments)
    going_on = arguments.resume or arguments.publish_best
    if going_on and kept_training(project, arguments.model) is None:
        message = f"No training of {arguments.model} waits to go on; leave --resume and --publish-best out."
        raise UsageError(message)
    if not going_on:
        note_tests_left_out(project, chosen, context, for_good=True)
    if arguments.dry_run:
        survey = training_survey(project, chosen, options, progress=context.progress)
        context.report(survey_as_data(survey), survey_lines(survey))
        return 0
    try:
        with context.stoppable() as cancel:
            report = train(
                project,
                arguments.model,
                chosen,
                options,
                resume=arguments.resume,
                publish_best=arguments.publish_best,
                draft_next=arguments.draft_next,
                progress=context.progress,
                cancel=cancel,
            )
    except Cancelled as stopped:
        if isinstance(stopped.report, TrainReport):
            context.report(stopped.report.to_json(), report_lines(stopped.report))
        raise
    context.report(report.to_json(), [*report_lines(report), *farewell(report)])
    return 1 if report.not_drafted else 0


def _discard(project: Project, model: str, context: Context) -> int:
    kept = kept_training(project, model)
    discard_training(project, model)
    what = f"The training of {model} that waited is gone." if kept else f"No training of {model} waited."
    context.report({"model": model, "discarded": kept is not None}, [what])
    return 0

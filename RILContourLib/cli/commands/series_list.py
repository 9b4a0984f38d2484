"""`rilcontour series list`: a table of the series that a filter selects."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ...errors import UsageError
from ...session.listing import PLAIN_COLUMNS, all_columns, columns, sorted_states, usual_columns
from ...session.overview import states
from ..context import Context
from ..filter_arguments import add_filter, selection
from ..open_sessions import note_waiting
from ..output import table
from ..project_arguments import add_project, open_project
from ..texts import plain

DETAILS = (
    f"Columns: {', '.join(PLAIN_COLUMNS)}; "
    "a question's id for its answer (answer:ID where another column is called so), roi:ID for an ROI's status, "
    "metadata:COLUMN for the metadata table. All subsets are listed, with --test or without. "
    "Exit code 1 if there is none to list.\n\n"
    "Example: rilcontour series list study --status 'in progress' --answer quality=good --columns series,user,quality"
)


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)
    parser.add_argument("--columns", metavar="A,B,...", help="what to show (see below); with --json everything")
    parser.add_argument("--sort", default="series", metavar="COLUMN", help="what to sort by (series)")
    parser.add_argument("--reverse", action="store_true", help="sort the other way round")
    add_filter(parser, for_training=False)


def run(arguments: Namespace, context: Context) -> int:
    """Print the table; 1 if no series is selected."""
    project = open_project(arguments)
    if arguments.columns is not None:
        shown = columns(project, _names(arguments.columns))
    else:
        shown = all_columns(project) if context.output.as_json else usual_columns(project)
    sort = columns(project, [arguments.sort])[0]
    chosen = selection(arguments, project)
    with context.stoppable() as cancel:
        found = list(states(project, chosen, progress=context.progress, cancel=cancel))
    found = sorted_states(found, sort, reverse=arguments.reverse)
    data = [{column.title: column.value(state) for column in shown} for state in found]
    rows = [[plain(value) for value in row.values()] for row in data]
    context.report(data, table([column.title for column in shown], rows))
    note_waiting(found, context)
    if not found:
        context.note(f"No series is selected; the project has {len(project)}.")
    return 0 if found else 1


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        message = f"--columns {text!r} names no column; see  rilcontour series list --help."
        raise UsageError(message)
    return names

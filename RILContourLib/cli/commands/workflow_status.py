"""`rilcontour workflow status`: whose turn it is."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict

from ...session.standing import Standing, standing
from ..context import Context
from ..output import clean, facts, table
from ..project_arguments import add_project, open_project
from ..texts import counts, listed


def add_arguments(parser: ArgumentParser) -> None:
    add_project(parser)


def run(arguments: Namespace, context: Context) -> int:
    """Print what this user has, what waits in each pool, and who has the rest."""
    project = open_project(arguments)
    with context.stoppable() as cancel:
        found = standing(project, progress=context.progress, cancel=cancel)
    context.report(asdict(found), _lines(found))
    return 0


def _lines(found: Standing) -> Iterator[str]:
    yield from facts(
        [
            ("you are", found.user + ("" if found.has_workflow else " (the project has no workflow: all may do all)")),
            *([("your pools", listed(found.my_pools) or "none")] if found.has_workflow else []),
            ("assigned to", counts(found.owners, "nobody")),
            ("nobody's", found.unassigned),
            ("verdicts", counts(found.reviews, "none yet")),
        ]
    )
    if found.pools:
        yield ""
        rows = [(pool, number, "yes" if pool in found.my_pools else "") for pool, number in found.pools.items()]
        yield from table(("pool", "waiting", "yours"), rows)
    if found.mine:
        yield ""
        yield "Yours now:"
        yield from (f"  {clean(name)}" for name in found.mine)

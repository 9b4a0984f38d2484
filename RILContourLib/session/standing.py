"""Whose turn it is: what each person has, and what waits in which pool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..progress import CancelToken, Progress, no_progress
from ..workflow.definition import Workflow
from ..workflow.policy import WorkflowPolicy
from ..workflow.reading import read_workflow
from .overview import states

if TYPE_CHECKING:
    from .project import Project

NO_WORKFLOW = Workflow()


@dataclass(frozen=True)
class Standing:
    """Whose turn it is. `mine`: series of this user; `pools`: how many wait in each, `my_pools` those of this user.

    owners: how many series each person has; reviews: on how many which verdict stands.
    """

    user: str
    has_workflow: bool
    mine: tuple[str, ...]
    my_pools: tuple[str, ...]
    pools: Mapping[str, int]
    unassigned: int
    owners: Mapping[str, int]
    reviews: Mapping[str, int]


def workflow_of(project: Project) -> Workflow | None:
    """The project's workflow; None if everybody may do everything. DefinitionsError."""
    return read_workflow(project.file, project.definitions.workflow)


def standing(project: Project, *, progress: Progress = no_progress, cancel: CancelToken | None = None) -> Standing:
    """Look at every series once and say who has it."""
    workflow = workflow_of(project)
    policy = WorkflowPolicy(workflow or NO_WORKFLOW)
    my_pools = policy.workflow.pools_of(project.user)
    pools = Counter(dict.fromkeys(policy.workflow.pools, 0))
    owners: Counter[str] = Counter()
    reviews: Counter[str] = Counter()
    mine: list[str] = []
    unassigned = 0
    for state in states(project, progress=progress, cancel=cancel):
        head = state.head
        pool = policy.pool_of(head)
        if head.review:
            reviews[head.review.verdict] += 1
        if head.owner:
            owners[head.owner] += 1
            if head.owner == project.user:
                mine.append(state.name)
        elif pool:
            pools[pool] += 1
        else:
            unassigned += 1
    counts = dict(pools), unassigned, dict(sorted(owners.items())), dict(sorted(reviews.items()))
    return Standing(project.user, workflow is not None, tuple(mine), my_pools, *counts)

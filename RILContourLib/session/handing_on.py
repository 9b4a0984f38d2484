"""Series handed from one to the next: acquired from a pool, returned to it, assigned, approved.

The store asks the workflow's policy each time; here is only what a person means by "return" or "the next two".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import Cancelled, NotAllowed, RILContourError, UsageError
from ..progress import CancelToken, Progress, no_progress
from ..project.findings import nearest
from ..store.values import Head, Verdict
from ..workflow.definition import Workflow
from ..workflow.policy import WorkflowPolicy
from .overview import states
from .standing import NO_WORKFLOW, workflow_of
from .user import check_user

if TYPE_CHECKING:
    from .project import Project


@dataclass
class HandedOn:
    """What became of each series: done, or why not."""

    done: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def next_to_acquire(project: Project, count: int, pool: str | None = None) -> list[str]:
    """The first `count` series by name that wait in one of the user's pools, or in `pool`, or for anybody.

    UsageError if the workflow has no such pool.
    """
    workflow = workflow_of(project)
    policy = WorkflowPolicy(workflow or NO_WORKFLOW)
    if pool is not None:
        _check_pool(policy.workflow, pool)
    wanted = {pool} if pool else {*policy.workflow.pools_of(project.user), None}
    names = []
    for state in states(project):
        head = state.head
        if not head.owner and not head.approved and not state.holder and policy.pool_of(head) in wanted:
            names.append(state.name)
            if len(names) == count:
                break
    return names


def acquire(
    project: Project, names: Sequence[str], *, progress: Progress = no_progress, cancel: CancelToken | None = None
) -> HandedOn:
    """Make this user the owner of series that nobody else has."""

    def take(name: str) -> None:
        head = project.series(name).head
        if head.owner and head.owner != project.user:
            message = f"{name} is assigned to {head.owner}; only {head.owner} can hand it on."
            raise NotAllowed(message)
        if head.owner != project.user:
            project.store.assign(name, project.user, owner=project.user, track=_track(project))

    return _each(names, take, progress, cancel)


def give_back(
    project: Project,
    names: Sequence[str],
    *,
    pool: str | None = None,
    message: str = "",
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> HandedOn:
    """Return series that this user has to a pool: the one named, else where new series wait, else the user's own.

    Without a workflow they are nobody's again. UsageError if the user is in several pools and none is named.
    """
    workflow = workflow_of(project)
    target = _pool_to_return_to(workflow, project.user, pool) if workflow else pool

    def put_back(name: str) -> None:
        head = project.series(name).head
        if head.owner != project.user:
            refusal = f"{name} is not yours to return: {_whose(head)}."
            raise NotAllowed(refusal)
        project.store.assign(name, project.user, pool=target, message=message, track=_track(project))

    return _each(names, put_back, progress, cancel)


def assign(
    project: Project,
    names: Sequence[str],
    target: str,
    *,
    message: str = "",
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> HandedOn:
    """Give series to a person, or to a pool if the workflow has one of that name.

    UsageError for somebody whom the workflow does not know.
    """
    workflow = workflow_of(project)
    check_user(target)
    is_pool = workflow is not None and target in workflow.pools
    if workflow and not is_pool and not workflow.knows(target):
        known = {*workflow.pools, *workflow.administrators, *(u for users in workflow.pools.values() for u in users)}
        refusal = f"The project's workflow knows no pool and no person {target!r}{nearest(target, known)}."
        raise UsageError(refusal)

    def give(name: str) -> None:
        owner, pool = (None, target) if is_pool else (target, None)
        project.store.assign(name, project.user, owner=owner, pool=pool, message=message, track=_track(project))

    return _each(names, give, progress, cancel)


def decide(
    project: Project,
    names: Sequence[str],
    verdict: Verdict,
    *,
    message: str = "",
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> HandedOn:
    """Approve, reject or reopen the newest version of series."""

    def judge(name: str) -> None:
        project.store.decide(name, project.user, verdict, message=message, track=_track(project))

    return _each(names, judge, progress, cancel)


def _track(project: Project) -> str:
    """The one that is handed on and judged."""
    return project.definitions.tracks[0]


def _each(names: Iterable[str], act: Callable[[str], None], progress: Progress, cancel: CancelToken | None) -> HandedOn:
    """One after the other; a refusal stops no other, Cancelled leaves the rest as it is."""
    names = list(names)
    result = HandedOn()
    for number, name in enumerate(names):
        progress(number, len(names), name)
        if cancel and cancel.cancelled:
            result.refused.update(dict.fromkeys(names[number:], "Not reached: stopped on request."))
            break
        try:
            act(name)
        except Cancelled:
            raise
        except RILContourError as error:
            result.refused[name] = str(error)
        else:
            result.done.append(name)
    return result


def _pool_to_return_to(workflow: Workflow, user: str, pool: str | None) -> str:
    if pool is not None:
        return _check_pool(workflow, pool)
    own = workflow.pools_of(user)
    if workflow.start and (workflow.start in own or len(own) != 1):
        return workflow.start
    if len(own) == 1:
        return own[0]
    message = f"Say which pool the series go back to: {', '.join(own or workflow.pools)}."
    raise UsageError(message)


def _check_pool(workflow: Workflow, pool: str) -> str:
    if pool not in workflow.pools:
        known = f"; it has {', '.join(workflow.pools)}" if workflow.pools else ""
        message = f"The project's workflow has no pool {pool!r}{nearest(pool, workflow.pools)}{known}."
        raise UsageError(message)
    return pool


def _whose(head: Head) -> str:
    if head.owner:
        return f"it is assigned to {head.owner}"
    return f"it waits in the pool {head.pool}" if head.pool else "nobody has it"

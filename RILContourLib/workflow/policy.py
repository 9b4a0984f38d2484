"""The workflow's rules as the store asks for them, so that they hold for shells, command line and API alike."""

from __future__ import annotations

from ..errors import NotAllowed
from ..store.protocol import Action, Head
from .definition import Workflow


class WorkflowPolicy:
    """A CommitPolicy; every refusal is one sentence that says what would help."""

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow

    def check(self, action: Action, head: Head, user: str, target: str | None = None) -> None:
        if user in self.workflow.administrators:
            return
        if not self.workflow.knows(user):
            _refuse(f"{user} is in no pool of this project's workflow, so may read but not change {head.series}")
        if action in ("approve", "reject", "reopen"):
            self._check_review(action, head, user)
        elif action == "assign":
            self._check_assign(head, user, target)
        else:
            self._check_edit(head, user)

    def pool_of(self, head: Head) -> str | None:
        """The pool that a series waits in; None if a person has it."""
        return None if head.owner else head.pool or self.workflow.start

    def _check_edit(self, head: Head, user: str) -> None:
        if head.approved:
            _refuse(f"{head.series} is approved, so it is finished; a reviewer can reopen it")
        if head.owner and head.owner != user:
            _refuse(f"{head.series} is assigned to {head.owner}; {user} cannot change it")
        pool = self.pool_of(head)
        if pool and user in self.workflow.pools.get(pool, ()):
            _refuse(f"{head.series} waits in the pool {pool}; acquire it first (rilcontour workflow acquire)")
        if pool:
            _refuse(f"{head.series} waits in the pool {pool}, of which {user} is no member")

    def _check_assign(self, head: Head, user: str, target: str | None) -> None:
        pool = self.pool_of(head)
        if head.owner and head.owner != user:
            _refuse(f"{head.series} is assigned to {head.owner}; only {head.owner} can hand it on")
        if pool and user not in self.workflow.pools.get(pool, ()):
            _refuse(f"{head.series} waits in the pool {pool}, of which {user} is no member")
        if target == user and (pool or not head.owner):
            return
        allowed = self.workflow.targets_of(user)
        if target is None or not (target in allowed or set(self.workflow.pools_of(target)) & set(allowed)):
            _refuse(f"{user} cannot assign series to {target or 'nobody'}; possible are {', '.join(allowed)}")

    def _check_review(self, action: Action, head: Head, user: str) -> None:
        if not set(self.workflow.pools_of(user)) & set(self.workflow.review):
            reviewers = ", ".join(self.workflow.review) or "nobody here"
            _refuse(f"{user} cannot {action} series; that is for {reviewers}")
        if head.owner and head.owner != user:
            _refuse(f"{head.series} is assigned to {head.owner}; only {head.owner} can {action} it now")
        if action == "approve" and head.user == user and not self.workflow.own_work:
            _refuse(f"{user} made the newest version of {head.series}; somebody else has to approve it")


def _refuse(reason: str) -> None:
    message = f"{reason}."
    raise NotAllowed(message)

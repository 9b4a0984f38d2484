"""A project's workflow as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Workflow:
    """Pools of people, and what series of one pool may become.

    pools : members (user names) by pool
    start : the pool that holds series which nobody was given yet; None: everybody may edit those
    hand_on : pools that a member of a pool may assign a series to, by pool; one's own pool is always among them
    review : pools whose members may approve, reject and reopen
    own_work : whether who made the newest version may approve it
    administrators : users whom no rule stops
    """

    pools: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    start: str | None = None
    hand_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    review: tuple[str, ...] = ()
    own_work: bool = False
    administrators: tuple[str, ...] = ()

    def pools_of(self, user: str) -> tuple[str, ...]:
        """The pools that a user is a member of."""
        return tuple(pool for pool, members in self.pools.items() if user in members)

    def targets_of(self, user: str) -> tuple[str, ...]:
        """The pools that a user may assign series to."""
        own = self.pools_of(user)
        targets = dict.fromkeys(own)
        for pool in own:
            targets.update(dict.fromkeys(self.hand_on.get(pool, ())))
        return tuple(targets)

    def knows(self, user: str) -> bool:
        """Whether the workflow names this user at all."""
        return user in self.administrators or bool(self.pools_of(user))

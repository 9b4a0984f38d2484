"""The commands, a module each; a new one is added to this table."""

from __future__ import annotations

from ..command import Command
from . import doctor, terms

# What the commands that share a first word are about.
GROUPS: dict[str, str] = {}

COMMANDS: tuple[Command, ...] = (
    terms.COMMAND,
    doctor.COMMAND,
)

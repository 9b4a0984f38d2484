"""What people write to say why: kept in logs for ever, and shown to others on terminals and in tables."""

from __future__ import annotations

from ..errors import UsageError
from ..project.characters import refused_character

LONGEST_MESSAGE = 1_000
_BREAKS = "\n\t"


def check_message(text: str) -> str:
    """`text`, if it can stand in a history: UsageError if it is too long or holds what nobody can read."""
    if len(text) > LONGEST_MESSAGE:
        message = f"The message has {len(text):,} characters; say it in {LONGEST_MESSAGE:,}, or in a note."
        raise UsageError(message)
    refused = refused_character(text, allowed=_BREAKS)
    if refused:
        message = f"The message holds {refused}, a character that cannot be read; leave it out."
        raise UsageError(message)
    return text

"""How what is logged is printed: like remarks, on standard error."""

from __future__ import annotations

import logging

from .output import clean
from .seldom import SeldomHandler


class _CleanLines(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's own name)
        """The message in one line that cannot steer a terminal; a traceback follows it as it is."""
        return clean(super().formatMessage(record))


def log_to_standard_error(everything: bool) -> None:
    """Print warnings, or with `everything` whatever is logged."""
    handler = SeldomHandler()
    handler.setFormatter(_CleanLines("rilcontour: %(message)s"))
    logging.basicConfig(level=logging.DEBUG if everything else logging.WARNING, handlers=[handler])

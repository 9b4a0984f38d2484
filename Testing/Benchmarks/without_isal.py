"""What a machine has that installed nothing but the core."""

from __future__ import annotations

import sys


def hide_isal() -> None:
    """Make importing isal fail from now on, as where it is not installed."""
    sys.modules["isal"] = None  # type: ignore[assignment]

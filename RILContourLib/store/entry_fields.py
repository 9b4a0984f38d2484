"""What every entry says about who wrote it and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from typing import Any

from .process_identity import host_name


def utc_now() -> str:
    """This machine's clock: UTC, ISO 8601 with milliseconds. For readers only; nothing is decided by it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def signed(op: str, user: str, **fields: Any) -> dict[str, Any]:
    """The fields of an entry of `op`: `fields`, and time, user, host, software."""
    return {"op": op, "time": utc_now(), "user": user, "host": host_name(), "software": software(), **fields}


@lru_cache(maxsize=1)
def software() -> str:
    """Name and version of this program."""
    version = import_module(__name__.split(".", maxsplit=1)[0]).__version__
    return f"rilcontour {version}"


def signature_of(fields: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Time, user, host and software of an entry."""
    return str(fields["time"]), str(fields["user"]), str(fields["host"]), str(fields["software"])

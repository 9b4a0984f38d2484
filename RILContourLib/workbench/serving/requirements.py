"""What the workbench needs besides the core."""

from __future__ import annotations

from importlib.util import find_spec

from ...errors import MissingDependency


def check_packages() -> None:
    """MissingDependency if the packages of the extra are not here."""
    for module, package in (("trame_slicer", "trame-slicer"), ("slicer", "slicer-core"), ("trame", "trame")):
        if find_spec(module) is None:
            raise MissingDependency(package, "workbench", "The workbench")

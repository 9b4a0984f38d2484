"""Slicer's libraries, or one sentence that says how to get them.

The modules of this package that touch nodes take `slicer` from here. What they use of it exists in the package
slicer-core, 5.11 and later, and in the desktop application.
"""

from __future__ import annotations

from ..errors import MissingDependency

try:
    import slicer
except ImportError as error:
    raise MissingDependency(package="slicer-core", extra="workbench", purpose="Showing images in a scene") from error

__all__ = ["slicer"]

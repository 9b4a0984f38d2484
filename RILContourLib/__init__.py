"""RIL-Contour's library: projects of medical images, annotated together, with every version kept.

    from RILContourLib import Project

The public names below are loaded when they are first used, so that importing the library costs next to nothing
in Slicer, on the command line and in a worker process.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .errors import RILContourError as RILContourError
    from .session import Project as Project

__version__ = "0.1.0"

# In Slicer's package, what its Python lacks lies beside the library: child processes find it only so. It comes last,
# so that whatever is installed already is used.
_CARRIED = Path(__file__).absolute().parents[1] / "RILContourBundled"
if _CARRIED.is_dir() and str(_CARRIED) not in sys.path:
    sys.path.append(str(_CARRIED))

_HOMES = {
    "Project": ".session",
    "RILContourError": ".errors",
}

__all__ = ["Project", "RILContourError", "__version__"]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(home, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})

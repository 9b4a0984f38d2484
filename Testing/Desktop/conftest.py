"""Without 3D Slicer the tests of the desktop run on a stand-in for it; see `standin`."""

import importlib.util
import sys
from pathlib import Path

_MODULES = Path(__file__).parents[2]
_NEEDED = ("PySide6", "slicer")
_missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
if not _missing:
    try:
        from PySide6 import QtUiTools  # noqa: F401
    except ImportError as error:  # the package is there, a library of the system that it needs is not
        _missing = [str(error)]
collect_ignore_glob = ["test_*.py"] if _missing else []

if not _missing:
    import slicer

    if not hasattr(slicer, "app"):
        import standin

        standin.install()
        for module in ("RILContour", "RILContourAID"):
            slicer.app.moduleManager().load(_MODULES / module / f"{module}.py")


def pytest_report_header() -> str | None:
    return f"desktop tests are left out, as there is no {', '.join(_missing)}" if _missing else None


def pytest_sessionfinish() -> None:
    """Qt and VTK end in the order that they want, before Python takes things apart in its own."""
    application = getattr(sys.modules.get("slicer"), "app", None)
    if application is not None:
        application.moduleManager().unload()

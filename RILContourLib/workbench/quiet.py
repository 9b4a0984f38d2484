"""What the libraries below print, as log records: warnings for whoever debugs, errors for everybody."""

from __future__ import annotations

import logging
from collections.abc import Callable

from vtkmodules.vtkCommonCore import vtkLogger, vtkOutputWindow

logger = logging.getLogger(__name__)
# Their own reports of what is reported here: a message that was refused, an exception, requests.
_CHATTY = ("aiohttp.access", "wslink", "trame_server", "trame_slicer", "trame_rca")


def hush() -> None:
    """From now on VTK, trame and wslink print nothing by themselves; after Slicer is there, which undoes it."""
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_OFF)
    window = vtkOutputWindow()
    window.SetDisplayModeToNever()
    window.AddObserver("ErrorEvent", _to_the_log(logging.ERROR))
    window.AddObserver("WarningEvent", _to_the_log(logging.INFO))
    vtkOutputWindow.SetInstance(window)
    debugging = logging.getLogger().isEnabledFor(logging.DEBUG)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.NOTSET if debugging else logging.ERROR)


def _to_the_log(level: int) -> Callable[..., None]:
    def report(window: object, event: str, text: str) -> None:
        logger.log(level, "VTK: %s", " ".join(text.split()))

    setattr(report, "CallDataType", "string0")  # noqa: B010  asks VTK for the text
    return report

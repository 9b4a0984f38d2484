"""A stand-in for 3D Slicer, for computers without it: PySide6 for Qt, slicer-core for the scene and its logics.

`install()` makes the modules `qt`, `ctk` and `slicer` that a scripted module finds in the application. It holds only
what RILContourUI and its tests use, and is as strict as PythonQt where that is known (see `pythonqt`). Widgets that the
application has and PySide6 has not are in `widgets` and `segment_editor`, modules and their loading in `modules`.
"""

from __future__ import annotations


def install() -> None:
    """Be the application, once a process; nothing else may have made a QApplication before."""
    from . import application

    application.start()

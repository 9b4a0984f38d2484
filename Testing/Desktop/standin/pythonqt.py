"""PySide6 made to behave as PythonQt does, and the module `qt`.

In PythonQt a property of a Qt class is an attribute: `label.text` is a str and `label.text()` raises TypeError, where
PySide6 has a method. A reader that is called otherwise than its property (`isChecked`) is a method in both. Code that
keeps to `label.property("text")`, `isChecked()` and setters means the same in both.
"""

from __future__ import annotations

import inspect
from types import ModuleType

from PySide6 import QtCore, QtGui, QtUiTools, QtWidgets

from .api import QT

_SOURCES = (QtCore, QtGui, QtWidgets, QtUiTools)


def qt_module() -> ModuleType:
    """The module `qt`, with the classes of the list in `api` only."""
    _make_properties_attributes()
    module = ModuleType("qt")
    for name in QT:
        setattr(module, name, next(getattr(source, name) for source in _SOURCES if hasattr(source, name)))
    return module


def _make_properties_attributes() -> None:
    for source in _SOURCES:
        for _name, cls in inspect.getmembers(source, inspect.isclass):
            if issubclass(cls, QtCore.QObject):
                _make_own_properties_attributes(cls)
    QtCore.QObject.name = property(lambda self: QtCore.QObject.property(self, "objectName"))
    QtCore.QObject.className = lambda self: self.metaObject().className()


def _make_own_properties_attributes(cls: type[QtCore.QObject]) -> None:
    meta = cls.staticMetaObject
    for number in range(meta.propertyOffset(), meta.propertyCount()):
        name = meta.property(number).name()
        reader = cls.__dict__.get(name)
        if reader is not None and not isinstance(reader, QtCore.Signal | property):
            setattr(cls, name, property(lambda self, reader=reader: reader(self)))

"""PySide6 made to behave as PythonQt does, and the module `qt`.

In PythonQt a property of a Qt class is an attribute: `label.text` is a str and `label.text()` raises TypeError, where
PySide6 has a method. A reader that is called otherwise than its property (`isChecked`) is a method in both. Code that
keeps to `label.property("text")`, `isChecked()` and setters means the same in both.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

from PySide6 import QtCore, QtGui, QtUiTools, QtWidgets
from shiboken6.Shiboken import Object

from .api import QT

_SOURCES = (QtCore, QtGui, QtWidgets, QtUiTools)
_LISTS = ("actions", "children", "selectedIndexes", "selectedItems", "selectedRows", "shortcuts")
_TEXTS = ("setHtml", "setPlaceholderText", "setPlainText", "setStatusTip", "setStyleSheet", "setText", "setTitle")
_TEXTS += ("setToolTip", "setWindowTitle")


def qt_module() -> ModuleType:
    """The module `qt`, with the classes of the list in `api` only."""
    _make_properties_attributes()
    _make_strict()
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


def _make_strict() -> None:
    """Refuse what PythonQt refuses, and give what it gives."""
    for source in _SOURCES:
        for _name, cls in inspect.getmembers(source, inspect.isclass):
            if issubclass(cls, QtCore.QObject):
                cls.__setattr__ = _set_known_attribute
            for name in cls.__dict__.keys() & {*_LISTS}:
                setattr(cls, name, _giving_tuple(cls.__dict__[name]))
            for name in cls.__dict__.keys() & {*_TEXTS}:
                setattr(cls, name, _taking_text(cls.__dict__[name]))
    QtWidgets.QWidget.setToolTip = _wrapping(QtWidgets.QWidget.setToolTip)
    for name in ("getOpenFileName", "getSaveFileName"):  # without the filter that was chosen
        setattr(QtWidgets.QFileDialog, name, staticmethod(_giving_first(getattr(QtWidgets.QFileDialog, name))))


def _giving_tuple(method: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: tuple(method(*arguments))


def _giving_first(method: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: method(*arguments)[0]


def _taking_text(method: Callable[..., Any]) -> Callable[..., Any]:
    """PythonQt would show None as "None"."""

    def strict(self: QtCore.QObject, text: str, *more: object) -> Any:
        if not isinstance(text, str):
            message = f"{type(self).__name__} wants a text, not {text!r}"
            raise TypeError(message)
        return method(self, text, *more)

    return strict


def _wrapping(set_tool_tip: Callable[[QtWidgets.QWidget, str], None]) -> Callable[[QtWidgets.QWidget, str], None]:
    """The application makes tool tips rich text, so that long ones wrap (CTK's ctkToolTipTrapper)."""

    def wrapping(self: QtWidgets.QWidget, text: str) -> None:
        plain = isinstance(text, str) and text and not QtGui.Qt.mightBeRichText(text)
        set_tool_tip(self, QtGui.Qt.convertFromPlainText(text, QtGui.Qt.WhiteSpaceNormal) if plain else text)

    return wrapping


def _set_known_attribute(self: QtCore.QObject, name: str, value: object) -> None:
    """Widgets of Qt's own classes take no new attributes in PythonQt."""
    if type(self).__module__.startswith("PySide6") and not hasattr(type(self), name):
        message = f"{name!r} does not exist on {type(self).__name__}"
        raise AttributeError(message)
    Object.__setattr__(self, name, value)

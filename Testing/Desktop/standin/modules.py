"""Scripted modules: what the application makes of them, and the base classes that they derive from."""

from __future__ import annotations

import importlib.util
import inspect
import sys
import unittest
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import slicer
from PySide6 import QtCore, QtWidgets

from .widgets import qMRMLWidget


class ModuleManager:
    """The modules by name, and which one is entered."""

    def __init__(self) -> None:
        self._modules: dict[str, Module] = {}
        self._entered: Module | None = None

    def load(self, path: Path) -> Module:
        """As the application does at its start with each module: make the module's object; its widget comes later."""
        module = self._modules[path.stem] = Module(path)
        setattr(slicer.modules, path.stem.lower(), module)
        module.load()
        return module

    def module(self, name: str) -> Module | None:
        return self._modules.get(name)

    def select(self, name: str) -> None:
        """Leave the module that is shown, and enter another; "" for none. It is not entered a second time."""
        wanted = self._modules.get(name)
        if wanted is self._entered:
            return
        if self._entered:
            self._entered.widgetRepresentation().exit()
        self._entered = wanted
        if self._entered:
            self._entered.widgetRepresentation().enter()

    def unload(self) -> None:
        """As the application does when it ends."""
        self.select("")
        for module in self._modules.values():
            module.unload()

    def connect(self, signal: str, slot: Callable[[str], None]) -> None: ...

    def disconnect(self, signal: str, slot: Callable[[str], None]) -> None: ...


class Module:
    """qSlicerScriptedLoadableModule: what a module's class is given as its parent."""

    def __init__(self, path: Path) -> None:
        self.name, self.path = path.stem, str(path)
        self.title = self.helpText = self.acknowledgementText = self.defaultDocumentationLink = ""
        self.categories: list[str] = []
        self.dependencies: list[str] = []
        self.contributors: list[str] = []
        self.icon: Any = None
        self.hidden = False
        self._shown: qSlicerScriptedLoadableModuleWidget | None = None

    def load(self) -> None:
        folder = str(Path(self.path).parent)
        if folder not in sys.path:
            sys.path.insert(0, folder)
        getattr(self._code(), self.name)(self)

    def widgetRepresentation(self) -> qSlicerScriptedLoadableModuleWidget:
        if self._shown is None:
            self._shown = qSlicerScriptedLoadableModuleWidget(self)
            self._shown.reload()
        return self._shown

    def unload(self) -> None:
        if self._shown:
            self._shown.self().cleanup()
            self._shown = None

    def _code(self) -> ModuleType:
        if self.name not in sys.modules:
            spec = importlib.util.spec_from_file_location(self.name, self.path)
            sys.modules[self.name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[self.name])
        return sys.modules[self.name]


class qSlicerScriptedLoadableModuleWidget(qMRMLWidget):
    def __init__(self, module: Module) -> None:
        super().__init__(slicer.util.mainWindow())
        self._module = module
        self._widget: Any = None
        self._is_entered = False
        self.setLayout(QtWidgets.QVBoxLayout())
        self.setMRMLScene(slicer.mrmlScene)

    def self(self) -> Any:
        return self._widget

    def reload(self) -> None:
        name = f"{self._module.name}Widget"
        self._widget = getattr(sys.modules[self._module.name], name)(self)
        setattr(slicer.modules, name, self._widget)
        self._widget.setup()

    isEntered = QtCore.Property(bool, lambda self: self._is_entered)

    def enter(self) -> None:
        self._is_entered = True
        self.show()
        self._widget.enter()

    def exit(self) -> None:
        self._is_entered = False
        self._widget.exit()
        self.hide()


class ScriptedLoadableModule:
    def __init__(self, parent: Module) -> None:
        self.parent = parent
        self.moduleName = type(self).__name__
        icon = self.resourcePath(f"Icons/{self.moduleName}.png")
        parent.icon = QtCore.QFile.exists(icon)

    def resourcePath(self, filename: str) -> str:
        return str(Path(self.parent.path).parent / "Resources" / filename)


class ScriptedLoadableModuleWidget:
    def __init__(self, parent: Any = None) -> None:
        self.parent = parent
        self.moduleName = type(self).__name__.removesuffix("Widget")
        self.layout = parent.layout()

    def resourcePath(self, filename: str) -> str:
        return str(Path(slicer.util.modulePath(self.moduleName)).parent / "Resources" / filename)

    def setup(self) -> None: ...

    def enter(self) -> None: ...

    def exit(self) -> None: ...

    def cleanup(self) -> None: ...


class ScriptedLoadableModuleLogic:
    def __init__(self, parent: Any = None) -> None:
        self.moduleName = type(self).__name__.removesuffix("Logic")


class ScriptedLoadableModuleTest(unittest.TestCase):
    def runTest(self) -> None: ...


def make_slicer_packages() -> None:
    """`slicer.ScriptedLoadableModule` and `slicer.i18n`."""
    scripted = _package("ScriptedLoadableModule")
    for each in (
        ScriptedLoadableModule,
        ScriptedLoadableModuleWidget,
        ScriptedLoadableModuleLogic,
        ScriptedLoadableModuleTest,
    ):
        setattr(scripted, each.__name__, each)
    scripted.__all__ = [name for name, _each in inspect.getmembers(scripted, inspect.isclass)]
    i18n = _package("i18n")
    i18n.tr = lambda text: text
    i18n.translate = lambda context, text: text


def _package(name: str) -> ModuleType:
    module = ModuleType(f"slicer.{name}")
    sys.modules[f"slicer.{name}"] = module
    setattr(slicer, name, module)
    return module

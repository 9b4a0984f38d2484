"""The application: Qt, the scene with its slice views, a main window, and the module `slicer` of all that."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import slicer
import slicer.util
import vtk
from PySide6 import QtUiTools, QtWidgets

from . import modules, segment_editor, widgets
from .pythonqt import qt_module

SLICE_VIEWS = ("Red", "Yellow", "Green")
_ORIENTATIONS = ("Axial", "Sagittal", "Coronal")
# Layouts with further views, which are made when such a layout is chosen first.
_FURTHER_VIEWS = {slicer.vtkMRMLLayoutNode.SlicerLayoutThreeOverThreeView: ("Red+", "Yellow+", "Green+")}


class SliceWidget:
    """One of the planes: its node, which volumes it shows, and the logic between."""

    def __init__(self, scene: Any, name: str, orientation: str) -> None:
        self._logic = slicer.vtkMRMLSliceLogic()
        self._logic.SetMRMLScene(scene)
        self._node = self._logic.AddSliceNode(name)
        self._node.SetOrientation(orientation)
        self._node.SetDimensions(256, 256, 1)

    def sliceLogic(self) -> Any:
        return self._logic

    def mrmlSliceNode(self) -> Any:
        return self._node

    def mrmlSliceCompositeNode(self) -> Any:
        return self._logic.GetSliceCompositeNode()


class LayoutManager:
    def __init__(self, scene: Any) -> None:
        self._scene = scene
        self._views: dict[str, SliceWidget] = {}
        self._logics = vtk.vtkCollection()
        self.setLayout(slicer.vtkMRMLLayoutNode.SlicerLayoutFourUpView)

    def setLayout(self, number: int) -> None:
        self.layout = number
        for names in (SLICE_VIEWS, _FURTHER_VIEWS.get(number, ())):
            for name, orientation in zip(names, _ORIENTATIONS, strict=False):
                self._have(name, orientation)

    def _have(self, name: str, orientation: str) -> None:
        if name not in self._views:
            view = self._views[name] = SliceWidget(self._scene, name, orientation)
            self._logics.AddItem(view.sliceLogic())

    def sliceViewNames(self) -> tuple[str, ...]:
        return SLICE_VIEWS + _FURTHER_VIEWS.get(self.layout, ())

    def sliceWidget(self, name: str) -> SliceWidget | None:
        return self._views.get(name)

    def mrmlSliceLogics(self) -> Any:
        return self._logics


class Application(QtWidgets.QApplication):
    def __init__(self) -> None:
        super().__init__([sys.argv[0]])
        self.setApplicationName("Slicer")
        self.setOrganizationName("RILContour stand-in")
        self.setStyle("Fusion")
        self._modules = modules.ModuleManager()
        self._layout: LayoutManager | None = None

    def testingEnabled(self) -> bool:
        return True

    def layoutManager(self) -> LayoutManager | None:
        return self._layout

    def moduleManager(self) -> modules.ModuleManager:
        return self._modules

    def show_scene(self, scene: Any) -> None:
        self._layout = LayoutManager(scene)


class MainWindow(QtWidgets.QMainWindow):
    def __init__(self, select_module: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("qSlicerMainWindow")
        self.setCentralWidget(QtWidgets.QLabel("Views (stand-in)"))
        self._select_module = select_module
        find = self.addAction("Find module")  # Slicer has this key for itself
        find.setShortcut("Ctrl+F")

    def moduleSelector(self) -> MainWindow:
        return self

    def selectModule(self, name: str) -> None:
        self._select_module(name)


def start() -> None:
    """Make the application and the modules `qt`, `ctk` and `slicer`."""
    qt = sys.modules["qt"] = qt_module()
    ctk = sys.modules["ctk"] = ModuleType("ctk")
    ctk.ctkCollapsibleButton = widgets.ctkCollapsibleButton
    qt.QUiLoader = _Loader
    app, scene = Application(), slicer.vtkMRMLScene()
    slicer.app, slicer.mrmlScene = app, scene
    slicer.modules, slicer.selfTests = ModuleType("slicer.modules"), {}
    slicer.qMRMLWidget = widgets.qMRMLWidget
    slicer.qMRMLSegmentEditorWidget = segment_editor.qMRMLSegmentEditorWidget
    slicer.qSlicerScriptedLoadableModuleWidget = modules.qSlicerScriptedLoadableModuleWidget
    modules.make_slicer_packages()
    _fill(scene)
    app.show_scene(scene)
    app.main_window = MainWindow(app.moduleManager().select)
    app.main_window.resize(1280, 800)
    app.main_window.show()


class _Loader(QtUiTools.QUiLoader):
    """Reads .ui files, those with widgets of CTK and Slicer, too."""

    def __init__(self) -> None:
        super().__init__()
        for each in (widgets.ctkCollapsibleButton, widgets.qMRMLWidget, segment_editor.qMRMLSegmentEditorWidget):
            self.registerCustomWidget(each)


def _fill(scene: Any) -> None:
    """What is in Slicer's scene from the start."""
    logic = slicer.vtkSlicerApplicationLogic()
    logic.SetMRMLScene(scene)
    logic.GetColorLogic().SetMRMLScene(scene)
    logic.GetColorLogic().AddDefaultColorNodes()
    # The first knows how segments are copied and converted, and makes itself known.
    logics = {
        "Segmentations": slicer.vtkSlicerSegmentationsModuleLogic(),
        "Plots": slicer.vtkSlicerPlotsLogic(),
        "VolumeRendering": slicer.vtkSlicerVolumeRenderingLogic(),
    }
    for name, each in logics.items():
        each.SetMRMLScene(scene)
        logic.SetModuleLogic(name, each)
    slicer.vtkMRMLSliceNode.AddDefaultSliceOrientationPresets(scene, True)
    crosshair = slicer.vtkMRMLCrosshairNode()
    crosshair.SetCrosshairName("default")
    scene.AddNode(crosshair)
    slicer.app.applicationLogic = lambda: logic
    slicer.app.module_logics = logics  # nobody else holds them

"""A picture of a slice view. The stand-in's views draw nothing: there, Slicer's own displayable managers do it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import slicer
import vtk

_SHOWN = ("vtkMRMLSegmentationsDisplayableManager2D",)


def save_slice(file: Path, name: str = "Red", size_px: int = 480) -> None:
    """What the view shows, fitted to the image, as a PNG."""
    widget = slicer.app.layoutManager().sliceWidget(name)
    if hasattr(widget, "grab"):  # 3D Slicer's
        widget.grab().save(str(file))
        return
    _Drawn(widget, size_px).save(file)


class _Drawn:
    def __init__(self, widget: Any, size_px: int) -> None:
        self._logic = widget.sliceLogic()
        self._renderer = vtk.vtkRenderer()
        self._renderer.GetActiveCamera().ParallelProjectionOn()
        self._window = vtk.vtkRenderWindow()
        self._window.SetOffScreenRendering(True)
        self._window.SetSize(size_px, size_px)
        self._window.AddRenderer(self._renderer)
        self._interactor = vtk.vtkRenderWindowInteractor()
        self._interactor.SetRenderWindow(self._window)
        self._interactor.Initialize()
        self._logic.ResizeSliceNode(size_px, size_px)
        self._logic.FitSliceToBackground()
        self._logic.SnapSliceOffsetToIJK()
        self._add_image()
        self._add_managers(widget.mrmlSliceNode())

    def save(self, file: Path) -> None:
        self._window.Render()
        shot, writer = vtk.vtkWindowToImageFilter(), vtk.vtkPNGWriter()
        shot.SetInput(self._window)
        shot.ReadFrontBufferOff()
        writer.SetInputConnection(shot.GetOutputPort())
        writer.SetFileName(str(file))
        writer.Write()

    def _add_image(self) -> None:
        """The layers, blended."""
        mapper, actor = vtk.vtkImageMapper(), vtk.vtkActor2D()
        mapper.SetColorWindow(255)
        mapper.SetColorLevel(127.5)
        mapper.SetInputConnection(self._logic.GetImageDataConnection())
        actor.SetMapper(mapper)
        actor.GetProperty().SetDisplayLocationToBackground()
        self._renderer.AddViewProp(actor)

    def _add_managers(self, view_node: Any) -> None:
        """What lies over them."""
        factory = slicer.vtkMRMLSliceViewDisplayableManagerFactory.GetInstance()
        factory.SetMRMLApplicationLogic(slicer.app.applicationLogic())
        for name in _SHOWN:
            if not factory.IsDisplayableManagerRegistered(name):
                factory.RegisterDisplayableManager(name)
        self._managers = slicer.vtkMRMLDisplayableManagerGroup()
        self._managers.SetRenderer(self._renderer)
        self._managers.Initialize(factory, self._renderer)
        self._managers.SetMRMLDisplayableNode(view_node)

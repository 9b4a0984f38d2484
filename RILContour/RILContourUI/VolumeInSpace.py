"""The image rendered as a volume in the 3D views, by Slicer's own logic."""

from __future__ import annotations

from typing import Any

import slicer

_CT, _OTHER = "CT-Chest-Contrast-Enhanced", "MR-Default"
_AIR_HU = -500  # what is shown darker than this is CT, as far as can be told without DICOM


class VolumeInSpace:
    """What the logic makes is ours to remove: it leaves nodes behind when their volume goes."""

    def __init__(self, scene: Any) -> None:
        self._scene = scene
        self._nodes: list[Any] = []

    def show(self, volumeNode: Any, lowest: float) -> None:
        """Render a volume whose window begins at the intensity `lowest`; does nothing without Slicer's logic for it."""
        self.remove()
        logic = slicer.app.applicationLogic().GetModuleLogic("VolumeRendering")
        if logic is None:
            return
        display = logic.CreateDefaultVolumeRenderingNodes(volumeNode)
        preset = logic.GetPresetByName(_CT if lowest < _AIR_HU else _OTHER)
        if preset:
            display.GetVolumePropertyNode().Copy(preset)
        roi = display.GetMarkupsROINode()
        drawn = [roi.GetNthDisplayNode(n) for n in range(roi.GetNumberOfDisplayNodes())] if roi else []
        made = *drawn, roi, display.GetVolumePropertyNode(), display.GetShaderPropertyNode(), display
        self._nodes = [node for node in made if node is not None]
        for node in self._nodes:
            node.SetSaveWithScene(False)
            node.SetHideFromEditors(True)
        display.SetVisibility(True)

    def remove(self) -> None:
        """Render it no more; a second call does nothing."""
        nodes, self._nodes = self._nodes, []
        for node in reversed(nodes):
            if self._scene.IsNodePresent(node):
                self._scene.RemoveNode(node)

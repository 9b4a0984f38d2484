"""Nodes of ours in a scene that is not ours: marked, never saved with it, and taken out with all that hangs on them."""

from __future__ import annotations

from typing import Any

OURS = "RILContour"
# An attribute with which the application's list of data (its subject hierarchy) leaves a node out, hidden or not.
NOT_LISTED = "SubjectHierarchy.ExcludeFromPotentialNodesList"


def add_node(scene: Any, node: Any) -> Any:
    """Add a node that a saved scene leaves out: what it shows is kept by the project."""
    _mark(node)
    return scene.AddNode(node)


def _mark(node: Any) -> None:
    node.SetSaveWithScene(False)
    node.SetUndoEnabled(False)
    node.SetAttribute(OURS, "1")


def is_ours(node: Any) -> bool:
    """Whether a node was added by `add_node`."""
    return node.GetAttribute(OURS) is not None


def put_back(scene: Any, node: Any, display_node: Any) -> bool:
    """Put a node of ours and what displays it back into the scene, as ours, under no transform.

    Whether anything was missing.
    """
    missing = [each for each in (display_node, node) if not scene.IsNodePresent(each)]
    for each in missing:
        add_node(scene, each)
    if all(node.GetNthDisplayNode(n) is not display_node for n in range(node.GetNumberOfDisplayNodes())):
        node.RemoveAllDisplayNodeIDs()  # volume rendering has one, too, and is shown anew by whoever shows the node
        node.SetAndObserveDisplayNodeID(display_node.GetID())
        missing.append(display_node)
    if node.GetTransformNodeID():
        node.SetAndObserveTransformNodeID(None)
        missing.append(node)
    if node.GetSaveWithScene() or display_node.GetSaveWithScene() or not is_ours(node):  # as a copy's would be
        for each in (node, display_node):
            _mark(each)
        missing.append(node)
    return bool(missing)


def remove_with_displays(scene: Any, node: Any) -> None:
    """Remove a node and what exists for it alone: its display nodes, whoever made them, and its storage nodes.

    Also where somebody removed the node itself before, which leaves those behind.
    """
    if scene is None:
        return
    attached = [node.GetNthDisplayNodeID(n) for n in range(node.GetNumberOfDisplayNodes())]
    attached += [node.GetNthStorageNodeID(n) for n in range(node.GetNumberOfStorageNodes())]
    for each in (node, *(scene.GetNodeByID(node_id) for node_id in attached if node_id)):
        if each is not None and scene.IsNodePresent(each):
            scene.RemoveNode(each)

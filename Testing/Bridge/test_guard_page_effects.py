"""The effects that the page offers, each as the page calls it, on an open ROI, on a locked one and with undo."""

import numpy as np
import pytest

pytest.importorskip("trame_slicer")

import slicer  # noqa: E402
from guarded_scene import AORTA, LEFT_HANDED, LIVER, SPLEEN, TUMOUR, GuardedScene, box, marked  # noqa: E402
from trame_slicer.core import SlicerApp  # noqa: E402
from trame_slicer.segmentation import (  # noqa: E402
    ModificationMode,
    SegmentationEffectErase,
    SegmentationEffectIslands,
    SegmentationEffectLogicalOperators,
    SegmentationEffectPaint,
    SegmentationEffectScissors,
    SegmentationEffectSmoothing,
    SegmentationEffectThreshold,
    SegmentationIslandsMode,
)
from trame_slicer.segmentation.scissors_effect_parameters import ScissorsEffectFillMode  # noqa: E402
from vtkmodules.vtkCommonCore import vtkPoints  # noqa: E402
from vtkmodules.vtkCommonMath import vtkMatrix4x4  # noqa: E402
from vtkmodules.vtkFiltersSources import vtkSphereSource  # noqa: E402

ISLAND = box((18, 20), (16, 18), (8, 9))
HOLE = box((7, 8), (7, 8), (4, 5))
MASKS = {
    LIVER: marked(box((4, 12), (4, 12), (2, 6)), ISLAND) & ~marked(HOLE),
    SPLEEN: marked(box((10, 18), (6, 14), (3, 7))),
    AORTA: marked(box((0, 3), (0, 3), (0, 10))),
}


@pytest.fixture(scope="module")
def app():
    return SlicerApp()


@pytest.fixture
def guarded(app):
    guarded = GuardedScene.in_memory(app.scene, MASKS, affine=LEFT_HANDED)
    app.segmentation_editor.set_active_segmentation(guarded.segments.node, guarded.volume)
    guarded.overwrite("None")
    guarded.loop.run_until_idle()
    yield guarded
    guarded.loop.run_until_idle()
    guarded.check()
    guarded.close()
    app.segmentation_editor.clear()
    guarded.segments.remove()
    app.scene.RemoveNode(guarded.volume)


@pytest.fixture
def editor(app, guarded):
    app.segmentation_editor.set_active_segment_id(LIVER)
    app.segmentation_editor.editor_node.SetOverwriteMode(slicer.vtkMRMLSegmentEditorNode.OverwriteNone)
    return app.segmentation_editor


def active(editor, effect_type):
    return editor.set_active_effect_type(effect_type)


def paint(editor, effect_type=SegmentationEffectPaint, at=(6, 6, 7)):
    active(editor, effect_type)
    modifier = editor.active_segment_modifier
    sphere = vtkSphereSource()
    sphere.SetRadius(4)
    sphere.Update()
    points = vtkPoints()
    to_ras = vtkMatrix4x4()
    modifier.volume_node.GetIJKToRASMatrix(to_ras)
    points.InsertNextPoint(to_ras.MultiplyPoint((*at, 1))[:3])
    modifier.apply_glyph(sphere.GetOutput(), points)


def erase(editor):
    paint(editor, SegmentationEffectErase, at=(6, 6, 6))


def threshold(editor):
    effect = active(editor, SegmentationEffectThreshold)
    effect.set_threshold_min_max_values((200, 300))
    effect.apply()


def islands(mode):
    def apply(editor):
        active(editor, SegmentationEffectIslands).apply(mode)

    return apply


def smoothing(name, *arguments):
    def apply(editor):
        effect = active(editor, SegmentationEffectSmoothing)
        getattr(effect, name)(*arguments)

    return apply


def logical(name, *arguments):
    def apply(editor):
        getattr(active(editor, SegmentationEffectLogicalOperators), name)(*arguments)

    return apply


class AxialView:
    """As much of a slice view as scissors look at: a plane through the middle of the image, 0.6 mm a pixel."""

    def __init__(self):
        self._node = slicer.vtkMRMLSliceNode()
        self._node.SetDimensions(100, 100, 1)
        self._node.SetFieldOfView(60, 60, 1)
        for row, middle_ras_mm in enumerate((-40, 30, 100)):
            self._node.GetSliceToRAS().SetElement(row, 3, middle_ras_mm)
        self._node.UpdateMatrices()

    def get_view_node(self):
        return self._node

    def first_renderer(self):
        return None


def scissors(mode):
    def apply(editor):
        effect = active(editor, SegmentationEffectScissors)
        effect.set_fill_mode(mode)
        points = vtkPoints()
        for x, y in ((20, 20), (60, 20), (60, 60), (20, 60)):
            points.InsertNextPoint(x, y, 0)
        effect.apply_points_display_coordinates(points, AxialView())

    return apply


EFFECTS = {
    "paint": paint,
    "erase": erase,
    "threshold": threshold,
    "keep the largest island": islands(SegmentationIslandsMode.KEEP_LARGEST_ISLAND),
    "median": smoothing("apply_median_smoothing", 5.0, LIVER),
    "opening": smoothing("apply_opening", 5.0, LIVER),
    "closing": smoothing("apply_closing", 5.0, LIVER),
    "gaussian": smoothing("apply_gaussian_smoothing", 2.0, LIVER),
    "add": logical("add", SPLEEN),
    "subtract": logical("subtract", SPLEEN),
    "intersect": logical("intersect", SPLEEN),
    "copy": logical("copy", SPLEEN),
    "invert": logical("invert"),
    "clear": logical("clear"),
    "fill": logical("fill"),
    "scissors, erase inside": scissors(ScissorsEffectFillMode.ERASE_INSIDE),
    "scissors, fill inside": scissors(ScissorsEffectFillMode.FILL_INSIDE),
    "scissors, erase outside": scissors(ScissorsEffectFillMode.ERASE_OUTSIDE),
}


@pytest.mark.parametrize("effect", EFFECTS.values(), ids=EFFECTS)
def test_an_effect_is_one_edit_of_its_roi_which_undo_takes_back(guarded, editor, effect):
    with guarded.one_edit():
        effect(editor)
    assert guarded.edits[-1].rois() == (LIVER,)
    assert guarded.refused == []
    guarded.check()
    guarded.session.undo()
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.shown(LIVER), MASKS[LIVER])


@pytest.mark.parametrize("effect", EFFECTS.values(), ids=EFFECTS)
def test_an_effect_cannot_change_a_locked_roi(guarded, editor, effect):
    guarded.session[LIVER].locked = True
    with guarded.one_edit(count=0):
        effect(editor)
    assert np.array_equal(guarded.shown(LIVER), MASKS[LIVER])
    assert guarded.refused == ["Liver is locked; unlock it to change it."]


def test_joint_smoothing_changes_all_roi_but_the_locked_as_one_edit(guarded, editor):
    guarded.session[LIVER].locked = True
    with guarded.one_edit():
        smoothing("apply_joint_smoothing", 0.6)(editor)
    assert LIVER not in guarded.edits[-1].rois()
    assert np.array_equal(guarded.accepted(LIVER), MASKS[LIVER])


def test_islands_are_not_split_to_segments_that_the_project_does_not_have(guarded, editor):
    islands(SegmentationIslandsMode.SPLIT_TO_SEGMENTS)(editor)
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.accepted(LIVER), MASKS[LIVER])
    assert guarded.edits == []
    assert guarded.refused


def test_painting_over_everything_spares_the_locked_roi(guarded, editor):
    guarded.session[SPLEEN].locked = True
    editor.editor_node.SetOverwriteMode(slicer.vtkMRMLSegmentEditorNode.OverwriteAllSegments)
    editor.set_active_segment_id(TUMOUR)
    logical("fill")(editor)
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.accepted(SPLEEN), MASKS[SPLEEN])
    assert np.array_equal(guarded.accepted(TUMOUR), ~MASKS[SPLEEN])
    assert not (guarded.accepted(LIVER) & ~MASKS[SPLEEN]).any()


def test_a_labelmap_set_by_a_script_of_the_page(guarded, editor):
    modifier = editor.active_segment_modifier
    with guarded.one_edit():
        modifier.set_segment_labelmap(TUMOUR, np.ones((10, 20, 24), np.uint8))
    assert guarded.accepted(TUMOUR).all()
    modifier.modification_mode = ModificationMode.Add


def test_showing_3d_while_painting(guarded, editor):
    editor.set_surface_representation_enabled(True)
    guarded.loop.run_until_idle()
    paint(editor)
    guarded.loop.run_until_idle()
    guarded.check()
    editor.set_surface_representation_enabled(False)

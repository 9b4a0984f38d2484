import gc
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import slicer
from guarded_scene import EventLoop
from vtkmodules.util.misc import calldata_type
from vtkmodules.vtkCommonCore import VTK_OBJECT

from RILContourLib.annotation.extent import Extent
from RILContourLib.errors import UnknownROI
from RILContourLib.project.roi import ROI
from RILContourLib.session.edit_session import EditSession
from RILContourLib.session.project import Project
from RILContourLib.session.series import Series
from RILContourLib.slicerbridge.display import set_colour_map
from RILContourLib.slicerbridge.frame_pixels import read_frame
from RILContourLib.slicerbridge.series_scene import SeriesContents, SeriesScene
from RILContourLib.slicerbridge.vtk_data import voxels_of
from Testing.Bridge.slice_view import SliceView
from Testing.Lib.odd_images import AXIAL, OBLIQUE, counted, write_nifti

SHAPE = (12, 10, 8)
LUNG, APEX = "lung", "apex"


@pytest.fixture
def series(tmp_path: Path) -> Series:
    """Two frames on a left-handed grid, with a companion of another grid."""
    write_nifti(tmp_path / "scan.nii", counted((*SHAPE, 2)), AXIAL)
    write_nifti(tmp_path / "scan_pet.nii", counted((6, 5, 4), np.float32), OBLIQUE)
    return project_in(tmp_path)["scan.nii"]


def project_in(folder: Path) -> Project:
    rois = [{"name": "Lung"}, {"name": "Apex", "kind": "point"}]
    return Project.create(folder, name="Study", rois=rois, user="ana")


class Desk:
    """Where a series is opened: a scene, an event loop, and the sentences that a user sees."""

    def __init__(self, scene: Any) -> None:
        self.scene = scene
        self.loop = EventLoop()
        self.refused: list[str] = []

    def opened(self, series: Series, session: EditSession | None = None) -> SeriesScene:
        return SeriesScene(
            self.scene,
            contents_of(series, session),
            read_frame(series.image),
            defer=self.loop.defer,
            on_refused=self.refused.append,
        )


def contents_of(series: Series, session: EditSession | None = None, reason: str = "Ben is at it.") -> SeriesContents:
    annotation = session.annotation if session else series.annotation
    return SeriesContents(series.name, series.project.definitions, annotation, session, reason)


@pytest.fixture
def desk(scene: Any) -> Desk:
    return Desk(scene)


BOX = Extent((2, 1, 0), (5, 4, 3))


def paint(opened: SeriesScene, box: Extent) -> None:
    """As an effect does, in the node and nowhere else."""
    with opened.segments.changing():
        opened.segments.write(LUNG, box, np.ones(box.shape, bool))


def place_point(opened: SeriesScene, ijk: tuple[float, float, float]) -> None:
    node = opened.points.node(APEX)
    node.AddControlPoint(opened.image.display.ijk_to_ras_mm(np.array(ijk)).tolist())


def test_what_is_done_in_the_scene_becomes_a_version(desk: Desk, series: Series) -> None:
    with series.edit() as session:
        opened = desk.opened(series, session)
        paint(opened, BOX)
        place_point(opened, (1, 2, 3))
        desk.loop.run_until_idle()
        opened.close()
    saved = series.annotation
    assert saved.mask(LUNG).extent == BOX
    assert saved.mask(LUNG).count == BOX.voxels
    assert [point.ijk for point in saved.roi(APEX).points] == [pytest.approx((1, 2, 3))]
    assert not desk.refused


def test_what_was_done_in_the_same_turn_is_kept_when_the_series_is_closed(desk: Desk, series: Series) -> None:
    with series.edit() as session:
        opened = desk.opened(series, session)
        paint(opened, BOX)
        place_point(opened, (1, 2, 3))
        opened.close()
        assert session.annotation.mask(LUNG).count == 27
        assert len(session.annotation.roi(APEX).points) == 1


def test_each_frame_has_its_own_pixels_voxels_and_points(desk: Desk, series: Series) -> None:
    with series.edit() as session:
        opened = desk.opened(series, session)
        paint(opened, BOX)
        place_point(opened, (1, 2, 3))
        opened.show_frame(read_frame(series.image, 1))
        assert opened.segments.marked(LUNG) is None
        assert opened.points.node(APEX).GetNumberOfControlPoints() == 0
        array_ijk = opened.image.display.from_node_array(voxels_of(opened.image.node.GetImageData()))
        assert np.array_equal(array_ijk, series.pixels(1))
        paint(opened, BOX)
        opened.settle()
        assert [session.annotation.mask(LUNG, frame).count for frame in (0, 1)] == [27, 27]
        opened.show_frame(read_frame(series.image, 0))
        assert opened.points.node(APEX).GetNumberOfControlPoints() == 1
        opened.close()


def test_a_series_that_another_person_edits_is_followed_and_then_taken_over(desk: Desk, series: Series) -> None:
    opened = desk.opened(series)
    with series.edit() as theirs:
        theirs[LUNG].mask[BOX.slices()] = True
        theirs[APEX].add_point((1, 2, 3))
    paint(opened, Extent((7, 7, 4), (9, 9, 6)))
    desk.loop.run_until_idle()
    assert desk.refused == ["Ben is at it."]
    opened.show_contents(contents_of(series))
    marked = opened.segments.marked(LUNG)
    assert marked is not None
    assert marked.voxels.sum() == 27
    assert opened.points.node(APEX).GetNumberOfControlPoints() == 1
    with series.edit() as session:
        opened.show_contents(contents_of(series, session))
        place_point(opened, (4, 4, 4))
        desk.loop.run_until_idle()
        assert len(session[APEX].points) == 2
        opened.close()
    assert desk.refused == ["Ben is at it."]


def test_another_template_is_shown_by_its_own_segments_and_points(desk: Desk, series: Series) -> None:
    opened = desk.opened(series)
    definitions = series.project.definitions
    more = (*definitions.rois, ROI("heart", "Heart", 7, "#FF0000"), ROI("nodule", "Nodule", 0, "#00FF00", "point"))
    series.project.redefine(replace(definitions, rois=more))
    opened.show_contents(contents_of(series))
    assert opened.segments.segment("heart").GetName() == "Heart"
    assert opened.points.node("nodule").GetName() == "Nodule"
    assert desk.scene.GetNumberOfNodesByClass("vtkMRMLSegmentationNode") == 1
    assert desk.scene.GetNumberOfNodesByClass("vtkMRMLMarkupsFiducialNode") == 2
    opened.close()


def test_the_companion_lies_over_the_image_and_goes_with_it(desk: Desk, series: Series) -> None:
    view = SliceView(desk.scene, (0, 0, 0))
    before = desk.scene.GetNumberOfNodes()
    opened = desk.opened(series)
    assert view.composite.GetBackgroundVolumeID() == opened.image.node.GetID()
    path = series.path.with_name("scan_pet.nii")
    opened.lay_over(read_frame(path), "PET", 0.3)
    assert opened.companion is not None
    assert view.composite.GetForegroundVolumeID() == opened.companion.node.GetID()
    opened.lay_over(read_frame(path), "PET", 0.6)
    assert view.composite.GetForegroundOpacity() == 0.6
    assert desk.scene.GetNumberOfNodesByClass("vtkMRMLVolumeNode") == 2
    opened.close()
    assert view.composite.GetForegroundVolumeID() is None
    assert view.composite.GetBackgroundVolumeID() is None
    assert desk.scene.GetNumberOfNodes() == before
    view.close()


def test_clearing_the_scene_closes_the_series_and_keeps_what_was_done(desk: Desk, series: Series) -> None:
    with series.edit() as session:
        opened = desk.opened(series, session)
        paint(opened, BOX)
        place_point(opened, (1, 2, 3))
        desk.scene.Clear(True)
        assert opened.closed
        opened.close()
        assert session.annotation.mask(LUNG).count == 27
        assert len(session.annotation.roi(APEX).points) == 1


@pytest.mark.parametrize("kind", ["area", "point"])
def test_an_annotation_of_another_template_leaves_nothing_in_the_scene(desk: Desk, series: Series, kind: Any) -> None:
    definitions = series.project.definitions
    more = replace(definitions, rois=(*definitions.rois, ROI("heart", "Heart", 7, "#FF0000", kind)))
    contents = replace(contents_of(series), definitions=more)
    before = node_ids(desk.scene)
    with pytest.raises(UnknownROI):
        SeriesScene(desk.scene, contents, read_frame(series.image), defer=desk.loop.defer, on_refused=print)
    assert node_ids(desk.scene) == before


def test_nodes_of_others_are_left_as_they_are(desk: Desk, series: Series) -> None:
    theirs = [
        desk.scene.AddNewNodeByClass(name, "Mine")
        for name in ("vtkMRMLScalarVolumeNode", "vtkMRMLSegmentationNode", "vtkMRMLMarkupsFiducialNode")
    ]
    theirs[2].AddControlPoint([1.0, 2, 3], "mine")
    modified = [node.GetMTime() for node in theirs]
    opened = desk.opened(series)
    desk.loop.run_until_idle()
    opened.close()
    assert all(desk.scene.IsNodePresent(node) for node in theirs)
    assert [node.GetMTime() for node in theirs] == modified


def test_the_segmentation_has_an_item_of_the_applications_list_of_data_which_does_not_show_it(
    desk: Desk, series: Series
) -> None:
    """Slicer makes items for nodes that are not hidden when they come, and logs an error with each event of others."""
    hidden: dict[str, bool] = {}
    listed = slicer.vtkMRMLSubjectHierarchyConstants

    @calldata_type(VTK_OBJECT)
    def added(_scene: Any, _event: str, node: Any) -> None:
        hidden[node.GetClassName()] = bool(node.GetHideFromEditors())

    desk.scene.AddObserver(slicer.vtkMRMLScene.NodeAddedEvent, added)
    opened = desk.opened(series)
    assert hidden["vtkMRMLSegmentationNode"] is False
    assert opened.segments.node.GetHideFromEditors()
    assert opened.segments.node.GetAttribute(listed.GetSubjectHierarchyExcludeFromTreeAttributeName())


def test_a_colour_map_of_ours_stays_while_another_volume_is_shown_in_it(desk: Desk, series: Series) -> None:
    opened = desk.opened(series)
    set_colour_map(opened.image.display_node, "perceptual")
    theirs = desk.scene.AddNewNodeByClass("vtkMRMLScalarVolumeDisplayNode")
    theirs.SetAndObserveColorNodeID(opened.image.display_node.GetColorNodeID())
    opened.close()
    assert theirs.GetColorNode() is not None


def test_fifty_series_leave_the_scene_and_the_memory_as_they_were(desk: Desk, tmp_path: Path) -> None:
    large = counted((96, 96, 64, 2))
    for number in range(5):
        write_nifti(tmp_path / f"{number}.nii", large + number, AXIAL)
    project = project_in(tmp_path)
    view = SliceView(desk.scene, (0, 0, 0))
    nodes_before = node_ids(desk.scene)
    traces: list[weakref.ref] = []
    pixels: list[weakref.ref] = []
    resident = []
    for number in range(50):
        with project[f"{number % 5}.nii"].edit() as session:
            pixels.append(open_and_close(desk, project[f"{number % 5}.nii"], session, traces))
            assert session._listeners == []
        assert node_ids(desk.scene) == nodes_before
        if number % 10 < 9:
            continue
        gc.collect()
        held = [type(trace()) for trace in traces if trace() is not None]
        assert not held, "something holds on to what was closed"
        traces.clear()
        assert len([each for each in pixels if each() is not None]) <= 1, "a slice view keeps what it showed last"
        resident.append(resident_bytes())
    assert resident[-1] - resident[0] < 10e6, "40 times two frames and a companion of 1.2 MB each"
    view.close()


def open_and_close(desk: Desk, series: Series, session: EditSession, traces: list[weakref.ref]) -> weakref.ref:
    """What must not be there any more afterwards is added to `traces`; returned is a reference to the pixels."""
    opened = desk.opened(series, session)
    set_colour_map(opened.image.display_node, "perceptual")
    paint(opened, BOX)
    place_point(opened, (1, 2, 3))
    opened.lay_over(read_frame(series.image, 1), "second frame")
    opened.show_frame(read_frame(series.image, 1))
    desk.loop.run_until_idle()
    traces += [weakref.ref(each) for each in (opened, opened.points, opened.guard, opened.segments, opened.image)]
    traces += [weakref.ref(each) for each in (opened.image.node, opened.segments.node, opened.points.node(APEX))]
    pixels = weakref.ref(opened.pixels.array_kji.base)
    opened.close()
    desk.loop.run_until_idle()
    return pixels


def node_ids(scene: Any) -> list[str]:
    return [scene.GetNthNode(n).GetID() for n in range(scene.GetNumberOfNodes())]


def resident_bytes() -> int:
    status = Path("/proc/self/statm")
    if not status.is_file():
        pytest.skip("reads the memory of this process from /proc")
    return int(status.read_text().split()[1]) * 4096


def test_what_observed_a_series_in_the_scene_is_gone_with_it(desk: Desk, series: Series) -> None:
    events = [slicer.vtkMRMLScene.NodeRemovedEvent, slicer.vtkMRMLScene.StartCloseEvent]
    before = [desk.scene.HasObserver(event) for event in events]
    opened = desk.opened(series)
    assert all(desk.scene.HasObserver(event) for event in events)
    opened.close()
    assert [desk.scene.HasObserver(event) for event in events] == before

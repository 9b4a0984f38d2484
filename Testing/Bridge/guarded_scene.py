"""An open series in a real scene under a guard, with the tools that work on it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import slicer
from orientations import affine_of
from store_in_memory import StoreInMemory
from vtkmodules.util.numpy_support import vtk_to_numpy

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.edit import Edit
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.images.geometry import Geometry
from RILContourLib.project.definitions import Definitions
from RILContourLib.project.roi import ROI
from RILContourLib.session.edit_session import EditSession
from RILContourLib.session.opening import open_for_editing
from RILContourLib.slicerbridge.geometry import DisplayGeometry
from RILContourLib.slicerbridge.guard import Guard
from RILContourLib.slicerbridge.roi_segmentation import ROISegmentation
from RILContourLib.slicerbridge.vtk_data import image_data_over, vtk_matrix
from RILContourLib.store.journal_format import read_journal
from RILContourLib.store.values import Lease

SHAPE = (24, 20, 10)
RIGHT_HANDED = affine_of((0, 1, 2), (1, 1, 1))
LEFT_HANDED = affine_of((0, 1, 2), (-1, 1, 1))
LIVER, SPLEEN, TUMOUR, AORTA = "liver", "spleen", "tumour", "aorta"
AREAS = (LIVER, SPLEEN, TUMOUR, AORTA)
Box = tuple[slice, slice, slice]


def box(i: tuple[int, int], j: tuple[int, int], k: tuple[int, int]) -> Box:
    """Voxels of the file from the first number of each axis to before the second."""
    return slice(*i), slice(*j), slice(*k)


def intensities(shape: tuple[int, ...] = SHAPE) -> np.ndarray:
    """Numbers that differ from voxel to voxel, 0 to 999."""
    return (np.arange(int(np.prod(shape))).reshape(shape, order="F") * 7 % 1000).astype(np.int16)


class EventLoop:
    """Runs deferred callbacks when it is told to: one call is one turn."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []

    def defer(self, callback: Callable[[], None]) -> None:
        self._waiting.append(callback)

    @property
    def idle(self) -> bool:
        return not self._waiting

    def turn(self) -> None:
        waiting, self._waiting = self._waiting, []
        for callback in waiting:
            callback()

    def run_until_idle(self) -> int:
        """The number of turns it took; AssertionError if it does not come to rest."""
        for turns in range(6):
            if self.idle:
                return turns
            self.turn()
        message = "The guard does not come to rest."
        raise AssertionError(message)


def definitions(areas: tuple[str, ...] = AREAS, *, one_roi_per_voxel: bool = False) -> Definitions:
    """A template of these areas and a point."""
    rois = [ROI(area, area.title(), number, f"#{40 * number:02X}8040") for number, area in enumerate(areas, start=1)]
    rois.insert(1, ROI("apex", "Apex", 0, "#FFFFFF", kind="point"))
    return Definitions(id="study-1", name="Study", rois=tuple(rois), one_roi_per_voxel=one_roi_per_voxel)


class GuardedScene:
    """An open series in a scene. `edits` are those journalled since; `refused` what the user was told."""

    def __init__(
        self,
        scene: Any,
        geometry: Geometry,
        definitions: Definitions,
        annotation: Annotation,
        session: EditSession | None,
    ) -> None:
        self.session = session
        self.annotation = annotation
        self.at_first = copy.deepcopy(annotation)
        self.geometry = DisplayGeometry.of(geometry)
        self.scene = scene
        self.logic = slicer.vtkSlicerSegmentationsModuleLogic()  # registers how representations are made
        self.logic.SetMRMLScene(scene)
        self.volume = self._volume_node()
        self.segments = ROISegmentation.create(scene, self.volume, self.geometry, definitions, annotation)
        self.segmentation = self.segments.segmentation
        self.loop = EventLoop()
        self.refused: list[str] = []
        self.guard = Guard(self.segments, session, defer=self.loop.defer, on_refused=self.refused.append)
        self.edits: list[Edit] = []
        if session:
            session.listen(self.edits.append)
        self.editor = self._editor_logic()
        self.loop.run_until_idle()

    @staticmethod
    def in_memory(
        scene: Any,
        masks: Mapping[str, np.ndarray] | None = None,
        *,
        affine: np.ndarray = RIGHT_HANDED,
        frames: int = 1,
        one_roi_per_voxel: bool = False,
        locked: tuple[str, ...] = (),
        edit: bool = True,
    ) -> GuardedScene:
        """A series whose annotation starts with these masks of the first frame, by ROI id."""
        annotation = Annotation(SHAPE, frames)
        for roi, mask in (masks or {}).items():
            annotation.set_mask(roi, 0, Mask.from_array(mask), SliceMakers())
            annotation.held(roi).status = "in progress"
        for roi in locked:
            annotation.held(roi).locked = True
        template = definitions(one_roi_per_voxel=one_roi_per_voxel)
        store = StoreInMemory(annotation)
        lease = Lease("scan.nii.gz", "main", "ana", "nonce")
        session = open_for_editing(store, lease, template) if edit else None
        held = session.annotation if session else annotation
        return GuardedScene(scene, Geometry(SHAPE, frames, affine, 1.0, "sform"), template, held, session)

    def _volume_node(self) -> Any:
        node = slicer.vtkMRMLScalarVolumeNode()
        node.SetIJKToRASMatrix(vtk_matrix(self.geometry.affine_node_to_ras))
        node.SetAndObserveImageData(image_data_over(self.geometry.to_node_array(intensities())))
        self.scene.AddNode(node)
        return node

    def _editor_logic(self) -> Any:
        self.editor_node = slicer.vtkMRMLSegmentEditorNode()
        self.scene.AddNode(self.editor_node)
        logic = slicer.vtkSlicerSegmentEditorLogic()
        logic.SetMRMLScene(self.scene)
        logic.SetSegmentEditorNode(self.editor_node)
        logic.SetSegmentationHistory(None)
        logic.SetSegmentationNode(self.segments.node)
        logic.SetSourceVolumeNode(self.volume)
        logic.UpdateReferenceGeometryImage()
        self.overwrite("None")
        return logic

    def close(self) -> None:
        self.guard.close()
        if self.session:
            self.session.close()

    # What a user or a script does

    def overwrite(self, mode: str) -> None:
        """`None`, `AllSegments` or `VisibleSegments`."""
        self.editor_node.SetOverwriteMode(getattr(self.editor_node, f"Overwrite{mode}"))

    def modify(self, roi: str, voxels: Box, mode: str = "Add", *, bypass_masking: bool = False) -> None:
        """What every effect of the segment editor ends with: Set, Add, Remove or RemoveAll."""
        self.editor.ResetModifierLabelmapToDefault()
        modifier = self.editor.GetModifierLabelmap()
        self.file_view(modifier)[voxels] = 1
        modifier.Modified()
        how = getattr(self.editor, f"ModificationMode{mode}")
        self.editor.ModifySegmentByLabelmap(self.segments.node, roi, modifier, how, False, bypass_masking)

    def stroke(self, roi: str, voxels: Box, mode: str = "Add") -> None:
        """Modify, and come back to the event loop."""
        self.modify(roi, voxels, mode)
        self.loop.run_until_idle()

    def labelmap(self, roi: str) -> Any:
        return self.segmentation.GetSegment(roi).GetRepresentation("Binary labelmap")

    def widen(self, roi: str) -> np.ndarray:
        """Have the segment's image cover the whole grid, as scripts do; its numbers by file ijk."""
        image = slicer.vtkOrientedImageData()
        image.SetGeometryFromImageToWorldMatrix(vtk_matrix(self.geometry.affine_node_to_ras))
        image.SetExtent(*(edge for length in SHAPE for edge in (0, length - 1)))
        image.AllocateScalars(3, 1)
        view = self.file_view(image)
        view[...] = self.shown(roi)
        self.segmentation.GetSegment(roi).AddRepresentation("Binary labelmap", image)
        return view

    def file_view(self, image: Any) -> np.ndarray:
        """The numbers of an image that covers the whole grid, by file ijk; worked out without the bridge."""
        ni, nj, nk = image.GetDimensions()
        array = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(nk, nj, ni).transpose(2, 1, 0)
        return array[:, :, ::-1] if self.geometry.flips[2] else array

    # What can be seen

    def shown(self, roi: str) -> np.ndarray:
        """What the segment marks, bool (i, j, k) of the whole image by file ijk; worked out without the bridge."""
        segment = self.segmentation.GetSegment(roi)
        image = segment.GetRepresentation("Binary labelmap")
        marked = np.zeros(SHAPE, bool)
        i0, i1, j0, j1, k0, k1 = image.GetExtent()
        if i1 >= i0 and image.GetPointData().GetScalars():
            numbers = vtk_to_numpy(image.GetPointData().GetScalars())
            numbers = numbers.reshape(k1 - k0 + 1, j1 - j0 + 1, i1 - i0 + 1).transpose(2, 1, 0)
            marked[i0 : i1 + 1, j0 : j1 + 1, k0 : k1 + 1] = numbers == segment.GetLabelValue()
        return marked[:, :, ::-1] if self.geometry.flips[2] else marked

    def accepted(self, roi: str, frame: int = 0) -> np.ndarray:
        return self.annotation.mask(roi, frame).to_array()

    def check(self) -> None:
        """AssertionError unless segments, annotation and journal say the same, and the segments are the template's."""
        assert self.loop.idle
        assert list(self.segmentation.GetSegmentIDs()) == list(self.segments.rois)
        images = [self.labelmap(roi) for roi in self.segments.rois]
        assert len({id(image) for image in images}) == len(images), "layers are shared"
        for roi, definition in self.segments.rois.items():
            assert np.array_equal(self.shown(roi), self.accepted(roi, self.segments.frame)), f"{roi} shows another mask"
            assert self.segmentation.GetSegment(roi).GetName() == definition.name
        if self.session and not self.session.closed:
            self._check_journal()

    def _check_journal(self) -> None:
        """The journal's bytes, applied to the annotation of the beginning, give that of now."""
        assert self.session
        replayed = copy.deepcopy(self.at_first)
        for payload in self.journalled():
            replayed.apply(Edit.from_bytes(payload))
        for roi in self.segments.rois:
            for frame in range(self.annotation.frames):
                assert replayed.mask(roi, frame).same_as(self.annotation.mask(roi, frame)), f"{roi} was not journalled"

    def journalled(self) -> list[bytes]:
        """The payloads of the journal's records."""
        assert self.session
        store = self.session.store
        if isinstance(store, StoreInMemory):
            return store.kept_journal.payloads
        store.journal(self.session.lease).wait_until_safe(10)
        image = store.fetch_image(self.session.lease.series)
        (journal,) = image.parent.rglob("live/journal-*")
        return [record.payload for record in read_journal(journal).records]

    @contextmanager
    def one_edit(self, count: int = 1) -> Iterator[None]:
        """AssertionError unless so many edits are journalled in the block and the loop's turns after it."""
        before = len(self.edits)
        yield
        self.loop.run_until_idle()
        assert len(self.edits) - before == count, [edit.tool for edit in self.edits[before:]]


def marked(*boxes: Box) -> np.ndarray:
    """A whole-image mask of some boxes."""
    mask = np.zeros(SHAPE, bool)
    for each in boxes:
        mask[each] = True
    return mask

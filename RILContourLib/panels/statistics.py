"""Volume, intensities and histogram of an ROI, in the whole image or in one slice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..annotation.edit import Edit
from ..annotation.mask import Mask
from ..errors import UsageError
from ..metrics.roi_statistics import BINS, Pixels, ROIStatistics, roi_statistics
from .observing import Panel
from .opened import OpenSeries
from .translation import _
from .workspace import Workspace

PixelsOf = Callable[[OpenSeries, int], Pixels]


def read_pixels_of(opened: OpenSeries, frame: int) -> Pixels:
    """A frame read from the image's file; a shell that has it in memory gives `StatisticsPanel` something faster."""
    return opened.series.pixels(frame)


@dataclass(frozen=True)
class StatisticsState:
    """The numbers of `roi` on `frame`, in one slice along the slice axis or (None) in the whole volume.

    sd is that of the population; percentiles by rank; `edges` has one number more than `counts`
    computing : they are being worked out; outdated : the ROI was edited since
    """

    roi: str | None = None
    frame: int = 0
    slice_number: int | None = None
    voxels: int | None = None
    volume_ml: float | None = None
    mean: float | None = None
    sd: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    percentiles: Mapping[int, float] = field(default_factory=dict)
    edges: tuple[float, ...] = ()
    counts: tuple[int, ...] = ()
    note: str = ""
    computing: bool = False
    outdated: bool = False


@dataclass(frozen=True)
class Wanted:
    """What was asked for."""

    opened: OpenSeries
    roi: str
    frame: int
    slice_number: int | None
    bins: int
    value_range: tuple[float, float] | None


class StatisticsPanel(Panel):
    """Computes on request, by the workspace's executor; only the newest request's result is shown."""

    def __init__(self, workspace: Workspace, pixels_of: PixelsOf = read_pixels_of) -> None:
        super().__init__()
        self._workspace = workspace
        self._pixels_of = pixels_of
        self._wanted: Wanted | None = None
        self._found: ROIStatistics | None = None
        self._outdated = False
        self._subscriptions += [workspace.switched.subscribe(self._forget), workspace.edited.subscribe(self._edited)]

    @property
    def state(self) -> StatisticsState:
        wanted, found = self._wanted, self._found
        if wanted is None:
            return StatisticsState()
        if found is None:
            return StatisticsState(wanted.roi, wanted.frame, wanted.slice_number, computing=True)
        histogram = found.histogram
        return StatisticsState(
            wanted.roi,
            wanted.frame,
            wanted.slice_number,
            found.voxels,
            found.volume_ml,
            found.mean,
            found.sd,
            found.minimum,
            found.maximum,
            found.percentiles,
            histogram.edges if histogram else (),
            histogram.counts if histogram else (),
            found.note,
            outdated=self._outdated,
        )

    def compute(
        self,
        roi: str,
        *,
        frame: int = 0,
        slice_number: int | None = None,
        bins: int = BINS,
        value_range: tuple[float, float] | None = None,
    ) -> None:
        """Work out the numbers of an area, on one slice or in the volume; `bins` and `value_range` of the histogram."""
        opened = self._workspace.opened
        if opened is None:
            return
        if self._workspace.messages.attempt(lambda: _check(opened, roi)):
            self._start(Wanted(opened, roi, frame, slice_number, bins, value_range))

    def recompute(self) -> None:
        """The same again, for the voxels of now."""
        if self._wanted:
            self._start(self._wanted)

    def _start(self, wanted: Wanted) -> None:
        self._wanted, self._found, self._outdated = wanted, None, False
        self.changed.tell()
        self._workspace.executor.submit(lambda: self._work(wanted))

    def _work(self, wanted: Wanted) -> None:
        if wanted is not self._wanted:
            return
        found: list[ROIStatistics] = []
        done = self._workspace.messages.attempt(lambda: found.append(self._statistics(wanted)))
        if wanted is self._wanted:
            self._found = found[0] if done else ROIStatistics(0, 0.0, note=_("The image could not be read."))
            self.changed.tell()

    def _statistics(self, wanted: Wanted) -> ROIStatistics:
        opened = wanted.opened
        mask: Mask = opened.annotation.mask(wanted.roi, wanted.frame)
        return roi_statistics(
            mask,
            self._pixels_of(opened, wanted.frame) if mask.extent else None,
            opened.image.geometry.voxel_volume_ml,
            slice_axis=opened.annotation.slice_axis,
            slice_number=wanted.slice_number,
            bins=wanted.bins,
            value_range=wanted.value_range,
        )

    def _forget(self) -> None:
        self._wanted = self._found = None
        self.changed.tell()

    def _edited(self, edit: Edit) -> None:
        if self._wanted and self._wanted.roi in edit.rois() and not self._outdated:
            self._outdated = True
            self.changed.tell()


def _check(opened: OpenSeries, roi: str) -> None:
    definition = opened.definitions.roi(roi)
    if definition.kind != "area":
        message = _("{name} marks points, which have no volume.").format(name=definition.name)
        raise UsageError(message)

"""A small store that keeps versions in memory, so that the rules of editing can be tried without a disk."""

import copy

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.edit import Edit
from RILContourLib.errors import LeaseLost
from RILContourLib.project.definitions import Definitions
from RILContourLib.project.roi import ROI
from RILContourLib.project.text_field import DependsOn, TextField
from RILContourLib.store.values import JournalState, Snapshot, VersionInfo

SHAPE = (20, 18, 7)


class MemoryJournal:
    """Keeps the bytes of each edit; `lost` makes it refuse, as after a takeover."""

    def __init__(self):
        self.payloads = []
        self.lost = False

    def append(self, edit):
        if self.lost:
            message = "The lease was taken over."
            raise LeaseLost(message)
        self.payloads.append(edit.to_bytes())
        return len(self.payloads)

    @property
    def state(self):
        return JournalState(*[len(self.payloads)] * 3)

    @property
    def edits(self):
        return [Edit.from_bytes(payload) for payload in self.payloads]


class MemoryStore:
    """Reads, commits and releases one series."""

    def __init__(self):
        self.versions = []
        self.edits_journal = MemoryJournal()
        self.released = 0

    def journal(self, lease):
        return self.edits_journal

    def read(self, series, version=None, track="main"):
        if not self.versions:
            return Snapshot(Annotation(SHAPE, frames=2), None, {})
        info, annotation = self.versions[-1 if version is None else version - 1]
        return Snapshot(copy.deepcopy(annotation), info, {})

    def commit(self, lease, annotation, *, reason, message="", through=None, restored=None, accepted_drafts=()):
        number = len(self.versions) + 1
        info = VersionInfo(number, number, "", lease.user, "host", "", reason, message, restored=restored)
        self.versions.append((info, copy.deepcopy(annotation)))
        return info

    def release(self, lease):
        self.released += 1


def definitions(**more):
    rois = (
        ROI("liver", "Liver", 1, "#AA0000"),
        ROI("spleen", "Spleen", 2, "#00AA00"),
        ROI("kidney", "Kidney", 4, "#0000AA"),
        ROI("carina", "Carina", 8, "#AAAA00", kind="point"),
    )
    text = (
        TextField("quality", "Image quality", kind="choice", choices=("good", "motion"), required=True),
        TextField("why", "What moved", kind="text", depends_on=DependsOn("quality", ("motion",))),
        TextField("artefact", "Artefact here", "slice", "boolean", depends_on=DependsOn("quality", ("motion",))),
        TextField("nodule", "Nodule visible", "slice", "boolean"),
        TextField("size", "Size", "roi", "number", rois=("liver",), minimum=0, maximum=30, unit="cm"),
        TextField("sure", "Sure", "point", "boolean"),
    )
    return Definitions(id="x", name="X", rois=more.pop("rois", rois), text=text, **more)

"""The definitions of a project: what `rilcontour.yaml` says, as plain data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..errors import UnknownField, UnknownROI
from .findings import nearest, quoted
from .roi import ROI
from .text_field import About, TextField

PROJECT_FILE = "rilcontour.yaml"
SCHEMA = 1
DEFAULT_INCLUDE = ("**/*.nii", "**/*.nii.gz")
DEFAULT_TRACKS = ("main",)


@dataclass(frozen=True)
class Companion:
    """Another image of the same exam: its id and the rule that makes its path (see `companions`)."""

    id: str
    pattern: str


@dataclass(frozen=True)
class Split:
    """Which series are kept for testing and validation, and what is never torn apart.

    test, validation : glob patterns over series names
    group : the metadata column whose equal values stay together (see `split`); None to look at each series alone
    """

    test: tuple[str, ...] = ()
    validation: tuple[str, ...] = ()
    group: str | None = None


@dataclass(frozen=True)
class Definitions:
    """All that a project file says.

    id : made once and never edited; names this project's folder in every sidecar
    images, annotations, models : folders, relative to the project file or absolute; annotations None: beside the images
    include, exclude : glob patterns over series names
    one_roi_per_voxel : a voxel belongs to at most one ROI
    tags : the words allowed in the metadata's column ``tags``; empty means any
    metadata : CSV file, relative to the project file
    workflow : file relative to the project file, or the workflow itself as plain data; None: no rules
    tracks : the lines of work that each series has; the first one is meant where none is named
    digest : sha256 of the file's bytes in hexadecimal; names this version of the definitions
    """

    id: str
    name: str
    images: str = "."
    annotations: str | None = None
    include: tuple[str, ...] = DEFAULT_INCLUDE
    exclude: tuple[str, ...] = ()
    rois: tuple[ROI, ...] = ()
    one_roi_per_voxel: bool = False
    text: tuple[TextField, ...] = ()
    companions: tuple[Companion, ...] = ()
    split: Split = field(default_factory=Split)
    tags: tuple[str, ...] = ()
    metadata: str | None = None
    models: str = "models"
    workflow: str | dict[str, Any] | None = None
    tracks: tuple[str, ...] = DEFAULT_TRACKS
    schema: int = SCHEMA
    digest: str = field(default="", compare=False)

    def roi(self, roi_id: str) -> ROI:
        """The ROI of that id; raises UnknownROI, which names the nearest id there is."""
        found = next((roi for roi in self.rois if roi.id == roi_id), None)
        if found is None:
            message = f"The project has no ROI {quoted(str(roi_id))}{_remark(roi_id, (roi.id for roi in self.rois))}."
            raise UnknownROI(message)
        return found

    def text_field(self, field_id: str) -> TextField:
        """The text field of that id; raises UnknownField, which names the nearest id there is."""
        found = next((each for each in self.text if each.id == field_id), None)
        if found is None:
            known = (each.id for each in self.text)
            message = f"The project has no text field {quoted(str(field_id))}{_remark(field_id, known)}."
            raise UnknownField(message)
        return found

    def fields_about(self, about: About) -> tuple[TextField, ...]:
        """The questions asked about a series, a slice, an ROI or a point, in the order of the file."""
        return tuple(each for each in self.text if each.about == about)


def digest_of(content: bytes) -> str:
    """The name of one version of the definitions: sha256 of the file's bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _remark(word: object, known: Iterable[str]) -> str:
    names = list(known)
    close = nearest(str(word), names)
    if close or not names:
        return close
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f"; it has {shown}"

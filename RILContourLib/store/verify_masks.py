"""Checking the masks that versions and drafts name, down to their voxels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..annotation.content import MaskReference, mask_references
from ..errors import CorruptStore
from .blobs import Blobs
from .folders import folder_exists
from .verify_findings import BACKUP, EARLIER, StoreFinding
from .version_content import check_places, read_mask


@dataclass
class MaskVerifier:
    """Checks each mask of a sidecar once, however many versions name it."""

    blobs: Blobs
    series: str
    _seen: set[tuple[str, int, str, tuple[int, ...]]] = field(default_factory=set)

    def verify(self, where: Path, content: Mapping[str, Any], image: Mapping[str, Any]) -> Iterator[StoreFinding]:
        """What is wrong with the masks that plain data in the file `where` names, made on `image`."""
        try:
            shape, frames = tuple(image["shape"][:3]), (*image["shape"], 1)[3]
            references = mask_references(content)
            check_places(references, shape, frames)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            message = f"its masks are not described as they should be ({error}); {BACKUP}, or {EARLIER}."
            yield StoreFinding("error", where, message, self.series)
            return
        for (roi, _), reference in references.items():
            blob = reference.blob
            key = (blob.blob, blob.bytes, blob.sha256, shape)
            if key not in self._seen:
                self._seen.add(key)
                yield from self._verify_mask(where, roi, reference, shape)

    def _verify_mask(
        self, where: Path, roi: str, reference: MaskReference, shape: tuple[int, int, int]
    ) -> Iterator[StoreFinding]:
        try:
            mask = read_mask(reference, self.blobs, shape)
        except CorruptStore as error:
            path = self.blobs.folder / f"{reference.blob.blob}.mask"
            yield StoreFinding("error", path, f"the mask of {roi} in {where.name}: {error}", self.series)
            return
        path = self.blobs.path(reference.blob.blob)
        if mask.digest != reference.blob.blob:
            message = f"holds other voxels than its name says (mask of {roi} in {where.name}); {BACKUP}, or {EARLIER}."
            yield StoreFinding("error", path, message, self.series)
        elif mask.count != reference.voxels:
            message = f"says {reference.voxels} voxels for the mask of {roi}, which has {mask.count}; {EARLIER}."
            yield StoreFinding("error", where, message, self.series)

    def set_aside(self) -> Iterator[StoreFinding]:
        """Damaged masks that were replaced by good ones."""
        if folder_exists(self.blobs.folder):
            for path in sorted(self.blobs.folder.glob("*.mask.damaged-*")):
                message = "a damaged mask that was set aside when a good one took its place; nothing to do."
                yield StoreFinding("note", path, message, self.series)

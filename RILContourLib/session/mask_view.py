"""An ROI's voxels that look like a numpy array and journal what is assigned to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from ..annotation.extent import Extent, Shape
from .indexing import box_of_index
from .voxel_rules import Wish

if TYPE_CHECKING:
    from .edit_session import EditSession


class MaskView:
    """A bool array (ni, nj, nk) in the image file's own index order; `mask[index] = value` is one journalled edit.

    Only the box that the index touches is looked at, so small edits of large images are fast.
    """

    dtype = np.dtype(bool)
    ndim = 3

    def __init__(self, session: EditSession, roi: str, frame: int) -> None:
        self._session = session
        self._roi = roi
        self._frame = frame

    @property
    def shape(self) -> Shape:
        return self._session.annotation.shape

    @property
    def size(self) -> int:
        return Extent.whole(self.shape).voxels

    def sum(self) -> int:
        """How many voxels are marked."""
        return self._session.annotation.mask(self._roi, self._frame).count

    def any(self) -> bool:
        return self.sum() > 0

    @property
    def extent(self) -> Extent | None:
        """The smallest box that holds all marked voxels; None if there are none."""
        return self._session.annotation.mask(self._roi, self._frame).extent

    def __getitem__(self, key: Any) -> Any:
        found = box_of_index(key, self.shape)
        if found is None:
            return np.zeros(self.shape, bool)[key]
        box, local = found
        selected = self._session.annotation.read(self._roi, box, self._frame)[local]
        return bool(selected) if np.ndim(selected) == 0 else np.array(selected)

    def __setitem__(self, key: Any, value: Any) -> None:
        found = box_of_index(key, self.shape)
        if found is None:
            return
        box, local = found
        marked = _marked(value)
        with self._session.exclusively():
            voxels = np.array(self._session.annotation.read(self._roi, box, self._frame))
            voxels[local] = marked
            self._session.set_voxels([Wish(self._roi, self._frame, box, voxels)], tool="script")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = self._session.annotation.mask(self._roi, self._frame).to_array()
        return array if dtype is None else array.astype(dtype)

    def __ior__(self, other: Any) -> Self:
        with self._session.exclusively():
            self[...] = self | other
        return self

    def __iand__(self, other: Any) -> Self:
        with self._session.exclusively():
            self[...] = self & other
        return self

    def __ixor__(self, other: Any) -> Self:
        with self._session.exclusively():
            self[...] = self ^ other
        return self

    def __or__(self, other: Any) -> np.ndarray:
        return np.asarray(self) | _marked(other)

    def __and__(self, other: Any) -> np.ndarray:
        return np.asarray(self) & _marked(other)

    def __xor__(self, other: Any) -> np.ndarray:
        return np.asarray(self) ^ _marked(other)

    def __invert__(self) -> np.ndarray:
        return ~np.asarray(self)

    def __eq__(self, other: object) -> Any:
        return np.asarray(self) == other

    def __ne__(self, other: object) -> Any:
        return np.asarray(self) != other

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return self.shape[0]

    def __bool__(self) -> bool:
        message = "Whether a mask is true is not clear: ask mask.any(), or compare it voxel by voxel."
        raise ValueError(message)

    def __repr__(self) -> str:
        return f"<mask of {self._roi}: {self.sum()} of {self.size} voxels>"


def _marked(value: Any) -> np.ndarray:
    """Numbers as marked or not, bool; TypeError for anything else: None and text would mark every voxel."""
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        message = f"Voxels are marked by numbers, True and False, not by {value!r:.80}."
        raise TypeError(message)
    return array != 0

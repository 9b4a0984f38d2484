"""What all parts of the store's contract share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from store_projects import MakeStore

from RILContourLib.store.protocol import AnnotationStore


class ContractBasics:
    """Two openings of one place; and images stay as they are, whatever is tested."""

    @pytest.fixture
    def store(self, make_store: MakeStore) -> AnnotationStore:
        return make_store()

    @pytest.fixture
    def another(self, make_store: MakeStore) -> AnnotationStore:
        """The same place, as somebody else opened it."""
        return make_store()

    @pytest.fixture(autouse=True)
    def _images_are_never_written_to(self, make_store: MakeStore) -> Iterator[None]:
        store = make_store()
        paths = [store.fetch_image(name) for name in ("a/scan.nii.gz", "b.nii")]
        before = [(path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in paths]
        yield
        assert [(path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in paths] == before

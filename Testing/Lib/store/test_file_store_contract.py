"""The store in folders, held to the contract: beside the images and under another root."""

from __future__ import annotations

from pathlib import Path

import pytest
from contract import AnnotationStoreContract
from store_projects import MakeStore, open_store, write_project


@pytest.fixture(params=["beside the images", "under another root"])
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> MakeStore:
    write_project(tmp_path / "study")
    annotations = None if request.param == "beside the images" else str(tmp_path / "annotations")
    if annotations:
        Path(annotations).mkdir()
    return lambda **options: open_store(tmp_path / "study", annotations=annotations, **options)


class TestFileStore(AnnotationStoreContract):
    pass

"""docs/python.md and the README's snippet run as they stand, and links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from document_blocks import ROOT, DocumentRunner, blocks_of, difference

from RILContourLib import Project
from RILContourLib.project.text_field import TextField

_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.fixture
def runner(tmp_path: Path) -> DocumentRunner:
    (tmp_path / "empty").mkdir()
    return DocumentRunner(tmp_path / "empty", tmp_path / "bin")


def test_the_python_reference_prints_what_it_says(runner: DocumentRunner) -> None:
    blocks = list(blocks_of((ROOT / "docs" / "python.md").read_text(encoding="utf-8")))
    assert len(blocks) > 10
    for block in blocks:
        wrong = difference(block.expected or "", runner.run(block))
        assert wrong is None, f"line {block.line}: {wrong!r} is not what was printed"


def test_the_readmes_snippet_runs(runner: DocumentRunner) -> None:
    scan = runner.folder / "study" / "a" / "scan.nii.gz"
    scan.parent.mkdir(parents=True)
    nib.save(nib.Nifti1Image(np.zeros((128, 128, 48), np.int16), np.eye(4)), scan)
    question = TextField("quality", "Image quality", kind="choice", choices=("good", "motion"))
    Project.create(runner.folder / "study", name="Study", rois=[{"name": "Right lung"}], text=(question,))
    (block,) = blocks_of((ROOT / "README.md").read_text(encoding="utf-8"))
    assert runner.run(block) == "a/scan.nii.gz unseen None\n"
    series = Project.open(runner.folder / "study")["a/scan.nii.gz"]
    assert [version.number for version in series.history] == [1, 2]
    assert (runner.folder / "out" / "a" / "scan_rois.nii.gz").is_file()


def test_every_link_from_page_to_page_leads_to_a_file() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    links = [(page, target) for page in pages for target in _LINK.findall(page.read_text(encoding="utf-8"))]
    assert len(links) > 20
    assert [(page.name, target) for page, target in links if not (page.parent / target).exists()] == []

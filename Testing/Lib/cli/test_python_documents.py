"""docs/python.md and the README's snippet run as they stand, and links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from document_blocks import ROOT, DocumentRunner, blocks_of, difference

from RILContourLib import Project
from RILContourLib.session.demo import make_demo

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


def test_the_readmes_snippet_runs_on_the_demonstration(runner: DocumentRunner) -> None:
    make_demo(runner.folder / "demo", user="ana")
    (block,) = blocks_of((ROOT / "README.md").read_text(encoding="utf-8"))
    series = "chest/CTChest4.nii.gz in progress None\ncopies/copy-1/ct.nii.gz unseen None\n"
    expected = f"{series}Version(2, 'ana', '...', 'close')\n"
    assert difference(expected, runner.run(block)) is None
    series = Project.open(runner.folder / "demo")["chest/CTChest4.nii.gz"]
    assert [version.reason for version in series.history] == ["import", "close", "restore"]
    assert series.text == {}
    assert (runner.folder / "out" / "chest" / "CTChest4_rois.nii.gz").is_file()


def test_every_link_from_page_to_page_leads_to_a_file() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    links = [(page, target) for page in pages for target in _LINK.findall(page.read_text(encoding="utf-8"))]
    assert len(links) > 20
    assert [(page.name, target) for page, target in links if not (page.parent / target).exists()] == []

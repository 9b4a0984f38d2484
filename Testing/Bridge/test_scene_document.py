from pathlib import Path

from Testing.Lib.cli.document_blocks import ROOT, DocumentRunner, blocks_of, difference


def test_the_page_about_scenes_prints_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    runner = DocumentRunner(tmp_path / "empty", tmp_path / "bin")
    (block,) = blocks_of((ROOT / "docs" / "scene.md").read_text(encoding="utf-8"))
    assert block.expected
    assert difference(block.expected, runner.run(block)) is None

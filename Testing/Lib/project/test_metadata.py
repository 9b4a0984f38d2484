"""The metadata table, as spreadsheets really write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from RILContourLib.errors import DefinitionsError
from RILContourLib.project import metadata as metadata_module
from RILContourLib.project.metadata import parse_metadata, read_metadata


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_table_is_read_whatever_the_spreadsheet_wrote(tmp_path: Path, delimiter: str, newline: str) -> None:
    lines = ["Series|patient|Tags|note", 'a/x.nii|Ana|follow-up|"one, two; three"', "|||", "b.nii|Ben||", "c.nii"]
    file = tmp_path / "metadata.csv"
    file.write_bytes(b"\xef\xbb\xbf" + newline.join(line.replace("|", delimiter) for line in lines).encode())
    table = read_metadata(file)
    assert table.columns == ("patient", "tags", "note")
    assert table.rows == {
        "a/x.nii": {"patient": "Ana", "tags": "follow-up", "note": "one, two; three"},
        "b.nii": {"patient": "Ben"},
        "c.nii": {},
    }
    assert table.problems == ()
    assert table.of("nothing") == {}


def test_tags_are_split_at_semicolons() -> None:
    table = parse_metadata('series,tags\na,"x; y;;x"\nb,z\n', "m.csv")
    assert table.tags("a") == ("x", "y")
    assert table.tags("c") == ()
    assert table.unknown_tags(["x", "y"]) == ['the project has no tag "z"']
    assert table.unknown_tags([]) == []


def test_names_are_composed_and_have_forward_slashes() -> None:
    assert set(parse_metadata("series,x\n.\\Mu\u0308\\a.nii,1\n", "m.csv").rows) == {"M\u00fc/a.nii"}


def test_rows_that_cannot_be_used_are_left_out_and_reported_with_their_line() -> None:
    text = 'series,x\na,1\na,2\n,3\nb,1,2\nc,"multi\nline"\nd,\x07\n'
    table = parse_metadata(text, "m.csv")
    assert table.rows == {"a": {"x": "1"}, "c": {"x": "multi\nline"}}
    assert table.problems == (
        'm.csv:3: a second row for "a"',
        "m.csv:4: the row names no series",
        "m.csv:5: the row has 3 cells, the header 2",
        "m.csv:8: the row has control characters",
    )


def test_unknown_series_are_named_with_the_nearest() -> None:
    table = parse_metadata("series\nscan-1.nii\nscan-3.nii\n", "m.csv")
    assert table.unknown_series(["scan-1.nii", "scan-33.nii"]) == [
        'no series is named "scan-3.nii" (did you mean scan-33.nii?)'
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", 'no column "series"'),
        (b"serie,x\n", "did you mean"),
        (b"series,x,x\n", 'two columns "x"'),
        (b"series,Series\n", "two columns"),
        (b"series\n\xff\n", r"m\.csv:2: .*UTF-8"),
        (b'series,x\n"a,1\n', "not valid CSV"),
        (b"series,x\na," + b"y" * 200_000, "not valid CSV"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_by_name(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "m.csv"
    file.write_bytes(content)
    with pytest.raises(DefinitionsError, match=words) as caught:
        read_metadata(file)
    assert str(file) in str(caught.value)


def test_a_missing_or_monstrous_table_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DefinitionsError, match="cannot be read"):
        read_metadata(tmp_path / "none.csv")
    file = tmp_path / "m.csv"
    file.write_text("series\n")
    monkeypatch.setattr(metadata_module, "LARGEST_TABLE_BYTES", 3)
    with pytest.raises(DefinitionsError, match="larger than"):
        read_metadata(file)


def test_a_table_of_very_many_columns_is_read_in_no_time(tmp_path: Path) -> None:
    """Looking each title up among all before it would take minutes."""
    file = tmp_path / "m.csv"
    titles = [f"c{number}" for number in range(100_000)]
    file.write_text(",".join(["series", *titles]) + "\na,1\n")
    assert read_metadata(file).columns == tuple(titles)
    file.write_text(",".join(["series", *titles, "c5"]) + "\n")
    with pytest.raises(DefinitionsError, match='two columns "c5"'):
        read_metadata(file)

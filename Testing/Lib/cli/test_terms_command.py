"""`rilcontour terms`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from RILContourLib.cli.main import main


def test_terms_are_shown_with_their_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terms", "right", "lung"]) == 0
    heading, _, first = capsys.readouterr().out.splitlines()[:3]
    assert heading.split()[:2] == ["term", "RadLex"]
    assert first.split()[:3] == ["Right", "lung", "RID1302"]
    assert "39607008 + 24028007" in first


def test_terms_as_json_can_be_used_by_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terms", "RID58", "--json"]) == 0
    (liver,) = json.loads(capsys.readouterr().out)
    assert liver["name"] == "Liver"
    assert liver["codes"] == [{"scheme": "SCT", "value": "10200004", "meaning": "Liver"}]


def test_no_match_is_exit_code_1_and_an_empty_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terms", "xyzzy", "--json"]) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out) == []
    assert "No term matches" in printed.err


def test_ones_own_list_is_searched_and_its_faults_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours = tmp_path / "ours.csv"
    ours.write_text("name,radlex\nLung apex scar,RID999999\n,RID1\n" + "Bad,x\n" * 30)
    assert main(["terms", "scar", "--list", str(ours)]) == 0
    printed = capsys.readouterr()
    assert "Lung apex scar" in printed.out
    assert "ours.csv:3:0: error: left out: it has no name" in printed.err
    assert "more remarks" in printed.err


@pytest.mark.parametrize("limit", ["0", "-1", "many", "1e3"])
def test_a_limit_that_is_no_number_is_exit_code_2(limit: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["terms", "--limit", limit])
    assert stopped.value.code == 2

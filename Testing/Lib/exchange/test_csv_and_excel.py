"""Cells as spreadsheets and other programs read them: nothing becomes a formula, nothing is lost."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from RILContourLib.errors import ExchangeError
from RILContourLib.exchange.csv_writer import csv_cell, csv_file, write_csv
from RILContourLib.exchange.excel_writer import CELL_CHARACTERS, excel_book
from RILContourLib.exchange.table import looks_like_formula

openpyxl = pytest.importorskip("openpyxl")

ATTACKS = [
    "=1+1",
    '=HYPERLINK("http://example.org","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "＝1+1",
    "=",
    "-",
]
HARMLESS = ["liver", "-5", "+3.5e-2", "-.5", "1=1", "", "a@b.org", "x\ny", 'quote " and , comma', "µm größe 肝"]


def first_column_of(path: Path, sheet: int = 0) -> list:
    book = openpyxl.load_workbook(path)
    return [row[0].value for row in book.worksheets[sheet].iter_rows(min_row=2)]


def put_in_excel(path: Path, cells: list, **options) -> None:
    with excel_book(path, **options) as book:
        add = book.table("things", ("cell", "next"))
        for cell in cells:
            add((cell, None))


@pytest.mark.parametrize("text", ATTACKS)
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe_in_csv(text):
    assert looks_like_formula(text)
    assert csv_cell(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is_in_csv(text):
    assert not looks_like_formula(text)
    assert csv_cell(text) == text


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (-5, "-5"),
        (-0.1, "-0.1"),
        (1e-9, "1e-09"),
        (2**63, "9223372036854775808"),
        (True, "true"),
        (False, "false"),
        (None, ""),
        (float("nan"), ""),
        (float("-inf"), "'-inf"),
    ],
)
def test_numbers_and_nothing_in_csv(cell, written):
    assert csv_cell(cell) == written


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_no_cell_of_a_csv_file_begins_like_a_formula_and_all_are_read_back(rows):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    read = list(csv.reader(io.StringIO(text.getvalue(), newline="")))
    assert read == [[csv_cell(cell) for cell in row] for row in rows]
    for row in read:
        assert not any(looks_like_formula(cell) for cell in row)
        assert not any(ord(character) < 32 and character not in "\t\r\n" for cell in row for character in cell)


def test_a_csv_file_is_utf8_with_a_mark_only_on_request(tmp_path):
    write_csv(tmp_path / "a.csv", ("größe",), [("肝",), ("\ud800",)])
    assert (tmp_path / "a.csv").read_bytes() == "größe\r\n肝\r\n\\xd800\r\n".encode()
    with csv_file(tmp_path / "b.csv", ("x",), byte_order_mark=True):
        pass
    assert (tmp_path / "b.csv").read_bytes() == b"\xef\xbb\xbfx\r\n"


def test_a_table_that_fails_half_way_leaves_nothing(tmp_path):
    with pytest.raises(KeyError), csv_file(tmp_path / "a.csv", ("x",)) as add_row:
        add_row(("1",))
        raise KeyError
    with pytest.raises(KeyError), excel_book(tmp_path / "a.xlsx") as book:
        book.table("x", ("x",))
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_left(tmp_path):
    (tmp_path / "a.csv").write_text("mine")
    with pytest.raises(ExchangeError, match="exists already"):
        write_csv(tmp_path / "a.csv", ("x",), [])
    write_csv(tmp_path / "a.csv", ("x",), [], overwrite=True)
    assert (tmp_path / "a.csv").read_bytes() == b"x\r\n"


def test_text_is_text_in_excel_whatever_it_begins_with(tmp_path):
    put_in_excel(tmp_path / "a.xlsx", ATTACKS + HARMLESS)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for row, text in zip(book.active.iter_rows(min_row=2), ATTACKS + HARMLESS, strict=True):
        cell = row[0]
        assert cell.data_type != "f"
        assert (cell.value or "") == text.replace("\r", "\n")  # XML reads a line end so
        assert bool(cell.quotePrefix) == looks_like_formula(text)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_numbers_are_numbers_in_excel_unless_they_would_lose_digits(tmp_path):
    put_in_excel(tmp_path / "a.xlsx", [-5, -0.25, True, None, float("nan"), float("inf"), 2**63])
    assert first_column_of(tmp_path / "a.xlsx") == [-5, -0.25, True, None, None, "inf", "9223372036854775808"]


def test_characters_that_xml_lacks_are_shown_as_their_code(tmp_path):
    put_in_excel(tmp_path / "a.xlsx", ["bell\x07", "nul\x00", "\ufffe", "tab\tstays"])
    assert first_column_of(tmp_path / "a.xlsx") == ["bell\\x07", "nul\\x00", "\\xfffe", "tab\tstays"]


def test_text_that_looks_like_a_character_code_is_not_read_as_one(tmp_path):
    put_in_excel(tmp_path / "a.xlsx", ["_x003D_1+1"])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        held = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
    assert b"_x005F_x003D_1+1" in held


def test_text_too_long_for_a_cell_is_cut_and_says_so(tmp_path):
    put_in_excel(tmp_path / "a.xlsx", ["x" * CELL_CHARACTERS, "y" * (CELL_CHARACTERS + 1)])
    fits, cut = first_column_of(tmp_path / "a.xlsx")
    assert fits == "x" * CELL_CHARACTERS
    assert len(cut) == CELL_CHARACTERS
    assert cut.endswith("[cut]")


def test_a_table_longer_than_a_sheet_goes_on_in_further_sheets(tmp_path):
    put_in_excel(tmp_path / "a.xlsx", list(range(7)), rows_a_sheet=4)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["things", "things (2)", "things (3)"]
    assert [first_column_of(tmp_path / "a.xlsx", sheet) for sheet in range(3)] == [[0, 1, 2], [3, 4, 5], [6]]
    assert all(sheet["A1"].value == "cell" for sheet in book)


def test_names_of_sheets_are_made_to_fit(tmp_path):
    with excel_book(tmp_path / "a.xlsx") as book:
        for name in ("a/b:c*?", "long " * 20, "long " * 20, "", "TABLE"):
            book.table(name, ("x",))
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert len({name.casefold() for name in names}) == 5
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)

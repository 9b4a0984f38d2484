"""Term lists: the bundled one, users' own, and the search over both."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from RILContourLib.errors import DefinitionsError
from RILContourLib.project import term_file
from RILContourLib.project.palette import PALETTE
from RILContourLib.project.roi import Code
from RILContourLib.project.term_codes import is_snomed_concept, radlex_id, verhoeff_holds
from RILContourLib.project.term_index import TermIndex
from RILContourLib.project.term_lists import TermList, bundled_terms, read_terms, term_index
from RILContourLib.project.terms import Term, folded, with_side

# RadLex ids of the organs in the VISCERAL benchmark.
VISCERAL = {
    "Trachea": "RID1247",
    "Right lung": "RID1302",
    "Left lung": "RID1326",
    "Pancreas": "RID170",
    "Gallbladder": "RID187",
    "Urinary bladder": "RID237",
    "Sternum": "RID2473",
    "L1 vertebra": "RID29193",
    "Right kidney": "RID29662",
    "Left kidney": "RID29663",
    "Right adrenal gland": "RID30324",
    "Left adrenal gland": "RID30325",
    "Right psoas major muscle": "RID32248",
    "Left psoas major muscle": "RID32249",
    "Right rectus abdominis muscle": "RID40357",
    "Left rectus abdominis muscle": "RID40358",
    "Aorta": "RID480",
    "Liver": "RID58",
    "Thyroid gland": "RID7578",
    "Spleen": "RID86",
}

# Some of anatomiclocations.org, among them sides, a synonym, and the whole of what VISCERAL has by sides.
ANATOMIC_LOCATIONS = {
    "Lung": "RID1301",
    "Kidney": "RID205",
    "L5 vertebra": "RID29197",
    "Pons": "RID6728",
    "Right fallopian tube": "RID30345",
    "Left fallopian tube": "RID30346",
}


def a_list(folder: Path, text: str | bytes, name: str = "ours.csv") -> TermList:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_terms(path)


def names(terms: list[Term]) -> list[str]:
    return [term.name for term in terms]


@pytest.fixture(scope="module")
def bundled_index() -> TermIndex:
    return term_index()


def test_the_bundled_list_is_without_fault_and_names_each_thing_once() -> None:
    terms = bundled_terms()
    assert terms.findings == ()
    assert len(terms.terms) > 500
    assert max(Counter(folded(term.name) for term in terms.terms).values()) == 1


def test_a_synonym_of_the_bundled_list_is_not_the_name_of_another_term() -> None:
    by_name = {folded(term.name) for term in bundled_terms().terms}
    clashes = [(t.name, s) for t in bundled_terms().terms for s in t.synonyms if folded(s) in by_name]
    assert clashes == []


def test_every_code_of_the_bundled_list_names_its_source_and_no_code_stands_for_two_things() -> None:
    terms = bundled_terms().terms
    assert all(bool(term.radlex_source) for term in terms if term.radlex)
    assert all(term.snomed_source in {"Slicer", "DICOM", "mCODE", "ACR"} for term in terms if term.snomed)
    assert max(Counter((term.snomed, term.side) for term in terms if term.snomed).values()) == 1
    assert max(Counter(term.radlex for term in terms if term.radlex).values()) == 1


def test_the_bundled_radlex_ids_are_those_of_the_visceral_benchmark_and_of_the_index_of_anatomic_locations() -> None:
    ids = {term.name: term.radlex for term in bundled_terms().terms if term.radlex}
    assert len(ids) > 300
    assert {name: ids[name] for name in VISCERAL} == VISCERAL
    assert {name: ids[name] for name in ANATOMIC_LOCATIONS} == ANATOMIC_LOCATIONS


def test_the_bundled_colours_are_the_palettes() -> None:
    assert {term.color for term in bundled_terms().terms} <= set(PALETTE)


def test_a_side_is_a_modifier_of_the_snomed_concept(bundled_index: TermIndex) -> None:
    (right_lung,) = bundled_index.search("right lung", limit=1)
    assert right_lung.codes == (Code("SCT", "39607008", "Lung"), Code("SCT", "24028007", "Right"))
    (liver,) = bundled_index.search("liver", limit=1)
    assert liver.codes == (Code("SCT", "10200004", "Liver"),)


def test_a_term_without_a_snomed_code_has_no_codes() -> None:
    assert Term("Something").codes == ()


def test_a_side_keeps_the_capitals_of_an_abbreviation() -> None:
    assert with_side("Internal carotid artery", "right") == "Right internal carotid artery"
    assert with_side("ICA", "left") == "Left ICA"


def test_the_exact_name_comes_first_then_names_that_begin_so_then_words_then_synonyms() -> None:
    index = TermIndex(
        [
            Term("Cortex of kidney"),
            Term("Kidney stone"),
            Term("Kidney"),
            Term("Ren", synonyms=("Kidney organ",)),
            Term("Liver"),
        ]
    )
    assert names(index.search("kidney")) == ["Kidney", "Kidney stone", "Cortex of kidney", "Ren"]
    assert names(index.search("kid")) == ["Kidney", "Kidney stone", "Cortex of kidney", "Ren"]


def test_words_are_found_by_their_beginnings_in_any_order(bundled_index: TermIndex) -> None:
    assert "Right kidney" in names(bundled_index.search("kid ri"))
    assert "Abdominal aorta" in names(bundled_index.search("aor abd"))
    assert bundled_index.search("idney") == []


def test_each_word_of_the_search_must_be_there(bundled_index: TermIndex) -> None:
    assert names(bundled_index.search("left middle lobe")) == []
    assert names(bundled_index.search("middle lobe right")) == ["Middle lobe of right lung"]


def test_abbreviations_latin_and_british_spelling_are_found_as_synonyms(bundled_index: TermIndex) -> None:
    assert names(bundled_index.search("ivc")) == ["Inferior vena cava"]
    assert names(bundled_index.search("oesophagus")) == ["Esophagus"]
    assert names(bundled_index.search("hepar")) == ["Liver"]
    assert names(bundled_index.search("right ICA")) == ["Right internal carotid artery"]


def test_radlex_and_snomed_codes_are_found(bundled_index: TermIndex) -> None:
    assert names(bundled_index.search("RID1302")) == ["Right lung"]
    assert names(bundled_index.search("rid58")) == ["Liver"]
    assert names(bundled_index.search("39607008")) == ["Left lung", "Lung", "Right lung"]


@pytest.mark.parametrize("text", ["MÉNISQUE", "menisque", "Me\u0301nisque", "ménisque ex"])
def test_case_accents_and_forms_of_unicode_make_no_difference(text: str) -> None:
    index = TermIndex([Term("Ménisque externe"), Term("Herz")])
    assert names(index.search(text)) == ["Ménisque externe"]


def test_other_scripts_are_searched_as_well() -> None:
    index = TermIndex([Term("Печень"), Term("肝臓"), Term("Straße")])
    assert names(index.search("печ")) == ["Печень"]
    assert names(index.search("肝")) == ["肝臓"]
    assert names(index.search("STRASSE")) == ["Straße"]


def test_no_more_terms_are_given_than_asked_for_and_an_empty_search_gives_the_first_of_the_alphabet() -> None:
    index = TermIndex(Term(f"Region {number:03}") for number in range(300))
    assert len(index) == 300
    assert names(index.search("reg", limit=7)) == [f"Region {number:03}" for number in range(7)]
    assert names(index.search("  ", limit=2)) == ["Region 000", "Region 001"]
    assert index.search("!?") == []


def test_a_list_of_fifty_thousand_rows_is_read_and_searched(tmp_path: Path) -> None:
    rows = "".join(f"Region {number},Area {number} of the cortex\n" for number in range(50_000))
    index = term_index(a_list(tmp_path, "name,synonyms\n" + rows))
    assert len(index) == 50_000 + len(bundled_terms().terms)
    assert names(index.search("49999")) == ["Region 49999"]
    assert names(index.search("cortex area 31415")) == ["Region 31415"]
    assert names(index.search("liver", limit=1)) == ["Liver"]


def test_a_users_term_takes_the_place_of_the_bundled_one_of_that_name(tmp_path: Path) -> None:
    ours = a_list(tmp_path, "name,color\nLIVER,#112233\n")
    (liver,) = term_index(ours).search("liver", limit=1)
    assert (liver.name, liver.color) == ("LIVER", "#112233")


def test_headings_are_read_whatever_their_case_spacing_separator_and_byte_order_mark(tmp_path: Path) -> None:
    header = "\ufeff# from our hospital\n\nTERM ;RadLex ID;SNOMED-CT;Synonyms;Colour;Mask_Value\n"
    (term,) = a_list(tmp_path, header + "Our liver;rid 58;10200004;Hepar|Jecur;80ae80;7\n").terms
    assert term == Term(
        "Our liver",
        synonyms=("Hepar", "Jecur"),
        radlex="RID58",
        snomed="10200004",
        color="#80AE80",
        value=7,
    )


def test_windows_and_old_mac_line_ends_and_quoted_cells_are_read_with_the_right_line_numbers(tmp_path: Path) -> None:
    text = 'name,value\r\n"Lesion, large",1\r\n\r\nBad,zero\r\n'
    ours = a_list(tmp_path, text)
    assert names(list(ours.terms)) == ["Lesion, large", "Bad"]
    assert [(finding.line, finding.path) for finding in ours.findings] == [(4, "value")]
    assert names(list(a_list(tmp_path, "name\rOne\rTwo\r").terms)) == ["One", "Two"]


def test_a_row_for_both_sides_is_three_terms_with_the_ids_of_their_sides(tmp_path: Path) -> None:
    header = "name,synonyms,sides,radlex,radlex_right,radlex_left,snomed\n"
    row = "Kidney,Ren,both,RID205,RID29662,RID29663,64033007\n"
    kidney, right, left = a_list(tmp_path, header + row).terms
    assert (kidney.name, kidney.side, kidney.radlex) == ("Kidney", None, "RID205")
    assert (right.name, right.side, right.radlex, right.synonyms) == (
        "Right kidney",
        "right",
        "RID29662",
        ("Right ren",),
    )
    assert (left.name, left.side, left.radlex) == ("Left kidney", "left", "RID29663")


def test_a_row_may_say_that_its_roi_is_a_point(tmp_path: Path) -> None:
    ours = a_list(tmp_path, "name,kind\nCarina,Point\nLiver,area\nSpleen,\nApex,landmark\n")
    assert [term.kind for term in ours.terms] == ["point", "area", "area", "area"]
    (finding,) = ours.findings
    assert (finding.line, finding.path, finding.severity) == (5, "kind", "warning")
    assert '"landmark" is not area or point' in finding.message


def test_a_row_of_one_side_keeps_its_own_name(tmp_path: Path) -> None:
    (term,) = a_list(tmp_path, "name,side,snomed\nRight tumour bed,right,64033007\n").terms
    assert term.codes == (Code("SCT", "64033007", "Tumour bed"), Code("SCT", "24028007", "Right"))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",RID58,,", "no name"),
        ("Liver\x07,RID58,,", "U+0007"),
        ("Liver,RID58,,,surplus", "more cells"),
        ("L" * 201 + ",,,", "201 characters"),
        ("lIVER,,,", "stands in line 2 already"),
    ],
)
def test_a_row_that_cannot_be_used_is_left_out_and_named_with_its_line(tmp_path: Path, row: str, reason: str) -> None:
    ours = a_list(tmp_path, f"name,radlex,color,value\nLiver,RID58,,\n{row}\nSpleen,RID86,,\n")
    assert names(list(ours.terms)) == ["Liver", "Spleen"]
    (finding,) = ours.findings
    assert (finding.severity, finding.line) == ("error", 3)
    assert reason in finding.message


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("radlex", "58x"),
        ("radlex", "RID"),
        ("snomed", "10200005"),
        ("snomed", "T-62000"),
        ("color", "green"),
        ("value", "-1"),
        ("value", "0"),
        ("value", "1.5"),
        ("value", "99999999999999999999999"),
        ("sides", "up"),
    ],
)
def test_a_cell_that_is_no_id_colour_or_value_is_a_warning_and_not_used(tmp_path: Path, column: str, cell: str) -> None:
    ours = a_list(tmp_path, f"name,{column}\nLiver,{cell}\n")
    assert ours.terms == (Term("Liver"),)
    (finding,) = ours.findings
    assert (finding.severity, finding.line, finding.path) == ("warning", 2, column)
    assert cell in finding.message


def test_a_mask_value_that_stands_twice_is_used_once(tmp_path: Path) -> None:
    ours = a_list(tmp_path, "name,value\nOne,4\nTwo,4\n")
    assert [term.value for term in ours.terms] == [4, None]
    assert "taken by line 2" in ours.findings[0].message


def test_ids_that_the_bundled_list_lacks_are_accepted_with_one_warning(tmp_path: Path) -> None:
    ours = a_list(tmp_path, "name,radlex\nOur thing,RID999\nOther thing,RID998\nLiver,RID58\n")
    assert [term.radlex for term in ours.terms] == ["RID999", "RID998", "RID58"]
    (finding,) = ours.findings
    assert finding.severity == "warning"
    assert "2 codes not in the bundled list" in finding.message
    assert "RID999, RID998" in finding.message


def test_an_id_that_stands_for_something_else_is_accepted_with_a_warning_that_says_for_what(tmp_path: Path) -> None:
    ours = a_list(tmp_path, "name,radlex\nRight kidney,RID1302\n")
    assert ours.terms[0].radlex == "RID1302"
    (finding,) = ours.findings
    assert (finding.line, finding.severity) == (2, "warning")
    assert '"Right lung"' in finding.message


def test_a_column_that_is_not_known_is_named_with_the_nearest_known_one(tmp_path: Path) -> None:
    ours = a_list(tmp_path, "name,synonims,name\nLiver,Hepar,Leber\n")
    assert ours.terms == (Term("Liver"),)
    assert [finding.line for finding in ours.findings] == [1, 1]
    assert any("did you mean synonyms?" in finding.message for finding in ours.findings)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no column called name"),
        (b"# only a comment\n", "no column called name"),
        (b"liver,spleen\n1,2\n", "no column called name"),
        ("name\nLeber\nMilz\nM\u00e4nisk\n".encode("latin-1"), ":4: this is not UTF-8"),
        ("name\nLeber\n".encode("utf-16"), ":1: this is not UTF-8"),
        (b'name\n"' + b"x" * 200_000 + b'"\n', "cannot be read"),
    ],
)
def test_a_file_that_is_no_term_list_is_refused_with_the_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(DefinitionsError, match="ours.csv") as raised:
        a_list(tmp_path, content)
    assert reason in str(raised.value)


def test_a_file_that_is_not_there_or_too_large_or_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DefinitionsError, match="cannot be read"):
        read_terms(tmp_path / "missing.csv")
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(32 * 1024 * 1024 + 1)
    with pytest.raises(DefinitionsError, match="split it"):
        read_terms(large)
    monkeypatch.setattr(term_file, "MOST_ROWS", 3)
    assert len(a_list(tmp_path, "name\nOne\nTwo\n").terms) == 2
    with pytest.raises(DefinitionsError, match="more than 3 rows"):
        a_list(tmp_path, "name\nOne\nTwo\nThree\n")


def test_the_verhoeff_check_digit_finds_every_wrong_digit_and_every_swap_of_neighbours() -> None:
    right = "39607008"
    assert verhoeff_holds(right)
    for place in range(len(right)):
        for digit in "0123456789".replace(right[place], ""):
            assert not verhoeff_holds(right[:place] + digit + right[place + 1 :])
    for place in range(len(right) - 1):
        swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
        assert swapped == right or not verhoeff_holds(swapped)


def test_only_the_form_of_a_concept_id_passes_as_a_snomed_code() -> None:
    assert is_snomed_concept("39607008")
    description = next(f"75168901{digit}" for digit in range(10) if verhoeff_holds(f"75168901{digit}"))
    assert not is_snomed_concept(description), "its partition 01 says that it is a description"
    assert not is_snomed_concept("039607008")
    assert not is_snomed_concept("39607008 ")


def test_radlex_ids_are_written_in_one_way() -> None:
    assert [radlex_id(text) for text in ("RID58", "rid 58", "58", " RID0058 ")] == ["RID58"] * 4
    assert [radlex_id(text) for text in ("", "RID", "RPID58", "RID28591_RID6151", "RID123456789")] == [None] * 5

"""Command lines that are incomplete, empty in places, or have names that look like options."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rilcontour_process import ROOT, Rilcontour
from small_study import FIRST, a_mask, write_image, write_mask

from RILContourLib import Project
from RILContourLib.errors import UsageError
from RILContourLib.store.messages import LONGEST_MESSAGE


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (("export", "masks", "study"), "OUT"),
        (("export", "json", "study"), "OUT"),
        (("import", "masks", "study"), "FOLDER|FILE"),
        (("series", "show", "study"), "SERIES"),
        (("history", "study"), "SERIES"),
        (("restore", "study", "1"), "SERIES"),
    ],
)
def test_what_is_missing_is_named_where_the_project_stands_in_its_place(
    rilcontour: Rilcontour, study: Project, words: tuple[str, ...], missing: str
) -> None:
    ran = rilcontour(*words)
    assert ran.code == 2
    assert ran.sentence == f"{missing} is missing: study, which stands in its place, is the project."


def test_a_project_that_is_neither_named_nor_here_is_a_missing_argument(rilcontour: Rilcontour, study: Project) -> None:
    ran = rilcontour("verify", "nowhere")
    assert (ran.code, "There is no rilcontour.yaml in" in ran.sentence) == (2, True)
    named = rilcontour("export", "masks", "nowhere", "out")
    assert (named.code, "nowhere" in named.sentence) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ("import", "masks", "study", ""),
        ("import", "json", "study", ""),
        ("export", "masks", "study", ""),
        ("export", "tables", "", "out"),
        ("series", "list", "study", "--series", ""),
        ("series", "list", "study", "--person", ""),
        ("series", "show", "study", ""),
        ("verify", "study", ""),
        ("project", "create", "", "--name", "X"),
        ("project", "status", "study", "--user", ""),
        ("terms", "--list", ""),
        ("doctor", ""),
        ("demo", ""),
    ],
)
def test_an_empty_name_is_refused_and_means_not_the_current_folder(
    rilcontour: Rilcontour, study: Project, tmp_path: Path, words: tuple[str, ...]
) -> None:
    before = sorted(tmp_path.rglob("*"))
    ran = rilcontour(*words)
    assert (ran.code, "is empty" in ran.err) == (2, True), ran.err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("columns", ["", ",,,", " , "])
def test_columns_without_a_column_are_refused(rilcontour: Rilcontour, study: Project, columns: str) -> None:
    ran = rilcontour("series", "list", "study", "--columns", columns)
    assert (ran.code, "--columns" in ran.sentence) == (2, True)


def test_a_list_takes_the_filter_of_an_export_as_it_is(rilcontour: Rilcontour, study: Project) -> None:
    assert len(rilcontour("series", "list", "study", "--test", "--json").json) == 3


@pytest.fixture
def dashed_study(study: Project) -> Project:
    """One more series, whose name begins like an option."""
    write_image(study.folder / "-scan.nii.gz", 7)
    return study


def test_a_series_whose_name_begins_with_a_dash_can_be_named(rilcontour: Rilcontour, dashed_study: Project) -> None:
    assert rilcontour("series", "show", "study", "--json", "--", "-scan.nii.gz").json["series"] == "-scan.nii.gz"
    inside = rilcontour("series", "show", "--json", "--", "-scan.nii.gz", folder=dashed_study.folder)
    assert inside.json["series"] == "-scan.nii.gz"
    assert rilcontour("series", "show", "study", "study/-scan.nii.gz").code == 0
    listed = rilcontour("series", "list", "study", "--series=-scan.nii.gz", "--json").json
    assert [each["series"] for each in listed] == ["-scan.nii.gz"]


def test_who_forgets_how_is_told(rilcontour: Rilcontour, dashed_study: Project) -> None:
    bare = rilcontour("series", "show", "study", "-scan.nii.gz")
    assert (bare.code, "put -- before names that begin with a dash" in bare.err) == (2, True)
    option = rilcontour("series", "list", "study", "--series", "-scan.nii.gz")
    assert (option.code, "--series=-..." in option.err) == (2, True)


def test_a_series_that_fails_is_named_once(rilcontour: Rilcontour, annotated_study: Project) -> None:
    image = annotated_study.folder / FIRST
    image.write_bytes(image.read_bytes()[:-50])
    ran = rilcontour.in_a_process("export", "json", "study", "out", "--series", FIRST)
    assert ran.code == 1
    assert (ran.out + ran.err).count("its bytes changed") == 1


def test_what_is_logged_cannot_steer_the_terminal(rilcontour: Rilcontour, study: Project) -> None:
    code = (
        "import sys, logging; from RILContourLib.cli.main import main; from RILContourLib.cli.command import Command\n"
        "def run(a, c): logging.getLogger('RILContourLib.x').warning('scan %s', '\\x1b[2J\\nall is well'); return 0\n"
        "sys.exit(main(['log'], [Command(('log',), '', run)]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == "rilcontour: scan \\x1b[2J\\nall is well\n"
    assert logging.getLogger().level != logging.DEBUG


@pytest.mark.parametrize("message", ["bell\a", "\x1b[2J", "x" * (LONGEST_MESSAGE + 1), "a\u202eb", "\udcff"])
def test_a_message_that_no_history_should_hold_is_refused_before_anything_is_done(
    rilcontour: Rilcontour, annotated_study: Project, tmp_path: Path, message: str
) -> None:
    write_mask(tmp_path / "scan_rois.nii.gz", a_mask(2))
    for words in (
        ("restore", "study", FIRST, "1"),
        ("import", "masks", "study", "scan_rois.nii.gz", "--series", FIRST),
        ("workflow", "assign", "study", FIRST, "--to", "ben"),
        ("workflow", "approve", "study", FIRST),
    ):
        ran = rilcontour(*words, "-m", message)
        assert (ran.code, "-m/--message" in ran.err) == (2, True), ran.err
    assert len(annotated_study[FIRST].history) == 1
    with pytest.raises(UsageError):
        annotated_study[FIRST].restore(1, message=message)
    with pytest.raises(UsageError):
        annotated_study.store.assign(FIRST, "ana", owner="ben", message=message)
    with annotated_study[FIRST].edit() as session:
        session["liver"].mask[0, 0, 0] = True
        with pytest.raises(UsageError):
            session.close(message)
        assert not session.closed
        assert session.save("several\nlines, and signs: é 肺").message == "several\nlines, and signs: é 肺"
    assert len(annotated_study[FIRST].history) == 2


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--map", "1"), "argument --map: '1' is not of the form VALUE=ROI or NAME=ROI"),
        (
            ("--map", "1=livr"),
            "--map 1=livr: The project has no ROI 'livr' (did you mean liver?); it has liver, spleen.",
        ),
        (("--map", "1=tip"), "--map 1=tip: The project has no ROI 'tip'"),
        (("--map", "1=liver", "--map", "1=spleen"), "--map is given twice for 1: as 'liver' and as 'spleen'"),
    ],
)
def test_a_mapping_that_means_nothing_is_told_once_before_anything_is_imported(
    rilcontour: Rilcontour, study: Project, tmp_path: Path, words: tuple[str, ...], part: str
) -> None:
    write_mask(tmp_path / "masks" / "a" / "scan_rois.nii.gz", a_mask(1))
    ran = rilcontour("import", "masks", "study", "masks", *words)
    assert (ran.code, part in ran.err) == (2, True), ran.err
    assert study[FIRST].history == []


def test_names_in_a_mapping_of_a_file_of_values_are_explained(
    rilcontour: Rilcontour, study: Project, tmp_path: Path
) -> None:
    write_mask(tmp_path / "scan_rois.nii.gz", a_mask(1))
    ran = rilcontour("import", "masks", "study", "scan_rois.nii.gz", "--series", FIRST, "--map", "hepar=liver")
    assert ran.code == 1 and "a mask value is a whole number above 0; names stand for segments" in ran.out


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("import", "masks", "study", "scan_rois.nii.gz", "--series", FIRST), "--existing replace"),
        (("import", "masks", "study", "other_rois.nii.gz", "--series", FIRST), "--leave-out-unknown"),
        (("export", "masks", "study", "out"), "--overwrite"),
        (("export", "json", "study", "out"), "--overwrite"),
        (("export", "tables", "study", "tables"), "--overwrite"),
    ],
)
def test_a_refusal_names_the_option_that_allows_it(
    rilcontour: Rilcontour, annotated_study: Project, tmp_path: Path, words: tuple[str, ...], option: str
) -> None:
    write_mask(tmp_path / "scan_rois.nii.gz", a_mask(1)[::-1])
    write_mask(tmp_path / "other_rois.nii.gz", a_mask(99))
    for what, out in (("masks", "out"), ("json", "out"), ("tables", "tables")):
        assert rilcontour("export", what, "study", out).code == 0
    ran = rilcontour(*words)
    assert (ran.code, option in ran.out + ran.err) == (1, True), ran.out + ran.err


def test_a_term_that_is_nearly_one_is_guessed(rilcontour: Rilcontour) -> None:
    ran = rilcontour("terms", "rihgt", "lung")
    assert (ran.code, ran.sentence) == (1, "No term matches; did you mean Right lung?")
    assert "fewer or shorter words" in rilcontour("terms", "xyzzy").sentence
    words = ("--roi", "Rihgt lung", "--roi", "Zone 7", "--roi", "Liver")
    made = rilcontour("project", "create", "new", "--name", "N", *words)
    assert made.sentence == "'Rihgt lung' is no term of the list, so it gets no codes (did you mean Right lung?)."


def test_an_roi_that_is_named_twice_is_refused_or_taken_once(rilcontour: Rilcontour, annotated_study: Project) -> None:
    ran = rilcontour("project", "create", "new", "--name", "N", "--roi", "Liver", "--roi", "liver")
    assert ran.code == 2
    assert ran.sentence == "The ROI 'liver' is named twice; leave one out, or tell them apart by their names."
    exported = rilcontour("export", "masks", "study", "out", "--roi", "liver", "--roi", "liver", "--json").json
    assert exported["settings"]["rois"] == ["liver"]
    unknown = rilcontour("export", "masks", "study", "out", "--roi", "livr")
    assert (unknown.code, "did you mean liver?" in unknown.err) == (2, True)


INTERRUPTED_WHILE_LOADED = """
import importlib.abc, os, signal, sys

class Interrupting(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == interrupted:
            os.kill(os.getpid(), signal.SIGINT)
        return None

interrupted = sys.argv.pop(1)
sys.meta_path.insert(0, Interrupting())
signal.signal(signal.SIGINT, signal.default_int_handler)
from RILContourLib.cli.entry import main
sys.exit(main())
"""


@pytest.mark.parametrize("module", ["RILContourLib.cli.main", "RILContourLib.errors", "RILContourLib.cli.parser"])
def test_ctrl_c_while_the_program_is_loaded_is_one_sentence(module: str) -> None:
    command = [sys.executable, "-c", INTERRUPTED_WHILE_LOADED, module, "project", "status"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 130, done.stderr
    assert done.stderr.startswith("rilcontour: Stopped;") and done.stderr.count("\n") == 1

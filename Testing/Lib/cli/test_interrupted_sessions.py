"""Edits of a session that ended without being closed are mentioned wherever a person looks, and can be recovered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from rilcontour_process import Rilcontour
from small_study import FIRST, SECOND, TEST, annotate, write_image

from RILContourLib import Project

EDIT_AND_CRASH = """
import os, sys
from RILContourLib import Project
session = Project.open(sys.argv[1], user="eve")[sys.argv[2]].edit()
for i in range(int(sys.argv[3])):
    session["liver"].mask[i, 0, 0] = True
os._exit(1)
"""
WAITS = "2 edits by eve wait to be recovered: open the series for editing, or run  rilcontour series recover."


def crash(project: Project, rilcontour: Rilcontour, name: str = FIRST, edits: int = 2) -> None:
    """Another process edits a series and ends without a word."""
    command = [sys.executable, "-c", EDIT_AND_CRASH, str(project.folder), name, str(edits)]
    assert subprocess.run(command, env=rilcontour.environment, check=False).returncode == 1


@pytest.fixture
def crashed_study(annotated_study: Project, rilcontour: Rilcontour) -> Project:
    """The first series has a version, and two edits by eve that are in none."""
    crash(annotated_study, rilcontour)
    return annotated_study


def test_status_names_them_as_a_warning_and_the_holder_as_gone(rilcontour: Rilcontour, crashed_study: Project) -> None:
    ran = rilcontour("project", "status", "study")
    assert ran.code == 1
    assert f"WARNING: {FIRST}: {WAITS}" in ran.out.splitlines()
    assert "Ended without being closed: 1 session" in ran.out and "Edited just now" not in ran.out
    data = rilcontour("project", "status", "study", "--json").json
    assert data["holders"] == {}
    assert {key: data["interrupted"][FIRST][key] for key in ("user", "ended", "edits")} == {
        "user": "eve",
        "ended": "process gone",
        "edits": 2,
    }


def test_status_shows_a_session_that_goes_on_as_editing(rilcontour: Rilcontour, annotated_study: Project) -> None:
    with annotated_study[FIRST].edit() as session:
        session["liver"].mask[0, 0, 0] = True
        ran = rilcontour("project", "status", "study")
        assert ran.code == 0
        assert "Edited just now: 1 series" in ran.out and "wait" not in ran.out
        data = rilcontour("project", "status", "study", "--json").json
        assert data["interrupted"] == {} and data["holders"][FIRST].startswith("ana on ")


def test_a_crash_without_edits_is_told_without_a_warning(rilcontour: Rilcontour, study: Project) -> None:
    crash(study, rilcontour, edits=0)
    ran = rilcontour("project", "status", "study")
    assert ran.code == 0 and "Ended without being closed: 1 session" in ran.out
    assert "no edit of it is missing" in rilcontour("series", "show", "study", FIRST).out


def test_lists_remark_on_them_and_count_them(rilcontour: Rilcontour, crashed_study: Project) -> None:
    ran = rilcontour("series", "list", "study", "--columns", "series,holder,waiting")
    assert ran.code == 0
    assert ran.sentence == f"{FIRST}: {WAITS}"
    first, second, test = rilcontour("series", "list", "study", "--json").json
    assert (first["holder"], first["waiting"]) == (None, 2)
    assert (second["holder"], second["waiting"]) == (None, None)


def test_one_series_is_shown_with_them(rilcontour: Rilcontour, crashed_study: Project) -> None:
    ran = rilcontour("series", "show", "study", FIRST)
    assert WAITS in ran.out and "edited by" not in ran.out
    data = rilcontour("series", "show", "study", FIRST, "--json").json
    assert data["holder"] is None
    assert (data["session"]["user"], data["session"]["ended"], data["session"]["edits"]) == ("eve", "process gone", 2)


def test_verify_names_them(rilcontour: Rilcontour, crashed_study: Project) -> None:
    ran = rilcontour("verify", "study")
    assert ran.code == 1 and WAITS in ran.out


@pytest.mark.parametrize("what", ["masks", "tables", "json"])
def test_exports_say_in_their_report_and_on_the_error_stream_that_they_are_not_contained(
    rilcontour: Rilcontour, crashed_study: Project, what: str
) -> None:
    ran = rilcontour("export", what, "study", "out", "--series", FIRST)
    assert ran.code == 0
    assert ran.sentence == f"{FIRST}: Not contained: {WAITS}"
    report = rilcontour("export", what, "study", "out", "--series", FIRST, "--overwrite", "--json").json
    assert report["series"][0]["warnings"] == [f"Not contained: {WAITS}"]


def test_an_export_names_edits_of_somebody_who_is_still_editing(
    rilcontour: Rilcontour, annotated_study: Project
) -> None:
    with annotated_study[FIRST].edit() as session:
        assert rilcontour("export", "json", "study", "before", "--series", FIRST).err == ""
        session["liver"].mask[0, 0, 0] = True
        ran = rilcontour("export", "json", "study", "out", "--series", FIRST)
    assert ran.code == 0
    assert ran.sentence.startswith(f"{FIRST}: Not contained: 1 edit by ana, who has the series open")


def test_a_series_that_has_nothing_but_such_edits_is_named_by_exports(
    rilcontour: Rilcontour, annotated_study: Project
) -> None:
    crash(annotated_study, rilcontour, SECOND)
    ran = rilcontour("export", "masks", "study", "out")
    assert ran.code == 1
    assert f"{SECOND}: FAILED: {SECOND} has no version yet; {WAITS}" in ran.out.splitlines()


def test_recover_makes_versions_of_them_without_opening_anything(
    rilcontour: Rilcontour, crashed_study: Project
) -> None:
    crash(crashed_study, rilcontour, TEST, edits=1)
    crash(crashed_study, rilcontour, SECOND, edits=0)
    ran = rilcontour("series", "recover", "study")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        f"{FIRST}: 2 edits by eve recovered as version 2.",
        f"{SECOND}: nothing was left to recover; the series is free again.",
        f"{TEST}: 1 edit by eve recovered as version 1.",
    ]
    assert crashed_study[FIRST].history[-1].user == "eve"
    assert crashed_study[FIRST].annotation.mask("liver").count == 26
    assert rilcontour("verify", "study").code == 0
    again = rilcontour("series", "recover", "study", "--json")
    assert again.code == 0 and again.json == {"recovered": {}, "refused": {}, "living": {}}


def test_recover_takes_only_the_series_that_are_named(rilcontour: Rilcontour, crashed_study: Project) -> None:
    crash(crashed_study, rilcontour, TEST, edits=1)
    ran = rilcontour("series", "recover", "study", "b/**", "--json")
    assert list(ran.json["recovered"]) == [TEST]
    assert crashed_study[FIRST].open_session.edits == 2


def test_recover_leaves_those_alone_who_may_be_editing(rilcontour: Rilcontour, annotated_study: Project) -> None:
    with annotated_study[FIRST].edit() as session:
        session["liver"].mask[0, 0, 0] = True
        ran = rilcontour("series", "recover", "study")
        assert ran.code == 1
        assert "may be editing it" in ran.out
        assert not session.closed and session.saving.in_project


def test_recover_says_why_it_could_not(rilcontour: Rilcontour, crashed_study: Project) -> None:
    image = Path(crashed_study.folder, FIRST)
    content = image.read_bytes()
    image.write_bytes(Path(crashed_study.folder, SECOND).read_bytes())
    ran = rilcontour("series", "recover", "study")
    assert ran.code == 1 and f"{FIRST}: NOT RECOVERED: " in ran.out
    image.write_bytes(content)
    assert rilcontour("series", "recover", "study").code == 0


def test_edits_on_another_track_are_named_and_recovered_too(rilcontour: Rilcontour, tmp_path: Path) -> None:
    write_image(tmp_path / "replicas" / "scan.nii.gz")
    rois = [{"name": "Liver"}]
    project = Project.create(tmp_path / "replicas", name="Replicas", rois=rois, user="ana", tracks=("main", "second"))
    session = project.series("scan.nii.gz", "second").edit()
    session["liver"].mask[0, 0, 0] = True
    project.store.release(session.lease)
    status = rilcontour("project", "status", "replicas")
    assert status.code == 1
    assert "WARNING: scan.nii.gz (second): 1 edit by ana waits to be recovered" in status.out
    assert (
        "scan.nii.gz (second): 1 edit by ana recovered as version 1." in rilcontour("series", "recover", "replicas").out
    )
    assert rilcontour("project", "status", "replicas").code == 0


def test_a_series_of_a_crashed_session_can_be_acquired(rilcontour: Rilcontour, crashed_study: Project) -> None:
    ran = rilcontour.as_user("ben")("workflow", "acquire", "study", "--next", "1", "--json")
    assert ran.json["acquired"] == [FIRST]
    annotate(crashed_study, SECOND)
    assert crashed_study[FIRST].history[-1].user == "eve"

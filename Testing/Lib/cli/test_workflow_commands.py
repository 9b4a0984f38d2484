"""`rilcontour workflow ...`: with pools and reviewers, and without any workflow."""

from __future__ import annotations

import pytest
from rilcontour_process import Rilcontour
from small_study import FIRST, SECOND, TEST, annotate

from RILContourLib import Project

WORKFLOW = """\
workflow:
  pools: {analysts: [ana, ben], reviewers: [rita]}
  start: analysts
  hand_on: {analysts: [reviewers], reviewers: [analysts]}
  review: [reviewers]
"""


@pytest.fixture
def with_workflow(study: Project) -> Project:
    """All three series wait in the pool of the analysts ana and ben; rita reviews."""
    study.file.write_text(study.file.read_text() + WORKFLOW)
    return Project.open(study.folder, user="ana")


def owners(project: Project) -> dict[str, str | None]:
    return {series.name: series.head.owner for series in project}


def test_status_says_what_is_mine_and_what_waits(rilcontour: Rilcontour, with_workflow: Project) -> None:
    rilcontour("workflow", "acquire", "study", SECOND)
    found = rilcontour("workflow", "status", "study", "--json").json
    assert (found["user"], found["mine"], found["my_pools"]) == ("ana", [SECOND], ["analysts"])
    assert (found["pools"], found["owners"]) == ({"analysts": 2, "reviewers": 0}, {"ana": 1})
    assert "Yours now:\n  a/second.nii.gz" in rilcontour("workflow", "status", "study").out
    assert rilcontour.as_user("rita")("workflow", "status", "study", "--json").json["mine"] == []


def test_the_next_series_that_wait_are_acquired_in_order(rilcontour: Rilcontour, with_workflow: Project) -> None:
    assert rilcontour("workflow", "acquire", "study", "--next", "2", "--json").json["acquired"] == [FIRST, SECOND]
    assert rilcontour.as_user("ben")("workflow", "acquire", "study").out == f"acquired: {TEST}\n"
    nothing = rilcontour("workflow", "acquire", "study")
    assert (nothing.code, nothing.out) == (1, "No series acquired: none is waiting.\n")
    assert owners(with_workflow) == {FIRST: "ana", SECOND: "ana", TEST: "ben"}


def test_what_somebody_else_has_is_refused_in_a_sentence(rilcontour: Rilcontour, with_workflow: Project) -> None:
    rilcontour("workflow", "acquire", "study", FIRST)
    refused = rilcontour.as_user("ben")("workflow", "acquire", "study", FIRST, SECOND)
    assert refused.code == 1
    assert f"REFUSED: {FIRST} is assigned to ana; only ana can hand it on." in refused.out
    assert f"acquired: {SECOND}" in refused.out


def test_who_is_in_no_pool_may_not_acquire_edit_or_import(rilcontour: Rilcontour, with_workflow: Project) -> None:
    stranger = rilcontour.as_user("eve")
    assert "eve is in no pool" in stranger("workflow", "acquire", "study", FIRST).out
    waiting = rilcontour("restore", "study", FIRST, "1")
    assert waiting.code == 2  # it has no version yet
    assert stranger("workflow", "acquire", "study").code == 1


def test_a_series_goes_from_analyst_to_reviewer_and_is_approved_by_somebody_else(
    rilcontour: Rilcontour, with_workflow: Project
) -> None:
    rilcontour("workflow", "acquire", "study", FIRST)
    annotate(with_workflow, FIRST)
    assert rilcontour("workflow", "approve", "study", FIRST).code == 1
    assert rilcontour("workflow", "assign", "study", FIRST, "--to", "reviewers", "-m", "done").code == 0
    rita = rilcontour.as_user("rita")
    assert rita("workflow", "acquire", "study").out == f"acquired: {FIRST}\n"
    assert rita("workflow", "approve", "study", FIRST, "--json").json == {"approved": [FIRST], "refused": {}}
    assert with_workflow[FIRST].status == "approved"
    finished = rita("restore", "study", FIRST, "1")
    assert finished.code == 1
    assert "is approved, so it is finished" in finished.sentence
    assert rita("workflow", "reopen", "study", FIRST).code == 0
    assert rita("workflow", "reject", "study", FIRST, "-m", "left border").code == 0
    assert rita("workflow", "status", "study", "--json").json["reviews"] == {"rejected": 1}


def test_what_is_returned_waits_in_its_pool_again(rilcontour: Rilcontour, with_workflow: Project) -> None:
    rilcontour("workflow", "acquire", "study", FIRST)
    not_mine = rilcontour.as_user("ben")("workflow", "return", "study", FIRST)
    assert not_mine.code == 1
    assert "is not yours to return: it is assigned to ana" in not_mine.out
    assert rilcontour("workflow", "return", "study", FIRST).out == f"returned: {FIRST}\n"
    head = with_workflow[FIRST].head
    assert (head.owner, head.pool) == (None, "analysts")


def test_unknown_people_and_pools_are_exit_code_2(rilcontour: Rilcontour, with_workflow: Project) -> None:
    for words, part in [
        (("assign", "study", FIRST, "--to", "reviewer"), "did you mean reviewers?"),
        (("acquire", "study", "--pool", "analyst"), "did you mean analysts?"),
        (("return", "study"), "Name at least one series."),
        (("approve", "study", "a/nothing.nii.gz"), "no series"),
    ]:
        ran = rilcontour("workflow", *words)
        assert (ran.code, part in ran.sentence) == (2, True), ran.err
    assert rilcontour("workflow", "assign", "study", FIRST).code == 2


def test_without_a_workflow_everybody_may_do_everything(rilcontour: Rilcontour, study: Project) -> None:
    assert rilcontour("workflow", "assign", "study", "a/scan.nii.gz", "--to", "carl").code == 0
    assert rilcontour.as_user("carl")("workflow", "return", "study", FIRST).code == 0
    assert owners(study)[FIRST] is None
    annotate(study, FIRST)
    assert rilcontour("workflow", "approve", FIRST, "--user", "dora", folder=study.folder).code == 0
    assert "no workflow: all may do all" in rilcontour("workflow", "status", "study").out

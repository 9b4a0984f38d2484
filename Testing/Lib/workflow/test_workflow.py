"""A workflow's rules, and what is said about a workflow file that is wrong."""

from dataclasses import replace

import pytest

from RILContourLib.errors import DefinitionsError, NotAllowed
from RILContourLib.store.protocol import Head, Review
from RILContourLib.workflow.policy import WorkflowPolicy
from RILContourLib.workflow.reading import read_workflow

TEXT = """\
pools:
  analysts: [ana, ben]
  reviewers: [rita, ben]
  scientists: [sam]
start: analysts
hand_on:
  analysts: [reviewers]
  reviewers: [analysts, scientists]
review: [reviewers]
administrators: [root]
"""
SERIES = Head("a/scan.nii.gz", "main")


@pytest.fixture
def policy(tmp_path):
    (tmp_path / "workflow.yaml").write_text(TEXT)
    return WorkflowPolicy(read_workflow(tmp_path / "rilcontour.yaml", "workflow.yaml"))


def owned_by(owner=None, pool=None, **more):
    return replace(SERIES, owner=owner, pool=pool, **more)


def test_a_series_in_a_pool_is_acquired_before_it_is_edited(policy):
    with pytest.raises(NotAllowed, match="waits in the pool analysts; acquire it first"):
        policy.check("edit", SERIES, "ana")
    policy.check("assign", SERIES, "ana", "ana")
    policy.check("edit", owned_by("ana"), "ana")


def test_nobody_edits_or_takes_what_is_another_persons(policy):
    for action, target in (("edit", None), ("commit", None), ("takeover", None), ("assign", "ben")):
        with pytest.raises(NotAllowed, match="assigned to ana"):
            policy.check(action, owned_by("ana"), "ben", target)


def test_a_series_is_handed_on_only_where_the_workflow_says(policy):
    mine = owned_by("ana")
    for target in ("analysts", "reviewers", "ben", "rita"):
        policy.check("assign", mine, "ana", target)
    for target in ("scientists", "sam", "nobody", None):
        with pytest.raises(NotAllowed, match="ana cannot assign series to"):
            policy.check("assign", mine, "ana", target)


def test_somebody_elses_pool_cannot_be_taken_from(policy):
    with pytest.raises(NotAllowed, match="waits in the pool reviewers, of which ana is no member"):
        policy.check("assign", owned_by(pool="reviewers"), "ana", "ana")


def test_an_annotator_cannot_approve_their_own_work(policy):
    with pytest.raises(NotAllowed, match="somebody else has to approve it"):
        policy.check("approve", owned_by("ben", user="ben", version=3), "ben")
    policy.check("approve", owned_by("rita", user="ben", version=3), "rita")
    with pytest.raises(NotAllowed, match="that is for reviewers"):
        policy.check("approve", owned_by("ana", user="ben", version=3), "ana")


def test_an_approved_series_is_finished_until_it_is_reopened(policy):
    approved = owned_by("rita", review=Review("approved", 3, "rita", "2026-01-02T03:04:05Z", ""))
    with pytest.raises(NotAllowed, match="a reviewer can reopen it"):
        policy.check("edit", approved, "rita")
    policy.check("reopen", approved, "rita")


def test_who_is_in_no_pool_reads_only(policy):
    with pytest.raises(NotAllowed, match="may read but not change"):
        policy.check("edit", SERIES, "eve")


def test_an_administrator_is_not_stopped(policy):
    policy.check("edit", owned_by("ana"), "root")
    policy.check("assign", owned_by("ana"), "root", "sam")


def test_a_workflow_may_stand_in_the_project_file(tmp_path):
    project = tmp_path / "rilcontour.yaml"
    project.write_text("schema: 1\nid: x\nname: X\nworkflow:\n  pools: {analysts: [ana]}\n  start: analysts\n")
    workflow = read_workflow(project, {"pools": {"analysts": ["ana"]}, "start": "analysts"})
    assert workflow.pools == {"analysts": ("ana",)}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("pools: {a: [x]}\nstart: b\n", r"workflow.yaml:2: start names the pool \"b\""),
        ("pools: {a: [x]}\nreviewers: [a]\n", r"did you mean review\?"),
        ("pools: {a: [b], b: [c]}\n", "is a pool and a user"),
        ("pools: [a]\n", "must be a mapping"),
        ("start: a\n", "has no pools"),
        ("pools: {a: *x}\n", "aliases"),
        ("", "empty"),
    ],
)
def test_what_is_wrong_with_a_workflow_is_said_with_its_line(tmp_path, text, problem):
    (tmp_path / "workflow.yaml").write_text(text)
    with pytest.raises(DefinitionsError, match=problem):
        read_workflow(tmp_path / "rilcontour.yaml", "workflow.yaml")

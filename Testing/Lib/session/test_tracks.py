"""Independent lines of work on one series: tracks."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from survival_study import SCAN, digest_of, keep_to, make_study, write_image

from RILContourLib import Project
from RILContourLib.errors import ImageChanged, UsageError
from RILContourLib.session.handing_on import acquire, decide, give_back
from RILContourLib.session.series_details import series_details
from RILContourLib.session.verifying import accept_image, verify

FIRST, SECOND = "reader-1", "reader-2"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Two readers annotate each series independently; there is no track called main."""
    keep_to(tmp_path, monkeypatch)
    project = make_study(tmp_path / "study")
    project.redefine(replace(project.definitions, tracks=(FIRST, SECOND)))
    return project


def annotate(project: Project, track: str | None, k: int) -> None:
    with project.series(SCAN, track).edit() as session:
        session["liver"].mask[:, :, k] = True


def test_a_series_is_that_of_the_first_track_unless_another_is_named(project: Project) -> None:
    assert [series.track for series in project] == [FIRST]
    assert project[SCAN].track == FIRST
    assert project.series(SCAN, SECOND).track == SECOND
    assert repr(project[SCAN]) == f"<Series {SCAN}>"
    assert repr(project.series(SCAN, SECOND)) == f"<Series {SCAN} ({SECOND})>"
    assert pickle.loads(pickle.dumps(project.series(SCAN, SECOND))).track == SECOND
    with pytest.raises(UsageError, match=f"no track 'main'; it has {FIRST}, {SECOND}"):
        project.series(SCAN, "main")


def test_tracks_are_edited_at_the_same_time_and_see_nothing_of_each_other(project: Project) -> None:
    ben = Project.open(project.folder, user="ben")
    with project.series(SCAN, FIRST).edit() as ours, ben.series(SCAN, SECOND).edit() as theirs:
        ours["liver"].mask[:, :, 1] = True
        theirs["liver"].mask[:, :, 2] = True
        assert not theirs["liver"].mask[:, :, 1].any()
    first, second = project.series(SCAN, FIRST), project.series(SCAN, SECOND)
    assert [version.user for version in first.history] == ["ana"]
    assert [version.user for version in second.history] == ["ben"]
    assert first.annotation.mask("liver").extent != second.annotation.mask("liver").extent


def test_history_and_restore_are_of_one_track(project: Project) -> None:
    annotate(project, SECOND, 1)
    second = project.series(SCAN, SECOND)
    before = digest_of(second.annotation)
    annotate(project, SECOND, 2)
    second.restore(1)
    assert digest_of(second.annotation) == before
    assert project[SCAN].history == []
    details = series_details(second)
    assert (details.series.track, len(details.versions)) == (SECOND, 3)
    assert list(verify(project)) == []


def test_what_is_done_with_many_series_is_about_the_first_track(project: Project, tmp_path: Path) -> None:
    annotate(project, SECOND, 2)
    assert project[SCAN].status == "unseen"
    assert project.export_masks(tmp_path / "nothing").series == []
    annotate(project, None, 1)
    acquire(project, [SCAN])
    assert project[SCAN].head.owner == "ana"
    assert project.series(SCAN, SECOND).head.owner is None
    assert decide(project, [SCAN], "approve").done
    assert (project[SCAN].status, project.series(SCAN, SECOND).status) == ("approved", "in progress")
    assert give_back(project, [SCAN]).done
    report = project.export_masks(tmp_path / "out")
    assert len(report.of("done")) == 1
    assert f'"track": "{FIRST}"' in next((tmp_path / "out").glob("scan_rois.json")).read_text()


def test_an_image_that_was_replaced_is_accepted_on_every_track(project: Project) -> None:
    annotate(project, FIRST, 1)
    annotate(project, SECOND, 2)
    write_image(project.folder / SCAN, 9)
    with pytest.raises(ImageChanged):
        project.series(SCAN, SECOND).edit()
    accept_image(project, SCAN)
    annotate(project, FIRST, 3)
    annotate(project, SECOND, 3)

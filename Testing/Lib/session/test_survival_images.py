"""Images and folders that change under their annotations: replaced, deleted, moved; two projects on one image."""

import os
import shutil

import numpy as np
import pytest
from survival_study import (
    ROIS,
    SCAN,
    digest_of,
    files_below,
    keep_to,
    make_study,
    open_quickly,
    sidecar_of,
    wait_for,
    write_image,
)

from RILContourLib import Project
from RILContourLib.errors import ImageChanged, ImageError, SeriesBusy, StoreError, UnknownSeries
from RILContourLib.session.verifying import accept_image, moved_annotations, reattach, verify
from RILContourLib.store.journal_format import read_journal

WHAT_TO_DO = "Bring the annotated image back; or, .* accept it with  rilcontour reattach --accept-image"


@pytest.fixture
def study(tmp_path, monkeypatch):
    keep_to(tmp_path, monkeypatch)
    study = make_study(tmp_path / "study")
    with study[SCAN].edit() as session:
        session["liver"].mask[0:3] = True
    return open_quickly(study.folder)


def with_unsaved_edits(study):
    """A session with an edit that is in no version yet."""
    session = study[SCAN].edit()
    session["liver"].mask[5] = True
    return session


def test_the_image_is_never_written_to(study):
    image = study[SCAN].path
    before = image.read_bytes(), image.stat().st_mtime_ns, image.stat().st_mode
    with_unsaved_edits(study).close()
    study[SCAN].restore(1)
    study.export_masks(study.folder.parent / "out")
    assert (image.read_bytes(), image.stat().st_mtime_ns, image.stat().st_mode) == before


def test_an_image_that_was_replaced_is_told_with_what_to_do_and_nothing_is_published(study):
    session = with_unsaved_edits(study)
    original = study[SCAN].path.read_bytes()
    write_image(study[SCAN].path, seed=9)
    for refused in (session.save, session.close, study[SCAN].read, study[SCAN].edit):
        with pytest.raises(ImageChanged, match=WHAT_TO_DO):
            refused()
    assert [version.number for version in study[SCAN].history] == [1]
    report = study.export_masks(study.folder.parent / "out")
    assert [(series.outcome, "its bytes changed" in series.reason) for series in report.series] == [("failed", True)]

    study[SCAN].path.write_bytes(original)
    with study[SCAN].edit() as again:
        assert int(again["liver"].mask.sum()) == 4 * 80
        assert again.lease.recovered.edits == 1


def test_an_image_of_the_same_size_and_time_is_not_taken_for_the_annotated_one(study):
    image = study[SCAN].path
    content = bytearray(image.read_bytes())
    status = image.stat()
    content[-1] ^= 1  # within the length at the end of the gzip stream
    image.write_bytes(content)
    os.utime(image, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(ImageChanged):
        study[SCAN].edit()


def test_a_replaced_image_on_the_same_grid_can_be_accepted_with_edits_that_are_in_no_version_yet(study):
    session = with_unsaved_edits(study)
    expected = digest_of(session.annotation)
    write_image(study[SCAN].path, seed=9)
    with pytest.raises(ImageChanged):
        session.close()
    accept_image(study, SCAN)
    assert digest_of(study[SCAN].annotation) == expected
    assert [version.reason for version in study[SCAN].history] == ["close", "recovered", "image accepted"]
    assert study[SCAN].read(1).annotation.mask("liver").count == 3 * 80
    with study[SCAN].edit() as again:
        assert again.lease.recovered is None


def test_a_replaced_image_on_another_grid_is_not_accepted(study):
    write_image(study[SCAN].path, seed=9, shape=(12, 10, 9))
    for refused in (study[SCAN].read, study[SCAN].edit, lambda: accept_image(study, SCAN)):
        with pytest.raises(ImageChanged):
            refused()


def test_an_image_cut_short_under_its_annotation_is_a_changed_image(study):
    image = study[SCAN].path
    image.write_bytes(image.read_bytes()[:-100])
    with pytest.raises(ImageChanged):
        study[SCAN].edit()
    with pytest.raises(ImageError, match="truncated"):
        study[SCAN].pixels()


def test_edits_on_an_image_that_was_deleted_wait_until_it_is_back(study):
    session = with_unsaved_edits(study)
    image = study[SCAN].path
    aside = image.rename(study.folder.parent / "aside")
    session["liver"].mask[6] = True
    for refused in (session.save, session.close, study[SCAN].edit, study[SCAN].read):
        with pytest.raises(UnknownSeries, match=SCAN):
            refused()
    assert {finding.severity for finding in verify(study, [SCAN])} == {"error", "warning"}

    aside.rename(image)
    with study[SCAN].edit() as again:
        assert int(again["liver"].mask.sum()) == 5 * 80


def test_an_image_that_was_renamed_gets_its_annotation_back_with_edits_that_are_in_no_version_yet(study):
    session = with_unsaved_edits(study)
    expected = digest_of(session.annotation)
    aside = study[SCAN].path.rename(study.folder / "new.nii.gz")
    with pytest.raises(UnknownSeries):
        session.close()
    study.refresh()
    moved = moved_annotations(study)
    assert [(each.series, each.target) for each in moved] == [(SCAN, aside.name)]
    assert [each.done for each in reattach(study, moved)] == [True]
    assert digest_of(study[aside.name].annotation) == expected
    assert not (study.folder / f"{SCAN}.ril").exists()
    assert list(verify(study)) == []


def test_of_two_projects_on_one_image_none_sees_or_locks_the_other(study):
    other = Project.create(study.folder.parent, name="Study", rois=ROIS, user="ben")
    name = f"{study.folder.name}/{SCAN}"
    with study[SCAN].edit() as ours, other[name].edit() as theirs:
        assert theirs["liver"].mask.sum() == 0
        theirs["spleen"].mask[1] = True
        ours["liver"].mask[7] = True
        with pytest.raises(SeriesBusy):
            study[SCAN].edit()
    assert study[SCAN].annotation.mask("spleen").count == 0
    assert other[name].annotation.mask("liver").count == 0
    assert study[SCAN].head.user == "ana"
    assert other[name].head.user == "ben"
    assert list(verify(study)) == list(verify(other)) == []


def test_a_folder_removed_under_a_session_costs_no_edit(study):
    session = with_unsaved_edits(study)
    shutil.rmtree(sidecar_of(study))
    for i in (6, 7):
        session["liver"].mask[i] = True
        wait_for(lambda: session.saving.spooled)
    state = session.saving
    assert (state.appended, state.in_memory) == (3, 0)
    assert not state.in_project
    assert "not saved to the project" in state.problem
    with pytest.raises(StoreError, match="check the folder and the connection to it"):
        session.close()

    with study[SCAN].edit() as again:  # from the beginning: the versions are gone, too
        (kept,) = again.lease.refused
        assert again["liver"].mask.sum() == 0
    assert [record.sequence for record in read_journal(kept).records][-2:] == [2, 3]
    assert [finding.path for finding in verify(study)] == [kept]


def test_a_folder_that_comes_back_gets_the_edits_made_meanwhile(study):
    session = with_unsaved_edits(study)
    elsewhere = study.folder.rename(study.folder.with_name("elsewhere"))
    for i in range(6, 10):
        session["liver"].mask[i] = True
        wait_for(lambda: session.saving.spooled)
    elsewhere.rename(study.folder)
    wait_for(lambda: session.saving.in_project)
    expected = digest_of(session.annotation)
    session.close()
    assert digest_of(study[SCAN].annotation) == expected
    assert np.count_nonzero(study[SCAN].annotation.mask("liver").to_array()) == 8 * 80
    assert list(verify(study)) == []


def test_reading_changes_nothing_on_disk(study):
    session = with_unsaved_edits(study)
    session.store.release(session.lease)
    before = files_below(study.folder)
    study[SCAN].read()
    study.export_masks(study.folder.parent / "out")
    list(verify(study))
    assert files_below(study.folder) == before

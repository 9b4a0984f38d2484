"""The store's contract: series, versions, what is read back."""

from __future__ import annotations

import numpy as np
import pytest
from contract_basics import ContractBasics
from store_projects import A_BOX, AFFINE, ANOTHER_BOX, SCAN, SHAPE, commit_box, do, paint, painted

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.answers import Answer, Subject
from RILContourLib.annotation.changes import AnswerChange, LockChange, PointsChange, StatusChange
from RILContourLib.annotation.points import Point
from RILContourLib.errors import UnknownSeries, UsageError
from RILContourLib.store.protocol import AnnotationStore, Head

POINT = Point("1", (1.5, 2.0, 3.25), 0, "carina", "human")


class VersionContract(ContractBasics):
    # Series

    def test_series_are_listed_by_their_paths(self, store: AnnotationStore) -> None:
        assert sorted(store.list_series()) == ["a/scan.nii.gz", "b.nii"]
        assert store.fetch_image("b.nii").is_file()

    @pytest.mark.parametrize("name", ["c.nii", "a/SCAN.nii.gz", "a"])
    def test_an_unknown_series_is_an_error_that_names_it(self, store: AnnotationStore, name: str) -> None:
        with pytest.raises(UnknownSeries, match=name):
            store.fetch_image(name)
        with pytest.raises(UnknownSeries):
            store.acquire(name, "anna")

    def test_a_series_that_nobody_touched_is_empty(self, store: AnnotationStore) -> None:
        assert store.head(SCAN) == Head(SCAN, "main")
        assert store.history(SCAN) == []
        snapshot = store.read(SCAN)
        assert snapshot.version is None and snapshot.problems == ()
        assert snapshot.annotation.shape == SHAPE
        assert snapshot.annotation.slice_axis == 2

    # Versions

    @pytest.fixture
    def a_full_annotation(self, store: AnnotationStore) -> Annotation:
        """Committed as version 1: two masks, a point, answers of every scope, status, a lock."""
        lease = store.acquire(SCAN, "anna")
        annotation = store.read(SCAN).annotation
        paint(store, lease, annotation, A_BOX, "lung")
        paint(store, lease, annotation, ANOTHER_BOX, "lung", maker="net@3")
        paint(store, lease, annotation, ANOTHER_BOX, "heart", maker="imported:atlas")
        good, yes, size = (Answer(value, "human") for value in ("good", True, 4.5))
        do(
            store,
            lease,
            annotation,
            PointsChange("airway", (), (POINT,)),
            AnswerChange(Subject.series(), "quality", None, good),
            AnswerChange(Subject.slice(3), "nodule", None, yes),
            AnswerChange(Subject.point("airway", "1"), "size", None, size),
            StatusChange("heart", "unseen", "complete"),
            StatusChange("spine", "unseen", "absent"),
        )
        do(store, lease, annotation, LockChange("heart", False, True))
        store.commit(lease, annotation, reason="save", message="all of it")
        store.release(lease)
        return annotation

    def test_a_version_is_read_back_as_it_was(self, another: AnnotationStore, a_full_annotation: Annotation) -> None:
        snapshot = another.read(SCAN)
        read = snapshot.annotation
        assert snapshot.problems == ()
        for roi in ("lung", "heart", "spine", "airway"):
            assert read.mask(roi).same_as(a_full_annotation.mask(roi))
            assert read.makers(roi) == a_full_annotation.makers(roi)
            assert read.roi(roi).status == a_full_annotation.roi(roi).status
            assert read.roi(roi).locked == a_full_annotation.roi(roi).locked
        assert read.mask("lung").count == 3 * 4 * 3 + 12
        assert read.roi("airway").points == (POINT,)
        assert read.answers == a_full_annotation.answers

    def test_a_version_says_who_made_it_and_why(self, another: AnnotationStore, a_full_annotation: Annotation) -> None:
        (version,) = another.history(SCAN)
        assert (version.number, version.user, version.reason, version.message) == (1, "anna", "save", "all of it")
        assert version.time.endswith("Z") and version.host and version.software and version.definitions
        assert another.read(SCAN).version == version

    def test_points_carry_their_place_in_millimetres(
        self, another: AnnotationStore, a_full_annotation: Annotation
    ) -> None:
        ((point,),) = another.read(SCAN).content["points"].values()
        assert point["ras_mm"] == pytest.approx((AFFINE @ [1.5, 2.0, 3.25, 1])[:3])

    def test_the_head_sums_the_version_up(self, another: AnnotationStore, a_full_annotation: Annotation) -> None:
        head = another.head(SCAN)
        assert (head.version, head.user, head.holder, head.approved) == (1, "anna", None, False)
        assert head.status == {"lung": "unseen", "heart": "complete", "spine": "absent", "airway": "unseen"}
        assert head.answers == {"quality": "good"}
        assert head.points == {"airway": 1}
        assert head.makers == ("human", "imported:atlas", "net@3")
        assert head.fields == ("nodule", "quality", "size")
        assert len(head.image_sha256 or "") == 64

    def test_history_only_grows_and_every_version_can_be_read(self, store: AnnotationStore) -> None:
        commit_box(store)
        commit_box(store, "ben", ANOTHER_BOX)
        assert [(version.number, version.user) for version in store.history(SCAN)] == [(1, "anna"), (2, "ben")]
        assert painted(store, version=1) == 36
        assert painted(store, version=2) == painted(store) == 48

    @pytest.mark.parametrize("version", [0, 2, -1])
    def test_a_version_that_is_not_there_is_an_error(self, store: AnnotationStore, version: int) -> None:
        commit_box(store)
        with pytest.raises(UsageError, match="no version"):
            store.read(SCAN, version)

    def test_an_roi_that_did_not_change_keeps_its_stored_mask(self, store: AnnotationStore) -> None:
        commit_box(store)
        lease = store.acquire(SCAN, "anna")
        annotation = store.read(SCAN).annotation
        paint(store, lease, annotation, ANOTHER_BOX, "heart")
        store.commit(lease, annotation, reason="save")
        first, second = (store.read(SCAN, number).content["rois"] for number in (1, 2))
        assert first["lung"]["masks"] == second["lung"]["masks"]
        assert second["heart"]["masks"]
        store.release(lease)

    def test_restoring_makes_a_new_version_of_old_content(self, store: AnnotationStore) -> None:
        commit_box(store)
        commit_box(store, where=ANOTHER_BOX)
        lease = store.acquire(SCAN, "anna")
        info = store.commit(lease, store.read(SCAN, 1).annotation, reason="restore", restored=1)
        store.release(lease)
        assert (info.number, info.restored) == (3, 1)
        assert painted(store) == 36 and painted(store, version=2) == 48

    def test_an_empty_mask_is_a_version_too(self, store: AnnotationStore) -> None:
        commit_box(store)
        lease = store.acquire(SCAN, "anna")
        annotation = store.read(SCAN).annotation
        do(store, lease, annotation, annotation.mask_change("lung", 0, A_BOX, np.zeros(A_BOX.shape, bool), "human"))
        store.commit(lease, annotation, reason="save")
        store.release(lease)
        assert painted(store) == 0

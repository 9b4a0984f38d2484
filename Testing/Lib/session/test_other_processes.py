"""Projects and series handed to other processes, as data loaders do with their workers."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from operator import attrgetter, methodcaller
from pathlib import Path

import numpy as np
import pytest
from survival_study import SCAN, digest_of, keep_to, make_study

from RILContourLib import Project
from RILContourLib.errors import DefinitionsError, UsageError

OTHER = "other/scan.nii.gz"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("processes")
        keep_to(folder, patch)
        project = make_study(folder / "study", (SCAN, OTHER))
        with project[SCAN].edit() as session:
            session["liver"].mask[2:5, 3:6, 1:4] = True
            session["tip"].add_point((1.0, 2.5, 3.0))
            session.text["quality"] = "good"
        yield project


@pytest.fixture(scope="module")
def workers(project: Project) -> Iterator[ProcessPoolExecutor]:
    """A process that began afresh: it has nothing but what it is sent."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool


def test_a_spawned_process_reads_series_as_this_one_does(project: Project, workers: ProcessPoolExecutor) -> None:
    series = list(project)
    for ours, theirs in zip(series, workers.map(methodcaller("pixels"), series), strict=True):
        assert np.array_equal(ours.pixels(), theirs)
    annotation = workers.submit(attrgetter("annotation"), project[SCAN]).result()
    assert digest_of(annotation) == digest_of(project[SCAN].annotation)
    for what in ("status", "subset", "text", "head", "history", "image.header_bytes"):
        ours, theirs = attrgetter(what)(project[SCAN]), workers.submit(attrgetter(what), project[SCAN]).result()
        assert repr(ours) == repr(theirs)


def test_a_spawned_process_has_the_project_under_the_same_user(project: Project, workers: ProcessPoolExecutor) -> None:
    as_ben = Project.open(project.folder, user="ben")
    theirs = workers.submit(attrgetter("user", "names", "definitions", "folder"), as_ben).result()
    assert theirs == ("ben", [OTHER, SCAN], project.definitions, project.folder)


def test_many_series_in_one_parcel_have_one_project(project: Project) -> None:
    first, second = pickle.loads(pickle.dumps(list(project)))
    assert first.project is second.project
    assert (first.name, second.name, first.track) == (OTHER, SCAN, "main")


def test_an_edit_session_stays_with_the_process_that_opened_it(project: Project) -> None:
    with project[OTHER].edit() as session:
        for part in (session, session["liver"], session["liver"].mask, session.text):
            with pytest.raises(UsageError, match=f"{OTHER} is open in this process"):
                pickle.dumps(part)


def test_a_project_that_is_gone_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_to(tmp_path, monkeypatch)
    project = make_study(tmp_path / "study")
    parcel = pickle.dumps(project[SCAN])
    project.file.unlink()
    with pytest.raises(DefinitionsError, match="is not there"):
        pickle.loads(parcel)

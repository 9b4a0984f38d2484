"""A study with all that a sidecar can hold, and what must be so whatever is done to its files."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from survival_study import SCAN, SHAPE, digest_of, files_below, make_study, sidecar_of

from RILContourLib import Project
from RILContourLib.errors import RILContourError
from RILContourLib.session.edit_session import EditSession
from RILContourLib.session.verifying import verify

_Result = TypeVar("_Result")

VERSIONS = 3


@dataclass(frozen=True)
class FullStudy:
    """`states`: digests of all that its series ever said, from nothing to the last edit."""

    project: Project
    states: frozenset[str]

    def files(self) -> list[Path]:
        """The files of the sidecar, from the study's folder."""
        folder = self.project.folder
        return [path.relative_to(folder) for path in sorted(sidecar_of(self.project).rglob("*")) if path.is_file()]

    @contextlib.contextmanager
    def copied(self, to: Path) -> Iterator[Project]:
        """A copy to be damaged."""
        shutil.copytree(self.project.folder, to)
        try:
            yield Project.open(to)
        finally:
            shutil.rmtree(to)


def make_full_study(folder: Path) -> FullStudy:
    """Three versions with masks, points and answers; a draft, a note; and edits in no version, left by a session."""
    study = make_study(folder)
    states = []
    for number in range(VERSIONS):
        with study[SCAN].edit() as session:
            states.append(digest_of(session.annotation))
            session["liver"].mask[number] = True
            session["spleen"].mask[...] = np.random.default_rng(number).random(SHAPE) < 0.5
            session["tip"].add_point((1.0, 2.5, number))
            session.text["quality"] = "good"
            session.slice(number).text["nodule"] = True
    study.store.add_note(SCAN, "Look again", "ana")
    study.store.put_draft(SCAN, study[SCAN].annotation, model="net@1", user="ana")
    session = study[SCAN].edit()
    states.append(digest_of(session.annotation))
    session.listen(lambda edit: states.append(digest_of(session.annotation)))
    session["liver"].mask[8] = True
    session["spleen"].locked = True
    session.text["remark"] = "in no version"
    study.store.release(session.lease)
    return FullStudy(study, frozenset(states))


def answer_of(call: Callable[[], _Result]) -> _Result | RILContourError:
    """What a call returned, or the library's error. Any other error fails the test."""
    try:
        return call()
    except RILContourError as error:
        assert str(error).strip()
        return error


def edit_and_close(session: EditSession | RILContourError) -> None:
    """If the series could be opened: whatever can be edited can be saved, and read again."""
    if isinstance(session, RILContourError):
        return
    answer_of(lambda: session["tip"].add_point((0, 0, 0)))
    expected = digest_of(session.annotation)
    answer_of(session.close)
    assert session.closed
    assert digest_of(session.store.read(SCAN).annotation) == expected


def use_in_every_way(study: Project, states: frozenset[str] | None = None) -> None:
    """Read, check, export, recover, edit and save a damaged series: it is refused at worst, and nothing is deleted.

    Nothing is made up, either: what it says is among `states`, unless somebody forged it.
    """
    series = study[SCAN]
    before = files_below(study.folder)
    snapshot = answer_of(series.read)
    if not isinstance(snapshot, RILContourError):
        assert states is None or digest_of(snapshot.annotation) in states, "what was read is no version"
    for call in (lambda: series.head, lambda: series.history, lambda: series.facts, lambda: list(verify(study))):
        answer_of(call)
    answer_of(lambda: study.store.drafts(SCAN) and study.store.notes(SCAN))
    answer_of(lambda: study.export_masks(study.folder.parent / f"{study.folder.name}-out"))
    shutil.rmtree(study.folder.parent / f"{study.folder.name}-out", ignore_errors=True)
    assert files_below(study.folder) == before, "reading changed files"

    opened = answer_of(series.edit)
    if not isinstance(opened, RILContourError):
        assert states is None or digest_of(opened.annotation) in states, "what was recovered never was"
        edit_and_close(opened)
    else:
        edit_and_close(answer_of(lambda: series.edit(accept_damage=True)))
    kept = set(files_below(study.folder).values())
    for name, content in before.items():
        assert content in kept or "/live/beat-" in name, f"{name} is gone"

"""The list of a large project's series: for the first time, beside a bare os.walk, and as remembered from then on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from RILContourLib.session.project import Project
from RILContourLib.session.series_list import SeriesList
from RILContourLib.store.index import ProjectIndex

from .measure import Timing, in_turns, run_s, seconds
from .result import Result
from .series_tree import make_series_tree

REPEATS = 5
LARGEST_RATIO = 3
WARM_S = {10_000: 0.5, 100_000: 2.0}


def measure(folder: Path, *, isal: bool) -> list[Result]:
    """Both sizes, cold and warm. The system's own cache of folders is warm in every run, the walk's as well."""
    return [result for count in WARM_S for result in _measure(folder / f"series-{count}", count)]


def _measure(root: Path, count: int) -> list[Result]:
    make_series_tree(root, count)
    Project.create(root, name="Large", rois=[{"name": "Lung"}])
    index = root.with_name(f"{root.name}-index")
    cold, walk = in_turns(
        lambda: _first_time_s(root, index, count), lambda: run_s(lambda: list(os.walk(root))), REPEATS
    )
    _remember_summaries(root, index)
    warm = [run_s(lambda: _show_again(root, index, count)) for _ in range(REPEATS)]
    shutil.rmtree(index)
    shutil.rmtree(root)
    return _results(f"{count:,} series", cold, walk, Timing(tuple(warm)), WARM_S[count])


def _results(series: str, cold: Timing, walk: Timing, warm: Timing, most_s: float) -> list[Result]:
    ratio = cold.best_s / walk.best_s
    beside = f"{seconds(cold.best_s)}; os.walk {seconds(walk.best_s)}"
    cold_target, warm_target = f"≤ {LARGEST_RATIO}x a bare os.walk", f"< {most_s:g} s"
    return [
        Result(f"{series} listed for the first time", cold_target, f"{ratio:.1f}x", ratio <= LARGEST_RATIO, beside),
        Result(f"{series} listed again", warm_target, seconds(warm.p50_s), warm.p50_s < most_s),
    ]


def _first_time_s(root: Path, index: Path, count: int) -> float:
    """Until names and folders can be shown: the project opened, and its list found."""
    shutil.rmtree(index, ignore_errors=True)
    lists: list[SeriesList] = []

    def show() -> None:
        lists.append(_series_list(Project.open(root), index))
        _check_complete(lists[0].names(), count)

    duration_s = run_s(show)
    lists[0].close()
    return duration_s


def _show_again(root: Path, index: Path, count: int) -> None:
    """Names, folders and what is remembered of each series."""
    series = _series_list(Project.open(root), index)
    _check_complete(series.names(), count)
    _check_complete(series.summaries(), count)
    series.close()


def _check_complete(found: Collection[str], count: int) -> None:
    if len(found) != count:
        message = f"{len(found)} of {count} series were listed."
        raise AssertionError(message)


def _series_list(project: Project, index: Path) -> SeriesList:
    return SeriesList(project, ProjectIndex.open(project.definitions.id, project.images_root, index))


def _remember_summaries(root: Path, index: Path) -> None:
    """Store a summary of each series, as the background work of a first visit does."""
    project = Project.open(root)
    remembered = ProjectIndex.open(project.definitions.id, project.images_root, index)
    summary = {"number": 3, "version": 2, "status": "in progress", "owner": "ann", "answers": {"quality": "good"}}
    remembered.set_summaries(dict.fromkeys(remembered.names(), summary))
    remembered.close()

"""What keeps a list of 100,000 series quick: shown before it is looked for, counted as it comes in, sorted aside."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from panel_projects import annotate

from RILContourLib.panels.browser import Browser
from RILContourLib.panels.browser_lines import BrowserLines
from RILContourLib.panels.series_table import BrowserFilter, SeriesTable
from RILContourLib.panels.workspace import Workspace
from RILContourLib.session.project import Project
from RILContourLib.session.series_list import SeriesList

FIRST, SECOND, THIRD = "p1/a.nii.gz", "p1/b.nii.gz", "p2/c.nii"


class Watched(SeriesList):
    """Remembers how many series were shown when it began to look for images."""

    panel: Browser | None = None
    shown_before: int | None = None

    def refresh(self, *arguments: Any, **named: Any) -> Any:
        assert self.panel
        self.shown_before = self.panel.state.total
        return super().refresh(*arguments, **named)


def test_series_of_the_last_time_are_shown_while_images_are_looked_for(project: Project, workspace: Workspace) -> None:
    SeriesList(project).refresh()
    listed = Watched(project)
    listed.panel = panel = Browser(workspace, listed=listed)
    panel.refresh()
    assert listed.shown_before == panel.state.total == 3
    panel.close()


def test_what_others_do_is_sorted_in_on_the_thread_that_looked(
    project: Project, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sorted_on: list[int] = []
    ordered = SeriesTable.ordered

    def noted(table: SeriesTable, *arguments: Any, **named: Any) -> list[int]:
        sorted_on.append(threading.get_ident())
        return ordered(table, *arguments, **named)

    monkeypatch.setattr(SeriesTable, "ordered", noted)
    with ThreadPoolExecutor(1) as looking:
        panel = Browser(workspace, looking)
        panel.refresh()
        looking.submit(lambda: None).result()
        panel.sort_by("version")
        assert panel.shown_names()[0] == FIRST
        sorted_on.clear()
        annotate(project, THIRD)
        panel.poll()
        thread = looking.submit(threading.get_ident).result()
        assert panel.shown_names()[0] == THIRD
        assert sorted_on == [thread]
        panel.close()


def test_sorting_meanwhile_wins_and_knows_what_came_in(
    project: Project, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    annotate(project, FIRST)
    annotate(project, FIRST, answer="good")
    panel = Browser(workspace)
    panel.refresh()
    panel.sort_by("version")
    ordered = SeriesTable.ordered

    def sorted_by_somebody_meanwhile(table: SeriesTable, *arguments: Any, **named: Any) -> list[int]:
        monkeypatch.setattr(SeriesTable, "ordered", ordered)
        found = ordered(table, *arguments, **named)
        panel.sort_by("version", reverse=True)
        return found

    monkeypatch.setattr(SeriesTable, "ordered", sorted_by_somebody_meanwhile)
    annotate(project, THIRD)
    panel.poll()
    assert panel.state.reverse
    assert panel.shown_names() == [FIRST, THIRD, SECOND], "by their versions: 2, 1, none"
    panel.close()


def test_counts_are_right_whatever_comes_in_over_what() -> None:
    chance = random.Random(5)
    names = [f"{number}.nii" for number in range(40)]
    table = SeriesTable(names, {name: summary(chance) for name in names[:10]})
    for _turn in range(30):
        table.merge({name: summary(chance) for name in chance.sample(names, 7)} | {"not listed.nii": {}})
        assert table.unread == sum(held is None or held["status"] is None for held in table.summaries)
        assert table.owner_names == tuple(sorted({held["owner"] for held in table.summaries if held and held["owner"]}))


def test_the_line_of_a_series_is_where_the_sorted_list_has_it(workspace: Workspace, project: Project) -> None:
    annotate(project, THIRD)
    panel = Browser(workspace)
    panel.refresh()
    lines = BrowserLines(panel, as_tree=False)
    panel.sort_by("version", reverse=True)
    panel.set_filter(BrowserFilter(text="nii"))
    names = panel.shown_names()
    assert [lines.place_of(name) for name in names] == [0, 1, 2]
    panel.set_filter(BrowserFilter(text="p1"))
    assert lines.place_of(THIRD) is None
    assert lines.place_of("not listed.nii") is None
    panel.close()


def summary(chance: random.Random) -> dict[str, Any]:
    return {"status": chance.choice([None, "unseen", "complete"]), "owner": chance.choice([None, "ana", "ben", "eve"])}

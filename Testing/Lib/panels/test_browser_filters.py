"""Filters as lists to choose from, and series with drafts that wait."""

from __future__ import annotations

import pytest
from panel_projects import SHAPE, annotate, opened_by

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.errors import UsageError
from RILContourLib.panels.browser import Browser
from RILContourLib.panels.browser_filters import BrowserFilters
from RILContourLib.panels.workspace import Workspace

FIRST, SECOND, THIRD = "p1/a.nii.gz", "p1/b.nii.gz", "p2/c.nii"


@pytest.fixture
def filters(browser):
    return BrowserFilters(browser)


def put_draft(project, series, model, **confidence):
    return project.store.put_draft(series, Annotation(SHAPE), model=model, user="ana", confidence=confidence)


def choose(filters, box, option):
    (found,) = [each for each in filters.boxes() if each.id == box]
    filters.choose(box, found.options.index(option))


def chosen(filters):
    return {box.label: box.options[box.chosen] for box in filters.boxes() if box.chosen}


def test_each_box_restricts_its_own_part_and_says_what_is_chosen(filters, browser, project):
    annotate(project, FIRST, answer="good")
    project.store.assign(SECOND, "ana", owner="ben")
    browser.poll()
    choose(filters, "owner", "ben")
    assert browser.shown_names() == [SECOND]
    choose(filters, "answer:quality", "good")
    assert browser.shown_names() == []
    assert chosen(filters) == {"Owner": "ben", "Image quality": "good"}
    choose(filters, "owner", "nobody")
    assert browser.shown_names() == [FIRST]
    choose(filters, "answer:quality", "not answered")
    assert browser.shown_names() == [THIRD]
    choose(filters, "answer:quality", "any answer")
    choose(filters, "status", "in progress")
    assert (browser.shown_names(), chosen(filters)) == ([FIRST], {"Status": "in progress", "Owner": "nobody"})
    filters.clear()
    assert (len(browser.shown_names()), filters.is_on) == (3, False)


def test_tags_of_the_projects_table_are_offered_where_there_are_some(filters, project):
    assert "tag" not in [box.id for box in filters.boxes()]
    (project.folder / "metadata.csv").write_text(f"series,tags\n{FIRST},pilot;control\n{THIRD},pilot\n")
    project.file.write_text(project.file.read_text() + "metadata: metadata.csv\n")
    browser = Browser(Workspace(opened_by(project, "ana")))
    browser.load()
    tagged = BrowserFilters(browser)
    choose(tagged, "tag", "pilot")
    assert browser.shown_names() == [FIRST, THIRD]
    choose(tagged, "tag", "control")
    assert browser.shown_names() == [FIRST]
    browser.close()


def test_series_with_drafts_are_found_and_those_of_which_a_model_was_unsure(filters, browser, project):
    put_draft(project, FIRST, "lungs@1", lung=0.97, liver=0.62)
    put_draft(project, THIRD, "lungs@1", lung=0.99)
    browser.poll()
    choose(filters, "draft", "waits")
    assert browser.shown_names() == [FIRST, THIRD]
    choose(filters, "draft", "waits, less than 70 % sure")
    assert browser.shown_names() == [FIRST]
    choose(filters, "draft", "none waits")
    assert browser.shown_names() == [SECOND]


def test_columns_say_whose_draft_waits_and_sort_the_least_sure_first(browser, project):
    put_draft(project, FIRST, "lungs@1", lung=0.97)
    put_draft(project, THIRD, "lungs@1", lung=0.99, liver=0.62)
    put_draft(project, THIRD, "liver@2", liver=0.9)
    browser.choose_columns(("draft", "sure"))
    browser.poll()
    assert browser.row(THIRD).cells == ("lungs@1; liver@2", "0.62")
    browser.sort_by("sure")
    assert browser.shown_names() == [THIRD, FIRST, SECOND]


def test_a_draft_that_is_settled_by_anybody_waits_no_more(filters, browser, project):
    draft = put_draft(project, FIRST, "lungs@1", lung=0.97)
    browser.poll()
    choose(filters, "draft", "waits")
    assert browser.shown_names() == [FIRST]
    project.store.resolve_draft(FIRST, draft.id, "rejected", "ben")
    browser.poll()
    assert browser.shown_names() == []


def test_what_is_not_offered_is_refused(filters):
    with pytest.raises(UsageError, match="no option 99"):
        filters.choose("status", 99)
    with pytest.raises(UsageError, match="no option 0"):
        filters.choose("colour", 0)

"""The browser line by line: open folders, jumps, selecting several, and what 100,000 series cost."""

import pytest
from panel_projects import annotate, make_project

from RILContourLib.panels import browser_lines
from RILContourLib.panels.browser import Browser
from RILContourLib.panels.browser_lines import BrowserLines
from RILContourLib.panels.series_table import BrowserFilter
from RILContourLib.panels.workspace import Workspace

NAMES = ("p1/a.nii.gz", "p1/b.nii.gz", "p1/ct/late.nii.gz", "p2/c.nii.gz", "z.nii.gz")


@pytest.fixture(autouse=True)
def more_than_a_few(monkeypatch):
    """These five count as many, so that folders are closed, unless a test says otherwise."""
    monkeypatch.setattr(browser_lines, "FEW", 2)


@pytest.fixture
def workspace(tmp_path):
    held = Workspace(make_project(tmp_path / "study", names=NAMES))
    yield held
    held.close_series()


@pytest.fixture
def browser(workspace):
    panel = Browser(workspace)
    panel.load()
    return panel


@pytest.fixture
def lines(browser):
    return BrowserLines(browser)


def shown(lines):
    return ["  " * line.depth + line.label for line in lines.lines(0, lines.count)]


def test_folders_are_closed_until_somebody_opens_them(lines):
    assert shown(lines) == ["p1", "p2", "z.nii.gz"]
    assert [line.series for line in lines.lines(0, 3)] == [3, 1, 1]
    lines.toggle_folder("p1/")
    assert shown(lines) == ["p1", "  a.nii.gz", "  b.nii.gz", "  ct", "p2", "z.nii.gz"]
    lines.toggle_folder("p1/ct/")
    assert shown(lines) == ["p1", "  a.nii.gz", "  b.nii.gz", "  ct", "    late.nii.gz", "p2", "z.nii.gz"]
    lines.toggle_folder("p1/")
    assert shown(lines) == ["p1", "p2", "z.nii.gz"]


@pytest.mark.parametrize("start", range(7))
def test_any_part_of_the_lines_is_what_the_whole_has_there(lines, start):
    lines.toggle_folder("p1/")
    lines.toggle_folder("p1/ct/")
    whole = lines.lines(0, lines.count)
    for stop in range(start, 8):
        assert lines.lines(start, stop) == whole[start:stop]


def test_few_series_are_shown_in_open_folders_unless_somebody_closes_them(browser, lines):
    browser.set_filter(BrowserFilter(text="ct"))
    assert shown(lines) == ["p1", "  ct", "    late.nii.gz"]
    lines.toggle_folder("p1/ct/")
    assert shown(lines) == ["p1", "  ct"]
    browser.set_filter(BrowserFilter())
    assert shown(lines) == ["p1", "p2", "z.nii.gz"]
    lines.toggle_folder("p1/")
    assert shown(lines) == ["p1", "  a.nii.gz", "  b.nii.gz", "  ct", "p2", "z.nii.gz"]


def test_a_series_is_revealed_with_the_folders_above_it(lines):
    assert lines.place_of("p1/ct/late.nii.gz") is None
    lines.reveal("p1/ct/late.nii.gz")
    assert lines.place_of("p1/ct/late.nii.gz") == 4
    assert lines.lines(4, 5)[0].row.name == "p1/ct/late.nii.gz"


def test_as_a_list_the_browsers_order_and_filter_hold(browser, lines):
    lines.show_as_tree(False)
    browser.sort_by("series", reverse=True)
    browser.set_filter(BrowserFilter(text="p1"))
    assert shown(lines) == ["p1/ct/late.nii.gz", "p1/b.nii.gz", "p1/a.nii.gz"]
    assert lines.place_of("p1/b.nii.gz") == 1
    assert lines.place_of("z.nii.gz") is None


def test_open_folders_stay_open_while_filter_and_annotations_change(workspace, browser, lines):
    lines.toggle_folder("p1/")
    browser.set_filter(BrowserFilter(text="b.nii"))
    assert shown(lines) == ["p1", "  b.nii.gz"]
    annotate(workspace.project, "p1/b.nii.gz")
    browser.poll()
    assert [line.row.bold for line in lines.lines(1, 2)] == [True]
    browser.set_filter(BrowserFilter())
    assert lines.count == 6


def test_news_of_annotations_lay_nothing_out_anew_in_the_order_of_names(workspace, browser, lines):
    before = browser.arrangement
    annotate(workspace.project, "p1/a.nii.gz")
    browser.poll()
    assert browser.arrangement is before
    assert browser.row("p1/a.nii.gz").bold
    browser.set_filter(BrowserFilter(status=("unseen",)))
    annotate(workspace.project, "p1/b.nii.gz")
    browser.poll()
    assert "p1/b.nii.gz" not in browser.shown_names()


def test_several_are_selected_one_by_one_by_folder_and_up_to_another(browser, lines):
    lines.toggle_folder("p1/")
    lines.pick("p1/a.nii.gz")
    lines.pick("z.nii.gz", more=True)
    assert browser.state.selected == ("p1/a.nii.gz", "z.nii.gz")
    lines.pick("z.nii.gz", more=True)
    assert browser.state.selected == ("p1/a.nii.gz",)
    lines.pick("p1/", more=True)
    assert set(browser.state.selected) == {"p1/a.nii.gz", "p1/b.nii.gz", "p1/ct/late.nii.gz"}
    lines.pick("p1/b.nii.gz")
    lines.pick("z.nii.gz", up_to=True)
    assert browser.state.selected == ("p1/b.nii.gz", "z.nii.gz")


def test_owners_and_questions_are_there_for_a_filter_to_choose_from(workspace, browser):
    from RILContourLib.session.handing_on import acquire

    acquire(workspace.project, ["p1/a.nii.gz"])
    browser.poll()
    assert browser.owners == ("ana",)
    assert [field.id for field in browser.questions] == ["quality", "cause", "contrast", "signs", "age"]

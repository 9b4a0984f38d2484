"""Rows, folders, filters, order and selection, while others work."""

import threading
from concurrent.futures import ThreadPoolExecutor

from panel_projects import annotate, edit_and_be_killed, make_project, opened_by, save_image

from RILContourLib.panels.browser import Browser
from RILContourLib.panels.browser_columns import Column
from RILContourLib.panels.series_table import NOBODY, BrowserFilter, SeriesTable
from RILContourLib.panels.series_tree import children, folders_above
from RILContourLib.panels.workspace import Workspace
from RILContourLib.project.revise import without_field
from RILContourLib.session.series_list import SeriesList
from RILContourLib.store import open_sessions

FIRST, SECOND, THIRD = "p1/a.nii.gz", "p1/b.nii.gz", "p2/c.nii"


def shown(browser, **parts):
    browser.set_filter(BrowserFilter(**parts))
    return browser.shown_names()


def test_folders_are_looked_into_one_by_one():
    names = ["a.nii", "a/b/1.nii", "a/b/2.nii", "a/c.nii", "a0.nii", "ä/x.nii"]
    assert [(node.path, node.series, node.is_folder) for node in children(names)] == [
        ("a.nii", 1, False),
        ("a/", 3, True),
        ("a0.nii", 1, False),
        ("ä/", 1, True),
    ]
    assert [(node.label, node.series) for node in children(names, "a/")] == [("b", 2), ("c.nii", 1)]
    assert [node.path for node in children(names, "a/b/")] == ["a/b/1.nii", "a/b/2.nii"]
    assert folders_above("a/b/1.nii") == ["a/", "a/b/"]


def test_edited_series_are_bold_and_columns_tell_what_became_of_them(browser, project):
    annotate(project, FIRST, answer="good")
    project.store.assign(SECOND, "ana", owner="ben")
    browser.poll()
    first, second, third = browser.rows(0, 3)
    assert [row.bold for row in (first, second, third)] == [True, False, False]
    assert [title for _, title in browser.state.columns] == ["Status", "Owner", "Image quality", "Contrast given"]
    assert first.cells == ("in progress", "", "good", "")
    assert second.cells == ("unseen", "ben", "", "")
    browser.choose_columns(("user", "no such column", "version"))
    assert browser.row(FIRST).cells == ("ana", "1")


def test_a_session_that_crashed_is_shown_as_gone_with_the_edits_that_wait(workspace):
    browser = Browser(workspace, listed=SeriesList(workspace.project, look_s=0))
    with opened_by(workspace.project, "ben")[SECOND].edit():
        edit_and_be_killed(workspace.project, FIRST, "eve")
        browser.load()
        first, second = browser.rows(0, 2)
        assert (first.held_by, first.left_by, first.waiting, first.bold) == (None, "eve", 1, False)
        assert (second.held_by, second.left_by, second.waiting) == ("ben", None, 0)
        assert browser.state.interrupted == 1
    browser.choose_columns(("holder", "waiting"))
    assert browser.row(FIRST).cells == ("", "1")
    annotate(workspace.project, FIRST)
    browser.poll()
    assert (browser.row(FIRST).waiting, browser.row(SECOND).held_by, browser.state.interrupted) == (0, None, 0)
    browser.close()


def test_a_holder_that_crashes_while_others_look_is_noticed_though_nothing_was_published(workspace, monkeypatch):
    browser = Browser(workspace, listed=SeriesList(workspace.project, look_s=0))
    session = opened_by(workspace.project, "ben")[FIRST].edit()
    session["liver"].mask[0, 0, 0] = True
    browser.load()
    assert browser.row(FIRST).held_by == "ben"
    with monkeypatch.context() as others_see:  # what anybody else finds once ben's process has ended
        others_see.setattr(open_sessions, "is_proved_gone", lambda live, nonce, lease: True)
        browser.poll()
        assert (browser.row(FIRST).held_by, browser.row(FIRST).left_by, browser.row(FIRST).waiting) == (None, "ben", 1)
    session.close()
    browser.close()


def test_a_filter_looks_at_names_status_owner_and_answers(browser, project):
    annotate(project, FIRST, answer="good")
    annotate(project, THIRD, answer="motion")
    project.store.assign(SECOND, "ana", owner="ben")
    browser.poll()
    assert shown(browser, text="P1 .gz") == [FIRST, SECOND]
    assert shown(browser, text="a.nii") == [FIRST]
    assert shown(browser, status=("unseen",)) == [SECOND]
    assert shown(browser, owner="ben") == [SECOND]
    assert shown(browser, owner=NOBODY) == [FIRST, THIRD]
    assert shown(browser, answers={"quality": "motion"}) == [THIRD]
    assert shown(browser, answers={"quality": None}) == [SECOND]
    assert shown(browser, text="p1", status=("in progress",)) == [FIRST]
    assert (browser.state.shown, browser.state.total) == (1, 3)
    assert shown(browser) == [FIRST, SECOND, THIRD]


def test_one_of_several_chosen_answers_is_enough():
    table = SeriesTable(["a", "b"], {"a": {"answers": {"signs": ["shunt", "ascites"]}}})
    assert table.matching(BrowserFilter(answers={"signs": "shunt"})) == [0]
    assert table.matching(BrowserFilter(answers={"signs": "varices"})) == []


def test_metadata_and_tags_are_columns_and_tags_filter(project):
    (project.folder / "metadata.csv").write_text(f"series,age,tags\n{FIRST},61,follow-up; CT\n{THIRD},9,CT\n")
    project.file.write_text(project.file.read_text() + "metadata: metadata.csv\n")
    browser = Browser(Workspace(opened_by(project, "ana")))
    browser.load()
    browser.choose_columns(("metadata:age", "tags"))
    assert [row.cells for row in browser.rows(0, 3)] == [("61", "follow-up; CT"), ("", ""), ("9", "CT")]
    assert shown(browser, tag="follow-up") == [FIRST]
    assert shown(browser, tag="CT") == [FIRST, THIRD]
    browser.sort_by("metadata:age", reverse=True)
    (project.folder / "metadata.csv").write_text(f"series,sex\n{FIRST},f\n")
    browser.refresh()
    assert dict(browser.state.columns) == {"tags": "Tags"}
    assert browser.state.sort == "series"


def test_series_are_shown_even_if_the_metadata_cannot_be_read(project):
    project.file.write_text(project.file.read_text() + "metadata: metadata.csv\n")
    (project.folder / "metadata.csv").write_text("no column of that name\n")
    workspace = Workspace(opened_by(project, "ana"))
    browser = Browser(workspace)
    browser.load()
    assert "metadata" in workspace.messages.newest.text
    assert browser.shown_names() == [FIRST, SECOND, THIRD]
    assert browser.row(FIRST).cells[0] == "unseen"


def test_values_are_sorted_numbers_first_and_nothing_last():
    summaries = {"a": {"n": "x"}, "b": {"n": 10}, "c": {}, "d": {"n": 9}, "e": {"n": "B"}}
    table = SeriesTable(sorted(summaries), summaries)
    column = Column("n", "N", lambda name, summary: summary.get("n"))
    assert [table.names[row] for row in table.ordered(column)] == ["d", "b", "e", "a", "c"]
    assert [table.names[row] for row in table.ordered(column, reverse=True)] == ["a", "e", "b", "d", "c"]


def test_the_list_and_the_series_of_a_folder_follow_the_chosen_column(browser, project):
    annotate(project, SECOND)
    browser.poll()
    browser.sort_by("version")
    assert browser.shown_names() == [SECOND, FIRST, THIRD]
    assert [node.path for node in browser.children("p1/")] == [SECOND, FIRST]
    assert [node.path for node in browser.children()] == ["p1/", "p2/"]
    browser.sort_by("series", reverse=True)
    assert browser.shown_names() == [THIRD, SECOND, FIRST]


def test_next_and_previous_follow_what_is_shown(browser, workspace):
    browser.sort_by("series", reverse=True)
    workspace.open_neighbour(1)
    assert workspace.state.series == THIRD
    workspace.open_neighbour(1)
    assert workspace.state.series == SECOND
    browser.set_filter(BrowserFilter(text="p2"))
    assert browser.neighbour(SECOND, 1) is None
    assert browser.neighbour(SECOND, -1) == THIRD  # from a series that the filter hides


def test_next_unseen_leaves_out_what_was_annotated(browser, project):
    annotate(project, SECOND)
    browser.poll()
    assert browser.neighbour(FIRST, 1, unseen=True) == THIRD
    assert browser.neighbour(THIRD, -1, unseen=True) == FIRST
    assert browser.neighbour(FIRST, -1, unseen=True) is None


def test_what_others_do_comes_in_without_losing_selection_filter_or_order(browser, project):
    browser.sort_by("status")
    browser.select([SECOND, THIRD, "gone.nii"])
    changes = []
    browser.subscribe(lambda: changes.append(1))
    annotate(opened_by(project, "ben"), THIRD)
    browser.poll()
    assert changes
    assert browser.row(THIRD).status == "in progress"
    assert browser.state.selected == (SECOND, THIRD)
    assert browser.state.sort == "status"
    assert browser.shown_names()[0] == THIRD


def test_refreshing_finds_new_images_and_forgets_those_that_are_gone(browser, project, workspace):
    browser.select([FIRST, THIRD])
    (project.folder / THIRD).unlink()
    save_image(project.folder / "p3" / "d.nii.gz")
    browser.refresh()
    assert browser.shown_names() == [FIRST, SECOND, "p3/d.nii.gz"]
    assert browser.state.selected == (FIRST,)
    workspace.open("p3/d.nii.gz")
    assert browser.state.open_series == "p3/d.nii.gz"


def test_the_filter_names_the_series_of_a_job_exactly(tmp_path):
    names = ("p/a[1].nii", "p/a1.nii", "p/b.nii")
    browser = Browser(Workspace(make_project(tmp_path / "odd", names=names)))
    browser.load()

    def selected(text):
        browser.set_filter(BrowserFilter(text=text))
        return [name for name in names if browser.selection().name_test()(name)]

    assert selected("a[1]") == ["p/a[1].nii"]
    assert selected("a") == ["p/a[1].nii", "p/a1.nii"]
    assert selected("nothing has this") == []
    assert selected("") == list(names)


def test_100000_series_are_filtered_and_stay_selected():
    names = [f"site-{n % 40:02d}/patient-{n:06d}/ct.nii.gz" for n in range(100_000)]
    names.sort()
    summaries = {name: {"status": "complete" if n % 2 else "unseen"} for n, name in enumerate(names)}
    table = SeriesTable(names, summaries)
    rows = table.matching(BrowserFilter(text="site-07 99", status=("complete",)))
    expected = [n for n in names if "site-07" in n and "99" in n and summaries[n]["status"] == "complete"]
    assert [table.names[row] for row in rows] == expected
    assert len(list(children(names))) == 40


def test_the_list_is_read_on_the_shells_thread_for_it(workspace):
    with ThreadPoolExecutor(1) as executor:
        browser = Browser(workspace, executor)
        threads = set()
        browser.subscribe(lambda: threads.add(threading.current_thread()))
        browser.load()
        executor.submit(lambda: None).result(20)
        assert browser.shown_names() == [FIRST, SECOND, THIRD]
        assert browser.state.unread == 0
        assert browser.state.busy_with == ""
        assert threading.current_thread() not in threads
        browser.close()


def test_the_columns_follow_the_questions_of_the_project(browser, workspace):
    browser.sort_by("answer:contrast")
    workspace.redefine(without_field(workspace.project.definitions, "contrast"))
    assert "answer:contrast" not in dict(browser.available_columns)
    assert [key for key, _ in browser.state.columns] == ["status", "owner", "answer:quality"]
    assert browser.shown_names() == [FIRST, SECOND, THIRD]

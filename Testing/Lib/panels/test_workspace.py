"""Opening, closing, reading along, and what is said meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from panel_projects import annotate, edit_and_be_killed, opened_by

from RILContourLib.errors import StoreError
from RILContourLib.panels.observing import Signal
from RILContourLib.panels.saving import saving_state
from RILContourLib.panels.workspace import Workspace
from RILContourLib.store.values import JournalState

FIRST, SECOND, THIRD = "p1/a.nii.gz", "p1/b.nii.gz", "p2/c.nii"


def texts(workspace):
    return " | ".join(message.text for message in workspace.messages.all)


def paint(workspace, k=3):
    workspace.opened.session["liver"].mask[2:4, 2:4, k] = True


def test_a_listener_hears_until_it_ends_listening():
    heard, happening = [], Signal()
    end = happening.subscribe(heard.append)
    happening.tell(1)
    end()
    end()
    happening.tell(2)
    assert heard == [1]


def test_opening_another_series_saves_the_first_as_a_version(an_open_series):
    workspace = an_open_series
    paint(workspace)
    workspace.open(SECOND)
    assert workspace.state.series == SECOND
    assert workspace.state.mode == "editing"
    assert f"{FIRST} was saved as version 1." in texts(workspace)
    first = workspace.project[FIRST]
    assert [version.reason for version in first.history] == ["close"]
    assert first.head.holder is None


def test_looking_at_a_series_makes_no_version(an_open_series):
    an_open_series.close_series()
    assert an_open_series.state.series is None
    assert an_open_series.project[FIRST].history == []


def test_a_series_that_somebody_edits_is_shown_read_only_with_who_has_it(workspace):
    annotate(workspace.project, FIRST)
    with opened_by(workspace.project, "ben")[FIRST].edit():
        workspace.open(FIRST)
        state = workspace.state
        assert (state.series, state.mode) == (FIRST, "busy")
        assert "ben on" in state.held_by
        assert "ben" in state.reason
        assert workspace.opened.annotation.mask("liver").count == 48
        assert state.message.severity == "warning"


def test_a_reader_sees_new_versions_and_gains_editing_once_the_series_is_free(workspace):
    switches = []
    with opened_by(workspace.project, "ben")[FIRST].edit() as ben:
        workspace.open(FIRST)
        workspace.switched.subscribe(lambda: switches.append(workspace.state.mode))
        workspace.poll()
        assert switches == []
        ben["liver"].mask[0:2, 0, 0] = True
        ben.save()
        workspace.poll()
        assert switches == ["busy"]
        assert workspace.opened.annotation.mask("liver").count == 2
    workspace.poll()
    assert switches == ["busy", "editing"]
    assert workspace.state.held_by == ""
    assert "can be edited now" in texts(workspace)


def test_a_series_that_is_only_read_is_never_claimed(workspace):
    workspace.open(FIRST, edit=False)
    annotate(opened_by(workspace.project, "ben"), FIRST)
    workspace.poll()
    assert workspace.state.mode == "reading"
    assert workspace.opened.annotation.mask("liver").count == 48
    assert workspace.project[FIRST].head.holder is None


def test_whoever_is_taken_over_reads_on_and_is_told(an_open_series):
    paint(an_open_series)
    with opened_by(an_open_series.project, "ben")[FIRST].edit(force=True):
        an_open_series.poll()
        assert an_open_series.state.mode == "busy"
        assert "ben" in an_open_series.state.held_by
        assert "error" in [message.severity for message in an_open_series.messages.all]
        assert an_open_series.opened.annotation.mask("liver").count == 4  # what was saved went into a version


def test_why_edits_were_not_saved_stands_until_it_was_read_whatever_comes_after(an_open_series):
    workspace = an_open_series
    paint(workspace)
    with opened_by(workspace.project, "ben")[FIRST].edit(force=True):
        workspace.open(SECOND)
        workspace.messages.say("Something else.")
        (unseen,) = workspace.messages.unseen
        assert unseen.severity == "error"
        assert workspace.messages.current.text == "Something else."
    workspace.messages.seen(unseen.number)
    assert workspace.messages.unseen == ()


def test_an_attempt_to_save_that_fails_again_is_told_once(workspace):
    for _attempt in range(3):
        workspace.messages.report(StoreError("The folder is full."), until_seen=True)
    workspace.messages.report(StoreError("It is gone."))
    assert [message.text for message in workspace.messages.unseen] == ["The folder is full."]


@pytest.fixture
def edits_of_a_killed_process(workspace):
    """One edit of eve in the first series, which waits to be recovered."""
    edit_and_be_killed(workspace.project, FIRST, "eve")


def test_edits_of_a_killed_process_are_announced_when_the_series_is_opened(workspace, edits_of_a_killed_process):
    workspace.open(FIRST)
    assert workspace.state.mode == "editing"
    assert "1 edit of eve" in texts(workspace)
    assert "recovered as version 1" in texts(workspace)
    assert workspace.opened.annotation.mask("liver").count == 3


def test_who_only_reads_is_told_of_edits_that_wait_and_that_nobody_is_editing(workspace, edits_of_a_killed_process):
    workspace.open(FIRST, edit=False)
    assert (workspace.state.mode, workspace.state.held_by) == ("reading", "")
    assert "1 edit of eve, whose session did not end properly, is not shown" in texts(workspace)
    assert workspace.opened.annotation.mask("liver").count == 0


def damage_newest_mask(project, name):
    """Turn one bit of the mask that only the newest version holds."""
    folder = project.images_root / f"{name}.ril"
    newest = max(folder.rglob("*.mask"), key=lambda path: path.stat().st_mtime_ns)
    newest.chmod(0o644)
    damaged = bytearray(newest.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    newest.write_bytes(damaged)


@pytest.mark.parametrize("edit", [True, False])
def test_of_a_damaged_annotation_the_newest_version_that_is_whole_is_shown_and_the_damage_told(workspace, edit):
    annotate(workspace.project, FIRST)
    with workspace.project[FIRST].edit() as annotation:
        annotation["liver"].mask[7, 7, 7] = True
    damage_newest_mask(workspace.project, FIRST)
    workspace.open(FIRST, edit=edit)
    assert workspace.state.mode == ("not allowed" if edit else "reading")
    assert workspace.opened.annotation.mask("liver").count == 48
    assert "is damaged" in texts(workspace)
    assert "Version 1 is shown, the newest that is whole." in texts(workspace)
    assert ("Version 1 is shown" in workspace.state.reason) == edit
    assert workspace.state.whole_version == (1 if edit else None)


def test_work_goes_on_from_the_version_that_is_whole_and_nothing_else_is_touched(workspace):
    annotate(workspace.project, FIRST)
    with workspace.project[FIRST].edit() as annotation:
        annotation["liver"].mask[7, 7, 7] = True
    damage_newest_mask(workspace.project, FIRST)
    workspace.go_on_after_damage()  # nothing is open yet
    workspace.open(FIRST)
    workspace.go_on_after_damage()
    assert (workspace.state.mode, workspace.state.whole_version) == ("editing", None)
    assert "Version 1, the newest that was whole, was brought back as version 3." in texts(workspace)
    assert [version.number for version in workspace.project[FIRST].history] == [1, 2, 3]
    workspace.close_series()
    workspace.open(FIRST)
    assert workspace.state.mode == "editing"
    assert workspace.opened.annotation.mask("liver").count == 48


def test_next_and_previous_follow_the_names_and_end_with_a_word(workspace):
    annotate(workspace.project, SECOND)
    workspace.open_neighbour(1)
    assert workspace.state.series == FIRST
    workspace.open_neighbour(1, unseen=True)
    assert workspace.state.series == THIRD
    workspace.open_neighbour(1)
    assert workspace.state.series == THIRD
    assert "no further series" in texts(workspace)
    workspace.open_neighbour(1, unseen=True)
    assert "No series is unseen" in texts(workspace)
    workspace.open_neighbour(-1)
    assert workspace.state.series == SECOND


def test_a_series_that_cannot_be_opened_leaves_open_what_is_open(an_open_series):
    (an_open_series.project.folder / SECOND).write_bytes(b"no image")
    an_open_series.open(SECOND)
    an_open_series.open("p1/nothing.nii")
    assert an_open_series.state.series == FIRST
    assert an_open_series.state.mode == "editing"
    assert [message.severity for message in an_open_series.messages.all] == ["error", "error"]


def test_undo_and_redo_follow_the_session_and_need_one(an_open_series):
    workspace = an_open_series
    assert not workspace.state.can_undo
    paint(workspace)
    assert workspace.state.can_undo
    workspace.undo()
    assert workspace.opened.annotation.mask("liver").count == 0
    assert workspace.state.can_redo
    workspace.redo()
    assert workspace.opened.annotation.mask("liver").count == 4
    workspace.close_series()
    workspace.undo()
    assert workspace.messages.newest.text == "Open a series first."


def test_edits_are_passed_on_until_the_series_is_closed(an_open_series):
    heard = []
    an_open_series.edited.subscribe(lambda edit: heard.append(edit.rois()))
    session = an_open_series.opened.session
    session["spleen"].mask[0, 0, 0] = True
    assert heard == [("spleen",)]


def test_the_state_of_saving_is_in_words(an_open_series):
    session = an_open_series.opened.session
    paint(an_open_series)
    assert an_open_series.state.saving.text in ("saved", "safe")
    session.store.journal(session.lease).wait_until_safe(10)
    assert an_open_series.state.saving.text == "safe"
    saved = []
    an_open_series.saved.subscribe(lambda: saved.append(an_open_series.state.version))
    an_open_series.save("lunch")
    assert saved == [1]
    paint(an_open_series, k=4)
    session.save(reason="idle")
    an_open_series.poll()
    assert saved == [1, 2]
    assert "Saved as version 1." in texts(an_open_series)
    assert saving_state(None).text == ""


def test_edits_that_did_not_reach_the_project_are_shown_as_not_saved():
    problem = "The folder does not answer."
    spooled = saving_state(JournalState(appended=3, saved=2, safe=2, spooled=1, problem=problem))
    in_memory = saving_state(JournalState(appended=3, saved=2, safe=2, in_memory=1, problem=problem))
    assert [spooled.text, in_memory.text] == ["not saved to the project"] * 2
    assert [spooled.severity, in_memory.severity] == ["warning", "error"]
    assert problem in spooled.detail
    assert problem in in_memory.detail
    away = saving_state(JournalState(appended=3, saved=0, safe=0, problem=problem))
    assert (away.text, away.severity, away.detail) == ("not saved to the project", "warning", problem)
    unanswered = saving_state(JournalState(appended=3, saved=3, safe=3, problem=problem))
    assert (unanswered.text, unanswered.severity, unanswered.detail) == ("not certain to be saved", "warning", problem)
    assert saving_state(JournalState(appended=3, saved=3, safe=2)).text == "saved"
    assert saving_state(JournalState(appended=3, saved=3, safe=3)).text == "safe"


def test_setting_aside_frees_the_series_for_a_while(an_open_series):
    paint(an_open_series)
    with an_open_series.set_aside():
        assert an_open_series.project[FIRST].head.holder is None
        annotate(an_open_series.project, FIRST, roi="spleen")
    assert an_open_series.state.mode == "editing"
    assert an_open_series.opened.annotation.mask("spleen").count == 48


def test_a_shell_with_a_worker_thread_hears_of_changes_made_there(project):
    with ThreadPoolExecutor(1) as executor:
        workspace = Workspace(project, executor)
        done, threads = threading.Event(), set()

        def hear():
            threads.add(threading.current_thread())
            if workspace.state.series == SECOND and not workspace.state.busy_with:
                done.set()

        workspace.subscribe(hear)
        workspace.open(FIRST)
        workspace.open(SECOND)
        assert done.wait(20)
        assert threading.current_thread() not in threads
        workspace.close_series()
    assert workspace.state.series is None


def test_a_folder_that_goes_away_for_a_while_costs_neither_the_session_nor_an_edit(an_open_series):
    workspace = an_open_series
    project = workspace.project.folder
    paint(workspace, 3)
    away = project.rename(project.with_name("away"))
    workspace.poll()
    assert "is not where it was" in texts(workspace)
    assert workspace.state.mode == "editing"
    away.rename(project)
    workspace.poll()
    paint(workspace, 4)
    workspace.save()
    assert workspace.state.mode == "editing"
    assert workspace.opened.series.read().annotation.roi("liver").buffers[0].to_mask().count == 8


def test_what_was_said_is_over_once_work_goes_on_and_errors_once_something_else_is_opened(an_open_series, monkeypatch):
    monkeypatch.setattr("RILContourLib.panels.messages.SHORTEST_S", 0.0)
    workspace = an_open_series
    workspace.messages.say("refused", "warning")
    assert workspace.state.message.text == "refused"
    paint(workspace)
    assert workspace.state.message is None
    workspace.messages.say("damaged", "error")
    paint(workspace, 5)
    assert workspace.state.message.text == "damaged"
    workspace.open(SECOND)
    assert workspace.state.message.text == f"{FIRST} was saved as version 1."
    assert [message.text for message in workspace.messages.all][:2] == ["refused", "damaged"]


def test_what_was_said_a_moment_ago_stays_though_work_goes_on(an_open_series):
    an_open_series.messages.say("refused in part", "warning")
    paint(an_open_series)
    assert an_open_series.state.message.text == "refused in part"

"""What cannot be opened, saved or written: nothing is lost, what was open stays open, and it is said."""

import errno
import os
from unittest import mock

import pytest
from panel_projects import annotate, opened_by, save_image

from RILContourLib.errors import DefinitionsError

FIRST, SECOND = "p1/a.nii.gz", "p1/b.nii.gz"


def texts(workspace):
    return " | ".join(message.text for message in workspace.messages.all)


def paint(workspace):
    workspace.opened.session["liver"].mask[2:4, 2:4, 3] = True


def test_a_project_file_that_became_invalid_leaves_open_what_is_open_until_it_is_right_again(an_open_series):
    workspace, file = an_open_series, an_open_series.project.file
    content = file.read_text()
    file.write_text(content.replace("schema: 1", "schema: one"))
    for go in (lambda: workspace.open(SECOND), workspace.reopen, lambda: workspace.open_neighbour(1)):
        go()
        assert (workspace.state.series, workspace.state.mode) == (FIRST, "editing")
        assert "schema" in workspace.messages.newest.text
    with pytest.raises(DefinitionsError, match="schema"), workspace.set_aside():
        pytest.fail("what cannot be opened again was closed")
    paint(workspace)
    assert workspace.opened.annotation.mask("liver").count == 4
    file.write_text(content)
    workspace.open(SECOND)
    assert (workspace.state.series, workspace.state.mode) == (SECOND, "editing")
    assert workspace.project[FIRST].annotation.mask("liver").count == 4


def test_where_nothing_can_be_written_a_series_is_looked_at_and_edited_once_that_is_over(workspace, monkeypatch):
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with monkeypatch.context() as disk:
        disk.setattr("os.link", mock.Mock(side_effect=full))
        workspace.open(FIRST)
        assert (workspace.state.series, workspace.state.mode) == (FIRST, "not allowed")
        assert os.strerror(errno.ENOSPC) in workspace.state.reason
    workspace.open(FIRST)
    assert workspace.state.mode == "editing"


def test_of_edits_that_could_be_made_no_version_it_is_said_that_they_are_kept(an_open_series, monkeypatch):
    workspace = an_open_series
    paint(workspace)
    with monkeypatch.context() as disk:
        disk.setattr("os.link", mock.Mock(side_effect=OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))
        workspace.close_series()
    assert any(f"edits of {FIRST}" in message.text and "kept" in message.text for message in workspace.messages.unseen)
    workspace.open(FIRST)
    assert workspace.opened.annotation.mask("liver").count == 4


def test_whoever_is_taken_over_reads_on_though_the_project_file_became_invalid(an_open_series):
    workspace, file = an_open_series, an_open_series.project.file
    content = file.read_text()
    other = opened_by(workspace.project, "ben").store
    lease = other.acquire(FIRST, "ben", force=True)
    file.write_text(content.replace("schema: 1", "schema: one"))
    workspace.poll()
    assert (workspace.state.series, workspace.state.mode) == (FIRST, "reading")
    assert "schema" in texts(workspace)
    other.release(lease)


def test_a_series_whose_image_was_replaced_leaves_the_one_before_open(an_open_series):
    workspace = an_open_series
    annotate(workspace.project, SECOND)
    save_image(workspace.project.folder / SECOND, seed=99, shape=(5, 5, 5))
    paint(workspace)
    workspace.open(SECOND)
    assert (workspace.state.series, workspace.state.mode) == (FIRST, "editing")
    assert SECOND in workspace.state.message.text
    assert workspace.opened.annotation.mask("liver").count == 4


def test_what_was_set_aside_is_not_opened_again_once_the_workspace_is_closed(an_open_series):
    workspace = an_open_series
    with workspace.set_aside():
        workspace.close()
    assert workspace.opened is None
    with workspace.project[FIRST].edit():  # nobody holds it
        pass

"""One table of shortcuts: nothing twice, everything does something."""

from collections import Counter

import pytest

from RILContourLib.panels.commands import OF_THE_SHELL, commands
from RILContourLib.panels.keyboard import KeyboardAnswers
from RILContourLib.panels.roi_panel import ROIPanel
from RILContourLib.panels.shortcuts import help_rows, shortcut_of, shortcuts
from RILContourLib.panels.text_panel import TextPanel
from RILContourLib.panels.translation import use_translator

FIRST, SECOND = "p1/a.nii.gz", "p1/b.nii.gz"


@pytest.fixture
def library_commands(workspace):
    return commands(workspace, ROIPanel(workspace), KeyboardAnswers(workspace, TextPanel(workspace)))


@pytest.fixture
def texts_in_another_language():
    use_translator(lambda text: f"«{text}»")
    yield
    use_translator(None)


def test_no_key_does_two_things_at_a_time():
    keys = Counter((each.when, key.casefold()) for each in shortcuts() for key in each.keys)
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_command_is_there_twice_and_each_has_words():
    ids = Counter(each.id for each in shortcuts())
    assert [command for command, count in ids.items() if count > 1] == []
    assert all(each.words and each.keys for each in shortcuts())
    assert len(help_rows()) == len(shortcuts()) - 9, "the ten keys of ROI are one row"


def test_every_shortcut_is_a_command_of_the_library_or_the_shells(library_commands):
    for each in shortcuts():
        if each.when == "always":
            assert (each.id in library_commands) != each.id.startswith(OF_THE_SHELL), each.id
    assert {each.id for each in shortcuts()} >= set(library_commands)


def test_commands_do_what_their_words_say(library_commands, workspace):
    library_commands["series.next"]()
    workspace.opened.session["liver"].mask[0, 0, 0] = True
    library_commands["roi.lock"]()
    assert workspace.opened.annotation.roi("liver").locked
    library_commands["edit.undo"]()
    library_commands["edit.undo"]()
    assert workspace.opened.annotation.mask("liver").count == 0
    library_commands["edit.redo"]()
    library_commands["roi.choose_2"]()
    library_commands["roi.finish"]()
    assert workspace.opened.annotation.roi("spleen").status == "absent"
    library_commands["series.next_unseen"]()
    assert workspace.state.series == SECOND
    library_commands["series.previous"]()
    assert workspace.state.series == FIRST


def test_texts_are_translated_when_they_are_asked_for(texts_in_another_language):
    assert shortcut_of("edit.undo").words == "«Undo»"

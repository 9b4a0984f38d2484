"""Changing the template while series are annotated."""

import nibabel
import numpy as np
import pytest
from panel_projects import annotate, make_project, opened_by

from RILContourLib.panels.roi_panel import ROIPanel
from RILContourLib.panels.template_editor import TemplateEditor
from RILContourLib.project.revise import without_roi

FIRST, SECOND = "p1/a.nii.gz", "p1/b.nii.gz"


@pytest.fixture
def editor(workspace):
    return TemplateEditor(workspace)


def template(workspace):
    """As another process reads it from the file."""
    return [roi.id for roi in opened_by(workspace.project, "ben").definitions.rois]


def test_a_new_roi_can_be_painted_in_the_open_series_at_once(editor, an_open_series):
    an_open_series.opened.session["liver"].mask[0, 0, 0] = True
    editor.add("Portal vein")
    editor.add("Apex", kind="point")
    assert template(an_open_series) == ["liver", "spleen", "tip", "portal-vein", "apex"]
    session = an_open_series.opened.session
    assert session["liver"].mask.sum() == 1
    session["portal-vein"].mask[1, 1, 1] = True
    session["apex"].add_point((1, 1, 1))
    added = session.definitions.roi("portal-vein")
    assert added.value not in (0, *(roi.value for roi in session.definitions.rois if roi is not added))


def test_terms_are_found_while_typing_and_bring_their_codes(editor, workspace):
    found = editor.search_terms("right kid")
    assert found[0].name == "Right kidney"
    editor.add_term("Right kidney")
    roi = workspace.project.definitions.roi("right-kidney")
    assert roi.radlex == found[0].radlex == "RID29662"
    editor.set_term("spleen", "Spleen")
    assert workspace.project.definitions.roi("spleen").radlex == "RID86"
    editor.add_term("No such organ")
    assert "no term" in workspace.messages.newest.text


def test_names_colours_values_and_order_change_without_a_question(editor, workspace):
    editor.rename("liver", "Foie")
    editor.recolour("liver", "#123456")
    editor.move("liver", 2)
    editor.set_value("spleen", 9)
    editor.set_one_roi_per_voxel(True)
    assert editor.question is None
    assert template(workspace) == ["spleen", "tip", "liver"]
    definitions = workspace.project.definitions
    assert (definitions.roi("liver").name, definitions.roi("liver").color) == ("Foie", "#123456")
    assert definitions.roi("spleen").value == 9
    assert definitions.one_roi_per_voxel


def test_what_is_in_use_is_asked_about_before_it_goes(editor, workspace):
    annotate(workspace.project, SECOND)
    editor.remove("liver")
    assert editor.question.uses[0].series == (SECOND,)
    assert "Liver" in editor.question.uses[0].text
    assert "liver" in template(workspace)
    editor.decline()
    editor.confirm()  # nothing waits any more
    assert "liver" in template(workspace)
    editor.remove("liver")
    editor.confirm()
    assert editor.question is None
    assert template(workspace) == ["spleen", "tip"]
    editor.remove("tip")
    assert template(workspace) == ["spleen"]


def test_edits_that_are_not_in_a_version_yet_count_as_use(editor, an_open_series):
    an_open_series.opened.session["spleen"].mask[0, 0, 0] = True
    editor.remove("spleen")
    assert editor.question.uses[0].series == (FIRST,)


def test_a_change_that_breaks_a_rule_changes_nothing(editor, workspace):
    before = workspace.project.file.read_bytes()
    editor.recolour("liver", "reddish")
    editor.set_value("liver", 2)
    editor.rename("kidney", "Niere")
    assert [message.severity for message in workspace.messages.all] == ["error"] * 3
    assert workspace.project.file.read_bytes() == before


def test_a_change_on_top_of_somebody_elses_is_refused(editor, workspace):
    other = opened_by(workspace.project, "ben")
    other.redefine(without_roi(other.definitions, "tip"))
    editor.rename("liver", "Foie")
    assert "changed by somebody else" in workspace.messages.newest.text
    assert template(workspace) == ["liver", "spleen"]


def test_a_list_another_project_or_masks_add_what_the_project_lacks(editor, an_open_series, tmp_path):
    (tmp_path / "organs.csv").write_text("name,radlex,value\nLiver,RID58,1\nGallbladder,RID187,7\n")
    editor.add_from(tmp_path / "organs.csv")
    assert template(an_open_series) == ["liver", "spleen", "tip", "gallbladder"]
    assert an_open_series.messages.newest.text.startswith("One ROI was added from organs.csv.")
    an_open_series.opened.session["gallbladder"].mask[0, 0, 0] = True

    rois = [{"name": "Tip", "kind": "point"}, {"name": "Aorta", "value": 7}]
    other = make_project(tmp_path / "other", rois=rois, text=())
    editor.add_from(other.folder)
    assert an_open_series.project.definitions.roi("aorta").value not in (0, 7)

    masks = np.zeros((4, 4, 4), np.uint8)
    masks[0], masks[1] = 7, 30
    nibabel.save(nibabel.Nifti1Image(masks, np.eye(4)), tmp_path / "masks.nii.gz")
    editor.add_from(tmp_path / "masks.nii.gz", masks=True)
    assert template(an_open_series)[-1] == "value-30"
    editor.add_from(tmp_path / "masks.nii.gz", masks=True)
    assert "no ROI that the project lacks" in an_open_series.messages.newest.text


def test_what_is_odd_about_a_list_is_said_in_sentences_of_their_own(editor, workspace, tmp_path):
    (tmp_path / "odd.csv").write_text("name,radlex,value\n=1+1,RID999999,x\n")
    editor.add_from(tmp_path / "odd.csv")
    assert template(workspace)[-1] not in ("liver", "spleen", "tip")
    said = workspace.messages.newest.text
    assert "accepted as given: RID999999. " in said
    assert said.endswith(".")
    assert ".." not in said


def test_what_cannot_be_read_as_a_template_is_said_and_changes_nothing(editor, workspace, tmp_path):
    before = template(workspace)
    for source, masks in ((tmp_path / "nothing.csv", False), (tmp_path, True)):
        editor.add_from(source, masks=masks)
        assert workspace.messages.newest.severity == "error"
    assert (template(workspace), editor.busy_with) == (before, "")


def test_the_roi_that_is_worked_on_stays_so_when_the_template_is_ordered_anew(editor, an_open_series):
    rois = ROIPanel(an_open_series)
    assert rois.current == "liver"  # nobody chose it: it is the first
    editor.move("liver", 2)
    assert (template(an_open_series)[0], rois.current) == ("spleen", "liver")
    editor.remove("liver")
    assert rois.current == "spleen"

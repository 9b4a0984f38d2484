"""The facade on real files: series, filters, definitions that change, the browsing list, imports and exports."""

import csv
from dataclasses import replace
from pathlib import Path

import nibabel
import numpy as np
import pytest

from RILContourLib import Project
from RILContourLib.errors import (
    DefinitionsError,
    ExchangeError,
    NotAllowed,
    SeriesBusy,
    StaleDefinitions,
    UnknownROI,
    UnknownSeries,
    UsageError,
)
from RILContourLib.exchange.masks_out import MaskExportOptions
from RILContourLib.project.revise import with_roi, without_field, without_roi
from RILContourLib.project.text_field import TextField
from RILContourLib.session.checking import check_project
from RILContourLib.session.importing import ImportOptions
from RILContourLib.session.redefining import DefinitionsInUse, find_uses, redefine
from RILContourLib.session.selection import Selection
from RILContourLib.session.series_list import SeriesList
from RILContourLib.store.index import ProjectIndex

SHAPE = (12, 10, 8)
AFFINE = np.array([[-2.0, 0, 0, 11], [0, 2, 0, -7], [0, 0, 4, 3], [0, 0, 0, 1]])
ROIS = ({"name": "Liver"}, {"name": "Spleen"}, {"name": "Tip", "kind": "point"})
QUALITY = TextField("quality", "Image quality", kind="choice", choices=("good", "motion"), required=True)


def save_image(path: Path, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(-1000, 1000, SHAPE, np.int16)
    nibabel.save(nibabel.Nifti1Image(pixels, AFFINE), path)


@pytest.fixture
def a_project_of_three_series(tmp_path):
    folder = tmp_path / "study"
    for number, name in enumerate(("p1/a.nii.gz", "p1/b.nii.gz", "p2/c.nii")):
        save_image(folder / name, number)
    return Project.create(folder, name="Study", rois=ROIS, text=(QUALITY,), user="ana")


@pytest.fixture
def project(a_project_of_three_series):
    return a_project_of_three_series


def opened_by(project, user):
    return Project.open(project.folder, user=user)


def annotate(project, name, roi="liver", answer=None):
    with project[name].edit() as annotation:
        annotation[roi].mask[2:6, 2:6, 2:5] = True
        if answer:
            annotation.text["quality"] = answer


def test_series_are_listed_by_name_and_unknown_ones_named(project):
    assert [series.name for series in project] == ["p1/a.nii.gz", "p1/b.nii.gz", "p2/c.nii"]
    assert "p2/c.nii" in project
    with pytest.raises(UnknownSeries, match="did you mean p1/a.nii.gz"):
        project["p1/aa.nii.gz"]
    for outside in ("../x.nii.gz", "/etc/passwd", "p1/../p2/c.nii"):
        with pytest.raises(UnknownSeries):
            project[outside]


def test_a_new_project_never_replaces_one_that_is_there(project):
    with pytest.raises(DefinitionsError, match="is there already"):
        Project.create(project.folder, name="Other")
    with pytest.raises(DefinitionsError, match="make a project with"):
        Project.open(project.folder / "p1")


def test_status_and_text_follow_the_work(project):
    series = project["p1/a.nii.gz"]
    assert (series.status, series.text, series.history) == ("unseen", {}, [])
    annotate(project, series.name)
    assert series.status == "in progress"
    with series.edit() as annotation:
        annotation["liver"].status = "complete"
        annotation["spleen"].status = "absent"
        annotation["tip"].add_point((1, 2, 3))
        annotation["tip"].status = "complete"
    assert series.status == "in progress"  # a required answer is missing
    with series.edit() as annotation:
        annotation.text["quality"] = "good"
    assert series.status == "complete"
    assert series.text == {"quality": "good"}
    assert [version.number for version in series.history] == [1, 2, 3]


def test_restoring_keeps_all_versions(project):
    series = project["p1/a.nii.gz"]
    annotate(project, series.name, answer="good")
    with series.edit() as annotation:
        annotation["liver"].mask[...] = False
    assert series.restore(1, message="as before").restored == 1
    assert [version.reason for version in series.history] == ["close", "close", "restore"]
    assert series.annotation.mask("liver").count == 48
    with pytest.raises(UsageError, match="no version 9"):
        series.restore(9)


def test_two_sessions_on_one_series_are_refused_with_a_name(project):
    with project["p1/a.nii.gz"].edit(), pytest.raises(SeriesBusy, match="edited by ana on"):
        opened_by(project, "ben")["p1/a.nii.gz"].edit()
    opened_by(project, "ben")["p1/a.nii.gz"].edit().close()


def test_a_filter_selects_by_status_person_maker_answer_and_name(project):
    annotate(project, "p1/a.nii.gz", answer="good")
    annotate(opened_by(project, "ben"), "p2/c.nii", answer="motion")

    def selected(**parts):
        return [series.name for series in project.select(Selection(**parts))]

    assert selected() == project.names
    assert selected(names=("p1/**",)) == ["p1/a.nii.gz", "p1/b.nii.gz"]
    assert selected(names=("p2/c.nii",)) == ["p2/c.nii"]
    assert selected(status=("unseen",)) == ["p1/b.nii.gz"]
    assert selected(person="ben") == ["p2/c.nii"]
    assert selected(maker="human") == ["p1/a.nii.gz", "p2/c.nii"]
    assert selected(maker="lungs") == []
    assert selected(answers={"quality": "motion"}) == ["p2/c.nii"]


def test_test_series_are_exported_only_when_named(project, tmp_path):
    text = project.file.read_text() + 'split: {test: ["p2/**"]}\n'
    project.file.write_text(text)
    project = opened_by(project, "ana")
    for name in project.names:
        annotate(project, name)
    assert project["p2/c.nii"].subset == "test"

    def exported(folder, **parts):
        return [each.series for each in project.export_masks(tmp_path / folder, Selection(**parts)).of("done")]

    assert exported("train") == ["p1/a.nii.gz", "p1/b.nii.gz"]
    assert exported("test", subset="test") == ["p2/c.nii"]
    assert exported("all", test=True) == project.names


def test_exported_masks_come_back_through_an_import(project, tmp_path):
    annotate(project, "p1/a.nii.gz")
    annotate(project, "p2/c.nii", roi="spleen")
    out = tmp_path / "out"
    project.export_masks(out, options=MaskExportOptions(layout="one file a ROI"))
    other = Project.create(tmp_path / "other", name="Other", rois=ROIS, images=str(project.folder), user="ben")
    report = other.import_masks(out, ImportOptions(what="study", message="from the first study"))
    assert sorted(report.versions) == ["p1/a.nii.gz", "p2/c.nii"]
    assert report.failures == {}
    annotation = other["p2/c.nii"].annotation
    assert annotation.mask("spleen").same_as(project["p2/c.nii"].annotation.mask("spleen"))
    assert annotation.makers("spleen").makers() == ("imported:study",)


def test_an_import_replaces_nothing_unasked(project, tmp_path):
    annotate(project, "p1/a.nii.gz")
    mask = np.zeros(SHAPE, np.uint8)
    mask[5:9, 2:6, 2:5] = 1
    (tmp_path / "in" / "p1").mkdir(parents=True)
    nibabel.save(nibabel.Nifti1Image(mask, AFFINE), tmp_path / "in" / "p1" / "a_rois.nii.gz")
    held = project["p1/a.nii.gz"]

    def voxels(**options):
        report = project.import_masks(tmp_path / "in", ImportOptions(**options))
        return report.failures.get(held.name) or held.annotation.mask("liver").count

    assert "has voxels already in liver (48 voxels)" in voxels()
    assert voxels(existing="keep") == 48
    assert voxels(existing="add") == 48 + 36
    assert voxels(existing="replace") == 48
    assert held.history[-1].reason == "import"


def test_exporting_among_the_images_is_refused(project):
    annotate(project, "p1/a.nii.gz")
    with pytest.raises(ExchangeError, match="would be taken for"):
        project.export_masks(project.folder / "out")


def test_definitions_in_use_are_not_taken_away_unasked(project):
    annotate(project, "p1/b.nii.gz", answer="good")
    with pytest.raises(DefinitionsInUse, match=r"In use in 1 series: p1/b.nii.gz"):
        redefine(project, without_roi(project.definitions, "liver"))
    with pytest.raises(DefinitionsInUse):
        redefine(project, without_field(project.definitions, "quality"))
    assert find_uses(project, without_roi(project.definitions, "spleen")) == []
    before = project.definitions.digest
    redefine(project, without_roi(project.definitions, "spleen"), message="not needed")
    redefine(project, without_roi(project.definitions, "liver"), even_if_used=True)
    assert [roi.id for roi in opened_by(project, "ana").definitions.rois] == ["tip"]
    assert project.definitions_store.version(before)
    # What was annotated under the old definitions is still in its version.
    assert project["p1/b.nii.gz"].annotation.mask("liver").count == 48


def test_a_change_based_on_older_definitions_is_refused(project):
    mine, theirs = opened_by(project, "ana"), opened_by(project, "ben")
    redefine(theirs, replace(theirs.definitions, name="Renamed"))
    with pytest.raises(StaleDefinitions, match="changed by somebody else"):
        redefine(mine, with_roi(mine.definitions, replace(mine.definitions.rois[0], name="Foie")))
    assert opened_by(project, "ana").name == "Renamed"


def test_a_workflow_holds_for_the_facade(project):
    workflow = "workflow: {pools: {analysts: [ana, ben], reviewers: [rita]}, start: analysts, review: [reviewers],\n"
    workflow += "  hand_on: {analysts: [reviewers]}}\n"
    kept = [line for line in project.file.read_text().splitlines() if not line.startswith("workflow")]
    project.file.write_text("\n".join(kept) + "\n" + workflow)
    ana, rita = opened_by(project, "ana"), opened_by(project, "rita")
    name = "p1/a.nii.gz"
    with pytest.raises(NotAllowed, match="acquire it first"):
        ana[name].edit()
    ana.store.assign(name, "ana", owner="ana")
    annotate(ana, name)
    with pytest.raises(NotAllowed, match="cannot approve"):
        ana.store.decide(name, "ana", "approve")
    ana.store.assign(name, "ana", pool="reviewers")
    with pytest.raises(NotAllowed):
        ana[name].edit()
    rita.store.assign(name, "rita", owner="rita")
    rita.store.decide(name, "rita", "approve")
    assert rita[name].status == "approved"
    with pytest.raises(NotAllowed, match="finished"):
        rita[name].edit()


def test_the_browsing_list_shows_the_last_names_at_once_and_notices_what_others_do(project, tmp_path):
    index = ProjectIndex.open(project.definitions.id, project.images_root, folder=tmp_path / "cache")
    listed = SeriesList(project, index)
    assert listed.names() == project.names
    assert {name: summary["status"] for name, summary in listed.update()} == dict.fromkeys(project.names, "unseen")
    assert list(listed.update()) == []
    save_image(project.folder / "p3" / "d.nii.gz", 9)
    assert "p3/d.nii.gz" not in listed.names()
    assert listed.refresh().added == ("p3/d.nii.gz",)
    annotate(opened_by(project, "ben"), "p1/a.nii.gz", answer="good")
    changed = listed.poll()
    assert changed["p1/a.nii.gz"]["answers"] == {"quality": "good"}
    assert changed["p1/a.nii.gz"]["holder"] is None
    again = SeriesList(project, ProjectIndex.open(project.definitions.id, project.images_root, tmp_path / "cache"))
    assert again.summaries()["p1/a.nii.gz"]["user"] == "ben"


def test_images_are_never_written_to(project):
    image = project.folder / "p1" / "a.nii.gz"
    image.chmod(0o640)
    before = (image.read_bytes(), image.stat().st_mtime_ns, image.stat().st_mode)
    annotate(project, "p1/a.nii.gz", answer="good")
    project["p1/a.nii.gz"].restore(1)
    assert (image.read_bytes(), image.stat().st_mtime_ns, image.stat().st_mode) == before


def test_companions_are_no_series_of_their_own(project, tmp_path):
    save_image(project.folder / "p1" / "a_flair.nii.gz", 5)
    project.file.write_text(project.file.read_text() + 'companions: {flair: "{stem}_flair.nii.gz"}\n')
    project = opened_by(project, "ana")
    listed = SeriesList(project, ProjectIndex.open(project.definitions.id, project.images_root, tmp_path / "cache"))
    assert project.names == listed.names() == ["p1/a.nii.gz", "p1/b.nii.gz", "p2/c.nii"]
    assert project["p1/a.nii.gz"].companions == {"flair": project.folder / "p1" / "a_flair.nii.gz"}
    assert project["p2/c.nii"].companions == {}


def test_masks_of_an_image_that_was_replaced_are_not_exported(project, tmp_path):
    annotate(project, "p1/a.nii.gz")
    save_image(project.folder / "p1" / "a.nii.gz", seed=77)
    report = project.export_masks(tmp_path / "out")
    (failed,) = report.of("failed")
    assert "is not the one that was annotated" in failed.reason


def test_tables_carry_the_metadata(project, tmp_path):
    (project.folder / "metadata.csv").write_text("series,age,tags\np1/a.nii.gz,61,follow-up\n")
    project.file.write_text(project.file.read_text() + "metadata: metadata.csv\n")
    project = opened_by(project, "ana")
    annotate(project, "p1/a.nii.gz", answer="good")
    assert [series.name for series in project.select(Selection(tag="follow-up"))] == ["p1/a.nii.gz"]
    project.export_tables(tmp_path / "out")
    rows = list(csv.DictReader((tmp_path / "out" / "statistics.csv").open(encoding="utf-8-sig")))
    assert rows[0]["age"] == "61"
    assert float(rows[0]["volume_ml"]) == pytest.approx(48 * 2 * 2 * 4 / 1000)


def test_a_filter_finds_one_of_several_choices_and_the_pool_that_series_start_in(project):
    findings = TextField("findings", "Findings", kind="choices", choices=("nodule", "cyst", "none"))
    project.redefine(replace(project.definitions, text=(*project.definitions.text, findings)))
    with project["p1/a.nii.gz"].edit() as annotation:
        annotation.text["findings"] = ["cyst", "nodule"]

    def selected(**parts):
        return [series.name for series in opened_by(project, "ana").select(Selection(**parts))]

    assert selected(answers={"findings": "cyst"}) == ["p1/a.nii.gz"]
    assert selected(answers={"findings": ("nodule", "cyst")}) == ["p1/a.nii.gz"]
    assert selected(answers={"findings": "none"}) == []
    project.file.write_text(project.file.read_text() + "workflow: {pools: {analysts: [ana]}, start: analysts}\n")
    opened_by(project, "ana").store.assign("p1/b.nii.gz", "ana", owner="ana")
    assert selected(pool="analysts") == ["p1/a.nii.gz", "p2/c.nii"]


def test_a_word_that_cannot_stand_in_an_annotation_is_refused_at_once():
    with pytest.raises(UsageError, match="cannot say where masks come from"):
        ImportOptions(what="a:b")


def test_an_id_that_is_no_roi_is_not_read_as_an_empty_mask(project):
    annotate(project, "p1/a.nii.gz")
    annotation = project["p1/a.nii.gz"].annotation
    assert annotation.mask("spleen").count == 0
    with pytest.raises(UnknownROI, match="liver, spleen, tip"):
        annotation.mask("Liver")


def test_a_slip_in_the_test_patterns_lets_no_series_out(project, tmp_path):
    annotate(project, "p2/c.nii")
    project.file.write_text(project.file.read_text() + 'split: {test: ["P2/**"]}\n')
    project = opened_by(project, "ana")
    with pytest.raises(ExchangeError, match="'P2/\\*\\*' matches no series"):
        project.export_masks(tmp_path / "out")
    assert any(finding.severity == "error" for finding in check_project(project.file).findings)


def test_a_damaged_newest_version_is_not_exported_as_an_earlier_one(project, tmp_path):
    annotate(project, "p1/a.nii.gz")
    with project["p1/a.nii.gz"].edit() as annotation:
        annotation["spleen"].mask[1, 1, 1] = True
    newest = max(project.folder.glob("p1/a.nii.gz.ril/*/masks/*.mask"), key=lambda path: path.stat().st_mtime_ns)
    content = bytearray(newest.read_bytes())
    content[-9] ^= 1
    newest.write_bytes(bytes(content))
    (failed,) = project.export_masks(tmp_path / "out").of("failed")
    assert newest.name in failed.reason


@pytest.mark.parametrize(
    ("before", "after", "finding"),
    [
        ("id: liver,", "id: leber,", "In use in 1 series: p1/a.nii.gz"),
        ("value: 1,", "value: 8,", "Masks exported before have 1 where later ones have 8"),
        ("choices: [good, motion]", "choices: [fine, motion]", "are outside the set from now on"),
        ("kind: choice,", "kind: text,", "may not fit any more"),
    ],
)
def test_a_check_says_what_a_text_editor_took_from_annotated_series(project, before, after, finding):
    annotate(project, "p1/a.nii.gz", answer="good")
    assert check_project(project.file).findings == ()
    text = project.file.read_text()
    assert before in text
    text = text.replace(before, after)
    if "kind: text" in after:
        text = text.replace(", choices: [good, motion]", "")
    project.file.write_text(text)
    assert any(finding in each.message for each in check_project(project.file).findings)


def test_a_check_notices_another_project_id(project):
    annotate(project, "p1/a.nii.gz")
    text = project.file.read_text()
    project.file.write_text(text.replace(f"id: {project.definitions.id}", "id: study-other"))
    (found,) = check_project(project.file).errors
    assert project.definitions.id in found.message

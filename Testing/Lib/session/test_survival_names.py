"""Names of images that are long, odd, alike or hostile, through the whole facade."""

import os

import pytest
from survival_study import ROIS, SCAN, files_below, keep_to, make_study, write_image

from RILContourLib import Project
from RILContourLib.errors import RILContourError, StoreError, UnknownSeries, UsageError
from RILContourLib.exchange.naming import image_stem
from RILContourLib.project.finding import find_series
from RILContourLib.session.verifying import moved_annotations, verify

NFC, NFD = "caf\u00e9", "cafe\u0301"
ODD = (
    "x" * 248 + ".nii.gz",  # 255 bytes
    "\u00e9" * 120 + ".nii",  # 244 bytes, 124 characters
    "\U0001f600" * 60 + ".nii.gz",
    "-rf.nii",
    "--help.nii.gz",
    'it\'s "quoted" $HOME `x` %s {0} &.nii',
    "#a;b|c<d>[1]*?.nii",
    "CON.nii",
    "..nii",
    "a..nii.nii.gz",
    " sub folder /\u00e9 / .nii",
    "x.ril.nii",
    "annotations.ri/l.nii",
    f"{NFC}.nii",
    f"{NFD}-decomposed.nii",
)


@pytest.fixture(autouse=True)
def own_files(tmp_path, monkeypatch):
    keep_to(tmp_path, monkeypatch)


def annotate_twice(series):
    with series.edit() as session:
        session["liver"].mask[0] = True
    with series.edit() as session:
        assert int(session["liver"].mask.sum()) == 80
        session["liver"].mask[1] = True
    assert [version.number for version in series.history] == [1, 2]
    assert series.annotation.mask("liver").count == 160


def test_images_with_odd_names_are_annotated_saved_reopened_exported_and_verified(tmp_path):
    study = make_study(tmp_path / "study", ODD)
    listed = [name for name in ODD if not name.startswith(".")]
    assert len(study.names) == len(listed)
    for series in study:
        annotate_twice(series)
    report = study.export_masks(tmp_path / "out")
    too_long = [name for name in study.names if len(os.fsencode(image_stem(name) + "_rois_ambiguous.csv")) > 255]
    assert [each.series for each in report.series if each.outcome != "done"] == too_long
    assert all("File name too long" in each.reason for each in report.series if each.series in too_long)
    assert list(verify(study)) == []
    assert moved_annotations(study) == []


def test_long_names_with_the_same_start_have_annotations_of_their_own(tmp_path):
    names = ["y" * 240 + f"{number:08}.nii.gz" for number in range(3)]
    study = make_study(tmp_path / "study", names)
    for number, name in enumerate(names):
        with study[name].edit() as session:
            session["liver"].mask[number] = True
    for number, name in enumerate(names):
        assert study[name].annotation.mask("liver").extent.start[0] == number
    assert all(len(os.fsencode(path.name)) <= 255 for path in (tmp_path / "study").rglob("*"))


def test_twins_in_capitals_are_kept_apart_where_the_file_system_does(tmp_path):
    study = make_study(tmp_path / "study", ["Scan.nii", "scan.nii"])
    if len(study) == 1:
        pytest.skip("this file system ignores capitals")
    for series in study:
        annotate_twice(series)


def test_twins_whose_annotations_would_share_a_folder_are_refused(tmp_path):
    study = make_study(tmp_path / "study", ["Scan.nii", "scan.nii"])
    if len(study) == 1:
        pytest.skip("this file system ignores capitals")
    annotate_twice(study["scan.nii"])
    (study.folder / "Scan.nii.ril").symlink_to("scan.nii.ril")  # as where capitals do not count
    before = files_below(study.folder)
    with pytest.raises(StoreError, match="does not tell their names apart; rename one of the images"):
        study["Scan.nii"].edit()
    assert {name: before[name] for name in before if "log/" in name} == {
        name: content for name, content in files_below(study.folder).items() if "log/" in name
    }
    assert study["scan.nii"].annotation.mask("liver").count == 160


def test_of_twins_in_other_unicode_forms_one_is_a_series_and_the_other_is_named(tmp_path):
    study = make_study(tmp_path / "study", [f"{NFC}.nii", f"{NFD}.nii"])
    search = find_series(study.images_root)
    assert [found.name for found in search] == study.names == [f"{NFC}.nii"]
    if len(list(study.folder.glob("*.nii"))) == 2:
        assert "written in other Unicode characters" in search.problems[0].sentence
    annotate_twice(study[f"{NFD}.nii"])
    assert study[f"{NFC}.nii"].path.name == f"{NFC}.nii"


def test_a_series_has_one_name_whichever_unicode_form_is_asked_for(tmp_path):
    study = make_study(tmp_path / "study", [f"{NFD}/{NFD}.nii"])
    assert study.names == [f"{NFC}/{NFC}.nii"]
    for asked in (f"{NFC}/{NFC}.nii", f"{NFD}/{NFD}.nii", f"{NFC}/{NFD}.nii"):
        assert asked in study
        assert study[asked].name == study.names[0]
    annotate_twice(study[f"{NFD}/{NFD}.nii"])
    (image,) = study.folder.rglob("*.nii")
    (sidecar,) = study.folder.rglob("*.nii.ril")
    assert sidecar.parent == image.parent


OUTSIDE = (
    "../x.nii.gz",
    "../study/scan.nii.gz",
    "sub/../../x.nii.gz",
    "/etc/passwd",
    "//server/share/x.nii.gz",
    "C:\\x.nii.gz",
    "..\\x.nii.gz",
    "~/x.nii.gz",
    "file:///x.nii.gz",
    "./scan.nii.gz",
    "scan.nii.gz/",
    "sub//x.nii.gz",
    "scan.nii.gz\0",
    "scan.nii.gz.ril/study/main/log/0000000001.json",
    "",
    ".",
    "..",
    "\ud800.nii",
)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_leaves_the_project_or_is_not_the_series_own_is_no_series(tmp_path, name):
    write_image(tmp_path / "x.nii.gz")
    study = make_study(tmp_path / "study", [SCAN, "sub/x.nii.gz"])
    before = files_below(tmp_path)
    assert name not in study
    with pytest.raises(UnknownSeries):
        study[name]
    with pytest.raises(UnknownSeries):
        study.series(name, track="main")
    for call in (
        lambda: study.store.acquire(name, "ana"),
        lambda: study.store.read(name),
        lambda: study.store.add_note(name, "text", "ana"),
        lambda: study.store.put_draft(name, study[SCAN].annotation, model="m@1", user="ana"),
    ):
        with pytest.raises(RILContourError):
            call()
    assert {path: content for path, content in files_below(tmp_path).items() if "cache" not in path} == {
        path: content for path, content in before.items() if "cache" not in path
    }


@pytest.mark.parametrize("track", ["../other", "/tmp", "main/../..", "", "MAIN", "con", "a/b"])
def test_a_track_that_leaves_the_sidecar_is_refused(tmp_path, track):
    study = make_study(tmp_path / "study")
    with pytest.raises(UsageError):
        study.series(SCAN, track)
    with pytest.raises(UsageError):
        study.store.acquire(SCAN, "ana", track)


def test_links_in_a_circle_end_no_listing_and_hold_no_series(tmp_path):
    study = make_study(tmp_path / "study", ["sub/scan.nii.gz"])
    (study.folder / "sub" / "again").symlink_to("..")
    (study.folder / "a.nii").symlink_to("b.nii")
    (study.folder / "b.nii").symlink_to("a.nii")
    (study.folder / "gone.nii.gz").symlink_to("nowhere.nii.gz")
    study.refresh()
    assert study.names == ["sub/scan.nii.gz"]
    (study.folder / "sub" / "scan.nii.gz.ril").symlink_to("scan.nii.gz.ril")
    for refused in (study["sub/scan.nii.gz"].edit, study["sub/scan.nii.gz"].read):
        with pytest.raises(StoreError):
            refused()
    assert [finding.severity for finding in verify(study)] == ["error"]


def test_a_link_to_an_image_is_a_series_annotated_beside_the_link(tmp_path):
    write_image(tmp_path / "elsewhere" / "x.nii.gz")
    study = make_study(tmp_path / "study")
    (study.folder / "linked.nii.gz").symlink_to(tmp_path / "elsewhere" / "x.nii.gz")
    study.refresh()
    annotate_twice(study["linked.nii.gz"])
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["x.nii.gz"]


def test_a_project_whose_own_folder_has_an_odd_name_works(tmp_path):
    folder = tmp_path / f"-it's {NFD} #1 \U0001f600 100%.ril"
    write_image(folder / SCAN)
    study = Project.create(folder, name='\u00c4rzte\'s "Study" \U0001f600', rois=ROIS)
    annotate_twice(study[SCAN])
    assert list(verify(study)) == []

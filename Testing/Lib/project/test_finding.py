import os
import sys
import unicodedata
from pathlib import Path

import pytest

from RILContourLib.errors import Cancelled, DefinitionsError
from RILContourLib.progress import CancelToken
from RILContourLib.project.finding import find_series
from RILContourLib.project.found_names import FindingProblem, FoundSeries, TwinNames

posix_only = pytest.mark.skipif(os.name == "nt", reason="names and links that Windows does not have")
CAFE_COMPOSED = unicodedata.normalize("NFC", "café")
CAFE_DECOMPOSED = unicodedata.normalize("NFD", "café")


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def found(root: Path, **options: object) -> list[str]:
    return [series.name for series in find_series(root, **options)]  # type: ignore[arg-type]


def problems(root: Path) -> list[FindingProblem]:
    search = find_series(root)
    list(search)
    return search.problems


def test_images_are_named_by_their_path_from_the_root_in_a_steady_order(tmp_path: Path) -> None:
    put(tmp_path, "b/2.nii", "b/10.nii.gz", "a/deep/er/x.nii.gz", "a/y.nii", "top.nii")
    assert found(tmp_path) == ["top.nii", "a/y.nii", "a/deep/er/x.nii.gz", "b/10.nii.gz", "b/2.nii"]


def test_only_nifti_files_count_in_capitals_too(tmp_path: Path) -> None:
    put(tmp_path, "a.nii", "B.NII.GZ", "c.Nii.gz", "d.hdr", "e.img", "f.nrrd", "g.nii.gz.bak", "h.gz", "nii", "i.json")
    assert found(tmp_path) == ["B.NII.GZ", "a.nii", "c.Nii.gz"]
    assert problems(tmp_path) == []


def test_sidecars_hidden_folders_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    put(
        tmp_path,
        *("a/scan.nii.gz", "a/scan.nii.gz.ril/project-1/masks/m.nii.gz", ".rilcontour/x.nii", ".git/y.nii"),
        *("a/._scan.nii.gz", "a/.hidden.nii", "b.ril/z.nii"),
    )
    assert found(tmp_path) == ["a/scan.nii.gz"]


def test_a_folder_named_like_an_image_is_a_folder(tmp_path: Path) -> None:
    put(tmp_path, "export.nii/scan.nii")
    assert found(tmp_path) == ["export.nii/scan.nii"]


def test_include_and_exclude_are_patterns_over_names(tmp_path: Path) -> None:
    put(tmp_path, "p1/t1.nii", "p1/flair.nii", "p2/t1.nii", "old/p3/t1.nii", "t1.nii")
    assert found(tmp_path, include=["**/t1.nii"]) == ["t1.nii", "old/p3/t1.nii", "p1/t1.nii", "p2/t1.nii"]
    assert found(tmp_path, include=["**/t1.nii"], exclude=["old/**", "p2/*"]) == ["t1.nii", "p1/t1.nii"]
    assert found(tmp_path, include=["*.nii"]) == ["t1.nii"]
    assert found(tmp_path, exclude=["**/t1.nii"]) == ["p1/flair.nii"]


def test_a_folder_without_images_gives_none(tmp_path: Path) -> None:
    assert found(tmp_path) == []


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_root_that_is_no_folder_is_an_error_that_names_it(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DefinitionsError, match=name):
        found(tmp_path / name)


@posix_only
def test_links_to_files_are_series_and_dead_ones_are_reported(tmp_path: Path) -> None:
    put(tmp_path, "archive/scan.nii", "project/own.nii")
    (tmp_path / "project/linked.nii").symlink_to(tmp_path / "archive/scan.nii")
    (tmp_path / "project/dead.nii").symlink_to(tmp_path / "archive/gone.nii")
    (tmp_path / "project/readme.txt").symlink_to(tmp_path / "nowhere")
    assert found(tmp_path / "project") == ["linked.nii", "own.nii"]
    assert [p.sentence for p in problems(tmp_path / "project")] == [
        "dead.nii is a link to a file that cannot be read (No such file or directory)."
    ]


@posix_only
def test_links_to_folders_are_not_entered_so_that_circles_end_and_nothing_is_found_twice(tmp_path: Path) -> None:
    put(tmp_path, "a/scan.nii")
    (tmp_path / "a/circle").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "itself.nii").symlink_to(tmp_path / "itself.nii")
    assert found(tmp_path) == ["a/scan.nii"]
    assert sorted(p.path for p in problems(tmp_path)) == ["a/circle", "b", "itself.nii"]


@posix_only
def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    put(tmp_path, "data/scan.nii")
    (tmp_path / "study").symlink_to(tmp_path / "data")
    assert found(tmp_path / "study") == ["scan.nii"]


@posix_only
def test_pipes_and_devices_are_no_images(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.nii")
    assert found(tmp_path) == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom permissions stop")
def test_a_folder_that_may_not_be_read_is_reported_and_the_others_are_listed(tmp_path: Path) -> None:
    put(tmp_path, "closed/a.nii", "open/b.nii")
    (tmp_path / "closed").chmod(0)
    try:
        assert found(tmp_path) == ["open/b.nii"]
        assert "closed cannot be read" in problems(tmp_path)[0].sentence
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_a_folder_that_goes_away_during_the_search_is_reported(tmp_path: Path) -> None:
    put(tmp_path, "a/x.nii", "b/y.nii", "c/z.nii")
    search = find_series(tmp_path)
    names = iter(search)
    assert next(names).name == "a/x.nii"
    (tmp_path / "b/y.nii").unlink()
    (tmp_path / "b").rmdir()
    assert [series.name for series in names] == ["c/z.nii"]
    assert [p.path for p in search.problems] == ["b"]


@pytest.mark.skipif(sys.platform != "linux", reason="file systems that keep any bytes as names")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        (b"scan\xff.nii", "not valid UTF-8"),
        (b"scan\x07.nii", r"U+0007"),
        (b"scan\n.nii", r"U+000A"),
        ("scan\u202e.nii".encode(), "U+202E"),
        (b"a\\b.nii", "backslash"),
    ],
)
def test_names_that_cannot_be_shown_or_shared_are_refused_in_a_sentence_that_can(
    name: bytes, words: str, tmp_path: Path
) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).touch()
    put(tmp_path, "good.nii")
    assert found(tmp_path) == ["good.nii"]
    (problem,) = problems(tmp_path)
    assert words in problem.sentence
    assert problem.sentence.isprintable()


@pytest.mark.skipif(sys.platform != "linux", reason="file systems that keep any bytes as names")
def test_a_folder_of_such_a_name_is_not_entered(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff"))
    put(folder, "scan.nii")
    assert found(tmp_path) == []
    assert len(problems(tmp_path)) == 1


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS changes the form itself")
def test_a_decomposed_name_is_composed_and_its_file_still_found(tmp_path: Path) -> None:
    put(tmp_path, f"{CAFE_DECOMPOSED}/scan {CAFE_DECOMPOSED}.nii", f"{CAFE_DECOMPOSED}/plain.nii")
    series = list(find_series(tmp_path))
    assert [one.name for one in series] == [f"{CAFE_COMPOSED}/plain.nii", f"{CAFE_COMPOSED}/scan {CAFE_COMPOSED}.nii"]
    assert all((tmp_path / one.file).is_file() for one in series)


@pytest.mark.skipif(sys.platform != "linux", reason="file systems that tell Unicode twins apart")
@pytest.mark.parametrize("pattern", ["{}.nii", "{}/scan.nii"])
def test_of_unicode_twins_the_composed_one_stays_and_the_other_is_reported(pattern: str, tmp_path: Path) -> None:
    put(tmp_path, pattern.format(CAFE_COMPOSED), pattern.format(CAFE_DECOMPOSED))
    assert list(find_series(tmp_path)) == [FoundSeries(pattern.format(CAFE_COMPOSED), pattern.format(CAFE_COMPOSED))]
    (twins,) = problems(tmp_path)
    assert isinstance(twins, TwinNames)
    assert twins.others == (pattern.format(CAFE_COMPOSED).split("/")[0],)


@pytest.mark.skipif(sys.platform != "linux", reason="file systems that tell capitals apart")
def test_names_that_differ_only_in_capitals_are_listed_and_reported(tmp_path: Path) -> None:
    put(tmp_path, "Scan.nii", "scan.nii", "other.nii", "P1/x.nii", "p1/y.nii")
    assert found(tmp_path) == ["Scan.nii", "other.nii", "scan.nii", "P1/x.nii", "p1/y.nii"]
    twins = [p for p in problems(tmp_path) if isinstance(p, TwinNames)]
    assert [(p.path, p.others) for p in twins] == [("Scan.nii", ("scan.nii",)), ("P1", ("p1",))]


@pytest.mark.skipif(sys.platform != "linux", reason="255 bytes a name")
def test_a_name_of_255_bytes_is_a_name(tmp_path: Path) -> None:
    longest = "x" * 248 + ".nii.gz"
    put(tmp_path, longest)
    assert found(tmp_path) == [longest]


@posix_only
def test_names_as_deep_as_a_path_can_be_are_found_and_deeper_ones_reported(tmp_path: Path) -> None:
    name = "d" * 200
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(25):  # 5000 bytes in all, more than a path may have
            os.mkdir(name, dir_fd=here)  # noqa: PTH102
            deeper = os.open(name, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = deeper
        os.close(os.open("scan.nii", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    finally:
        os.close(here)
    put(tmp_path, "top.nii")
    assert found(tmp_path) == ["top.nii"]
    assert "cannot be read" in problems(tmp_path)[0].sentence


def test_the_search_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    put(tmp_path, *(f"p{number}/scan.nii" for number in range(9)))
    counts: list[int] = []
    cancel = CancelToken()

    def watch(done: int, total: int | None, label: str) -> None:
        assert total is None
        counts.append(done)
        if done == 4:
            cancel.cancel()

    with pytest.raises(Cancelled):
        found(tmp_path, progress=watch, cancel=cancel)
    assert counts == [0, 1, 2, 3, 4]

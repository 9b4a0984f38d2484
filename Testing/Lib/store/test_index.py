import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from RILContourLib.project.found_names import FoundSeries
from RILContourLib.store.index import IndexDifference, ProjectIndex

ROOT = Path("/data/study")


def listing(*names: str) -> list[FoundSeries]:
    return [FoundSeries(name, name) for name in names]


@pytest.fixture
def an_index(tmp_path: Path) -> Iterator[ProjectIndex]:
    index = ProjectIndex.open("chest-1", ROOT, tmp_path)
    yield index
    index.close()


def the_file(folder: Path) -> Path:
    (file,) = folder.glob("index/*.sqlite")
    return file


def test_a_new_index_is_empty_and_says_that_it_knows_nothing(an_index: ProjectIndex) -> None:
    assert an_index.names() == []
    assert not an_index.is_listed()
    assert an_index.refresh([]) == IndexDifference((), ())
    assert an_index.is_listed()


def test_a_listing_tells_what_it_changed(an_index: ProjectIndex) -> None:
    assert an_index.refresh(listing("b.nii", "a.nii")) == IndexDifference(("a.nii", "b.nii"), ())
    difference = an_index.refresh(listing("b.nii", "d.nii", "c.nii"))
    assert difference == IndexDifference(("c.nii", "d.nii"), ("a.nii",))
    assert difference
    assert not an_index.refresh(listing("b.nii", "c.nii", "d.nii"))
    assert an_index.names() == ["b.nii", "c.nii", "d.nii"]


def test_the_list_is_there_again_the_next_time(an_index: ProjectIndex, tmp_path: Path) -> None:
    an_index.refresh(listing("p/é.nii", "p/a b.nii"))
    an_index.set_summary("p/é.nii", {"status": "complete", "answers": {"Qualität": "gut"}})
    an_index.close()
    again = ProjectIndex.open("chest-1", ROOT, tmp_path)
    assert again.names() == ["p/a b.nii", "p/é.nii"]
    assert again.is_listed()
    assert again.summary("p/é.nii") == {"status": "complete", "answers": {"Qualität": "gut"}}
    again.close()


def test_names_come_in_the_order_in_which_python_sorts_them(an_index: ProjectIndex) -> None:
    names = ["Z.nii", "a.nii", "é.nii", "a/b.nii", "\U0001f600.nii", "\uffee.nii", "10.nii", "9.nii"]
    an_index.refresh(listing(*names))
    assert an_index.names() == sorted(names)


def test_odd_characters_in_names_and_answers_come_back_as_they_were(an_index: ProjectIndex) -> None:
    answers = {"a\nb, 'c'.nii": 'several\nlines, "quoted"', "d\u2028.nii": "with a \0 in it", "e.nii": ""}
    an_index.refresh(listing(*answers, "nothing known.nii"))
    assert an_index.summaries() == {}
    summaries = {name: {"answers": {"remark": text}} for name, text in answers.items()}
    an_index.set_summaries(summaries)
    assert an_index.names() == sorted([*answers, "nothing known.nii"])
    assert an_index.summaries() == summaries


def test_the_disks_own_spelling_is_kept_beside_the_name(an_index: ProjectIndex) -> None:
    an_index.refresh([FoundSeries("é.nii", "e\u0301.nii")])
    assert an_index.file("é.nii") == "e\u0301.nii"
    assert an_index.series() == [FoundSeries("é.nii", "e\u0301.nii")]
    assert an_index.refresh(listing("é.nii")) == IndexDifference((), (), ("é.nii",))
    assert an_index.file("é.nii") == "é.nii"
    assert an_index.file("other.nii") is None


def test_summaries_stay_with_series_that_stay_and_go_with_those_that_go(an_index: ProjectIndex) -> None:
    an_index.refresh(listing("a.nii", "b.nii"))
    an_index.set_summaries({"a.nii": {"version": 1}, "b.nii": {"version": 2}, "stranger.nii": {"version": 3}})
    an_index.refresh(listing("b.nii", "c.nii"))
    assert an_index.summaries() == {"b.nii": {"version": 2}}
    assert an_index.summary("a.nii") is None
    an_index.refresh(listing("a.nii", "b.nii"))
    assert an_index.summary("a.nii") is None


def test_a_search_that_is_stopped_changes_nothing(an_index: ProjectIndex) -> None:
    def stopped() -> Iterator[FoundSeries]:
        yield FoundSeries("new.nii", "new.nii")
        raise KeyboardInterrupt

    an_index.refresh(listing("a.nii"))
    with pytest.raises(KeyboardInterrupt):
        an_index.refresh(stopped())
    assert an_index.names() == ["a.nii"]


def test_projects_and_roots_have_lists_of_their_own(tmp_path: Path) -> None:
    ProjectIndex.open("one", ROOT, tmp_path).refresh(listing("a.nii"))
    assert ProjectIndex.open("two", ROOT, tmp_path).names() == []
    assert ProjectIndex.open("one", Path("/elsewhere"), tmp_path).names() == []
    assert ProjectIndex.open("one", ROOT, tmp_path).names() == ["a.nii"]


@pytest.mark.parametrize("damage", ["text", "cut", "scrambled"])
def test_a_damaged_file_is_begun_anew_with_a_warning(
    damage: str, an_index: ProjectIndex, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    an_index.refresh(listing(*(f"{number:05}.nii" for number in range(5000))))
    an_index.close()
    file = the_file(tmp_path)
    content = file.read_bytes()
    damaged = {"text": b"no database at all" * 99, "cut": content[:5000], "scrambled": content[:100] + bytes(9000)}
    file.write_bytes(damaged[damage])
    again = ProjectIndex.open("chest-1", ROOT, tmp_path)
    with caplog.at_level(logging.WARNING):
        assert again.names() == []
        assert not again.is_listed()
    assert "damaged" in caplog.text
    again.refresh(listing("a.nii"))
    again.close()
    assert ProjectIndex.open("chest-1", ROOT, tmp_path).names() == ["a.nii"]


def test_a_folder_that_cannot_be_used_costs_the_memory_of_it_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index").write_text("a file where the folder should be")
    index = ProjectIndex.open("chest-1", ROOT, tmp_path)
    index.refresh(listing("a.nii"))
    assert index.names() == ["a.nii"]
    assert "not remembered" in caplog.text


def test_a_place_where_no_database_can_be_made_is_replaced_by_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    index = ProjectIndex.open("chest-1", ROOT, tmp_path)
    index.close()
    index.refresh([])
    index.close()
    file = the_file(tmp_path)
    file.unlink()
    file.mkdir()
    index.refresh(listing("a.nii"))
    assert index.names() == ["a.nii"]
    assert "cannot be used" in caplog.text


def test_processes_share_one_list_without_losing_what_either_says(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from RILContourLib.project.found_names import FoundSeries
from RILContourLib.store.index import ProjectIndex

number, folder = int(sys.argv[1]), Path(sys.argv[2])
index = ProjectIndex.open("chest-1", Path("/data/study"), folder)
names = [f"{n:04}.nii" for n in range(400)]
index.refresh(FoundSeries(name, name) for name in names)
for name in names[number::4]:
    index.set_summary(name, {"by": number})
    assert index.summary(name) == {"by": number}
"""
    processes = [subprocess.Popen([sys.executable, "-c", script, str(n), str(tmp_path)]) for n in range(4)]
    assert [process.wait(60) for process in processes] == [0] * 4
    summaries = ProjectIndex.open("chest-1", ROOT, tmp_path).summaries()
    assert summaries == {f"{n:04}.nii": {"by": n % 4} for n in range(400)}


def test_threads_share_one_index(an_index: ProjectIndex) -> None:
    from concurrent.futures import ThreadPoolExecutor

    names = [f"{number:03}.nii" for number in range(200)]
    an_index.refresh(listing(*names))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: an_index.set_summary(name, {"name": name}), names))
        found = list(pool.map(an_index.summary, names))
    assert found == [{"name": name} for name in names]

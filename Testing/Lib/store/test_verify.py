"""Verifying: each damage is named with its file, and nothing is changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from store_projects import A_BOX, ANOTHER_BOX, SCAN, commit_box, fill, open_store, paint, write_image, write_project

from RILContourLib.errors import Cancelled
from RILContourLib.progress import CancelToken
from RILContourLib.store.entry import seal, unseal
from RILContourLib.store.file_store import FileStore
from RILContourLib.store.journal_format import encode_record
from RILContourLib.store.layout import TrackFolder
from RILContourLib.store.verify_findings import StoreFinding


@pytest.fixture(scope="module")
def a_sound_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions, a draft, a note; the journal of a session that ended without a version of its last edit."""
    study = tmp_path_factory.mktemp("sound") / "study"
    write_project(study)
    store = open_store(study)
    commit_box(store)
    commit_box(store, "ben", ANOTHER_BOX)
    store.put_draft(SCAN, fill(store.read("b.nii").annotation, A_BOX, "heart"), model="net@3", user="ben")
    store.add_note(SCAN, "look", "ben")
    lease = store.acquire(SCAN, "anna")
    paint(store, lease, store.read(SCAN).annotation, ANOTHER_BOX, "heart")
    store.release(lease)
    return study


@pytest.fixture
def store(a_sound_study: Path, tmp_path: Path) -> FileStore:
    """A copy of it, to be damaged."""
    return open_store(shutil.copytree(a_sound_study, tmp_path / "study"))


def findings(store: FileStore) -> list[StoreFinding]:
    return list(open_store(store.parts.layout.project_folder).verify())


def errors(store: FileStore) -> list[tuple[str, str]]:
    return [(found.path.name, found.message) for found in findings(store) if found.severity == "error"]


def track(store: FileStore) -> TrackFolder:
    return store.parts.place(SCAN, "main").folder


def sidecar(store: FileStore) -> Path:
    return store.parts.place(SCAN, "main").sidecar.folder


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def entry(store: FileStore, number: int) -> Path:
    return track(store).log / f"{number:010d}.json"


def mask(store: FileStore, version: int = 1) -> Path:
    (reference,) = store.read(SCAN, version).content["rois"]["lung"]["masks"]
    return sidecar(store) / "masks" / f"{reference['blob']}.mask"


def test_a_sound_project_has_only_what_somebody_should_know(store: FileStore) -> None:
    (found,) = findings(store)
    assert found.severity == "warning" and found.path.name.startswith("journal-")
    assert "1 edit by anna waits to be recovered" in found.message
    assert found.series == SCAN and str(found).startswith("warning: ")


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def removed(path: Path) -> None:
    path.unlink()


DAMAGES = [truncated, flipped, removed]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_damaged_log_entry_is_named(store: FileStore, damage: Callable[[Path], None], number: int) -> None:
    damage(entry(store, number))
    assert entry(store, number).name in [name for name, _ in errors(store)]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_mask_is_named_once(store: FileStore, damage: Callable[[Path], None]) -> None:
    path = mask(store)
    damage(path)
    assert [name for name, _ in errors(store)] == [path.name]


@pytest.mark.parametrize("damage", [truncated, flipped])
def test_a_damaged_journal_is_named(store: FileStore, damage: Callable[[Path], None]) -> None:
    path = next(track(store).live.glob("journal-*"))
    damage(path)
    assert path.name in [found.path.name for found in findings(store) if found.severity in ("error", "note")]


@pytest.mark.parametrize("folder", ["drafts", "notes"])
@pytest.mark.parametrize("damage", [truncated, flipped])
def test_a_damaged_draft_or_note_is_named(store: FileStore, folder: str, damage: Callable[[Path], None]) -> None:
    path = next((track(store).folder / folder).glob("*.json"))
    damage(path)
    assert [name for name, _ in errors(store)] == [path.name]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_definitions_are_named(store: FileStore, damage: Callable[[Path], None]) -> None:
    path = next(store.parts.layout.definitions.glob("*.yaml"))
    damage(path)
    ((name, message),) = errors(store)
    assert name == path.name and "0000000005.json" in message


def forge(path: Path, **changes: object) -> None:
    """Change an entry by hand and make its digest right again."""
    path.write_bytes(seal(unseal(path.read_bytes()) | changes))


def test_an_entry_that_somebody_forged_is_found_by_the_one_after_it(store: FileStore) -> None:
    forge(entry(store, 2), user="mallory")
    named = dict(errors(store))
    assert "not the one that entry 3 was written after" in named["0000000002.json"]


def test_a_forged_state_at_the_end_of_the_log_is_found(store: FileStore) -> None:
    last = entry(store, 8)
    state = json.loads(last.read_text())["state"]
    forge(last, state=state | {"owner": "mallory"})
    ((name, message),) = errors(store)
    assert name == last.name and "(owner)" in message


def test_an_entry_that_cannot_follow_is_found(store: FileStore) -> None:
    forge(entry(store, 8), lease="0" * 32)
    assert any("goes with the lease" in message for _, message in errors(store))


def test_a_mask_exchanged_for_another_good_one_is_found(store: FileStore) -> None:
    path = mask(store, 1)
    path.write_bytes(mask(store, 2).read_bytes())
    ((name, _),) = errors(store)
    assert name == path.name


def test_a_mask_whose_name_and_hash_were_forged_together_is_found(store: FileStore) -> None:
    content = json.loads(entry(store, 5).read_text())
    other = json.loads(entry(store, 2).read_text())["rois"]["lung"]["masks"][0]
    reference = content["rois"]["lung"]["masks"][0]
    wrong = "0" * 32
    (sidecar(store) / "masks" / f"{wrong}.mask").write_bytes(mask(store, 1).read_bytes())
    content["rois"]["lung"]["masks"] = [other | {"blob": wrong, "frame": reference["frame"]}]
    forge(entry(store, 5), rois=content["rois"])
    assert any(name == f"{wrong}.mask" and "other voxels" in message for name, message in errors(store))


@pytest.mark.parametrize("first", [[0, 99], [-1, 2], [5, 2], "x", None])
def test_a_mask_said_to_lie_outside_the_image_is_found(store: FileStore, first: object) -> None:
    content = json.loads(entry(store, 5).read_text())
    content["rois"]["lung"]["masks"][0]["extent"] = [first, [0, 1], [0, 1]]
    forge(entry(store, 5), rois=content["rois"])
    assert any(name == "0000000005.json" and "masks" in message for name, message in errors(store))


def test_an_altered_journal_whose_edits_are_in_a_version_is_found(store: FileStore) -> None:
    lease = store.acquire(SCAN, "anna")
    store.release(lease)
    path = next(track(store).live.glob("journal-*"))
    flipped(path)
    assert any(name == path.name and "log entry 9" in message for name, message in errors(store))


def test_a_journal_that_the_log_does_not_know_is_named(store: FileStore) -> None:
    path = track(store).live / f"journal-{'e' * 32}"
    known = next(track(store).live.glob("journal-*")).read_bytes()
    path.write_bytes(known + encode_record(2, b"more"))
    (found,) = [found for found in findings(store) if found.path == path]
    assert "does not know" in found.message and "2 edits" in found.message


def test_a_replaced_image_is_named(store: FileStore) -> None:
    write_image(store.fetch_image(SCAN), seed=77)
    ((name, message),) = errors(store)
    assert name == "scan.nii.gz" and "not the one that was annotated" in message


def test_verifying_changes_nothing(store: FileStore) -> None:
    truncated(mask(store))
    flipped(entry(store, 5))
    before = contents(store.parts.layout.project_folder)
    assert findings(store)
    assert contents(store.parts.layout.project_folder) == before


def test_verifying_while_somebody_edits_finds_nothing_wrong(store: FileStore) -> None:
    lease = store.acquire(SCAN, "anna")
    paint(store, lease, store.read(SCAN).annotation, A_BOX, "spine")
    assert [found for found in findings(store) if found.severity != "note"] == []
    store.release(lease)


def test_progress_is_told_and_verifying_can_be_stopped(store: FileStore) -> None:
    told: list[tuple[int, int | None, str]] = []
    list(store.verify(["b.nii", SCAN], lambda *step: told.append(step)))
    assert told == [(0, 2, "b.nii"), (1, 2, SCAN), (2, 2, "Done")]
    stopped = CancelToken()
    stopped.cancel()
    with pytest.raises(Cancelled):
        list(store.verify(cancel=stopped))

import hashlib
from pathlib import Path

import pytest

from RILContourLib.errors import ImageError
from RILContourLib.images.identity import FileState, ImageIdentity, identify


class Remembered(dict):
    """Identities by file state, as plainly as possible."""

    def find(self, state: FileState) -> ImageIdentity | None:
        return self.get(state)

    def remember(self, state: FileState, identity: ImageIdentity) -> None:
        self[state] = identity


@pytest.mark.parametrize("size", [0, 1, 3_000_001])
def test_an_image_is_identified_by_all_its_bytes(size: int, tmp_path: Path) -> None:
    content = bytes(number % 251 for number in range(size))
    (tmp_path / "scan.nii").write_bytes(content)
    assert identify(tmp_path / "scan.nii") == ImageIdentity(size, hashlib.sha256(content).hexdigest())


def test_what_is_known_is_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "scan.nii"
    path.write_bytes(b"bytes")
    known = Remembered()
    identity = identify(path, known)
    assert known == {FileState.of(path): identity}
    known[FileState.of(path)] = ImageIdentity(5, "from memory")
    assert identify(path, known).sha256 == "from memory"


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "scan.nii"
    path.write_bytes(b"bytes")
    known = Remembered()
    first = identify(path, known)
    path.write_bytes(b"more bytes")
    assert identify(path, known) != first


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scan.nii"
    path.write_bytes(b"bytes")
    digest = hashlib.file_digest

    def slowly(file: object, kind: str) -> object:
        result = digest(file, kind)  # type: ignore[arg-type]
        path.write_bytes(b"more bytes by another program")
        return result

    monkeypatch.setattr(hashlib, "file_digest", slowly)
    with pytest.raises(ImageError, match="is being changed by another program"):
        identify(path)


def test_a_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"gone\.nii does not exist"):
        identify(tmp_path / "gone.nii")

import os
import stat
from pathlib import Path

import pytest

from RILContourLib.errors import StoreError
from RILContourLib.store.user_folders import cache_folder, cache_folder_name, state_folder, state_folder_name

HOME = Path("/home/ann").absolute()


def at_home() -> Path:
    return HOME


def no_home() -> Path:
    message = "no home"
    raise RuntimeError(message)


def test_the_xdg_variables_are_followed_on_linux(tmp_path: Path) -> None:
    environment = {"XDG_CACHE_HOME": str(tmp_path / "c"), "XDG_STATE_HOME": str(tmp_path / "s")}
    assert cache_folder_name(environment, "linux", no_home) == tmp_path / "c" / "rilcontour"
    assert state_folder_name(environment, "linux", no_home) == tmp_path / "s" / "rilcontour"


def test_without_variables_the_home_folder_is_used_as_each_system_expects() -> None:
    assert cache_folder_name({}, "linux", at_home) == HOME / ".cache/rilcontour"
    assert state_folder_name({}, "linux", at_home) == HOME / ".local/state/rilcontour"
    assert cache_folder_name({}, "darwin", at_home) == HOME / "Library/Caches/rilcontour"
    assert state_folder_name({}, "darwin", at_home) == HOME / "Library/Application Support/rilcontour"
    assert cache_folder_name({}, "win32", at_home) == HOME / "AppData/Local/rilcontour/cache"
    assert state_folder_name({}, "win32", at_home) == HOME / "AppData/Local/rilcontour/state"


def test_our_own_variable_comes_before_the_systems(tmp_path: Path) -> None:
    environment = {"RILCONTOUR_CACHE": str(tmp_path / "mine"), "XDG_CACHE_HOME": str(tmp_path / "xdg")}
    for platform in ("linux", "darwin", "win32"):
        assert cache_folder_name(environment, platform, no_home) == tmp_path / "mine"


def test_a_relative_folder_in_a_variable_is_ignored() -> None:
    assert cache_folder_name({"XDG_CACHE_HOME": "relative"}, "linux", at_home) == HOME / ".cache/rilcontour"


@pytest.mark.skipif(os.name == "nt", reason="POSIX permission bits")
def test_the_folders_are_made_for_the_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RILCONTOUR_CACHE", str(tmp_path / "deep" / "cache"))
    monkeypatch.setenv("RILCONTOUR_STATE", str(tmp_path / "deep" / "state"))
    for folder in (cache_folder(), state_folder()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_one_sentence_that_names_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("RILCONTOUR_STATE", str(tmp_path / "file" / "state"))
    with pytest.raises(StoreError, match="RILCONTOUR_STATE"):
        state_folder()

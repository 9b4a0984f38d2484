"""What a folder can do."""

from __future__ import annotations

import errno
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from store_processes import run_python

from RILContourLib.store import capabilities, file_systems
from RILContourLib.store.capabilities import FolderCapabilities, probe_folder
from RILContourLib.store.cloud_folders import cloud_client_of


def test_an_ordinary_folder_gives_every_guarantee(tmp_path: Path) -> None:
    found = probe_folder(tmp_path)
    assert found.writable and found.hard_links and found.exclusive_create
    assert found.cloud_synchronised is None and not found.network_file_system
    assert found.guarantee.startswith("Only one person at a time can hold a series")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names differ in case on Linux only")
def test_linux_tells_cases_and_normal_forms_apart(tmp_path: Path) -> None:
    found = probe_folder(tmp_path)
    assert found.case_sensitive and found.normalisation_sensitive


@pytest.fixture
def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", _refuse)


def _refuse(*_: object) -> None:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def test_missing_hard_links_are_found_and_said(tmp_path: Path, without_links: None) -> None:
    found = probe_folder(tmp_path)
    assert not found.hard_links
    assert "renaming without replacing" in found.guarantee


def test_missing_links_and_renaming_are_found_and_said(
    tmp_path: Path, without_links: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capabilities, "rename_exclusively", _refuse)
    found = probe_folder(tmp_path)
    assert not found.rename_without_replace and found.exclusive_create
    assert "no hard links" in found.guarantee


READ_ONLY = """
import os, sys
from pathlib import Path
from RILContourLib.store.capabilities import probe_folder
os.getuid() or os.setuid(65534)  # nobody: root may write everywhere
found = probe_folder(Path(sys.argv[1]))
print(found.writable, found.guarantee)
"""


def test_a_read_only_folder_is_said_to_be_one(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    for parent in tmp_path.parents:
        if parent.stat().st_uid == os.getuid() and parent.stat().st_mode & 0o005 != 0o005:
            parent.chmod(0o755)
    assert run_python(READ_ONLY, tmp_path).startswith("False This folder cannot be written")


@pytest.mark.parametrize(
    ("marker", "client"),
    [
        (".dropbox.cache", "Dropbox"),
        (".stfolder", "Syncthing"),
        (".sync_4711.db", "Nextcloud"),
        (".nextcloudsync.log", "Nextcloud"),
        (".tmp.drivedownload", "Google Drive"),
    ],
)
def test_a_folder_below_one_that_a_cloud_client_marked_is_refused(tmp_path: Path, marker: str, client: str) -> None:
    folder = tmp_path / "study" / "images"
    folder.mkdir(parents=True)
    (tmp_path / marker).touch()
    found = probe_folder(folder)
    assert found.cloud_synchronised and client in found.cloud_synchronised
    assert "No guarantee" in found.guarantee
    assert found.for_store().refusals


@pytest.mark.parametrize(
    ("place", "client"),
    [
        ("OneDrive - Some Hospital/study", "OneDrive"),
        ("Library/CloudStorage/Box-Box/study", "Box"),
        ("Library/Mobile Documents/com~apple~CloudDocs/study", "iCloud"),
        ("Google Drive/study", "Google Drive"),
    ],
)
def test_folders_that_cloud_clients_make_are_known_by_name(tmp_path: Path, place: str, client: str) -> None:
    folder = tmp_path / place
    folder.mkdir(parents=True)
    assert client in str(cloud_client_of(folder, {}))


def test_a_folder_that_the_environment_names_as_onedrive_is_one(tmp_path: Path) -> None:
    (tmp_path / "drive" / "study").mkdir(parents=True)
    assert "OneDrive" in str(cloud_client_of(tmp_path / "drive" / "study", {"OneDrive": str(tmp_path / "drive")}))


def test_a_folder_that_only_sounds_like_one_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "onedrive-comparison"
    folder.mkdir()
    assert cloud_client_of(folder, {}) is None


MOUNTS = r"""22 1 0:20 / / rw - ext4 /dev/sda rw
30 22 0:30 / /mnt rw shared:1 - tmpfs none rw
31 30 0:31 / /mnt/reading\040room rw - nfs4 server:/x rw
32 30 0:32 / /mnt/smb rw - cifs //server/y rw""".splitlines()


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/home/a", "ext4"), ("/mnt/x", "tmpfs"), ("/mnt/reading room/a", "nfs4"), ("/mnt/smb", "cifs")],
)
def test_the_kind_of_file_system_is_that_of_the_nearest_mount(folder: str, kind: str) -> None:
    assert file_systems._kind_at(Path(folder), file_systems._linux_mounts(MOUNTS)) == kind


def test_what_mount_says_on_macos_is_understood() -> None:
    lines = ["/dev/disk1s1 on / (apfs, local)", "//anna@server/share on /Volumes/my share (smbfs, nodev, nosuid)"]
    assert file_systems._kind_at(Path("/Volumes/my share/x"), file_systems._bsd_mounts(lines)) == "smbfs"


def test_little_space_and_confused_names_are_warned_of(tmp_path: Path) -> None:
    found: FolderCapabilities = replace(probe_folder(tmp_path), free_bytes=10 << 20, case_sensitive=False)
    warnings = found.for_store().warnings
    assert any("10 MiB" in warning for warning in warnings) and any("case" in warning for warning in warnings)

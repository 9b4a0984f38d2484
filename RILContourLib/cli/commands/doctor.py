"""`rilcontour doctor`: what is installed, what is missing and what that switches off, what a folder guarantees."""

from __future__ import annotations

import platform
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ... import __version__
from ...errors import DefinitionsError, StoreError, UsageError
from ...files import full_path
from ...installation import OPTIONAL, REQUIRED, Package
from ...project.definitions import PROJECT_FILE
from ...store.capabilities import FolderCapabilities, probe_folder
from ...store.user_folders import cache_folder, state_folder
from ..arguments import file_or_folder
from ..context import Context
from ..output import facts, table

DETAILS = "The folder is tried out with files in a folder of its own, which is taken away again."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        type=file_or_folder,
        default=Path(),
        metavar="FOLDER",
        help="a project's folder (the current one)",
    )


def run(arguments: Namespace, context: Context) -> int:
    """Print the report; 1 if something that is needed is missing or a folder is refused for annotations."""
    folder: Path = arguments.folder
    if not folder.is_dir():
        message = f"{folder} is not a folder; name the folder that a project is in or should be in."
        raise UsageError(message)
    problems: list[str] = []
    report = {
        "software": {"rilcontour": __version__, "python": platform.python_version(), "executable": sys.executable},
        "system": platform.platform(),
        "packages": [_package(package, problems) for package in (*REQUIRED, *OPTIONAL)],
        "user_folders": {
            "cache": _user_folder(cache_folder, problems),
            "state": _user_folder(state_folder, problems),
        },
        "folders": [_folder(each, problems) for each in _folders_to_try(full_path(folder), problems)],
        "problems": problems,
    }
    context.output.report(report, _lines(report))
    return 1 if problems else 0


def _package(package: Package, problems: list[str]) -> dict[str, Any]:
    if not package.installed and not package.extra:
        problems.append(f"{package.name} is missing and always needed: run  {package.how_to_install}")
    return {
        "name": package.name,
        "installed": package.installed,
        "version": package.version,
        "extra": package.extra or None,
        "purpose": package.purpose,
        "install": None if package.installed else package.how_to_install,
    }


def _user_folder(find: Callable[[], Path], problems: list[str]) -> str | None:
    try:
        return str(find())
    except StoreError as error:
        problems.append(str(error))
        return None


def _folders_to_try(folder: Path, problems: list[str]) -> list[Path]:
    """The folder, and the one that its project keeps annotations in if that is another."""
    if not (folder / PROJECT_FILE).is_file():
        return [folder]
    from ...project.check import read_definitions
    from ...project.paths import annotations_folder

    try:
        annotations = annotations_folder(folder / PROJECT_FILE, read_definitions(folder / PROJECT_FILE))
    except DefinitionsError as error:
        problems.append(str(error))
        return [folder]
    if not annotations.is_dir():
        problems.append(f"{annotations}, where the project keeps its annotations, is not there: make or mount it.")
        return [folder]
    return list(dict.fromkeys([folder, annotations]))


def _folder(folder: Path, problems: list[str]) -> dict[str, Any]:
    found: FolderCapabilities = probe_folder(folder)
    sentences = found.for_store()
    problems.extend(sentences.refusals)
    return {
        "folder": str(folder),
        "writable": found.writable,
        "guarantee": found.guarantee,
        "hard_links": found.hard_links,
        "rename_without_replace": found.rename_without_replace,
        "exclusive_create": found.exclusive_create,
        "flushes_folders": found.fsync_folder,
        "tells_case_apart": found.case_sensitive,
        "tells_unicode_forms_apart": found.normalisation_sensitive,
        "on_another_machine": found.network_file_system,
        "synchronised_by": found.cloud_synchronised,
        "free_bytes": found.free_bytes,
        "warnings": list(sentences.warnings),
    }


def _lines(report: dict[str, Any]) -> Iterator[str]:
    software, folders = report["software"], report["user_folders"]
    yield from facts(
        [
            ("rilcontour", software["rilcontour"]),
            ("Python", f"{software['python']} ({software['executable']})"),
            ("system", report["system"]),
            ("cache folder", folders["cache"] or "none"),
            ("state folder", folders["state"] or "none"),
        ]
    )
    yield ""
    yield from table(("package", "version", "for"), map(_package_row, report["packages"]))
    missing = [package for package in report["packages"] if not package["installed"]]
    for package in missing:
        yield f"To install {package['name']}:  {package['install']}"
    for folder in report["folders"]:
        yield ""
        yield from _folder_lines(folder)
    yield ""
    yield from (f"PROBLEM: {problem}" for problem in report["problems"])
    if not report["problems"]:
        yield "No problems found."


def _package_row(package: dict[str, Any]) -> tuple[str, str, str]:
    version = (package["version"] or "installed") if package["installed"] else "missing"
    return package["name"], version, package["purpose"]


def _folder_lines(folder: dict[str, Any]) -> Iterator[str]:
    free = folder["free_bytes"]
    yield from facts(
        [
            ("folder", folder["folder"]),
            ("guarantee", folder["guarantee"]),
            ("on another machine", folder["on_another_machine"]),
            ("synchronised by", folder["synchronised_by"] or "no cloud client that is known"),
            ("free space", "not known" if free is None else f"{free / 1e9:.1f} GB"),
            *(("warning", warning) for warning in folder["warnings"]),
        ]
    )

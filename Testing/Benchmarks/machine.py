"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    *("numpy", "scipy", "nibabel", "isal", "SimpleITK", "slicer-core"),
    *("tensorflow", "keras", "torch", "monai", "captum"),
)


def load() -> str:
    """How busy the machine is, apart from us if it is asked before we begin."""
    if not hasattr(os, "getloadavg"):
        return "Load before: unknown."
    return f"Load before: {os.getloadavg()[0]:.1f} of {os.cpu_count()} cores."


def machine_facts() -> list[str]:
    """Processor, memory, system and versions, a sentence each."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return [
        f"Processor: {_processor()}, {os.cpu_count()} cores; memory: {memory_gb:.0f} GB.",
        f"System: {platform.system()} {platform.release()}; Python {platform.python_version()}.",
        f"Packages: {', '.join(f'{name} {_version(name)}' for name in PACKAGES)}.",
    ]


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"

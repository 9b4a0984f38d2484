"""Start times of processes and the id of a boot on Windows, from kernel32 and the registry."""

from __future__ import annotations

import ctypes
from typing import Any

_PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
_SYNCHRONIZE = 0x00100000
_WAIT_OBJECT_0 = 0
_BOOT_KEY = r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters"
_ERROR_INVALID_PARAMETER = 87  # OpenProcess: no process has that number


class _FileTime(ctypes.Structure):
    _fields_ = (("low", ctypes.c_uint32), ("high", ctypes.c_uint32))

    def ticks(self) -> int:
        """100 ns since 1601."""
        return (self.high << 32) | self.low


def start_time(pid: int) -> str | None:
    """Creation time of a running process, in 100 ns since 1601; None if there is none or it may not be asked."""
    kernel = _kernel()
    handle = kernel.OpenProcess(_PROCESS_QUERY_LIMITED_INFORMATION | _SYNCHRONIZE, False, pid)
    if not handle:
        return None
    try:
        if kernel.WaitForSingleObject(handle, 0) == _WAIT_OBJECT_0:
            return None  # ended; somebody still has a handle
        created, ended, in_kernel, in_user = (_FileTime() for _ in range(4))
        times = (ctypes.byref(value) for value in (created, ended, in_kernel, in_user))
        return str(created.ticks()) if kernel.GetProcessTimes(handle, *times) else None
    finally:
        kernel.CloseHandle(handle)


def exists(pid: int) -> bool:
    """Whether a running process has that number, also one that may not be asked."""
    kernel = _kernel()
    handle = kernel.OpenProcess(_SYNCHRONIZE, False, pid)
    if not handle:
        return _last_error() != _ERROR_INVALID_PARAMETER
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) != _WAIT_OBJECT_0)
    finally:
        kernel.CloseHandle(handle)


def boot_id() -> str:
    """The number that Windows raises with every start; "" if it cannot be read."""
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _BOOT_KEY) as key:  # type: ignore[attr-defined,unused-ignore]
            value, _ = winreg.QueryValueEx(key, "BootId")  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return ""
    return str(value)


def _last_error() -> int:
    return int(ctypes.get_last_error())  # type: ignore[attr-defined,unused-ignore]


def _kernel() -> Any:
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.OpenProcess.argtypes = [ctypes.c_uint32, ctypes.c_int, ctypes.c_uint32]
    kernel.OpenProcess.restype = ctypes.c_void_p
    kernel.WaitForSingleObject.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    kernel.CloseHandle.argtypes = [ctypes.c_void_p]
    kernel.GetProcessTimes.argtypes = [ctypes.c_void_p, *[ctypes.POINTER(_FileTime)] * 4]
    return kernel

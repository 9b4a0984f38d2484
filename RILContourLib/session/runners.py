"""The runner that all of a process' predictions share unless they are given another."""

from __future__ import annotations

import threading

from ..inference.runner import Runner, ThreadRunner

_lock = threading.Lock()
_shared: list[Runner] = []


def shared_runner() -> Runner:
    """A worker thread of this process that keeps the network used last; where TensorFlow would crash it, a child."""
    from ..inference.child_runner import ChildRunner
    from ..inference.tensorflow_import import tensorflow_is_safe_here

    with _lock:
        if not _shared:
            _shared.append(ThreadRunner() if tensorflow_is_safe_here() else ChildRunner())
        return _shared[0]

"""The runner that all of a process' predictions share unless they are given another."""

from __future__ import annotations

import threading

from ..inference.runner import Runner, ThreadRunner

_lock = threading.Lock()
_shared: list[Runner] = []


def shared_runner() -> Runner:
    """A worker thread of this process that keeps the network used last; where TensorFlow would crash it, a child.

    That is also where VTK is loaded and has not drawn yet: drawing after TensorFlow was loaded would end the process.
    """
    from ..inference.child_runner import ChildRunner
    from ..inference.tensorflow_import import drawing_is_still_to_come, tensorflow_is_safe_here

    with _lock:
        if not _shared:
            safe = tensorflow_is_safe_here() and not drawing_is_still_to_come()
            _shared.append(ThreadRunner() if safe else ChildRunner())
        return _shared[0]

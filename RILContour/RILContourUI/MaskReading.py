"""Looking through masks for the values in them: hundreds of files take a minute, in which the application goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from RILContourLib.errors import RILContourError
from RILContourLib.progress import CancelToken
from RILContourLib.session.templates import Template, mask_files, template_of_masks

from .Turns import Turns, Worker


class MaskReading:
    """One at a time, on a thread of its own; what is called is called in a turn."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._worker: Worker | None = None
        self._cancel = CancelToken()
        self.isReading = False

    def begin(
        self,
        source: Path,
        progress: Callable[[int, int], object],
        done: Callable[[Template], object],
        failed: Callable[[RILContourError], object],
    ) -> None:
        """Read a file or a folder of masks: `progress(number, total)`, then `done` or, also if stopped, `failed`."""
        self._worker = self._worker or Worker(self._turns, "masks")
        self._cancel, self.isReading = CancelToken(), True
        cancel = self._cancel

        def told(number: int, total: int | None, _label: str) -> None:
            self._turns.once((self, "progress"), lambda: self.isReading and progress(number, total or 0))

        def ended(action: Callable[[], object]) -> None:
            self.isReading = False
            action()

        def work() -> None:
            try:
                template = template_of_masks(mask_files(source), progress=told, cancel=cancel)
            except RILContourError as error:
                reason = error  # `error` is gone once this block is left
                self._turns.defer(lambda: ended(lambda: failed(reason)))
                return
            self._turns.defer(lambda: ended(lambda: done(template)))

        self._worker.submit(work)

    def stop(self) -> None:
        """Read no further file."""
        self._cancel.cancel()

    def close(self) -> None:
        self.stop()
        if self._worker:
            self._worker.close(finish=False)
            self._worker = None

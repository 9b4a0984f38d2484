"""What a person can choose on the page so that a job's refused series are done after all."""

from __future__ import annotations

from ...errors import Remedy
from ...panels.jobs import JobState
from ...panels.translation import _
from .dataset_options import EXISTING_LABEL, LAYOUT_LABEL, LAYOUTS, LEAVE_OUT_LABEL, OVERWRITE_LABEL

_CHOOSE = _("Choose above: {label}.")
_IN_TERMINAL = _("Only the command line has this: rilcontour {command}.")


def proposals(job: JobState) -> list[str]:
    """A sentence for each thing that would help, however many series it would help with."""
    rows = job.report.rows if job.report else ()
    wanted = dict.fromkeys([*job.remedies, *(remedy for row in rows for remedy in row.remedies)])
    return [_WHERE[remedy] for remedy in wanted if remedy in _WHERE]


_WHERE = {
    Remedy.OVERWRITE: _CHOOSE.format(label=OVERWRITE_LABEL),
    Remedy.ONE_FILE_PER_ROI: _CHOOSE.format(label=f"{LAYOUT_LABEL}: {LAYOUTS['one file a ROI']}"),
    Remedy.EXISTING: _CHOOSE.format(label=EXISTING_LABEL),
    Remedy.LEAVE_OUT_UNKNOWN: _CHOOSE.format(label=LEAVE_OUT_LABEL),
    Remedy.MAP_VALUES: _IN_TERMINAL.format(command="import masks --map VALUE=ROI"),
    Remedy.MAP_SEGMENTS: _IN_TERMINAL.format(command="import masks --map NAME=ROI"),
    Remedy.FRAME: _IN_TERMINAL.format(command="import masks --frame N"),
    Remedy.FORCE: _IN_TERMINAL.format(command="export masks --force"),
    Remedy.ACCEPT_DAMAGE: _("Open what is damaged: a button above it goes on from the version that is whole."),
}

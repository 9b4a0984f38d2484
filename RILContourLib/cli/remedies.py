"""Which options of the command line do what the library's refusals propose."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Remedy

OPTIONS = {
    Remedy.OVERWRITE: "--overwrite",
    Remedy.ONE_FILE_PER_ROI: "--layout per-roi",
    Remedy.FORCE: "--force",
    Remedy.EXISTING: "--existing replace, add or keep",
    Remedy.LEAVE_OUT_UNKNOWN: "--leave-out-unknown",
    Remedy.MAP_VALUES: "--map VALUE=ROI",
    Remedy.MAP_SEGMENTS: "--map NAME=ROI",
    Remedy.FRAME: "--frame N",
    Remedy.SERIES: "--series NAME",
    Remedy.REPLACE: "--replace",
    Remedy.ANY_IMAGE: "--any-image",
    Remedy.ACCEPT_DAMAGE: "rilcontour restore --accept-damage",
}


def with_options(sentence: str, remedies: Iterable[Remedy]) -> str:
    """The sentence, and after it the options that it proposes."""
    options = "; ".join(OPTIONS[remedy] for remedy in remedies)
    return f"{sentence} ({options})" if options else sentence

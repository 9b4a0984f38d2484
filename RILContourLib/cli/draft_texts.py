"""Parts of drafts in words."""

from __future__ import annotations

from ..annotation.slice_ranges import to_ranges
from ..session.draft_parts import Parts
from ..session.series_draft import SeriesDraft


def parts_text(parts: Parts) -> str:
    """`lung 3-9, 12; quality`."""
    words = []
    for (roi, frame), slices in parts.slices.items():
        if slices:
            ranges = ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in to_ranges(slices))
            words.append(f"{roi} {ranges}{f' of frame {frame}' if frame else ''}")
    fields = sorted({name for _, name in parts.answers})
    return "; ".join([*words, *fields])


def undecided_text(draft: SeriesDraft) -> str:
    """What is undecided of a draft, in one line."""
    return parts_text(draft.undecided) or "nothing was found"

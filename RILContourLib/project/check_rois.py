"""The project file's ``rois``: the template."""

from __future__ import annotations

from .colouring import with_colours
from .roi import COLOUR, LARGEST_VALUE, RADLEX_ID, ROI, ROI_KINDS, Code
from .section import Section
from .unique import Seen

EXAMPLE = "{id: liver, name: Liver, value: 1}"
KEYS = ("id", "name", "radlex", "codes", "value", "color", "kind", "locked")
CODE_KEYS = ("scheme", "value", "meaning")


def check_rois(project: Section) -> tuple[ROI, ...]:
    """The template as far as it can be read; everything wrong is reported."""
    sections = project.sections("rois", EXAMPLE)
    rois = with_colours(_roi(section) for section in sections)
    ids, values, names, colours = Seen("id"), Seen("value"), Seen("name", "warning"), Seen("color", "hint")
    for section, roi in zip(sections, rois, strict=True):
        ids.note(section, "id", roi.id)
        names.note(section, "name", roi.name.casefold())
        colours.note(section, "color", roi.color.casefold())
        if roi.value:
            values.note(section, "value", roi.value)
    _hint_at_powers_of_two(project, rois)
    return rois


def _roi(section: Section) -> ROI:
    kind = section.one_of("kind", ROI_KINDS, "area")
    section.check_keys(KEYS, required=("id", "name", "value") if kind == "area" else ("id", "name"))
    return ROI(
        id=section.identifier("id"),
        name=section.name("name"),
        value=section.integer("value", 0, smallest=1, largest=LARGEST_VALUE),
        color=_colour(section),
        kind=kind,
        radlex=_radlex(section),
        codes=_codes(section),
        locked=section.boolean("locked"),
    )


def _colour(section: Section) -> str:
    """The colour, or an empty text if the file leaves it to the palette."""
    if section.node.get("color") is not None and not section.has("color"):
        section.error(
            "color", f'{section.at("color")} is empty: put the colour in quotes, "#80AE80" (# begins a comment)'
        )
        return ""
    colour = section.text("color")
    if colour and not COLOUR.fullmatch(colour):
        section.error("color", f'{section.at("color")} must be six hexadecimal digits after #, such as "#80AE80"')
        return ""
    return colour


def _radlex(section: Section) -> str | None:
    radlex = section.text("radlex")
    if radlex and not RADLEX_ID.fullmatch(radlex):
        section.error("radlex", f"{section.at('radlex')} must be a RadLex id such as RID1302")
    return radlex or None


def _codes(section: Section) -> tuple[Code, ...]:
    codes = []
    for code in section.sections("codes", '{scheme: SCT, value: "10200004", meaning: Liver}'):
        code.check_keys(CODE_KEYS, required=("scheme", "value"))
        codes.append(Code(code.text("scheme", longest=16), code.text("value", longest=64), code.text("meaning")))
    return tuple(codes)


def _hint_at_powers_of_two(project: Section, rois: tuple[ROI, ...]) -> None:
    areas = [roi for roi in rois if roi.kind == "area" and roi.value]
    exact = all(roi.value & (roi.value - 1) == 0 for roi in areas)
    if project.boolean("one_roi_per_voxel") or len(areas) < 2 or exact:
        return
    message = (
        "the values are not all powers of two, so masks that overlap cannot share one file exactly; "
        "use 1, 2, 4, 8, … or set one_roi_per_voxel: true"
    )
    project.report.add(project.where("rois"), "rois", message, "hint")

"""The `output` and `clean_up` of a model.yaml."""

from __future__ import annotations

from ..project import scalars
from ..project.findings import quoted
from ..project.nodes import ScalarNode
from ..project.section import Section
from . import description as d

KEYS = ("kind", "classes", "layout", "logits", "name", "series_answer")
CLASS_KEYS = ("index", "roi", "field", "answer", "threshold")
EXAMPLE = "{kind: softmax, classes: [{index: 1, roi: right-lung}]}"
CLASS_EXAMPLE = "{index: 1, roi: right-lung}"
MOST_CLASSES = 2_000
LARGEST_VOLUME_ML = 100_000


def check_output(model: Section, task: d.Task) -> d.NetworkOutput:
    """The output as far as it can be read; everything wrong is reported."""
    section = model.section("output", EXAMPLE)
    if section is None:
        return d.NetworkOutput("softmax", ())
    section.check_keys(KEYS, required=("kind", "classes"))
    return d.NetworkOutput(
        kind=section.one_of("kind", d.OUTPUT_KINDS, "softmax"),
        classes=_classes(section, task),
        layout=section.one_of("layout", d.OUTPUT_LAYOUTS, "channels-last"),
        logits=section.boolean("logits"),
        name=section.text("name") or None,
        series_answer=section.one_of("series_answer", d.SERIES_ANSWERS, "mean"),
    )


def check_clean_up(model: Section, output: d.NetworkOutput) -> tuple[d.CleanUp, ...]:
    """The cleaning of ROI, each of which must be one of the output's."""
    known = [each.roi for each in output.classes if each.roi]
    found = []
    for section in model.sections("clean_up", "{roi: right-lung, largest_only: true}"):
        section.check_keys(("roi", "largest_only", "fill_holes", "smallest_ml"), required=("roi",))
        roi = section.text("roi")
        if roi not in known:
            remark = section.report.nearest(roi, known)
            section.error("roi", f"{section.at('roi')} is {quoted(roi)}, which no class of the output is{remark}")
        smallest = section.number("smallest_ml") or 0.0
        if not 0 <= smallest <= LARGEST_VOLUME_ML:
            section.error("smallest_ml", f"{section.at('smallest_ml')} must be between 0 and {LARGEST_VOLUME_ML} mL")
        found.append(d.CleanUp(roi, section.boolean("largest_only"), section.boolean("fill_holes"), float(smallest)))
    return tuple(found)


def _classes(output: Section, task: d.Task) -> tuple[d.OutputClass, ...]:
    sections = output.sections("classes", CLASS_EXAMPLE)
    if not sections:
        output.error("classes", f"{output.at('classes')} must say what at least one class stands for")
    classes = tuple(_class(section, task) for section in sections)
    taken: dict[object, int] = {}
    for section, each in zip(sections, classes, strict=True):
        for key, what in (("index", each.index), ("roi", each.roi)):
            if what is not None and (key, what) in taken:
                section.error(key, f"{section.at(key)} {quoted(str(what))} is there twice")
            taken[key, what] = 1
    return classes


def _class(section: Section, task: d.Task) -> d.OutputClass:
    wanted = ("roi",) if task == "segmentation" else ("field",)
    section.check_keys(CLASS_KEYS, required=("index", *wanted))
    threshold = section.number("threshold")
    if threshold is not None and not 0 < threshold < 1:
        section.error("threshold", f"{section.at('threshold')} must be a probability between 0 and 1")
    for key in ("roi",) if task == "classification" else ("field", "answer"):
        if section.has(key):
            section.error(key, f"{section.at(key)} does not belong to a {task} model")
    return d.OutputClass(
        index=section.integer("index", 0, smallest=0, largest=MOST_CLASSES),
        roi=section.identifier("roi") or None,
        field=section.identifier("field") or None,
        answer=_answer(section),
        threshold=None if threshold is None else float(threshold),
    )


def _answer(section: Section) -> str | bool | None:
    """The answer that the class stands for: a choice, or yes or no; whether the field allows it is seen on running."""
    node = section.where("answer")
    if not section.has("answer") or not isinstance(node, ScalarNode):
        return None
    truth = scalars.as_boolean(node)
    return section.text("answer") if truth is None else truth

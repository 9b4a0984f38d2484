"""The steps of the wizard: what each asks of a model, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..models.description import AS_IN_FILE, THE_IMAGE, OutputClass
from ..models.network_info import NetworkInfo
from .translation import _
from .wizard_document import NOTHING, WizardDocument
from .wizard_fields import WizardField, WizardGroup, WizardStep
from .wizard_intensity import intensity_step
from .wizard_orientations import axis_choices, orientation_choices

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """What the steps are made of. meanings : what an output channel can stand for, in words, and as a class"""

    document: WizardDocument
    network: NetworkInfo | None
    meanings: Mapping[str, tuple[str, OutputClass]]
    companions: tuple[str, ...] = ()

    def field(self, path: str, ask: str, kind: str = "text", **more: object) -> WizardField:
        """A question with what was entered for it."""
        return WizardField(path, ask, kind, self.document.entries.values.get(path), **more)  # type: ignore[arg-type]

    @property
    def told(self) -> bool:
        """Whether the network's file told its shapes."""
        return self.network is not None


def steps_of(asked: Asked) -> tuple[WizardStep, ...]:
    """All steps, in their order, but for the trial at the end."""
    return tuple(make(asked) for make in _STEPS)


def _name(asked: Asked) -> WizardStep:
    words = _(
        "What the model is called here. Another version under the same name takes its place; none is overwritten."
    )
    task = (("segmentation", _("it draws ROI")), ("classification", _("it answers questions")))
    fields = (
        asked.field("name", _("Name"), help=_("Small letters, digits and -: lungs, or knee-mri.")),
        asked.field("title", _("Title, as people read it")),
        asked.field("task", _("What it does"), "choice", choices=task, from_file=asked.told),
        asked.field("notes", _("Notes"), "lines", help=_("What it was trained on, and what it is good for.")),
    )
    return WizardStep("name", _("Name"), words, (WizardGroup(fields=fields),))


def _axes(asked: Asked) -> WizardStep:
    words = _(
        "How the network saw the patient when it was trained. Compare the picture with one of its training images: "
        "the same side up, the same side left."
    )
    kinds = (
        ("slice", _("one slice at a time")),
        ("adjacent", _("a slice with its neighbours")),
        ("patch", _("boxes of the volume")),
        ("volume", _("the whole volume at once")),
    )
    entries = asked.document.entries
    flat = entries.get("input.kind") in ("slice", "adjacent")
    orientation = str(entries.get("input.orientation", AS_IN_FILE))
    fields = [
        asked.field("input.kind", _("It looks at"), "choice", choices=_fitting(kinds, asked), from_file=asked.told),
        asked.field(
            "input.orientation",
            _("Orientation"),
            "choice",
            choices=orientation_choices(),
            help=_(
                "The end of the patient that each axis of the array points to. LPS is usual for DICOM, RAS for NIfTI."
            ),
        ),
    ]
    if flat:
        axes = asked.field("input.axis", _("Slices are"), "choice", choices=axis_choices(orientation))
        fields.append(_with_text(axes))
        fields.append(asked.field("input.transpose", _("Swap rows and columns (mirror along the diagonal)"), "check"))
    return WizardStep("axes", _("Orientation"), words, (WizardGroup(fields=tuple(fields)),), preview=True)


def _size(asked: Asked) -> WizardStep:
    words = _(
        "The voxels that the network takes. Spacing: what images are resampled to before; leave a number open to keep "
        "the image's own. What does not fit is cropped or padded about the middle, or stretched."
    )
    entries = asked.document.entries
    flat = entries.get("input.kind") in ("slice", "adjacent")
    sides = (_("rows"), _("columns")) if flat else ("1", "2", "3")
    fixed = asked.network is not None and all(side is not None for side in asked.network.inputs[0].shape)
    fields = [
        asked.field("input.spacing_mm", _("Spacing"), "numbers", labels=("1", "2", "3"), unit="mm",
                    help=_("Along the three axes of the orientation, in that order.")),
        asked.field("input.size", _("Size"), "numbers", labels=sides, unit=_("voxels"), from_file=fixed,
                    help=_("Leave it open if the network takes any size.")),
    ]  # fmt: skip
    if entries.get("input.kind") != "patch":
        fits = (("crop-or-pad", _("cropped or padded")), ("resize", _("stretched")))
        fields.append(asked.field("input.fit", _("Other sizes are"), "choice", choices=fits))
        fields.append(asked.field("input.multiple_of", _("Without a size, pad sides to a multiple of"), "number"))
    else:
        fields.append(asked.field("input.overlap", _("Boxes overlap by (0 to 0.9)"), "number"))
    pad = _("Beyond the image, the network sees the value")
    fields.append(asked.field("input.pad_value", pad, "number", help=_("The image's smallest value if left open.")))
    return WizardStep("size", _("Size"), words, (WizardGroup(fields=tuple(fields)),), preview=True)


def _channels(asked: Asked) -> WizardStep:
    words = _(
        "What the network sees of each voxel. Companions are other images of the same exam, found by the project's "
        "rules. Neighbouring slices can be channels, too."
    )
    names = ((THE_IMAGE, _("the image itself")), *((each, each) for each in asked.companions))
    known = {value for value, _words in names}
    fields = []
    for number, channel in enumerate(asked.document.channels):
        choices = names if channel in known else (*names, (channel, f"{channel} ({_('not in this project')})"))
        ask = _("Channel {number}").format(number=number + 1)
        fields.append(WizardField(f"input.channels.{number}", ask, "choice", channel, choices=choices))
    actions: list[tuple[str, str]] = [("channel+", _("One channel more"))]
    if len(fields) > 1:
        actions.append(("channel-", _("One channel less")))
    more = []
    if asked.document.entries.get("input.kind") == "adjacent":
        ask = _("Slices seen at once (odd)")
        more.append(asked.field("input.adjacent", ask, "number", from_file=asked.told))
    layouts = (
        ("channels-last", _("last (rows, columns, channels)")),
        ("channels-first", _("first (channels, rows, columns)")),
    )
    more.append(asked.field("input.layout", _("Channels come"), "choice", choices=layouts, from_file=asked.told))
    groups = (WizardGroup(fields=tuple(fields), actions=tuple(actions)), WizardGroup(fields=tuple(more)))
    return WizardStep("channels", _("Channels"), words, groups, preview=True)


def _output(asked: Asked) -> WizardStep:
    words = _(
        "What comes out of the network. Softmax: each voxel is one class only. Sigmoid: each class is decided by "
        "itself. If the network leaves the activation out, its numbers are turned into probabilities here."
    )
    kinds = (("softmax", _("softmax: one class wins")), ("sigmoid", _("sigmoid: each class by itself")))
    layouts = (
        ("channels-last", _("last")),
        ("channels-first", _("first")),
        ("flattened", _("flattened: H·W × classes")),
    )
    fields = [
        asked.field("output.kind", _("Probabilities"), "choice", choices=kinds, from_file=asked.told),
        asked.field("output.logits", _("The network gives logits (no activation at its end)"), "check"),
    ]
    if asked.document.task == "segmentation":
        fields.append(asked.field("output.layout", _("Classes come"), "choice", choices=layouts, from_file=asked.told))
    else:
        answers = (
            ("mean", _("the mean of its slices")),
            ("max", _("the largest probability of a slice")),
            ("majority", _("the majority of its slices")),
            ("any", _("any slice above the threshold")),
        )
        fields.append(asked.field("output.series_answer", _("A series' answer is"), "choice", choices=answers))
    outputs = asked.network.outputs if asked.network else ()
    if len(outputs) > 1:
        names = tuple((each.name, each.name) for each in outputs)
        fields.append(asked.field("output.name", _("Of its outputs, take"), "choice", choices=names))
    return WizardStep("output", _("Output"), words, (WizardGroup(fields=tuple(fields)),))


def _classes(asked: Asked) -> WizardStep:
    words = _(
        "Which number of the output is which ROI or answer. Whoever trained the network knows; if it is wrong, the "
        "trial at the end shows the wrong ROI. Threshold: the probability from which it counts; left open: the most "
        "probable class wins (softmax), or 0.5 (sigmoid)."
    )
    document = asked.document
    choices: Choices = ((NOTHING, _("nothing (background)")), *((key, each[0]) for key, each in asked.meanings.items()))
    known = {value for value, _words in choices}
    groups = []
    for number, meaning in enumerate(document.meanings):
        own = choices if meaning in known else (*choices, (meaning, f"{meaning} ({_('not in this project')})"))
        title = _("Class {number}").format(number=number)
        fields = [WizardField(f"output.classes.{number}", _("stands for"), "choice", meaning, choices=own)]
        if meaning != NOTHING:
            ask = _("Threshold (open, or 0 to 1)")
            fields.append(WizardField(f"output.classes.{number}.threshold", ask, "number", document.thresholds[number]))
        groups.append(WizardGroup(title, tuple(fields)))
    if not asked.told:
        groups.append(WizardGroup(actions=(("class+", _("One class more")), ("class-", _("One class less")))))
    return WizardStep("classes", _("Classes"), words, tuple(groups))


def _clean_up(asked: Asked) -> WizardStep:
    words = _(
        "What is mended in a draft before a person sees it, in this order: holes are filled, small islands go, only "
        "the largest island is kept. Nothing has to be chosen."
    )
    document = asked.document
    groups = []
    for roi in document.rois if document.task == "segmentation" else ():
        held = document.cleaning.get(roi, {})
        names = asked.meanings.get(f"roi:{roi}")
        fields = (
            WizardField(f"clean_up.{roi}.fill_holes", _("Fill holes"), "check", bool(held.get("fill_holes"))),
            WizardField(
                f"clean_up.{roi}.smallest_ml", _("Remove islands below"), "number", held.get("smallest_ml"), unit="mL"
            ),
            WizardField(
                f"clean_up.{roi}.largest_only", _("Keep the largest only"), "check", bool(held.get("largest_only"))
            ),
        )
        groups.append(WizardGroup(names[0] if names else roi, fields))
    if not groups:
        words = _("There is nothing to clean up: the model answers questions, or no class stands for an ROI yet.")
    return WizardStep("clean-up", _("Clean-up"), words, tuple(groups))


def _fitting(kinds: Choices, asked: Asked) -> Choices:
    """The kinds of input that have as many axes as the network takes."""
    if asked.network is None:
        return kinds
    flat = len(asked.network.inputs[0].shape) == 3
    return kinds[:2] if flat else kinds[2:]


def _with_text(asked: WizardField) -> WizardField:
    """A choice between numbers, as the page sends texts."""
    return WizardField(**{**vars(asked), "value": None if asked.value is None else str(asked.value)})


_STEPS: tuple[Callable[[Asked], WizardStep], ...] = (
    *(_name, _axes, _size, _channels, intensity_step, _output, _classes, _clean_up),
)

"""The wizard's step about intensities: a list of what is done to them, each with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..models.intensity_steps import STEP_KINDS
from .translation import _
from .wizard_fields import WizardField, WizardGroup, WizardStep

if TYPE_CHECKING:
    from .wizard_steps import Asked

NEW_STEP: dict[str, dict[str, Any]] = {
    "clip": {"low": -1000, "high": 1000},
    "window": {"center": 40, "width": 400},
    "percentiles": {"low": 1, "high": 99},
}
"""What a step begins with, where it needs numbers."""


def intensity_step(asked: Asked) -> WizardStep:
    """The steps as they follow each other; each can be changed, moved up or taken away."""
    words = _(
        "What was done to the grey values before training, in this order. Ask who trained the network; look whether "
        "the picture and the range of its values are what you expect."
    )
    groups = tuple(_group(number, step) for number, step in enumerate(asked.document.steps))
    add = WizardGroup(actions=(("intensity+", _("Add a step")),))
    return WizardStep("intensity", _("Intensities"), words, (*groups, add), preview=True)


def new_step(kind: str) -> dict[str, Any]:
    """A step of that kind with numbers to begin with."""
    return {"step": kind, **NEW_STEP.get(kind, {})}


def _group(number: int, step: dict[str, Any]) -> WizardGroup:
    here = f"input.intensity.{number}"
    kind = str(step["step"])
    known = STEP_KINDS[kind]
    choices = tuple((each, _NAMES[each]) for each in STEP_KINDS)
    fields = [WizardField(f"{here}.step", _("Step"), "choice", kind, choices=choices, help=_HELP[kind])]
    for key in (*known.required, *known.optional):
        fields.append(WizardField(f"{here}.{key}", _WORDS[key], "number", step.get(key)))
    if kind == "z-score":
        over = (("all", _("all voxels")), ("positive", _("voxels above 0")))
        ask = _("Mean and SD of the image are over")
        fields.append(WizardField(f"{here}.over", ask, "choice", step.get("over", "all"), choices=over))
    if known.scoped:
        scopes = (("image", _("the whole image")), ("input", _("only what the network sees at once")))
        fields.append(
            WizardField(f"{here}.scope", _("It looks at"), "choice", step.get("scope", "image"), choices=scopes)
        )
    if known.ranged:
        labels = (_("from"), _("to"))
        value = step.get("to") or [None, None]
        fields.append(
            WizardField(
                f"{here}.to", _("Onto the range"), "numbers", value, labels=labels, help=_("0 to 1 if left open.")
            )
        )
    actions = [(f"intensity-{number}", _("Remove"))]
    if number:
        actions.append((f"intensity^{number}", _("Earlier")))
    return WizardGroup(_("Step {number}").format(number=number + 1), tuple(fields), tuple(actions))


_NAMES = {
    "clip": _("clip"),
    "window": _("window"),
    "min-max": _("smallest to largest"),
    "percentiles": _("percentiles"),
    "z-score": _("z-score"),
    "scale": _("multiply and add"),
    "equalise": _("histogram equalisation"),
}
_HELP = {
    "clip": _("Values below the low one become it, those above the high one that."),
    "window": _("Radiology's window: its lower end becomes 0, its upper end 1, all else is clipped."),
    "min-max": _("The image's smallest value becomes 0, its largest 1."),
    "percentiles": _("Two percentiles become 0 and 1; what lies beyond is clipped."),
    "z-score": _("Minus the mean, divided by the standard deviation: of the image, or constants."),
    "scale": _("Times a number, plus a number."),
    "equalise": _("Each value becomes the part of voxels that are not larger."),
}
_WORDS = {
    "low": _("Low"),
    "high": _("High"),
    "center": _("Centre"),
    "width": _("Width"),
    "mean": _("Mean (constant)"),
    "sd": _("Standard deviation (constant)"),
    "by": _("Multiply by"),
    "plus": _("Then add"),
    "bins": _("Bins"),
}

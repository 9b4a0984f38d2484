"""What a training is called, in words for people who know no networks."""

from __future__ import annotations

from collections.abc import Iterator

from ..session.project import Project
from ..session.training_kept import KeptTraining
from ..session.training_survey import Survey
from ..training.options import Accept
from ..training.records import Phase, TrainingState, best_of
from .train_state import KeptRow, LeftOutRow, SurveyState, TargetRow, TrainRunState
from .translation import _, plural

MOST_EXAMPLES = 5


def accept_names() -> dict[Accept, str]:
    """Which annotation is taken for true."""
    return {
        "auto": _("approved where there is any, else complete"),
        "approved": _("approved series only"),
        "complete": _("ROI that are complete or absent"),
        "annotated": _("also ROI in progress, slice by slice"),
    }


def phase_names() -> dict[Phase, str]:
    """What is being done."""
    return {
        "waiting": _("Waiting"),
        "preparing": _("Preparing the slices"),
        "starting": _("Starting TensorFlow"),
        "training": _("Learning"),
        "publishing": _("Publishing"),
        "drafting": _("Drafting the next series"),
        "done": _("Done"),
        "stopped": _("Stopped"),
        "failed": _("Failed"),
    }


def survey_state(project: Project, found: Survey) -> SurveyState:
    """Counts, and why other series are not learned from."""
    names = {roi.id: roi.name for roi in project.definitions.rois}
    patients = plural(found.patients, _("1 patient"), _("{count} patients")).format(count=found.patients)
    words = _("{count} series of {patients}").format(count=len(found.series), patients=patients)
    slices = _("{count} slices of which it is known what is on them").format(count=found.slices)
    return SurveyState(
        f"{words}, {slices}.",
        _validation_words(found),
        tuple(each.series for each in found.series),
        tuple(
            TargetRow(
                names.get(target.roi or "", target.name),
                sum(each.marked[n] > 0 for each in found.series),
                sum(each.marked[n] for each in found.series),
            )
            for n, target in enumerate(found.targets)
        ),
        tuple(_left_out(project, found)),
    )


def run_state(state: TrainingState, *, stopping: bool) -> TrainRunState:
    """Of a training that runs, or ran last."""
    done, total = state.done, state.total
    if state.phase == "training":
        done, total = max(state.epoch - 1, 0) * state.batches + state.batch, state.epochs * state.batches
    left = state.seconds_left
    words = phase_names()[state.phase]
    if state.phase == "training" and state.epoch:
        words = _("Learning: epoch {epoch} of {epochs}").format(epoch=state.epoch, epochs=state.epochs)
    elif not state.ended and state.label and total:
        words = f"{words}: {state.label}"
    return TrainRunState(
        state.model,
        state.phase,
        words,
        100 if state.phase == "done" else round(100 * done / total) if total else 0,
        " · ".join(_facts(state)),
        "" if left is None else _about(left),
        state.message,
        state.version or "",
        state.ended,
        stopping and not state.ended,
    )


def kept_row(kept: KeptTraining) -> KeptRow:
    """A training that waits."""
    best = best_of(kept.curves)
    words = _("stopped after epoch {epoch} of {epochs}").format(epoch=len(kept.curves), epochs=kept.epochs)
    if best is not None and best.score is not None:
        words += _(", best score {score}").format(score=f"{best.score:.3f}")
    return KeptRow(kept.model, words, best is not None)


def _facts(state: TrainingState) -> Iterator[str]:
    best = state.best
    if best is not None and best.score is not None:
        told = _("best {measure} {score} in epoch {epoch}")
        yield told.format(measure=state.measure, score=f"{best.score:.3f}", epoch=best.epoch)
    if state.loss is not None:
        yield _("loss {loss}").format(loss=f"{state.loss:.3f}")


def _about(seconds: float) -> str:
    if seconds < 90:
        return _("about {count} s left").format(count=max(1, round(seconds)))
    return _("about {count} min left").format(count=round(seconds / 60))


def _validation_words(found: Survey) -> str:
    named = sum(each.subset == "validation" for each in found.series)
    if named and named < len(found.series):
        return _("{count} of them, the project's validation series, only check what was learned.").format(count=named)
    if found.patients < 2:
        return _(
            "Every fifth slice only checks what was learned: of one patient, that makes it look better than it is."
        )
    return _("Some patients, chosen by chance, only check what was learned.")


def _left_out(project: Project, found: Survey) -> Iterator[LeftOutRow]:
    """One row for each reason; the series that were not even looked at come last."""
    reasons: dict[str, list[str]] = {}
    for each in found.left_out:
        reason = each.reason.removeprefix(f"{each.series}: ")
        reasons.setdefault(reason[:1].upper() + reason[1:], []).append(each.series)
    for reason, series in reasons.items():
        yield LeftOutRow(reason, len(series), tuple(series[:MOST_EXAMPLES]))
    named = {each.series for each in found.series} | {each.series for each in found.left_out}
    others = [name for name in project.names if name not in named]
    tests = [name for name in others if project.subset_of(name) == "test"]
    waiting = [name for name in others if project.subset_of(name) != "test"]
    for words, series in ((_("Kept for testing."), tests), (_("Not annotated yet."), waiting)):
        if series:
            yield LeftOutRow(words, len(series), tuple(series[:MOST_EXAMPLES]))

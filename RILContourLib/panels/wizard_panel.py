"""The wizard: a network from a file becomes a model of the project, step by step and without coding."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import Cancelled, MissingDependency, RILContourError, UsageError
from ..inference.runner import Runner
from ..models.approval import Approvals
from ..models.description import ModelDescription
from ..progress import CancelToken
from ..session.adding_models import check_network, publish_network
from ..session.predicting import check_fits
from .drafts_panel import DraftsPanel
from .messages import sentence_of
from .models_panel import ModelsPanel
from .models_rows import CodeRow
from .observing import Panel, Signal
from .translation import _
from .wizard_document import WizardDocument, meanings_for
from .wizard_edits import acted, entered
from .wizard_fields import WizardStep, with_errors
from .wizard_network import ChosenNetwork, choose_network
from .wizard_preview import Preview, Previewer
from .wizard_steps import Asked, steps_of
from .wizard_trial import TrialResult, TrialState, try_out
from .work import AtOnce, Executor, said_seldom
from .workspace import Workspace

TRIAL = "trial"


@dataclass(frozen=True)
class WizardState:
    """steps : id, title and number of problems of each, `current` the one that is shown, as `step` (the trial has no
    questions). facts : what the network's file tells; code : what in it waits for approval; remark : about the files

    problem : what is wrong though no question is; error : why the file that was chosen cannot be used
    can_publish : all is valid; published : the label, once it is done
    """

    open: bool = False
    steps: tuple[tuple[str, str, int], ...] = ()
    current: str = ""
    step: WizardStep | None = None
    facts: tuple[tuple[str, str], ...] = ()
    code: tuple[CodeRow, ...] = ()
    remark: str = ""
    problem: str = ""
    error: str = ""
    trial: TrialState = TrialState()
    can_publish: bool = False
    published: str = ""
    busy_with: str = ""


class WizardPanel(Panel):
    """Looks at files, prepares pictures and publishes by the models' executor; trials are run by one of their own.

    `preview` is a slice of the open series as the network will see it, or None and `preview_problem` says why;
    `previewed` tells that it is another.
    """

    def __init__(
        self,
        workspace: Workspace,
        models: ModelsPanel,
        drafts: DraftsPanel,
        runner: Callable[[], Runner],
        executor: Executor | None = None,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._models = models
        self._drafts = drafts
        self._runner = runner
        self._executor: Executor = executor or AtOnce()
        self.previewed: Signal[[]] = Signal()
        self.preview: Preview | None = None
        self.preview_problem = ""
        self._previewer = Previewer()
        self._slice: int | None = None
        self._wanted = 0
        self._network: ChosenNetwork | None = None
        self._document: WizardDocument | None = None
        self._model: ModelDescription | None = None
        self._result: TrialResult | None = None
        self._cancel = CancelToken()
        self._state = WizardState()
        self._lock = threading.RLock()
        self._subscriptions.append(workspace.switched.subscribe(self._switched))

    @property
    def state(self) -> WizardState:
        return self._state

    # Beginning and ending

    def begin(self, file: str | Path, architecture: str | Path | None = None) -> None:
        """Look at a network's files and propose what they tell; `architecture` for weights without one."""
        path, more = Path(file).expanduser(), Path(architecture).expanduser() if architecture else None

        def work() -> None:
            definitions = self._workspace.project.definitions
            try:
                network = choose_network(path, more, definitions)
            except MissingDependency as error:
                self._put(error=f"{error} {_('Run can install it, too.')}")
                return
            except (RILContourError, OSError) as error:
                self._put(error=sentence_of(error))
                return
            document = WizardDocument.of(network.proposed, network.outputs)
            known = meanings_for(definitions, document.task)
            document.meanings = [each if each in known else "" for each in document.meanings]
            self._network, self._document, self._slice, self._result = network, document, None, None
            self._state = WizardState(
                open=True, current="name", facts=network.facts, code=network.code, remark=network.remark
            )
            self._look()

        self._do(_("Looking at {file}").format(file=path.name), work)

    def close_wizard(self) -> None:
        """Leave it; what was entered is forgotten, and a trial is shown no more."""
        self._cancel.cancel()
        self._drafts.show_trial(None)
        self._network = self._document = self._model = self._result = None
        self._state = WizardState()
        self.changed.tell()

    # Answering

    def go(self, step: str) -> None:
        """Show a step. UsageError if there is none of that id."""
        if step not in [each[0] for each in self._state.steps]:
            message = f"The wizard has no step {step!r} now."
            raise UsageError(message)
        self._put(current=step)
        self._look()

    def turn(self, by: int) -> None:
        """The next (1) or previous (-1) step."""
        ids = [each[0] for each in self._state.steps]
        if ids:
            at = ids.index(self._state.current) if self._state.current in ids else 0
            self.go(ids[min(max(at + by, 0), len(ids) - 1)])

    def put(self, field: str, value: Any) -> None:
        """Answer a question by its id. UsageError if it is not asked now."""
        self._change(lambda document: entered(document, str(field), value, self._asked(document)))

    def act(self, action: str) -> None:
        """Do what a group offers: add, move or remove an entry. UsageError if it is not offered."""
        self._change(lambda document: acted(document, str(action), self._asked(document)))

    def show_slice(self, number: int) -> None:
        """Show another slice of the preview, counted from 0 as the network does."""
        self._slice = int(number)
        self._preview_soon()

    def approve(self) -> None:
        """This user trusts where the code comes from: the files may run whose sha256 was shown."""

        def work() -> None:
            Approvals().approve_digests(each.sha256 for each in self._state.code)
            self._put(code=tuple(replace(each, approved=True) for each in self._state.code))

        self._do(_("Approving"), work)

    # Trying and publishing

    def try_it(self) -> None:
        """Run it on the open series; its masks are shown as a draft, which is kept nowhere."""
        network, model, opened = self._network, self._model, self._workspace.opened
        if network is None or model is None or opened is None:
            said = _("Open a series first.") if opened is None else _("Mend what is marked in the steps before.")
            self._put(trial=TrialState("failed", error=said))
            return
        self._cancel = cancel = CancelToken()
        self._result = None
        self._put(trial=TrialState("running"))

        def work() -> None:
            try:
                found = try_out(
                    opened.series, network.files, model, self._runner(), progress=said_seldom(self._hear), cancel=cancel
                )
            except Cancelled:
                self._put(trial=TrialState())
            except (RILContourError, OSError, MemoryError) as error:
                self._put(trial=TrialState("failed", error=sentence_of(error)))
            else:
                self._take(found, model)

        self._executor.submit(work)

    def stop_trial(self) -> None:
        self._cancel.cancel()

    def publish(self, *, keep_draft: bool = False) -> None:
        """Publish it as the next version of its name in the project's library, and have Run take it.

        keep_draft : what the trial said becomes a draft of the open series
        """

        def work() -> None:
            network, model, project = self._network, self._model, self._workspace.project
            if network is None or model is None:
                return
            made = publish_network(project, network.files, model, by=project.user)
            if keep_draft and self._result:
                self._result.keep(made.label, made.description)
            self.close_wizard()
            self._put(published=made.label)
            self._models.refresh()
            self._models.use(made.version.name)
            self._drafts.refresh()
            self._workspace.messages.say(_("{label} is published.").format(label=made.label))

        self._do(_("Publishing"), work)

    # What the state is made of

    def _change(self, change: Callable[[WizardDocument], object]) -> None:
        with self._lock:
            if self._document is None:
                return
            change(self._document)
            self._result = None
            self._cancel.cancel()
            self._put(trial=TrialState())
            self._drafts.show_trial(None)
            self._look()

    def _look(self) -> None:
        """Check what was entered, and show the step with what is wrong at its questions."""
        document, network = self._document, self._network
        if document is None or network is None:
            return
        asked = self._asked(document)
        model, errors = document.check({key: each[1] for key, each in asked.meanings.items()})
        steps = [with_errors(step, errors) for step in steps_of(asked)]
        problem = "" if model is None else self._problem(model)
        self._model = None if problem else model
        counts = [(step.id, step.title, _problems(step)) for step in steps]
        placed = sum(count for _id, _title, count in counts)
        if errors and not placed:
            problem = next(iter(errors.values()))
        current = next((step for step in steps if step.id == self._state.current), None)
        self._put(
            steps=(*counts, (TRIAL, _("Trial"), 0)),
            step=current,
            problem=problem,
            can_publish=self._model is not None,
        )
        if current is not None and current.preview:
            self._preview_soon(model)

    def _problem(self, model: ModelDescription) -> str:
        """Why a valid description does not fit the network, or the project."""
        try:
            check_network(model, self._network.info if self._network else None)
            check_fits(self._workspace.project.definitions, model)
        except RILContourError as error:
            return str(error)
        return ""

    def _asked(self, document: WizardDocument) -> Asked:
        definitions = self._workspace.project.definitions
        info = self._network.info if self._network else None
        companions = tuple(each.id for each in definitions.companions)
        return Asked(document, info, meanings_for(definitions, document.task), companions)

    def _switched(self) -> None:
        self._slice, self._result = None, None
        if self._state.open:
            self._put(trial=TrialState())
            self._look()

    def _preview_soon(self, model: ModelDescription | None = None) -> None:
        """By the executor, of what was asked for last only."""
        wanted = self._wanted = self._wanted + 1
        shown = model or self._model

        def work() -> None:
            opened = self._workspace.opened
            if wanted != self._wanted or not self._state.open:
                return
            found, problem = None, ""
            try:
                if opened is None:
                    problem = _("Open a series to see a slice of it as the network will see it.")
                elif shown is None:
                    problem = _("There is a picture once what is marked is mended.")
                else:
                    found = self._previewer.preview(opened.series, shown, 0, self._slice)
            except (RILContourError, OSError, MemoryError) as error:
                problem = sentence_of(error)
            self.preview, self.preview_problem = found, problem
            self.previewed.tell()

        self._models.executor.submit(work)

    def _hear(self, done: int, total: int | None, label: str) -> None:
        percent = round(100 * done / total) if total else 0
        self._put(trial=TrialState("running", percent, label))

    def _take(self, found: TrialResult, model: ModelDescription) -> None:
        opened = self._workspace.opened
        if model is not self._model or opened is None or opened.series is not found.series:
            return  # something was changed meanwhile
        self._result = found
        self._drafts.show_trial(found.masks())
        self._put(trial=TrialState("done", 100, rows=found.rows(opened.definitions)))

    def _do(self, what: str, work: Callable[[], object]) -> None:
        def done() -> None:
            self._put(busy_with=what, error="", published="")
            try:
                work()
            except (RILContourError, OSError) as error:
                self._put(error=sentence_of(error))
            finally:
                self._put(busy_with="")

        self._models.executor.submit(done)

    def _put(self, **changes: object) -> None:
        with self._lock:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self.changed.tell()


def _problems(step: WizardStep) -> int:
    return sum(bool(field.error) for group in step.groups for field in group.fields)

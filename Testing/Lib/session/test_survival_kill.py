"""Sessions killed at random moments: whatever a call that returned did is there again, and at most one call more."""

import random
import time

import pytest
from survival_model import Model, State, acts
from survival_study import digest_of, keep_to, make_study
from survival_worker import Worker, edit_at_random

SERIES = 10
SESSIONS_EACH = 20
ACTS = 30


@pytest.fixture
def study(tmp_path, monkeypatch):
    keep_to(tmp_path, monkeypatch)
    return make_study(tmp_path / "study", [f"{number}.nii.gz" for number in range(SERIES)])


def live_and_die(study, series, seed, chance):
    """One session, killed somewhere between its start and a moment after its end; what it said."""
    worker = Worker(edit_at_random, study.folder, series, seed, ACTS)
    heard = []
    try:
        for _ in range(chance.randrange(-6, ACTS + 3)):
            heard.append(worker.hear())
        time.sleep(chance.uniform(0, 0.004 if heard else 0.06))  # opening and recovering take longer than an act
    except EOFError:  # it had come to its end
        pass
    return heard + worker.kill()


def states_of(seed, opened):
    """What a session's acts make of the state it opened with, step by step, from before the first to after the last."""
    model = Model(opened)
    return [opened, *(model.do(act) for _, act in zip(range(ACTS), acts(seed), strict=False))]


def one_after_another(study, series, chance):
    """Sessions on one series, each killed; what it may say afterwards, and how many were killed between two acts."""
    possible = [State()]  # with and without the call that was under way
    killed_while_editing = 0
    for _ in range(SESSIONS_EACH):
        seed = chance.randrange(1 << 32)
        said = live_and_die(study, series, seed, chance)
        if not said:
            continue  # killed before it had opened the series: nothing is known, and nothing may have changed
        opened = {state.digest: state for state in possible}.get(said[0])
        assert opened, f"{series} was found with something else than what was acknowledged before"
        acknowledged = said[1:-1] if said[-1] == "closed" else said[1:]
        assert acknowledged == list(range(len(acknowledged)))
        possible = states_of(seed, opened)[len(acknowledged) : len(acknowledged) + 2]
        killed_while_editing += 0 < len(acknowledged) < ACTS
    return possible, killed_while_editing


def test_every_edit_that_was_acknowledged_is_back_after_kill_9_at_200_random_moments(study):
    chance = random.Random(20)
    killed_while_editing = 0
    for name in study.names:
        possible, killed = one_after_another(study, name, chance)
        killed_while_editing += killed
        with study[name].edit() as session:
            assert digest_of(session.annotation) in {state.digest for state in possible}
            assert session.lease.refused == ()
        history = study[name].history
        assert [version.number for version in history] == list(range(1, len(history) + 1))
        assert all(study[name].read(version.number).problems == () for version in history)
    assert killed_while_editing > SERIES * SESSIONS_EACH / 2, "the moments were not random"
    assert not list(study.folder.rglob("refused-*"))

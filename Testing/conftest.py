"""Settings for all tests."""

import signal

import pytest
from hypothesis import settings

# The same examples on every machine and every run: what fails, fails for everybody.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

# Started in the background, as by a build server, or by nohup, tests would hand "Ctrl-C is ignored" and "a closed
# terminal is ignored" down to the programs that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Each takes longer than many others together: begun last, one core would wait for it.
BEGUN_FIRST = (
    "test_survival_kill.py",
    "test_survival_damage.py",
    "test_commands_in_processes.py",
    "test_tutorial.py",
    "test_training_runs.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest before all others, which stay in their order."""
    items.sort(key=lambda item: item.path.name not in BEGUN_FIRST)

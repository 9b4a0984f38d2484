"""Settings for all tests."""

import signal

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

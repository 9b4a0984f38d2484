"""The command `rilcontour`: reads the command line, runs the command, turns errors into a sentence and an exit code."""

from __future__ import annotations

import io
import os
import signal
import sys
import traceback
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from ..errors import Cancelled, RILContourError
from .command import Command
from .commands import COMMANDS, GROUPS
from .context import Context
from .entry import KEPT, STOPPED
from .interrupts import in_main_thread, interrupts_put_off
from .log_lines import log_to_standard_error
from .output import Output
from .parser import make_parser
from .remedies import with_options

READER_GONE = 141  # 128 + SIGPIPE


def main(arguments: Sequence[str] | None = None, commands: Sequence[Command] = COMMANDS) -> int:
    """Run a command; `arguments` are those of the process unless given.

    Returns the exit code: 0 done, 1 findings or a refused operation, 2 usage, 130 stopped with Ctrl-C.
    """
    _open_missing_streams()
    try:
        with interrupts_put_off():
            parsed = make_parser(commands, GROUPS).parse_args(arguments)
        log_to_standard_error(parsed.debug)
        with _streams_that_print_everything(), _one_sentence_for_bugs(parsed.debug):
            return _run(parsed, Context(Output(as_json=parsed.json)))
    except KeyboardInterrupt:  # before the command began, or while the first Ctrl-C was answered
        Output().note(KEPT)
        return STOPPED
    finally:
        if arguments is None and in_main_thread():  # nothing is left to do in this process that could be stopped
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run(parsed: Namespace, context: Context) -> int:
    command: Command = parsed.command
    try:
        with context.progress:
            code = command.run(parsed, context)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except (RILContourError, OSError) as error:
        if parsed.debug:
            traceback.print_exc()
        context.output.note(_sentence(error))
        return STOPPED if isinstance(error, Cancelled) else getattr(error, "exit_code", 1)
    except MemoryError as error:
        context.output.note(f"This computer has too little memory for that ({str(error) or 'nothing is left'}).")
        return 1
    except KeyboardInterrupt:
        context.output.note(KEPT)
        return STOPPED
    return code


def _open_missing_streams() -> None:
    """A process that was started without an output or error stream (`>&-`, a service) writes to nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (for as long as we run)


def _sentence(error: RILContourError | OSError) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {error.strerror}. Check the name, the permissions and the free space."
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: check the current folder, and that there is room where the output goes."
    return with_options(str(error), error.remedies if isinstance(error, RILContourError) else ())


@contextmanager
def _streams_that_print_everything() -> Iterator[None]:
    """File names may hold characters that the terminal's encoding lacks: print them as escapes, do not fail."""
    streams = [stream for stream in (sys.stdout, sys.stderr) if isinstance(stream, io.TextIOWrapper)]
    before = [stream.errors for stream in streams]
    for stream in streams:
        stream.reconfigure(errors="backslashreplace")
    try:
        yield
    finally:
        for stream, errors in zip(streams, before, strict=True):
            stream.reconfigure(errors=errors)


@contextmanager
def _one_sentence_for_bugs(debug: bool) -> Iterator[None]:
    """An error that nobody foresaw ends the process with a sentence; its traceback is shown with --debug."""

    def say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if debug:
            sys.__excepthook__(kind, error, trace)
            return
        message = f"this should not have happened ({kind.__name__}: {error}); run it again with --debug and report it."
        Output().note(message)

    before, sys.excepthook = sys.excepthook, say
    yield
    sys.excepthook = before  # not reached by such an error: the interpreter calls the hook after all else

"""The command line's frame: exit codes, errors as a sentence, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from RILContourLib import __version__
from RILContourLib.cli.command import Command
from RILContourLib.cli.context import Context
from RILContourLib.cli.main import main
from RILContourLib.errors import CorruptStore, UnknownSeries

ROOT = Path(__file__).resolve().parents[3]


def report_and_return(code: int) -> Command:
    def run(arguments: Namespace, context: Context) -> int:
        context.output.report({"code": code}, [f"the code is {code}"])
        return code

    return Command(("report",), "report a code", run)


def raising(error: BaseException) -> Command:
    def run(arguments: Namespace, context: Context) -> int:
        raise error

    return Command(("raise",), "raise an error", run)


def run_in_a_process(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("code", [0, 1])
def test_the_exit_code_is_what_the_command_returns(code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report"], [report_and_return(code)]) == code
    assert capsys.readouterr().out == f"the code is {code}\n"


@pytest.mark.parametrize("arguments", [["report", "--json"], ["--json", "report"]])
def test_json_may_be_asked_for_before_or_after_the_command(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(arguments, [report_and_return(0)])
    assert json.loads(capsys.readouterr().out) == {"code": 0}


@pytest.mark.parametrize(("error", "code"), [(CorruptStore("a is damaged"), 1), (UnknownSeries("no b"), 2)])
def test_an_error_is_one_line_on_standard_error_and_its_exit_code(
    error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["raise"], [raising(error)]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"rilcontour: {error}\n"


def test_an_error_of_the_system_names_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["raise"], [raising(PermissionError(13, "Permission denied", "/data/scan.nii"))]) == 1
    assert capsys.readouterr().err.startswith("rilcontour: /data/scan.nii: Permission denied.")


def test_a_traceback_is_shown_with_debug_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["raise", "--debug"], [raising(UnknownSeries("no b"))]) == 2
    shown = capsys.readouterr().err
    assert "Traceback" in shown
    assert shown.endswith("rilcontour: no b\n")


def test_an_error_message_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    main(["raise"], [raising(CorruptStore("scan\x1b[2J\nall is well"))])
    assert capsys.readouterr().err == "rilcontour: scan\\x1b[2J\\nall is well\n"


def test_an_error_that_nobody_foresaw_is_one_line_without_debug_and_a_traceback_with_it() -> None:
    code = (
        "import sys; from RILContourLib.cli.main import main; from RILContourLib.cli.command import Command\n"
        "sys.exit(main(sys.argv[1:], [Command(('divide',), '', lambda a, c: 1 // 0)]))"
    )
    short = run_in_a_process(code, "divide")
    assert short.returncode == 1
    assert short.stderr.count("\n") == 1
    assert "ZeroDivisionError" in short.stderr
    assert "Traceback" in run_in_a_process(code, "divide", "--debug").stderr


@pytest.mark.parametrize("arguments", [[], ["unknown"], ["report", "--unknown"], ["report", "--js"]])
def test_a_command_line_that_cannot_be_understood_is_exit_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments, [report_and_return(0)])
    assert stopped.value.code == 2


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert capsys.readouterr().out == f"rilcontour {__version__}\n"


def test_ctrl_c_is_exit_code_130_with_a_sentence_on_what_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["raise"], [raising(KeyboardInterrupt())]) == 130
    assert "is kept" in capsys.readouterr().err


WORKING = """
import sys, time
from RILContourLib.cli.main import main
from RILContourLib.cli.command import Command
def run(arguments, context):
    with context.stoppable() as token:
        for step in range(1000):
            print(step, flush=True)
            time.sleep(0.02)
            {check}
    return 0
sys.exit(main(["work"], [Command(("work",), "", run)]))
"""


def start_working(check: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WORKING.format(check=check)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "0\n"
    return process


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console, this test's process included")
def test_the_first_ctrl_c_lets_the_step_in_hand_finish() -> None:
    process = start_working("token.check()")
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error.splitlines() == [
        "rilcontour: Stopping after this step; press Ctrl-C again to stop at once.",
        "rilcontour: Stopped on request; what was finished before is kept.",
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console, this test's process included")
def test_the_second_ctrl_c_stops_at_once_what_does_not_listen() -> None:
    process = start_working("pass")
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    assert "press Ctrl-C again" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "is kept" in error


@pytest.mark.skipif(os.name == "nt", reason="pipes end differently on Windows")
def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    script = f"{sys.executable} -m RILContourLib.cli terms --limit 500 | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] in ("0", "141")


def test_a_name_that_the_terminal_cannot_show_is_printed_as_an_escape() -> None:
    code = (
        "import sys; from RILContourLib.cli.main import main; from RILContourLib.cli.command import Command\n"
        "show = lambda a, c: c.output.report({'name': 'L\\u00fcge'}, ['L\\u00fcge \\udcff']) or 0\n"
        "sys.exit(main(sys.argv[1:], [Command(('show',), '', show)]))"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-c", code, "show"], cwd=ROOT, env=environment, capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout.splitlines()) == (0, [b"L\\xfcge \\udcff"])


SHOW = (
    "import sys; from RILContourLib.cli.main import main; from RILContourLib.cli.command import Command\n"
    "show = lambda a, c: c.progress(1, 1, '') or c.output.report({'name': 'L\\u00fcge \\U0001f642 \\udcff'}, []) or 0\n"
    "sys.exit(main(sys.argv[1:], [Command(('show',), '', show)]))"
)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8", "UTF8"])
def test_json_is_json_in_whatever_encoding_the_terminal_has(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-c", SHOW, "show", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True, timeout=60)
    assert json.loads(done.stdout.decode(encoding)) == {"name": "Lüge \U0001f642 \udcff"}


@pytest.mark.skipif(os.name == "nt", reason="the shell's way to close streams")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_a_process_without_streams_does_its_work(closed: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f'"$0" -c "$1" show --json {closed}', sys.executable, SHOW], cwd=ROOT, timeout=60
    )
    assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_the_output_is_one_sentence() -> None:
    command = ["bash", "-c", '"$0" -c "$1" show --json >/dev/full', sys.executable, SHOW]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert done.stderr == (
        "rilcontour: No space left on device: check the current folder, and that there is room where the output goes.\n"
    )


def test_too_little_memory_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    def work(arguments: Namespace, context: Context) -> int:
        raise MemoryError

    assert main(["work"], [Command(("work",), "", work)]) == 1
    assert capsys.readouterr().err == "rilcontour: This computer has too little memory for that (nothing is left).\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console, this test's process included")
def test_ctrl_c_while_a_command_is_being_loaded_is_heard_when_it_is_loaded() -> None:
    code = (
        "import os, signal, sys\n"
        "from RILContourLib.cli.main import main\n"
        "from RILContourLib.cli.command import Command\n"
        "def load(parser): os.kill(os.getpid(), signal.SIGINT); print('loaded', flush=True)\n"
        "sys.argv[1:] = ['work']\n"
        "sys.exit(main(None, [Command(('work',), '', lambda a, c: print('never'), load)]))"
    )
    done = run_in_a_process(code)
    assert (done.returncode, done.stdout) == (130, "loaded\n")
    assert done.stderr.count("\n") == 1 and "Stopped" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="shells of Windows have no such jobs")
def test_what_a_shell_runs_in_the_background_does_not_hear_ctrl_c() -> None:
    code = (
        "import os, signal, sys\n"
        "from RILContourLib.cli.main import main\n"
        "from RILContourLib.cli.command import Command\n"
        "def run(arguments, context):\n"
        "    with context.stoppable() as token:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        print(token.cancelled, flush=True)\n"
        "    return 0\n"
        "sys.exit(main(['work'], [Command(('work',), '', run)]))"
    )
    script = 'trap "" INT; exec "$0" -c "$1"'
    done = subprocess.run(
        ["bash", "-c", script, sys.executable, code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "False\n", "")

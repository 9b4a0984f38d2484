"""The two ways to run a model, with the same results; and what becomes of a job whose child process ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from small_networks import GEOMETRY, SHAPE, a_bright_blob, published, thresholding

from RILContourLib.errors import Cancelled, ModelError
from RILContourLib.inference.child_runner import ChildRunner
from RILContourLib.inference.job import Job
from RILContourLib.inference.runner import Runner, ThreadRunner
from RILContourLib.inference.tensorflow_import import import_keras
from RILContourLib.models.description import NetworkInput
from RILContourLib.models.library import Library
from RILContourLib.models.version import ModelVersion
from RILContourLib.progress import CancelToken


def job_of(version: ModelVersion, image: np.ndarray | None = None) -> Job:
    return Job(version.folder, version.number, (a_bright_blob() if image is None else image,), GEOMETRY)


@pytest.fixture(scope="module")
def child() -> Iterator[ChildRunner]:
    """One for all tests: a child that ended is replaced."""
    runner = ChildRunner()
    yield runner
    runner.close()


@pytest.fixture
def bright(library: Library, tmp_path: Path) -> ModelVersion:
    return published(library, thresholding(), tmp_path)


@pytest.fixture
def slow(library: Library, tmp_path: Path) -> ModelVersion:
    """A model that takes minutes for one slice, and some 200 MB."""
    keras = import_keras()
    image = keras.Input((512, 512, 1))
    found = keras.layers.Conv2D(64, 1)(image)
    again = keras.layers.Conv2D(64, 7, padding="same")
    for _ in range(60):
        found = again(found)
    model = keras.Model(image, keras.layers.Conv2D(2, 1, activation="softmax")(found))
    return published(library, model, tmp_path, given=NetworkInput("slice", size=(512, 512)))


def test_a_worker_thread_and_a_child_process_say_the_same_to_the_bit(child: ChildRunner, bright: ModelVersion) -> None:
    thread = ThreadRunner()
    noise = np.random.default_rng(5).random(SHAPE, np.float32)
    first, second = (runner.submit(job_of(bright, noise)).result() for runner in (thread, child))
    np.testing.assert_array_equal(first.masks["bright"].to_array(), noise > 0.5)
    assert first.masks["bright"].same_as(second.masks["bright"])
    assert first.confidence["bright"].mean == second.confidence["bright"].mean
    np.testing.assert_array_equal(first.confidence["bright"].by_slice, second.confidence["bright"].by_slice)
    thread.close()


def test_a_child_stays_warm_and_tells_how_far_it_is(child: ChildRunner, bright: ModelVersion) -> None:
    heard: list[tuple[int, int | None, str]] = []
    child.submit(job_of(bright)).result()
    process = child.process_id
    child.submit(job_of(bright), progress=lambda *said: heard.append(said)).result()
    assert child.process_id == process
    assert heard[-1] == (5, 5, "Bright")


def test_errors_of_a_child_are_the_same_as_those_of_a_thread(child: ChildRunner, bright: ModelVersion) -> None:
    (bright.folder / "bright.keras").write_bytes(b"something else")
    thread: Runner = ThreadRunner()
    said = []
    for runner in (thread, child):
        with pytest.raises(ModelError, match="not the file that was published") as error:
            runner.submit(job_of(ModelVersion(bright.folder, 1))).result()
        said.append(type(error.value))
    assert said == [ModelError, ModelError]
    thread.close()


def test_a_killed_child_is_one_sentence_and_the_next_job_has_another(
    child: ChildRunner, slow: ModelVersion, tmp_path: Path
) -> None:
    started = threading.Event()
    running = child.submit(job_of(slow), progress=lambda done, total, label: started.set() if total else None)
    assert started.wait(120)
    assert child.process_id is not None
    os.kill(child.process_id, signal.SIGKILL)
    with pytest.raises(ModelError, match=r"bright@1 ended \(signal SIGKILL\).*nothing was drafted"):
        running.result(60)
    other = published(Library(tmp_path / "others"), thresholding(), tmp_path)
    assert child.submit(job_of(other)).result().masks["bright"].count == 6 * 3 * 3


def test_a_child_is_stopped_within_a_call_of_the_network(child: ChildRunner, slow: ModelVersion) -> None:
    started, cancel = threading.Event(), CancelToken()
    running = child.submit(
        job_of(slow), progress=lambda done, total, label: started.set() if total else None, cancel=cancel
    )
    assert started.wait(120)
    cancel.cancel()
    with pytest.raises(Cancelled):
        running.result(60)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_memory_that_does_not_suffice_ends_the_child_at_worst(slow: ModelVersion, tmp_path: Path) -> None:
    runner = ChildRunner(memory_limit_bytes=1_500_000_000)
    with pytest.raises(ModelError, match="Memory does not suffice|ended"):
        runner.submit(job_of(slow, np.zeros((512, 512, 16), np.float32))).result(120)
    runner.close()


def test_a_child_ends_with_its_parent(bright: ModelVersion, tmp_path: Path) -> None:
    import subprocess
    import time

    script = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
from small_networks import GEOMETRY, a_bright_blob
from RILContourLib.inference.child_runner import ChildRunner
from RILContourLib.inference.job import Job
from pathlib import Path
runner = ChildRunner()
runner.submit(Job(Path({str(bright.folder)!r}), 1, (a_bright_blob(),), GEOMETRY)).result()
print(runner.process_id, flush=True)
sys.stdin.read()
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child_id = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    for _ in range(300):
        if not Path(f"/proc/{child_id}").exists() and not _is_alive(child_id):
            break
        time.sleep(0.1)
    assert not _is_alive(child_id)


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{process_id}/stat")
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")

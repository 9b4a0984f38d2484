"""JSON files of exports: readable by people, equal for machines."""

from __future__ import annotations

import json
import threading

from hypothesis import given
from hypothesis import strategies as st

from RILContourLib.exchange.report import ExportReport, json_bytes

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(PLAIN)
def test_any_value_is_read_back(value):
    assert json.loads(json_bytes(value)) == value


def test_lists_of_numbers_stand_on_one_line_and_text_is_left_alone():
    written = json_bytes({"shape": [1, 2, 3], "affine": [[1.0, -2e-9], [0, 3]], "text": "[\n 1,\n 2\n]"}).decode()
    assert '"shape": [1, 2, 3]' in written
    assert "  [1.0, -2e-09],\n  [0, 3]\n" in written
    assert json.loads(written)["text"] == "[\n 1,\n 2\n]"


def test_exports_that_end_at_once_in_one_folder_each_have_their_report(tmp_path):
    start, errors = threading.Barrier(8), []

    def write():
        report = ExportReport("masks", tmp_path, "study-1", "digest")
        start.wait()
        try:
            report.write(overwrite=False)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is shown)
            errors.append(error)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert {path.name for path in tmp_path.iterdir()} == {"export.json", *(f"export-{n}.json" for n in range(2, 9))}

"""Why a version was made is said in words, not in the store's."""

from __future__ import annotations

from dataclasses import replace

from RILContourLib.panels.history import VersionRow
from RILContourLib.panels.version_words import why_of

SAVED = VersionRow(3, "ana", "2026-01-02T03:04:05Z", "save", "", "ward-7", None, None)


def test_the_reason_is_followed_by_what_somebody_wrote():
    assert why_of(SAVED) == "saved on request"
    assert why_of(replace(SAVED, message="second look")) == "saved on request: second look"


def test_what_was_brought_back_or_recovered_is_named():
    assert why_of(replace(SAVED, reason="restore", restored=2)) == "brought version 2 back"
    assert why_of(replace(SAVED, reason="recover", recovered_from="ben")).startswith("recovered edits of ben")


def test_a_reason_that_is_not_known_is_said_as_it_is():
    assert why_of(replace(SAVED, reason="merged by a script")) == "merged by a script"

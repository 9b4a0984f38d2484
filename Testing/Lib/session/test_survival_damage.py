"""Files of a sidecar cut, altered, lost: the last good version opens, the damage is named, nothing is deleted."""

import random

import pytest
from survival_damage import VERSIONS, make_full_study, use_in_every_way
from survival_study import SCAN, digest_of, keep_to

from RILContourLib.errors import CorruptStore
from RILContourLib.session.verifying import verify

CUTS, FLIPS = 1, 2  # of each file; more find more, and take longer


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("damage")
        keep_to(folder, patch)
        yield make_full_study(folder / "study")


def damages_of(content, chance):
    """What may become of a file: cut at every n-th byte, a bit altered here and there, longer, empty."""
    step = max(len(content) // CUTS, 1)
    for length in range(chance.randrange(step), len(content), step):
        yield content[:length]
    for _ in range(FLIPS):
        altered = bytearray(content)
        altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
        yield bytes(altered)
    yield content + b"more"


def test_a_sidecar_with_any_file_damaged_opens_or_is_refused_and_loses_nothing(full, tmp_path):
    chance = random.Random(6)
    for file in full.files():
        for damaged in damages_of((full.project.folder / file).read_bytes(), chance):
            with full.copied(tmp_path / "copy") as study:
                (study.folder / file).write_bytes(damaged)
                use_in_every_way(study, full.states)


def test_a_sidecar_with_any_file_lost_opens_or_is_refused(full, tmp_path):
    for file in full.files():
        with full.copied(tmp_path / "copy") as study:
            (study.folder / file).unlink()
            use_in_every_way(study, full.states)


def entries(study):
    return sorted((study.folder / f"{SCAN}.ril").rglob("log/*.json"))


def test_a_damaged_newest_version_gives_way_to_the_last_good_one(full, tmp_path):
    with full.copied(tmp_path / "copy") as study:
        before = digest_of(study[SCAN].read(VERSIONS - 1).annotation)
        newest = [path for path in entries(study) if '"op":"commit"' in path.read_text()][-1]
        newest.write_bytes(newest.read_bytes()[:-40])
        snapshot = study[SCAN].read()
        assert digest_of(snapshot.annotation) == before
        assert any(newest.name in problem for problem in snapshot.problems)
        with pytest.raises(CorruptStore, match=f"{newest.name}.*newest version that is whole"):
            study[SCAN].edit()
        assert newest.name in [found.path.name for found in verify(study) if found.severity == "error"]


def test_the_readable_start_of_a_damaged_journal_is_recovered_and_the_rest_is_told(full, tmp_path):
    with full.copied(tmp_path / "copy") as study:
        journal = next(path for path in study.folder.rglob("journal-*") if b"in no version" in path.read_bytes())
        content = bytearray(journal.read_bytes())
        content[content.index(b'"lock"') + 2] ^= 1  # in the second of three edits
        journal.write_bytes(content)
        with study[SCAN].edit() as session:
            assert session.lease.recovered.edits == 1
            assert journal.name in session.lease.recovered.problem
            assert session["liver"].mask[8].all()
        assert journal.read_bytes() == content
        assert journal.name in [found.path.name for found in verify(study) if found.severity == "error"]

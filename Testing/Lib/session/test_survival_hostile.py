"""Sidecars that somebody who may write there filled with care: forged entries and edits, bombs, links and pipes."""

import contextlib
import copy
import gzip
import hashlib
import json
import random
import struct
import zlib

import pytest
from survival_damage import make_full_study, use_in_every_way
from survival_study import SCAN, keep_to, sidecar_of
from survival_worker import Worker, live_on_little_memory

from RILContourLib import Project
from RILContourLib.session.verifying import verify
from RILContourLib.store.entry import seal, unseal
from RILContourLib.store.journal_format import encode_header, encode_record, read_journal

FORGERIES = 24
SPARE_BYTES = 512 << 20
# What a forger may put in the place of any value.
ODD_VALUES = [
    *(None, True, -1, 0, 2**63, -(10**30), 1.5, 1e308, "", "../../x", "\0", "a" * 3000, "0000", "hacked"),
    *([], {}, [[]], [None], [1, 2, 3], {"a": 1}, [[0, 10**9]] * 3, [[-5, 3], [0, 0], [0, 0]], [[5, 3]] * 3),
]
MISSING = object()


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("hostile")
        keep_to(folder, patch)
        yield make_full_study(folder / "study")


def places_in(value, place=()):
    """Where values are in JSON."""
    if place:
        yield place
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield from places_in(part, (*place, key))


def forged(value, chance):
    """The same JSON with one value changed or missing."""
    value = copy.deepcopy(value)
    *way, last = chance.choice(list(places_in(value)))
    holder = value
    for key in way:
        holder = holder[key]
    odd = chance.choice([*ODD_VALUES, *[MISSING] * 8])
    if odd is MISSING:
        del holder[last]
    else:
        holder[last] = copy.deepcopy(odd)
    return value


def entries(study):
    return sorted((study.folder / f"{SCAN}.ril").rglob("log/*.json"))


def reseal(path, change):
    """Change an entry, with a right digest, and let those after it name it as it is now."""
    paths = [each for each in sorted(path.parent.glob("*.json")) if each >= path]
    previous = None
    for each in paths:
        data = unseal(each.read_bytes())
        data = change(data) if each == path else data | {"previous": previous}
        with contextlib.suppress(UnicodeEncodeError):
            each.write_bytes(seal(data))
        previous = hashlib.sha256(each.read_bytes()).hexdigest()


@pytest.mark.parametrize("seed", range(3))
def test_forged_entries_with_right_digests_are_refused_or_do_no_harm(full, tmp_path, seed):
    chance = random.Random(seed)
    for _ in range(FORGERIES // 3):
        with full.copied(tmp_path / "copy") as study:
            if chance.random() < 0.4:
                for last in entries(study)[-2:]:  # as if no session had been killed
                    last.unlink()
            reseal(chance.choice(entries(study)[-5:]), lambda data: forged(data, chance))
            use_in_every_way(study)


@pytest.mark.parametrize("seed", range(2))
def test_forged_edits_with_right_checksums_are_not_replayed_or_do_no_harm(full, tmp_path, seed):
    chance = random.Random(seed)
    for _ in range(FORGERIES // 2):
        with full.copied(tmp_path / "copy") as study:
            (journal,) = (path for path in study.folder.rglob("journal-*") if b"in no version" in path.read_bytes())
            content = read_journal(journal)
            target = chance.choice(content.records)
            length, bits = struct.unpack_from("<II", target.payload)
            text = json.dumps(forged(json.loads(target.payload[8 : 8 + length]), chance)).encode()
            payload = struct.pack("<II", len(text), bits) + text + target.payload[8 + length :]
            records = [(each.sequence, payload if each is target else each.payload) for each in content.records]
            journal.write_bytes(encode_header(content.about) + b"".join(encode_record(*each) for each in records))
            use_in_every_way(study)
            assert Project.open(study.folder)[SCAN].read().problems == (), "a forged edit spoiled a version"


def use_on_little_memory(pipe, folder):
    """The life of a process that does all that can be done with a series, and says what `verify` finds."""
    live_on_little_memory(SPARE_BYTES)
    study = Project.open(folder)
    use_in_every_way(study)
    pipe.send([str(finding) for finding in verify(study) if finding.severity == "error"])


def recover_on_little_memory(pipe, folder):
    """The life of a process that recovers edits, and says what kept it from recovering all."""
    live_on_little_memory(SPARE_BYTES)
    with Project.open(folder)[SCAN].edit() as session:
        pipe.send(session.lease.recovered.problem)


def said_by(life, study):
    with Worker(life, study.folder) as process:
        said = process.hear()
        process.join()
    return said


def reference(path):
    """What a version says of a mask."""
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def put_in_place_of_a_mask(study, content):
    """Another file as a mask of the newest version, which says that this is what it should be."""
    newest = [path for path in entries(study) if '"op":"commit"' in path.read_text()][-1]
    described = unseal(newest.read_bytes())["rois"]["spleen"]["masks"][0]
    path = sidecar_of(study) / "masks" / f"{described['blob']}.mask"
    path.write_bytes(content)

    def name_it(data):
        data["rois"]["spleen"]["masks"][0] |= reference(path)
        return data

    reseal(newest, name_it)


def test_a_mask_that_unfolds_to_more_than_the_image_has_is_damage(full, tmp_path):
    with full.copied(tmp_path / "copy") as study:
        mask = next(sidecar_of(study).glob("masks/*")).read_bytes()
        put_in_place_of_a_mask(study, mask + gzip.compress(bytes(1 << 24)) * 64)  # 1 GiB
        assert any("more voxels than" in said for said in said_by(use_on_little_memory, study))


def test_a_mask_whose_header_claims_a_gigantic_image_is_damage(full, tmp_path):
    with full.copied(tmp_path / "copy") as study:
        header = bytearray(gzip.decompress(next(sidecar_of(study).glob("masks/*")).read_bytes()))
        struct.pack_into("<8h", header, 40, 3, 30000, 30000, 30000, 1, 1, 1, 1)
        put_in_place_of_a_mask(study, gzip.compress(header))
        assert any("asks for 27000000000000 voxels" in said for said in said_by(use_on_little_memory, study))


def test_an_edit_that_unfolds_to_more_than_the_image_has_is_not_replayed(full, tmp_path):
    with full.copied(tmp_path / "copy") as study:
        (journal,) = (path for path in study.folder.rglob("journal-*") if b"in no version" in path.read_bytes())
        content = read_journal(journal)
        first = content.records[0]
        length, _ = struct.unpack_from("<II", first.payload)
        text = json.loads(first.payload[8 : 8 + length])
        size = 1 << 30
        text["changes"][0]["bits"] = size // 2
        packer = zlib.compressobj(1)
        bomb = b"".join([*(packer.compress(bytes(1 << 24)) for _ in range(size >> 24)), packer.flush()])
        encoded = json.dumps(text).encode()
        payload = struct.pack("<II", len(encoded), size) + encoded + bomb
        journal.write_bytes(encode_header(content.about) + encode_record(first.sequence, payload))
        assert "cannot be replayed" in said_by(recover_on_little_memory, study)

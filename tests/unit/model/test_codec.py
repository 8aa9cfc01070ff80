"""Snapshots as JSON: what is written is read back; what is not ours is refused in one sentence."""

from __future__ import annotations

import json

import jsonschema
import pytest

from parity.errors import SnapshotError
from parity.model.codec import decode, decode_seen, encode, encode_seen, tag_of, value_types
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.edits import VariableReader, VariableReaders, VariableUse
from parity.model.facts import Fact, Gap
from parity.model.hardware import CpuCount
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.schema import snapshot_schema
from parity.model.snapshot import Snapshot
from tests.support.samples import SAMPLES

SNAPSHOT = Snapshot.of(
    Origin(scheme="archive", reference="dev.tar", digest="sha256:ab"),
    [
        Fact(
            Key(Domain.DISTRIBUTION, "numpy"),
            Distribution(
                version="1.26.4",
                location="lib/python3.11/site-packages",
                layout="dist-info",
                files=(FileSet(kind=FileClass.PYTHON, digest="ab", count=2, size=10),),
            ),
        ),
        Fact(Key(Domain.HARDWARE, "cpu-count"), CpuCount(visible=8, quota=1.5)),
        Gap(domain=Domain.CODE, reason="no working directory", inherent=True),
    ],
)


def test_what_is_written_is_read_back() -> None:
    assert decode(encode(SNAPSHOT), "x") == SNAPSHOT


def test_every_type_comes_back_as_it_was() -> None:
    facts = [Fact(Key(Domain.CODE, str(number)), sample) for number, sample in enumerate(SAMPLES)]
    everything = Snapshot.of(SNAPSHOT.origin, [*facts, *SNAPSHOT.gaps])
    # The representation also tells an enumeration's member from its text, which compare as equal.
    assert repr(decode(encode(everything), "x")) == repr(everything)


def test_bytes_do_not_depend_on_the_order_in_which_facts_were_seen() -> None:
    shuffled = Snapshot.of(SNAPSHOT.origin, [*SNAPSHOT.gaps, *reversed(SNAPSHOT.facts)])
    assert encode(shuffled) == encode(SNAPSHOT)


def test_what_is_written_obeys_the_published_schema() -> None:
    jsonschema.Draft202012Validator(snapshot_schema()).validate(json.loads(encode(SNAPSHOT)))


def test_an_undecodable_name_survives() -> None:
    odd = Snapshot.of(SNAPSHOT.origin, [Gap(domain=Domain.CODE, reason="unreadable", subject="caf\udce9.py")])
    assert decode(encode(odd), "x") == odd


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a parity snapshot"),
        (b'{"schema": 1}', "not a parity snapshot"),
        (b'{"schema": 99, "origin": {}}', "upgrade envparity"),
        (encode(SNAPSHOT).replace(b'"1.26.4"', b"126"), "expected str"),
        (encode(SNAPSHOT).replace(b'"count": 2', b'"count": "2"'), "expected int"),
        (encode(SNAPSHOT).replace(b'"visible"', b'"visibel"'), "'visible' is missing"),
        (encode(SNAPSHOT).replace(b'"visible"', b'"threads": 2, "visible"'), "unknown field threads"),
        (encode(SNAPSHOT).replace(b'"domain": "hardware"', b'"domain": "weather"'), "weather"),
        (encode(SNAPSHOT).replace(b'"type": "cpu-count"', b'"type": "cpu"'), "cpu"),
        (encode(SNAPSHOT).replace(b'"type": "cpu-count"', b'"type": 5'), "facts[1]"),
        (encode(SNAPSHOT).replace(b'"layout"', b'"tags": "abc", "layout"'), "tags"),
        (encode(SNAPSHOT).replace(b"true", b'"yes"'), "expected bool"),
    ],
)  # fmt: skip
def test_what_is_not_a_snapshot_is_refused_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(SnapshotError) as caught:
        decode(data, "some.json")
    message = str(caught.value)
    assert says in message
    assert "'some.json'" in message
    assert "\n" not in message


def test_every_value_type_has_a_tag_of_its_own() -> None:
    tags = [tag_of(cls) for cls in value_types()]
    assert len(set(tags)) == len(tags) > 25
    assert "shared-library" in tags


def test_a_snapshot_of_schema_1_is_read() -> None:
    written = encode(SNAPSHOT).replace(b'"schema": 2', b'"schema": 1')
    assert b'"schema": 1' in written
    loaded = decode(written, "x")
    assert loaded == SNAPSHOT
    assert isinstance(numpy := loaded.find(Domain.DISTRIBUTION, "numpy"), Distribution)
    assert numpy.record is None


def test_what_was_seen_inside_keeps_its_kinds_through_the_cache() -> None:
    reader = VariableReader(variable="X", owner="", path="serve.py", line=1, use=VariableUse.IMPORT)
    seen = decode_seen(encode_seen(VariableReaders(found=(reader,))), VariableReaders)
    assert seen is not None
    assert seen.found[0].use is VariableUse.IMPORT

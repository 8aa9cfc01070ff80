"""Whatever an artifact's bytes are, looking at them ends, says what it is, and imports nothing."""

from __future__ import annotations

import io
import pickle
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from parity.parsers.artifact_file import look_inside
from parity.parsers.file_kind import ARTIFACTS
from parity.parsers.pickle_stream import parse_pickle

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures/artifacts").glob("*-*"))
formats = st.sampled_from(sorted(set(ARTIFACTS.values())))


@given(formats, st.binary(max_size=300))
def test_any_bytes_of_any_name(named: str, data: bytes) -> None:
    assert look_inside(named, io.BytesIO(data)).format


@given(st.sampled_from(FIXTURES), st.data())
@settings(max_examples=400)
def test_a_real_file_with_bytes_overwritten(path: Path, data: st.DataObject) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        new = data.draw(st.binary(min_size=1, max_size=8))
        content[at : at + len(new)] = new
    named = ARTIFACTS.get(path.suffix, "binary")
    before = set(sys.modules)
    assert look_inside(named, io.BytesIO(bytes(content))).format
    assert set(sys.modules) - before <= {"zipfile._path", "encodings.cp437", "ctypes"}


objects = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.binary(max_size=8),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(max_size=4), inner, max_size=4),
        st.tuples(inner, inner),
        st.frozensets(st.integers(), max_size=3),
    ),
    max_leaves=20,
)


@given(objects, st.integers(0, pickle.HIGHEST_PROTOCOL))
def test_every_pickle_is_read_to_its_end(value: object, protocol: int) -> None:
    found = parse_pickle(pickle.dumps({"_sklearn_version": "1.2.2", "value": value, "kind": complex}, protocol))
    assert found.problem is None
    assert found.producers == (("scikit-learn", "1.2.2"),)
    assert {"builtins", "__builtin__"} & set(found.modules)

"""Whatever the bytes: parsers of system files answer, or raise their own error."""

from __future__ import annotations

import io
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from parity.parsers import rpm_bdb, rpm_ndb
from parity.parsers.apk import parse_installed
from parity.parsers.dpkg import parse_status
from parity.parsers.ldconfig import parse_ld_so_cache, parse_ld_so_conf, parse_path_list
from parity.parsers.locale_archive import index_size, parse_locale_archive
from parity.parsers.os_release import parse_os_release
from parity.parsers.rpm_header import parse_header
from parity.parsers.soname import highest_versions, library_name
from parity.parsers.tzdata import rule_of_tzif, version_of_zi
from tests.support.fixtures import system

TOTAL: list[Callable[[bytes], object]] = [
    lambda data: list(parse_status(data)),
    lambda data: list(parse_installed(data)),
    parse_ld_so_conf,
    parse_path_list,
    parse_os_release,
    rule_of_tzif,
    version_of_zi,
]
# Each with a real file to damage; all of them raise subclasses of ValueError of their own, and nothing else.
PARTIAL: list[tuple[bytes, Callable[[bytes], object]]] = [
    (system("ld.so.cache-bookworm-blas"), parse_ld_so_cache),
    (system("locale-archive-de-en.head"), lambda data: (index_size(data), parse_locale_archive(data))),
    (system("rpmdb-2-packages.ndb"), lambda data: [*map(parse_header, rpm_ndb.header_blobs(io.BytesIO(data)))]),
    (system("rpmdb-2-packages.bdb"), lambda data: [*map(parse_header, rpm_bdb.header_blobs(io.BytesIO(data)))]),
]


@given(st.binary(max_size=2000))
def test_texts_are_always_read(data: bytes) -> None:
    for parse in TOTAL:
        parse(data)


@given(
    st.sampled_from(PARTIAL),
    st.lists(st.tuples(st.integers(0, 1 << 16), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6),
)
def test_damaged_databases(case: tuple[bytes, Callable[[bytes], object]], changes: list[tuple[int, bytes]]) -> None:
    sample, parse = case
    data = bytearray(sample)
    for place, value in changes:
        start = place % len(data)
        data[start : start + len(value)] = value
    try:
        parse(bytes(data))
    except ValueError as error:
        assert type(error).__module__.startswith("parity.parsers."), repr(error)


@given(st.text(max_size=60))
def test_only_names_with_a_hash_are_changed(name: str) -> None:
    if "-" not in name:
        assert library_name(name).canonical == name
    assert set(highest_versions({name})) <= {name}

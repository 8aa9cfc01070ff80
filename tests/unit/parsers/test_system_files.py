"""Files that tell what an operating system is, and where its loader looks."""

from __future__ import annotations

import pytest

from parity.parsers.apk import parse_installed
from parity.parsers.dpkg import package_of_list, parse_status, shared_objects_of_list, shared_objects_of_md5sums
from parity.parsers.ldconfig import CacheError, ConfLine, parse_ld_so_cache, parse_ld_so_conf, parse_path_list
from parity.parsers.locale_archive import LocaleArchiveError, index_size, parse_locale_archive
from parity.parsers.os_release import parse_os_release
from parity.parsers.tzdata import canonical_zone, rule_of_tzif, version_of_package, version_of_zi, zone_of_path
from tests.support.fixtures import system


def test_os_release() -> None:
    text = b'ID=debian\nVERSION_ID="12"\n# no\nNAME=\'a "b"\'\nBROKEN="x\n=\nEMPTY=\n \xff=1\n'
    found = parse_os_release(text)
    assert (found["ID"], found["VERSION_ID"], found["NAME"], found["EMPTY"]) == ("debian", "12", 'a "b"', "")
    assert "BROKEN" not in found


def test_dpkg_status() -> None:
    found = {package.name: package for package in parse_status(system("dpkg-status-bookworm-5-installed"))}
    assert sorted(found) == ["dpkg", "libc6", "libopenblas0-pthread", "tzdata", "zlib1g"]
    assert found["zlib1g"].version == "1:1.2.13.dfsg-1"
    assert (found["zlib1g"].source, found["zlib1g"].architecture) == ("zlib", "amd64")
    assert found["dpkg"].source is None


def test_distroless_stanzas_have_no_status() -> None:
    stanza = b"Package: libc6\nVersion: 2.36-9\nArchitecture: amd64\n"
    assert list(parse_status(stanza)) == []
    assert [package.name for package in parse_status(stanza, assume_installed=True)] == ["libc6"]


def test_dpkg_file_lists() -> None:
    assert package_of_list("zlib1g:amd64.list") == "zlib1g"
    assert package_of_list("zlib1g.md5sums") is None
    text = b"/.\n/lib\n/lib/x86_64-linux-gnu/libz.so.1.2.13\n/usr/share/doc/zlib1g\n"
    assert list(shared_objects_of_list(text)) == ["/lib/x86_64-linux-gnu/libz.so.1.2.13"]
    sums = b"0123456789abcdef0123456789abcdef  usr/lib/x86_64-linux-gnu/libz.so.1\n"
    assert list(shared_objects_of_md5sums(sums)) == ["/usr/lib/x86_64-linux-gnu/libz.so.1"]


def test_apk_installed() -> None:
    musl, ssl, zlib = parse_installed(system("apk-installed-alpine314-3-packages"))
    assert (musl.name, musl.version, musl.architecture, musl.origin) == ("musl", "1.2.2-r3", "armv7", None)
    assert (ssl.name, ssl.origin) == ("libssl1.1", "openssl")
    assert ssl.shared_objects == ("/lib/libssl.so.1.1", "/usr/lib/libssl.so.1.1")
    assert zlib.version == "1.2.11-r3"


def test_ld_so_conf() -> None:
    text = b"include ld.so.conf.d/*.conf\n/usr/local/lib # mine\n/a/ /b:/c=libc6\nhwcap 1 x\nrelative\n"
    assert parse_ld_so_conf(text) == (
        ConfLine("ld.so.conf.d/*.conf", True),
        ConfLine("/usr/local/lib", False),
        ConfLine("/a", False),
        ConfLine("/b", False),
        ConfLine("/c", False),
    )


def test_ld_so_cache() -> None:
    data = system("ld.so.cache-bookworm-blas")
    found = parse_ld_so_cache(data)
    assert found["libblas.so.3"] == ("/lib/x86_64-linux-gnu/libblas.so.3",)
    assert "libc.so.6" in found
    # The format before glibc 2.32: the old table in front of the new one.
    old = b"ld.so-1.7.0\0" + (0).to_bytes(4, "little")
    assert parse_ld_so_cache(old + data) == found


def test_damaged_ld_so_cache() -> None:
    data = system("ld.so.cache-bookworm-blas")
    for size in (0, 10, 47, 60, len(data) // 2):
        with pytest.raises(CacheError):
            parse_ld_so_cache(data[:size])
    with pytest.raises(CacheError):
        parse_ld_so_cache(data[:20] + b"\xff\xff\xff\xff" + data[24:])


def test_path_lists() -> None:
    assert parse_path_list(b"/lib:/usr/lib\n/opt \x00ignored") == ("/lib", "/usr/lib", "/opt")
    assert parse_path_list(b"") == ()


def test_locale_archive() -> None:
    data = system("locale-archive-de-en.head")
    assert index_size(data[:56]) == len(data)
    assert parse_locale_archive(data) == ("de_DE.utf8", "en_US.utf8")


def test_damaged_locale_archive() -> None:
    data = system("locale-archive-de-en.head")
    for broken in (b"", data[:55], b"\0" * 56, data[:200], data[:16] + b"\xff\xff\xff\xff" + data[20:]):
        with pytest.raises(LocaleArchiveError):
            parse_locale_archive(broken)


def test_time_zones() -> None:
    assert version_of_zi(b"# version 2024a\n# This zic input") == "2024a"
    assert version_of_zi(b"Z Africa/Abidjan") is None
    assert version_of_package("2024a-0+deb12u1") == "2024a"
    assert version_of_package("1:8") is None
    assert zone_of_path("/usr/share/zoneinfo/Europe/Berlin") == "Europe/Berlin"
    assert zone_of_path("../usr/share/zoneinfo/Etc/UTC") == "UTC"
    assert zone_of_path("/etc/localtime") is None
    assert canonical_zone("Zulu") == "UTC"
    assert rule_of_tzif(b"TZif2" + bytes(60) + b"\nCET-1CEST,M3.5.0,M10.5.0/3\n") == "CET-1CEST,M3.5.0,M10.5.0/3"
    assert rule_of_tzif(b"TZif\0" + bytes(60)) is None
    assert rule_of_tzif(b"") is None

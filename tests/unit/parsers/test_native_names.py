"""Names of libraries: canonical, versioned, of a family."""

from __future__ import annotations

import pytest

from parity.parsers.native_families import (
    Family,
    carried_families,
    family_of,
    family_of_distribution,
    family_of_package,
    family_of_project,
    names_of,
)
from parity.parsers.native_version import has_inscription, musl_version, read_inscription
from parity.parsers.soname import highest_versions, is_shared_object, is_tagged_extension, library_name


@pytest.mark.parametrize(
    ("name", "canonical", "stem", "version"),
    [
        ("libopenblas64_p-r0-0cf96a72.3.23.dev.so", "libopenblas64_p.so", "libopenblas64_p", "0.3.23.dev"),
        ("libscipy_openblas-6cdc3b4a.so", "libscipy_openblas.so", "libscipy_openblas", None),
        ("libgfortran-040039e1.so.5.0.0", "libgfortran.so.5", "libgfortran", "5.0.0"),
        ("libgfortran-040039e1-0352e75f.so.5.0.0", "libgfortran.so.5", "libgfortran", "5.0.0"),
        ("libssl-28bef1ac.so.1.1", "libssl.so.1", "libssl", "1.1"),
        ("libgomp.so.1", "libgomp.so.1", "libgomp", None),
        ("libz.so.1.2.13", "libz.so.1.2.13", "libz", "1.2.13"),
        ("libglib-2.0.so.0", "libglib-2.0.so.0", "libglib-2.0", None),
        ("libdb-5.3.so", "libdb-5.3.so", "libdb", "5.3"),
        ("libnvrtc-builtins.so.12.1", "libnvrtc-builtins.so.12.1", "libnvrtc-builtins", "12.1"),
        ("lib_lightgbm.so", "lib_lightgbm.so", "lib_lightgbm", None),
    ],
)
def test_library_name(name: str, canonical: str, stem: str, version: str | None) -> None:
    found = library_name(name)
    assert (found.canonical, found.stem, found.version) == (canonical, stem, version)


def test_what_is_a_shared_object_and_what_an_extension_module() -> None:
    assert is_shared_object("libz.so.1.2.13")
    assert is_shared_object("x.so")
    assert not is_shared_object("config.sorted")
    assert not is_shared_object("v0.7.1.some-named-index.parquet")
    assert is_tagged_extension("_ssl.cpython-311-x86_64-linux-gnu.so")
    assert is_tagged_extension("_rust.abi3.so")
    assert is_tagged_extension("_cffi.pypy39-pp73-x86_64-linux-gnu.so")
    assert not is_tagged_extension("libfoo.so")


def test_highest_versions() -> None:
    versions = {"GLIBC_2.2.5", "GLIBC_2.14", "GLIBC_2.4", "GLIBC_PRIVATE", "GLIBC_ABI_DT_RELR", "CXXABI_1.3.9"}
    assert highest_versions(versions) == ("CXXABI_1.3.9", "GLIBC_2.14", "GLIBC_ABI_DT_RELR")
    assert highest_versions({"A_" + "9" * 50, "A_1"}) == ("A_1", "A_" + "9" * 50)
    assert highest_versions(set()) == ()


@pytest.mark.parametrize(
    ("stem", "family"),
    [
        ("libopenblas64_p", Family("blas", "openblas")),
        ("libscipy_openblas64_", Family("blas", "openblas")),
        ("libmkl_core", Family("blas", "mkl")),
        ("libgomp", Family("openmp", "gnu")),
        ("libiomp5", Family("openmp", "intel")),
        ("libomp", Family("openmp", "llvm")),
        ("libcudnn_ops_infer", Family("cuda", "cudnn")),
        ("libtcmalloc_minimal", Family("malloc", "tcmalloc")),
        ("libstdc++", Family("cxx-runtime", "gnu")),
        ("libc", Family("libc", "glibc")),
        ("libc.musl-x86_64", Family("libc", "musl")),
        ("libcrypto", Family("crypto", "openssl")),
        ("libturbojpeg", Family("codec-image", "jpeg")),
        ("libavcodec", Family("codec-media", "ffmpeg")),
        ("libz", Family("compression", "zlib")),
        ("libzmq", Family("messaging", "zmq")),
        ("libwhatever", None),
    ],
)
def test_family(stem: str, family: Family | None) -> None:
    assert family_of(stem) == family


def test_an_interface_belongs_to_whoever_is_behind_it() -> None:
    lib = "/usr/lib/x86_64-linux-gnu"
    assert family_of("libblas", f"{lib}/blas/libblas.so.3.11.0") == Family("blas", "reference")
    assert family_of("libblas", f"{lib}/openblas-pthread/libblas.so.3") == Family("blas", "openblas")
    assert family_of("liblapack", f"{lib}/atlas/liblapack.so.3") == Family("lapack", "atlas")
    assert family_of("libblas", f"{lib}/libblas.so.3", ("libopenblasp.so.0",)) == Family("blas", "openblas")
    assert family_of("libblas", "/opt/conda/lib/libblas.so.3", ("libmkl_rt.so.2",)) == Family("blas", "mkl")


@pytest.mark.parametrize(
    ("provider", "text", "version", "maker"),
    [
        ("openblas", b"OpenBLAS 0.3.23.dev  USE64BITINT DYNAMIC_ARCH NO", "0.3.23.dev", None),
        ("zlib", b" deflate 1.2.13 Copyright 1995-2022", "1.2.13", None),
        ("zlib", b"\x001.3.1.zlib-ng\x00", "1.3.1.zlib-ng", "zlib-ng"),
        ("jpeg", b"libjpeg-turbo version 3.2.0 (build 20261016)", "3.2.0", "jpeg-turbo"),
        ("jpeg", b"\x008d  15-Jan-2012\x00Copyright (C) 2012, Thomas G. Lane, Guido Vollbeding\x00", "8d", "ijg"),
        ("openssl", b"OpenSSL 3.0.22 25 Aug 2026", "3.0.22", None),
        ("openssl", b"OpenSSL 1.1.1w  11 Sep 2023", "1.1.1w", None),
        ("openssl", b"LibreSSL 3.8.2\x00", "3.8.2", "libressl"),
        ("sqlite", b"\x003.40.1\x00", "3.40.1", None),
        ("glibc", b"GNU C Library (Debian GLIBC 2.36-9+deb12u14) stable release version 2.36.\n", "2.36", None),
        ("mkl", b"\x00Product\x0020240605\x00Intel(R) oneAPI Math Kernel Library Version \x00", "20240605", None),
        ("png", b"nothing of the kind", None, None),
    ],
)
def test_inscriptions(provider: str, text: bytes, version: str | None, maker: str | None) -> None:
    found = read_inscription([b"\x00" * 64, b"..." + text + b"..."], provider)
    assert (found.version, found.provider) == (version, maker)


def test_who_writes_about_itself() -> None:
    assert has_inscription("glibc", "libc")
    assert not has_inscription("glibc", "libpthread")
    assert not has_inscription("ffmpeg", "libavcodec")
    assert carried_families("libtorch_cpu") == ("mkl", "openblas")
    assert musl_version([b"\x00127.0.0.1\x00", b"x\x001.2.3\x00y"]) == "1.2.3"
    assert musl_version([b"none"]) is None


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("OpenJPEG", ("codec-image", "openjpeg")),
        ("libjpeg / libjpeg-turbo", ("codec-image", "jpeg-turbo")),
        ("openblas", ("blas", "openblas")),
        ("libpng", ("codec-image", "png")),
        ("Little CMS 2", None),
        ("", None),
    ],
)
def test_families_by_what_projects_are_called(name: str, family: tuple[str, str] | None) -> None:
    found = family_of_project(name)
    assert (None if found is None else (found.name, found.provider)) == family


@pytest.mark.parametrize(
    ("package", "family"),
    [
        ("nvidia-cublas-cu12", ("cuda", "cublas")),
        ("nvidia-cuda-runtime-cu12", ("cuda", "cudart")),
        ("nvidia-cufft", ("cuda", "cufft")),
        ("nvidia-nvjitlink-cu12", ("cuda", "nvjitlink")),
        ("mkl", ("blas", "mkl")),
        ("intel-openmp", ("openmp", "intel")),
        ("nvidia-ml-py", None),
        ("nvidia-dali-cuda120", None),
        ("numpy", None),
    ],
)
def test_packages_that_are_a_library(package: str, family: tuple[str, str] | None) -> None:
    found = family_of_distribution(package)
    assert (found and (found.name, found.provider)) == family


@pytest.mark.parametrize(
    ("package", "family"),
    [
        ("libtiff6", Family("codec-image", "tiff")),
        ("libpng16-16t64", Family("codec-image", "png")),
        ("libvips42t64", Family("image-processing", "vips")),
        ("libmagickcore-6.q16-6", Family("image-processing", "imagemagick")),
        ("ImageMagick-libs", Family("image-processing", "imagemagick")),
        ("libcublas-12-1", Family("cuda", "cublas")),
        ("cuda-cudart-12-1", Family("cuda", "cudart")),
        ("libcudnn9-cuda-12", Family("cuda", "cudnn")),
        ("libboost-filesystem1.74.0", Family("support", "boost")),
        ("coinor-libcbc3", Family("solver", "cbc")),
        ("libdav1d6", Family("codec-normative", "dav1d")),
        ("libglpk40", Family("solver", "glpk")),
        ("libxgboost0", Family("boosting", "xgboost")),
        ("libavro23", Family("serialization", "avro")),
        ("zstd-libs", Family("compression", "zstd")),
        ("libstdcxx-ng", Family("cxx-runtime", "gnu")),
        ("xz-libs", Family("compression", "xz")),
        ("libzmq5:i386", Family("messaging", "zmq")),
        ("libtiff-dev", None),
        ("make", None),
        ("db", None),
    ],
)
def test_the_family_of_a_package(package: str, family: Family | None) -> None:
    assert family_of_package(package) == family


def test_the_plain_names_of_a_family() -> None:
    assert names_of(Family("crypto", "openssl")) == ("ssl", "crypto")
    assert names_of(Family("text-layout", "pango"))[0] == "pango-1.0"

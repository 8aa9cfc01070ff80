"""Which kind of library a shared object is, and whose: a table over library names.

Names are those the projects themselves install (their build files), and those that wheels and distributions give
them: MacPython/openblas-libs (libopenblas64_, libscipy_openblas), Debian's alternatives (libblas.so.3 is any of them),
NVIDIA's CUDA redistributables, Intel's oneAPI.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Family:
    """What a library does ("blas", "openmp", ...), and which implementation of it this is ("openblas", "gnu",
    ...)."""

    name: str
    provider: str


# family -> provider -> names without "lib" and ".so", as a regular expression that must match whole.
_TABLE: dict[str, dict[str, str]] = {
    "blas": {
        "openblas": r"(?:scipy_)?openblas\w*|openblas\w*-\w+",
        "mkl": r"mkl_\w+",
        "blis": r"blis(?:-mt|-st)?|aocl_blis\w*",
        "atlas": r"[st]atlas|atlas|ptf?cblas|ptf77blas|f77blas",
        "flexiblas": r"flexiblas\w*",
        "armpl": r"armpl\w*",
        "essl": r"essl\w*",
        "nvblas": r"nvblas",
        "gsl": r"gslcblas",
        "nvpl": r"nvpl_(?:blas|lapack)\w*",
        "reference": r"blas(?:64)?|cblas|refblas",
    },
    "lapack": {"reference": r"lapacke?(?:64)?|tmglib", "atlas": r"lapack_atlas"},
    "openmp": {"gnu": r"gomp", "intel": r"iomp5|iompstubs5", "llvm": r"omp|omp5"},
    "cuda": {
        "cudart": r"cudart", "cublas": r"cublas(?:Lt)?", "cudnn": r"cudnn\w*", "cufft": r"cufftw?",
        "curand": r"curand", "cusolver": r"cusolver(?:Mg)?", "cusparse": r"cusparse(?:Lt)?", "nccl": r"nccl",
        "nvrtc": r"nvrtc(?:-builtins)?", "nvjitlink": r"nvJitLink", "cupti": r"cupti", "nvtx": r"nvToolsExt",
        "cufile": r"cufile(?:_rdma)?", "nvshmem": r"nvshmem\w*", "tensorrt": r"nvinfer\w*|nvonnxparser",
        "npp": r"npp\w+", "nvjpeg": r"nvjpeg", "driver": r"cuda|nvidia-ml|nvidia-ptxjitcompiler",
    },
    "rocm": {
        "hip": r"amdhip64|hiprtc\w*", "rocblas": r"rocblas|hipblas(?:lt)?", "miopen": r"MIOpen", "rccl": r"rccl",
        "rocfft": r"rocfft|hipfft", "hsa": r"hsa-runtime64",
    },
    "malloc": {
        "jemalloc": r"jemalloc", "tcmalloc": r"tcmalloc\w*", "mimalloc": r"mimalloc\S*", "tbbmalloc": r"tbbmalloc\w*",
        "hoard": r"hoard", "snmalloc": r"snmallocshim\S*", "rpmalloc": r"rpmalloc\w*",
    },
    "libc": {
        "glibc": r"c|pthread|dl|rt|resolv|util|anl|nsl|ld-linux\S*|ld64|BrokenLocale|thread_db|c_malloc_debug",
        "musl": r"c\.musl-\w+|ld-musl-\w+",
    },
    "libm": {"libc": r"m|mvec", "intel": r"imf|svml|intlc", "amd": r"alm|amdlibm", "sleef": r"sleef\w*"},
    "cxx-runtime": {"gnu": r"stdc\+\+", "llvm": r"c\+\+|c\+\+abi"},
    "compiler-runtime": {"gnu": r"gcc_s|atomic|quadmath", "llvm": r"unwind"},
    "fortran-runtime": {
        "gnu": r"gfortran", "intel": r"if(?:core|coremt|port|portmt)", "llvm": r"flang(?:rti)?|FortranRuntime",
    },
    "crypto": {
        "openssl": r"ssl|crypto", "gnutls": r"gnutls", "nss": r"nss3|nssutil3|freebl3|softokn3", "gcrypt": r"gcrypt",
        "mbedtls": r"mbed(?:tls|crypto|x509)", "sodium": r"sodium", "nettle": r"nettle|hogweed",
    },
    "unicode": {"icu": r"icu(?:data|i18n|io|lx|test|tu|uc)", "unistring": r"unistring", "iconv": r"iconv|charset"},
    "compression": {
        "zlib": r"z|minizip", "zlib-ng": r"z-ng", "zstd": r"zstd", "lz4": r"lz4",
        "bzip2": r"bz2(?:\.so\.1\.0)?", "xz": r"lzma",
        "brotli": r"brotli(?:common|dec|enc)", "snappy": r"snappy", "deflate": r"deflate", "blosc": r"blosc2?",
        "isa-l": r"isal", "zopfli": r"zopfli", "lzfse": r"lzfse",
    },
    "codec-image": {
        "jpeg": r"jpeg|turbojpeg", "png": r"png\d*", "tiff": r"tiff(?:xx)?", "webp": r"webp\w*|sharpyuv",
        "openjpeg": r"openjp2|openjpeg", "openjph": r"openjph", "avif": r"avif", "heif": r"heif",
        "jxl": r"jxl\w*", "gif": r"gif",
        "jpegxr": r"jpegxr|jxrglue", "charls": r"charls(?:-\w+)?", "lcms": r"lcms2?", "jasper": r"jasper",
        "openexr": r"OpenEXR\w*(?:-\S+)?|Imath(?:-\S+)?", "lerc": r"Lerc", "uhdr": r"uhdr",
    },
    "codec-media": {
        "ffmpeg": r"av(?:codec|device|filter|format|util|resample)|sw(?:scale|resample)|postproc",
        "sndfile": r"sndfile\w*",
        "x264": r"x264", "x265": r"x265", "vpx": r"vpx", "aom": r"aom", "dav1d": r"dav1d",
        "svt-av1": r"SvtAv1(?:Enc|Dec)",
        "openh264": r"openh264", "opus": r"opus(?:file|enc)?", "lame": r"mp3lame", "mpg123": r"mpg123",
        "flac": r"FLAC",
        "vorbis": r"vorbis(?:enc|file)?|ogg", "samplerate": r"samplerate", "soxr": r"soxr", "sox": r"sox",
        "gstreamer": r"gstreamer-\S+",
    },
    "text-layout": {
        "freetype": r"freetype", "harfbuzz": r"harfbuzz(?:-\w+)?", "fontconfig": r"fontconfig", "raqm": r"raqm",
        "fribidi": r"fribidi", "pango": r"pango\w*-[\d.]+|pango\w*", "cairo": r"cairo(?:-\w+)?",
    },
    "file-types": {"magic": r"magic"},
    "regex": {
        "pcre2": r"pcre2-\w+", "pcre": r"pcre(?:cpp|posix)?", "re2": r"re2", "onig": r"onig",
        "hyperscan": r"hs(?:_runtime)?",
    },
    "database": {
        "sqlite": r"sqlite3", "postgresql": r"pq", "mysql": r"mysqlclient", "mariadb": r"mariadb",
        "duckdb": r"duckdb", "odbc": r"odbc",
        "lmdb": r"lmdb", "rocksdb": r"rocksdb", "leveldb": r"leveldb", "berkeley-db": r"db(?:-\d\S*)?",
    },
    "serialization": {
        "protobuf": r"protobuf(?:-lite)?", "flatbuffers": r"flatbuffers", "thrift": r"thrift\S*",
        "yaml": r"yaml(?:-0)?",
    },
    "data-format": {
        "arrow": r"arrow(?:_\w+)?|parquet|gandiva", "hdf5": r"hdf5\w*", "netcdf": r"netcdf\w*",
        "aec": r"aec|sz", "orc": r"orc",
        "cfitsio": r"cfitsio",
    },
    "dnn": {
        "onednn": r"dnnl|mkldnn", "onnxruntime": r"onnxruntime\w*", "openvino": r"openvino\w*", "xnnpack": r"XNNPACK",
        "tensorflow": r"tensorflow\w*", "torch": r"torch\w*|c10\w*|shm", "tflite": r"tensorflowlite\w*",
    },
    "boosting": {"xgboost": r"xgboost", "lightgbm": r"_lightgbm", "catboost": r"catboost\w*"},
    "threading": {"tbb": r"tbb(?:bind\w*)?|tbb12"},
    "fft": {"fftw": r"fftw3[fl]?(?:_omp|_threads|_mpi)?|fftw3q", "pffft": r"pffft"},
    "bignum": {"gmp": r"gmp|gmpxx", "mpfr": r"mpfr", "mpc": r"mpc", "flint": r"flint"},
    "sparse": {
        "suitesparse": r"(?:cholmod|umfpack|amd|colamd|camd|ccolamd|spqr|klu|btf|suitesparseconfig)",
        "arpack": r"arpack", "superlu": r"superlu",
    },
    "geo": {"geos": r"geos(?:_c)?(?:-\S+)?", "proj": r"proj", "gdal": r"gdal"},
    "xml": {"libxml2": r"xml2", "libxslt": r"xslt|exslt", "expat": r"expatw?"},
    "vision": {"opencv": r"opencv_\w+", "vips": r"vips(?:-cpp)?", "faiss": r"faiss(?:_avx2|_avx512)?"},
    "http": {"curl": r"curl(?:-gnutls|-nss)?", "nghttp2": r"nghttp2"},
    "mpi": {"openmpi": r"mpi|mpi_cxx|open-(?:rte|pal)", "mpich": r"mpich\w*", "ucx": r"ucp|ucs|uct|ucm"},
    "python": {"cpython": r"python\d\S*", "pypy": r"pypy\S*"},
}  # fmt: skip

_PATTERNS = [
    (re.compile(f"(?:{pattern})"), Family(family, provider))
    for family, providers in _TABLE.items()
    for provider, pattern in providers.items()
]

# Where a name belongs to an interface that several libraries offer, the directory or the needed library tells which:
# Debian's alternatives live in .../openblas-pthread/libblas.so.3, .../atlas/libblas.so.3, .../blis-openmp/libblas.so.3.
_INTERFACES = frozenset({Family("blas", "reference"), Family("lapack", "reference")})
_BACKENDS = ("openblas", "flexiblas", "atlas", "blis", "mkl")


@lru_cache(maxsize=4096)
def family_of_name(stem: str) -> Family | None:
    """The family of a library by its name without ".so": "libopenblas64_p" -> blas, openblas; None: none known."""
    name = stem.removeprefix("lib")
    return next((family for pattern, family in _PATTERNS if pattern.fullmatch(name)), None)


def family_of(stem: str, path: str = "", needed: tuple[str, ...] = ()) -> Family | None:
    """As `family_of_name`; for an interface that others implement too (libblas, liblapack), whose it really is.

    Args:
        path: of the file that the name leads to, links resolved.
        needed: sonames that this file asks for.
    """
    family = family_of_name(stem)
    if family not in _INTERFACES or family is None:
        return family
    directories = path.lower().split("/")[:-1]
    for backend in _BACKENDS:
        if any(part.partition("-")[0] == backend for part in directories[-2:]):
            return Family(family.name, backend)
        if any(name.startswith((f"lib{backend}.", f"lib{backend}_", f"lib{backend}p.")) for name in needed):
            return Family(family.name, backend)
    return family


def family_of_project(name: str) -> Family | None:
    """The family of what a project or a system package is called: "OpenJPEG", "libjpeg / libjpeg-turbo"."""
    made_by = name.strip().lower()
    for family, providers in _TABLE.items():
        if made_by in providers:
            return Family(family, made_by)
    if made_by.endswith("jpeg-turbo"):
        return Family("codec-image", "jpeg-turbo")
    for word in (made_by.partition(" ")[0], made_by.partition("-")[0]):
        if word and (found := family_of_name(word)):
            return found
    return None


# Packages of Python that are nothing but a library, and its name; those of CUDA are named by it.
_PACKAGES = {
    "mkl": "mkl_rt", "intel-openmp": "iomp5", "tbb": "tbb", "scipy-openblas32": "openblas",
    "scipy-openblas64": "openblas", "tensorrt-libs": "nvinfer", "tensorrt-cu12-libs": "nvinfer",
    "tensorrt-cu13-libs": "nvinfer",
}  # fmt: skip
_CUDA_PACKAGE = re.compile(r"nvidia-(?P<name>[a-z]+(?:-[a-z]+)?)(?:-cu\d+)?")
_CUDA_NAMES = {
    "cuda-runtime": "cudart", "cuda-nvrtc": "nvrtc", "cuda-cupti": "cupti", "nvjitlink": "nvJitLink",
    "cusparselt": "cusparseLt", "nvtx": "nvToolsExt",
}  # fmt: skip


def family_of_distribution(name: str) -> Family | None:
    """The family of the library that a Python package consists of: "nvidia-cublas-cu12" -> cuda, cublas."""
    if name in _PACKAGES:
        return family_of_name(_PACKAGES[name])
    found = _CUDA_PACKAGE.fullmatch(name)
    family = family_of_name(_CUDA_NAMES.get(found["name"], found["name"])) if found else None
    return family if family and family.name == "cuda" else None


# Libraries that are known to have a BLAS linked into them statically (PyTorch, cmake/Dependencies.cmake), and whose.
_CARRIERS = {"libtorch_cpu": ("mkl", "openblas"), "libtorch": ("mkl", "openblas")}


def carried_families(stem: str) -> tuple[str, ...]:
    """Providers of BLAS that may be inside a library of this name, without being seen as a library of their own."""
    return _CARRIERS.get(stem, ())

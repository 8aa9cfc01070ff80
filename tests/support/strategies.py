"""Generated snapshots: facts of every value type, gaps of every shape, and pairs that share most of what they have."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from parity.model.codec import value_types
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.facts import Fact, Gap, Value
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot

# Real names and versions make rules speak; arbitrary text makes sure that none of them trips over it.
WORDS = (
    "numpy", "pandas", "scikit-learn", "pip", "setuptools", "pytz", "types-requests", "uvloop", "opencv-python",
    "1.0", "1.26.4", "2.0.0", "2.2.3", "3.0.0rc1", "2.1.0+cpu", "2.1.0+cu121", "3.11.2", "cpython", "glibc", "musl",
    "x86_64", "openblas", "dist:numpy", "dpkg:zlib1g", "libz.so.1", "cp311-cp311-manylinux_2_17_x86_64", "py3-none-any",
    "numpy>=1.0", "pandas; extra == 'test'", "blas", "python", "UTC", "debian", "C.UTF-8", "",
)  # fmt: skip
NAMES = (
    "numpy", "pandas", "pip", "numpy/integrity", "python", "build", "import-path", "startup:a.pth", "environment:/usr",
    "release", "libc", "kernel", "tzdata", "timezone", "locales", "dpkg:zlib1g", "apk:musl", "libz.so.1", "blas:numpy",
    "numpy:libopenblas.so", "preload:libjemalloc.so", "cpu", "cpu-features", "memory", "gpu:0", "env:OMP_NUM_THREADS",
    "env:LANG", "command", "user", "healthcheck", "shm", "app.py", "model.pkl",
)  # fmt: skip

texts = st.sampled_from(WORDS) | st.text(max_size=12)
numbers = st.integers(min_value=-(2**40), max_value=2**40)

st.register_type_strategy(str, texts)
st.register_type_strategy(int, numbers)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))

names = st.sampled_from(NAMES) | st.text(min_size=1, max_size=8)
keys = st.builds(Key, domain=st.sampled_from(Domain), name=names)
origins = st.builds(Origin)


def values() -> st.SearchStrategy[Value]:
    """Values of every type that a fact can have."""
    return st.one_of([st.from_type(kind) for kind in value_types()])


facts = st.builds(Fact, key=keys, value=values())
gaps = st.builds(
    Gap,
    domain=st.sampled_from(Domain),
    reason=texts,
    subject=st.none() | names | names.map(lambda name: f"{name[:3]}*"),
    inherent=st.booleans(),
)
snapshots = st.builds(
    lambda origin, seen, unseen: Snapshot.of(origin, [*seen, *unseen]),
    origins, st.lists(facts, max_size=8), st.lists(gaps, max_size=2),
)  # fmt: skip


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Snapshot, Snapshot]:
    """Two snapshots of which the second is the first with some facts gone, some replaced and some new."""
    before = draw(snapshots)
    after: list[Fact | Gap] = list(draw(st.lists(gaps, max_size=2)))
    for fact in before.facts:
        fate = draw(st.sampled_from(("kept", "replaced", "gone")))
        if fate == "kept":
            after.append(fact)
        elif fate == "replaced":
            after.append(Fact(fact.key, draw(st.from_type(type(fact.value)) | values())))
    after.extend(draw(st.lists(facts, max_size=3)))
    return before, Snapshot.of(draw(origins), after)


digests = st.sampled_from(("aa" * 32, "bb" * 32, "cc" * 32))
file_sets = st.builds(
    FileSet, kind=st.sampled_from(FileClass), digest=digests,
    count=st.integers(1, 99), size=st.integers(0, 10**7),
)  # fmt: skip


@st.composite
def reinstalled(draw: st.DrawFn) -> tuple[Distribution, Distribution]:
    """A distribution installed twice: the same files, any metadata."""
    by_class = {files.kind: files for files in draw(st.lists(file_sets, min_size=1, max_size=4))}
    same = tuple(sorted(by_class.values(), key=lambda files: files.kind))
    one, other = (
        replace(draw(st.builds(Distribution)), files=same, recorded=True, layout="dist-info", direct_url=None)
        for _ in range(2)
    )
    return one, other

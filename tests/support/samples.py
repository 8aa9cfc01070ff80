"""One realistic value of every type that a fact can have."""

from __future__ import annotations

from parity.model.artifact import Artifact
from parity.model.code import SourceFile, Symbol
from parity.model.distribution import (
    AlteredFile,
    Distribution,
    FileClass,
    FileSet,
    Integrity,
    ShadowingModule,
    UnownedFile,
    UnownedFiles,
)
from parity.model.facts import Value
from parity.model.hardware import (
    Accelerator,
    CpuCount,
    CpuFeatures,
    CpuModel,
    CpuOperation,
    Gpu,
    GpuDriver,
    GpuLinks,
    GpuOperation,
    HugePages,
    Machine,
    Memory,
    MemoryChannels,
    Network,
    Numa,
    Storage,
)
from parity.model.interpreter import ImportPath, Interpreter, InterpreterBuild, OtherEnvironment, StartupFile
from parity.model.native import Binding, CompiledModules, Preload, SharedLibrary
from parity.model.setting import Command, Healthcheck, Limit, Size, Text, Variable
from parity.model.system import Kernel, LibC, Locales, Package, Release, TimeZones

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

SAMPLES: tuple[Value, ...] = (
    Artifact(format="pickle", size=10, sha256=DIGEST, producers=(("scikit-learn", "1.2.2"),)),
    Binding(library="libopenblas.so.0", provider="openblas", version="0.3.23", threading="pthreads", vendored=True),
    Command(argv=("python", "serve.py")),
    CompiledModules(version="2.1.5", names=("markupsafe._speedups",), needs="avx", dispatches=("avx512",)),
    CpuCount(visible=64, usable=8, quota=1.5),
    CpuFeatures(microarchitecture="zen4", level="x86_64_v4", flags=("avx2", "fma")),
    CpuModel(vendor="AuthenticAMD", model="AMD EPYC 9R14", architecture="x86_64"),
    Distribution(
        version="1.26.4",
        location="lib/python3.11/site-packages",
        layout="dist-info",
        files=(FileSet(kind=FileClass.PYTHON, digest=DIGEST, count=3, size=900),),
    ),
    Gpu(name="NVIDIA A10G", memory=23028, compute_capability="8.6"),
    GpuDriver(version="550.54.14", cuda="12.4"),
    Healthcheck(test=("CMD", "true"), interval=30.0),
    HugePages(mode="madvise"),
    CpuOperation(smt=True, governor="performance", turbo=False, cache=36 << 20),
    GpuOperation(power=150.0, link=4, lanes=16, ecc=True, mode="Default"),
    GpuLinks(slowest="NV12"),
    Accelerator(name="Google TPU v4"),
    Machine(maker="Amazon EC2", product="m5.large", virtual=True),
    MemoryChannels(count=8, kind="Registered-DDR4"),
    Network(mtu=9001, speed=25000, rdma=1),
    Storage(kind="nfs4"),
    ImportPath(entries=("lib/python3.11/site-packages",)),
    Integrity(
        version="1.26.4",
        altered=(AlteredFile(path="numpy/version.py", kind=FileClass.PYTHON, recorded="sha256=a", actual="sha256=b"),),
        missing=("numpy/x.py",),
    ),
    Interpreter(implementation="cpython", version="3.11.2"),
    InterpreterBuild(optimised=True, debug=False),
    Kernel(release="6.1.0"),
    LibC(family="glibc", version="2.36"),
    Limit(soft=1024, hard=None),
    Locales(names=("C.utf8",)),
    Memory(total=64 << 30, limit=512 << 20),
    Numa(nodes=2),
    OtherEnvironment(version="3.11.2", kind="system", distributions=("pip==23.0.1",)),
    Package(version="1:1.2.13.dfsg-1", architecture="amd64"),
    Preload(family="malloc", provider="jemalloc"),
    Release(id="debian", version="12", codename="bookworm"),
    ShadowingModule(path="numpy/__init__.py", hides="numpy"),
    SharedLibrary(soname="libz.so.1", version="1.2.13", build_id="ab12"),
    Size(bytes=64 << 20),
    SourceFile(
        sha256=DIGEST,
        size=20,
        language="python",
        symbols=(Symbol(name="f", kind="function", digest="ab"),),
        imports=("numpy",),
    ),
    StartupFile(sha256=DIGEST, runs_code=True),
    Text(value="app"),
    TimeZones(value="2024a"),
    UnownedFiles(files=(UnownedFile(path="lib/python3.11/site-packages/features.py", sha256=DIGEST),)),
    Variable(value="4"),
)

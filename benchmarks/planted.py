"""What is planted among a dozen innocent differences, for `benchmarks.bisecting`; `benchmarks.planting` plants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

INNOCENT = {  # name -> (before, after): none of the probes below uses what changed between them
    "attrs": ("23.2.0", "24.2.0"), "certifi": ("2024.2.2", "2024.8.30"), "click": ("8.1.7", "8.1.8"),
    "idna": ("3.6", "3.10"), "jinja2": ("3.1.3", "3.1.4"), "markupsafe": ("2.1.5", "3.0.2"),
    "packaging": ("23.2", "24.2"), "pyyaml": ("6.0.1", "6.0.2"), "requests": ("2.31.0", "2.32.3"),
    "rich": ("13.7.0", "13.9.4"), "tqdm": ("4.66.1", "4.67.1"), "urllib3": ("2.1.0", "2.2.3"),
}  # fmt: skip
APP = """
from config import LIMIT

def scale(rows, factor=2):
    return [row * factor for row in rows]

def accept(rows):
    return [row for row in rows if row < LIMIT]
"""
GEMM = """import numpy
def setup(seed): return numpy.random.RandomState(seed).rand(200, 200)
def run(x): (x @ x).sum()
"""
DEBIAN_NUMPY = ("libquadmath0", "libgfortran5", "libblas3", "liblapack3", "python3-pkg-resources", "python3-numpy")
ROWS = "def run(): return __import__('features').{}([1, 2, 3, 4, 5])\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One planted cause.

    Attributes:
        cause: keys of the units that bisect must name, no more and no fewer; several sets: independent causes.
        before, after: packages beside the innocent ones, as requirements.
        variables: of each side.
        edits: file of the application -> (text to replace, by what), in *after*.
        metric: what differs: "answers", or a metric's name.
        pure: a requirement that *after* gets as its pure-Python wheel.
        built: a requirement that *after* gets built from its source distribution, and the settings of that build.
        system: packages of Debian by side: both sides are images then, without `before`, `after` and `variables`.
    """

    name: str
    cause: tuple[frozenset[str], ...]
    probe: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    variables: tuple[Mapping[str, str], Mapping[str, str]] = field(default=({}, {}))
    edits: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    metric: str = "answers"
    pure: str | None = None
    built: tuple[str, tuple[str, ...]] | None = None
    system: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    exact: bool = False


def _one(*keys: str) -> tuple[frozenset[str], ...]:
    return (frozenset(keys),)


SCENARIOS = (
    Scenario(
        name="numpy promotes otherwise", cause=_one("distribution:numpy"),
        before=("numpy==1.26.4",), after=("numpy==2.0.2",),
        probe="import numpy\ndef run(): return (numpy.float32(3) + 3.0).dtype.name\n",
    ),
    Scenario(
        name="pandas keeps the left order", cause=_one("distribution:pandas"),
        before=("pandas==2.1.4", "numpy==1.26.4"), after=("pandas==2.2.3", "numpy==1.26.4"),
        probe="import pandas as pd\ndef run():\n    left = pd.DataFrame({'a': [1, 2, 1], 'l': [0, 1, 2]})\n"
        "    return pd.merge(left, pd.DataFrame({'a': [1, 2]}), how='inner', on='a', sort=False).l.tolist()\n",
    ),
    Scenario(
        name="scikit-learn's other default", cause=_one("distribution:scikit-learn"),
        before=("scikit-learn==1.3.2", "numpy==1.26.4", "scipy==1.11.4"),
        after=("scikit-learn==1.4.2", "numpy==1.26.4", "scipy==1.11.4"),
        probe="import numpy, warnings\nfrom sklearn.cluster import KMeans\ndef run():\n"
        "    warnings.simplefilter('ignore')\n    x = numpy.random.RandomState(3).rand(120, 6)\n"
        "    return [KMeans(8, random_state=seed).fit(x).inertia_ for seed in range(6)]\n",
    ),
    Scenario(
        name="Pillow removed a method", cause=_one("distribution:pillow"),
        before=("pillow==9.5.0",), after=("pillow==10.4.0",),
        probe="from PIL import ImageFont\ndef run(): return ImageFont.load_default().getsize('text')\n",
    ),
    Scenario(
        name="protobuf without its core", cause=_one("distribution:protobuf"), before=("protobuf==4.25.3",),
        after=("protobuf==4.25.3",), pure="protobuf==4.25.3", metric="cpu time",
        probe="from google.protobuf import struct_pb2, json_format\ndef setup(seed):\n"
        "    return {'rows': [{'id': i, 'name': 'n%d' % i, 'tags': ['a', 'b']} for i in range(60)]}\n"
        "def run(data):\n    message = json_format.ParseDict(data, struct_pb2.Struct())\n"
        "    again = struct_pb2.Struct()\n    for _ in range(10): again.ParseFromString(message.SerializeToString())\n"
        "    return len(again.fields)\n",
    ),
    Scenario(
        name="BLAS switched, by a package of the system", cause=_one("library:libblas.so.3"), metric="cpu time",
        system=((*DEBIAN_NUMPY, "libopenblas0-pthread"), DEBIAN_NUMPY), probe=GEMM,
    ),
    Scenario(
        name="BLAS switched, by a build of numpy without", cause=_one("distribution:numpy"), metric="cpu time",
        before=("numpy==1.26.4",), after=("numpy==1.26.4",), probe=GEMM,
        built=("numpy==1.26.4", ("-Dallow-noblas=true", "-Dblas=none", "-Dlapack=none", "-Dcpu-dispatch=none")),
    ),
    Scenario(
        name="BLAS with other kernels", cause=_one("variable:OPENBLAS_CORETYPE"), before=("numpy==1.26.4",),
        after=("numpy==1.26.4",), variables=({}, {"OPENBLAS_CORETYPE": "Prescott"}), exact=True,
        probe="import numpy\ndef run():\n    x = numpy.random.RandomState(0).rand(200, 200)\n    return x @ x\n",
    ),
    Scenario(
        name="threads over-subscribed", cause=_one("variable:OMP_NUM_THREADS"),
        before=("pykdtree==1.3.13", "numpy==1.26.4"), after=("pykdtree==1.3.13", "numpy==1.26.4"),
        variables=({"OMP_NUM_THREADS": "1"}, {"OMP_NUM_THREADS": "32"}), metric="cpu time",
        probe="import numpy\nfrom pykdtree.kdtree import KDTree\ndef setup(seed):\n"
        "    random = numpy.random.RandomState(seed)\n    return KDTree(random.rand(2000, 3)), random.rand(64, 3)\n"
        "def run(data):\n    tree, points = data\n    for _ in range(20): tree.query(points)\n",
    ),
    Scenario(
        name="hash seed", cause=_one("variable:PYTHONHASHSEED"),
        variables=({"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "1"}),
        probe="def run(): return list({'user_%d' % i for i in range(20)})\n",
    ),
    Scenario(
        name="time zone", cause=_one("variable:TZ"), variables=({"TZ": "UTC"}, {"TZ": "Asia/Tokyo"}),
        probe="import datetime\ndef run(): return datetime.datetime.fromtimestamp(0).isoformat()\n",
    ),
    Scenario(
        name="a default of the application", cause=_one("code:features.py"),
        edits={"features.py": ("factor=2", "factor=4")},
        probe=ROWS.format("scale"),
    ),
    Scenario(
        name="one comparison", cause=_one("code:features.py"), edits={"features.py": ("row < LIMIT", "row <= LIMIT")},
        probe=ROWS.format("accept"),
    ),
    Scenario(
        name="a warning that is an error, only together",
        cause=_one("distribution:pandas", "variable:PYTHONWARNINGS"),
        before=("pandas==2.1.4", "numpy==1.26.4"), after=("pandas==2.2.3", "numpy==1.26.4"),
        variables=({}, {"PYTHONWARNINGS": "error::FutureWarning"}),
        probe="import pandas as pd\n"
        "def run(): return pd.date_range('2020-01-01', periods=3, freq='M').astype(str).tolist()\n",
    ),
    Scenario(
        name="time zones of pytz", cause=_one("distribution:pytz"), before=("pytz==2022.1",), after=("pytz==2023.3",),
        probe="import pytz\nfrom datetime import datetime\ndef run():\n"
        "    return str(pytz.timezone('America/Mexico_City').localize(datetime(2023, 7, 1, 12)).utcoffset())\n",
    ),
    Scenario(
        name="networkx 3 without matrices", cause=_one("distribution:networkx"),
        before=("networkx==2.8.8", "numpy==1.26.4"),
        after=("networkx==3.0", "numpy==1.26.4"),
        probe="import networkx as nx\ndef run(): return hasattr(nx, 'to_numpy_matrix')\n",
    ),
    Scenario(
        name="two causes, each by itself", cause=(frozenset({"code:config.py"}), frozenset({"distribution:pytz"})),
        before=("pytz==2022.1",), after=("pytz==2023.3",), edits={"config.py": ("LIMIT = 3", "LIMIT = 4")},
        probe="import pytz, features\nfrom datetime import datetime\ndef run():\n"
        "    zone = pytz.timezone('America/Mexico_City')\n"
        "    return features.accept([1, 2, 3]), str(zone.localize(datetime(2023, 7, 1, 12)).utcoffset())\n",
    ),
)  # fmt: skip

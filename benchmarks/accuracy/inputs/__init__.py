"""Cases in, environments out: the difference that a case names, in a place that is the same in all else.

Only what the case says of the two sides is used (`dev`, `prod`, `subject`, `kind`, `usage` and the pins); never its
identity, its words or its expected answer. One file a family of kinds.
"""

from __future__ import annotations

from benchmarks.accuracy.amounts import NotUnderstood
from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.environment import Environment
from benchmarks.accuracy.inputs.application import artifact, code
from benchmarks.accuracy.inputs.image import image
from benchmarks.accuracy.inputs.interpreters import interpreter
from benchmarks.accuracy.inputs.packages import python_package
from benchmarks.accuracy.inputs.settings import setting
from benchmarks.accuracy.inputs.systems import hardware, native_library, system_package


def sides(case: Case) -> tuple[Environment, Environment]:
    """Both environments of a case.

    Raises:
        NotUnderstood: it says something for which there is no place.
        Unavailable: a package that it names cannot be had.
        NoCompiler: it needs a compiled library.
    """
    return _side(case, 0), _side(case, 1)


def _side(case: Case, number: int) -> Environment:
    said = (case.before, case.after)[number]
    build = _KINDS.get(case.kind)
    if build is None:
        raise NotUnderstood(f"kind {case.kind!r}")
    return build(case, number, said)


_KINDS = {
    "python-package": python_package,
    "runtime-setting": setting,
    "image-config": image,
    "os-package": system_package,
    "native-library": native_library,
    "hardware": hardware,
    "code": code,
    "artifact": artifact,
    "interpreter": interpreter,
}

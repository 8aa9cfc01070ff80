"""Small shared objects made by the C compiler, with the names and strings by which real ones are known."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

FLAG = re.compile(r"(?<![\w-])(?:--coverage|-Wl,[^\s;)]+|-[A-Za-z][\w=+.,-]*)")
LINKED = re.compile(r"-[lL]\w")  # libraries that need not be here
BUILD_TYPES = {  # of CMake
    "debug": ("-g", "-O0"), "release": ("-O3", "-DNDEBUG"), "relwithdebinfo": ("-O2", "-g", "-DNDEBUG"),
    "minsizerel": ("-Os", "-DNDEBUG"),
}  # fmt: skip
BUILD_TYPE = re.compile(r"\b(debug|release|relwithdebinfo|minsizerel)\b(?=$| build|,)", re.IGNORECASE)
# Words of build systems for what a compiler is told: "USE_OPENMP=ON", "-DWITH_OPENMP=OFF".
OPTIONS = ((re.compile(r"\b(?:USE|WITH|ENABLE)_OPENMP\s*=\s*(?:ON|1|TRUE|YES)\b", re.IGNORECASE), "-fopenmp"),)
MACHINE = "-march=x86-64-v3"  # what "native" is on a build host of today
_SHARED = """
#include <assert.h>
#include <math.h>
#ifdef THREADS
#include <pthread.h>

int start(void *(*work)(void *)) {
  pthread_t thread;
  return pthread_create(&thread, 0, work, 0);
}
#endif

double total(const double *x, long n) {
  double sum = 0;
#pragma omp parallel for reduction(+ : sum)
  for (long i = 0; i < n; i++) sum += exp(x[i]) * x[i];
  return sum;
}

double mean(const double *x, long n) {
  double sum = 0;
  for (long i = 0; i < n; i++) sum += x[i];
  return sum / n;
}

double known(const double *x, long n) {
  double sum = 0;
  for (long i = 0; i < n; i++)
    if (!isnan(x[i])) sum += x[i];
  return sum;
}

double fahrenheit(double t) { return t * 1.8 + 32.0; }

double logistic(double x, double w) { return 0.7311 * x * w + 0.1 * x - 1e-3 * w; }

void inverse(float *x, long n) {
  for (long i = 0; i < n; i++) x[i] = 1.0f / sqrtf(x[i]);
}
"""
_FUNCTION = """
long weigh{n}(const char *text, const int *weights, int n) {{
  assert(n > {n});
  long sum = 0;
  for (int i = 0; i < n; i++) sum += (long)text[i] * weights[i] + text[n - i] % {n};
  return sum;
}}

double scale{n}(const double *x, const double *w, int n) {{
  double sum = {n}, least = x[0];
  for (int i = 0; i < n; i++) {{
    double v = (x[i] - sum * {n}.25) * w[i] + 0.5;
    sum += v * v / (1.0 + x[i]);
    if (v < least) least = v;
  }}
  return sum - least * {n};
}}
"""
# As much code as a small module has, with what the options of a compiler act on: sums in loops, assertions,
# characters, products that are added up, missing values, roots, functions of the C library.
THREADS = "-DTHREADS"  # a library that starts threads by itself
KERNEL = _SHARED + "".join(_FUNCTION.format(n=number) for number in range(1, 120))


class NoCompiler(Exception):
    """There is no C compiler here, or it refused."""


@cache
def program(*, musl: bool = False) -> bytes:
    """An executable that does nothing, in place of an interpreter; for musl, with its loader and without glibc."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "main.c").write_text(f"int {'_start' if musl else 'main'}(void) {{ return 0; }}")
        options = ("-nostdlib", "-Wl,--dynamic-linker=/lib/ld-musl-x86_64.so.1") if musl else ()
        _run([_compiler(), *options, "-o", "main", "main.c"], folder)
        return (folder / "main").read_bytes()


@cache
def shared_object(
    soname: str | None, *, inscription: str = "", flags: tuple[str, ...] = ("-O2",), needs: tuple[str, ...] = ()
) -> bytes:
    """An ELF shared object.

    Args:
        soname: DT_SONAME; None: an extension module.
        inscription: text among its constants.
        flags: of the compiler.
        needs: sonames it asks for.
    """
    compiler = _compiler()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for needed in needs:
            _compile(compiler, folder, folder / needed, "", needed, ("-O2",), ())
        text = f'const char inscription[] = "{inscription}";\n{KERNEL}'
        _compile(compiler, folder, folder / "made.so", text, soname, flags, needs)
        return (folder / "made.so").read_bytes()


@cache
def object_of(source: str, suffix: str, flags: tuple[str, ...]) -> bytes:
    """An ELF shared object of a case's own source, compiled with its own flags."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"source{suffix}").write_text(source)
        _run([_compiler(), "-shared", "-fPIC", *flags, "-o", "made.so", f"source{suffix}", "-lm"], folder)
        return (folder / "made.so").read_bytes()


def compiler_flags(text: str) -> tuple[str, ...]:
    """The flags in a case's words: "-O2 -ffast-math (crtfastm.o ...)"; the build host's own machine is a named one."""
    words = text.partition("(")[0]
    found = [flag.rstrip(".,;") for flag in FLAG.findall(words) if not LINKED.match(flag)]
    found += [flag for option, flag in OPTIONS if option.search(text)]
    if kind := BUILD_TYPE.search(words):
        found = [*BUILD_TYPES[kind[1].lower()], *(flag for flag in found if "CMAKE" not in flag)]
    if "stripped" in words and "not stripped" not in words and "unstripped" not in words:
        found.append("-s")
    return tuple(dict.fromkeys(["-O2", *(MACHINE if flag == "-march=native" else flag for flag in found)]))


def _compile(
    compiler: str, folder: Path, into: Path, text: str, soname: str | None, flags: Sequence[str], needs: Sequence[str]
) -> None:
    source = folder / "source.c"
    source.write_text(text)
    command = [compiler, "-shared", "-fPIC", "-Wl,--build-id=sha1", "-Wl,--no-as-needed", *flags, "-o", str(into)]
    if soname:
        command.append(f"-Wl,-soname,{soname}")
    command += [str(source), f"-L{folder}", *(f"-l:{needed}" for needed in needs)]
    _run(command, folder)


def _compiler() -> str:
    found = shutil.which("cc")
    if found is None:
        raise NoCompiler("no C compiler (cc) is installed")
    return found


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode:
        raise NoCompiler(f"the C compiler refused: {done.stderr.strip()[-200:]}")

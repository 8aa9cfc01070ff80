"""Cases in, environments out: the difference that a case names, in a place that is the same in all else.

Only what the case says of the two sides is used (`dev`, `prod`, `subject`, `kind`, `usage` and the pins); never its
identity, its words or its expected answer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from packaging.utils import canonicalize_name

from benchmarks.accuracy import images
from benchmarks.accuracy.cases import Case
from benchmarks.accuracy.commands import in_code, started
from benchmarks.accuracy.compiled import compiler_flags, shared_object
from benchmarks.accuracy.documents import document
from benchmarks.accuracy.environment import SITE, Environment, pypy
from benchmarks.accuracy.images import PROCESS
from benchmarks.accuracy.machines import FEATURES, NotUnderstood, machine, size
from benchmarks.accuracy.machines import WORDS as MACHINE_WORDS
from benchmarks.accuracy.native import c_library, debian_version, is_c_library, library, preloaded, status
from benchmarks.accuracy.pickles import pickled
from benchmarks.accuracy.wheels import LARGE, WHEEL, Unavailable, installed, parse_pin
from benchmarks.accuracy.wording import is_absent, native_words, told_edit
from parity.interfaces import ProcessConfig
from parity.parsers.kernel_files import CGROUP_SETTINGS, parse_cpu_list

SYSTEMS = ("debian", "ubuntu", "alpine", "os-release", "rhel", "rocky", "fedora")  # also packages' subjects
NOT_USED = "not imported"


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


def _python_package(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    if "build" in said:
        return _custom_extension(case, number, said)
    environment = _installed(case, number)
    names = {str(side.get("name") or case.subject) for side in (case.before, case.after)}
    used = case.usage is None or NOT_USED not in case.usage
    return _serving(environment, _imports(case, number, names) if used else ())


def _installed(case: Case, number: int) -> Environment:
    """The pins of a side, or the subject alone where a case has none."""
    said = (case.before, case.after)[number]
    python = case.python[number]
    pins = [*case.pins[number], *users(case)]
    if not case.pins[number] and said.get("present") is not False and "version" in said:
        pins.append(f"{said.get('name') or case.subject}=={said['version']}")
    alike = set(case.pins[0]) & set(case.pins[1])
    environment = Environment(python=python, process=PROCESS)
    for pin in pins:
        name, version = parse_pin(pin)
        own = canonicalize_name(name) == canonicalize_name(str(said.get("name") or case.subject))
        pure = WHEEL.fullmatch(pin.rpartition("/")[2]) is not None or (own and "none-any" in str(said.get("wheel_tag")))
        if name in LARGE and pin in alike:
            environment = _recorded(environment, python, name, version)
            continue
        try:
            package = installed(f"{name}=={version}" if version else pin, python, pure=pure)
        except Unavailable:
            if not version:
                raise
            environment = _recorded(environment, python, name, version)  # its files are nowhere to be had any more
        else:
            environment = replace(environment, packages=(*environment.packages, package))
    return environment


def users(case: Case) -> tuple[str, ...]:
    """Packages that a case without pins names as users of its subject, where one side lacks that; of both sides."""
    if any(case.pins) or not any(side.get("present") is False for side in (case.before, case.after)):
        return ()
    said = [side["used_by"] for side in (case.before, case.after) if "used_by" in side]
    words = [
        word.strip() for one in said for word in (one if isinstance(one, list) else re.split(r",|;| and ", str(one)))
    ]
    return tuple(dict.fromkeys(word for word in words if re.fullmatch(r"[A-Za-z][\w.-]*(==[\w.]+)?", word)))


def _recorded(environment: Environment, python: str, name: str, version: str) -> Environment:
    """A record of an installed package, without its files."""
    info = f"{SITE.format(python=python)}/{name.replace('-', '_')}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    return replace(environment, files={**environment.files, f"{info}/METADATA": metadata})


def _imports(case: Case, number: int, names: set[str]) -> tuple[str, ...]:
    """What an application that uses the case's subject imports."""
    stated = next((str(side["imported_by"]) for side in (case.before, case.after) if "imported_by" in side), None)
    if stated is not None:
        return tuple(re.findall(r"\(([\w.]+)\)", stated))
    absent = any(side.get("present") is False for side in (case.before, case.after))
    wanted = {parse_pin(pin)[0] for pin in case.pins[number]} if absent else names
    if absent:  # the application uses what is on both sides; that one of these uses the subject is the point
        wanted &= {parse_pin(pin)[0] for pin in case.pins[1 - number]}
        wanted |= {parse_pin(pin)[0] for pin in users(case)}
    found: set[str] = set()
    for environment in (_installed(case, 0), _installed(case, 1)):
        for package in environment.packages:
            if any(package.name.startswith(f"{name.lower()}-") for name in wanted):
                found |= _modules(package)
    return tuple(sorted(found))


def _modules(package: Any) -> set[str]:
    """Importable names at the top of an installed package."""
    found = set()
    for path in package.iterdir():
        if path.is_dir() and path.name.isidentifier() and path.name not in ("bin", "tests", "test", "docs", "share"):
            found.add(path.name)
        elif path.suffix in (".py", ".so") and not path.name.startswith("_"):
            found.add(path.name.partition(".")[0])
    public = {name for name in found if not name.startswith("_")}
    return public or found


def _serving(environment: Environment, modules: tuple[str, ...]) -> Environment:
    lines = [*(f"import {module}" for module in modules), "", "", "def handle(request):", "    return request", ""]
    return replace(environment, files={**environment.files, "app/serve.py": "\n".join(lines).encode()})


def _custom_extension(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    """A package of the user's own, compiled with the flags that the case names."""
    python = case.python[number]
    site, tag = SITE.format(python=python), f"cpython-{python.replace('.', '')}-x86_64-linux-gnu"
    content = shared_object(None, flags=compiler_flags(str(said["build"])))
    wheel = f"Wheel-Version: 1.0\nTag: cp{python.replace('.', '')}-linux_x86_64\n"
    files = {
        "custom_ext/__init__.py": b"from custom_ext._kernels import scale\n",
        f"custom_ext/_kernels.{tag}.so": content,
        "custom_ext-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: custom-ext\nVersion: 1.0\n",
        "custom_ext-1.0.dist-info/WHEEL": wheel.encode(),
    }
    rows = [f"{path},sha256={_base64(data)},{len(data)}" for path, data in files.items()]
    files["custom_ext-1.0.dist-info/RECORD"] = "\n".join([*rows, "custom_ext-1.0.dist-info/RECORD,,", ""]).encode()
    environment = Environment(
        python=python, process=PROCESS, files={f"{site}/{path}": data for path, data in files.items()}
    )
    return _serving(environment, ("custom_ext",))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def _setting(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    """A variable, a limit, or another setting by the name of the case's subject: {"v": 1024}."""
    command = started(case.subject, case.before, case.after, number)
    if command is not None:
        return _image(case, number, {"cmd": list(command)})
    value = next((said[key] for key in ("v", "value") if key in said), None)
    if VARIABLE.fullmatch(case.subject) and set(said) <= {"v", "value"}:
        return _image(case, number, {"env": {case.subject: value}})
    if value is None:
        return _image(case, number, said)
    if statement := in_code(case.subject, value):
        return _stated(case, number, statement)
    subject = case.subject.lower().replace("-", "_")
    if (variable := AS_VARIABLES.get(subject)) is not None:
        return _image(case, number, {"env": {variable: value}})
    if "no_turbo" in subject:
        return _image(case, number, {"turbo": "off" if str(value) == "1" else "on"})
    if subject in CGROUP_SETTINGS or subject.startswith(SYSCTL_ROOMS):
        return _image(case, number, {"kernel_settings": {case.subject.lower(): value}})
    limits = re.search(r"rlimit_(\w+)|ulimit[ .:_]*(\w*)", subject)
    if limits:
        name = limits[1] or ULIMIT_LETTERS.get(limits[2], limits[2]) or "nofile"
        return _image(case, number, {"ulimits": {name: value}})
    for words, key in SETTING_WORDS:
        if any(word in subject for word in words):
            if key == "usable":
                return _image(case, number, {key: parse_cpu_list(str(value)) or value})
            if key == "quota":
                return _image(case, number, _quota(str(value), f"{case.before} {case.after}"))
            return _image(case, number, {key: value})
    return _image(case, number, {subject.rpartition(".")[2]: value})


def _quota(text: str, both: str) -> dict[str, Any]:
    """CPUs' worth of time: "max", "2", or as cpu.max has it "200000 100000"; maybe "on 64 cores"."""
    cores = re.search(r"on (\d+)", both)
    numbers = re.findall(r"\d+(?:\.\d+)?", text.partition(" on ")[0])
    quota = float(numbers[0]) / (float(numbers[1]) if len(numbers) > 1 else 1) if numbers else "max"
    return {"cores": int(cores[1]) if cores else 8, "quota": quota}


VARIABLE = re.compile(r"(?!RLIMIT_)[A-Z][A-Z0-9]*_[A-Z0-9_]+|PYTHON[A-Z]+|TZ|LANG")
AS_VARIABLES = {"timezone": "TZ", "time_zone": "TZ", "localtime": "TZ", "locale": "LC_ALL", "lang": "LANG"}
SYSCTL_ROOMS = ("vm.", "kernel.", "net.", "fs.")
ULIMIT_LETTERS = {"n": "nofile", "u": "nproc", "l": "memlock", "s": "stack", "c": "core", "v": "as", "f": "fsize"}
SETTING_WORDS = (
    (("transparent_hugepage", "thp", "huge"), "thp"),
    (("swap", "memory.low", "memory.min"), "unseen"),
    (("memory", "mem_limit", "memory.max"), "limit"),
    (("affinity", "cpuset", "taskset"), "usable"),
    (("cpus", "quota", "cpu.max", "cgroup"), "quota"),
    (("shm",), "shm"),
)


def _stated(case: Case, number: int, statement: str) -> Environment:
    """An application that says a setting in its code."""
    environment = _around(case, number)
    module = statement.partition(".")[0]
    code = f"import {module}\n\n{statement}\n\n\ndef handle(request):\n    return request\n"
    base = environment if environment.python else Environment(process=PROCESS)
    return replace(base, files={**base.files, "app/serve.py": code.encode()})


def _around(case: Case, number: int) -> Environment:
    """What surrounds a setting: what the case says is installed; where it says nothing, what is installed is unseen."""
    if not case.described:
        return Environment(python=None, process=replace(PROCESS, cmd=("serve",)))
    environment = _installed(case, number)
    names = {parse_pin(pin)[0] for pin in case.pins[number]}
    modules = sorted({module for package in environment.packages for module in _modules(package)})
    large = sorted(name.partition("-")[0] for name in names & LARGE)
    return _serving(environment, tuple(dict.fromkeys([*modules, *large])))


def _with_environment(process: ProcessConfig, variables: Mapping[str, Any]) -> ProcessConfig:
    told = {name: str(value) for name, value in variables.items() if value is not None}
    kept = {name: value for name, value in process.env.items() if name not in variables}
    return replace(process, env={**kept, **told})


def _image(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    """The configuration of an image, and of the machine it meets."""
    if case.described or case.kind == "runtime-setting":
        environment = _around(case, number)
    else:
        environment = images.base_image(images.programs(said, f"{case.before} {case.after}"), said)
    process = environment.process
    hardware: dict[str, Any] = {}
    for key, value in said.items():
        match key.lower().replace("-", "_"):
            case "env":
                process = _with_environment(process, value)
            case "cmd" | "command":
                process = replace(process, cmd=images.words(value))
            case "entrypoint":
                process = replace(process, entrypoint=images.words(value))
            case "user" | "uid":
                process = replace(process, user=str(value))
            case "workdir" | "cwd" | "working_dir":
                process = replace(process, workdir=str(value))
            case "shm" | "shm_size":
                process = replace(process, shm_size=size(value))
            case "stop_signal" | "stopsignal" | "signal":
                process = replace(process, stop_signal=str(value))
            case "labels" | "label":
                process = replace(process, labels=dict(value) if isinstance(value, dict) else {"label": str(value)})
            case "interval" | "healthcheck":
                process = replace(process, healthcheck=images.check(value) if value else None)
            case "readonly" | "read_only" | "readonlyrootfs" | "readonly_rootfs":
                process = replace(process, read_only=value is True)
            case "pids_limit" | "pids":
                hardware["kernel_settings"] = {**hardware.get("kernel_settings", {}), "pids.max": value}
            case "cpu_shares" | "cpu_weight":
                weight = max(1, int(float(value) / 1024 * 100)) if "shares" in key else value
                hardware["kernel_settings"] = {**hardware.get("kernel_settings", {}), "cpu.weight": weight}
            case "cpuset" | "cpuset_cpus":
                hardware["usable"] = parse_cpu_list(str(value)) or value
            case "gpus" | "devices":
                hardware["gpu"] = "A10" if value else None
            case "tz" | "timezone" | "time_zone":
                process = _with_environment(process, {"TZ": value})
            case "locale" | "lang":
                process = _with_environment(process, {"LC_ALL": value})
            case "sysctl" | "sysctls":
                hardware["kernel_settings"] = {**hardware.get("kernel_settings", {}), **value}
            case "ulimits" | "ulimit" | "limits":
                process = replace(process, ulimits={name: images.limit(limit) for name, limit in value.items()})
            case name if name in MACHINE_WORDS or name in FEATURES:
                # In an image's words these are what the container may use, not what the machine has.
                hardware[{"cpus": "quota", "memory": "limit"}.get(name, name)] = value
            case _:
                pass  # parity has no collector for it: to it, both sides are the same
    return replace(environment, process=process, probe=machine(hardware) if hardware else environment.probe)


def _system_package(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    environment = _around(case, number) if case.described else Environment(process=PROCESS)
    if case.subject.lower() in SYSTEMS and "version" in said:
        said = {**said, "release": f"{case.subject} {said['version']}"}
    if any(key in said for key in images.BASE_KEYS):
        return _serving(images.base_image(environment, said), ())
    names = said.get("packages", [str(said.get("name") or case.subject)])
    version = debian_version(str(said.get("version") or "1.0-1"))
    files = status({} if is_absent(said) else {str(name): version for name in names})
    return _serving(replace(environment, files={**environment.files, **files}), ())


def _native_library(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    if "build" in said:
        return _custom_extension(case, number, said)
    links: dict[str, str] = {}
    other = native_words(case.subject, (case.before, case.after)[1 - number])
    said = native_words(case.subject, said)
    if said.get("present") is False or (is_c_library(said) and not is_c_library(other)):
        files = status({})  # what every side has is no difference
    elif is_c_library(said):
        files = c_library(said, case.python[number])
    else:
        files, links = library(case.subject, said, case.python[number])
    modules = ("numpy",) if any("/numpy/" in path for path in files) else ()
    preload = preloaded(case.subject, said)
    process = _with_environment(PROCESS, {"LD_PRELOAD": preload}) if preload else PROCESS
    return _serving(Environment(python=case.python[number], process=process, files=files, links=links), modules)


def _hardware(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    environment = _around(case, number) if case.described else Environment(process=PROCESS)
    modules: tuple[str, ...] = ()
    if said.get("lib"):
        files, links = library("BLAS", {"name": f"lib{said['lib']}", "version": "2024.0"}, case.python[number])
        environment, modules = replace(environment, files=files, links=links), ("numpy",)
    told = {key: value for key, value in said.items() if key not in ("version", "v", "value")}
    value = next((said[key] for key in ("version", "v", "value") if key in said), None)
    if value is not None:
        told[
            next(
                (word for word in ("driver", "kernel", "cuda") if word in case.subject), case.subject.rpartition(".")[2]
            )
        ] = value
    return _serving(replace(environment, probe=machine(told)), modules)


def _code(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    module, _, function = case.subject.rpartition(".")
    path = module.replace(".", "/") or "mod"
    environment = _around(case, number)
    if environment.python is None:
        environment = Environment(process=PROCESS)
    if "files" in said:
        files = {f"app/{name}": str(text).encode() for name, text in said["files"].items()}
    elif "source" in said:
        files = {f"app/{path}.py": str(said["source"]).encode()}
    else:
        raise NotUnderstood("code without a source")
    serve = (
        f"from {path.replace('/', '.')} import {function}\n\n\ndef handle(*request):\n    return {function}(*request)\n"
    )
    files.setdefault("app/serve.py", serve.encode())
    return replace(environment, files={**environment.files, **files})


def _artifact(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    environment = _serving(_around(case, number) if case.described else Environment(process=PROCESS), ())
    if said.get("present") is False:
        return environment
    if loader := _release(said.get("loader") or said.get("installed")):
        environment = _recorded(environment, case.python[number], *loader)
    name = case.subject if "." in case.subject or case.subject == "MLmodel" else f"{case.subject}.bin"
    return replace(environment, files={**environment.files, f"app/models/{name}": _content(case, name, said, number)})


def _release(text: object) -> tuple[str, str] | None:
    """A library and its version: "scikit-learn 1.2.2"."""
    found = re.fullmatch(r"\s*([A-Za-z][\w.-]*)[ =]+v?(\d[\w.+!-]*)\s*", str(text or ""))
    return (canonicalize_name(found[1]), found[2]) if found else None


def _content(case: Case, name: str, said: Mapping[str, Any], number: int) -> bytes:
    producer = _release(said.get("producer") or said.get("written_by"))
    if producer is not None and name.rpartition(".")[2] in ("pkl", "pickle", "joblib"):
        return pickled(*producer, seed=str(said.get("sha256") or ""))
    if "content" in said:
        return said["content"].encode() if isinstance(said["content"], str) else json.dumps(said["content"]).encode()
    if isinstance(said.get("lines"), list):
        return "".join(f"{line}\n" for line in said["lines"]).encode()
    edit = next((str(side["diff"]) for side in (case.after, case.before) if "diff" in side), None)
    if edit is None and (told := told_edit(case.before, case.after)) is not None:
        return document(name, said, told, edited=number == 1)
    return document(name, said, edit, edited="diff" in said and (number == 1 or "diff" not in case.after))


def _interpreter(case: Case, number: int, said: Mapping[str, Any]) -> Environment:
    """Another version or another build of CPython, or PyPy."""
    implementation = str(said.get("implementation") or "CPython").lower()
    if set(said) - {"version", "build", "implementation"} or implementation not in ("cpython", "pypy"):
        raise NotUnderstood(f"an interpreter: {dict(said)!r}")
    version = str(said.get("version") or case.python[number]).split()[0]
    if implementation == "pypy":
        return _serving(Environment(python=None, process=PROCESS, files=pypy(version)), ())
    python = ".".join(version.split(".")[:2])
    environment = Environment(python=python, process=PROCESS)
    files: dict[str, bytes] = {}
    if version.count(".") == 2:
        files[f"usr/local/include/python{python}/patchlevel.h"] = f'#define PY_VERSION "{version}"\n'.encode()
    options = configure_options(str(said.get("build") or "default"))
    debug, free = "--with-pydebug" in options, "--disable-gil" in options
    tag = f"cpython-{python.replace('.', '')}{'t' if free else ''}{'d' if debug else ''}-x86_64-linux-gnu"
    values = {
        "SOABI": tag, "EXT_SUFFIX": f".{tag}.so", "VERSION": python, "CONFIG_ARGS": options,
        "Py_DEBUG": int(debug), "Py_GIL_DISABLED": int(free),
    }  # fmt: skip
    path = f"usr/local/lib/python{python}/_sysconfigdata__linux_x86_64-linux-gnu.py"
    files[path] = f"build_time_vars = {values!r}\n".encode()
    return _serving(replace(environment, files=files), ())


def configure_options(text: str) -> str:
    """The options of ./configure in a case's words: "--with-lto", "debug build", "default configure, no LTO"."""
    options = re.findall(r"(?<![\w-])--[a-z][\w=+-]*", text)
    words = [word for word in re.split(r"[^\w+-]+", text.lower()) if word and not word.startswith("--")]
    denied = {after for word, after in pairwise(words) if word in ("no", "not", "without", "non")}
    known = [BUILDS[word] for word in words if word in BUILDS and word not in denied]
    if not (options or known or denied):
        raise NotUnderstood(f"a build of the interpreter: {text!r}")
    return " ".join(dict.fromkeys([*options, *filter(None, known)]))


BUILDS = {
    "default": "", "release": "", "plain": "", "stock": "", "standard": "", "regular": "", "gil": "",
    "pydebug": "--with-pydebug", "nogil": "--disable-gil", "debug": "--with-pydebug", "free-threaded": "--disable-gil",
    "optimised": "--enable-optimizations", "optimized": "--enable-optimizations", "pgo": "--enable-optimizations",
    "pgo+lto": "--enable-optimizations --with-lto", "lto": "--with-lto", "jit": "--enable-experimental-jit",
}  # fmt: skip


_KINDS = {
    "python-package": _python_package,
    "runtime-setting": _setting,
    "image-config": _image,
    "os-package": _system_package,
    "native-library": _native_library,
    "hardware": _hardware,
    "code": _code,
    "artifact": _artifact,
    "interpreter": _interpreter,
}

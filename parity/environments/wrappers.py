"""Programs that only start another program: how to find that one among their arguments."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parity.parsers.shell_command import ASSIGNMENT


@dataclass(frozen=True, slots=True)
class Wrapper:
    """Options that take the next word as their value, and how many operands come before the wrapped program."""

    valued: frozenset[str] = frozenset()
    operands: int = 0


def _valued(options: str, operands: int = 0) -> Wrapper:
    return Wrapper(frozenset(options.split()), operands)


WRAPPERS: Mapping[str, Wrapper] = {
    "tini": _valued("-p -e"), "tini-static": _valued("-p -e"), "catatonit": _valued("-g"),
    "docker-init": _valued("-p -e"),
    "dumb-init": _valued("-r --rewrite"), "exec": _valued("-a"), "command": _valued(""), "nohup": _valued(""),
    "time": _valued("-o -f"), "builtin": _valued(""), "eval": _valued(""),
    "setsid": _valued(""),
    "nice": _valued("-n"), "ionice": _valued("-c -n -p"), "stdbuf": _valued("-i -o -e"), "timeout": _valued("-s -k", 1),
    "gosu": _valued("", 1), "su-exec": _valued("", 1), "s6-setuidgid": _valued("", 1),
    "setpriv": _valued("--reuid --regid"),
    "sudo": _valued("-u -g -C -h -p -U"), "taskset": _valued("", 1),
    "numactl": _valued("-N -m -C -i -p --cpunodebind --membind --physcpubind --interleave --preferred"),
    "xvfb-run": _valued("-a -e -f -n -p -s -w"), "chpst": _valued("-u -U -b -e -/ -n -l -L -m -d -o -p -f -c -r -t"),
    "strace": _valued("-e -o -s -p -u -P"), "ltrace": _valued("-e -o -s -p -u"), "valgrind": _valued(""),
    "catchsegv": _valued(""), "heaptrack": _valued("-o"), "ddtrace-run": _valued(""),
    "opentelemetry-instrument": _valued(
        "--traces_exporter --metrics_exporter --logs_exporter --service_name --exporter_otlp_endpoint"
    ),
    "newrelic-admin": _valued("", 1), "coverage": _valued("", 1), "watchmedo": _valued("", 1),
    "watchfiles": _valued("--filter --args --target-type"), "scalene": _valued(""), "viztracer": _valued("-o"),
    "wait-for-it": _valued("-h -p -t", 1), "wait-for-it.sh": _valued("-h -p -t", 1), "with-contenv": _valued(""),
}  # fmt: skip

# Modules that run a script: `python -m cProfile -o out serve.py`.
MODULE_WRAPPERS: Mapping[str, Wrapper] = {
    "cProfile": _valued("-o --outfile -s --sort"), "profile": _valued("-o --outfile -s --sort"), "pdb": _valued("-c"),
    "trace": _valued("-f -C"), "debugpy": _valued("--listen --connect --log-to --configure-subProcess"),
    "coverage": _valued("", 1), "memory_profiler": _valued("-o"), "scalene": _valued(""), "viztracer": _valued("-o"),
    "ddtrace.commands.ddtrace_run": _valued(""), "line_profiler": _valued("-o"), "kernprof": _valued("-o"),
}  # fmt: skip

RUNNERS: Mapping[str, Wrapper] = {
    "poetry": _valued("-C --directory -P --project"),
    "pipenv": _valued(""),
    "pdm": _valued("-p --project -s --site"),
    "rye": _valued("--pyproject"),
    "uv": _valued(
        "-p --python --with --with-editable --with-requirements --env-file --project --directory --extra --group "
        "--no-group --only-group --package --index --default-index --index-url -i --extra-index-url --find-links -f "
        "--index-strategy --keyring-provider --resolution --prerelease --link-mode --cache-dir --config-file --color"
    ),
}
CONDA = _valued("-n --name -p --prefix --cwd")


def wrapped(argv: Sequence[str]) -> tuple[str, ...] | None:
    """The command that a known wrapper starts; None where `argv` is no wrapper."""
    wrapper = WRAPPERS.get(posixpath.basename(argv[0])) if argv else None
    return None if wrapper is None else rest(argv[1:], wrapper)[1]


def rest(words: Sequence[str], wrapper: Wrapper) -> tuple[dict[str, str], tuple[str, ...]]:
    """A wrapper's own options with values, and the command after them."""
    values: dict[str, str] = {}
    index = 0
    while index < len(words) and words[index].startswith("-") and words[index] != "-":
        word = words[index]
        index += 1
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if equals:
            values[name] = value
        elif word in wrapper.valued and index < len(words):
            values[word] = words[index]
            index += 1
        else:
            values[word] = ""
    remaining = words[index + wrapper.operands :]
    return values, tuple(remaining[1:] if remaining[:1] == ["--"] or remaining[:1] == ("--",) else remaining)


def env_command(words: Sequence[str], variables: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The environment and command of `env [-i] [-u NAME] [NAME=value ...] command`."""
    changed = dict(variables)
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        if word in ("-i", "-", "--ignore-environment"):
            changed = {}
        elif word in ("-u", "--unset", "-C", "--chdir") and index < len(words):
            changed.pop(words[index], None)
            index += 1
        elif word in ("-S", "--split-string") and index < len(words):
            return changed, (*words[index].split(), *words[index + 1 :])
        elif word.startswith("-S"):
            return changed, (*word[2:].split(), *words[index:])
        elif ASSIGNMENT.match(word):
            name, _, value = word.partition("=")
            changed[name] = value
        elif not word.startswith("-"):
            return changed, tuple(words[index - 1 :])
    return changed, ()

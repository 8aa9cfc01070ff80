"""Which Python process an image's command ends in: entrypoint and command followed, nothing of them run."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parity.environments import programs
from parity.environments.reading import absolute, content, head, is_file
from parity.environments.shell_state import ShellState
from parity.environments.start import Start
from parity.environments.wrappers import CONDA, RUNNERS, env_command, rest, wrapped
from parity.interfaces import FileSystem
from parity.parsers.python_command import script_and_options
from parity.parsers.shebang import parse_shebang
from parity.parsers.shell_command import MAX_SCRIPT_BYTES, assignments, expand, parse_shell

MAX_STEPS = 5000
MAX_DEPTH = 24
PROFILES = ("/etc/profile", "~/.bash_profile", "~/.bash_login", "~/.profile")
CONDA_TOOLS = ("conda", "mamba", "micromamba")


def activated(files: FileSystem, argv: Sequence[str], start: Start) -> Start | None:
    """The Python process that the command `argv`, begun in the state `start`, ends in; None where none is seen.

    Never raises: whatever cannot be followed is taken to start nothing.
    """
    walk = _Walk(files)
    walk.run(argv, _Call(start, "the image's command"))
    return walk.chosen


@dataclass(frozen=True, slots=True)
class _Call:
    """The circumstances of one command: who started it, how deep, and whether nothing comes after it."""

    start: Start
    via: str
    depth: int = 0
    final: bool = True

    def inner(self, start: Start | None = None, via: str | None = None) -> _Call:
        return replace(self, start=start or self.start, via=via or self.via, depth=self.depth + 1)


@dataclass(slots=True)
class _Walk:
    """Follows one command; of several Python processes the last that replaces its shell, else the last one."""

    files: FileSystem
    chosen: Start | None = None
    by_exec: bool = False
    steps: int = 0

    def run(self, argv: Sequence[str], call: _Call) -> None:
        """One command line."""
        self.steps += 1
        own, argv = assignments(argv)
        if not argv or call.depth > MAX_DEPTH or self.steps > MAX_STEPS:
            return
        start = replace(call.start, variables={**call.start.variables, **own})
        call = replace(call, start=start)
        name = posixpath.basename(argv[0])
        inner = wrapped(argv)
        if inner is not None:
            self.run(inner, call.inner())
        elif name == "env":
            variables, inner = env_command(argv[1:], start.variables)
            self.run(inner, call.inner(replace(start, variables=variables)))
        elif name in CONDA_TOOLS and "run" in argv[1:3]:
            self._conda_run(argv, call)
        elif name in RUNNERS and "run" in argv[1:]:
            self._tool_run(name, argv, call)
        else:
            self._program(argv, call)

    def _program(self, argv: Sequence[str], call: _Call) -> None:
        path = programs.which(self.files, argv[0], call.start.variables, call.start.directory)
        if path is None:
            return
        if posixpath.basename(path) in programs.SHELLS and not programs.is_script(self.files, path):
            self._shell(argv, call)
        elif programs.is_python(path) and not programs.is_script(self.files, path):
            self._python(path, argv[1:], replace(call, via=f"{call.via} runs {path}"))
        elif shebang := parse_shebang(head(self.files, path)):
            self._script(path, (shebang.interpreter, *shebang.arguments), argv[1:], call)

    def _script(self, path: str, interpreter: tuple[str, ...], arguments: Sequence[str], call: _Call) -> None:
        """A script with the interpreter and options that its first line asks for."""
        said = f"{call.via} runs {path}"
        program = programs.which(self.files, interpreter[0], call.start.variables, call.start.directory)
        if program is None and programs.is_python(interpreter[0]) and "/" in interpreter[0]:
            program = self._moved(path, interpreter[0])
        if program is None:
            return
        options = (*interpreter[1:], path, *arguments)
        if posixpath.basename(program) in programs.SHELLS:
            self._shell_script(path, arguments, call)
        elif programs.is_python(program) and not programs.is_script(self.files, program):
            self._python(program, options, replace(call, via=f"{said}, whose first line names {program}"))
        else:
            self.run((program, *options), call.inner(via=said))

    def _moved(self, script: str, interpreter: str) -> str | None:
        """Of an environment that was moved, the interpreter that lies beside its scripts."""
        beside = posixpath.join(posixpath.dirname(script), posixpath.basename(interpreter))
        return beside if self.files.entry(beside, follow=False) is not None else None

    def _python(self, path: str, arguments: Sequence[str], call: _Call) -> None:
        if self.by_exec and not call.final:
            return
        script, options = script_and_options(arguments)
        self.by_exec = call.final
        self.chosen = replace(
            call.start,
            executable=path,
            options=options,
            script=absolute(script, call.start.directory) if script else None,
            chosen_by=call.via,
        )

    def _shell(self, argv: Sequence[str], call: _Call) -> None:
        """`sh -c text name args`, `bash -lc text`, `sh script args`, `busybox sh ...`."""
        words = list(argv[1:])
        if posixpath.basename(argv[0]) == "busybox" and words and words[0] in programs.SHELLS:
            words.pop(0)
        login = False
        while words and words[0][:1] in ("-", "+") and len(words[0]) > 1:
            word = words.pop(0)
            login = login or word == "--login" or ("l" in word and not word.startswith("--"))
            if word.startswith("--"):
                continue
            if "c" in word and words:
                # `-euo pipefail -c text`, but also `-euoc pipefail text`.
                text = words.pop(1 if "o" in word and len(words) > 1 else 0)
                state = ShellState(call.start, tuple(words[1:]))
                if login:
                    self._profiles(state, call)
                self._text(text, state, call)
                return
            if word.endswith("o") and words:
                words.pop(0)
        if words:
            here = absolute(words[0], call.start.directory)
            path = here if is_file(self.files, here) else programs.which(self.files, words[0], {}, "/")
            if path is not None:
                self._shell_script(path, words[1:], call)

    def _profiles(self, state: ShellState, call: _Call) -> None:
        """What a login shell reads first; it often sets PATH anew."""
        for profile in PROFILES:
            self._source(profile.replace("~", state.start.home, 1), state, call)

    def _shell_script(self, path: str, arguments: Sequence[str], call: _Call) -> None:
        data = content(self.files, path, MAX_SCRIPT_BYTES)
        if data is not None:
            state = ShellState(call.start, tuple(arguments))
            self._text(data.decode("utf-8", "replace"), state, replace(call, via=f"{path}, which {call.via} runs,"))

    def _text(self, text: str, state: ShellState, call: _Call) -> None:
        if call.depth > MAX_DEPTH:
            return
        commands = parse_shell(text)
        for number, words in enumerate(commands, 1):
            if self.steps > MAX_STEPS:
                return
            self._command(words, state, replace(call, depth=call.depth + 1, final=number == len(commands)))

    def _command(self, words: Sequence[str], state: ShellState, call: _Call) -> None:
        self.steps += 1
        own, remaining = assignments(words)
        if not remaining:
            for name, value in own.items():
                state.set(name, value)
            return
        argv = state.expanded(remaining)
        match argv:
            case ():
                return
            case ("export" | "declare" | "typeset" | "readonly", *rest_):
                for name, value in assignments([word for word in rest_ if not word.startswith("-")])[0].items():
                    state.set(name, value)
            case ("set", *rest_) if "--" in rest_:
                state.arguments = tuple(rest_[rest_.index("--") + 1 :])
            case ("cd", directory, *_):
                state.start = replace(state.start, directory=absolute(directory, state.start.directory))
            case ("." | "source", path, *_):
                self._source(path, state, call)
            case ("conda" | "mamba" | "micromamba", "activate", *rest_):
                self._conda_activate(rest_[0] if rest_ else "base", state)
            case _:
                variables = {name: expand(value, state.variables()) for name, value in own.items()}
                start = replace(state.start, variables={**state.start.variables, **variables})
                self.run(argv, replace(call, start=start, final=call.final or argv[0] == "exec"))

    def _source(self, path: str, state: ShellState, call: _Call) -> None:
        path = absolute(path, state.start.directory)
        if posixpath.basename(path) == "activate":
            prefix = posixpath.dirname(posixpath.dirname(path))
            if is_file(self.files, posixpath.join(prefix, "pyvenv.cfg")):
                state.set("VIRTUAL_ENV", prefix)
                state.prepend(posixpath.join(prefix, "bin"))
            elif is_file(self.files, path):  # `source /opt/conda/bin/activate`
                self._conda_activate(prefix, state)
            return
        data = content(self.files, path, MAX_SCRIPT_BYTES)
        # conda's own set-up defines functions; only its `conda activate` has an effect here.
        if data is not None and not path.endswith(("conda.sh", "mamba.sh")):
            self._text(data.decode("utf-8", "replace"), state, replace(call, depth=call.depth + 1))

    def _conda_activate(self, name: str, state: ShellState) -> None:
        prefix = programs.conda_environment(self.files, name, state.start.variables, state.start.directory)
        if prefix:
            state.set("CONDA_PREFIX", prefix)
            state.prepend(posixpath.join(prefix, "bin"))

    def _conda_run(self, argv: Sequence[str], call: _Call) -> None:
        position = list(argv).index("run")
        options, command = rest([*argv[1:position], *argv[position + 1 :]], CONDA)
        named = next((options[name] for name in ("-p", "--prefix", "-n", "--name") if options.get(name)), "base")
        state = ShellState(call.start)
        self._conda_activate(named, state)
        self.run(command, call.inner(state.start, f"{call.via} runs {argv[0]} run, which"))

    def _tool_run(self, tool: str, argv: Sequence[str], call: _Call) -> None:
        position = list(argv).index("run")
        options, command = rest([*argv[1:position], *argv[position + 1 :]], RUNNERS[tool])
        directory = next((options[name] for name in ("--project", "--directory", "-C", "-P") if options.get(name)), ".")
        state = ShellState(call.start)
        project = absolute(directory, call.start.directory)
        prefix = programs.project_environment(self.files, project, call.start.variables, tool)
        if prefix:
            state.set("VIRTUAL_ENV", prefix)
            state.prepend(posixpath.join(prefix, "bin"))
        if "-m" in options or "--module" in options:
            command = ("python", "-m", *command)
        elif command and command[0].endswith(".py"):
            command = ("python", *command)
        self.run(command, call.inner(state.start, f"{call.via} runs {tool} run, which"))

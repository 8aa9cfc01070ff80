"""Which Python process an image's command ends in: entrypoint and command followed, nothing of them run."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parity.environments import programs
from parity.environments.reading import absolute, content, head, is_file
from parity.environments.start import Start
from parity.environments.wrappers import CONDA, RUNNERS, env_command, rest, wrapped
from parity.interfaces import FileSystem
from parity.parsers.shebang import parse_shebang
from parity.parsers.shell_command import MAX_SCRIPT_BYTES, assignments, expand, parse_shell

MAX_STEPS = 5000
MAX_DEPTH = 24
PROFILES = ("/etc/profile", "~/.bash_profile", "~/.bash_login", "~/.profile")
CONDA_TOOLS = frozenset({"conda", "mamba", "micromamba"})
VALUED_OPTIONS = frozenset("XW")


def activated(files: FileSystem, argv: Sequence[str], start: Start) -> Start | None:
    """The Python process that the command `argv`, begun in the state `start`, ends in; None where none is seen.

    Never raises: whatever cannot be followed is taken to start nothing.
    """
    walk = _Walk(files)
    walk.run(tuple(argv), start, "the image's command", 0)
    return walk.chosen


@dataclass(slots=True)
class _Shell:
    """A shell's state, which its commands change."""

    start: Start
    arguments: tuple[str, ...] = ()

    def variables(self) -> dict[str, str]:
        numbered = {str(number): word for number, word in enumerate(self.arguments, 1)}
        return {
            **self.start.variables,
            **numbered,
            "@": " ".join(self.arguments),
            "*": " ".join(self.arguments),
        }

    def expanded(self, words: Sequence[str]) -> tuple[str, ...]:
        found: list[str] = []
        for word in words:
            if word in ("$@", "$*", "${@}", "${*}"):
                found.extend(self.arguments)
                continue
            value = expand(word, self.variables())
            # Whether it was quoted is lost; a word that is nothing but a variable is mostly a command line.
            found.extend(value.split() if word.startswith("$") and " " in value else [value] if value else [])
        return tuple(found)

    def set(self, name: str, value: str) -> None:
        self.start = replace(
            self.start, variables={**self.start.variables, name: expand(value, self.variables())}
        )

    def prepend(self, directory: str) -> None:
        path = programs.search_path(self.start.variables)
        self.start = replace(self.start, variables={**self.start.variables, "PATH": f"{directory}:{path}"})


@dataclass(slots=True)
class _Walk:
    """Follows one command; of several Python processes the last that replaces its shell, else the last one."""

    files: FileSystem
    chosen: Start | None = None
    by_exec: bool = False
    steps: int = field(default=0)

    def run(self, argv: Sequence[str], start: Start, via: str, depth: int, *, final: bool = True) -> None:
        """One command line. `final`: nothing comes after it."""
        self.steps += 1
        if not argv or depth > MAX_DEPTH or self.steps > MAX_STEPS:
            return
        own, argv = assignments(argv)
        start = replace(start, variables={**start.variables, **own})
        if not argv:
            return
        name = posixpath.basename(argv[0])
        inner = wrapped(argv)
        if inner is not None:
            self.run(inner, start, via, depth + 1, final=final)
        elif name == "env":
            variables, inner = env_command(argv[1:], start.variables)
            self.run(inner, replace(start, variables=variables), via, depth + 1, final=final)
        elif name in CONDA_TOOLS and "run" in argv[1:3]:
            self._conda_run(argv, start, depth, final)
        elif name in RUNNERS and "run" in argv[1:]:
            self._tool_run(name, argv, start, depth, final)
        else:
            self._program(argv, start, via, depth, final)

    def _program(self, argv: Sequence[str], start: Start, via: str, depth: int, final: bool) -> None:
        path = programs.which(self.files, argv[0], start.variables, start.directory)
        if path is None:
            return
        if posixpath.basename(path) in programs.SHELLS and not programs.is_script(self.files, path):
            self._shell(argv, start, via, depth)
        elif programs.is_python(path) and not programs.is_script(self.files, path):
            self._python(path, argv[1:], start, f"{via} runs {path}", final)
        elif shebang := parse_shebang(head(self.files, path)):
            self._script(path, (shebang.interpreter, *shebang.arguments), argv[1:], start, via, depth, final)

    def _script(
        self,
        path: str,
        interpreter: tuple[str, ...],
        arguments: Sequence[str],
        start: Start,
        via: str,
        depth: int,
        final: bool,
    ) -> None:
        said = f"the first line of {path}, which {via} runs,"
        program = programs.which(self.files, interpreter[0], start.variables, start.directory)
        if program is None and programs.is_python(interpreter[0]) and "/" in interpreter[0]:
            program = self._moved(path, interpreter[0])
        if program is None:
            return
        if posixpath.basename(program) in programs.SHELLS:
            self._shell_script(path, arguments, start, f"{path}, which {via} runs,", depth)
        elif programs.is_python(program) and not programs.is_script(self.files, program):
            options = (*interpreter[1:], path, *arguments)
            self._python(program, options, start, f"{said} names {program}", final)
        else:
            self.run((program, *interpreter[1:], path, *arguments), start, said, depth + 1, final=final)

    def _moved(self, script: str, interpreter: str) -> str | None:
        """Of an environment that was moved, the interpreter that lies beside its scripts."""
        beside = posixpath.join(posixpath.dirname(script), posixpath.basename(interpreter))
        return beside if self.files.entry(beside, follow=False) is not None else None

    def _python(self, path: str, arguments: Sequence[str], start: Start, said: str, final: bool) -> None:
        options, script = _python_options(arguments)
        found = replace(
            start,
            executable=path,
            options=frozenset(options),
            script=absolute(script, start.directory) if script else None,
            chosen_by=said,
        )
        if final or not self.by_exec:
            self.chosen = found
            self.by_exec = final

    def _shell(self, argv: Sequence[str], start: Start, via: str, depth: int) -> None:
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
            if word.endswith("o") and words:  # -euo pipefail
                words.pop(0)
            if "c" in word and words:
                shell = _Shell(start, tuple(words[2:]))
                if login:
                    self._profiles(shell, depth)
                self._text(words[0], shell, via, depth)
                return
        if words and (
            path := programs.which(self.files, _with_slash(self.files, words[0], start), {}, start.directory)
        ):
            self._shell_script(path, words[1:], start, f"{path}, which {via} runs,", depth)

    def _profiles(self, shell: _Shell, depth: int) -> None:
        """What a login shell reads first; it often sets PATH anew."""
        home = shell.start.home
        for profile in PROFILES:
            self._source(profile.replace("~", home, 1), shell, "the login shell", depth)

    def _shell_script(self, path: str, arguments: Sequence[str], start: Start, via: str, depth: int) -> None:
        data = content(self.files, path, MAX_SCRIPT_BYTES)
        if data is not None:
            self._text(data.decode("utf-8", "replace"), _Shell(start, tuple(arguments)), via, depth)

    def _text(self, text: str, shell: _Shell, via: str, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        commands = parse_shell(text)
        for number, words in enumerate(commands):
            if self.steps > MAX_STEPS:
                return
            self._command(words, shell, via, depth, last=number == len(commands) - 1)

    def _command(self, words: Sequence[str], shell: _Shell, via: str, depth: int, *, last: bool) -> None:
        own, remaining = assignments(words)
        if not remaining:
            for name, value in own.items():
                shell.set(name, value)
            return
        argv = shell.expanded(remaining)
        if not argv:
            return
        self.steps += 1
        match argv[0]:
            case "export" | "declare" | "typeset" | "readonly":
                for name, value in assignments([word for word in argv[1:] if not word.startswith("-")])[
                    0
                ].items():
                    shell.set(name, value)
            case "set" if "--" in argv:
                shell.arguments = argv[argv.index("--") + 1 :]
            case "cd" if len(argv) > 1:
                shell.start = replace(shell.start, directory=absolute(argv[1], shell.start.directory))
            case "." | "source" if len(argv) > 1:
                self._source(argv[1], shell, via, depth)
            case "conda" | "mamba" | "micromamba" if argv[1:2] == ("activate",):
                self._conda_activate(argv[2] if len(argv) > 2 else "base", shell)
            case _:
                expanded = {name: expand(value, shell.variables()) for name, value in own.items()}
                start = replace(shell.start, variables={**shell.start.variables, **expanded})
                self.run(argv, start, via, depth + 1, final=last or argv[0] == "exec")

    def _source(self, path: str, shell: _Shell, via: str, depth: int) -> None:
        path = absolute(path, shell.start.directory)
        prefix = posixpath.dirname(posixpath.dirname(path))
        if posixpath.basename(path) == "activate":
            if is_file(self.files, posixpath.join(prefix, "pyvenv.cfg")):
                shell.set("VIRTUAL_ENV", prefix)
                shell.prepend(posixpath.join(prefix, "bin"))
            elif is_file(self.files, path):  # `source /opt/conda/bin/activate`
                self._conda_activate("base", shell, prefix)
            return
        data = content(self.files, path, MAX_SCRIPT_BYTES)
        # conda's own set-up defines functions; only its `conda activate` has an effect here.
        if data is not None and not path.endswith(("conda.sh", "mamba.sh")):
            self._text(data.decode("utf-8", "replace"), shell, via, depth + 1)

    def _conda_activate(self, name: str, shell: _Shell, root: str | None = None) -> None:
        prefix = root or programs.conda_environment(
            self.files, name, shell.start.variables, shell.start.directory
        )
        if prefix:
            shell.set("CONDA_PREFIX", prefix)
            shell.prepend(posixpath.join(prefix, "bin"))

    def _conda_run(self, argv: Sequence[str], start: Start, depth: int, final: bool) -> None:
        before = list(argv[1 : list(argv).index("run")])
        options, command = rest([*before, *argv[list(argv).index("run") + 1 :]], CONDA)
        named = next(
            (options[name] for name in ("-p", "--prefix", "-n", "--name") if options.get(name)), "base"
        )
        shell = _Shell(start)
        self._conda_activate(named, shell)
        self.run(
            command, shell.start, f"{argv[0]} run, which the image's command uses,", depth + 1, final=final
        )

    def _tool_run(self, tool: str, argv: Sequence[str], start: Start, depth: int, final: bool) -> None:
        position = list(argv).index("run")
        options, command = rest([*argv[1:position], *argv[position + 1 :]], RUNNERS[tool])
        directory = next(
            (options[name] for name in ("--project", "--directory", "-C", "-p") if options.get(name)), ""
        )
        directory = absolute(directory, start.directory) if "/" in directory else start.directory
        shell = _Shell(start)
        prefix = programs.project_environment(self.files, directory, start.variables, tool)
        if prefix:
            shell.set("VIRTUAL_ENV", prefix)
            shell.prepend(posixpath.join(prefix, "bin"))
        if "-m" in options or "--module" in options:
            command = ("python", "-m", *command)
        elif command and command[0].endswith(".py"):
            command = ("python", *command)
        self.run(command, shell.start, f"{tool} run, which the image's command uses,", depth + 1, final=final)


def _python_options(arguments: Sequence[str]) -> tuple[set[str], str | None]:
    """Single-letter options before -m, -c or the script, and the script."""
    options: set[str] = set()
    index = 0
    while index < len(arguments):
        word = arguments[index]
        index += 1
        if word == "--check-hash-based-pycs":
            index += 1
        elif word.startswith("--"):
            continue
        elif word == "-" or not word.startswith("-"):
            return options, None if word == "-" else word
        else:
            for position, letter in enumerate(word[1:], 2):
                if letter in "mc":
                    return options, None
                if letter in VALUED_OPTIONS:
                    index += position == len(word)
                    break
                options.add(letter)
    return options, None


def _with_slash(files: FileSystem, name: str, start: Start) -> str:
    """`sh script` takes the script from the working directory first."""
    here = absolute(name, start.directory)
    return here if is_file(files, here) else name

"""A recipe to an environment that can be run: a virtual environment on this host, or one sent into a container.

Packages come from the index by their pins where uv (or pip) can install them, else from the sides' own files.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from parity.bisect.recipe import BEFORE, RELEASE, Part, Recipe
from parity.bisect.sides import SEARCH_PATH, Side, relocated
from parity.environments.placement import from_environment
from parity.errors import FileUnreadable, SourceError
from parity.interfaces import InstalledDistribution
from parity.runs.container import WORKPLACE, ContainerExecutor
from parity.runs.guardian import Guardian
from parity.runs.job import Executor
from parity.runs.local import LocalExecutor

ATTEMPT = "build the trial environment"
ENV, CODE, LIBRARIES = "env", "code", "libraries"
INSTALL_SECONDS = 600
CHUNK = 1 << 20
MAX_FILE = 4 << 30  # bytes of one installed file
SIDES = ("before", "after")


@dataclass(frozen=True, slots=True)
class Installer:
    """How pins are installed: uv, pip, or not at all (every package from the sides' own files)."""

    command: tuple[str, ...]

    @classmethod
    def found(cls, *, from_files: bool = False) -> Installer:
        """uv where it is on the path or beside parity's interpreter, else pip where parity has it."""
        if from_files:
            return cls(())
        beside = Path(sys.executable).with_name("uv")
        uv = shutil.which("uv") or (str(beside) if beside.exists() else None)
        if uv:
            return cls((uv, "pip", "install", "--no-deps", "--quiet", "--python"))
        return cls((sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python"))

    @property
    def is_uv(self) -> bool:
        return "--no-deps" in self.command

    def line(self, python: str, pins: Sequence[str]) -> list[str]:
        """The whole command."""
        tail = [*pins] if self.is_uv else ["install", "--no-deps", "--no-input", *pins]
        return [*self.command, python, *tail]


class Builder:
    """Builds trials of one pair of sides. What an index once refused is taken from the files from then on."""

    def __init__(self, sides: Sequence[Side], guardian: Guardian, installer: Installer) -> None:
        self.sides = sides
        self.guardian = guardian
        self.installer = installer
        self._refused: set[str] = set()

    @contextmanager
    def environment(self, recipe: Recipe) -> Iterator[Executor]:
        """Where the recipe can be run; gone afterwards. Raises SourceError where it cannot be built."""
        with self.guardian.directory() as directory:
            executor = self.sides[recipe.base].executor
            if isinstance(executor, ContainerExecutor):
                yield self._contained(recipe, executor, directory)
            elif isinstance(executor, LocalExecutor):
                yield self._local(recipe, executor, directory)
            else:
                raise SourceError(ATTEMPT, self.sides[recipe.base].place.reference, "it is no place that trials know")

    def replay(self, recipe: Recipe) -> tuple[str, ...]:
        """How to build and run it by hand, as shell lines."""
        side = self.sides[recipe.base]
        pins = [part.pin for part in recipe.parts if self._pinned(part, side)]
        lines = [f"uv venv --python {side.interpreter} trial"]
        if pins:
            lines.append(f"uv pip install --python trial/bin/python --no-deps {' '.join(str(pin) for pin in pins)}")
        for part in recipe.parts:
            if not self._pinned(part, side):
                place = self.sides[part.side].place.reference
                lines.append(f"# copy the installed files of {part.name} from {place} into trial's site-packages")
        lines += [
            f"# take {name} from {SIDES[i] if i is not None else 'neither side'}"
            for name, i, _ in recipe.code
            if i != BEFORE
        ]
        lines += [
            f"# put {self.sides[i].libraries[name].path} of {SIDES[i]} first, as {name} on LD_LIBRARY_PATH"
            for name, i, _ in recipe.libraries
        ]
        words = [f"--env 'after={name}={value}'" for name, value in recipe.variables if value is not None]
        words += [f"# unset {name}" for name, value in recipe.variables if value is None]
        lines.append(" ".join(["parity probe", self.sides[BEFORE].place.reference, "venv:trial", *words]))
        return tuple(lines)

    def _pinned(self, part: Part, base: Side) -> bool:
        from_index = bool(self.installer.command) and base.place.digest is None
        return part.pin is not None and part.pin not in self._refused and from_index

    def _local(self, recipe: Recipe, executor: LocalExecutor, directory: Path) -> Executor:
        base = self.sides[recipe.base]
        env = directory / ENV
        python = _skeleton(env, base.interpreter, base.version)
        site = env / _site(base.version)
        self._install(recipe, base, python)
        for part in recipe.parts:
            if not self._pinned(part, base):
                self._copy(part, site)
        variables = {**self.sides[BEFORE].variables, **{n: v for n, v in recipe.variables if v is not None}}
        for name, value in recipe.variables:
            if value is None:
                variables.pop(name, None)
        variables["PATH"] = f"{env / 'bin'}:{variables.get('PATH', '')}"
        cwd = executor.cwd
        if self._code(recipe, directory):
            self._relocate(variables, str(directory / CODE))
            cwd = relocated(cwd, self.sides, str(directory / CODE)) if cwd else None
        return replace(executor, executable=str(python), environment=variables, cwd=cwd)

    def _contained(self, recipe: Recipe, executor: ContainerExecutor, directory: Path) -> Executor:
        base = self.sides[recipe.base]
        env = directory / ENV
        _skeleton(env, base.interpreter, base.version)
        site = env / _site(base.version)
        for part in recipe.parts:
            self._copy(part, site)
        code = self._code(recipe, directory)
        libraries = self._libraries(recipe, directory)
        packed = directory / "environment.tar"
        with tarfile.open(packed, "w") as archive:
            for name in (ENV, CODE, LIBRARIES):
                if (directory / name).exists():
                    archive.add(directory / name, name, filter=_readable)
        shutil.rmtree(env)
        mine = self.sides[BEFORE].variables
        union = {**base.variables, **mine, **{name: value for name, value in recipe.variables if value is not None}}
        union["PATH"] = f"{WORKPLACE}/{ENV}/bin:{union.get('PATH', '')}"
        unset = tuple(name for name, value in recipe.variables if value is None)
        environment = {name: value for name, value in union.items() if name not in unset}
        workdir = executor.workdir
        if code:
            self._relocate(environment, f"{WORKPLACE}/{CODE}")
            workdir = relocated(workdir, self.sides, f"{WORKPLACE}/{CODE}")
        if libraries:
            _put_first(environment, libraries, f"{WORKPLACE}/{LIBRARIES}")
        return replace(
            executor, interpreter=f"{WORKPLACE}/{ENV}/bin/python", environment=environment, unset=unset, extra=packed,
            workdir=workdir,
        )  # fmt: skip

    def _install(self, recipe: Recipe, base: Side, python: Path) -> None:
        pins = [str(part.pin) for part in recipe.parts if self._pinned(part, base)]
        if not pins:
            return
        done = self._run(self.installer.line(str(python), pins))
        if done is None:
            return
        # Which of them it does not have is not worth asking one by one: the files are at hand. Where the others were
        # installed before, a release that neither side has is what is missing.
        releases = [str(part.pin) for part in recipe.parts if part.digest == RELEASE]
        if releases:
            raise SourceError(ATTEMPT, ", ".join(releases), done)
        self._refused.update(pins)
        shutil.rmtree(python.parents[1] / _site(base.version))
        (python.parents[1] / _site(base.version)).mkdir()

    def _run(self, command: Sequence[str]) -> str | None:
        """None where it went well, else why not."""
        try:
            done = self.guardian.run(command, INSTALL_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        return None if done.returncode == 0 else " ".join(done.stderr.split())[-300:]

    def _copy(self, part: Part, site: Path) -> None:
        """A distribution's installed files, byte for byte."""
        if part.digest == RELEASE:
            raise SourceError(ATTEMPT, str(part.pin), "no index has it for this interpreter")
        side = self.sides[part.side]
        installed = side.installed.get(part.name)
        if installed is None or not installed.files:
            raise SourceError(ATTEMPT, part.name, f"{SIDES[part.side]} has no record of its files, and no index has it")
        for path, relative in _files(installed):
            target = site / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with side.source.files.open(path) as stream, target.open("wb") as out:
                    shutil.copyfileobj(stream, out, CHUNK)
            except (FileUnreadable, OSError):
                continue  # in the record but not there: missing on the side itself too

    def _relocate(self, variables: dict[str, str], place: str) -> None:
        if variables.get(SEARCH_PATH):
            variables[SEARCH_PATH] = relocated(variables[SEARCH_PATH], self.sides, place)

    def _code(self, recipe: Recipe, directory: Path) -> bool:
        """The application's files below CODE; whether there are any."""
        if not recipe.code:
            return False
        root = directory / CODE
        root.mkdir()
        for side in self.sides:
            for label in side.roots.values():
                (root / label).mkdir(parents=True, exist_ok=True)
        for name, index, _ in recipe.code:
            target = root / name
            if index is not None and target.resolve().is_relative_to(root.resolve()):
                target.parent.mkdir(parents=True, exist_ok=True)
                self._take(index, self.sides[index].code[name], target)
        return True

    def _libraries(self, recipe: Recipe, directory: Path) -> tuple[str, ...]:
        """Libraries of the other base, each under its soname."""
        root = directory / LIBRARIES
        root.mkdir()
        for soname, index, _ in recipe.libraries:
            side = self.sides[index]
            path = from_environment(side.libraries[soname].path or "", side.target.serving)
            if path is None:
                raise SourceError(ATTEMPT, soname, f"{SIDES[index]} does not say where it is")
            self._take(index, path, root / soname)
        return tuple(soname for soname, _, _ in recipe.libraries)

    def _take(self, index: int, path: str, target: Path) -> None:
        try:
            with self.sides[index].source.files.open(path) as stream, target.open("wb") as out:
                shutil.copyfileobj(stream, out, CHUNK)
        except FileUnreadable as error:
            raise SourceError(ATTEMPT, path, f"it cannot be read in {SIDES[index]}: {error.reason}") from error


def _put_first(variables: dict[str, str], sonames: Sequence[str], place: str) -> None:
    """Libraries below `place` before all others; those that are preloaded by their path too."""
    own = variables.get("LD_LIBRARY_PATH")
    variables["LD_LIBRARY_PATH"] = f"{place}:{own}" if own else place
    if variables.get("LD_PRELOAD"):
        entries = variables["LD_PRELOAD"].replace(":", " ").split()
        names = [entry.rpartition("/")[2] for entry in entries]
        variables["LD_PRELOAD"] = " ".join(
            f"{place}/{name}" if name in sonames else entry for name, entry in zip(names, entries, strict=True)
        )


def _files(installed: InstalledDistribution) -> Iterator[tuple[str, PurePosixPath]]:
    """(path inside the root, path below site-packages) of what can be imported."""
    for file in installed.files:
        path = PurePosixPath(file.path)
        if path.is_relative_to(installed.location) and path.suffix != ".pyc" and ".." not in path.parts:
            yield file.path, path.relative_to(installed.location)


def _site(version: str) -> str:
    return f"lib/python{'.'.join(version.split('.')[:2])}/site-packages"


def _skeleton(env: Path, interpreter: str, version: str) -> Path:
    """A virtual environment (PEP 405) around a base interpreter, which need not be on this host."""
    (env / _site(version)).mkdir(parents=True)
    (env / "bin").mkdir()
    for name in ("python", "python3", f"python{'.'.join(version.split('.')[:2])}"):
        (env / "bin" / name).symlink_to(interpreter)
    home = str(PurePosixPath(interpreter).parent)
    text = f"home = {home}\ninclude-system-site-packages = false\nversion = {version}\n"
    (env / "pyvenv.cfg").write_text(text)
    return env / "bin" / "python"


def _readable(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """By every user of the image."""
    member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member

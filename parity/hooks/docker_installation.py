"""Installs and removes the docker command's plugin: a link in cli-plugins, and the hooks in config.json."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from parity.atomic import write_atomically
from parity.errors import ConfigurationError
from parity.hooks.docker_settings import with_hooks, without_hooks

PROGRAM = "docker-parity"
ATTEMPT = "install the docker plugin"
MAX_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class DockerHome:
    """The directory of the docker command's configuration: $DOCKER_CONFIG, else ~/.docker."""

    directory: Path

    @property
    def settings(self) -> Path:
        return self.directory / "config.json"

    @property
    def plugin(self) -> Path:
        return self.directory / "cli-plugins" / PROGRAM


def docker_home(environment: Mapping[str, str]) -> DockerHome:
    """Where the docker command looks."""
    return DockerHome(Path(environment.get("DOCKER_CONFIG") or Path.home() / ".docker"))


def install(home: DockerHome, program: Path) -> None:
    """Link the plugin to `program`, and switch its hooks on. All else in the configuration stays.

    Raises:
        ConfigurationError: the program is not there, something else has the plugin's place, or a file cannot be
            read or written.
    """
    if not program.is_file():
        raise ConfigurationError(ATTEMPT, str(program), "there is no such program", "pip install envparity")
    if (home.plugin.exists() or home.plugin.is_symlink()) and not _is_ours(home.plugin):
        raise ConfigurationError(ATTEMPT, str(home.plugin), "something else is there", "move it away first")
    changed = _edited(home, with_hooks)
    try:
        home.plugin.parent.mkdir(parents=True, exist_ok=True)
        home.plugin.unlink(missing_ok=True)
        home.plugin.symlink_to(program)
        _write(home.settings, changed)
    except OSError as error:
        raise ConfigurationError(ATTEMPT, str(home.directory), error.strerror or str(error)) from error


def uninstall(home: DockerHome) -> bool:
    """Take the plugin and its hooks away again; whether there was anything. Raises ConfigurationError as `install`."""
    found = _is_ours(home.plugin)
    try:
        if home.settings.is_file():
            before, changed = _read(home.settings), _edited(home, without_hooks)
            if '"parity"' in before:
                found = True
                _write(home.settings, changed)
        if _is_ours(home.plugin):
            home.plugin.unlink()
    except OSError as error:
        raise ConfigurationError(
            "remove the docker plugin", str(home.directory), error.strerror or str(error)
        ) from error
    return found


def _is_ours(plugin: Path) -> bool:
    """A link to a program of this name; a file of the user's own is none."""
    return plugin.is_symlink() and plugin.readlink().name == PROGRAM


def _edited(home: DockerHome, edit: Callable[[str, str], str]) -> str:
    return edit(_read(home.settings) if home.settings.is_file() else "", str(home.settings))


def _read(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ConfigurationError("read docker's configuration", str(path), f"it is larger than {MAX_BYTES >> 20} MiB")
    return data.decode("utf-8", "replace")


def _write(path: Path, text: str) -> None:
    """Whole or not at all, through a link to where the file really lies, with the rights that it has."""
    place = path.resolve()
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o600  # it may hold credentials
    write_atomically(place, text.encode())
    place.chmod(mode)

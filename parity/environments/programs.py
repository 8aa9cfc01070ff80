"""Which file a program's name stands for inside a root, and which interpreter a script asks for."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from parity.environments.reading import absolute, content, head, is_directory, is_file, names
from parity.interfaces import FileSystem
from parity.parsers.python_version import EXECUTABLE

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"})
MAX_NAME_FILE = 4096


def search_path(variables: Mapping[str, str]) -> str:
    return variables.get("PATH") or DEFAULT_PATH


def which(files: FileSystem, name: str, variables: Mapping[str, str], directory: str) -> str | None:
    """The path that the kernel would execute, links not resolved; None where there is nothing."""
    if not name or "\0" in name:
        return None
    if "/" in name:
        path = absolute(name, directory)
        return path if is_file(files, path) else None
    for entry in search_path(variables).split(":"):
        path = absolute(posixpath.join(entry or ".", name), directory)
        if is_file(files, path) or (is_python(name) and _leads_out(files, path)):
            return _unshimmed(files, path, name, variables, directory)
    return None


def is_python(path: str) -> bool:
    """Whether a path is named as an interpreter is."""
    return EXECUTABLE.fullmatch(posixpath.basename(path)) is not None


def is_script(files: FileSystem, path: str) -> bool:
    return head(files, path, 2) == b"#!"


def _leads_out(files: FileSystem, path: str) -> bool:
    """A virtual environment's interpreter may link to a base that is not in the root."""
    found = files.entry(path, follow=False)
    return found is not None and found.target is not None


def _unshimmed(files: FileSystem, path: str, name: str, variables: Mapping[str, str], directory: str) -> str | None:
    """pyenv's shims look up the version that is in force and run its program of the same name."""
    shims = posixpath.dirname(path)
    if posixpath.basename(shims) != "shims":
        return path
    root = posixpath.dirname(shims)
    versions = posixpath.join(root, "versions")
    if not is_directory(files, versions):
        return path
    for version in _versions_in_force(files, root, variables, directory):
        for candidate in names(files, versions):
            if candidate == version or candidate.startswith(version + "."):
                found = posixpath.join(versions, candidate, "bin", name)
                if is_file(files, found):
                    return found
    rest = ":".join(entry for entry in search_path(variables).split(":") if absolute(entry) != shims)
    return which(files, name, {**variables, "PATH": rest}, directory)


def _versions_in_force(files: FileSystem, root: str, variables: Mapping[str, str], directory: str) -> list[str]:
    if variables.get("PYENV_VERSION"):
        return variables["PYENV_VERSION"].split(":")
    places = [posixpath.join(parent, ".python-version") for parent in _upwards(directory)]
    for place in (*places, posixpath.join(root, "version")):
        data = content(files, place, MAX_NAME_FILE)
        if data is not None:
            return data.decode("utf-8", "replace").split()
    return []


def _upwards(directory: str) -> list[str]:
    found = [directory]
    while found[-1] != "/":
        found.append(posixpath.dirname(found[-1]))
    return found


def project_environment(files: FileSystem, directory: str, variables: Mapping[str, str], tool: str) -> str | None:
    """The virtual environment that `poetry run`, `uv run` and their like use; None where it can't be told."""
    stated = variables.get("UV_PROJECT_ENVIRONMENT" if tool == "uv" else "VIRTUAL_ENV")
    if stated:
        return absolute(stated, directory)
    for parent in _upwards(directory):
        path = posixpath.join(parent, ".venv")
        if is_file(files, posixpath.join(path, "pyvenv.cfg")):
            return path
    home = variables.get("HOME") or "/root"
    stores = {
        "poetry": variables.get("POETRY_VIRTUALENVS_PATH") or posixpath.join(home, ".cache/pypoetry/virtualenvs"),
        "pipenv": variables.get("WORKON_HOME") or posixpath.join(home, ".local/share/virtualenvs"),
    }
    store = stores.get(tool)
    if store is None:
        return None
    made = [name for name in names(files, store) if is_file(files, posixpath.join(store, name, "pyvenv.cfg"))]
    mine = [name for name in made if name.startswith(posixpath.basename(directory) + "-")] or made
    return posixpath.join(absolute(store), mine[0]) if len(mine) == 1 else None


def conda_environment(files: FileSystem, name: str, variables: Mapping[str, str], directory: str) -> str | None:
    """The prefix of a conda environment by its name, or by its path; None where there is none."""
    if "/" in name:
        return absolute(name, directory)
    roots = [variables.get("MAMBA_ROOT_PREFIX", ""), variables.get("CONDA_ROOT", "")]
    for tool in ("conda", "mamba", "micromamba"):
        found = which(files, tool, variables, directory)
        if found:
            entry = files.entry(found)
            roots.append(posixpath.dirname(posixpath.dirname(entry.path if entry else found)))
    roots.extend(("/opt/conda", "/opt/miniconda3", "/root/miniconda3", "/root/anaconda3", "/opt/mamba"))
    for root in filter(None, roots):
        prefix = absolute(root) if name in ("base", "root") else posixpath.join(absolute(root), "envs", name)
        if is_directory(files, posixpath.join(prefix, "conda-meta")):
            return prefix
    return None


def home_of(files: FileSystem, user: str, variables: Mapping[str, str]) -> str:
    """The user's home directory: HOME, else as /etc/passwd has it, else root's."""
    if variables.get("HOME"):
        return absolute(variables["HOME"])
    wanted = user.partition(":")[0] or "0"
    data = content(files, "/etc/passwd", 1 << 20) or b""
    for line in data.decode("utf-8", "replace").splitlines():
        fields = line.split(":")
        if len(fields) > 5 and wanted in (fields[0], fields[2]) and fields[5].startswith("/"):
            return absolute(fields[5])
    return "/root" if wanted in ("0", "root") else "/"

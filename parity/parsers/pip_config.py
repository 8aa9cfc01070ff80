"""pip's configuration -> the options that `pip install` would take: files in pip's order, then PIP_* variables.

Format: https://pip.pypa.io/en/stable/topics/configuration/
"""

from __future__ import annotations

import configparser
from collections.abc import Iterable, Mapping

MAX_PIP_CONFIG_BYTES = 1 << 20
SECTIONS = ("global", "install")
VARIABLE = "PIP_"
NO_OPTIONS = frozenset({"PIP_CONFIG_FILE"})
TRUE = frozenset({"1", "true", "yes", "on", "y", "t"})


def parse_pip_config(text: str) -> dict[tuple[str, str], str]:
    """(section, option) -> value of one file. Raises ValueError where pip could not read it either."""
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise ValueError(str(error).splitlines()[0]) from error
    return {
        (section, _option(name)): value
        for section in parser.sections()
        for name, value in parser.items(section)
        if value is not None
    }


def install_options(files: Iterable[Mapping[tuple[str, str], str]], environ: Mapping[str, str]) -> dict[str, str]:
    """What counts for `pip install`: the last file that names an option, [install] over [global], PIP_* over both."""
    merged: dict[tuple[str, str], str] = {}
    for one in files:
        merged.update(one)
    said = {
        _option(name.removeprefix(VARIABLE)): value
        for name, value in environ.items()
        if name.startswith(VARIABLE) and name not in NO_OPTIONS
    }
    layers = [{name: value for (where, name), value in merged.items() if where == section} for section in SECTIONS]
    # What is empty says nothing, and leaves the word to what is below.
    options = {name: value for layer in (*layers, said) for name, value in layer.items() if value}
    if "timeout" not in options and "default-timeout" in options:
        options["timeout"] = options["default-timeout"]
    return options


def words(options: Mapping[str, str], name: str) -> tuple[str, ...]:
    """An option that takes several values."""
    return tuple(options.get(name, "").split())


def flag(options: Mapping[str, str], name: str) -> bool:
    """An option that is on or off."""
    return options.get(name, "").strip().lower() in TRUE


def _option(name: str) -> str:
    return name.lower().replace("_", "-").removeprefix("--")

"""The docker command's own configuration (config.json): parity's hooks switched on and off in it, and nothing else.

The client calls a plugin's hook after the commands in `plugins.<name>.hooks`, where `features.hooks` is "true".
"""

from __future__ import annotations

import json
from typing import Any

from parity.errors import ConfigurationError

COMMANDS = "build,pull,tag"
PLUGIN = "parity"
BEFORE = "features-hooks-before"  # what features.hooks was, kept in the plugin's own table
UNSET = "unset"


def with_hooks(text: str, file: str) -> str:
    """The configuration with parity's hooks on. Raises ConfigurationError where it is no JSON object."""
    settings = _parsed(text, file)
    features = _table(settings, "features", file)
    plugin = _table(_table(settings, "plugins", file), PLUGIN, file)
    plugin.setdefault(BEFORE, str(features.get("hooks", UNSET)))
    plugin["hooks"] = COMMANDS
    features["hooks"] = "true"
    return _text(settings)


def without_hooks(text: str, file: str) -> str:
    """The configuration as it was before; what others wrote meanwhile stays. Raises ConfigurationError."""
    settings = _parsed(text, file)
    plugins, features = _table(settings, "plugins", file), _table(settings, "features", file)
    plugin = plugins.pop(PLUGIN, None)
    if isinstance(plugin, dict) and BEFORE in plugin and not _hooked(plugins):
        if plugin[BEFORE] == UNSET:
            features.pop("hooks", None)
        else:
            features["hooks"] = plugin[BEFORE]
    for name in ("plugins", "features"):
        if not settings[name]:
            del settings[name]
    return _text(settings)


def _hooked(plugins: dict[str, Any]) -> bool:
    """Whether another plugin has hooks, for which the feature must stay on."""
    return any(isinstance(plugin, dict) and plugin.get("hooks") for plugin in plugins.values())


def _parsed(text: str, file: str) -> dict[str, Any]:
    try:
        found = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError) as error:
        raise ConfigurationError("read docker's configuration", file, f"it is not JSON ({error})") from error
    if not isinstance(found, dict):
        raise ConfigurationError("read docker's configuration", file, "it is no JSON object")
    return found


def _table(settings: dict[str, Any], name: str, file: str) -> dict[str, Any]:
    found = settings.setdefault(name, {})
    if not isinstance(found, dict):
        raise ConfigurationError("read docker's configuration", file, f"{name!r} is no object in it")
    return found


def _text(settings: dict[str, Any]) -> str:
    return json.dumps(settings, indent="\t", ensure_ascii=False)  # as docker writes it

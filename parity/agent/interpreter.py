"""What this interpreter is."""

import os
import sys
from typing import Any


def prefix() -> str:
    """sys.prefix of a normal start (PEP 405): without `site`, Python before 3.14 misses its virtual environment."""
    directory = os.path.dirname(sys.executable)
    for place in (directory, os.path.dirname(directory)):
        if sys.executable and os.path.isfile(os.path.join(place, "pyvenv.cfg")):
            return os.path.dirname(directory)
    return sys.prefix


def version() -> str:
    """Its release, such as 3.12.1."""
    return sys.version.split()[0]


def soabi() -> Any:
    """The tag of extension modules that it loads: "cpython-312-x86_64-linux-gnu"."""
    import sysconfig

    return sysconfig.get_config_var("SOABI")

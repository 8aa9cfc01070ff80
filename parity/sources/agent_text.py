"""Puts the agent's modules together into the one text that an interpreter is given."""

from __future__ import annotations

from importlib.resources import files

# Each after those that it imports.
MODULES = (
    "reading", "mounts", "kernel_files", "excerpts", "cgroups", "disks", "machine", "network", "accelerators", "nvidia",
    "process", "interpreter", "document",
)  # fmt: skip
# The modules go as they are, and each is made under its own name before another imports it: they mean there what they
# mean here, where they are tested.
PROGRAM = """\
import sys

Module = type(sys)
for name, source in (
{modules}
):
    module = sys.modules[name] = Module(name)
    exec(compile(source, name, "exec"), module.__dict__)
sys.modules["parity.agent.document"].run()
"""


def agent_text() -> str:
    """A program that needs nothing but the standard library."""
    folder = files("parity.agent")
    modules = ((f"parity.agent.{name}", folder.joinpath(f"{name}.py").read_text("utf-8")) for name in MODULES)
    return PROGRAM.format(modules="\n".join(f"    ({name!a}, {source!a})," for name, source in modules))

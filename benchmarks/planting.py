"""Makes the pairs of real environments in which `benchmarks.planted` plants its causes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.planted import APP, INNOCENT, Scenario
from benchmarks.planted_images import images
from benchmarks.processes import run

BUILD_SECONDS = 3600  # of a source distribution, once: uv keeps the wheel


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A scenario in place: references, the code roots that have to be named (images have theirs), the probe's file."""

    before: str
    after: str
    code: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    probe: Path


@contextmanager
def planted(scenario: Scenario, root: Path, python: str, uv: str) -> Iterator[Pair]:
    """Both environments, both states of the application, and the probe. Raises CalledProcessError, DockerException."""
    code = _application(scenario, root)
    probe = root / "probe.py"
    probe.write_text(f'"""{scenario.name}."""\n{scenario.probe}')
    pins = [[f"{name}=={versions[side]}" for name, versions in INNOCENT.items()] for side in (0, 1)]
    if scenario.system is not None:
        with images(root, scenario.system, code, pins, uv) as (before, after):
            yield Pair(before=before, after=after, probe=probe)
        return
    places = []
    for side, extra in enumerate((scenario.before, scenario.after)):
        place = root / ("before", "after")[side]
        run(uv, "venv", "--quiet", "--python", python, str(place))
        run(uv, "pip", "install", "--quiet", "--python", str(place / "bin/python"), *pins[side], *extra)
        places.append(place)
    if scenario.pure:
        _pure(scenario.pure, places[1], root, uv)
    if scenario.built:
        _built(*scenario.built, places[1], uv)
    yield Pair(
        before=f"venv:{places[0]}", after=f"venv:{places[1]}", code=((str(code[0]),), (str(code[1]),)), probe=probe
    )


def _application(scenario: Scenario, root: Path) -> tuple[Path, Path]:
    """Beside what is planted, one more file that differs and that nobody imports."""
    roots = (root / "code-before", root / "code-after")
    for side, place in enumerate(roots):
        place.mkdir()
        (place / "features.py").write_text(APP)
        (place / "config.py").write_text("LIMIT = 3\n")
        (place / "report.py").write_text(f"def title(): return 'report {side}'\n")
        if side:
            for name, (old, new) in scenario.edits.items():
                text = (place / name).read_text()
                assert old in text, (scenario.name, old)
                (place / name).write_text(text.replace(old, new))
    return roots


def _pure(requirement: str, environment: Path, root: Path, uv: str) -> None:
    wheels = root / "wheels"
    python = str(environment / "bin/python")
    run(uv, "pip", "install", "--quiet", "--python", python, "pip")
    run(
        python, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--implementation", "py",
        "--abi", "none", "--platform", "any", "--dest", str(wheels), requirement,
    )  # fmt: skip
    run(uv, "pip", "uninstall", "--quiet", "--python", python, "pip", requirement.partition("==")[0])
    wheel = next(wheels.glob("*.whl"))
    site = next((environment / "lib").glob("python*/site-packages"))
    run(uv, "pip", "install", "--quiet", "--no-deps", "--python", python, str(wheel))
    for record in site.glob("*.dist-info/direct_url.json"):  # as if it came from the index
        record.unlink()
    shutil.rmtree(wheels)


def _built(requirement: str, settings: Sequence[str], environment: Path, uv: str) -> None:
    words = [word for setting in settings for word in ("--config-settings", f"setup-args={setting}")]
    python, name = str(environment / "bin/python"), requirement.partition("==")[0]
    run(uv, "pip", "uninstall", "--quiet", "--python", python, name)  # --reinstall would build anew what uv has kept
    run(
        uv, "pip", "install", "--quiet", "--python", python, "--no-deps", "--no-binary", name, *words, requirement,
        seconds=BUILD_SECONDS,
    )  # fmt: skip

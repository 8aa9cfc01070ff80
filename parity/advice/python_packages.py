"""Lines that install, repair or take away a Python distribution."""

from __future__ import annotations

from parity.advice.case import Case, Undo
from parity.advice.places import is_image, python_of
from parity.model.distribution import Distribution, FileClass, Integrity, UnownedFiles
from parity.model.facts import Value

PURE = "-none-any"


def installed(kind: Distribution, case: Case) -> Undo | None:
    python = python_of(case.origin)
    wants = case.wants
    if not isinstance(wants, Distribution):
        if kind.layout == "conda":
            return case.run("conda", "remove", "--yes", "--force", case.name)
        return case.run(python, "-m", "pip", "uninstall", "--yes", case.name)
    if wants.layout == "conda":
        return case.run("conda", "install", "--yes", "=".join(filter(None, (case.name, wants.version, wants.build))))
    if wants.direct_url is not None:
        return _from_address(wants, case)
    if _falls_back(wants, case.has):
        return Undo(
            side=case.side, where="Dockerfile" if is_image(case.origin) else "shell",
            note=f"{case.name} there is the build without compiled parts: pip takes it only where no wheel fits and "
            "no compiler is at hand; better make the other side like this one",
        )  # fmt: skip
    options = ["--no-deps"]
    if isinstance(case.has, Distribution) and case.has.version == wants.version:
        options.append("--force-reinstall")
    if _compiled(wants):
        options.append(f"--only-binary={case.name}")
    return case.run(python, "-m", "pip", "install", *options, f"{case.name}=={wants.version}")


def repaired(kind: Integrity, case: Case) -> Undo | None:
    """Only the side whose files are altered can be put right by a line; the other one needs no patch."""
    if not isinstance(case.has, Integrity) or case.wants is not None:
        return None
    name = case.name.partition("/")[0]
    return case.run(
        python_of(case.origin), "-m", "pip", "install", "--no-deps", "--force-reinstall", f"{name}=={kind.version}"
    )


def cleared(kind: UnownedFiles, case: Case) -> Undo | None:
    if case.wants is not None or not isinstance(case.has, UnownedFiles):
        return None
    return Undo(
        side=case.side, where="Dockerfile" if is_image(case.origin) else "shell",
        note="take away what puts them there (they lie below the environment): "
        + ", ".join(file.path for file in kind.files[:5]),
    )  # fmt: skip


def _falls_back(wants: Distribution, has: Value | None) -> bool:
    """Whether the wanted one is the pure build of a release that has a compiled one."""
    return (
        isinstance(has, Distribution) and has.version == wants.version and _compiled(has)
        and wants.file_set(FileClass.NATIVE) is None
    )  # fmt: skip


def _compiled(value: Distribution) -> bool:
    native = value.file_set(FileClass.NATIVE) is not None
    return native and any(not tag.endswith(PURE) for tag in value.tags)


def _from_address(wants: Distribution, case: Case) -> Undo:
    """Installed from a repository or a file: only the same commit, or the same archive, is the same again."""
    direct = wants.direct_url
    assert direct is not None
    python = python_of(case.origin)
    if direct.vcs and direct.commit:
        folder = f"#subdirectory={direct.subdirectory}" if direct.subdirectory else ""
        wanted = f"{case.name} @ {direct.vcs}+{direct.url}@{direct.commit}{folder}"
        return case.run(python, "-m", "pip", "install", "--no-deps", "--force-reinstall", wanted)
    if direct.url.startswith(("http://", "https://")):
        found = f"#{direct.archive_hash}" if direct.archive_hash else ""
        wanted = f"{case.name} @ {direct.url}{found}"
        return case.run(python, "-m", "pip", "install", "--no-deps", "--force-reinstall", wanted)
    return Undo(
        side=case.side, where="shell",
        note=f"{case.name} {wants.version} was installed from {direct.url}: build a wheel of it once, "
        "and install that wheel on both sides",
    )  # fmt: skip

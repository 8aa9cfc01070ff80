"""Where users find an object: the shortest public path by which a package's own modules pass it on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from parity.parsers.python_api import ModuleApi

MAX_STEPS = 8  # from a public name to its definition, through modules that pass it on
MAX_EXPORTS = 20_000


class Exports:
    """The public paths of one side's distribution.

    Args:
        packages: dotted names of its packages (directories with an __init__), outermost first.
        load: the API of any of its modules by dotted name; None where there is none or it cannot be read.
    """

    def __init__(self, packages: Iterable[str], load: Callable[[str], ModuleApi | None]) -> None:
        self._load = load
        self._paths: dict[tuple[str, str], str] = {}
        for package in sorted(packages, key=lambda name: (name.count("."), name)):
            if not any(part.startswith("_") for part in package.split(".")):
                self._pass_on(package)
        self._modules = frozenset(module for module, _ in self._paths)

    def public(self, module: str, name: str) -> str | None:
        """The path that users write for `name` of `module`; None where it is private by name and not passed on."""
        head, _, rest = name.partition(".")
        if rest and any(part.startswith("_") and part != "__init__" for part in rest.split(".")):
            return None
        path = self._paths.get((module, head))
        if path is None:
            if head.startswith("_") or any(part.startswith("_") for part in module.split(".")):
                return None
            path = f"{module}.{head}"
        return f"{path}.{rest}".removesuffix(".__init__") if rest else path

    def offers(self, module: str) -> bool:
        """Whether users can name something of a module: by its own path, or because another one passes it on."""
        return module in self._modules or not any(part.startswith("_") for part in module.split("."))

    def defines(self, module: str, name: str) -> bool:
        """Whether a module's own source defines a name, or takes it from one that does."""
        return self._definition(module, name) is not None

    def _pass_on(self, package: str) -> None:
        api = self._load(package)
        if api is None:
            return
        names = {name for name in api.imports if api.is_public(name)}
        for star in api.stars:
            target = resolve(package, star, is_package=True)
            inner = self._load(target) if target else None
            if inner is not None:
                names |= {name for name in (*inner.names, *inner.callables, *inner.imports) if "." not in name} - {"_"}
        for name in sorted(names):
            if len(self._paths) >= MAX_EXPORTS:
                return
            if not name.startswith("_"):
                place = self._definition(package, name)
                if place is not None:
                    self._paths.setdefault(place, f"{package}.{name}")

    def _definition(self, module: str, name: str) -> tuple[str, str] | None:
        """The module and name under which an object is defined."""
        for _ in range(MAX_STEPS):
            api = self._load(module)
            if api is None:
                return None
            if name in api.imports:
                origin, original = api.imports[name]
                target = resolve(module, origin, is_package=self._load(f"{module}.__init__") is not None)
                if target is None:
                    return None
                module, name = target, original
                continue
            if name in api.callables or name in api.names:
                return module, name
            passed = next((place for star in api.stars if (place := self._in_star(module, star, name))), None)
            if passed is None:
                return None
            module = passed
        return None

    def _in_star(self, module: str, star: str, name: str) -> str | None:
        target = resolve(module, star, is_package=self._load(f"{module}.__init__") is not None)
        api = self._load(target) if target else None
        known = api is not None and (name in api.callables or name in api.names or name in api.imports)
        return target if known else None


def resolve(module: str, written: str, *, is_package: bool) -> str | None:
    """The dotted name that "..core.api" means, written in `module`; None where it leads out."""
    dots = len(written) - len(written.lstrip("."))
    if not dots:
        return written
    parts = module.split(".")
    keep = len(parts) - dots + (1 if is_package else 0)
    if keep < 1:
        return None
    return ".".join([*parts[:keep], *filter(None, written[dots:].split("."))])

"""Where names are bound: modules, calls of functions, class bodies, comprehensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parity.evaluation.evaluator.instances import Class


class Unknown:
    """Stands for what could not be evaluated; whoever reads it is undecided too."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


@dataclass(slots=True, eq=False)
class Scope:
    """Names of a module, a function's call, a class body or a comprehension.

    Attributes:
        local: names that belong to this scope, bound or not.
        aside: names that are declared global or nonlocal.
    """

    values: dict[str, Any] = field(default_factory=dict)
    parent: Scope | None = None
    module: Scope | None = None
    local: frozenset[str] = frozenset()
    aside: Mapping[str, str] = field(default_factory=dict)
    is_class: bool = False
    is_comprehension: bool = False
    owner: Class | None = None
    receiver: Any = None

    def root(self) -> Scope:
        """The module's."""
        return self.module or self

    def read(self, name: str) -> Any:
        """Raises: NameError, UnboundLocalError, as the evaluated code would see them; KeyError for a builtin's name."""
        if name in self.values and name not in self.aside:
            return self.values[name]
        if self.aside.get(name) == "global":
            return self.root().values[name]
        if name in self.local and not self.is_class and self.parent is not None:
            raise UnboundLocalError(name)
        scope = self.parent
        while scope is not None:
            if not scope.is_class and name in scope.values and name not in scope.aside:
                return scope.values[name]
            scope = scope.parent
        return self.root().values[name]

    def holder(self, name: str) -> Scope:
        """The scope that a binding of the name goes to."""
        kind = self.aside.get(name)
        if kind == "global":
            return self.root()
        scope = self.parent if kind == "nonlocal" else self
        while kind == "nonlocal" and scope is not None and (scope.is_class or name not in scope.local):
            scope = scope.parent
        return scope or self

"""PKG052: a module of the application hides an installed one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.distribution import ShadowingModule
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side

PREFIX = "shadowing:"


class PKG052(Rule):
    """On one side a file of the application hides an installed module, or one of the standard library, of its name.

    What it detects:
        A module or package in the working directory, a code root or PYTHONPATH that is found before site-packages or
        the standard library has the name of what is there. A working tree of the package itself counts too.
    Why it matters:
        Every import of the name, also those inside other packages, gets the application's file: random.py, numpy/,
        a vendored copy of requests. Versions in site-packages then say nothing of the code that runs.
    Known false alarms:
        Servers that are started from another directory; names that nothing imports.
    What to do:
        Rename the file, or start Python with -P (or PYTHONSAFEPATH=1), which keeps the directory off the path.
    References:
        https://docs.python.org/3/library/sys_path_init.html
    """

    name = "hidden-module"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "shadowing:numpy")
        copy = ShadowingModule(path="numpy/__init__.py", hides="numpy")
        yield Example("a copy beside the code in prod", Change.of(key, None, copy), Risk.BEHAVIOUR, Severity.HIGH)
        own = ShadowingModule(path="random.py")
        library = Change.of(Key(Domain.DISTRIBUTION, "shadowing:random"), own, None)
        yield Example("of the standard library", library, Risk.BEHAVIOUR, Severity.HIGH)
        moved = ShadowingModule(path="lib/numpy/__init__.py", hides="numpy")
        yield Example("hidden on both sides, from elsewhere", Change.of(key, copy, moved), Risk.BEHAVIOUR, Severity.LOW)
        yield Example("something else", Change.of(Key(Domain.DISTRIBUTION, "numpy"), None, None), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        old, new = change.before, change.after
        value = new if isinstance(new, ShadowingModule) else old
        if change.kind is ChangeKind.UNKNOWN or not isinstance(value, ShadowingModule):
            return
        module = change.key.name.removeprefix(PREFIX)
        both = isinstance(old, ShadowingModule) and isinstance(new, ShadowingModule)
        side = "both sides, from different places," if both else Side.AFTER if new is not None else Side.BEFORE
        what = f"the installed {value.hides}" if value.hides else "the standard library's module"
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.LOW if both else Severity.HIGH,
            confidence=0.4 if both else 0.8,
            reason=f"in {side} `import {module}` finds {value.path} and not {what}, there and in every other package",
            remedy=f"rename or delete {value.path}, or start Python with -P",
            evidence=(
                Evidence(
                    what=f"import {module}",
                    before=old.path if isinstance(old, ShadowingModule) else what,
                    after=new.path if isinstance(new, ShadowingModule) else what,
                ),
            ),
            sources=("https://docs.python.org/3/library/sys_path_init.html",),
        )

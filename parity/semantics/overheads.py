"""Code without what only costs time and changes no value: collecting garbage, copies, recording for derivatives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parity.semantics.copying import copied
from parity.semantics.dump import dump, is_same
from parity.semantics.expressions import called_name
from parity.semantics.forms import name_of
from parity.semantics.visiting import Transformer
from parity.semantics.vocabulary import Helpers

# Calls that only take their time -> what it is told as.
_WAITING = frozenset({"time.sleep", "asyncio.sleep", "sleep"})
_IDLE = frozenset({
    "gc.collect", "torch.cuda.synchronize", "torch.cuda.empty_cache", "torch.mps.synchronize", "gc.disable",
    "gc.enable",
    "torch.mps.empty_cache", "tf.keras.backend.clear_session", "jax.block_until_ready", "gc.freeze",
})  # fmt: skip
# How many threads or processes do the work, and which way is looked for: set once for all that follows.
_RESOURCES = frozenset({
    "set_num_threads", "set_num_interop_threads", "setNumThreads", "set_intra_op_parallelism_threads",
    "set_inter_op_parallelism_threads", "set_start_method", "set_sharing_strategy", "threadpool_limits",
    "set_memory_growth", "set_per_process_memory_fraction",
})  # fmt: skip
_RESOURCE_FIELDS = frozenset({
    "torch.backends.cudnn.benchmark", "intra_op_num_threads", "inter_op_num_threads", "num_threads",
    "enable_mem_pattern", "enable_cpu_mem_arena",
})  # fmt: skip
_RESOURCE_VARIABLES = re.compile(r"\w+_NUM_THREADS|PYTORCH_(CUDA_)?ALLOC_CONF|TOKENIZERS_PARALLELISM|MALLOC_ARENA_MAX")
_UNRECORDED = frozenset({"no_grad", "inference_mode", "set_grad_enabled", "errstate"})
_DENSE = frozenset({"toarray", "todense", "to_dense", "densify", "block_until_ready", "detach", "contiguous"})
_SHALLOW = frozenset({"copy", "dict", "list"})
_SESSIONS = {
    "requests.Session": "requests", "requests.session": "requests", "httpx.Client": "httpx", "Session": "requests",
    "requests.sessions.Session": "requests",
}  # fmt: skip
_CHANGES = frozenset({
    "append", "extend", "insert", "pop", "remove", "clear", "update", "setdefault", "sort", "reverse", "add", "discard",
    "popitem", "fill", "fillna", "drop", "put", "resize", "itemset", "partition", "appendleft", "popleft",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overhead:
    """What only one side pays: `kind` as in `FunctionEdit`; `safe`: whether what it guards against does not happen."""

    kind: str
    safe: bool


def overhead_between(
    before: Sequence[ast.stmt], after: Sequence[ast.stmt], ours: Helpers, theirs: Helpers
) -> Overhead | None:
    """What two pieces differ by, where that is nothing but overhead; None where they differ by more."""
    old, new = _Spared(ours), _Spared(theirs)
    one, other = ([spared.visit(copied(node)) for node in side] for spared, side in ((old, before), (new, after)))
    if any(kind.startswith("resources") for kind in {*old.kinds} ^ {*new.kinds}):
        one, other = _without_imports(one), _without_imports(other)
    if not is_same(one, other):
        return None
    if old.kinds != new.kinds:
        odd = set(old.kinds) ^ set(new.kinds)
        resources = any(one.startswith("resources") for one in odd)
        kind = "waiting" if "waiting" in odd else "resources" if resources else "overhead"
        return Overhead(kind, safe=old.copies == new.copies)
    if old.copies == new.copies:
        return None
    levels = sorted(old.copies), sorted(new.copies)
    if len(levels[0]) == len(levels[1]):
        return Overhead("copy", safe=not any(change for node in one for change in _changes_within(node)))
    return Overhead("copy", safe=not any(change for node in one for change in _changes(node)))


def _without_imports(body: Sequence[ast.AST | None]) -> list[ast.AST | None]:
    """Of a module, what is left once nobody needs what it imported."""
    return [node for node in body if node is not None and not isinstance(node, (ast.Import, ast.ImportFrom))]


class _Spared(Transformer):
    """Takes away what only costs; notes what it took."""

    def __init__(self, helpers: Helpers) -> None:
        self.kinds: list[str] = []
        self.copies: list[str] = []
        self._sessions = {
            name: _SESSIONS[called_name(node)]
            for name, node in helpers.items()
            if isinstance(node, ast.Call) and called_name(node) in _SESSIONS
        }

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        value = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(value, ast.Call):
            name = called_name(value)
            if name in _IDLE | _WAITING:
                self.kinds.append("waiting" if name in _WAITING else "idle")
                return None
            if name.rpartition(".")[2] in _RESOURCES:
                self.kinds.append(f"resources {dump(value)}")
                return None
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        if len(node.targets) == 1 and _is_resource(node.targets[0]):
            self.kinds.append(f"resources {dump(node)}")
            return None
        return self.generic_visit(node)

    def visit_With(self, node: ast.With) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        kept = [one for one in node.items if name_of(_called(one.context_expr)) not in _UNRECORDED]
        if len(kept) < len(node.items):
            self.kinds.append("recorded")
            node.items = kept
        return node if kept else node.body

    def visit_Name(self, node: ast.Name) -> ast.AST:
        root, _, rest = node.id.partition(".")
        if root in self._sessions:
            self.kinds.append("session")
            node.id = f"{self._sessions[root]}.{rest}" if rest else self._sessions[root]
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id in _SESSIONS.values():
            return ast.copy_location(ast.Name(id=f"{node.value.id}.{node.attr}", ctx=node.ctx), node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = called_name(node)
        held = node.func.value if isinstance(node.func, ast.Attribute) else None
        if held is not None and name_of(node.func) in _DENSE and not node.args and not node.keywords:
            if name_of(node.func) != "detach":
                self.kinds.append("dense")
            return held
        if (taken := _copied(node, name)) is not None:
            self.copies.append(taken[1])
            return taken[0]
        return node


def _is_resource(target: ast.expr) -> bool:
    """Whether what is set there says how the work is done."""
    if isinstance(target, ast.Subscript):
        key = target.slice.value if isinstance(target.slice, ast.Constant) else None
        return isinstance(key, str) and _RESOURCE_VARIABLES.fullmatch(key) is not None
    path = ast.unparse(target) if isinstance(target, (ast.Attribute, ast.Name)) else ""
    return path in _RESOURCE_FIELDS or ("." in path and path.rpartition(".")[2] in _RESOURCE_FIELDS)


def _called(node: ast.expr) -> ast.AST:
    return node.func if isinstance(node, ast.Call) else node


def _copied(node: ast.Call, name: str) -> tuple[ast.expr, str] | None:
    """What a call only copies, and how deep."""
    word, first = name.rpartition(".")[2], node.args[0] if len(node.args) == 1 and not node.keywords else None
    if word == "deepcopy" and first is not None:
        return first, "deep"
    if word == "loads" and isinstance(first, ast.Call) and name_of(first.func) == "dumps" and len(first.args) == 1:
        return first.args[0], "deep"
    if isinstance(first, (ast.Name, ast.Attribute, ast.Subscript)) and word in _SHALLOW:
        return first, "shallow"
    if isinstance(node.func, ast.Attribute) and word == "copy" and not node.args:
        deep = not any(one.arg == "deep" for one in node.keywords)
        return (node.func.value, "shallow") if deep else None
    return None


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """What changes something in place, or hands a name as a whole to somebody who may."""
    for one in ast.walk(node):
        stored = isinstance(one, (ast.Subscript, ast.Attribute)) and not isinstance(one.ctx, ast.Load)
        method = isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in _CHANGES
        whole = isinstance(one, (ast.Return, ast.Yield)) and isinstance(one.value, (ast.Name, ast.Attribute))
        handed = (
            isinstance(one, ast.Call) and any(isinstance(arg, ast.Name) for arg in one.args) and not _only_reads(one)
        )
        if stored or method or whole or handed or isinstance(one, (ast.AugAssign, ast.Delete)):
            yield one


def _only_reads(node: ast.Call) -> bool:
    return name_of(node.func) in (
        "len", "sum", "min", "max", "sorted", "enumerate", "zip", "list", "tuple", "set", "dict", "any", "all",
        "range", "float",
        "int", "str", "round", "isinstance", "get", "items", "join", "abs",
    )  # fmt: skip


def _changes_within(node: ast.AST) -> Iterator[ast.AST]:
    """What changes something that stands within something else: a shallow copy shares it."""
    for one in ast.walk(node):
        target = one
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in _CHANGES:
            target = ast.Subscript(value=one.func.value, slice=ast.Constant(value=0), ctx=ast.Store())
        stored = isinstance(target, (ast.Subscript, ast.Attribute)) and not isinstance(target.ctx, ast.Load)
        if stored and isinstance(getattr(target, "value", None), (ast.Subscript, ast.Attribute)):
            yield one

"""Pickle opcodes -> what the pickle would build, as inert values. Nothing is imported, called or made.

Follows the stack, the marks and the memo as pickle's own virtual machine does (PEP 307, 3154, 574). Strings, numbers,
tuples and dictionaries are kept, what is called is kept by name, everything else is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

from parity.parsers.pickle_opcodes import Argument

MAX_TUPLE = 64  # longer tuples are data
MAX_TEXT = 4096  # longer strings are data


@dataclass(frozen=True, slots=True)
class Global:
    """Something that loading would import."""

    module: str
    name: str


@dataclass(slots=True, eq=False)
class Made:
    """An object that loading would make: by calling `of` with `arguments`; `state` is what BUILD would give it."""

    of: object
    arguments: object
    state: object = None


@dataclass(slots=True, eq=False)
class Mapping:
    """A dictionary that loading would make: its string keys."""

    items: dict[str, object] = field(default_factory=dict)


class Machine:
    """One pickle being read.

    Attributes:
        imported: everything it would import.
        assigned: called with (key, value) for every string key of every dictionary.
        built: the object that the last opcode gave a state to; None after any other opcode.
    """

    def __init__(self, imported: set[Global], assigned: Callable[[str, object], None]) -> None:
        self.imported = imported
        self.built: Made | None = None
        self._assigned = assigned
        self._stack: list[object] = []
        self._marks: list[list[object]] = []
        self._memo: dict[int, object] = {}

    def step(self, name: str, argument: Argument) -> None:
        """Do what an opcode does. Raises ValueError where the stack does not hold what it needs."""
        self.built = None
        act = self._ACTIONS.get(name)
        try:
            if act is not None:
                act(self, argument)
            elif name in _PUSHES_NOTHING:
                pass
            else:
                self._stack.append(_value(name, argument))
        except IndexError as error:
            raise ValueError(f"{name} needs more than the stack holds") from error

    def top(self) -> object:
        """What the last opcode left on the stack: after STOP, what the pickle is."""
        return self._stack[-1] if self._stack else None

    def _mark(self, _: Argument) -> None:
        self._marks.append(self._stack)
        self._stack = []

    def _pop_mark(self) -> list[object]:
        items, self._stack = self._stack, self._marks.pop()
        return items

    def _drop_marked(self, _: Argument) -> None:
        self._pop_mark()

    def _pop(self, _: Argument) -> None:
        if self._stack:
            self._stack.pop()
        else:
            self._pop_mark()

    def _duplicate(self, _: Argument) -> None:
        self._stack.append(self._stack[-1])

    def _memoize(self, _: Argument) -> None:
        self._memo[len(self._memo)] = self._stack[-1]

    def _put(self, argument: Argument) -> None:
        self._memo[_number(argument)] = self._stack[-1]

    def _get(self, argument: Argument) -> None:
        self._stack.append(self._memo.get(_number(argument)))

    def _global(self, argument: Argument) -> None:
        module, _, name = _text(argument).partition(" ")
        self._push_global(module, name)

    def _stack_global(self, _: Argument) -> None:
        name, module = self._stack.pop(), self._stack.pop()
        self._push_global(module if isinstance(module, str) else "", name if isinstance(name, str) else "")

    def _push_global(self, module: str, name: str) -> None:
        found = Global(module, name)
        self.imported.add(found)
        self._stack.append(found)

    def _reduce(self, _: Argument) -> None:
        arguments = self._stack.pop()
        self._stack[-1] = Made(self._stack[-1], arguments)

    def _new_with_keywords(self, _: Argument) -> None:
        self._stack.pop()
        self._reduce(None)

    def _instance(self, argument: Argument) -> None:
        arguments = tuple(self._pop_mark()[:MAX_TUPLE])
        self._global(argument)
        self._stack[-1] = Made(self._stack[-1], arguments)

    def _object(self, _: Argument) -> None:
        items = self._pop_mark()
        self._stack.append(Made(items[0], tuple(items[1:MAX_TUPLE])))

    def _build(self, _: Argument) -> None:
        state = self._stack.pop()
        target = self._stack[-1]
        if isinstance(target, Made):
            target.state = state
            self.built = target

    def _tuple(self, _: Argument) -> None:
        items = self._pop_mark()  # which puts another stack in place
        self._stack.append(tuple(items[:MAX_TUPLE]))

    def _tuple_of(self, count: int) -> None:
        if len(self._stack) < count:
            raise IndexError
        self._stack[-count:] = [tuple(self._stack[-count:])]

    def _collect(self, _: Argument) -> None:
        """A list or a set out of what follows the mark."""
        self._pop_mark()
        self._stack.append(None)

    def _append(self, _: Argument) -> None:
        self._stack.pop()

    def _dict(self, _: Argument) -> None:
        items = self._pop_mark()
        self._stack.append(Mapping())
        self._assign(items)

    def _set_item(self, _: Argument) -> None:
        value, key = self._stack.pop(), self._stack.pop()
        self._assign([key, value])

    def _set_items(self, _: Argument) -> None:
        self._assign(self._pop_mark())

    def _assign(self, items: list[object]) -> None:
        target = self._stack[-1]
        for key, value in zip(items[::2], items[1::2], strict=False):
            if isinstance(key, str):
                self._assigned(key, value)
                if isinstance(target, Mapping):
                    target.items[key] = value

    def _persistent(self, _: Argument) -> None:
        self._stack[-1] = None

    _ACTIONS: ClassVar[dict[str, Callable[[Machine, Argument], None]]] = {
        "MARK": _mark,
        "POP_MARK": _drop_marked,
        "POP": _pop,
        "DUP": _duplicate,
        "MEMOIZE": _memoize,
        "PUT": _put,
        "BINPUT": _put,
        "LONG_BINPUT": _put,
        "GET": _get,
        "BINGET": _get,
        "LONG_BINGET": _get,
        "GLOBAL": _global,
        "STACK_GLOBAL": _stack_global,
        "REDUCE": _reduce,
        "NEWOBJ": _reduce,
        "NEWOBJ_EX": _new_with_keywords,
        "INST": _instance,
        "OBJ": _object,
        "BUILD": _build,
        "TUPLE": _tuple,
        "TUPLE1": lambda self, _: self._tuple_of(1),
        "TUPLE2": lambda self, _: self._tuple_of(2),
        "TUPLE3": lambda self, _: self._tuple_of(3),
        "LIST": _collect,
        "FROZENSET": _collect,
        "APPEND": _append,
        "APPENDS": _drop_marked,
        "ADDITEMS": _drop_marked,
        "DICT": _dict,
        "SETITEM": _set_item,
        "SETITEMS": _set_items,
        "BINPERSID": _persistent,
    }


_PUSHES_NOTHING = frozenset({"PROTO", "FRAME", "STOP", "READONLY_BUFFER"})
_TEXTS = frozenset({
    "UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "STRING", "BINSTRING", "SHORT_BINSTRING",
})  # fmt: skip
_NUMBERS = frozenset({"INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4"})
_BYTES = frozenset({"SHORT_BINBYTES", "BINBYTES", "BINBYTES8", "BYTEARRAY8"})


def _value(name: str, argument: Argument) -> object:
    """What an opcode that pushes a value pushes."""
    if name in _TEXTS:
        return _text(argument).strip("'\"") if name == "STRING" else _text(argument)
    if name in _NUMBERS:
        return _number(argument)
    if name in _BYTES:
        return argument
    if name == "EMPTY_TUPLE":
        return ()
    return Mapping() if name == "EMPTY_DICT" else None


def _text(argument: Argument) -> str:
    return argument[:MAX_TEXT].decode("utf-8", "replace") if isinstance(argument, bytes) else ""


def _number(argument: Argument) -> int:
    """Of text ("12", "12L"), of little-endian bytes (LONG1), or as it is. Raises ValueError."""
    if isinstance(argument, int):
        return argument
    data = argument or b""
    text = data.rstrip(b"L")
    if text.lstrip(b"-").isdigit():
        return int(text[:20])
    return int.from_bytes(data[:64], "little", signed=True)

"""What two pieces of code are made of -> whether something in it says that they do not come to the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from parity.semantics.counterparts import CONCURRENT, FREE, NARROW, belongs_to_a_way, is_made_up_for
from parity.semantics.vocabulary import Vocabulary
from parity.semantics.vocabulary_reader import EACH

# Arguments that come and go with the way of working: places, sizes, what is told elsewhere.
_ARGUMENTS = frozenset({
    "axis", "keepdims", "keepdim", "dim", "dtype", "out", "where", "ignore_index", "copy", "otypes", "index", "raw",
    "engine",
    "maxsize", "maxlen", "minlength", "n_jobs", "num_workers", "workers", "batch_size", "chunksize", "columns", "k",
    "max_workers",
    "result_type", "as_index", "sort", "strict", "default", "reverse", "ascending", "orient", "name", "usecols",
    "timeout_s",
    "p", "key", "otype", "observed",
})  # fmt: skip
_NEUTRAL_TEXTS = re.compile(
    r"r|rb|rt|utf-?8|float|float64|f8|int64|records|index|list|split|split|values|[a-z]+(,[a-z]+)+(->[a-z]*)?|->|[,\s\n]*|"
    r"stable|quicksort|mergesort|columns|coerce|thread|process"
)
_NEUTRAL_NUMBERS = frozenset({"0", "1", "-1"})
_ROOTS = frozenset({"Pow", "square", "sqrt", "norm", "hypot", "power", "pow", "var", "std", "dist", "cdist"})
_SORTING = frozenset({
    "sorted", "sort", "argsort", "sort_values", "nlargest", "nsmallest", "heappop", "heappush", "argpartition",
    "partition",
    "topk", "heapify", "heappushpop", "heapreplace",
})  # fmt: skip
_LASTS = frozenset({"deque", "popleft", "rolling", "last", "tail", "cumsum", "max", "nlargest", "pop"})
_MEANS = frozenset({"mean", "average", "fmean", "nanmean"})
_SIZED = frozenset(
    {"range", "zeros", "reshape", "full", "where", "min", "max", "maximum", "minimum", "clip", "empty", "insert"}
)
# Of each only one is right.
_FAMILIES = (
    frozenset({"bisect_left", "bisect", "bisect_right", "insort_left", "insort_right"}),
    frozenset({"mean", "median", "mode", "average"}), frozenset({"std", "var"}), frozenset({"lower", "upper",
    "casefold", "title"}),
    frozenset({"first", "last", "head", "tail"}), frozenset({"floor", "ceil", "round", "rint", "trunc"}),
    frozenset({"ffill", "bfill", "interpolate"}),
)  # fmt: skip
_OPPOSITES = (frozenset({"Lt", "LtE"}), frozenset({"In", "NotIn"}), frozenset({"Eq", "NotEq"}))
_OPERATORS = frozenset({"Add", "BitAnd", "BitOr"})  # of values: made up for by loops and conditions


def differences(old: Vocabulary, new: Vocabulary) -> Iterator[str]:
    """What says that two pieces do not come to the same: words, numbers, texts, arguments without a counterpart."""
    for one, other in ((old, new), (new, old)):
        yield from _one_sided(one, other)
        yield from _turned(one, other)
    yield from _at_odds(old, new)
    yield from _ordered_otherwise(old, new)
    yield from _exchanged(old, new)


def _one_sided(one: Vocabulary, other: Vocabulary) -> Iterator[str]:
    words = other.words
    acts = one.operators - other.operators - _OPERATORS | one.comparisons - other.comparisons - {"Is"}
    for pair in _OPPOSITES:  # told by how they are turned, below
        if pair & other.comparisons:
            acts -= pair
    yield from (f"except {name}" for name in one.handled - other.handled)
    for word in one.calls.keys() - words | acts | ({"choice", "one"} & one.marks - other.marks):
        if word not in other.texts and not _is_covered(word, one, words):
            yield word
    yield from (one.named & NARROW) - other.named - other.texts
    said = words | {keyword for pairs in other.keywords.values() for keyword, _ in pairs} | other.texts
    for text in one.texts - said:
        if not _NEUTRAL_TEXTS.fullmatch(text) and not any(len(text) > 1 and text in longer for longer in other.texts):
            yield repr(text)
    rooted = (words | one.words) & _ROOTS
    yield from one.numbers - other.numbers - other.places - _NEUTRAL_NUMBERS - ({"2", "0.5"} if rooted else set())


def _is_covered(word: str, one: Vocabulary, words: set[str]) -> bool:
    if word in NARROW:
        return False
    if word == "one" and "step" in words:
        return True
    if word == "sum" and words & _MEANS and "Div" in one.operators and "Div" not in words:
        return True
    if word == "Sub" and one.words & {"cumsum", "popleft", "bisect_left", "bisect_right", "bisect", "searchsorted"}:
        return True
    if word == "Sub" and words & {"sum", "mean"} and "Add" in one.operators and "Add" not in words:
        return True  # of a running sum
    return (
        is_made_up_for(word, words) or (word in CONCURRENT and _is_pooled(one)) or (word == "Pow" and "square" in words)
    )


def _turned(one: Vocabulary, other: Vocabulary) -> Iterator[str]:
    """What one side asks the other way round."""
    if one.comparisons & {"Lt", "LtE"} == {"Lt"} and other.comparisons & {"Lt", "LtE"} == {"LtE"}:
        turned = {(right, left) for word, left, right in other.bounds if word == "LtE"}
        if {(left, right) for word, left, right in one.bounds if word == "Lt"} != turned:
            yield "<="
    if one.comparisons & {"In", "NotIn"} == {"In"} and other.comparisons & {"In", "NotIn"} == {"NotIn"}:
        yield "not in"
    members = {"isin", "in1d", "intersection", "intersect1d"}
    turned_back = other.words & {"negative", "NotIn", "difference"} or one.words & members
    if "NotIn" in one.comparisons and other.words & members and not turned_back:
        yield "not in"


def _at_odds(old: Vocabulary, new: Vocabulary) -> Iterator[str]:
    """What both sides have, and not alike."""
    ours, theirs = (frozenset(side.indices) - {"0", "-1"} for side in (old, new))
    if old.indices and new.indices and ours != theirs:
        yield "index"
    ours, theirs = (frozenset(side.places) - {"0", "1", "2"} for side in (old, new))
    if ours and theirs and ours != theirs and not (ours ^ theirs) <= old.numbers | new.numbers:
        yield "place"
    if ("unordered" in old.marks) != ("unordered" in new.marks):
        yield "unordered"
    for word in sorted(old.calls.keys() & new.calls.keys()):
        if _given_otherwise(word, old, new):
            yield f"{word}()"
    for one, other in ((old, new), (new, old)):
        last = "-1" in one.indices - other.indices or "tail" in one.marks - other.marks
        running = "Add" in one.operators - other.operators or one.words & {"deque", "cumsum"}
        if last and not running and not one.words & _SORTING and not other.words & _LASTS:
            yield "last"
    for family in _FAMILIES:
        ours, theirs = (frozenset(family & side.calls.keys()) for side in (old, new))
        if ours and theirs and ours != theirs:
            yield "/".join(sorted(ours ^ theirs))


def _ordered_otherwise(old: Vocabulary, new: Vocabulary) -> Iterator[str]:
    if _keys(old) and _keys(new) and _keys(old) != _keys(new):
        yield "key"
    if (old.calls.keys() | new.calls.keys()) & _SORTING and _is_descending(old) != _is_descending(new):
        yield "descending"
    known = {tuple(sorted(names)) for names in old.orders}
    if any(tuple(sorted(names)) in known and names not in old.orders for names in new.orders):
        yield "order"


def _exchanged(old: Vocabulary, new: Vocabulary) -> Iterator[str]:
    """What stands more often on one side, and something else instead of it on the other."""
    for ours, theirs in (
        (Counter(_own_words(old)), Counter(_own_words(new))),
        (old.said, new.said),
    ):
        shared = ours.keys() & theirs.keys()
        more = {word for word in shared if ours[word] > theirs[word]}
        less = {word for word in shared if ours[word] < theirs[word]}
        if more and less:
            yield "/".join(sorted(more | less))


def _own_words(side: Vocabulary) -> dict[str, int]:
    return {word: len(side.levels[word]) for word in side.calls if word in side.levels and not belongs_to_a_way(word)}


def _given_otherwise(word: str, old: Vocabulary, new: Vocabulary) -> bool:
    """Whether a function that both sides call gets other constants."""
    ours, theirs = (side.keywords.get(word, set()) for side in (old, new))
    if {name for name, _ in ours ^ theirs} - _ARGUMENTS and word not in EACH:
        return True
    axes = [{value for name, value in side if name in ("axis", "dim")} for side in (ours, theirs)]
    if all(axes) and axes[0] != axes[1] and old.walks == new.walks:
        return True
    if old.walks != new.walks and word not in FREE:  # what is told of whole columns does not come of single rows
        whole, single = (ours, new) if old.walks < new.walks else (theirs, old)
        if ("axis", "int=0") in whole and single.calls[word] and not single.keywords.get(word):
            return True
    given = old.given.get(word, set()), new.given.get(word, set())
    return all(given) and given[0] != given[1] and word not in _SIZED


def _keys(side: Vocabulary) -> set[str]:
    return {value for pairs in side.keywords.values() for name, value in pairs if name == "key"}


def _is_descending(side: Vocabulary) -> bool:
    flags = {(name, value) for pairs in side.keywords.values() for name, value in pairs}
    turned = any(
        (name == "reverse" and "True" in value) or (name == "ascending" and "False" in value) for name, value in flags
    )
    turned = turned or "negative" in side.marks or "reversed" in side.marks
    turned = turned or bool(side.calls.keys() & {"nlargest", "max", "argmax", "topk", "amax"})
    return turned != ("-1" in side.indices or "tail" in side.marks)


def _is_pooled(side: Vocabulary) -> bool:
    return bool(
        side.calls.keys() & {"gather", "map", "submit", "create_task", "Pool", "ThreadPoolExecutor", "Parallel"}
    )

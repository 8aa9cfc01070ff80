"""What names of parameters are usually given to: the last resort, where nothing is done with a value that tells."""

from __future__ import annotations

from parity.evaluation.generation.uses.cells import Kind


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WHOLE = words(
    "n k i j size count length width height limit offset start stop step depth level top_k topk max_len page id num "
    "number index port year month day window batch_size bits seed axis rank ttl retries"
)
_DECIMAL = words(
    "x y z a b c d score value threshold rate alpha beta eps weight price amount total mean std p prob lat lon "
    "temperature scale ratio lo hi low high min_score cutoff factor distance speed margin "
    "floor ceil ceiling bias gain tol tolerance lam gamma sigma mu bound minimum maximum base "
    "delta tau penalty clip fill q quantile"
)
_TEXT = words(
    "text name path s key label word token line url body prefix suffix title query message msg raw string filename "
    "lang language category kind type country city email tag sep separator sentence user ua user_agent request_id "
    "segment code locale mode status method field column col html fmt pattern char"
)
_LISTS = words("rows items records events results batch data samples pairs docs series history")
_DICTS = words("row record config params payload options settings mapping table vocab features metadata meta d")
_MATRICES = words("matrix features embeddings points centroids vectors logits")
_TABLES = frozenset({"df", "frame", "dataframe"})
_ARRAYS = frozenset({"img", "image", "arr", "array", "images", "matrix"})


def kinds(name: str) -> tuple[Kind, ...]:
    lowered = name.lower().strip("_")
    last = lowered.rsplit("_", 1)[-1]
    if lowered.startswith(("n_", "num_", "max_", "min_")) and last not in _DECIMAL:
        return (Kind.INT,)
    for known, kind in (
        (_TABLES, (Kind.TABLE,)), (_ARRAYS, (Kind.ARRAY,)), (_TEXT, (Kind.TEXT,)), (_WHOLE, (Kind.INT,)),
        (_DICTS, (Kind.DICT,)), (_LISTS, (Kind.LIST,)), (_DECIMAL, (Kind.FLOAT, Kind.INT)),
    ):  # fmt: skip
        if lowered in known or last in known:
            return kind
    if lowered.startswith(("is_", "has_", "use_", "with_", "should_", "allow_")):
        return (Kind.BOOL,)
    return (Kind.LIST,) if singular(lowered) != lowered else ()


def is_number(name: str) -> bool:
    """Whether a value of this name is a single number."""
    found = kinds(name)
    return bool(found) and found[0] in (Kind.INT, Kind.FLOAT) and not name.isupper()


def is_matrix(name: str) -> bool:
    """Whether an array of this name has rows and columns, as linear algebra writes it."""
    return (len(name) == 1 and name.isupper()) or name.lower().rsplit("_", 1)[-1] in _MATRICES


def singular(name: str) -> str:
    """`labels` -> `label`: how an element of it would be called."""
    for plural, one in (("ies", "y"), ("ches", "ch"), ("xes", "x"), ("sses", "ss")):
        if name.endswith(plural) and len(name) > 4:
            return name[: -len(plural)] + one
    return name[:-1] if name.endswith("s") and not name.endswith("ss") and len(name) > 2 else name

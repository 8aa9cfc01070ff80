"""What functions and methods of numpy and pandas ask of their values."""

from __future__ import annotations

from parity.evaluation.generation.uses import names
from parity.evaluation.generation.uses.cells import Cell, Kind, Trait, counts, unify
from parity.evaluation.generation.uses.names import words
from parity.evaluation.generation.uses.reading import Closure, Reader

_REDUCTIONS = words(
    "mean sum std var min max any all argmax argmin median prod percentile quantile ptp nanmean nansum nanstd "
    "nanmax nanmin cumsum cumprod argsort sort diff average concatenate stack norm count_nonzero"
)
_TO_ELEMENT = words(
    "mean sum std var min max median prod percentile quantile ptp nanmean nansum nanstd nanmax nanmin item average"
)
_TO_INT = frozenset({"argmax", "argmin", "count_nonzero"})
_ALIKE = words(
    "asarray array asanyarray ascontiguousarray copy abs fabs round rint floor ceil sort exp log log1p expm1 log2 "
    "log10 sqrt square clip maximum minimum where nan_to_num atleast_1d astype sin cos tan radians deg2rad degrees "
    "tanh sign cumsum flip roll unique diff append concatenate fill_diagonal transpose swapaxes moveaxis squeeze "
    "isnan isfinite isinf round_ fillna"
)
_POSITIVE = frozenset({"log", "log2", "log10", "sqrt"})
METHODS = words(
    "mean std var astype reshape ravel flatten tolist dot cumsum argmax argmin argsort transpose clip squeeze min "
    "max sum any all round item nonzero fill groupby merge sort_values drop_duplicates fillna dropna assign rename "
    "reset_index set_index iterrows itertuples apply head tail to_dict query pivot pivot_table value_counts shift "
    "rolling map isin notna isna isnull notnull nunique unique between to_numpy melt agg aggregate transform "
    "quantile median rank diff ewm corr drop where mask nlargest nsmallest join filter select_dtypes describe "
    "to_list ffill bfill"
)
_TABLE = words(
    "groupby merge sort_values drop_duplicates assign rename reset_index set_index iterrows itertuples to_dict "
    "query pivot pivot_table melt drop select_dtypes"
)
_COLUMN = words("value_counts shift rolling map isin notna isna isnull notnull nunique between ewm to_list ffill bfill")
_DTYPES = {"int": Kind.INT, "float": Kind.FLOAT, "str": Kind.TEXT, "object": Kind.TEXT, "category": Kind.TEXT}
_NAMING = frozenset({"by", "subset", "on", "columns", "keys", "left_on", "right_on", "index", "values", "key"})


def function(reader: Reader, path: str, positional: list[Cell], named: dict[str, Cell]) -> Cell:
    name = path.rsplit(".", 1)[-1]
    first = positional[0] if positional else Cell()
    if path.startswith("pandas."):
        return _pandas(reader, name, first, positional, named)
    if name in ("zeros", "ones", "empty", "full", "arange", "linspace", "eye", "default_rng", "RandomState", "seed"):
        for cell in positional[:1]:
            if not cell.is_a(Kind.TUPLE):
                counts(cell)
            for part in cell.fields.values():
                counts(part)
        made = Cell(Kind.ARRAY) if name not in ("default_rng", "RandomState", "seed") else Cell(Kind.OBJECT)
        made.function = "own" if made.is_a(Kind.ARRAY) else None
        return made
    if name in ("float32", "float64", "int64", "int32", "uint8", "int8", "float16"):
        if not first.votes:
            first.vote(Kind.FLOAT, weight=2).vote(Kind.INT, weight=1)
        return first
    for cell in positional[
        : 2 if name in ("dot", "matmul", "maximum", "minimum", "where", "allclose", "cross", "searchsorted") else 1
    ]:
        if cell is not first and not cell.votes and names.is_number(cell.name or ""):
            cell.vote(Kind.FLOAT, weight=3).vote(Kind.INT, weight=1)
        elif cell.vague or not cell.is_a(
            Kind.INT, Kind.FLOAT, Kind.LIST, Kind.TUPLE, Kind.BOOL, Kind.COLUMN, Kind.TABLE
        ):
            cell.vote(Kind.ARRAY, weight=3)
            _numeric(cell, named)
        elif cell.is_a(Kind.LIST, Kind.TUPLE):
            cell.vote(Kind.ARRAY, weight=1)
            for element in [cell.elements(), *cell.fields.values()]:
                if not element.find().votes:
                    element.vote(Kind.FLOAT, weight=2).vote(Kind.INT, weight=1)
    if name in _POSITIVE:
        (first.elements() if first.is_a(Kind.ARRAY, Kind.LIST) else first).trait(Trait.POSITIVE)
    if name == "array" and first.is_a(Kind.LIST, Kind.TUPLE):
        return _literal(first)
    return _result(first, name, positional, named)


def _literal(first: Cell) -> Cell:
    made = Cell(Kind.ARRAY)
    made.rank = 1
    made.width = len(first.elements().constants) or None
    made.function = "own"
    return made


def _numeric(cell: Cell, named: dict[str, Cell]) -> None:
    element = cell.elements()
    if not element.votes:
        element.vote(Kind.FLOAT, weight=1)


def _axis(cell: Cell, named: dict[str, Cell], positional: list[Cell]) -> bool:
    """Notes how many dimensions an axis needs; whether all are reduced."""
    axis = named.get("axis")
    if axis is None and len(positional) == 1 and positional[0].is_a(Kind.INT) and positional[0].constants:
        axis = positional[0]
    if axis is None:
        return True
    cells = [axis, *axis.fields.values()]
    for value in [c for a in cells for c in a.find().constants]:
        if isinstance(value, int) and not isinstance(value, bool):
            cell.find().rank = max(cell.find().rank or 1, value + 1 if value >= 0 else max(-value, 1) + 1)
    return False


def _result(held: Cell, name: str, positional: list[Cell], named: dict[str, Cell]) -> Cell:
    whole = True
    if name in _REDUCTIONS:
        rest = positional[1:] if positional and positional[0].find() is held.find() else positional
        whole = _axis(held, named, [] if name in ("percentile", "quantile") else rest)
    if name == "transpose":
        order = [
            c
            for cell in positional
            for part in [cell, *cell.fields.values()]
            for c in part.find().constants
            if isinstance(c, int)
        ]
        if len(order) > 1:
            held.find().rank = len(order)
        return Cell(Kind.ARRAY)
    if name == "clip":
        for bound in positional:
            if bound.find() is not held.find() and bound.is_a(Kind.FLOAT, Kind.INT) and held.is_a(Kind.ARRAY):
                held.elements().constant(*bound.constants)
    if name in _TO_INT:
        return Cell(Kind.INT) if whole else Cell(Kind.ARRAY)
    if name in ("any", "all", "isnan", "allclose") and held.is_a(Kind.INT, Kind.FLOAT):
        return Cell(Kind.BOOL)
    if name in _TO_ELEMENT:
        if whole:
            return Cell(Kind.FLOAT)
        return Cell(Kind.ARRAY)
    if name in _ALIKE:
        return held
    if name == "tolist":
        made = Cell(Kind.LIST)
        made.elements().vote(Kind.FLOAT)
        return made
    return Cell(Kind.ARRAY)


def method(reader: Reader, held: Cell, name: str, positional: list[Cell], named: dict[str, Cell]) -> Cell:
    if held.is_a(Kind.TABLE) or (name in _TABLE and not held.is_a(Kind.COLUMN, Kind.ARRAY)):
        return _of_table(reader, held, name, positional, named)
    if held.is_a(Kind.COLUMN) or (name in _COLUMN and not held.is_a(Kind.ARRAY)):
        return _of_column(reader, held, name, positional)
    held.vote(Kind.ARRAY, weight=4)
    if name in ("reshape", "ravel", "flatten"):
        made = Cell(Kind.ARRAY)
        made.kin = held
        if name == "reshape" and len(positional) == 2:
            last = [c for c in positional[1].constants if isinstance(c, int)]
            literal = Trait.DEFAULTED not in positional[1].traits
            if positional[0].constants == [-1] and literal and last and last[0] > 1 and held.width is None:
                if held.rank is None:  # in one row, which can be cut otherwise
                    held.width, made.rank, made.width = 3 * last[0], 2, last[0]
                    made.element = held.elements()
                    return made
                held.width, held.rank = last[0], max(held.rank, 2)
                return held
        return made
    return _result(held, name, positional, named)


def _typed(table: Cell, named: dict[str, Cell]) -> None:
    """Columns that `dtype=`, `usecols=` and `parse_dates=` name."""
    for name, kind in named["dtype"].find().fields.items() if "dtype" in named else ():
        told = str(next(iter(kind.find().constants), kind.find().function or ""))
        known = next((k for part, k in _DTYPES.items() if part in told), None)
        column = table.field(name).vote(Kind.COLUMN)
        if known is not None:
            column.find().elements().vote(known)
    _columns(table, [cell for key, cell in named.items() if key in ("usecols", "parse_dates", "names")])


def _columns(held: Cell, cells: list[Cell]) -> None:
    for cell in cells:
        parts = [cell, *([cell.elements()] if cell.find().element is not None else []), *cell.fields.values()]
        for part in parts:
            for name in part.find().constants:
                if isinstance(name, str) and name not in held.find().written:
                    held.field(name).vote(Kind.COLUMN, weight=2)
                    part.trait(Trait.COLUMN_NAME)


def _of_table(reader: Reader, held: Cell, name: str, positional: list[Cell], named: dict[str, Cell]) -> Cell:
    held.vote(Kind.TABLE, weight=4)
    if name in (
        "groupby",
        "sort_values",
        "drop_duplicates",
        "dropna",
        "set_index",
        "pivot",
        "pivot_table",
        "merge",
        "drop",
    ):
        naming = [cell for key, cell in named.items() if key in _NAMING]
        _columns(held, [*naming, *(positional[:1] if name not in ("merge", "drop") else [])])
        if name == "merge" and positional:
            other = positional[0].vote(Kind.TABLE, weight=4).find()
            _columns(other, [cell for key, cell in named.items() if key in ("on", "right_on")])
            if positional[1:]:
                _columns(other, positional[1:2])
            _merged(held, other)
    for cell in [*positional, *named.values()]:
        if isinstance(cell.find().function, Closure) and name in ("apply", "assign", "pipe"):
            closure = cell.find().function
            assert isinstance(closure, Closure)
            _row(reader, held, closure) if name == "apply" else reader.call(closure, [held], {})
    if name in ("iterrows", "itertuples"):
        made, pair = Cell(Kind.LIST), Cell(Kind.TUPLE)
        pair.fields.update({0: Cell(Kind.INT), 1: held})
        made.element = pair
        return made
    return held


def _merged(left: Cell, right: Cell) -> Cell:
    """What only the right one had is no column of the left one; what both have is what they are joined on."""
    left, right = left.find(), right.find()
    if left is right:
        return left
    for name, cell in [(k, v) for k, v in right.fields.items() if isinstance(k, str)]:
        if name in left.fields:
            unify(left.fields[name], cell)
        else:
            left.written.setdefault(name, cell)
    return left


def _row(reader: Reader, held: Cell, closure: Closure) -> None:
    reader.call(closure, [held], {})


def _of_column(reader: Reader, held: Cell, name: str, positional: list[Cell]) -> Cell:
    held.vote(Kind.COLUMN, weight=4)
    if name == "total_seconds":
        held.elements().vote(Kind.TIMEDELTA)
        return Cell(Kind.COLUMN)
    if name in ("isin", "fillna", "eq", "ne", "gt", "lt", "ge", "le", "replace", "clip") and positional:
        first = positional[0]
        if first.is_a(Kind.INT, Kind.FLOAT, Kind.TEXT):
            unify(held.elements(), first)
        elif first.is_a(Kind.LIST, Kind.TUPLE, Kind.SET):
            unify(held.elements(), first.elements())
    if name in ("isna", "notna", "isnull", "notnull", "fillna", "ffill", "bfill", "dropna"):
        held.elements().trait(Trait.OPTIONAL)
    for cell in positional:
        if isinstance(cell.find().function, Closure) and name in ("map", "apply"):
            reader.call(cell.find().function, [held.elements()], {})  # type: ignore[arg-type]
    if name in ("lower", "upper", "strip", "contains", "startswith", "endswith", "split", "len", "extract", "title"):
        held.elements().vote(Kind.TEXT, weight=4)
    if name in ("mean", "std", "median", "sum", "quantile"):
        held.elements().vote(Kind.FLOAT, weight=2)
        return Cell(Kind.FLOAT)
    return held


def _pandas(reader: Reader, name: str, first: Cell, positional: list[Cell], named: dict[str, Cell]) -> Cell:
    if name in ("merge", "merge_asof"):
        for place, cell in enumerate(positional[:2]):
            cell.vote(Kind.TABLE, weight=4)
            side = ("left_on", "right_on")[place]
            _columns(cell, [c for key, c in named.items() if key in ("on", side)])
        return _merged(*positional[:2]) if len(positional) > 1 else Cell(Kind.TABLE)
    if name == "get_dummies":
        first.vote(Kind.TABLE, weight=4)
        _columns(first, [c for key, c in named.items() if key == "columns"])
        return first
    if name in ("isna", "isnull", "notna", "notnull"):
        first.trait(Trait.OPTIONAL)
        return Cell(Kind.BOOL) if not first.is_a(Kind.COLUMN, Kind.TABLE) else first
    if name == "DataFrame":
        made = Cell(Kind.TABLE)
        if first.is_a(Kind.LIST) and first.element is not None:
            record = first.elements()
            record.vote(Kind.DICT, weight=3)
            made.find().fields = record.fields
        return made
    if name in ("Series", "to_datetime", "to_numeric", "Categorical", "cut", "qcut"):
        return first if first.is_a(Kind.COLUMN) else Cell(Kind.COLUMN)
    if name == "read_csv":
        first.vote(Kind.TEXT, weight=3).trait(Trait.CSV)
        table = first.contents().vote(Kind.TABLE)
        _typed(table, named)
        return table.find()
    if name == "concat":
        return Cell(Kind.TABLE)
    return Cell()

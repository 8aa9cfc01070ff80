"""Which words of code take each other's place where the same is worked out in another way."""

from __future__ import annotations


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Come and go with the way in which something is gone through, made or held.
FREE = _of("""
    rename assign pipe
    append extend add range len enumerate zip list tuple iter next items keys values set frozenset dict
    defaultdict deque Counter OrderedDict popleft appendleft insert reverse reversed pop popitem update
    setdefault get fromkeys islice chain from_iterable starmap itemgetter attrgetter map filter apply iterrows
    itertuples applymap vectorize apply_along_axis iter_rows rows to_dict tolist to_list to_numpy item numpy int
    float str bool float64 double array asarray asanyarray astype ascontiguousarray zeros zeros_like empty
    empty_like full full_like ones ones_like arange reshape ravel flatten expand_dims squeeze stack vstack
    hstack concatenate concat column_stack row_stack fromiter frompyfunc Series DataFrame from_records
    broadcast_to repeat tile sliding_window_view as_strided nonzero flatnonzero ndenumerate ndindex copy
    deepcopy lru_cache cache bytearray errstate set_index reset_index to_frame iteritems meshgrid outer compile
    memoryview accumulate pairwise product sparse toarray todense view batched isinstance
""")
# Work that is done at the same time, or handed to others.
CONCURRENT = _of("""
    gather create_task ensure_future TaskGroup as_completed wait run_in_executor to_thread ThreadPoolExecutor
    ProcessPoolExecutor ThreadPool Pool Parallel delayed submit imap imap_unordered starmap apply_async result
    get_event_loop get_running_loop Semaphore shutdown close terminate Queue Thread start put Lock acquire
    release run_until_complete
""")
_COMPARED = _of("Lt LtE")
_SORTS = _of("""
    sorted sort argsort lexsort sort_values sort_index nlargest nsmallest heappush heappop heapify heappushpop
    heapreplace argpartition partition topk insort insort_left insort_right SortedList rank
""")
_SEARCHES = _of("bisect bisect_left bisect_right searchsorted digitize cut get_loc merge_asof index find")
_NEIGHBOURS = _of("""
    KDTree cKDTree BallTree query query_radius query_ball_point NearestNeighbors kneighbors cdist
    pairwise_distances euclidean_distances distance_matrix STRtree IndexFlatL2 search
""")
_KEYED = _of("""
    In NotIn isin in1d intersect1d setdiff1d union1d intersection difference union issubset isdisjoint merge
    join groupby unique nunique drop_duplicates duplicated value_counts factorize most_common count bincount loc
    reindex lookup filtered Eq NotEq remove discard get_group size crosstab pivot_table at searchsorted get
    Counter set_index map fromkeys setdefault defaultdict
""")
# numpy's name -> that of Python's math.
_SYNONYMS = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "deg2rad": "radians",
    "rad2deg": "degrees", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "cbrt": "Pow", "remainder": "Mod",
    "fmod": "Mod", "floor_divide": "FloorDiv", "expit": "exp", "interp": "interp1d",
}  # fmt: skip
# Words, operators and marks on the left stand for those on the right, and the other way round.
_REDUCTIONS = _of("""
    sum nansum fsum cumsum dot vdot matmul inner einsum tensordot MatMult bincount reduce trace norm convolve
    rolling Counter count_nonzero sumprod value_counts size histogram count add at
""")
_PRODUCTS = _of("dot vdot matmul inner einsum tensordot MatMult sumprod")
_CHOICES = (
    _of("""
    where select choose mask compress extract filtered isin clip query piecewise nonzero between fillna maximum
    minimum dropna max min divide all any loc next get map lookup setdefault merge fromkeys unique groupby
    set_index set drop_duplicates nan_to_num bincount Counter filter value_counts defaultdict sum count In
    intersection lru_cache argmax argmin heappushpop heapreplace replace at
""")
    | _SEARCHES
    | _SORTS
)
_PAIRS: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    *((_of(one), _of(other)) for one, other in _SYNONYMS.items()),
    (_REDUCTIONS, _REDUCTIONS | _of("Add")),
    (
        _PRODUCTS
        | _of("""
    prod cumprod multiply mul square power pow Pow reduce norm average outer polyval convolve accumulate
"""),
        _of("Mult prod multiply mul") | _PRODUCTS,
    ),
    (_of("mean average fmean nanmean divide true_divide div normalize"), _of("Div mean average fmean")),
    (
        _of("max maximum amax nanmax fmax cummax argmax clip nlargest"),
        _of("max maximum amax clip nlargest argmax") | _COMPARED | _SORTS,
    ),
    (
        _of("min minimum amin nanmin fmin cummin argmin clip nsmallest"),
        _of("min minimum amin clip nsmallest argmin") | _COMPARED | _SORTS,
    ),
    (_NEIGHBOURS, _NEIGHBOURS | _of("argmin Sub Pow norm sqrt sum argsort hypot dist min sorted")),
    (_of("abs fabs absolute"), _of("abs fabs absolute negative")),
    (_CHOICES, _of("choice where")),
    (_SORTS, _SORTS | _of("unique median")),
    (_of("groupby crosstab pivot_table value_counts unique merge"), _of("sorted sort sum")),
    (_of("BitAnd issubset"), _of("In")),
    (_SEARCHES, _SEARCHES | _COMPARED | _of("next argmax between In sum")),
    (_KEYED, _KEYED | _of("index dict")),
    (_of("Eq"), _of("eye identity one_hot")),
    (_of("square power pow hypot norm std var cdist polyval dist"), _of("Pow square power sqrt")),
    (_of("Pow"), _of("Mult sqrt")),
    (_of("logical_and BitAnd all between"), _of("And BitAnd logical_and choice")),
    (_of("logical_or BitOr any"), _of("Or BitOr logical_or choice")),
    (_of("any all count_nonzero"), _of("any all choice In sum")),
    (
        _of("isnan isna isnull notna notnull fillna dropna isfinite"),
        _of("isnan isna isnull notna notnull fillna dropna Is isfinite get"),
    ),
    (_of("subtract sub diff std var ptp cumsum convolve rolling popleft shift"), _of("Sub")),
    (
        _of("rolling convolve cumsum sliding_window_view popleft uniform_filter1d"),
        _of("sum mean max min rolling Add Sub"),
    ),
    (_of("join write getvalue StringIO format writelines cat"), _of("Add join write cat")),
    (_of("divmod reshape array_split batched"), _of("FloorDiv Mod")),
    (_of("execute executemany commit"), _of("execute executemany")),
    (
        _of("read readlines readline read_text splitlines open strip close seek rstrip"),
        _of("read readlines readline read_text splitlines open getline"),
    ),
    (_of("write writelines writerow writerows open close flush"), _of("write writelines writerow writerows")),
    (_of("translate maketrans"), _of("replace get sub choice")),
    (_of("loads load open"), _of("loads load")),
    (
        _of("batch_encode_plus encode_batch encode encode_plus"),
        _of("batch_encode_plus encode_batch encode encode_plus"),
    ),
    (_of("transform agg aggregate"), _of("filtered loop")),
    (_of("count Counter value_counts bincount sum size nunique at"), _of("one")),
    (_of("transpose explode"), _of("loop")),
    (_of("eye identity get_dummies"), _of("stored Eq")),
    (_of("Lt LtE Eq NotEq In NotIn"), _of("between query lookup")),
)
# Numbers that are not as wide as those that everything is computed with unless somebody says otherwise.
NARROW = _of("float32 float16 half bfloat16 int8 uint8 int16 uint16 int32 uint32 single f4 f2")


def is_made_up_for(word: str, others: frozenset[str] | set[str]) -> bool:
    """Whether something among the other side's words can stand in a word's place."""
    return word in FREE or any(
        (word in left and right & others) or (word in right and left & others) for left, right in _PAIRS
    )


def belongs_to_a_way(word: str) -> bool:
    """Whether it comes and goes with the way of working, or has counterparts."""
    return word in FREE or word in CONCURRENT or any(word in left or word in right for left, right in _PAIRS)

"""Group-by, aggregation and value counts of data frames."""

import numpy
import pandas

REQUIRES = ("pandas",)
SETTLES = (
    "distribution:pandas",
    "distribution:numpy",
    "distribution:pyarrow",
    "distribution:numexpr",
    "distribution:bottleneck",
)


def setup(seed):
    generator = numpy.random.RandomState(seed)
    size = 40000
    return pandas.DataFrame(
        {
            "key": generator.choice(["a", "b", "c", "d", None], size),
            "number": generator.randint(0, 50, size),
            "value": generator.standard_normal(size),
        }
    )


def run(frame):
    grouped = frame.groupby("key")["value"]
    return {
        "mean": grouped.mean(),
        "std": grouped.std(),
        "size": frame.groupby(["key", "number"]).size().head(50),
        "counts": frame["number"].value_counts().head(20),
        "describe": frame.describe(),
        "pivot": frame.pivot_table(index="number", columns="key", values="value", aggfunc="sum").head(10),
    }

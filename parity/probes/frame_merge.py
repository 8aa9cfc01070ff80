"""Merging, sorting, reshaping and parsing of data frames."""

import io

import numpy
import pandas

REQUIRES = ("pandas",)
SETTLES = ("distribution:pandas", "distribution:numpy", "distribution:pyarrow")


def setup(seed):
    generator = numpy.random.RandomState(seed)
    size = 20000
    left = pandas.DataFrame({"key": generator.randint(0, 5000, size), "x": generator.standard_normal(size)})
    right = pandas.DataFrame({"key": generator.randint(0, 5000, 5000), "y": generator.standard_normal(5000)})
    text = left.head(3000).to_csv(index=False)
    return left, right, text


def run(data):
    left, right, text = data
    dates = pandas.to_datetime(pandas.Series(["2020-01-31", "2021-02-28", "2022-12-01"]))
    return {
        "inner": left.merge(right, on="key").head(500),
        "outer": left.merge(right, on="key", how="outer").tail(200),
        "unsorted": left.merge(right, on="key", how="left", sort=False).head(200),
        "sorted": left.sort_values(["key", "x"]).head(200),
        "parsed": pandas.read_csv(io.StringIO(text)),
        "months": dates.dt.month,
        "dates": dates,
        "shift": left["x"].rolling(5).mean().head(50),
    }

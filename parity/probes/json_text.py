"""JSON, written and read."""

import json

REQUIRES = ()
SETTLES = ("interpreter:*", "setting:env:PYTHONDEVMODE", "setting:env:PYTHONMALLOC")


def setup(seed):
    return [{"id": i, "name": "item %d" % i, "score": i / 7.0, "tags": ["a", "b", str(i + seed)]} for i in range(2000)]


def run(rows):
    text = json.dumps(rows, sort_keys=True)
    return len(text), text[:2000], json.loads(text)[-3:]

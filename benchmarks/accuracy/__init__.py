"""How often the classifier is right, measured on documented differences: `python -m benchmarks.accuracy`."""

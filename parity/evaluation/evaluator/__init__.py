"""A bounded evaluator of a part of Python, on its syntax trees."""

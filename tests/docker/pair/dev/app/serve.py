"""Answers one line of JSON with one prediction."""

import json
import sys

import joblib

import features


def main():
    model = joblib.load("model.joblib")
    for line in sys.stdin:
        values = features.clip(features.scale(json.loads(line)))
        print(model.predict([values])[0])


if __name__ == "__main__":
    main()

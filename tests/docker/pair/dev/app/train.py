"""Trains the demand model on made-up sales; the same every time."""

import joblib
import numpy as np
from sklearn.ensemble import GradientBoostingRegressor

import features

random = np.random.default_rng(7)
x = features.clip(features.scale(random.normal(size=(400, 3))))
y = x @ [3.0, -1.0, 0.5] + random.normal(scale=0.1, size=400)
joblib.dump(GradientBoostingRegressor(n_estimators=20, random_state=0).fit(x, y), "model.joblib")

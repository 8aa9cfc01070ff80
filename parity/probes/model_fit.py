"""A fit and its predictions with scikit-learn."""

import numpy
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder, StandardScaler

REQUIRES = ("sklearn", "numpy")
SETTLES = (
    "distribution:scikit-learn",
    "distribution:scipy",
    "distribution:numpy",
    "distribution:joblib",
    "distribution:threadpoolctl",
)


def setup(seed):
    generator = numpy.random.RandomState(seed)
    table = generator.standard_normal((600, 12))
    return table, (table[:, 0] + 0.5 * table[:, 1] ** 2 + 0.2 * generator.standard_normal(600) > 0.4).astype(int)


def run(data):
    table, labels = data
    scaled = StandardScaler().fit_transform(table)
    linear = LogisticRegression(max_iter=200).fit(scaled, labels)
    forest = RandomForestClassifier(n_estimators=12, random_state=0).fit(scaled, labels)
    encoded = OneHotEncoder().fit_transform((table[:, :2] > 0).astype(int))
    return linear.coef_, linear.predict_proba(scaled)[:100], forest.predict_proba(scaled)[:100], encoded

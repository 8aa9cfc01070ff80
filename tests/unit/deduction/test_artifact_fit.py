from __future__ import annotations

import pytest

from parity.deduction.artifact_fit import misfits, missing_modules
from parity.model.artifact import Artifact
from parity.model.code import SourceFile
from parity.model.finding import Severity
from parity.model.keys import Domain
from tests.unit.deduction.sides import fact, installed, snapshot


def model(form: str, written: str) -> Artifact:
    return Artifact(format=form, size=1, sha256="aa", producers=(("scikit-learn", written),))


@pytest.mark.parametrize(
    ("form", "written", "present", "severity"),
    [
        ("pickle", "1.2.2", "1.5.0", Severity.HIGH),
        ("joblib", "0.24.2", "1.0.0", Severity.HIGH),
        ("pickle", "1.4.0", "1.5.0", Severity.MEDIUM),
        ("pickle", "1.4.0", "1.4.2", Severity.LOW),
        ("onnx", "1.5.0", "1.4.0", Severity.MEDIUM),  # an older reader
        ("onnx", "1.4.0", "1.5.0", Severity.LOW),
    ],
)
def test_the_further_apart_the_worse(form: str, written: str, present: str, severity: Severity) -> None:
    found = list(misfits(model(form, written), snapshot([installed("scikit-learn", present)])))
    assert [misfit.severity for misfit in found] == [severity]


def test_what_fits_or_cannot_be_compared_is_no_misfit() -> None:
    assert not list(misfits(model("pickle", "1.5.0"), snapshot([installed("scikit-learn", "1.5.0")])))
    assert not list(misfits(model("pickle", "1.5.0"), snapshot([installed("numpy", "2.1")])))
    assert not list(misfits(model("pickle", "unknown"), snapshot([installed("scikit-learn", "1.5.0")])))


def test_modules_come_from_packages_the_application_and_python() -> None:
    value = Artifact(
        format="pickle", size=1, sha256="aa", modules=("sklearn", "features", "collections", "lightgbm", "__main__")
    )
    code = fact(Domain.CODE, "shop/features.py", SourceFile(sha256="b", size=1, language="python"))
    side = snapshot([installed("scikit-learn", top_level=("sklearn",)), code])
    assert missing_modules(value, side) == ("lightgbm",)
    assert missing_modules(value, snapshot([code])) == ()

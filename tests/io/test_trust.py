"""The other ways to keep an estimator: skops with its trusted list, pickle, joblib, copies."""

import copy
import io
import pickle

import joblib
import pytest

from seethrough import MLPClassifier
from seethrough.io import TRUSTED_TYPES

skops = pytest.importorskip("skops.io", reason="skops is not installed")
pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]


def by_joblib(model):
    """Through joblib and back."""
    file = io.BytesIO()
    joblib.dump(model, file)
    file.seek(0)
    return joblib.load(file)


WAYS = {
    "skops": lambda model: skops.loads(skops.dumps(model), trusted=TRUSTED_TYPES),
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),  # noqa: S301 - our own
    "joblib": by_joblib,
    "deepcopy": copy.deepcopy,
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_keeps_all(way, case, answers, equal):
    """Answers, and three more bits of training, are the same bit by bit."""
    model, table, labels = case
    back = WAYS[way](model)
    assert {*vars(back)} == {*vars(model)}
    assert equal(answers(back, table), answers(model, table))
    if model.solver != "lbfgs":
        for _ in range(3):
            model.partial_fit(table, labels)
            back.partial_fit(table, labels)
        assert equal(back.theta_, model.theta_)


def test_only_the_estimators_need_trust(case):
    """Skops knows all that is fitted: arrays, dicts, words and numbers."""
    model, *_ = case
    assert set(skops.get_untrusted_types(data=skops.dumps(model))) <= {*TRUSTED_TYPES}


def test_trusted_types_are_where_they_say():
    """Skops calls the estimators by the published names."""
    assert skops.get_untrusted_types(data=skops.dumps(MLPClassifier())) == [TRUSTED_TYPES[0]]
    assert {name.rpartition(".")[2] for name in TRUSTED_TYPES} == {"MLPClassifier", "MLPRegressor"}

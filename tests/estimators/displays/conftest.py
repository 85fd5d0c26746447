"""Fitted networks to look at."""

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from seethrough import MLPClassifier
from seethrough.data import moons


@pytest.fixture(scope="session")
def two():
    """A network of two inputs that kept its stages, with its table."""
    X, y, *_ = moons(80)
    net = MLPClassifier((4,), "tanh", solver="sgd", learning_rate_init=0.3, max_iter=60)
    net.set_params(checkpoints=20, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return net.fit(X, y), X, np.asarray(y)


@pytest.fixture(scope="session")
def four():
    """A pipeline on a frame of four columns and three named classes, with its table."""
    iris = load_iris(as_frame=True)
    labels = np.array(iris.target_names)[iris.target]
    net = MLPClassifier((6,), "tanh", learning_rate_init=0.05, max_iter=60, checkpoints=10)
    pipeline = make_pipeline(StandardScaler(), net.set_params(random_state=0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pipeline.fit(iris.data, labels), iris.data, labels


@pytest.fixture
def words():
    """A frame with numbers, a gap, words and whole numbers."""
    return pd.DataFrame(
        {
            "weight": [1.0, 2.0, np.nan, 4.0],
            "island": ["a", "b", "b", None],
            "count": [3, 5, 4, 9],
            "height": [0.1, 0.2, 0.3, 0.4],
        }
    )

"""Tables in every odd form: both engines read them alike, or refuse them in the same words."""

import numpy as np
import pytest
from scipy import sparse

from seethrough import MLPClassifier

pytestmark = [
    pytest.mark.usefixtures("unchecked"),
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
    pytest.mark.filterwarnings("ignore:y holds one class only"),
]
X = np.random.default_rng(0).normal(size=(60, 5))
Y = (X[:, 0] > 0).astype(int)
HOLE = np.where(X > 2, np.nan, X)
FORMS = {
    "float16": X.astype("f2"),
    "object": X.astype(object),
    "big-endian": X.astype(">f8"),
    "long double": X.astype(np.longdouble),
    "backwards": X[::-1, ::-1],
    "columns first": np.asfortranarray(X),
    "one row": X[:1],
    "one column": X[:, :1],
    "yes and no": X > 0,
    "bytes": (10 * X).astype("i1"),
    "subnormal": X * 1e-320,
    "lists": X.tolist(),
    "CSR": sparse.csr_array(X * (X > 1)),
    "CSC": sparse.csc_array(X),
    "coordinates of yes and no": sparse.coo_array(X > 0),
}
REFUSED = {"no rows": X[:0], "no columns": X[:, :0], "NaN": HOLE, "complex": X + 1j}
SETTINGS = {
    "all rows": {},
    "larger than the table": {"batch_size": 1000},
    "lbfgs": {"solver": "lbfgs"},
}


def fitted(engine, table, **settings):
    """A small network after five epochs."""
    clf = MLPClassifier((4,), "tanh", max_iter=5, random_state=0, engine=engine, **settings)
    n = table.shape[0] if hasattr(table, "shape") else len(table)
    return clf.fit(table, Y[:n])


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("form", FORMS)
def test_read_alike(form, settings):
    """The same parameters and probabilities, of the same type."""
    table = FORMS[form]
    ours, theirs = (fitted(name, table, **SETTINGS[settings]) for name in ("fused", "reference"))
    assert ours.theta_.dtype == theirs.theta_.dtype
    close = 1e-4 if ours.theta_.dtype == np.float32 else 1e-9
    assert ours.theta_ == pytest.approx(theirs.theta_, rel=close, abs=close)
    assert ours.predict_proba(table) == pytest.approx(theirs.predict_proba(table), abs=close)


@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
@pytest.mark.parametrize("form", REFUSED)
def test_refused_alike(form):
    """Both refuse it in the same words."""
    words = []
    for name in ("fused", "reference"):
        with pytest.raises(ValueError, match=r"MLPClassifier|X contains|Complex data") as caught:
            fitted(name, REFUSED[form])
        words.append(str(caught.value))
    assert words[0] == words[1]

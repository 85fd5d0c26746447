"""Parts 1 and 2: the moons, and why a line cannot part them."""

import inspect

import numpy as np

from seethrough.lessons.article.story import Part, Story
from seethrough.plots.boundary import boundary, points


def the_moons(story: Story) -> Part:
    """The data: two measurements of each of 200 patients."""
    X, features, classes = story.moons.X, story.moons.features, story.moons.classes
    y = story.moons.codes
    counts = np.bincount(y).tolist()
    rows: list[tuple[str, ...]] = [("class", "samples", *(f"mean of {name}" for name in features))]
    for k, name in enumerate(classes):
        rows.append((name, str(counts[k]), *(f"{m:.3f}" for m in X[y == k].mean(axis=0))))
    ax = points(X, y, classes, features)
    return Part(
        {"n": len(X), "noise": 0.2, "counts": counts, "first": X[0].tolist()},
        {"moons": ax},
        (rows,),
    )


def a_line(story: Story) -> Part:
    """Logistic regression, its boundary, and how many points it gets wrong."""
    from sklearn.linear_model import LogisticRegressionCV

    X, features, classes = story.moons.X, story.moons.features, story.moons.classes
    y = story.moons.codes
    new = "use_legacy_attributes" in inspect.signature(LogisticRegressionCV).parameters
    quiet = {"use_legacy_attributes": False, "l1_ratios": (0.0,)} if new else {}
    model = LogisticRegressionCV(scoring="accuracy", **quiet).fit(X, y)
    wrong = model.predict(X) != y
    (w1, w2), b = model.coef_[0], model.intercept_[0]
    accuracy = float(1 - wrong.mean())
    ax = boundary(model.predict_proba, X, y, classes, features, wrong)
    numbers = {
        "accuracy": accuracy,
        "wrong": int(wrong.sum()),
        "weights": [float(w1), float(w2)],
        "bias": float(b),
        "slope": float(-w1 / w2),
        "start": float(-b / w2),
    }
    rows = [("logistic regression", ""), ("accuracy", f"{accuracy:.3f}")]
    rows.append(("on the wrong side", f"{wrong.sum()} of {len(y)}"))
    return Part(numbers, {"line": ax}, (rows,))

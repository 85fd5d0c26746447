"""Parts 9 and 10: more classes, more layers, and real measurements."""

from math import inf
from typing import Any

from matplotlib.axes import Axes
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from seethrough.data import Dataset, nhanes, penguins, spirals
from seethrough.estimators import MLPClassifier
from seethrough.lessons.article.fits import to_the_end
from seethrough.lessons.article.story import SEED, Part, Story
from seethrough.plots.boundary import boundary
from seethrough.plots.grid import boundary_grid

SPECIES = ("bill_length_mm", "bill_depth_mm")
SPIRAL_LAYERS = ((8,), (26,), (8, 8), (16, 16))
WINDING: dict[str, Any] = {"noise": 0.03, "turns": 2.0}
FOLDS = 5
SMALL = (8,)
EPOCHS = {"penguins": 200, "adults": 100}  # there are seven times as many adults


def network(hidden: tuple[int, ...], **settings: Any) -> Any:
    """A pipeline of standard scaling and a small tanh network, trained by Adam."""
    settings = {"learning_rate_init": 0.03, "max_iter": 200, "n_iter_no_change": inf} | settings
    model = MLPClassifier(hidden, "tanh", random_state=SEED, **settings)
    return make_pipeline(StandardScaler(), model)


@to_the_end()
def more(story: Story) -> Part:
    """Three species of penguins, and spirals that need a second layer."""
    birds = penguins(SPECIES, "species")
    model = network(SMALL).fit(birds.X, birds.y)
    wrong = model.predict(birds.X) != birds.y
    ax = boundary(
        *(model.predict_proba, birds.X, birds.codes),
        *(birds.classes, birds.features, wrong),
    )
    arms, fresh = spirals(400, seed=SEED, **WINDING), spirals(2000, seed=SEED + 1000, **WINDING)
    fits = [network(layers, max_iter=400).fit(arms.X, arms.y) for layers in SPIRAL_LAYERS]
    scores = [
        {
            "hidden": list(layers),
            "parameters": fit[-1].n_parameters_,
            "train": fit.score(arms.X, arms.y),
            "test": fit.score(fresh.X, fresh.y),
        }
        for layers, fit in zip(SPIRAL_LAYERS, fits, strict=True)
    ]
    panels = [
        (f"hidden {_named(s['hidden'])}: test {s['test']:.3f}", fit.predict_proba)
        for s, fit in zip(scores, fits, strict=True)
    ]
    rows = [("network on the spirals", "parameters", "training accuracy", "test accuracy")]
    for s in scores:
        row = (str(s["parameters"]), f"{s['train']:.3f}", f"{s['test']:.3f}")
        rows.append((f"hidden layers of {_named(s['hidden'])}", *row))
    accuracy = float(1 - wrong.mean())
    species = [("penguins", "classes", "accuracy")]
    species.append((str(len(birds.y)), ", ".join(birds.classes), f"{accuracy:.3f}"))
    return Part(
        {"species": {"n": len(birds.y), "accuracy": accuracy}, "spirals": scores},
        {
            "species": ax,
            "spirals": boundary_grid(panels, arms.X, arms.codes),
        },
        (species, rows),
    )


def _named(layers: list[int]) -> str:
    return " + ".join(map(str, layers))


@to_the_end()
def real(story: Story) -> Part:
    """Female or male, from two measurements, on penguins and on people: line against network."""
    tables = {"penguins": penguins(), "adults": nhanes()}
    numbers = {name: _compare(data, EPOCHS[name]) for name, data in tables.items()}
    rows = [("data", "rows", "logistic regression", "network")]
    for name, n in numbers.items():
        rows.append((name, f"{n['n']:,}", f"{n['line']:.3f}", f"{n['network']:.3f}"))
    pictures = {name: _picture(data, EPOCHS[name]) for name, data in tables.items()}
    return Part({**numbers, "folds": FOLDS, "hidden": SMALL[0]}, pictures, (rows,))


def _compare(data: Dataset, epochs: int) -> dict[str, float]:
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    line = make_pipeline(StandardScaler(), LogisticRegression())
    line_score, network_score = (
        float(cross_val_score(model, data.X, data.y, cv=folds).mean())
        for model in (line, network(SMALL, max_iter=epochs))
    )
    return {"n": len(data.y), "line": line_score, "network": network_score}


def _picture(data: Dataset, epochs: int) -> Axes:
    model = network(SMALL, max_iter=epochs).fit(data.X, data.y)
    return boundary(model.predict_proba, data.X, data.codes, data.classes, data.features)

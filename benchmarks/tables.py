"""Tables: our network, a linear model and no model at all, in five folds of real tables.

The tables are read from ../shared/data beside the checkout, as `seethrough train` reads them. The
claim: accuracy is not below the linear model's by more than a standard error of its fold scores,
and the root mean squared error is not above its by more than 1 %.
"""

from pathlib import Path
from time import perf_counter

import numpy as np
from sklearn.model_selection import KFold, StratifiedKFold

from benchmarks.side_by_side import command_line, write
from seethrough.data.tables import read_table
from seethrough.data.target import find, prepared, question, take_apart
from seethrough.estimators import scores, tabular

DATA = Path(__file__).parents[2] / "shared" / "data"
TABLES = (
    ("Adult", "adult.data.gz", "last"),
    ("German credit", "german.data.gz", "last"),
    ("penguins, sex", "penguins.csv", "sex"),
    ("penguins, species", "penguins.csv", "species"),
    ("letter", "letter.csv.gz", "last"),
    ("Default", "islp_default.csv.gz", "default"),
    ("diamonds, price", "diamonds.csv.gz", "price"),
    ("Ames, price", "ames_modeldata.csv.gz", "Sale_Price"),
    ("flights, delay", "flights.csv.gz", "arr_delay"),
)
HEAD = (
    "| table | rows | score | no columns | linear | network | held to | a network in |\n"
    "|---|---|---|---|---|---|---|---|"
)


def folds(file, target):
    """Yield, for each of five folds, the scores of each model and the seconds of the network."""
    frame = read_table(DATA / file).frame
    parts = take_apart(frame, find(target, list(frame.columns)))
    task = question(parts.y).task
    y = prepared(parts.y, task)
    kind = StratifiedKFold if task == "classification" else KFold
    for train, test in kind(5, shuffle=True, random_state=0).split(parts.X, y):
        steps = tabular.preprocessing()
        X, known = steps.fit_transform(parts.X.iloc[train], y.iloc[train]), y.iloc[train].to_numpy()
        X_test, truth = steps.transform(parts.X.iloc[test]), y.iloc[test].to_numpy()
        models = [*tabular.rivals(task).values(), tabular.network(task, len(train))]
        each = []
        for model in models:
            begin = perf_counter()
            each.append(scores.scores(tabular.fit(model, X, known), X_test, truth, task))
        yield task, len(y), each, perf_counter() - begin


def row(name, file, target):
    """The table's row of results, and whether the claim holds."""
    results = list(folds(file, target))
    task, n = results[0][:2]
    score = "accuracy" if task == "classification" else "RMSE"
    none, line, net = np.array([[each[score] for each in found] for _, _, found, _ in results]).T
    if task == "classification":
        limit = line.mean() - line.std(ddof=1) / np.sqrt(len(line))
        holds, sign = net.mean() >= limit, "≥"
    else:
        limit = 1.01 * line.mean()
        holds, sign = net.mean() <= limit, "≤"
    shown = [f"{value:.4g}" for value in (none.mean(), line.mean(), net.mean(), limit)]
    seconds = np.median([seconds for *_, seconds in results])
    verdict = f"{sign} {shown[3]}: {'yes' if holds else 'NO'}"
    cells = (name, f"{n:,}", score, *shown[:2], f"**{shown[2]}**", verdict, f"{seconds:.1f} s")
    return f"| {' | '.join(cells)} |"


def main(*, quick=False):
    """Print a row for each table."""
    if not DATA.is_dir():
        print("tables: skipped, there is no ../shared/data beside the checkout")
        return
    rows = [HEAD]
    for table in TABLES[2:3] if quick else TABLES:
        rows.append(row(*table))
        print(rows[-1], flush=True)
    told = (
        "Five folds, means; all models on the same preprocessing. The linear model is logistic "
        "regression or ridge regression (λ = 1)."
    )
    body = told + "\n\n" + "\n".join(rows)
    write("tables", "Real tables, as a new user would fit them", body, quick=quick)


if __name__ == "__main__":
    command_line(main)

import csv
import gzip
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from seethrough.data import nhanes, penguins
from seethrough.data.shipped import NAMES
from seethrough.errors import DataError, UnknownNameError

PENGUINS = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
columns = st.lists(st.sampled_from(PENGUINS), min_size=1, unique=True).map(tuple)


def accuracy(data):
    """Mean accuracy of a logistic regression in five folds, shuffled: the files are sorted."""
    model = make_pipeline(StandardScaler(), LogisticRegression())
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    return cross_val_score(model, data.X, data.y, cv=folds).mean()


def test_penguins_by_default():
    """333 penguins have both measurements and a sex."""
    data = penguins()
    assert data.X.shape == (333, 2)
    assert data.features == ("bill length (mm)", "body mass (g)")
    assert data.classes == ("female", "male")
    assert data.title == "Palmer penguins: sex, 333 complete of 344 rows"


@pytest.mark.parametrize(
    ("features", "n"),
    [
        (("waist_cm", "trunk_fat_pct"), 2387),
        (("total_fat_pct", "trunk_fat_g"), 2044),
        (("weight_kg", "height_cm"), 5175),
    ],
)
def test_nhanes_has_the_counted_rows(features, n):
    """The complete rows of NHANES are as many as were counted."""
    data = nhanes(features)
    assert data.X.shape == (n, 2)
    assert data.classes == ("Female", "Male")


def test_nhanes_by_default_is_waist_and_trunk_fat():
    """The default columns are waist and trunk fat."""
    assert nhanes().features == ("waist (cm)", "trunk fat (%)")


def test_species_are_three_classes():
    """Another target gives its own classes."""
    assert penguins(target="species").classes == ("Adelie", "Chinstrap", "Gentoo")
    assert len(penguins(target="species").y) == 342


@given(columns)
def test_any_columns_are_whole(features):
    """Any columns give finite float64 numbers in C order, in the order asked for."""
    data = penguins(features)
    assert data.X.flags.c_contiguous
    assert data.X.dtype == np.float64
    assert np.isfinite(data.X).all()
    assert data.features == tuple(NAMES[column] for column in features)
    assert len(data.X) == len(data.y)


def test_first_row_is_the_files():
    """The first penguin has the numbers of the file's first line."""
    assert penguins().X[0].tolist() == [39.1, 3750.0]
    assert penguins().y[0] == "male"


@pytest.mark.parametrize("call", [{"features": ("bill_lenght_mm",)}, {"target": "sexx"}], ids=str)
def test_unknown_column_is_refused(call):
    """A column that does not exist is named together with the nearest one."""
    with pytest.raises(UnknownNameError, match=r"column .* is not known\. .* Did you mean"):
        penguins(**call)


def test_words_are_no_feature():
    """A column of words cannot be a feature."""
    with pytest.raises(DataError, match="'island' holds 'Torgersen', but a feature must be a num"):
        penguins(("island", "body_mass_g"))


def test_a_line_cannot_tell_penguins_apart():
    """Logistic regression tells the sex of about 62.5 % of the penguins."""
    assert accuracy(penguins()) == pytest.approx(0.625, abs=0.03)


def test_a_line_does_well_on_people():
    """Logistic regression tells the sex of about 88 % of the people."""
    assert accuracy(nhanes()) == pytest.approx(0.880, abs=0.03)


def test_every_measurement_has_a_human_name():
    """Every measured column of both files has a name with its unit."""
    files = resources.files("seethrough.data") / "files"
    people = gzip.decompress((files / "nhanes_2017_2018_adults.csv.gz").read_bytes()).decode()
    birds = (files / "penguins.csv").read_text()
    header = {c for text in (people, birds) for c in next(csv.reader([text.splitlines()[0]]))}
    assert header - NAMES.keys() == {"species", "island", "sex", "year", "SEQN", "gender"}

"""Two real tables that come with the package: penguins and people."""

import csv
import gzip
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from seethrough.data.dataset import Dataset
from seethrough.errors import DataError, UnknownNameError

NAMES = {
    "bill_length_mm": "bill length (mm)",
    "bill_depth_mm": "bill depth (mm)",
    "flipper_length_mm": "flipper length (mm)",
    "body_mass_g": "body mass (g)",
    "age_years": "age (years)",
    "weight_kg": "weight (kg)",
    "height_cm": "height (cm)",
    "bmi": "body mass index (kg/m²)",
    "waist_cm": "waist (cm)",
    "total_fat_pct": "body fat (%)",
    "trunk_fat_pct": "trunk fat (%)",
    "trunk_fat_g": "trunk fat (g)",
    "sbp_mmhg": "systolic blood pressure (mmHg)",
    "dbp_mmhg": "diastolic blood pressure (mmHg)",
    "pulse_60s": "pulse (beats per minute)",
    "hdl_mgdl": "HDL cholesterol (mg/dl)",
    "total_chol_mgdl": "total cholesterol (mg/dl)",
    "hba1c_pct": "HbA1c (%)",
}

Rows = list[dict[str, str]]


def penguins(
    features: tuple[str, ...] = ("bill_length_mm", "body_mass_g"), target: str = "sex"
) -> Dataset:
    """Body measurements of 344 penguins of three species.

    Returns
    -------
    Dataset
        X (n, d) in the units its features name, y (n,) str. Rows with a gap in the chosen
        columns are dropped: 333 of 344 are complete for the default columns.

    Raises
    ------
    UnknownNameError
        A column does not exist.
    DataError
        A feature is not a number.

    Notes
    -----
    Source: Gorman, Williams & Fraser, PLoS ONE 9(3), 2014; CC0.
    """
    return _dataset("Palmer penguins", "penguins.csv", features, target)


def nhanes(
    features: tuple[str, ...] = ("waist_cm", "trunk_fat_pct"), target: str = "gender"
) -> Dataset:
    """Body measurements of 5,265 adults of the US health survey 2017–2018.

    Returns
    -------
    Dataset
        X (n, d) in the units its features name, y (n,) str. Rows with a gap in the chosen
        columns are dropped: 2,387 of 5,265 are complete for the default columns.

    Raises
    ------
    UnknownNameError
        A column does not exist.
    DataError
        A feature is not a number.

    Notes
    -----
    Source: NHANES 2017–2018, US CDC/NCHS; public domain. Do not try to tell who somebody is.
    """
    return _dataset("NHANES 2017–2018", "nhanes_2017_2018_adults.csv.gz", features, target)


def _dataset(title: str, file: str, features: tuple[str, ...], target: str) -> Dataset:
    """Take the chosen columns of a file, complete rows only."""
    rows = _read(file)
    full = _complete(rows, (*features, target))
    X = np.column_stack([_numbers(full, column) for column in features])
    y = np.array([row[target] for row in full])
    names = tuple(NAMES.get(column, column) for column in features)
    title = f"{title}: {target}, {len(full):,} complete of {len(rows):,} rows"
    return Dataset(X, y, names, tuple(np.unique(y).tolist()), title)


def _read(file: str) -> Rows:
    """Read a packaged table, one dict per row."""
    raw = (resources.files("seethrough.data") / "files" / file).read_bytes()
    text = gzip.decompress(raw) if file.endswith(".gz") else raw
    return list(csv.DictReader(text.decode().splitlines()))


def _complete(rows: Rows, columns: tuple[str, ...]) -> Rows:
    """Keep the rows without a gap in the columns."""
    for column in columns:
        if column not in rows[0]:
            raise UnknownNameError("column", column, rows[0])
    return [row for row in rows if all(row[column] for column in columns)]


def _numbers(rows: Rows, column: str) -> NDArray[np.float64]:
    """Read a column as float64."""
    try:
        return np.array([float(row[column]) for row in rows])
    except ValueError as error:
        raise DataError(
            f"column {column!r} holds {rows[0][column]!r}, but a feature must be a number. "
            "Choose a measured column."
        ) from error

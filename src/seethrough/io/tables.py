"""A table's model as one .skops file: opened only if it holds nothing but types on a list.

The file is a zip archive that skops writes, and has one member more, `seethrough.json`: the version
of the format, the target and the columns. That member is read first. Nothing in a file is executed.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import seethrough
from seethrough.data import extras
from seethrough.errors import ArchiveError, DataError
from seethrough.files import writing
from seethrough.io.trust import TRUSTED_TYPES as ESTIMATORS

if TYPE_CHECKING:
    from seethrough.estimators.tabular import TableModel

FORMAT = "seethrough table model"
VERSION = 1
MEMBER = "seethrough.json"
LARGEST = 2**31  # bytes that a file may unpack to
ABOUT = 2**22  # bytes of its description
SHOWN = 5  # types that an error lists
KEYS = {"task": str, "target": str, "columns": list}
# What a model may hold beside numbers, texts and the estimators of scikit-learn that skops trusts.
TRUSTED_TYPES = (
    "numpy.dtype",
    *ESTIMATORS,
    "seethrough.estimators.scales.TwoScales",
    "seethrough.estimators.words.HashedWords",
    "skrub._apply_to_each_col.ApplyToEachCol",
    "skrub._check_input.CheckInputDataFrame",
    "skrub._clean_categories.CleanCategories",
    "skrub._clean_null_strings.CleanNullStrings",
    "skrub._datetime_encoder.DatetimeEncoder",
    "skrub._datetime_encoder._CircularEncoder",
    "skrub._drop_uninformative.DropUninformative",
    "skrub._duration_to_float.DurationToFloat",
    "skrub._squashing_scaler.SquashingScaler",
    "skrub._squashing_scaler._MinMaxScaler",
    "skrub._table_vectorizer.TableVectorizer",
    "skrub._to_datetime.ToDatetime",
    "skrub._to_float.ToFloat",
    "skrub._to_str.ToStr",
    "skrub.selectors._base.All",
)


def save(model: TableModel, path: str | Path) -> Path:
    """Write a model to a file, whole or not at all, and return the path.

    Raises
    ------
    OutputError
        It cannot be written there.
    """
    extras.need("tables")
    import skops.io

    about = {
        "format": FORMAT,
        "version": VERSION,
        "seethrough": seethrough.__version__,
        "task": model.task,
        "target": model.target,
        "columns": list(model.columns),
        "test": model.test,
    }
    with writing(path) as part:
        skops.io.dump(model.pipeline, part, compression=zipfile.ZIP_DEFLATED)
        _check_types(part)
        with zipfile.ZipFile(part, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MEMBER, json.dumps(about, ensure_ascii=False))
    return Path(path)


def _check_types(path: Path) -> None:
    """Refuse to write what could not be opened again.

    Raises
    ------
    ArchiveError
    """
    strange = _strange(path)
    if strange:
        raise ArchiveError(
            f"the model holds {', '.join(strange[:SHOWN])}, which a model file may not "
            "(seethrough.io.tables.TRUSTED_TYPES). It has to be made of the package's own steps "
            "and of a skrub that they were tested with. Drop columns of unusual kinds, or use "
            "skrub as constraints.txt names it."
        )


def _strange(path: Path) -> list[str]:
    """The types in a skops file that are not on the list."""
    import skops.io

    return sorted(set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED_TYPES))


def load(path: str | Path) -> TableModel:
    """Open a model.

    Raises
    ------
    DataError
        There is no such file.
    ArchiveError
        It is no model, damaged, of a newer version, or holds types that are not on the list.
    """
    extras.need("tables")
    path = Path(path)
    if not path.is_file():
        raise DataError(
            f"there is no file {path}. A model written by `seethrough train` is needed. "
            "Check the spelling and the folder."
        )
    about = _about(path)
    pipeline = _pipeline(path, about)
    from seethrough.estimators.tabular import TableModel

    return TableModel(
        *(pipeline, about["task"], about["target"], tuple(about["columns"])), test=about.get("test")
    )


def _about(path: Path) -> dict[str, Any]:
    """The description in a model file, checked."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
            small = size <= LARGEST and archive.getinfo(MEMBER).file_size <= ABOUT
            about = json.loads(archive.read(MEMBER)) if small else None
    except Exception as error:  # zipfile, zlib, json: a damaged file has many ways to fail
        raise _no_model(path, error) from error
    if not small:
        raise ArchiveError(
            f"{path} would unpack to {size:,} bytes. A model has {LARGEST:,} at the most, "
            f"and a description of {ABOUT:,}. Do not trust it; train the model again."
        )
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise _no_model(path, f"its format is not {FORMAT!r}")
    version = about.get("version")
    if not isinstance(version, int) or version < 1:
        raise _no_model(path, f"its version is {version!r}")
    if version > VERSION:
        raise ArchiveError(
            f"{path} is of format {version}, written by seethrough {about.get('seethrough')}. This "
            f"is seethrough {seethrough.__version__}, which reads formats up to {VERSION}. "
            "Install a newer one: pip install -U 'seethrough[tables]'"
        )
    whole = all(isinstance(about.get(key), kind) for key, kind in KEYS.items())
    if not whole or not _is_share(about.get("test")):
        raise _no_model(path, "its description is not whole")
    return about


def _is_share(value: object) -> bool:
    """Whether that is a share of rows, or nothing, as in older files."""
    return value is None or (isinstance(value, int | float) and 0 <= value < 1)


def _pipeline(path: Path, about: dict[str, Any]) -> Any:
    """The pipeline in a model file, once it is known to hold nothing but trusted types."""
    import skops.io

    try:
        strange = _strange(path)
    except Exception as error:  # whatever a damaged file leads to
        raise _no_model(path, error) from error
    if strange:
        raise ArchiveError(
            f"{path} holds {', '.join(strange[:SHOWN])}. A model holds only types that are on "
            "a list (seethrough.io.tables.TRUSTED_TYPES); anything else could run code, and was "
            "not opened. Do not trust the file; train the model again."
        )
    try:
        pipeline = skops.io.load(path, trusted=list(TRUSTED_TYPES))
        whole = _is_whole(pipeline, about["task"])
    except Exception as error:  # a damaged pipeline too has many ways to fail
        raise _no_model(path, error) from error
    if not whole:
        raise _no_model(path, "what is in it is no pipeline with a network")
    return pipeline


def _is_whole(pipeline: Any, task: str) -> bool:
    """Whether that is what `save` was given."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.pipeline import Pipeline

    from seethrough.estimators import MLPClassifier, MLPRegressor

    if type(pipeline) is not Pipeline or len(pipeline.steps) != 3:
        return False
    last = pipeline[-1]
    if task == "classification":
        return type(last) is MLPClassifier
    return type(last) is TransformedTargetRegressor and type(last.regressor_) is MLPRegressor


def _no_model(path: Path, why: object) -> ArchiveError:
    reason = str(why).strip().splitlines()
    return ArchiveError(
        f"{path} could not be opened as a model ({reason[0] if reason else type(why).__name__}). "
        "A whole file written by `seethrough train` is needed, and packages no older than those it "
        "was written with. Copy the file again, or train the model again."
    )

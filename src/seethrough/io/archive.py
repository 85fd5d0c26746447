"""Archive: a fitted estimator in one file that is opened for ever and runs nothing.

The file is an .npz. Its member `seethrough.json` holds

format      1; raised when a file means something else, and every older format stays readable
seethrough  the version that wrote it
estimator   "MLPClassifier" or "MLPRegressor"
parameters  those of the constructor
fitted      what was learned (`seethrough.io.fitted`), with arrays as members of their own
"""

from __future__ import annotations

import struct
from inspect import signature
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile

from sklearn.utils.validation import check_is_fitted

from seethrough.errors import ArchiveError
from seethrough.io import fitted, members, tree

FORMAT = 1
# what a broken or hostile file leads to in zipfile, json, NumPy and our own checks
NONSENSE: tuple[type[Exception], ...] = (ValueError, LookupError, TypeError, AttributeError)
NONSENSE += (ArithmeticError, EOFError, OSError, BadZipFile, struct.error, RuntimeError)
NONSENSE += (MemoryError,)


def save(model: Any, path: str | Path) -> None:
    """Write a fitted estimator to a file, from which `load` makes the same one again.

    Predictions, and training that goes on, are the same bit by bit. An older file of this name
    is replaced in one step: whoever reads meanwhile, or a crash, finds the old or the new one.

    Parameters
    ----------
    model : a fitted MLPClassifier or MLPRegressor
    path : of the file; the usual ending is .npz, which NumPy opens too

    Raises
    ------
    ArchiveError
        The estimator is another, or holds what is neither number, name nor array: callbacks, a
        scorer of your own as monitor, a random generator.
    NotFittedError
        Nothing was learned yet.
    OutputError
        The file cannot be written; an older one stays as it was.

    Notes
    -----
    Requests to scikit-learn's metadata routing (`set_fit_request`) belong to the pipeline that
    makes them and are not kept.

    Examples
    --------
    >>> import seethrough
    >>> X, y, *_ = seethrough.data.moons()
    >>> clf = seethrough.MLPClassifier((4,), "tanh", solver="lbfgs", random_state=0).fit(X, y)
    >>> seethrough.save(clf, "moons.npz")
    >>> bool((seethrough.load("moons.npz").predict(X) == clf.predict(X)).all())
    True
    """
    kind = type(model)
    if fitted.ESTIMATORS.get(kind.__name__) is not kind:
        raise ArchiveError(
            f"save was given a {kind.__name__}. A model file holds an MLPClassifier or an "
            "MLPRegressor of seethrough. Save a pipeline with skops.io.dump, and open it with "
            "skops.io.load(path, trusted=seethrough.io.TRUSTED_TYPES)."
        )
    check_is_fitted(model)
    arrays: tree.Arrays = {}
    members.write(path, _text(model, arrays), arrays)


def load(path: str | Path) -> Any:
    """Return the estimator in a file that `save` wrote, in this version or an older one.

    Nothing in the file is run, and no more memory is taken than its size gives reason to.

    Raises
    ------
    ArchiveError
        The file is none of `save`, is not whole, or was written by a newer seethrough.
    OSError
        There is no such file, or it cannot be read.
    """
    with Path(path).open("rb") as file:
        try:
            return _estimator(file, path)
        except ArchiveError:
            raise
        except NONSENSE as error:
            reason = str(error) or type(error).__name__
            raise ArchiveError(
                f"{path} is no model file ({reason:.300}). Needed is a file that seethrough.save "
                "wrote, whole and unchanged. Save the model again, or take an older copy."
            ) from error


def _text(model: Any, arrays: tree.Arrays) -> str:
    """The JSON of a model, short enough to be read again."""
    text = tree.dumps(_described(model, arrays))
    if len(text) > members.MOST_TEXT:
        raise ArchiveError(
            f"the settings of this model take {len(text)} characters. A model file has room for "
            f"{members.MOST_TEXT}. Set class_weight, or what else is long, to None first."
        )
    return text


def _described(model: Any, arrays: tree.Arrays) -> dict[str, Any]:
    """What the JSON of a model says; its arrays are put beside."""
    from seethrough import __version__

    kind = type(model)
    state = {name: tree.encode(value, arrays, name) for name, value in fitted.taken(model).items()}
    try:
        fitted.check(kind, tree.decode(state, {**arrays}))
    except NONSENSE as error:
        raise ArchiveError(
            f"this {kind.__name__} cannot be saved: {error}. A model file holds a whole network "
            "with finite numbers. Undo what was changed by hand since the fit, or fit again."
        ) from error
    return {
        "format": FORMAT,
        "seethrough": __version__,
        "estimator": kind.__name__,
        "parameters": {
            name: _parameter(kind, name, value, arrays)
            for name, value in model.get_params(deep=False).items()
        },
        "fitted": state,
    }


def _parameter(kind: type, name: str, value: Any, arrays: tree.Arrays) -> Any:
    try:
        return tree.encode(value, arrays, name)
    except ArchiveError as error:
        default = signature(kind).parameters[name].default
        raise ArchiveError(
            f"{error} Set it back first: model.set_params({name}={default!r})."
        ) from None


def _estimator(file: IO[bytes], path: str | Path) -> Any:
    """The estimator in an open file."""
    with members.opened(file) as archive:
        told = tree.loads(members.text(archive))
        _refuse_newer(told, path)
        if set(told) != {"format", "seethrough", "estimator", "parameters", "fitted"}:
            raise ValueError(f"its JSON holds {sorted(told)!r:.200}")
        kind = fitted.ESTIMATORS[told["estimator"]]
        arrays = members.arrays(archive)
    parameters = tree.decode(told["parameters"], arrays)
    state = tree.decode(told["fitted"], arrays)
    unknown = set(parameters) - set(signature(kind).parameters)
    if unknown or arrays:
        raise ValueError(f"{sorted(unknown | set(arrays))!r:.200} has no place in it")
    fitted.check(kind, state)
    model = kind(**parameters)
    fitted.given(model, state)
    return model


def _refuse_newer(told: Any, path: str | Path) -> None:
    from seethrough import __version__

    found = told["format"]
    if type(found) is not int or found < 1:
        raise ValueError(f"its format is {found!r:.40}")
    if found > FORMAT:
        raise ArchiveError(
            f"{path} was written by a newer seethrough: {told.get('seethrough')!r:.40}, format "
            f"{found!r:.40}. This is {__version__}, which reads formats up to {FORMAT}. Upgrade "
            "with: pip install --upgrade seethrough"
        )

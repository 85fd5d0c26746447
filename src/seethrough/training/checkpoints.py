"""Checkpoints: a state on disk, to go on from bit by bit."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import BadZipFile

import numpy as np

from seethrough.engines.protocol import State
from seethrough.errors import DataError


def save(path: str | Path, state: State) -> None:
    """Write a state as .npz, whole or not at all: a crash leaves an older file as it was."""
    path = Path(path)
    arrays = {"theta": state.theta, "counts": np.array([state.updates, state.epochs])}
    arrays |= {f"slot{i}": slot for i, slot in enumerate(state.slots)}
    with NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        try:
            np.savez(file, allow_pickle=False, **arrays)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).replace(path)


def load(path: str | Path) -> State:
    """Return the state in a file written by `save`.

    Raises
    ------
    DataError
        The file is none of ours.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            slots = tuple(file[name] for name in sorted(file) if name.startswith("slot"))
            updates, epochs = map(int, file["counts"])
            return State(file["theta"], slots, updates, epochs)
    except (ValueError, KeyError, BadZipFile, EOFError, AttributeError) as error:
        raise DataError(
            f"{path} is no checkpoint ({error}). Needed is a file that checkpoints.save wrote, "
            "whole. Train again, or take an older copy."
        ) from error

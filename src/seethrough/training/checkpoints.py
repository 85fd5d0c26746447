"""Checkpoints: a state on disk, to go on from bit by bit."""

from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from seethrough.engines.protocol import State
from seethrough.errors import DataError
from seethrough.files import writing


def save(path: str | Path, state: State) -> None:
    """Write a state as .npz: a crash leaves an older file as it was."""
    arrays = {"theta": state.theta, "counts": np.array(state[2:], np.float64)}
    arrays |= {f"slot{i}": slot for i, slot in enumerate(state.slots)}
    with writing(path) as part, part.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


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
            *counts, scale = file["counts"].tolist()
            updates, epochs, seen = map(int, counts)
            return State(file["theta"], slots, updates, epochs, seen, scale)
    except (ValueError, KeyError, BadZipFile, EOFError, AttributeError, TypeError) as error:
        raise DataError(
            f"{path} is no checkpoint ({error}). Needed is a file that checkpoints.save wrote, "
            "whole. Train again, or take an older copy."
        ) from error

"""The wire: a message as bytes, u32 length of the head, the head as JSON, then aligned buffers.

The head's "buffers" tells of each its type, shape and place behind the head.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, TypeAlias

import numpy as np
from numpy import ndarray

from seethrough.errors import DataError

ALIGN = 8
Message: TypeAlias = dict[str, Any]


def encode(message: Message, buffers: Sequence[ndarray] = ()) -> bytes:
    """Return one binary frame; NaN and ∞ become null, for JSON has neither."""
    places, body, at = [], [], 0
    for array in buffers:
        flat = np.ascontiguousarray(array)
        padding = -flat.nbytes % ALIGN
        places.append({"type": flat.dtype.name, "shape": flat.shape, "at": at})
        body += [flat.tobytes(), bytes(padding)]
        at += flat.nbytes + padding
    head = json.dumps(plain(message) | {"buffers": places}, separators=(",", ":")).encode()
    head += b" " * (-(len(head) + 4) % ALIGN)
    return b"".join([struct.pack("<I", len(head)), head, *body])


def decode(frame: bytes | str) -> tuple[Message, bytes]:
    """Return a message from the page, and the bytes that came with it.

    Raises
    ------
    DataError
        The frame is none of ours.
    """
    try:
        if isinstance(frame, str):
            return _object(json.loads(frame)), b""
        (length,) = struct.unpack_from("<I", frame)
        if length > len(frame) - 4:
            raise ValueError(length)  # noqa: TRY301 - told as any other frame that is none of ours
        return _object(json.loads(frame[4 : 4 + length])), frame[4 + length :]
    except (ValueError, struct.error, RecursionError) as error:
        raise DataError(
            f"a message of {len(frame):,} bytes could not be read ({type(error).__name__}). "
            "JSON, or its length, JSON and bytes, are needed. Reload the page."
        ) from error


def _object(message: object) -> Message:
    if not isinstance(message, dict):
        raise ValueError(message)  # noqa: TRY004 - told as any other frame that is none of ours
    return message


def plain(value: Any) -> Any:
    """A value as JSON can have it."""
    if isinstance(value, float | np.floating):
        return float(value) if isfinite(value) else None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list | ndarray):
        return [plain(entry) for entry in value]
    return value

import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from seethrough.errors import DataError
from seethrough.studio.wire import ALIGN, decode, encode


def unpacked(frame):
    """What a page makes of a frame."""
    (length,) = struct.unpack_from("<I", frame)
    head, start = json.loads(frame[4 : 4 + length]), 4 + length
    found = []
    for place in head["buffers"]:
        count = int(np.prod(place["shape"]))
        at = start + place["at"]
        assert at % ALIGN == 0
        found.append(np.frombuffer(frame, place["type"], count, at).reshape(place["shape"]))
    return head, found


@given(
    st.lists(
        arrays.arrays(
            st.sampled_from([np.uint8, np.float32]), arrays.array_shapes(min_side=0, max_dims=3)
        ),
        max_size=4,
    )
)
def test_buffers_arrive_as_they_were(buffers):
    """Every buffer keeps its type, shape and bytes, and begins at a multiple of eight."""
    head, found = unpacked(encode({"type": "x"}, buffers))
    assert head["type"] == "x"
    for sent, got in zip(buffers, found, strict=True):
        assert (sent.dtype, sent.shape) == (got.dtype, got.shape)
        assert sent.tobytes() == got.tobytes()


def test_what_json_has_not_becomes_null():
    """NaN and infinities become null, NumPy's numbers and arrays plain ones, wherever they are."""
    value = {"a": np.nan, "b": [np.inf, -np.inf, np.float32(0.5)], "c": np.arange(2), "d": np.True_}
    head, _ = unpacked(encode(value))
    assert head == {"a": None, "b": [None, None, 0.5], "c": [0, 1], "d": True, "buffers": []}


def test_a_message_with_bytes_is_taken_apart():
    """What the page sends with a file is told from the file."""
    head = b'{"type":"upload"}'
    assert decode(struct.pack("<I", len(head)) + head + b"a,b\n") == ({"type": "upload"}, b"a,b\n")
    assert decode('{"type":"tick"}') == ({"type": "tick"}, b"")


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60)))
def test_junk_is_a_data_error_or_a_message(frame):
    """Any bytes and any text are a dict, or refused in words."""
    try:
        message, _ = decode(frame)
    except DataError:
        return
    assert isinstance(message, dict)


@pytest.mark.parametrize("frame", ["[" * 100_000, b"", b"\xff\xff\xff\xff{}", "[1]", "null"])
def test_known_junk_is_refused(frame):
    """Deep nests, short frames, lying lengths and JSON that is no object are refused."""
    with pytest.raises(DataError, match="could not be read"):
        decode(frame)

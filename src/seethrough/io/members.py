"""Members: the JSON and the arrays of a model file, read without trusting a byte of it.

The file is an .npz: a zip of .npy members, beside which lies one of JSON. All are stored, none is
compressed, so that whatever a file claims to hold is held against its own size, before anything
is set aside for it.
"""

import os
import re
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import numpy as np
from numpy import ndarray

from seethrough.files import writing

TEXT = "seethrough.json"
MOST_TEXT = 4 * 2**20  # bytes of JSON; settings and names need a few thousand
MAGIC = b"\x93NUMPY\x01\x00"
HEADER = re.compile(
    rb"\{'descr': '([<|][biufSU]\d{1,9})', 'fortran_order': False, "
    rb"'shape': \(((?:\d{1,15}, ?)*\d{0,15})\), \} *\n"
)
CODES = {"b": ("|u1", 1), "U": ("<u4", 0x10FFFF)}  # the largest bytes that make sense


def write(path: str | Path, text: str, arrays: Mapping[str, ndarray]) -> None:
    """Write the JSON and the arrays; a crash leaves an older file as it was.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    with writing(path) as part, part.open("wb") as file:
        with ZipFile(file, "w", ZIP_STORED) as members:
            members.writestr(ZipInfo(TEXT), text)
            for name, array in arrays.items():
                # ZipInfo's date is always the same: the same model makes the same file
                with members.open(ZipInfo(f"{name}.npy"), "w", force_zip64=True) as member:
                    little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
                    np.lib.format.write_array(member, little, (1, 0), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())  # on the disk before it takes the old file's place


def opened(file: IO[bytes]) -> ZipFile:
    """Return the zip in a file.

    Raises
    ------
    ValueError, BadZipFile, and others of a broken zip
        It is none, or claims to hold more than the file.
    """
    members = ZipFile(file)
    infos = members.infolist()
    if len({info.filename for info in infos}) < len(infos):
        raise ValueError("two members have the same name")
    if any(info.filename == "schema.json" for info in infos):
        raise ValueError(
            "skops wrote it: a model of `seethrough train` is for `seethrough predict`, or for "
            "skops.io.load(path, trusted=seethrough.io.TRUSTED_TYPES)"
        )
    if any(info.compress_type != ZIP_STORED or info.flag_bits & 1 for info in infos):
        raise ValueError("a member is compressed or encrypted")
    if any(info.compress_size != info.file_size for info in infos):
        raise ValueError("a member has two sizes")
    if sum(info.file_size for info in infos) > os.fstat(file.fileno()).st_size:
        raise ValueError("the members are larger than the file")
    return members


def text(members: ZipFile) -> bytes:
    """Return the JSON."""
    if members.getinfo(TEXT).file_size > MOST_TEXT:
        raise ValueError(f"{TEXT} has more than {MOST_TEXT} bytes")
    return members.read(TEXT)


def arrays(members: ZipFile) -> dict[str, ndarray]:
    """Return all arrays by name."""
    infos = [info for info in members.infolist() if info.filename != TEXT]
    return {info.filename.removesuffix(".npy"): _array(members, info) for info in infos}


def _array(members: ZipFile, info: ZipInfo) -> ndarray:
    """Return an array, its header held against the member's size first."""
    with members.open(info) as member:
        start = member.read(len(MAGIC) + 2)
        length = int.from_bytes(start[len(MAGIC) :], "little")
        header = HEADER.fullmatch(member.read(length))
        if not start.startswith(MAGIC) or header is None:
            raise ValueError(f"{info.filename!r} is no plain array")
        dtype = np.dtype(header[1].decode())
        shape = tuple(int(n) for n in header[2].split(b",") if n.strip())
        if prod(shape) * dtype.itemsize != info.file_size - len(start) - length:
            raise ValueError(f"{info.filename!r} has not the size that it claims")
        flat = np.frombuffer(member.read(), dtype)
    _refuse_nonsense(info.filename, flat)
    return flat.reshape(shape).astype(dtype.newbyteorder("="))


def _refuse_nonsense(name: str, flat: ndarray) -> None:
    """Refuse bytes that are neither yes nor no, and characters that there are not."""
    code, most = CODES.get(flat.dtype.kind, ("", 0))
    if code and flat.size and flat.view(np.dtype(code)).max() > most:
        raise ValueError(f"{name!r} holds values that its kind of array cannot have")

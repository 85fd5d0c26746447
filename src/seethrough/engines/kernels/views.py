"""Parts of a C-ordered array as rows and matrices, from where they begin and how large they are.

Numba's own slices and `reshape` look for negative and for large numbers and call a function, which
takes a fifth of the time of a small network, and a slice of several rows does not vectorise.
"""

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array


def _part(context, builder, kind, flat_kind, flat, start, shape):
    """What begins at flat[start], of this kind and shape, C-ordered."""
    flat = context.make_array(flat_kind)(context, builder, flat)
    part = context.make_array(kind)(context, builder)
    size = context.get_constant(types.intp, context.get_abi_sizeof(flat.data.type.pointee))
    strides = [size]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    populate_array(
        part,
        data=builder.gep(flat.data, [start]),
        shape=cgutils.pack_array(builder, shape),
        strides=cgutils.pack_array(builder, strides),
        itemsize=size,
        meminfo=flat.meminfo,
        parent=flat.parent,
    )
    return part._getvalue()  # noqa: SLF001 - Numba's way to hand an array on


@intrinsic
def row(_, flat, start, length):  # noqa: ARG001 - their types: any whole numbers
    """flat[start : start + length]."""
    kind = types.Array(flat.dtype, 1, "C")

    def code(context, builder, signature, arguments):
        flat, start, *shape = arguments
        return _part(context, builder, kind, signature.args[0], flat, start, shape)

    return kind(flat, types.intp, types.intp), code


@intrinsic
def matrix(_, flat, start, rows, columns):  # noqa: ARG001 - their types: any whole numbers
    """flat[start : start + rows * columns] as (rows, columns)."""
    kind = types.Array(flat.dtype, 2, "C")

    def code(context, builder, signature, arguments):
        flat, start, *shape = arguments
        return _part(context, builder, kind, signature.args[0], flat, start, shape)

    return kind(flat, types.intp, types.intp, types.intp), code

"""Products of matrices, tile by tile.

A tile is some rows and columns of a product that stay in the processor's registers until they are
summed up. Nothing is copied before, which is half of the time of a small product by BLAS. Tiles
are told to the compiler register by register: it keeps no loop's array there by itself.
"""

from llvmlite import binding, ir
from numba import config, types
from numba.core import cgutils
from numba.extending import intrinsic

from seethrough.engines.kernels.compiling import vectorised

FEATURES = config.CPU_FEATURES  # who sets them for Numba sets them for us
if FEATURES is None:
    FEATURES = binding.get_host_cpu_features().flatten()
# a register's bytes, and the rows of a tile, so that its sums and what they are made of fit
BYTES, ROWS = next(
    sizes
    for feature, *sizes in (("+avx512f", 64, 8), ("+avx2", 32, 6), ("", 16, 4))
    if feature in FEATURES
)
PAIR = 2  # registers side by side in a tile
PLAIN, TURNED = False, True  # how A is taken
BEGIN = False  # what was in C before is nothing, and not added to
BLOCK = 8  # rows that are turned at a time


class _Registers:
    """Registers full of numbers of a type, or with only so many of them that are there."""

    def __init__(self, context, builder, number, there=None):
        self._builder, self._size = builder, context.get_abi_sizeof(number)
        self.lanes = BYTES // self._size
        self._kind, self._mask = ir.VectorType(number, self.lanes), None
        self.zero = ir.Constant(self._kind, None)
        if there is not None:
            order = ir.VectorType(there.type, self.lanes)
            numbers = ir.Constant(order, list(range(self.lanes)))
            self._mask = builder.icmp_signed("<", numbers, self.spread(there, order))

    def load(self, place):
        """The numbers from a place on."""
        place = self._builder.bitcast(place, self._kind.as_pointer())
        if self._mask is None:
            return self._builder.load(place, align=self._size)
        return self._call("masked.load", ".p0", place, self._align, self._mask, self.zero)

    def store(self, numbers, place):
        """Write them from a place on."""
        place = self._builder.bitcast(place, self._kind.as_pointer())
        if self._mask is None:
            self._builder.store(numbers, place, align=self._size)
        else:
            self._call("masked.store", ".p0", numbers, place, self._align, self._mask)

    def spread(self, number, kind=None):
        """One number everywhere."""
        nothing = ir.Constant(kind or self._kind, ir.Undefined)
        first = self._builder.insert_element(nothing, number, ir.Constant(ir.IntType(32), 0))
        everywhere = ir.Constant(ir.VectorType(ir.IntType(32), self.lanes), None)
        return self._builder.shuffle_vector(first, nothing, everywhere)

    def add_product(self, total, left, right):
        """Add left · right to a sum, in one operation where there is one."""
        numbers = self._call("fmuladd", "", left, right, self._builder.load(total))
        self._builder.store(numbers, total)

    @property
    def _align(self):
        return ir.Constant(ir.IntType(32), self._size)

    def _call(self, name, end, *arguments):
        gives = ir.VoidType() if name == "masked.store" else self._kind
        kind = ir.FunctionType(gives, [each.type for each in arguments])
        name = f"llvm.{name}.v{self.lanes}f{8 * self._size}{end}"
        function = cgutils.get_or_insert_function(self._builder.module, kind, name)
        return self._builder.call(function, arguments)


def _tile(breadth, *, cut):
    """What makes a tile of so many registers' breadth; `cut` if they may reach beyond C."""

    @intrinsic
    def tile(_, C, i, j, A, turned, B, add):  # noqa: ARG001 - their types: any such
        """C[i : i + ROWS, j : ...] ← A B, or C + A B; of A the transpose where turned."""

        def code(context, builder, signature, arguments):
            _, i, j, _, turned, _, add = arguments
            C, A, B = (
                context.make_array(signature.args[k])(context, builder, arguments[k])
                for k in (0, 3, 5)
            )
            rows, columns = cgutils.unpack_tuple(builder, C.shape)
            inner, _ = cgutils.unpack_tuple(builder, B.shape)
            there = builder.sub(columns, j) if cut else None
            number = context.get_value_type(signature.args[0].dtype)
            registers = _Registers(context, builder, number, there)
            steps = [ir.Constant(j.type, registers.lanes * v) for v in range(breadth)]

            def line(matrix, row):
                begin = builder.gep(matrix.data, [builder.add(builder.mul(row, columns), j)])
                return [builder.gep(begin, [step]) for step in steps]

            taken = _taken(builder, i, rows)
            goals = [goal for row in taken for goal in line(C, row)]
            sums = [cgutils.alloca_once_value(builder, registers.zero) for _ in goals]
            with builder.if_then(add):
                for goal, total in zip(goals, sums, strict=True):
                    builder.store(registers.load(goal), total)
            sources, apart = _columns(builder, A, taken, turned)
            with cgutils.for_range(builder, inner) as loop:
                right = [registers.load(place) for place in line(B, loop.index)]
                here = builder.mul(loop.index, apart)
                for r, source in enumerate(sources):
                    left = registers.spread(builder.load(builder.gep(source, [here])))
                    for v, numbers in enumerate(right):
                        registers.add_product(sums[r * breadth + v], left, numbers)
            for goal, total in zip(goals, sums, strict=True):
                registers.store(builder.load(total), goal)
            return context.get_dummy_value()

        whole, choice = types.intp, types.boolean
        return types.void(C, whole, whole, A, choice, B, choice), code

    return tile


def _taken(builder, i, rows):
    """The rows of a tile from i on; those that there are not are the last one once more."""
    last = builder.sub(rows, ir.Constant(rows.type, 1))
    taken = [builder.add(i, ir.Constant(i.type, r)) for r in range(ROWS)]
    return [builder.select(builder.icmp_signed("<", row, last), row, last) for row in taken]


def _columns(builder, A, rows, turned):
    """Where these rows of A, or of its transpose, begin, and how far apart their numbers are."""
    _, breadth = cgutils.unpack_tuple(builder, A.shape)
    one = ir.Constant(breadth.type, 1)
    down = builder.select(turned, one, breadth)
    apart = builder.select(turned, breadth, one)
    return [builder.gep(A.data, [builder.mul(row, down)]) for row in rows], apart


_pair, _last = _tile(PAIR, cut=False), _tile(1, cut=True)


@vectorised
def multiply(A, turned, B, C, add):
    """C ← A B, or C + A B; of A the transpose where turned."""
    lanes = BYTES // C.itemsize
    rows, columns = C.shape
    whole = columns - columns % (PAIR * lanes)
    for j in range(0, whole, PAIR * lanes):
        for i in range(0, rows, ROWS):
            _pair(C, i, j, A, turned, B, add)
    for j in range(whole, columns, lanes):
        for i in range(0, rows, ROWS):
            _last(C, i, j, A, turned, B, add)


@vectorised
def turn(A, out):
    """The transpose of A, a few rows at a time."""
    rows, columns = A.shape
    for first in range(0, rows, BLOCK):
        last = min(first + BLOCK, rows)
        for j in range(columns):
            for i in range(first, last):
                out[j, i] = A[i, j]

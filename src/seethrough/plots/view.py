"""Where to look at a space of many dimensions from: a plane in it."""

from typing import NamedTuple

import numpy as np

from seethrough.plots.style import Floats


class View(NamedTuple):
    """A plane in the space of a layer's activations.

    Attributes
    ----------
    centre : (H,)
        The point of the space that is seen at 0, 0.
    basis : (H, 2)
        The two directions, of length 1 and at right angles.
    names : two str
        What the directions are.
    exact : bool
        Whether lines between the answers stand upright on the plane: then they are seen as lines.
    """

    centre: Floats
    basis: Floats
    names: tuple[str, str]
    exact: bool

    def see(self, a: Floats) -> Floats:
        """Where activations (n, H) are seen, (n, 2)."""
        return np.asarray((a - self.centre) @ self.basis)

    def back(self, places: Floats) -> Floats:
        """The activations (n, H) of places on the plane, (n, 2)."""
        return np.asarray(self.centre + places @ self.basis.T)


def view(a: Floats, W: Floats, like: View | None = None) -> View:
    """The plane that shows best how the last weights part the activations.

    Two units are their own plane. Of more, the first directions are those that the answers
    differ by; where that is one, the second is the activations' main direction across it.

    Parameters
    ----------
    a : (n, H)
        Activations.
    W : (H, K)
        The weights from there to the scores.
    like : View or None
        Another view, which this one is turned towards, so that a film does not jump.
    """
    H = a.shape[1]
    between = _between(W)
    rank = between.shape[1]
    if H <= 2:
        names = ("unit 1", "unit 2" if H == 2 else "")
        return View(np.zeros(H), np.eye(H, 2), names, exact=True)
    centre = a.mean(axis=0)
    first = np.linalg.svd(between, full_matrices=False)[0][:, :2]
    if rank == 1:
        # the sign of a direction is chance; towards the second class is to the right
        first *= np.sign(first[:, 0] @ between[:, 0]) or 1.0
        first = np.column_stack([first, _across(a - centre, first[:, 0], like)])
    elif like is not None:
        u, _, vt = np.linalg.svd(first.T @ like.basis)
        first = first @ u @ vt
    names = (
        ("along the last weights", "across") if rank == 1 else ("1st direction", "2nd direction")
    )
    return View(centre, first, names, exact=rank <= 2)


def _between(W: Floats) -> Floats:
    """What the scores differ by: (H, 1) for one output or two, else (H, K)."""
    if W.shape[1] == 1:
        return W
    if W.shape[1] == 2:
        return W[:, 1:] - W[:, :1]
    return _full_rank(W - W.mean(axis=1, keepdims=True))


def _full_rank(W: Floats) -> Floats:
    """An orthogonal basis of what K columns that sum to 0 span, times their sizes; (H, rank)."""
    u, s, _ = np.linalg.svd(W, full_matrices=False)
    few = s[: W.shape[1] - 1]  # the last one is 0 but for rounding
    keep = max(int((few > 1e-6 * s[0]).sum()), 1)
    return np.asarray(u[:, :keep] * s[:keep])


def _across(a: Floats, along: Floats, like: View | None) -> Floats:
    """A direction at right angles to `along`: that of another view, or the main one of a."""
    flat = a - np.outer(a @ along, along)
    main = np.linalg.svd(flat, full_matrices=False)[2][0] if like is None else like.basis[:, 1]
    main = main - (main @ along) * along
    return np.asarray(main / (np.linalg.norm(main) or 1.0))

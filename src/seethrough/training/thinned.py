"""Thinned: what is kept of a long way, evenly spread, so that it stays within a bound."""

from typing import TypeVar

T = TypeVar("T")


class Thinned(dict[int, T]):
    """Things by their place on the way; where there are too many, every second one is given up.

    Parameters
    ----------
    start : the place that distances are counted from
    every : how far apart the places are at first
    """

    def __init__(self, start: int = 0, every: int = 1) -> None:
        super().__init__()
        self.start, self.every = start, every

    def due(self, place: int) -> bool:
        """Return whether something is kept at this place."""
        return (place - self.start) % self.every == 0

    def keep(self, place: int, thing: T, most: int) -> None:
        """Keep a thing at a place that is due, and no more than so many in all.

        What is at the start is never given up: `most` is 1 or more where there is something.
        """
        self[place] = thing
        self.thin(most)

    def thin(self, most: int) -> None:
        """Keep no more than so many things."""
        while len(self) > most:
            self.every *= 2
            for other in [other for other in self if not self.due(other)]:
                del self[other]

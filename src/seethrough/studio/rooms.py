"""Rooms: the sessions of all who are in the studio, each with a key that only its page knows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from seethrough.errors import SettingError

if TYPE_CHECKING:
    from seethrough.studio.session import Session

MOST, IDLE = 200, 30 * 60  # sessions, and seconds after which one that nobody uses is dropped


class Room:
    """A session, when it was last used, and the lock of whoever uses it."""

    def __init__(self, session: Session, now: float) -> None:
        self.session, self.used, self.lock = session, now, threading.Lock()


class Rooms:
    """Sessions by key."""

    def __init__(self, new: Callable[[], Session], clock: Callable[[], float] = monotonic) -> None:
        self._rooms: dict[str, Room] = {}
        self._new, self._clock, self._lock = new, clock, threading.Lock()

    def enter(self, key: str) -> tuple[Room, bool]:
        """Return the room of a key, and whether it is a new one.

        Raises
        ------
        SettingError
            All rooms are taken.
        """
        with self._lock:
            self._clear()
            known = self._rooms.get(key)
            if known is None and len(self._rooms) >= MOST:
                raise SettingError(
                    f"{MOST} people are in the studio. No more have room. "
                    "Try again in some minutes."
                )
            room = known or self._rooms.setdefault(key, Room(self._new(), self._clock()))
            room.used = self._clock()
            return room, known is None

    def _clear(self) -> None:
        """Drop the sessions that nobody has used for long."""
        oldest = self._clock() - IDLE
        self._rooms = {key: room for key, room in self._rooms.items() if room.used >= oldest}

    def now(self) -> float:
        """The clock that idle sessions are told by."""
        return self._clock()

    def __len__(self) -> int:
        return len(self._rooms)

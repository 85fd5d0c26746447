"""Changes: what can be done to a run on its way, and the list of what was done.

Each is a message that says all of it, so that a list of them, each with its update, makes the same
run again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy import ndarray

from seethrough.errors import SettingError
from seethrough.studio import inside, material, settings
from seethrough.studio.run import Changed, Run
from seethrough.studio.way import Part
from seethrough.studio.wire import Message

MOST = 1000  # that are kept in mind, and samples that one of them goes through
LONGEST = 10_000  # letters of one
KEYS = {
    "type",
    "values",
    "layer",
    "from",
    "to",
    "value",
    "do",
    "row",
    "spot",
    "label",
    "n",
    "fixed",
}


def branch(run: Run, message: Message) -> None:
    """Go on with other training settings."""
    values = message.get("values")
    run.change(
        lambda part, theta: (
            part.material,
            settings.changed(part.settings, "training", values),
            theta,
        )
    )


def edit(run: Run, message: Message) -> None:
    """Go on with another value in the place of a weight or a bias."""
    at = inside.place_of(run, *(message.get(key) for key in ("layer", "from", "to")))
    value = settings.number(-1e6, 1e6, "the weight", message.get("value"))

    def edited(part: Part, theta: ndarray) -> Changed:
        theta = theta.copy()
        theta[at] = value
        return part.material, part.settings, theta

    run.change(edited)


def point(run: Run, message: Message) -> None:
    """Go on with a point more, at another place, or no more; other columns stood at "fixed"."""
    deed = POINTS[settings.one_of(tuple(POINTS), "do", message.get("do"))]
    fixed = settings.places("fixed", message.get("fixed", {}))

    def pointed(part: Part, theta: ndarray) -> Changed:
        data = part.material
        changed = deed(data.standing(fixed), message)
        return changed._replace(others=data.others), part.settings, theta

    run.change(pointed)


def single(run: Run, message: Message) -> None:
    """Make updates on one sample each."""
    run.single(samples(message))


DEEDS: dict[str, Callable[[Run, Message], None]] = {
    "branch": branch,
    "edit": edit,
    "point": point,
    "single": single,
}
KINDS = tuple(DEEDS)


def kept(events: Any) -> list[Message]:
    """Return the changes that a recipe tells of.

    Raises
    ------
    SettingError
        One of them is none.
    """
    listed = events[:MOST] if isinstance(events, list) else []
    if not all(isinstance(event, dict) and event.get("type") in KINDS for event in listed):
        raise SettingError(
            f"the state tells of a change that is not known. Known are {', '.join(KINDS)}. "
            "Save it again."
        )
    return listed


def told(message: Message) -> Message:
    """Return what of a message tells the change.

    Raises
    ------
    SettingError
        It is too long to be kept in mind.
    """
    event = {key: value for key, value in message.items() if key in KEYS}
    if len(repr(event)) > LONGEST:
        raise SettingError(
            f"the change has {len(repr(event)):,} letters. At most {LONGEST:,} are taken. "
            "Reload the page."
        )
    return event


def with_one_more(done: list[Message], message: Message, at: int) -> list[Message]:
    """Return what was done by an update, and what a message tells; what came later is given up.

    Raises
    ------
    SettingError
        They are too many to be kept in mind.
    """
    event = message | {"at": at}
    earlier = [known for known in (_until(each, at) for each in done) if known]
    if event["type"] == "single":
        event["n"] = samples(message)
        *others, last = earlier or [{"type": "none"}]
        more = last["type"] == "single" and last["at"] + last["n"] == at
        if more and last["n"] + event["n"] <= MOST:
            return [*others, last | {"n": last["n"] + event["n"]}]
    if len(earlier) >= MOST:
        raise SettingError(
            f"{MOST:,} changes were made on the way, and no more can be kept in mind. "
            "A run with fewer is needed. Reset it, or save its state as a file first."
        )
    return [*earlier, event]


def samples(message: Message) -> int:
    """How many samples a message goes through one by one."""
    return settings.whole(1, MOST, "the number of samples", message.get("n", 1))


def _until(event: Message, update: int) -> Message | None:
    """What of an event was done by an update; samples one by one are cut there."""
    if event["at"] > update:
        return None
    if event["type"] != "single":
        return event
    n = min(event["n"], update - event["at"])
    return event | {"n": n} if n else None


def _add(data: material.Material, message: Message) -> material.Material:
    """The point (spot, label) more."""
    most = len(data.classes) - 1
    spot = _spot(data, message)
    label = spot[1] if data.is_curve else settings.whole(0, most, "label", message.get("label"))
    return material.added(data, spot, label)


def _move(data: material.Material, message: Message) -> material.Material:
    """The point of a row at another spot."""
    return material.moved(data, _row(data, message), _spot(data, message))


def _delete(data: material.Material, message: Message) -> material.Material:
    """The point of a row no more."""
    return material.deleted(data, _row(data, message))


POINTS = {"add": _add, "move": _move, "delete": _delete}


def _row(data: material.Material, message: Message) -> int:
    return settings.whole(0, len(data.x) - 1, "row", message.get("row"))


def _spot(data: material.Material, message: Message) -> tuple[float, float]:
    """A place on the plot."""
    spot, (left, right, bottom, top) = message.get("spot"), data.reach
    if not (isinstance(spot, list) and len(spot) == 2):
        raise SettingError("a spot is needed: two numbers, across and up. Click on the plot.")
    across, up = spot
    return (
        settings.number(left, right, "the place across", across),
        settings.number(bottom, top, "the place up", up),
    )

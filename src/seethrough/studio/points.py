"""Points: what a person does to them on the plot, as messages tell it."""

from __future__ import annotations

from seethrough.errors import SettingError
from seethrough.studio import material, settings
from seethrough.studio.material import Material
from seethrough.studio.wire import Message


def _add(data: Material, message: Message) -> material.Material:
    """The point (spot, label) more."""
    most = len(data.classes) - 1
    spot = _spot(data, message)
    label = spot[1] if data.is_curve else settings.whole(0, most, "label", message.get("label"))
    return material.added(data, spot, label)


def _move(data: Material, message: Message) -> material.Material:
    """The point of a row at another spot."""
    return material.moved(data, _row(data, message), _spot(data, message))


def _delete(data: Material, message: Message) -> material.Material:
    """The point of a row no more."""
    return material.deleted(data, _row(data, message))


DEEDS = {"add": _add, "move": _move, "delete": _delete}


def _row(data: Material, message: Message) -> int:
    return settings.whole(0, len(data.x) - 1, "row", message.get("row"))


def _spot(data: Material, message: Message) -> tuple[float, float]:
    """A place on the plot."""
    spot, (left, right, bottom, top) = message.get("spot"), data.reach
    if not (isinstance(spot, list) and len(spot) == 2):
        raise SettingError("a spot is needed: two numbers, across and up. Click on the plot.")
    across, up = spot
    return (
        settings.number(left, right, "the place across", across),
        settings.number(bottom, top, "the place up", up),
    )

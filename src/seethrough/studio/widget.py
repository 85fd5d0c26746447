"""The widget: the studio in a notebook, with a model and data of one's own."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any

import anywidget
import numpy as np
from threadpoolctl import ThreadpoolController

from seethrough.studio.session import Session
from seethrough.studio.wire import Message, plain

WEB = resources.files("seethrough.studio") / "web"
IMPORT = re.compile(r'^import (\{[^}]*\}) from "\.{1,2}/([\w/]+)\.js";$', re.MULTILINE)
THREADS = ThreadpoolController()
EXPORT = re.compile(r"^export (?:async )?(?:function|const) (\w+)", re.MULTILINE)


class Studio(anywidget.AnyWidget):
    """The studio as a widget, for Jupyter, marimo and their kin.

    Parameters
    ----------
    model : an MLPClassifier or MLPRegressor, whose settings it begins with; or None. A fitted one
        is shown as it is, and goes on learning from there
    X : (n, d) table of numbers; the first two columns are the axes, the others stay at their median
    y : (n,) classes or numbers

    Raises
    ------
    DataError, SettingError
        Nothing can be learned from the table, or the studio cannot show this model.
    """

    def __init__(self, model: Any = None, X: Any = None, y: Any = None) -> None:
        super().__init__()
        self.session = Session() if model is X is None else Session.of(model, X, y)
        self.on_msg(self._answer)

    def _answer(self, _: Any, message: Message, buffers: list[Any]) -> None:
        """Answer a message of a page, to the view that sent it."""
        content = bytes(buffers[0]) if buffers else b""
        with THREADS.limit(limits=1):  # many small products: more threads only wait for one another
            answers = self.session.handle(message, content)
        for head, arrays in answers:
            flat = [np.ascontiguousarray(array) for array in arrays]
            told = [{"type": array.dtype.name, "shape": array.shape} for array in flat]
            whole = plain(head | {"buffers": told, "view": message.get("view")})
            self.send(whole, buffers=[array.tobytes() for array in flat])


def joined(name: str = "widget") -> str:
    """Return a module and all that it imports as one: a notebook loads no second file."""
    done: dict[str, str] = {}
    _join(name, done)
    return "\n".join(done.values())


def _join(name: str, done: dict[str, str]) -> None:
    """Add a module behind those it imports, each in a scope of its own."""
    text = WEB.joinpath(f"{name}.js").read_text(encoding="utf-8")
    for _, other in IMPORT.findall(text):
        if other not in done:
            _join(other, done)
    body = IMPORT.sub(lambda m: f"const {m[1]} = {_scope(m[2])};", text)
    names = EXPORT.findall(text)
    body = re.sub(r"^export (?!default)", "", body, flags=re.MULTILINE)
    if "export default" in body:
        done[name] = body
        return
    done[name] = (
        f"const {_scope(name)} = (() => {{\n{body}\nreturn {{ {', '.join(names)} }};\n}})();"
    )


def _scope(name: str) -> str:
    return f"of_{name.replace('/', '_')}"


Studio._esm = joined()  # noqa: SLF001 - where anywidget looks for them
Studio._css = WEB.joinpath("style.css").read_text(encoding="utf-8")  # noqa: SLF001

"""A session: what one person does in the studio, as messages in and messages with buffers out.

It knows nothing of pages, sockets or notebooks. A message is a dict with a "type", one of the
commands below; `handle` answers with messages, each with arrays to go with it. docs/protocol.md
lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any, ClassVar

import numpy as np
from numpy import ndarray

from seethrough.errors import DataError, DivergenceError, SeethroughError, SettingError
from seethrough.studio import (
    badge,
    changes,
    fitted,
    inside,
    material,
    own_table,
    rival,
    settings,
    share,
    turn,
)
from seethrough.studio.job import net_of
from seethrough.studio.limits import BYTES
from seethrough.studio.run import Run
from seethrough.studio.screen import Answer, Screen
from seethrough.studio.wire import Message

RESTORING = 5.0  # seconds of updates for a message that restores
MOST = 10_000_000  # updates that one message may ask for
AT_ONCE = 32  # single samples between two looks at the clock
OWN_COPY = 300_000  # bytes of a table that a page keeps for when the server is started anew
LOOKED_AT = 10  # epochs after which the doctor looks
VERSION = 1


class Session:
    """One person's data, network and run."""

    def __init__(
        self, *, engine: str = "fused", given: material.Given | None = None, model: Any = None
    ) -> None:
        self._given = given
        self._table: Any = None
        self._table_name, self._file = "", b""
        self.settings = settings.changed(settings.defaults(), "training", {"engine": engine})
        self._trouble: str | None = None
        self._events: list[Message] = []
        self.other: Run | None = None
        self._screen = Screen()
        self._built: tuple[dict[str, Any], int] = ({}, 0)
        if given is not None:
            self.settings = settings.changed(self.settings, "data", {"name": "given"})
        for section, values in fitted.settings_of(model).items():
            self.settings = settings.changed(self.settings, section, values)
        self._start = fitted.start(model, self.settings)
        self._rebuild()

    @classmethod
    def of(cls, model: Any, X: Any, y: Any) -> Session:
        """Return a session with arrays of one's own, and with an estimator's settings.

        If the estimator is fitted, the session begins with its weights, at its last update.

        Raises
        ------
        DataError, SettingError
            The arrays or the estimator are none that the studio can show.
        """
        return cls(given=fitted.given(X, y), model=model)

    def handle(self, message: Message, content: bytes = b"") -> list[Answer]:
        """Return what a message leads to; errors of ours are answered in words."""
        kind = message.get("type")
        command = self._commands.get(kind) if isinstance(kind, str) else None
        try:
            if command is None:
                raise SettingError(
                    f"a message is of type {str(kind)[:40]!r}. Known are: "
                    f"{', '.join(self._commands)}. Reload the page."
                )
            # what a run that grows beyond all bounds overflows is told as trouble, not warned of
            with np.errstate(over="ignore", invalid="ignore"):
                return list(command(self, message | {"content": content}))
        except SeethroughError as error:
            return [({"type": "error", "of": str(kind)[:40], "text": str(error)}, [])]

    # what is there, and what is shown

    def _hello(self, _: Message) -> Iterator[Answer]:
        self._screen = self._screen.anew()
        yield {"type": "choices", **settings.choices(), "version": VERSION}, []
        yield from self._show({})

    def _show(self, message: Message, more: Message | None = None) -> Iterator[Answer]:
        """The state if it is another one than before, and the frame, which tells more."""
        if self._screen.is_new(self.run):
            self.settings = self.run.part.settings
            yield self._screen.state(self.run, self._table, self._table_name)
        head, buffers = self._screen.frame(self.run, message)
        if self.other is not None:
            head["other"], second = self._screen.second(self.other, message)
            buffers += second
        yield head | {"id": message.get("id"), "trouble": self._trouble} | (more or {}), buffers

    # what can be set

    def _set(self, message: Message) -> Iterator[Answer]:
        """Change settings, and begin anew."""
        section, values = message.get("section"), message.get("values")
        self._rebuild(settings.changed(self.settings, section, values))
        yield from self._show(message)

    def _upload(self, message: Message) -> Iterator[Answer]:
        """Take a table, and begin anew with it."""
        values = {"name": "table", "target": "", "across": "", "up": "", "fixed": {}}
        new = settings.changed(self.settings, "data", values)
        self._rebuild_with(message.get("name", "table"), message["content"], new)
        yield from self._show(message)

    def _rebuild_with(self, name: Any, content: bytes, new: settings.Settings) -> None:
        """Begin anew with another table; if it cannot be used, all stays as it was."""
        before = self._table, self._table_name, self._file
        name = str(name)[:100]
        self._table, self._table_name, self._file = own_table.read(content, name), name, content
        try:
            self._rebuild(new)
        except SeethroughError:
            self._table, self._table_name, self._file = before
            raise

    def _reset(self, message: Message) -> Iterator[Answer]:
        """Begin anew: from the same start, or with fresh = true from another seed."""
        new = self.run.begun
        if message.get("fresh") is True:
            seed = (new["network"]["seed"] + 1) % 2**32
            new = settings.changed(new, "network", {"seed": seed})
        self._rebuild(new, keep_other=True)
        yield from self._show(message)

    def _rebuild(self, new: settings.Settings | None = None, *, keep_other: bool = False) -> None:
        """Begin anew with settings; if they cannot be used, all stays as it was."""
        new = new or self.settings
        data = self._material(new["data"])
        run, other = self._begun(data, new), self.other if keep_other else None
        if other is not None:
            other = self._begun(data, new | {"training": other.part.settings["training"]})
        self.settings, self.run, self.other = new, run, other
        self._screen, self._events, self._trouble = self._screen.anew(), [], None

    def _begun(self, data: material.Material, new: settings.Settings) -> Run:
        """A run at its start: the fitted network, or weights drawn from the seed."""
        begin = self._start if self._start and self._start.suits(new) else None
        if begin:
            begin.refuse_misfit(net_of(data, new["network"]), data)
        return Run(data, new, begin)

    def _material(self, data: dict[str, Any]) -> material.Material:
        """What the data settings ask for; the same as before if they are the same."""
        if self._built != (data, id(self._table)):
            made = material.build(data, self._table, self._given)
            self._built, self._made = (data, id(self._table)), made
        return self._made

    # running

    def _tick(self, message: Message) -> Iterator[Answer]:
        """Make n updates, as many as the budget allows, and show where that leads."""
        n = _count(message.get("n", 1))
        left = self._advance(n, marks=message.get("swift") is not True)
        yield from self._show(message, {"left": left})

    def _epoch(self, message: Message) -> Iterator[Answer]:
        """Go on to the end of the epoch."""
        yield from self._tick(message | {"n": self.run.epoch_end - self.run.now})

    @property
    def _runs(self) -> list[Run]:
        return [self.run] if self.other is None else [self.run, self.other]

    def _advance(self, n: int, *, marks: bool) -> int:
        """Make updates for as long as the budget lasts; return how many are left."""
        self._trouble = None
        try:
            return turn.advance(self._runs, n, marks=marks)
        except DivergenceError as error:
            self._trouble = str(error)
            return 0

    def _seek(self, message: Message) -> Iterator[Answer]:
        """Go to any update that was reached."""
        self._trouble = None
        update = _count(message.get("update"), 0)
        for run in self._runs:
            run.go(min(update, run.last))
        yield from self._show(message)

    # changing on the way

    def _alter(self, message: Message) -> Iterator[Answer]:
        """Go on from here with something changed, as `changes` tells."""
        if message["type"] == "branch" and not (self.run.now or self._events):
            yield from self._set(message | {"section": "training"})
            return
        try:
            self._deed(message)
        except DivergenceError as error:
            self._trouble = str(error)
        yield from self._show(message)

    def _single(self, message: Message) -> Iterator[Answer]:
        """Make n updates on one sample each, as many as the budget allows."""
        left, end = changes.samples(message), perf_counter() + turn.BUDGET
        while left and perf_counter() < end:
            n = min(left, AT_ONCE)
            left -= n
            try:
                self._deed({"type": "single", "n": n})
            except DivergenceError as error:
                self._trouble, left = str(error), 0
        yield from self._show(message, {"left": left})

    def _deed(self, message: Message) -> None:
        if message["type"] == "point":
            message = {"fixed": self.run.part.settings["data"]["fixed"]} | message
        message = changes.told(message)
        events = changes.with_one_more(self._events, message, self.run.now)
        for run in self._runs:
            if run is self.run or message["type"] == "single":
                changes.DEEDS[message["type"]](run, message)
        self._events, self._trouble = events, None
        self._screen.forget()

    def _fix(self, message: Message) -> Iterator[Answer]:
        """Let a column that is on no axis stand elsewhere: the same run, and another view of it."""
        fixed = self.run.part.settings["data"]["fixed"]
        fixed = fixed | settings.places("values", message.get("values"))
        for run in self._runs:
            run.stand(fixed)
        yield from self._show(message)

    # two runs

    def _compare(self, message: Message) -> Iterator[Answer]:
        """Set a second run with other training settings beside this one, from the same start."""
        values = message.get("values")
        self.other, first = None, self.run.begun
        if values is not None:
            new = settings.changed(first, "training", values)
            self._rebuild(first)
            self.other = self._begun(self.run.part.material, new)
        yield from self._show(message)

    # looking inside

    def _inspect(self, message: Message) -> Iterator[Answer]:
        """The lines of a sample, a unit or a weight, for the state that is shown."""
        look, keys = LOOKS[settings.one_of(tuple(LOOKS), "what", message.get("what"))]
        found = look(self.run, message.get("sample", 0), *(message.get(key) for key in keys))
        about = {key: message.get(key) for key in ("what", "sample", *keys)}
        head = {"type": "inside", "update": self.run.now, **about, **found}
        planes: list[ndarray] = []
        if message["what"] == "unit":
            cells = self._screen.cells(self.run.part.material)
            part, planes = share.share(self.run, cells, message["layer"], message["unit"])
            head |= part
        yield head, planes

    def _check(self, message: Message) -> Iterator[Answer]:
        """Gradients of the shown state beside their central differences."""
        found = badge.gradient_check(self.run, swift=message.get("swift") is True)
        yield {"type": "check", "update": self.run.now, **found}, []

    def _diagnose(self, _: Message) -> Iterator[Answer]:
        """What the doctor finds in the state that is shown; null if it is too early to tell."""
        part, found = self.run.part, None
        made, overflowed = self.run.now - part.replay.first.updates, self._trouble is not None
        if made and (overflowed or made >= LOOKED_AT * part.replay.plan.batches_per_epoch):
            from seethrough.studio import doctor  # takes SciPy and more, which a page can wait for

            found = doctor.findings(self.run, overflowed=overflowed)
        yield {"type": "findings", "update": self.run.now, "findings": found}, []

    def _rival(self, _: Message) -> Iterator[Answer]:
        """Logistic regression on the same samples."""
        data = self.run.part.material
        accuracy, test, plane = rival.logistic(data, self._screen.cells(data))
        yield {"type": "rival", "accuracy": accuracy, "test_accuracy": test}, [plane]

    # keeping

    def recipe(self, most: int = BYTES) -> Message:
        """All that makes this very state again: settings, what was changed on the way, update.

        most : bytes of a table of one's own that goes with it
        """
        made: Message = {
            "seethrough": VERSION,
            "settings": self.run.begun,
            "events": self._events,
            "update": self.run.now,
        }
        if made["settings"]["data"]["name"] == "table" and len(self._file) <= most:
            made["table"] = {"name": self._table_name, "content": own_table.packed(self._file)}
        return made

    def _keep(self, message: Message) -> Iterator[Answer]:
        """Tell the recipe; a page's own copy, asked for without an id, has no large table."""
        recipe = self.recipe(BYTES if message.get("id") else OWN_COPY)
        yield {"type": "kept", "id": message.get("id"), "recipe": recipe}, []

    def _export(self, message: Message) -> Iterator[Answer]:
        """The run as Python code, the model as a file or as code for others, or a picture."""
        from seethrough.studio.export import FILES

        name, mime, made = FILES[settings.one_of(tuple(FILES), "kind", message.get("kind"))]
        told = {"type": "file", "name": name, "mime": mime}
        yield told, [np.frombuffer(made(self.run), np.uint8)]

    def _restore(self, message: Message) -> Iterator[Answer]:
        """Make a kept state again, by doing once more what was done."""
        recipe = message.get("recipe")
        if not (isinstance(recipe, dict) and recipe.get("seethrough") == VERSION):
            raise DataError(
                "this is no state of the studio. A file that it saved, or a link that it made, is "
                "needed. Save it again."
            )
        new = settings.kept(recipe.get("settings"))
        table = recipe.get("table")
        if isinstance(table, dict):
            self._rebuild_with(table.get("name"), own_table.unpacked(table.get("content")), new)
        else:
            self._rebuild(new)
        end = perf_counter() + RESTORING
        for event in changes.kept(recipe.get("events")):
            self._replay_to(_count(event.get("at"), 0), end)
            self._deed(event)
            self._refuse_late(_count(recipe.get("update"), 0), end)
        self._replay_to(_count(recipe.get("update"), 0), end)
        yield from self._show(message)

    def _replay_to(self, update: int, end: float) -> None:
        """Go to an update, as long as there is time."""
        self.run.go(min(update, self.run.now))
        while self.run.now < update:
            self._refuse_late(update, end)
            if not self._advance(update - self.run.now, marks=True):
                break

    def _refuse_late(self, update: int, end: float) -> None:
        if perf_counter() > end:
            raise DataError(
                f"the state is that of update {update:,}, and in {RESTORING:g} s it was made "
                f"again up to {self.run.now:,}. A shorter run is needed. Or go on from here."
            )

    _commands: ClassVar[dict[str, Callable[[Session, Message], Iterator[Answer]]]] = {
        "hello": _hello,
        "show": _show,
        "set": _set,
        "upload": _upload,
        "reset": _reset,
        "tick": _tick,
        "epoch": _epoch,
        "seek": _seek,
        "branch": _alter,
        "edit": _alter,
        "point": _alter,
        "single": _single,
        "fix": _fix,
        "compare": _compare,
        "inspect": _inspect,
        "check": _check,
        "diagnose": _diagnose,
        "rival": _rival,
        "keep": _keep,
        "export": _export,
        "restore": _restore,
    }


LOOKS: dict[str, tuple[Callable[..., Message], tuple[str, ...]]] = {
    "sample": (inside.sample, ()),
    "unit": (inside.unit, ("layer", "unit")),
    "weight": (inside.weight, ("layer", "from", "to")),
}


def _count(value: Any, least: int = 0) -> int:
    return settings.whole(least, MOST, "the number of updates", value)

"""The doctor in the studio: findings on the state that is shown, each with a way out to press."""

from __future__ import annotations

import re
from ast import literal_eval
from typing import Any

import numpy as np
from numpy import ndarray

from seethrough.explain.doctor import Answered, Finding, Patient, Training, examine
from seethrough.explain.doctor.patient import idle_loss
from seethrough.explain.doctor.told import evidence
from seethrough.maths.network import forward
from seethrough.studio.run import Run
from seethrough.studio.settings import WIDTH
from seethrough.studio.wire import Message
from seethrough.training.divergence import first_overflow

UPDATES = 2000  # that are looked back at, at most
POINTS = 5  # samples of a finding that the page offers to look at
ANEW = {"divergence"}  # what going on from here does not heal
LESS = {"plateau", "underfitting"}  # whose penalty is to become smaller
SETTING = re.compile(r"(\w+)=('[^']*'|\([^)]*\)|[-+.\w]+)")  # of scikit-learn's words, with a value
TRAINING = {
    "learning_rate_init": ("eta", "η"),
    "alpha": ("lam", "λ"),
    "solver": ("solver", "solver"),
    "class_weight": ("balanced", "balanced classes"),
}


def findings(run: Run, *, overflowed: bool) -> list[Message]:
    """Return what the doctor finds, the gravest first.

    Parameters
    ----------
    overflowed : whether the next updates lead to numbers that are not finite
    """
    return [_told(run, finding) for finding in examine(_patient(run, overflowed=overflowed))]


def _patient(run: Run, *, overflowed: bool) -> Patient:
    replay, data, state = run.part.replay, run.part.material, run.state
    task, learned = replay.task, _answered(run, data.train, replay.task.w)
    training = Training(
        *(task.optimiser, task.rule, state.slots, state.updates),
        eta=replay.batch(min(run.now, replay.end - 1)).eta,
        whole=replay.plan.batches_per_epoch == 1,
        curves=_curves(run),
        idle=idle_loss(learned, task.net),
        dropout=any(replay.plan.dropout),
        overflow=_overflow(run) if overflowed else "",
    )
    return Patient(
        *(task.net, state.theta, task.penalty, learned, training),
        rows=data.train,
        features=data.features,
        sources=data.features,
        classes=data.classes,
        held=_answered(run, data.test, None) if len(data.test) else None,
    )


def _answered(run: Run, rows: ndarray, w: ndarray | None) -> Answered:
    net, data = run.part.replay.task.net, run.part.material
    with np.errstate(all="ignore"):
        tape = forward(net, run.state.theta, data.x[rows])
    codes = data.labels[rows] if data.classes else None
    return Answered(data.x[rows], data.y[rows], w, codes, tape)


def _curves(run: Run) -> dict[str, ndarray]:
    """Cost and penalty of the last epochs, each the mean of its batches; of a first one, all."""
    replay = run.part.replay
    batches, made = replay.plan.batches_per_epoch, run.now - replay.first.updates
    one = batches if made >= batches else 1
    back = max(min(made, UPDATES) // one, 1) * one
    steps = list(replay.steps(run.now - back, run.now))
    columns = {"loss": [s.losses for s in steps], "penalty": [s.penalties for s in steps]}
    return {name: np.concatenate(c).reshape(-1, one).mean(axis=1) for name, c in columns.items()}


def _overflow(run: Run) -> str:
    """The first operation of the next two updates that overflows."""
    replay = run.part.replay
    updates = range(run.now, min(run.now + 2, replay.end))
    return first_overflow(replay.task, run.state, map(replay.batch, updates))


def _told(run: Run, finding: Finding) -> Message:
    fix = _fix(run, finding)
    return {
        "name": finding.name,
        "what": finding.what,
        "evidence": evidence(finding),
        "change": finding.change,
        "label": _label(fix),
        "fix": fix,
        "points": finding.rows[:POINTS] if "labels" in finding.name else (),
    }


def _fix(run: Run, finding: Finding) -> list[Message]:
    """The messages that do what the finding says, as far as the studio has settings for it."""
    network, training = (run.part.settings[section] for section in ("network", "training"))
    wanted = {name: literal_eval(value) for name, value in _wanted(finding)}
    new: dict[str, Any] = {
        key: True if key == "balanced" else wanted[name]
        for name, (key, _) in TRAINING.items()
        if name in wanted
    }
    if finding.name in LESS and new.get("lam", np.inf) >= training["lam"]:
        new.pop("lam", None)
    new = {key: value for key, value in new.items() if value != training[key]}
    fix: list[Message] = []
    if new:
        how = {"type": "set", "section": "training"} if finding.name in ANEW else {"type": "branch"}
        fix.append(how | {"values": new})
    if "hidden_layer_sizes" in wanted:
        hidden = tuple(min(width, WIDTH) for width in wanted["hidden_layer_sizes"])
        if hidden != tuple(network["hidden"]):
            fix.append({"type": "set", "section": "network", "values": {"hidden": hidden}})
    if "activation" in wanted:
        bends = [wanted["activation"] if b == "relu" else b for b in network["activations"]]
        fix.append({"type": "set", "section": "network", "values": {"activations": bends}})
    return fix


def _wanted(finding: Finding) -> list[tuple[str, str]]:
    """Settings in the finding's words that the studio has too."""
    known = {*TRAINING, "hidden_layer_sizes", "activation"}
    return [pair for pair in SETTING.findall(finding.setting) if pair[0] in known]


def _label(fix: list[Message]) -> str:
    """The fix in a few words."""
    names, words = dict(TRAINING.values()), []
    for message in fix:
        for key, value in message["values"].items():
            if key in names:
                words.append(names[key] if value is True else f"{names[key]} = {_short(value)}")
            else:
                some = ", ".join(map(str, value)).replace("_", " ")
                words.append(f"layers of {some} units" if key == "hidden" else some)
    anew = any(message["type"] == "set" for message in fix)
    return ", ".join(words) + ("; begin anew" if anew else "")


def _short(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)

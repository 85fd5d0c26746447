"""Job: settings and material as what training takes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from seethrough.bugs import BUGS, Broken
from seethrough.engines import Engine, Reference, Task
from seethrough.maths.network import Network
from seethrough.maths.optimisers import Rule
from seethrough.maths.penalties import Penalty
from seethrough.maths.schedules import Schedule
from seethrough.studio.material import Material
from seethrough.training import Plan

FOREVER = 10_000_000  # epochs of a run whose rate has no end to go by
STRETCHED = ("cosine", "warmup_cosine")


class Job(NamedTuple):
    """A task with its batches, who carries it out, and how long."""

    engine: Engine
    task: Task
    plan: Plan
    epochs: int


def job(material: Material, network: dict[str, Any], training: dict[str, Any]) -> Job:
    """Return what the settings ask for."""
    net = net_of(material, network)
    x, y = material.x[material.train], material.y[material.train]
    task = Task(
        *(net, x, y, _weights(material) if training["balanced"] and material.classes else None),
        penalty=_penalty(training),
        optimiser=training["solver"],
        rule=Rule(momentum=training["momentum"], decay=_decay(training)),
        eta=training["eta"],
        schedule=Schedule(training["schedule"]),
    )
    plan = Plan(
        *(network["seed"], net, len(x)),
        batch_size=min(training["batch"], len(x)),
        init=network["init"],
        dropout=(training["dropout"],) * len(net.activations) if training["dropout"] else (),
    )
    epochs = training["epochs"] if training["schedule"] in STRETCHED else FOREVER
    chosen = engine(training["engine"], plan.batch_size, training["bug"])
    return Job(chosen, task, plan, epochs)


def net_of(material: Material, network: dict[str, Any]) -> Network:
    """The network for the material."""
    widths = (material.x.shape[1], *network["hidden"], material.y.shape[1])
    return Network(widths, network["activations"], material.head)


def engine(name: str, batch: int, bug: str) -> Engine:
    """The engine of this name, for updates of so many samples; with a bug, the one that has it."""
    if bug != "none":
        return Broken(BUGS[bug].broken)
    if name == "reference":
        return Reference()
    from seethrough.engines.fused import Fused

    return Fused(batch)


def _penalty(training: dict[str, Any]) -> Penalty:
    return Penalty(0.0 if _decay(training) else training["lam"], training["lam1"])


def _decay(training: dict[str, Any]) -> float:
    return training["lam"] if training["solver"] == "adamw" else 0.0


def _weights(material: Material) -> np.ndarray:
    """Weights that let every class count the same, 1 on average."""
    labels = material.labels[material.train]
    counts = np.bincount(labels, minlength=len(material.classes))
    return len(labels) / (np.count_nonzero(counts) * counts[labels])

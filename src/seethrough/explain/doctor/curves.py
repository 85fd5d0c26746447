"""What the loss curve tells: that it ran away, goes round in a circle, or never got going."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from seethrough.explain.doctor.patient import Finding, Patient, idle_loss
from seethrough.plots.doctor import curves_and_level, repeating

if TYPE_CHECKING:
    from numpy import ndarray

NOTHING = "knowing nothing"
LONGEST = 8  # steps of a cycle
ROUNDS, AT_LEAST = 6, 20  # a cycle has to be seen so often, over so many epochs
STEADY = 0.02  # of the swing: what each phase of a cycle may drift
SWING = 1e-5  # of the loss: what is less is rounding
RUNAWAY = 2.0  # times the loss that it began with, or that knowing nothing costs
STUCK, STILL = 0.9, 0.01  # of the loss that knowing nothing costs


def divergence(patient: Patient) -> Iterator[Finding]:
    """A loss that grew instead of falling, or a number that left what a float can hold."""
    training = patient.training
    losses, idle = training.curves["loss"], idle_loss(patient.table, patient.net)
    first, last = float(losses[0]), float(np.median(losses[-5:]))
    if not training.overflow and last <= RUNAWAY * max(first, idle):
        return
    place = f", where the first to overflow was {training.overflow}" if training.overflow else ""
    yield Finding(
        "divergence",
        f"training ran away{place}.",
        {"first loss": first, "last loss": last, "loss of knowing nothing": idle},
        "Scale the columns to about ±1, take a tenth of the rate, and look again.",
        rate(training.eta / 10, "make_pipeline(StandardScaler(), …)"),
        lambda ax: curves_and_level([("training", losses)], idle, NOTHING, log=True, ax=ax),
    )


def cycle(patient: Patient) -> Iterator[Finding]:
    """Losses that come again and again in the same order: no minimum is approached."""
    losses, training = patient.training.curves["loss"], patient.training
    period = period_of(losses)
    if period is None:
        return
    phases = losses[-period:]
    yield Finding(
        "cycle",
        f"the loss goes round in a cycle of {period} steps and will never settle: "
        f"{' → '.join(f'{loss:.6f}' for loss in phases)} → …",
        {"steps": period, "lowest": float(phases.min()), "highest": float(phases.max())},
        "Take half the rate: each step jumps across the valley to its other side.",
        rate(training.eta / 2),
        lambda ax: repeating(losses, period, ax),
    )


def period_of(losses: ndarray) -> int | None:
    """The steps after which the last losses come again, or None if they do not."""
    for period in range(2, LONGEST + 1):
        length = -(-max(AT_LEAST, ROUNDS * period) // period) * period
        if len(losses) < length:
            return None
        rounds = losses[-length:].reshape(-1, period)
        swing = float(np.ptp(rounds[-1]))
        drift = float(np.ptp(rounds, axis=0).max())
        if drift < STEADY * swing and swing > SWING * abs(float(losses[-1])):
            return period
    return None


def plateau(patient: Patient) -> Iterator[Finding]:
    """A loss that stands still where one is who has learned next to nothing."""
    losses, idle = patient.training.losses, idle_loss(patient.table, patient.net)
    tail = losses[-max(len(losses) // 3, AT_LEAST) :]
    last = float(tail.mean())
    stands = len(losses) >= AT_LEAST and float(np.ptp(tail)) < STILL * idle
    if not stands or not STUCK * idle < last < RUNAWAY * idle:
        return
    yield Finding(
        "plateau",
        f"the loss has stood still for {len(tail):,} epochs where it is without any knowledge: "
        "the answers are all but the same for every row.",
        {"last loss": last, "loss of knowing nothing": idle, "spread": float(np.ptp(tail))},
        "Scale the columns, make the penalty smaller, or take another rate or other first "
        "weights; if it stays, the columns may say nothing about the target.",
        "make_pipeline(StandardScaler(), …), alpha=0.0001, solver='adam'",
        lambda ax: curves_and_level([("training", losses)], idle, NOTHING, ax=ax),
    )


def rate(eta: float, also: str = "") -> str:
    """The parameter that sets the rate; there is none with L-BFGS."""
    rate = "" if np.isnan(eta) else f"learning_rate_init={float(f'{eta:.3g}'):g}"
    return ", ".join(filter(None, (rate, also)))

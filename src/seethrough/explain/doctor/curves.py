"""What the curves of the training tell, without the table.

The loss ran away, goes round in a circle, is thrown about, never got going, or rises on what was
held out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from seethrough.explain.doctor.patient import Finding, Training
from seethrough.plots.doctor import curves_and_level, repeating

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy import ndarray

NOTHING = "knowing nothing"
LONGEST = 8  # steps of a cycle
ROUNDS, AT_LEAST = 6, 20  # a cycle has to be seen so often, over so many epochs
STEADY = 0.02  # of the swing: what each phase of a cycle may drift
SWING = 1e-5  # of the loss: what is less is rounding
RUNAWAY = 2.0  # times the loss that it began with, or that knowing nothing costs
STUCK, STILL = 0.9, 0.01  # of the loss that knowing nothing costs
BOUNCE, TAIL = 0.03, 20  # of the same, from epoch to epoch, over so many
FALL = 3  # such moves: a loss that falls steadily falls by ten from half to half of these
RISE = 0.2  # of the same: from the lowest validation loss to the last


def divergence(training: Training) -> Iterator[Finding]:
    """A loss that grew instead of falling, or a number that left what a float can hold."""
    losses = training.curves["loss"]
    first, last = float(losses[0]), float(np.median(losses[-5:]))
    if not training.overflow and last <= RUNAWAY * np.fmax(first, training.idle):
        return
    place = f", where the first to overflow was {training.overflow}" if training.overflow else ""
    yield Finding(
        "divergence",
        f"training ran away{place}.",
        {"first loss": first, "last loss": last} | nothing(training),
        "Scale the columns to about ±1, take a tenth of the rate, and look again.",
        rate(training.eta / 10, "make_pipeline(StandardScaler(), …)"),
        lambda ax: drawn([("training", losses)], training, ax, log=True),
    )


def cycle(training: Training) -> Iterator[Finding]:
    """Losses that come again and again in the same order: no minimum is approached."""
    losses = training.curves["loss"]
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


def plateau(training: Training) -> Iterator[Finding]:
    """A loss that stands still where one is who has learned next to nothing."""
    losses, idle = training.losses, training.idle
    tail = losses[-max(len(losses) // 3, AT_LEAST) :]
    last = float(tail.mean())
    stands = len(losses) >= AT_LEAST and float(np.ptp(tail)) < STILL * idle
    if not stands or not STUCK * idle < last < RUNAWAY * idle:
        return
    yield Finding(
        "plateau",
        f"the loss has stood still for {len(tail):,} epochs where it is without any knowledge: "
        "the answers are all but the same for every row.",
        {"last loss": last} | nothing(training) | {"spread": float(np.ptp(tail))},
        "Scale the columns, make the penalty smaller, or take another rate or other first "
        "weights; if it stays, the columns may say nothing about the target.",
        "make_pipeline(StandardScaler(), …), alpha=0.0001, solver='adam'",
        lambda ax: drawn([("training", losses)], training, ax),
    )


def thrown_about(training: Training) -> Iterator[Finding]:
    """A loss that is thrown up and down at the end: the steps are too long to settle."""
    if training.plain or not restless(training):
        return
    losses = training.losses
    yield Finding(
        "rate too large",
        f"the loss no longer falls and is thrown up and down by {bounce(losses):.3g} from epoch to "
        "epoch.",
        {
            "rate": training.eta,
            "change from epoch to epoch": bounce(losses),
            "lowest loss": float(losses.min()),
        }
        | nothing(training),
        "Take a tenth of the rate, or let it fall over the epochs.",
        f"{rate(training.eta / 10)}, or learning_rate='cosine'",
        lambda ax: drawn([("training", losses)], training, ax),
    )


def restless(training: Training) -> bool:
    """Whether the loss is thrown up and down at the end."""
    return bounce(training.losses) > BOUNCE * training.idle


def bounce(losses: ndarray) -> float:
    """How far the loss moves from epoch to epoch at the end, where it no longer falls."""
    tail = losses[-TAIL:]
    if len(tail) < TAIL:
        return 0.0
    older, newer = np.median(tail[: TAIL // 2]), np.median(tail[TAIL // 2 :])
    move = float(np.median(np.abs(np.diff(tail))))
    return move if older - newer < FALL * move else 0.0


def learned_by_heart(training: Training) -> Iterator[Finding]:
    """A validation loss that has risen since its lowest, where the last epoch's θ was kept."""
    validation = training.curves.get("validation_loss")
    if validation is None or training.restored or np.isnan(validation[-1]):
        return
    least, last, first = float(np.nanmin(validation)), float(validation[-1]), training.losses[0]
    if last - least > RISE * np.nan_to_num(training.idle, nan=max(first, least)):
        yield overfits(training, float(training.losses[-1]), last, "the validation set")


def overfits(training: Training, seen: float, unseen: float, where: str) -> Finding:
    """What is said of a loss that is larger where nothing was learned from."""
    curves = [("training", training.losses)]
    if "validation_loss" in training.curves:
        curves.append(("validation", training.curves["validation_loss"]))
    return Finding(
        "overfitting",
        f"the loss is {unseen:.3g} on {where} and {seen:.3g} on what was learned from: rows are "
        "known by heart.",
        {"loss learned": seen, "loss unseen": unseen} | nothing(training),
        "Stop earlier, make large weights cost more, take fewer units, or give more rows.",
        "early_stopping=True, alpha=1.0",
        lambda ax: curves_and_level(curves, unseen, where, ax=ax),
        command="--hidden 16",
    )


def nothing(training: Training) -> dict[str, float]:
    """What knowing nothing costs as evidence, where it is known."""
    return {} if np.isnan(training.idle) else {"loss of knowing nothing": training.idle}


def drawn(
    curves: Sequence[tuple[str, ndarray]], training: Training, ax: Axes | None, *, log: bool = False
) -> Axes:
    """Curves, and what knowing nothing costs, where it is known."""
    idle = None if np.isnan(training.idle) else training.idle
    return curves_and_level(curves, idle, NOTHING, log=log, ax=ax)


def rate(eta: float, also: str = "") -> str:
    """The parameter that sets the rate; there is none with L-BFGS."""
    rate = "" if np.isnan(eta) else f"learning_rate_init={float(f'{eta:.3g}'):g}"
    return ", ".join(filter(None, (rate, also)))

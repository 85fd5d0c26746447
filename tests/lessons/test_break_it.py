import re

import matplotlib as mpl
import numpy as np
import pytest

from seethrough.bugs import BUGS, Pieces
from seethrough.errors import UnknownNameError
from seethrough.lessons.break_it import ETA, break_it, check, problem, step, task_of, train
from seethrough.lessons.one_page import build_model
from seethrough.lessons.which_bug import CLUES, Exercise, answer, exercise, solution
from seethrough.maths.equations import EQUATIONS

mpl.use("agg")
pytestmark = pytest.mark.usefixtures("unchecked")
ALL, FIRST = {"W¹", "b¹", "W²", "b²"}, {"W¹", "b¹"}
WRONG = {
    "tanh_slope_forgotten": FIRST,
    "sum_for_mean": ALL,
    "relu_slope_of_the_error": FIRST,
    "another_loss": ALL,
    "bias_gradient_missing": {"b¹", "b²"},
    "updated_too_early": FIRST,
}


@pytest.fixture(scope="module")
def broken():
    """What each bug does."""
    return {name: break_it(name) for name in BUGS}


def test_the_right_pieces_are_the_one_page():
    """Twenty steps of the pieces lead to the parameters of the one page."""
    theta, x, y = problem()
    for _ in range(20):
        theta = step(Pieces(), theta, task_of(x, y))
    page = build_model(x, y.argmax(axis=1), passes=20)
    assert theta == pytest.approx(np.concatenate([v.ravel() for v in page.values()]), rel=1e-10)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_the_right_pieces_pass_the_check(activation):
    """Without a bug every gradient is right, at any rate."""
    theta, x, y = problem(3)
    for eta in (ETA, 0.01):
        found = check(Pieces(), theta, task_of(x, y, activation), eta)
        assert {block.verdict for block in found.blocks} == {"right"}


@pytest.mark.parametrize("name", BUGS)
def test_the_check_names_what_a_bug_breaks(name, broken):
    """The blocks that the bug's equation makes wrong are wrong, the others right."""
    found = {block.symbol: block.verdict for block in broken[name].check.blocks}
    assert {symbol for symbol, verdict in found.items() if verdict == "wrong"} == WRONG[name]
    assert set(found.values()) <= {"wrong", "right"}


@pytest.mark.parametrize("name", sorted(set(BUGS) - {"updated_too_early"}))
def test_training_suffers(name, broken):
    """With the bug the run ends at more than twice the loss, and with fewer right."""
    (bad, good), (lost, kept) = broken[name].losses, broken[name].accuracies
    assert bad[-1] > 2 * good[-1]
    assert lost < kept


def test_training_does_not_show_an_early_update(broken):
    """An update that comes too early is seen by the check alone: the run ends as well."""
    bad, good = broken["updated_too_early"].losses
    assert bad[-1] == pytest.approx(good[-1], rel=0.01)
    assert broken["updated_too_early"].check.error.max() > 0.1


@pytest.mark.parametrize("bug", BUGS.values(), ids=list(BUGS))
def test_lines_are_the_code_that_runs(bug):
    """Right and wrong line differ, and are whole expressions of Python."""
    assert bug.right_line != bug.wrong_line
    for line in (bug.right_line, bug.wrong_line):
        compile(line, bug.name, "eval")
    assert bug.number in EQUATIONS


def test_a_bug_can_be_read(broken):
    """The text has both lines, the check with its worst weight, and both ends of training."""
    told = str(broken["sum_for_mean"])
    for words in ("breaks E7", "total / n", "W²₃₂", "with the bug", "without", "0.975"):
        assert words in told
    ax = broken["sum_for_mean"].plot()
    assert [line.get_label() for line in ax.lines] == ["with the bug", "without"]


def test_a_bug_that_is_none():
    """A name that stands in no table is refused, with the nearest."""
    with pytest.raises(UnknownNameError, match="Did you mean 'sum_for_mean'"):
        break_it("sum-for-mean")


@pytest.mark.parametrize("bug", BUGS.values(), ids=list(BUGS))
@pytest.mark.parametrize("seed", range(4))
def test_the_answer_finds_every_bug(bug, seed):
    """The clues lead from the check alone to the bug, on any start."""
    theta, x, y = problem(seed)
    task = task_of(x, y, bug.activation)
    checks = (check(bug.broken, theta, task, eta) for eta in (ETA, ETA / 10))
    assert answer(Exercise(bug.activation, *checks)) == bug.name


def test_the_answer_finds_nothing_where_nothing_is():
    """A right network has no clue."""
    theta, x, y = problem()
    checks = (check(Pieces(), theta, task_of(x, y), eta) for eta in (ETA, ETA / 10))
    assert answer(Exercise("tanh", *checks)) == "none"


@pytest.mark.parametrize("number", range(5))
def test_the_exercise_and_its_answer(number):
    """The exercise shows two tables and not the bug; the solution names what `answer` finds."""
    given = exercise(number)
    told = str(given)
    assert told.count("by difference") == 2
    assert not re.search("wrong line|breaks", told)
    assert solution(number).startswith(answer(given) + ":")


def test_every_bug_has_its_clue():
    """The clues are those of the bugs."""
    assert {clue.bug for clue in CLUES} == set(BUGS)


def test_training_is_the_articles():
    """The loss after the first pass is the published one, and so is the accuracy at the end."""
    theta, x, y = problem()
    losses, accuracy = train(Pieces(), theta, task_of(x, y))
    assert losses[1] == pytest.approx(0.432387, abs=5e-7)
    assert accuracy == 0.975

import numpy as np

from seethrough.plots.confusion import confusion_matrix

COUNTS = np.array([[8, 2], [0, 5]])


def test_counts_are_written_and_shaded():
    """Each count stands in its cell, darker the larger its share of the row; 0 is left empty."""
    ax = confusion_matrix(COUNTS, ["no", "yes"])
    texts = {text.get_position(): text.get_text() for text in ax.texts}
    assert texts == {(0, 0): "8", (1, 0): "2", (1, 1): "5"}
    shades = {patch.get_xy(): patch.get_alpha() for patch in ax.patches[1:]}
    assert shades[0.5, -0.5] < shades[-0.5, -0.5] < shades[0.5, 0.5] == 1


def test_classes_are_on_both_axes():
    """Truth runs down, answers across, by name; dollars are dollars."""
    ax = confusion_matrix(COUNTS, ["$no", "a label that is far too long"])
    names = [label.get_text() for label in ax.get_xticklabels()]
    assert names == [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["$no", "a label that is f…"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("answer", "truth")
    assert ax.yaxis_inverted()


def test_many_classes_have_no_numbers():
    """Where numbers would not be readable, the shades alone tell."""
    assert not confusion_matrix(np.eye(20, dtype=int), [f"c{k}" for k in range(20)]).texts


def test_a_class_that_never_came():
    """A class without a row is an empty row, not a division by zero."""
    assert len(confusion_matrix(np.array([[3, 0], [0, 0]]), ["a", "b"]).texts) == 1

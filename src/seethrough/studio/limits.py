"""Limits: how much one person may send."""

ROWS, BYTES = 200_000, 20_000_000  # of a table
LARGEST, ORDINARY = BYTES + 10_000, 1_000_000  # bytes of an upload, of other messages
LETTERS = 200  # of a name, and of a category that a column can be set to
GREATEST = 1e100  # squares of numbers up to it can still be summed up

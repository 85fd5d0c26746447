"""Limits: how much one person may send."""

ROWS, BYTES = 200_000, 20_000_000  # of a table
LARGEST, ORDINARY = BYTES + 10_000, 1_000_000  # bytes of an upload, of other messages

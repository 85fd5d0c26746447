"""Benchmarks: one script per claim, ours and the rival side by side in one run."""

"""`python -m benchmarks`: all of them."""

from benchmarks import engines, explain, memory, overhead, passes, startup, tables

for benchmark in (passes, engines, overhead, explain, memory, startup, tables):
    benchmark.main()

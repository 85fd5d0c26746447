"""`python -m benchmarks`: all of them."""

from benchmarks import memory, overhead, passes, startup, tables

for benchmark in (passes, overhead, memory, startup, tables):
    benchmark.main()

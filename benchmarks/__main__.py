"""`python -m benchmarks`: all of them."""

from benchmarks import engines, memory, overhead, passes, startup, studio, tables

for benchmark in (passes, engines, overhead, memory, startup, tables, studio):
    benchmark.main()

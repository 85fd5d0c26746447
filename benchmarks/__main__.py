"""`python -m benchmarks`: all of them."""

from benchmarks import animate, boundary, engines, memory, overhead, passes, startup, tables

for benchmark in (passes, engines, overhead, memory, startup, tables, boundary, animate):
    benchmark.main()

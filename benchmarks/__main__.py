"""`python -m benchmarks`: all of them."""

from benchmarks import doctor, engines, memory, overhead, passes, startup, tables

for benchmark in (passes, engines, overhead, memory, startup, tables, doctor):
    benchmark.main()

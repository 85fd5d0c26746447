"""`python -m benchmarks`: all of them."""

from benchmarks import memory, passes, startup

for benchmark in (passes, memory, startup):
    benchmark.main()

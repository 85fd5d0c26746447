"""`python -m benchmarks`: all of them."""

from benchmarks import memory, overhead, passes, startup

for benchmark in (passes, overhead, memory, startup):
    benchmark.main()

"""Whether somebody else works on the machine: the same arithmetic on every core, while nothing of ours runs."""

import os
import subprocess
import sys
import time


# Time by the clock over time of the processor, of the slowest core: 1 where nobody else wants to run.
MOST = 1.15
# What we have just ended ourselves writes its last bytes meanwhile.
SETTLE_SECONDS, TRIES = 3, 3
ARITHMETIC = """
from time import perf_counter, process_time
began, used, total = perf_counter(), process_time(), 0
for number in range(4_000_000):
    total += number * number % 7
print((perf_counter() - began) / (process_time() - used))
"""


def strain() -> float:
    """How much longer arithmetic takes by the clock than the processor works on it, on the worst core."""
    command = [sys.executable, "-S", "-E", "-c", ARITHMETIC]
    cores = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for _ in os.sched_getaffinity(0)
    ]
    return max(float(core.communicate()[0]) for core in cores)


def is_quiet() -> bool:
    """Now, or within a few seconds."""
    for _ in range(TRIES):
        if strain() <= MOST:
            return True
        time.sleep(SETTLE_SECONDS)
    return False

"""Runs one command on one core and prints what it took as JSON: `python3 measure.py CORE COMMAND...`

A process of its own, so that nothing but the command and its children is counted, and the peak of memory is not that of
whoever started it.
"""
import json
import os
import sys
import time

core, command = int(sys.argv[1]), sys.argv[2:]
os.sched_setaffinity(0, {core})
start = time.monotonic()
# What the command prints goes with its errors; standard output is for the measures.
child = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
_, status, used = os.wait4(child, 0)
print(
    json.dumps(
        {
            "status": os.waitstatus_to_exitcode(status),
            "cpu_seconds": used.ru_utime + used.ru_stime,
            "wall_seconds": time.monotonic() - start,
            # The largest single process of the command, in KiB on Linux.
            "peak_mb": used.ru_maxrss / 1024,
        }
    )
)

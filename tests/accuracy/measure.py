#!/usr/bin/env python3
"""measure.py TABLE NAME -- COMMAND...: runs the command and appends NAME, CPU seconds (user + system, of all its
processes), wall seconds, the greatest resident set of any of them in MB and system seconds to TABLE."""
import resource
import subprocess
import sys
import time


def main():
    table, name, _, *command = sys.argv[1:]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)  # a python3 that is a script leaves its own programs here
    begin = time.monotonic()
    code = subprocess.run(command, check=False).returncode
    wall = time.monotonic() - begin
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    system = usage.ru_stime - before.ru_stime
    cpu = usage.ru_utime - before.ru_utime + system
    if code == 0:
        with open(table, "a") as file:
            file.write(f"{name}\t{cpu:.2f}\t{wall:.2f}\t{usage.ru_maxrss / 1024:.0f}\t{system:.2f}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""measure.py TABLE NAME -- COMMAND...: runs the command and appends NAME, CPU seconds (user + system, of all its
processes), wall seconds and the greatest resident set of any of them in MB to TABLE.

A virtual machine gives memory that is free for a second back to its host, and who touches it next pays up to twenty
times what a page costs on a machine of one's own, which says nothing of the command. So some memory is fetched before
the command begins, and set free in pieces while it runs."""
import os
import resource
import subprocess
import sys
import time

PIECE_BYTES = 64 << 20
MOST_PIECES = 32
PIECES_AT_ONCE = 4
SECONDS_A_PIECE = 0.25


def fetch_memory():
    available = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    return [b"\1" * PIECE_BYTES for _ in range(min(MOST_PIECES, available // 4 // PIECE_BYTES))]


def wait_for(process, pieces):
    del pieces[:PIECES_AT_ONCE]
    while pieces:
        try:
            return process.wait(SECONDS_A_PIECE)
        except subprocess.TimeoutExpired:
            pieces.pop()
    return process.wait()


def main():
    table, name, _, *command = sys.argv[1:]
    pieces = fetch_memory()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)  # a python3 that is a script leaves its own programs here
    begin = time.monotonic()
    code = wait_for(subprocess.Popen(command), pieces)
    wall = time.monotonic() - begin
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = usage.ru_utime + usage.ru_stime - before.ru_utime - before.ru_stime
    if code == 0:
        with open(table, "a") as file:
            file.write(f"{name}\t{cpu:.2f}\t{wall:.2f}\t{usage.ru_maxrss / 1024:.0f}\n")
    sys.exit(code)


if __name__ == "__main__":
    main()

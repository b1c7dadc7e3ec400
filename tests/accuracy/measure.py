#!/usr/bin/env python3
"""measure.py TABLE NAME -- COMMAND...: runs the command and appends NAME, CPU seconds (user + system, of all its
processes), wall seconds and the greatest resident set of any of them in MB to TABLE.

A virtual machine gives memory that is free for a second back to its host, and who touches it next pays up to twenty
times what a page costs on a machine of one's own, which says nothing of the command. So another process fetches some
before the command begins, and sets it free in pieces while the command runs."""
import os
import resource
import subprocess
import sys
import time

PIECE_BYTES = 64 << 20
MOST_PIECES = 32
PIECES_AT_ONCE = 4
SECONDS_A_PIECE = 0.25


def hold_memory():
    """The other process: says when it has the memory, and frees it from when its input ends."""
    available = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    pieces = [b"\1" * PIECE_BYTES for _ in range(min(MOST_PIECES, available // 4 // PIECE_BYTES))]
    print("held", flush=True)
    sys.stdin.read()
    del pieces[:PIECES_AT_ONCE]
    while pieces:
        time.sleep(SECONDS_A_PIECE)
        pieces.pop()


def measure(table, name, command):
    """The command's exit code."""
    holder = subprocess.Popen([sys.executable, __file__, "hold"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    holder.stdout.readline()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)  # a python3 that is a script leaves its own programs here
    begin = time.monotonic()
    holder.stdin.close()
    code = subprocess.run(command, check=False).returncode
    wall = time.monotonic() - begin
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)  # not of the holder, which nobody has waited for
    holder.kill()
    holder.wait()
    cpu = usage.ru_utime + usage.ru_stime - before.ru_utime - before.ru_stime
    if code == 0:
        with open(table, "a") as file:
            file.write(f"{name}\t{cpu:.2f}\t{wall:.2f}\t{usage.ru_maxrss / 1024:.0f}\n")
    return code


if __name__ == "__main__":
    if sys.argv[1:] == ["hold"]:
        hold_memory()
    else:
        sys.exit(measure(sys.argv[1], sys.argv[2], sys.argv[4:]))

#!/usr/bin/env python3
"""Checks that every bought file of the report is the one whose sha256 stands in its README, with its licence beside it."""
import hashlib
import os
import re
import sys

FOLDER = os.path.join(sys.argv[1], "pipeline", "report", "third_party")
FILES = (".js", ".css")

with open(os.path.join(FOLDER, "README.md"), encoding="utf-8") as readme:
    known = set(re.findall(r"\b[0-9a-f]{64}\b", readme.read()))
bad = 0
seen = set()
for folder, _, names in os.walk(FOLDER):
    for name in sorted(names):
        if not name.endswith(FILES):
            continue
        path = os.path.join(folder, name)
        with open(path, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        seen.add(digest)
        if digest not in known:
            print(f"{path}: its sha256 {digest} does not stand in the README")
            bad += 1
        if "LICENSE" not in names:
            print(f"{path}: no LICENSE beside it")
            bad += 1
for digest in sorted(known - seen):
    print(f"{FOLDER}/README.md: no file has the sha256 {digest}")
    bad += 1
sys.exit(bad != 0)

#!/usr/bin/env python3
"""Checks the #include lines that CMake's include roots cannot: system headers are visible to every target.

Rules, by folder: <mpi.h> only in pipeline/mpi; htslib only in io/; oneTBB only in pipeline/; kernels/ include only
kernels/ and nothing that reads files, starts threads, logs or looks at a clock; io/ includes only io/ and kernels/types;
pipeline/mpi only itself and kernels/types. Everywhere: no "../", project headers by full path, own header first,
#pragma once in headers. Prints one line per offence; exit code 1 when there is any.
"""
import os
import re
import sys

LAYERS = ("kernels", "io", "pipeline")
MAY_INCLUDE = {  # folder (longest prefix wins) -> prefixes of project headers that it may include
    "kernels/types/": ("kernels/types/",),
    "kernels/": ("kernels/",),
    "io/": ("io/", "kernels/types/"),
    "pipeline/mpi/": ("pipeline/mpi/", "kernels/types/"),
    "pipeline/": ("pipeline/", "io/", "kernels/"),
}
ONLY_IN = {"mpi.h": "pipeline/mpi/", "htslib/": "io/", "tbb/": "pipeline/", "oneapi/tbb": "pipeline/",
           "isa-l": "io/", "libdeflate.h": "io/", "zstd.h": "io/"}
NOT_IN_KERNELS = ("fstream", "iostream", "cstdio", "stdio.h", "filesystem", "unistd.h", "thread", "mutex", "shared_mutex",
                  "condition_variable", "future", "chrono", "ctime", "random", "spdlog/", "fmt/", "boost/")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')


def folder_rule(path):
    return max((prefix for prefix in MAY_INCLUDE if path.startswith(prefix)), key=len)


def offences_of(path, text, existing):
    """Offences of one file; `existing` tells whether a project header exists."""
    found = []
    includes = [(number, *match.groups()) for number, line in enumerate(text.splitlines(), 1)
                if (match := INCLUDE.match(line))]
    rule = folder_rule(path)
    for number, bracket, name in includes:
        where = f"{path}:{number}: "
        if "../" in name:
            found.append(where + f'"{name}" climbs out of its folder; include by full path')
        elif bracket == '"' and not name.startswith(tuple(f"{layer}/" for layer in LAYERS)):
            found.append(where + f'"{name}" is not a full path from the top folder')
        elif name.startswith(tuple(f"{layer}/" for layer in LAYERS)):
            if not name.startswith(MAY_INCLUDE[rule]):
                found.append(where + f"{rule} may not include {name}")
            elif not existing(name):
                found.append(where + f"{name} does not exist")
        for prefix, only in ONLY_IN.items():
            if name.startswith(prefix) and not path.startswith(only):
                found.append(where + f"<{name}> belongs in {only} only")
        if path.startswith("kernels/") and name.startswith(NOT_IN_KERNELS):
            found.append(where + f"<{name}> has no place in kernels/: pure functions on spans")
    if path.endswith(".hpp") and "#pragma once" not in text:
        found.append(f"{path}:1: no #pragma once")
    own = path[:-4] + ".hpp"
    if path.endswith(".cpp") and existing(own) and (not includes or includes[0][2] != own):
        found.append(f"{path}:1: own header {own} is not the first include")
    return found


def source_files(root):
    for layer in LAYERS:
        for folder, _, names in os.walk(os.path.join(root, layer)):
            for name in sorted(names):
                if name.endswith((".cpp", ".hpp", ".h")):
                    yield os.path.relpath(os.path.join(folder, name), root)


def main():
    root = sys.argv[1]
    offences, files = [], 0
    for path in source_files(root):
        files += 1
        with open(os.path.join(root, path)) as file:
            offences += offences_of(path, file.read(), lambda name: os.path.exists(os.path.join(root, name)))
    print("\n".join(offences + [f"{files} files, {len(offences)} offences"]))
    if offences or not files:
        sys.exit(1)


if __name__ == "__main__":
    main()

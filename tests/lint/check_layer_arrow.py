#!/usr/bin/env python3
"""Proves that a layer cannot include what lies above it: compiles one allowed include, which must succeed, and
forbidden ones, each of which must fail because the file cannot be found."""
import argparse
import os
import subprocess
import sys


def compile_include(options, header):
    command = [options.compiler, "-std=c++20", "-fsyntax-only", "-x", "c++", "-"]
    command += [f"-I{folder}" for folder in options.include_folders.split(";") if folder]
    return subprocess.run(command, input=f'#include "{header}"\n', text=True, capture_output=True,
                          env={"LC_ALL": "C", "PATH": "/usr/bin:/bin:/usr/local/bin"}, check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--source", required=True, help="top folder: forbidden headers must exist there")
    parser.add_argument("--include-folders", required=True, help="separated by ;")
    parser.add_argument("--allowed", required=True, nargs="+")
    parser.add_argument("--forbidden", required=True, nargs="+")
    options = parser.parse_args()
    failures = []
    for header in options.allowed:
        if compile_include(options, header).returncode != 0:
            failures.append(f"{header} should be visible but does not compile")
    for header in options.forbidden:
        if not os.path.exists(os.path.join(options.source, header)):
            failures.append(f"{header} does not exist: this test proves nothing")
        result = compile_include(options, header)
        if result.returncode == 0 or f"{header}: No such file" not in result.stderr:
            failures.append(f"{header} should not be visible but is")
    print("\n".join(failures) or "the arrow holds")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()

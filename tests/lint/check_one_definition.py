#!/usr/bin/env python3
"""Checks that a name of namespace norrsken stands for one type. Two files that define different types of one name compile,
but where both are linked the compiler's functions for them (those of std::vector, say) are taken for the same.

Types inside other types, or in unnamed or further namespaces, do not count. Prints one line per offence; exit code 1 when
there is any.
"""
import os
import re
import sys

from check_includes import source_files

TYPE = re.compile(r"^(?:template <.*> )?(?:struct|class|enum class|enum) (\w+)(?: final)?(?: :[^:].*)? \{")
END = re.compile(r"^}  // namespace")


def types_of(text):
    """(line number, name) of the types at the level of namespace norrsken itself."""
    inside, found = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("namespace "):
            if not line.endswith("}"):
                inside.append(line)
        elif END.match(line) and inside:
            inside.pop()
        elif (match := TYPE.match(line)) and inside == ["namespace norrsken {"]:
            found.append((number, match[1]))
    return found


def offences_of(texts):
    """texts: {path: text}."""
    first, found = {}, []
    for path, text in texts.items():
        for number, name in types_of(text):
            if name in first:
                found.append(f"{path}:{number}: another type has the name {name} already, at {first[name]}")
            else:
                first[name] = f"{path}:{number}"
    return found


def main():
    root = sys.argv[1]
    texts = {}
    for path in source_files(root):
        with open(os.path.join(root, path), encoding="utf-8") as file:
            texts[path] = file.read()
    types = sum(len(types_of(text)) for text in texts.values())
    offences = offences_of(texts)
    print("\n".join(offences + [f"{types} types, {len(offences)} offences"]))
    if offences or not types:
        sys.exit(1)


if __name__ == "__main__":
    main()

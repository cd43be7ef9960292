# SPDX-License-Identifier: MIT
"""Rules about the text of files: length, licence line, words that do not belong, and one version number."""

import argparse
import pathlib
import re
import sys

from tree import CPP, SCRIPTS, TEXT, own_files

MAX_LINES = 300
SPDX = "SPDX-License-Identifier: MIT"

# In pieces, so that this file is not its own first finding.
UNFINISHED = re.compile(r"\b(" + "|".join(a + b for a, b in (("TO", "DO"), ("FIX", "ME"), ("XX", "X"))) + r")\b")
REGISTRIES = [".".join(parts) for parts in (
    ("pypi", "org"), ("files", "pythonhosted", "org"), ("download", "pytorch", "org"), ("deb", "debian", "org"),
    ("security", "debian", "org"), ("snapshot", "debian", "org"), ("archive", "ubuntu", "com"),
    ("registry", "npmjs", "org"), ("crates", "io"), ("proxy", "golang", "org"), ("conda", "anaconda", "org"))]
PLACES = re.compile(r"(?<![\w.$}])/(" + "|".join(("work" + "/", "opt" + "/oracle", "opt" + "/catch", "root" + "/")) + ")")


def licence_problem(path, lines):
    if path.suffix in CPP:
        # A case of compile_fail may open with the sentence that it expects.
        allowed = lines[:2] if lines and lines[0].startswith("// expect:") else lines[:1]
        return None if f"// {SPDX}" in allowed else f"its first line is not // {SPDX}"
    if path.suffix in SCRIPTS or path.name in ("CMakeLists.txt", "quickstart") or path.parent.name == ".ci":
        return None if f"# {SPDX}" in lines[:2] else f"none of its first two lines is # {SPDX}"
    return None


def word_problems(lines):
    for number, line in enumerate(lines, 1):
        found = UNFINISHED.search(line)
        if found:
            yield f"{number}: {found[0]} (finish it, or file it elsewhere)"
        for host in REGISTRIES:
            if host in line:
                yield f"{number}: names the package registry {host} (let the package manager choose)"
        found = PLACES.search(line)
        if found:
            yield f"{number}: {found[0]} is a folder of one machine"


def version_problems(root, version):
    header = root / "include" / "sdkt" / "base" / "version.hpp"
    text = header.read_text() if header.is_file() else ""
    numbers = [re.search(rf"\bversion_{part} = (\d+);", text) for part in ("major", "minor", "patch")]
    if None in numbers or ".".join(match[1] for match in numbers) != version:
        yield f"include/sdkt/base/version.hpp: its three numbers are not the project's version {version}"
    if f'version = "{version}";' not in text:
        yield f"include/sdkt/base/version.hpp: its text is not the project's version {version}"


def check(root, version=None):
    problems, files = [], own_files(root, TEXT)
    for path in files:
        place = path.relative_to(root).as_posix()
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            if path.suffix in CPP | SCRIPTS:
                problems.append(f"{place}: is not UTF-8")
            continue
        if path.suffix in CPP and len(lines) > MAX_LINES and "tables" not in path.name:
            problems.append(f"{place}: {len(lines)} lines, more than {MAX_LINES}; one idea a file")
        problem = licence_problem(path, lines)
        if problem:
            problems.append(f"{place}: {problem}")
        problems += [f"{place}:{found}" for found in word_problems(lines)]
    if version:
        problems += version_problems(root, version)
    return files, problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--version")
    arguments = parser.parse_args()
    files, problems = check(arguments.root.resolve(), arguments.version)
    for problem in problems:
        print("FAILED", problem)
    print(f"{len(files)} files, {len(problems)} problems")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: MIT
"""Holds the sentences of include/ and the cases of this folder against each other.

Each clause of a list (concepts/clause.hpp) has one sentence, each sentence that a static_assert says has at least one
case, and the expectation of each case is part of exactly one sentence.
"""

import argparse
import collections
import pathlib
import re
import sys

from harness import expected_sentence

LITERALS = r'((?:"(?:[^"\\\n]|\\.)*"\s*)+)'
CLAUSE = re.compile(r"\bclause(?:_if)?<struct (\w+)")


def without_comments(text):
    return re.sub(r"^\s*//.*$", "", text, flags=re.M)


def joined(literals):
    """Adjacent string literals as the one string that the compiler prints."""
    pieces = re.findall(r'"((?:[^"\\\n]|\\.)*)"', literals)
    return re.sub(r"\\(.)", r"\1", "".join(pieces))


def clauses(text):
    """(name, source up to the next clause) of every clause of a header."""
    starts = list(CLAUSE.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return [(start[1], text[start.start():end]) for start, end in zip(starts, ends)]


def said_by(text):
    """(what is asserted, sentence) of every static_assert whose sentence begins with `sdkt: `."""
    found = re.findall(rf"static_assert\s*\(((?:(?!static_assert).)*?),\s*{LITERALS}\)\s*;", text, re.S)
    return [(condition.strip(), joined(literals)) for condition, literals in found
            if joined(literals).startswith("sdkt: ")]


def problems(include, folder):
    headers = {path: without_comments(path.read_text()) for path in sorted(include.rglob("*.hpp"))}
    sentences = [said for text in headers.values() for said in said_by(text)]
    found = []
    listed = [(path.name, *clause) for path, text in headers.items() for clause in clauses(text)]
    if not listed:
        found.append("no header has a clause")
    for header, name, source in listed:
        times = sum(condition == "holds" for condition, _ in said_by(source))
        if times != 1:
            found.append(f"{header}: the clause {name} has {times} sentences instead of one")
    cases = collections.Counter()
    for case in sorted(folder.glob("*.cpp")):
        expected = expected_sentence(case)
        fitting = [sentence for _, sentence in sentences if expected and expected in sentence]
        if len(fitting) != 1:
            found.append(f"{case.name} expects a part of {len(fitting)} sentences instead of one: {expected}")
        cases.update(fitting)
    for _, sentence in sentences:
        if not cases[sentence]:
            found.append(f"no case makes the compiler say: {sentence[:70]}...")
    return found, len(sentences), sum(cases.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--include", required=True, type=pathlib.Path)
    parser.add_argument("--cases", default=pathlib.Path(__file__).resolve().parent, type=pathlib.Path)
    arguments = parser.parse_args()
    found, num_sentences, num_cases = problems(arguments.include, arguments.cases)
    for problem in found:
        print("FAILED", problem)
    print(f"{num_sentences} sentences, {num_cases} cases, {len(found)} without a match")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

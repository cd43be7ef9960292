# SPDX-License-Identifier: MIT
"""Holds the sentences of include/ and the cases of this folder against each other.

Each enumerator of broken_clause and broken_data but `none` has one sentence, each sentence that a static_assert says
has at least one case, and the expectation of each case is part of exactly one sentence.
"""

import argparse
import collections
import pathlib
import re
import sys

from harness import expected_sentence

LITERALS = r'((?:"(?:[^"\\\n]|\\.)*"\s*)+)'
ENUMS = ("broken_clause", "broken_data")


def joined(literals):
    """Adjacent string literals as the one string that the compiler prints."""
    pieces = re.findall(r'"((?:[^"\\\n]|\\.)*)"', literals)
    return re.sub(r"\\(.)", r"\1", "".join(pieces))


def enumerators(text, name):
    body = re.search(rf"enum class {name} \{{(.*?)\}};", text, re.S)
    return [one for one in re.findall(r"\w+", re.sub(r"//.*", "", body[1])) if one != "none"] if body else []


def said_by(text):
    """(what is asserted, sentence) of every static_assert whose sentence begins with `sdkt: `."""
    found = re.findall(rf"static_assert\s*\(((?:(?!static_assert).)*?),\s*{LITERALS}\)\s*;", text, re.S)
    return [(condition.strip(), joined(literals)) for condition, literals in found
            if joined(literals).startswith("sdkt: ")]


def problems(include, folder):
    headers = {path: path.read_text() for path in sorted(include.rglob("*.hpp"))}
    sentences = [said for text in headers.values() for said in said_by(text)]
    found = []
    for name in ENUMS:
        named = [one for text in headers.values() for one in enumerators(text, name)]
        if not named:
            found.append(f"no header has the enumerators of {name}")
        for one in named:
            times = sum(condition == f"Broken != {name}::{one}" for condition, _ in sentences)
            if times != 1:
                found.append(f"{name}::{one} has {times} sentences instead of one")
    cases = collections.Counter()
    for case in sorted(folder.glob("*.cpp")):
        expected = expected_sentence(case)
        fitting = [sentence for _, sentence in sentences if expected and expected in sentence]
        if len(fitting) != 1:
            found.append(f"{case.name} expects a part of {len(fitting)} sentences instead of one: {expected}")
        cases.update(fitting)
    for condition, sentence in sentences:
        if not cases[sentence]:
            found.append(f"no case makes the compiler say what {condition} asserts: {sentence[:70]}...")
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

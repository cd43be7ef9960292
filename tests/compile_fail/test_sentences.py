# SPDX-License-Identifier: MIT
"""The match of sentences and cases checks itself: what is there matches, and every kind of gap is found."""

import argparse
import pathlib
import shutil
import sys
import tempfile

from sentences import problems

HERE = pathlib.Path(__file__).resolve().parent
EXTENSION = "sdkt/concepts/extension.hpp"
TASKS = "sdkt/concepts/task_stream.hpp"


def replaced(path, old, new):
    text = path.read_text()
    assert old in text, f"{path.name} has no {old}"
    path.write_text(text.replace(old, new, 1))


def without_a_case(include, cases):
    (cases / "run_with_images_that_no_extension_gives.cpp").unlink()


def with_a_clause_more(include, cases):
    replaced(include / EXTENSION, "        detail::clause<struct has_hooks",
             "        detail::clause<struct is_heard_of, true>([](auto) {}),\n        detail::clause<struct has_hooks")


def without_a_clause(include, cases):
    for header in include.rglob("*.hpp"):
        header.write_text(header.read_text().replace("<struct ", "<class "))


def with_a_sentence_more(include, cases):
    replaced(include / TASKS, "struct task_stream_clauses {",
             'struct task_stream_clauses {\n  static_assert(sizeof(Tasks) > 0, "sdkt: nothing");')


def with_another_sentence(include, cases):
    replaced(include / TASKS, "a TaskStream has a size", "a TaskStream can be counted")


def with_an_expectation_of_two(include, cases):
    replaced(cases / "run_over_one_task.cpp", "the first argument of run is not a TaskStream: pass a range of tasks",
             "argument of run is not")


def with_a_sentence_in_another_header(include, cases):
    header = include / "sdkt" / "other.hpp"
    header.write_text('template <class T>\nstruct other {\n  static_assert(sizeof(T) > 1,\n'
                      '                "sdkt: a char "\n                "is too small");\n};\n')


GAPS = [without_a_case, with_a_clause_more, without_a_clause, with_a_sentence_more, with_another_sentence,
        with_an_expectation_of_two, with_a_sentence_in_another_header]


def gaps_after(change, include):
    with tempfile.TemporaryDirectory() as folder:
        copy, cases = pathlib.Path(folder) / "include", pathlib.Path(folder) / "cases"
        shutil.copytree(include, copy)
        shutil.copytree(HERE, cases)
        change(copy, cases)
        return problems(copy, cases)[0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--include", required=True, type=pathlib.Path)
    include = parser.parse_args().include
    facts = [("as they are they match", not gaps_after(lambda *_: None, include))]
    for gap in GAPS:
        found = gaps_after(gap, include)
        facts.append((f"{gap.__name__.replace('_', ' ')}: {found[0] if found else 'nothing is found'}", bool(found)))
    for fact, holds in facts:
        print("ok    " if holds else "FAILED", fact)
    return 0 if all(holds for _, holds in facts) else 1


if __name__ == "__main__":
    sys.exit(main())

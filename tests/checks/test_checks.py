# SPDX-License-Identifier: MIT
"""The checks check themselves: a good tree passes, and a tree with one fault fails with that fault named."""

import pathlib
import subprocess
import sys
import tempfile

import check_format
import check_text
import check_tiers
import check_words

SPDX = "// SPDX-License-Identifier: MIT\n"
HEAD = SPDX + "#pragma once\n"


def header(*includes):
    return HEAD + "".join(f"#include <{target}>\n" for target in includes)


GOOD = {
    "include/sdkt/base/error.hpp": header("string"),
    "include/sdkt/base/tensor.hpp": header("ATen/core/Tensor.h"),
    "include/sdkt/base/version.hpp": HEAD + 'int version_major = 1;\nint version_minor = 2;\nint version_patch = 3;\n'
                                       'auto version = "1.2.3";\n',
    "include/sdkt/text/tool.hpp": header("sdkt/base/error.hpp", "gsl/gsl"),
    "include/sdkt/image/image.hpp": header("sdkt/base/error.hpp", "sdkt/text/tool.hpp", "jpeglib.h"),
    "include/sdkt/concepts/loss.hpp": header("sdkt/base/tensor.hpp", "c10/util/Exception.h"),
    "include/sdkt/loss/distance.hpp": header("sdkt/concepts/loss.hpp", "ATen/ops/sub.h"),
    "include/sdkt/stream/task.hpp": header("sdkt/image/image.hpp", "range/v3/view/take.hpp"),
    "include/sdkt/step/step.hpp": header("sdkt/loss/distance.hpp", "sdkt/stream/task.hpp"),
    "include/sdkt/cuda/kernel/k.cuh": header("cuda_runtime.h"),
    "include/sdkt/sdkt.hpp": header("sdkt/step/step.hpp", "sdkt/base/version.hpp"),
}

# What is wrong, the file that is put into the good tree, and a part of the sentence.
TIERS = [
    ("a word that knows more than std", "include/sdkt/base/error.hpp", header("gsl/gsl"), "not of the standard library"),
    ("LibTorch in an image header", "include/sdkt/image/a.hpp", header("ATen/core/Tensor.h"), "does without"),
    ("an operator in a concept", "include/sdkt/concepts/a.hpp", header("ATen/ops/add.h"), "dearer than"),
    ("a view in a concept", "include/sdkt/concepts/a.hpp", header("range/v3/view/take.hpp"), "than what a range is"),
    ("the umbrella of LibTorch", "include/sdkt/step/a.hpp", header("torch/torch.h"), "too heavy"),
    ("a module of LibTorch", "include/sdkt/step/a.hpp", header("torch/nn/module.h"), "too heavy"),
    ("every operator", "include/sdkt/step/a.hpp", header("ATen/ATen.h"), "too heavy"),
    ("the umbrella of range-v3", "include/sdkt/step/a.hpp", header("range/v3/all.hpp"), "too heavy"),
    ("LibTorch in a kernel", "include/sdkt/cuda/kernel/k.cuh", header("c10/core/Device.h"), "may not reach nvcc"),
    ("the toolkit outside cuda/", "include/sdkt/loss/a.hpp", header("cuda_runtime.h"), "only cuda/ knows"),
    ("an arrow upwards", "include/sdkt/loss/a.hpp", header("sdkt/step/step.hpp"), "is above loss"),
    ("a circle of folders", "include/sdkt/text/tool.hpp", header("sdkt/image/image.hpp"), "image -> text -> image"),
    ("a header that is not there", "include/sdkt/loss/a.hpp", header("sdkt/loss/b.hpp"), "does not exist"),
    ("a header without a level", "include/sdkt/surprise.hpp", header("string"), "has no level"),
    ("a circle", "include/sdkt/base/error.hpp", header("sdkt/base/error.hpp"), "a circle"),
    ("an incomplete umbrella", "include/sdkt/loss/a.hpp", header("string"), "sdkt.hpp: lacks loss/a.hpp"),
]
TEXT = [
    ("a file without a licence line", "include/sdkt/a.hpp", "#pragma once\n", "first line"),
    ("a script without a licence line", "tests/a.py", "print()\n", "first two lines"),
    ("a long file", "tests/unit/a.cpp", SPDX + "\n" * 300, "301 lines"),
    ("unfinished work", "tests/unit/a.cpp", SPDX + "// TO" + "DO: more\n", "finish it"),
    ("unfinished work in a script", "tests/a.sh", "# " + SPDX[3:] + "# FIX" + "ME\n", "finish it"),
    ("a registry's host", "docs/a.md", "see https://pypi" + ".org/project/x\n", "package registry"),
    ("a folder of one machine", "docs/a.md", "in /opt" + "/oracle/lib\n", "folder of one machine"),
    ("another version", "include/sdkt/base/version.hpp", GOOD["include/sdkt/base/version.hpp"].replace("= 3", "= 4"),
     "three numbers"),
    ("another version's text", "include/sdkt/base/version.hpp", GOOD["include/sdkt/base/version.hpp"].replace(".3", ".4"),
     "its text"),
]
FINE = [
    ("a table may be long", "include/sdkt/text/letter_tables.hpp", HEAD + "\n" * 900),
    ("data of the benchmark is not looked at", "examples/mini/a.cpp", "// TO" + "DO\n"),
    ("a build is not looked at", "build/a.cpp", "// TO" + "DO\n"),
    ("a case may open with its sentence", "tests/compile_fail/a.cpp", "// expect: x\n" + SPDX),
]


WORDS = [
    ("a turn in a comment", "include/sdkt/loss/a.hpp", HEAD + "/// What is no file of ours.\n", "write is not a"),
    ("a turn in a block of comment", "include/sdkt/loss/a.hpp", HEAD + "/* one\n a step goes on */\n", "write continues"),
    ("a turn in a string", "include/sdkt/loss/a.hpp", HEAD + 'const char* text = "// goes on";\n', "write continues"),
    ("a turn over two strings", "src/a.cpp", SPDX + 'auto text = "one\\nprompt is "\n    "no number";\n',
     'src/a.cpp:2: "is no": write is not a'),
    ("a turn in a raw string", "program/a.cpp", SPDX + 'auto text = R"man(a "quote"\nthat goes on\n)man";\n',
     "write continues"),
    ("a turn after digits", "program/a.cpp", SPDX + "f(1'000, \"it goes on\", 2'000);\n", "write continues"),
    ("a turn in a page", "docs/a.md", "A row of tasks.\n", "write a sequence of"),
]
PLAIN = [
    ("there is no", "docs/a.md", "There is no such file.\n"),
    ("a row of a table", "docs/a.md", "A row of the table, and the layout of LibTorch's tree.\n"),
    ("code in a page", "docs/a.md", "```\n// goes on\n```\nUse `goes on`.\n"),
    ("a string of an example", "examples/own/a.cpp", SPDX + 'const char* text = "// goes on";\n'),
    ("two strings that are not adjacent", "src/a.cpp", SPDX + 'f("what is", "no number");\n'),
    ("tests", "tests/unit/a.cpp", SPDX + "// goes on\n"),
]


def with_tree(changes, judge):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for place, text in {**GOOD, **changes}.items():
            (root / place).parent.mkdir(parents=True, exist_ok=True)
            (root / place).write_text(text)
        return judge(root)


def tiers(root):
    return check_tiers.check(root / "include")[2]


def full_folder(root):
    return "loss: 26 headers, more than 25" in tiers(root)


def levels(root):
    found = check_tiers.check(root / "include")[0]
    return [found[folder] for folder in ("base", "text", "image", "concepts", "loss", "stream", "step", "sdkt.hpp")] == \
        [0, 1, 2, 1, 2, 3, 4, 5]


def text(root):
    return check_text.check(root, "1.2.3")[1]


def words(root):
    return check_words.check(root)[1]


def formatted(root):
    (root / ".clang-format").write_text("BasedOnStyle: Google\n")
    return subprocess.run([sys.executable, pathlib.Path(__file__).with_name("check_format.py"), root],
                          capture_output=True, check=False).returncode


def main():
    facts = [("a good tree passes the tiers", with_tree({}, tiers) == []),
             ("a good tree passes the text", with_tree({}, text) == []),
             ("a full folder fails", with_tree({f"include/sdkt/loss/{i}.hpp": HEAD for i in range(25)}, full_folder)),
             ("levels are derived", with_tree({}, levels)),
             ("a tree without headers fails", check_tiers.check("/nonexistent")[2] != [])]
    for judge, cases in ((tiers, TIERS), (text, TEXT), (words, WORDS)):
        for what, place, content, sentence in cases:
            problems = with_tree({place: content}, judge)
            facts.append((f"{what} fails: {problems}", any(sentence in problem for problem in problems)))
    for what, place, content in FINE:
        facts.append((what, with_tree({place: content}, text) == []))
    for what, place, content in PLAIN:
        facts.append((f"{what} is no turn", with_tree({place: content}, words) == []))
    if check_format.formatter():
        unformatted = {"tests/unit/a.cpp": SPDX + "int  a ;\n"}
        only_good = {place: "// Fine.\n" for place in GOOD}
        facts.append(("formatted files pass", with_tree(only_good, formatted) == 0))
        facts.append(("an unformatted file fails", with_tree({**only_good, **unformatted}, formatted) != 0))
    else:
        print("skipped: clang-format 18 is not installed, so its check is not checked")
    for fact, holds in facts:
        print("ok    " if holds else "FAILED", fact)
    return 0 if all(holds for _, holds in facts) else 1


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: MIT
"""Comments, messages and pages read as plain English: none of the turns below, each with what an engineer would write.

    check_words.py ROOT

C++: comments, and in the folders of STRINGS string literals too. Pages: everything but code. Tests are left out: their
names are sentences of their own.
"""

import pathlib
import re
import sys

from tree import own_files

FOLDERS = ("include", "src", "program", "examples", "benchmarks", "docs", "README.md", "CONTRIBUTING.md")
STRINGS = ("include/", "src/", "program/")
TURNS = [
    (r"(?<!there )\bis no (?!longer\b|more\b|one\b|[a-z]+ than\b)", "is not a"),
    (r"(?<!there )\bare no (?!longer\b|more\b)", "are not"),
    (r"\bwhere there (is|are)\b", "if there is"),
    (r"\b(as|what) (it|they) (is|are) not\b", "unchanged, or a noun"),
    (r"\bof LibTorch's(?=[.,;:)]|$)", "LibTorch's"),
    (r"\b(goes|go|going|went) on(?! to\b)\b", "continues"),
    (r"\bcomes? back\b", "recurs, is reused, or returns"),
    (r"\bto be had\b", "available"),
    (r"\b(is|are) said once\b", "reported once"),
    (r"\banother number of\b", "a different number of"),
    (r"\bso many\b", "a noun"),
    (r"\bshall\b", "should, or will"),
    (r"\ba row of (tasks|events|steps|(random )?numbers|images|methods|classes)\b", "a sequence of"),
    (r"\bthe same in words\b", "the subject"),
    (r"\bgets to know\b", "learns"),
    (r"\bdoes not do\b", "cannot, or is not enough"),
    (r"\bone an? (image|step|task|class|teacher|process|line|text|file|row|batch|target|kernel)\b", "one per"),
    (r"\bonce an? (image|step|task|class|teacher|process|run|batch|program)\b", "once per"),
]
COMPILED = [(re.compile(turn, re.IGNORECASE), better) for turn, better in TURNS]
TOKENS = re.compile(r'R"(?P<mark>\w*)\((?P<raw>.*?)\)(?P=mark)"|"(?P<literal>(?:\\.|[^"\\\n])*)"|'
                    r"(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])*'|//(?P<line>[^\n]*)|/\*(?P<block>.*?)\*/", re.DOTALL)


def line_of(text, place):
    return text.count("\n", 0, place) + 1


def comments_of_cpp(text):
    """The comments, each with the number of its line."""
    for found in TOKENS.finditer(text):
        comment = found["line"] or found["block"]
        if comment:
            yield line_of(text, found.start()), comment


def strings_of_cpp(text):
    """The string literals, adjacent ones as one, each with the number of its first line."""
    start, end, joined = 0, 0, None
    for found in TOKENS.finditer(text):
        literal = found["raw"]
        if found["literal"] is not None:
            literal = re.sub(r"\\[nt]", " ", found["literal"])
        if literal is None:
            continue
        if joined is not None and not text[end:found.start()].strip():
            joined += literal
        else:
            if joined is not None:
                yield line_of(text, start), joined
            start, joined = found.start(), literal
        end = found.end()
    if joined is not None:
        yield line_of(text, start), joined


def prose_of_page(text):
    """The lines outside of blocks of code, without code within the line."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            inside = not inside
        elif not inside:
            yield number, re.sub(r"`[^`]*`", "code", line)


def check(root):
    problems, files = [], 0
    for path in own_files(root, {".hpp", ".ipp", ".tpp", ".cpp", ".cuh", ".cu", ".md"}):
        place = path.relative_to(root).as_posix()
        if not place.startswith(FOLDERS):
            continue
        files += 1
        text = path.read_text(encoding="utf-8")
        found_in = list((prose_of_page if path.suffix == ".md" else comments_of_cpp)(text))
        if path.suffix != ".md" and place.startswith(STRINGS):
            found_in += strings_of_cpp(text)
        for number, prose in sorted(found_in):
            for turn, better in COMPILED:
                found = turn.search(prose)
                if found:
                    problems.append(f"{place}:{number}: \"{found[0].strip()}\": write {better}")
    return files, problems


def main():
    files, problems = check(pathlib.Path(sys.argv[1]).resolve())
    for problem in problems:
        print("FAILED", problem)
    print(f"{files} files, {len(problems)} problems")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())

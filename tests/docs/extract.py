# SPDX-License-Identifier: MIT
"""Turns the C++ blocks of pages into programs: one file a page, one test a block.

    extract.py ROOT --out FILE PAGE       writes the C++ file of one page
    extract.py ROOT --check PAGE...       only looks for blocks that could not be turned into one

A block ```cpp is compiled and run. What declares (it begins with #include, struct, class, enum, template, inline,
using or static_assert) goes into a namespace of the page, where later blocks see it; what remains is the body of a
function of its own, in which blocks.hpp has prepared a few names. A block ```cpp skip: REASON is left alone, and the
test says so. Every piece keeps its page and line, so compilers and the test name those.
"""

import argparse
import dataclasses
import pathlib
import re
import sys

OTHER_KINDS = ("sh", "cmake", "toml", "json", "csv", "text", "")
DECLARES = re.compile(r"(struct|class|enum|template|inline|using|static_assert)\b")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
# Strings, characters (not the marks in 100'000) and comments within a line.
OPAQUE = re.compile(r'"(?:\\.|[^"\\])*"|(?<!\w)\'(?:\\.|[^\'\\])+\'|/\*.*?\*/')


class PageError(Exception):
    """What is wrong with a page, and where."""

    def __init__(self, page, line, sentence):
        super().__init__(f"{page}:{line}: {sentence}")


@dataclasses.dataclass
class Block:
    page: str
    line: int  # of its fence
    lines: list
    skipped: str = ""  # the reason


@dataclasses.dataclass
class Piece:
    """Consecutive lines of a block that go to the same place."""

    kind: str  # include, declaration or statement
    line: int
    lines: list


def kind_of_block(page, line, info):
    """Whether a fence opens C++, and why it is skipped if it is."""
    kind, _, rest = info.strip().partition(" ")
    if kind != "cpp":
        if kind in OTHER_KINDS:
            return None
        known = ", ".join(other for other in OTHER_KINDS if other)
        raise PageError(page, line, f"blocks of the kind {kind!r} are not known; use cpp, cpp skip: REASON, {known}, "
                                    "or none")
    if not rest.strip():
        return ""
    if not rest.startswith("skip:"):
        raise PageError(page, line, f"after cpp there is {rest.strip()!r}; write nothing, or skip: REASON")
    if not rest[5:].strip():
        raise PageError(page, line, "a block is skipped without a reason; write it after skip:")
    return rest[5:].strip()


def fenced(page, text):
    """(line of its fence, what stands behind the fence, its lines) of every block of a page, in order."""
    opened, mark, info = 0, "", ""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        fence = FENCE.match(line)
        if not opened and fence:
            opened, mark, info = number, fence[1], fence[2]
        elif opened and fence and fence[1].startswith(mark) and not fence[2].strip():
            yield opened, info, lines[opened:number - 1]
            opened = 0
    if opened:
        raise PageError(page, opened, f"the block that opens here is never closed; end it with {mark}")


def blocks_of(page, text):
    """The C++ blocks of a page, in order."""
    found = []
    for line, info, lines in fenced(page, text):
        skipped = kind_of_block(page, line, info)
        if skipped is not None:
            found.append(Block(page, line, lines, skipped))
    return found


def code_of(line):
    """A line without its strings and comments: what brackets and semicolons are looked for in."""
    return OPAQUE.sub('""', line).partition("//")[0].rstrip()


def pieces_of(block):
    """A block cut where a declaration or statement has ended, neighbours of one kind together."""
    pieces, waiting, depth, complete = [], [], 0, True  # waiting: blank lines and comments before a piece
    for number, line in enumerate(block.lines, block.line + 1):
        code = code_of(line)
        if not code and complete:
            waiting.append(line)
            continue
        if complete:
            word = code.lstrip()
            kind = "include" if word.startswith("#") else "declaration" if DECLARES.match(word) else "statement"
            if not pieces or pieces[-1].kind != kind:
                pieces.append(Piece(kind, number - len(waiting), []))
            pieces[-1].lines += waiting
            waiting = []
        pieces[-1].lines.append(line)
        depth += sum(code.count(bracket) for bracket in "([{") - sum(code.count(bracket) for bracket in ")]}")
        if depth < 0:
            raise PageError(block.page, number, "a bracket closes here that was not opened")
        complete = depth == 0 and (pieces[-1].kind == "include" or code.endswith((";", "}")))
    if depth > 0:
        raise PageError(block.page, block.line, "a bracket of this block is never closed")
    if not pieces:
        raise PageError(block.page, block.line, "this block holds no code")
    return pieces


def name_of(page):
    return re.sub(r"\W", "_", page.removesuffix(".md"))


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def program(page, blocks, own_name):
    """The C++ file of a page."""
    written = ["// SPDX-License-Identifier: MIT", "//", f"// The blocks of {page}, by tests/docs/extract.py.", ""]

    def write(pieces):
        for piece in pieces:
            written.append(f'#line {piece.line} "{page}"')
            written.extend(piece.lines)
        if pieces:
            written.append(f'#line {len(written) + 2} "{own_name}"')

    cut = [(block, [] if block.skipped else pieces_of(block)) for block in blocks]
    write([piece for _, pieces in cut for piece in pieces if piece.kind == "include"])
    written += ['#include "blocks.hpp"', "", f"namespace {name_of(page)} {{", ""]
    for block, pieces in cut:
        name, ran = f"block_{block.line}", "nullptr"
        write([piece for piece in pieces if piece.kind == "declaration"])
        statements = [piece for piece in pieces if piece.kind == "statement"]
        if statements:
            written += [f"inline void {name}() {{", "  DOCS_PREPARED_NAMES", "  {"]
            write(statements)
            written += ["  }", "}"]
            ran = f"&{name}"
        written.append(f"const docs::listed listed_{block.line}{{{{{quoted(page)}, {block.line}, {ran}, "
                       f"{quoted(block.skipped)}}}}};")
    written += ["", f"}}  // namespace {name_of(page)}", ""]
    return "\n".join(written)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("pages", nargs="+", help="relative to root")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=pathlib.Path)
    where.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    try:
        for page in arguments.pages:
            blocks = blocks_of(page, (arguments.root / page).read_text(encoding="utf-8"))
            text = program(page, blocks, arguments.out.name if arguments.out else "checked.cpp")
            if arguments.out:
                arguments.out.write_text(text, encoding="utf-8")
    except PageError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

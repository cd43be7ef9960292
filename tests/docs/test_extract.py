# SPDX-License-Identifier: MIT
"""The extractor checks itself: what it makes of good pages, and what it says about bad ones."""

import pathlib
import subprocess
import sys
import tempfile

from extract import PageError, blocks_of, pieces_of, program

PAGE = """# A page

```cpp
#include <array>

struct pair {  // a { in a comment
  std::array<int, 2> both = {1, 2};
};
static_assert(sizeof(pair) > 0);

// What follows runs.
const std::string text = "not closed: {";
const long many = 100'000, more = 10'000;
for (int i = 0; i < 2; ++i) {
  use(i, /*brace=*/'{');
}
```

```sh
echo "no C++"
```

~~~cpp skip: it waits for input
wait();
~~~

```cpp
use(pair{});
```
"""

# What is wrong, the page, the line, and a part of the sentence.
BAD = [
    ("a fence that stays open", "a\n\n```cpp\nint x;\n", 3, "never closed; end it with ```"),
    ("a fence closed by another mark", "```cpp\nint x;\n~~~\n", 1, "never closed"),
    ("a fence closed by a shorter one", "````cpp\nint x;\n```\n", 1, "end it with ````"),
    ("another name of C++", "\n```c++\nint x;\n```\n", 2, "the kind 'c++' are not known"),
    ("C++ in capitals", "```CPP\nint x;\n```\n", 1, "the kind 'CPP' are not known"),
    ("an unknown word", "```cpp ignore\nint x;\n```\n", 1, "after cpp there is 'ignore'"),
    ("a skip without its colon", "```cpp skip\nint x;\n```\n", 1, "after cpp there is 'skip'"),
    ("a skip without a reason", "```cpp skip: \nint x;\n```\n", 1, "without a reason"),
    ("a block without code", "\n\n```cpp\n// nothing\n\n```\n", 3, "holds no code"),
    ("a bracket that stays open", "```cpp\nint x;\nuse(x;\n```\n", 1, "never closed"),
    ("a bracket too many", "```cpp\nint x;\nuse(x));\n```\n", 3, "was not opened"),
]


def good_page():
    blocks = blocks_of("docs/a.md", PAGE)
    assert [(block.line, block.skipped) for block in blocks] == [(3, ""), (23, "it waits for input"), (27, "")]
    pieces = pieces_of(blocks[0])
    assert [(piece.kind, piece.line) for piece in pieces] == [
        ("include", 4), ("declaration", 5), ("statement", 10)], pieces
    assert pieces[1].lines[-1] == "static_assert(sizeof(pair) > 0);"
    assert pieces[2].lines[-1] == "}"

    lines = program("docs/a.md", blocks, "a.cpp").splitlines()
    assert lines.index('#line 4 "docs/a.md"') < lines.index('#include "blocks.hpp"') < lines.index("namespace docs_a {")
    assert lines.index('#line 5 "docs/a.md"') < lines.index("inline void block_3() {")
    assert lines.index("inline void block_3() {") < lines.index('#line 10 "docs/a.md"')
    assert "wait();" not in lines and any('"it waits for input"' in line for line in lines)
    # After every piece the file is itself again, and its lines are counted right.
    for number, line in enumerate(lines, 1):
        if line.startswith("#line") and line.endswith('"a.cpp"'):
            assert int(line.split()[1]) == number + 1, line


def bad_pages():
    for name, text, line, sentence in BAD:
        try:
            for block in blocks_of("docs/a.md", text):
                pieces_of(block)
        except PageError as problem:
            said = str(problem)
            assert said.startswith(f"docs/a.md:{line}: ") and sentence in said, f"{name}: {said}"
        else:
            raise AssertionError(f"{name}: accepted")


def command():
    """A bad page ends with status 1 and its sentence, and leaves no file."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "a.md").write_text("```cpp\nint x;\n")
        script = pathlib.Path(__file__).with_name("extract.py")
        for mode in (["--check"], ["--out", str(root / "a.cpp")]):
            run = subprocess.run([sys.executable, script, root, "a.md", *mode], capture_output=True, text=True,
                                 check=False)
            assert run.returncode == 1 and run.stderr.startswith("a.md:1: "), run
        assert not (root / "a.cpp").exists()


if __name__ == "__main__":
    good_page()
    bad_pages()
    command()
    print(f"a good page, {len(BAD)} bad pages and the command: as expected")

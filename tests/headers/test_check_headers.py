# SPDX-License-Identifier: MIT
"""The check of the headers checks itself: good headers pass, and each kind of bad one fails."""

import argparse
import pathlib
import subprocess
import sys
import tempfile

SCRIPT = pathlib.Path(__file__).with_name("check_headers.py")
GOOD = "#pragma once\n#include <string>\ninline std::string name() { return {}; }\n"
BAD = {
    "leans on an earlier include": "#pragma once\ninline std::string name() { return {}; }\n",
    "has no include guard": "struct twice {};\n",
    "warns": "#pragma once\ninline int narrowed(double x) { return x; }\n",
}


def status(compiler, text, *extra):
    with tempfile.TemporaryDirectory() as folder:
        include = pathlib.Path(folder) / "include"
        (include / "sdkt").mkdir(parents=True)
        (include / "sdkt" / "header.hpp").write_text(text)
        (include / "sdkt" / "sdkt.hpp").write_text("#pragma once\n")
        return subprocess.run([sys.executable, SCRIPT, "--compiler", compiler, "--include", include, *extra],
                              capture_output=True, check=False).returncode


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", required=True)
    compiler = parser.parse_args().compiler
    facts = [("a good header passes", status(compiler, GOOD) == 0),
             ("a missing compiler is a skip, not a pass", status("no-such-compiler", GOOD) == 77)]
    for what, text in BAD.items():
        facts.append((f"a header that {what} fails", status(compiler, text) == 1))
        facts.append((f"a header that {what} and that the umbrella misses fails",
                      status(compiler, text, "--umbrella", "sdkt/sdkt.hpp") == 1))
    for fact, holds in facts:
        print("ok    " if holds else "FAILED", fact)
    return 0 if all(holds for _, holds in facts) else 1


if __name__ == "__main__":
    sys.exit(main())

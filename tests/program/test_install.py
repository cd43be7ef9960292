# SPDX-License-Identifier: MIT
"""What an install of the program brings: the program itself, the embedded benchmark, man page and completions.

Arguments besides the usual two: the build folder, and how to call CMake.
"""

import os
import pathlib
import subprocess
import sys

from program import check, finish, scratch, sdkt

BUILD, CMAKE = pathlib.Path(sys.argv[3]), sys.argv[4]
PRINTED = {"share/man/man1/sdkt.1": ["man"], "share/bash-completion/completions/sdkt": ["completion", "bash"],
           "share/zsh/site-functions/_sdkt": ["completion", "zsh"],
           "share/fish/vendor_completions.d/sdkt.fish": ["completion", "fish"]}  # fmt: skip

with scratch() as name:
    prefix = pathlib.Path(name) / "prefix"
    done = subprocess.run([CMAKE, "--install", BUILD, "--component", "sdkt_runtime", "--prefix", prefix],
                          capture_output=True, text=True, check=False, env={**os.environ, "DESTDIR": ""})  # fmt: skip
    check(done.returncode == 0, f"cmake --install: {done.stderr}")
    program = prefix / "bin" / "sdkt"
    check(program.exists() and (prefix / "share" / "sdkt" / "mini" / "model").is_dir(), "program and benchmark")
    for place, words in PRINTED.items():
        _, _, printed = sdkt(*words)  # the installed one may need its LibTorch named
        there = (prefix / place).is_file()
        check(there and printed != "" and (prefix / place).read_text() == printed, f"{place} is not what sdkt {words} prints")
finish()

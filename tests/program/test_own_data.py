# SPDX-License-Identifier: MIT
"""Every command of docs/tutorial/2-own-data.md, in its order, in an empty folder; with few steps and reference images."""

import os
import pathlib
import re
import subprocess

from program import MINI, PROGRAM, check, finish, scratch

ROOT = MINI.parents[1]
PAGE = ROOT / "docs" / "tutorial" / "2-own-data.md"
BLOCK = re.compile(r"^```(sh.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

with scratch() as name:
    folder, tools = pathlib.Path(name) / "empty", pathlib.Path(name) / "bin"
    folder.mkdir()
    tools.mkdir()
    (tools / "sdkt").symlink_to(PROGRAM)
    environment = {**os.environ, "SDKT": str(ROOT), "PATH": f"{tools}:{os.environ['PATH']}", "OMP_NUM_THREADS": "1"}
    text = PAGE.read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    printed = []
    for kind, commands in blocks:
        if kind.startswith("sh skip: "):
            print("skipped:", kind.removeprefix("sh skip: "))
            continue
        check(kind == "sh", f"a block of kind {kind}")
        few = re.sub(r"--steps \d+", "--steps 2", commands).replace("[:300]", "[:80]")
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", few], cwd=folder, env=environment,
                              capture_output=True, text=True, check=False)  # fmt: skip
        check(done.returncode == 0, f"{commands}: {done.stderr}")
        printed.append(done.stdout)
    check(len(printed) >= 6, "the page has lost its commands")
    for task in ("fashion", "shapes"):
        check((folder / "photos" / f"{task}_annotations.json").exists(), f"no list of {task}")
    rows = (folder / "out" / "first" / "accuracy.csv").read_text().splitlines()
    check(rows[0] == "trained_up_to,fashion,shapes" and len(rows) == 4, rows)
    for path in ("report.html", "model/model.safetensors"):
        check((folder / "out" / "first" / path).exists(), f"the run has no {path}")
    check("zero-shot" in "".join(printed), "no table was printed")
    for link in re.findall(r"\]\(([^)#]+)", text):
        check((PAGE.parent / link).exists(), f"the page links to {link}, which is not there")

finish()

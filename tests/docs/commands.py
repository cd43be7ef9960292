#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the commands of pages, as a reader would who follows them from top to bottom.

    commands.py SDKT ROOT FOLDER PAGE...

Every line of a block ```sh is a command; the blocks of a page run one after another in one folder. What pages name and a
reader has (models, annotation files, image folders) is there under those names, made of the embedded benchmark, and
training is cut to a step a task. A block ```sh skip: REASON is left alone, and the test says so. Lines that begin with
./quickstart are not run, since they are what runs this; their command must exist.
"""

import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import time

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*(\S*)(.*)$")

WRAPPER = """#!{python}
# The program with one step a task, and two small tasks for the embedded benchmark.
import os, sys
words = sys.argv[1:]
if words and words[0] in ("run", "demo"):
    if "--steps" not in words and not any(word.startswith("--steps=") for word in words):
        words += ["--steps", "1"]
if words and words[0] in ("run", "evaluate") and "mini" in words:
    at = words.index("mini")
    words[at:at + 1] = ["{mini}/tasks/digits.json", "{mini}/tasks/shapes.json"]
    if words[0] == "run" and "--reference" not in words:
        words += ["--reference", "{mini}/tasks/reference.json", "--reference-size", "64"]
os.execv("{program}", ["{program}"] + words)
"""


def commands_of(page):
    """(line, command, reason to skip it) of a page; a command that goes on behind a backslash is one."""
    result = []
    fence, skipped, kind, pending = None, "", "", ""
    for number, line in enumerate(page.read_text().splitlines(), 1):
        found = FENCE.match(line)
        if found and fence is None:
            fence, kind = found[1], found[2]
            skipped = found[3].strip().removeprefix("skip:").strip() if kind == "sh" else ""
            if kind == "sh" and found[3].strip() and not found[3].strip().startswith("skip:"):
                sys.exit(f"{page}:{number}: write ```sh or ```sh skip: REASON")
            continue
        if found and found[1].startswith(fence) and not found[2]:
            fence = None
            continue
        if fence is None or kind != "sh" or not line.strip() or line.lstrip().startswith("#"):
            continue
        if not pending:
            start = number
        pending += line
        if pending.endswith("\\"):
            pending = pending[:-1]
            continue
        result.append((start, pending, skipped))
        pending = ""
    return result


def prepare(folder, program, mini):
    """What a reader has."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "build").mkdir(parents=True)
    wrapper = folder / "build" / "sdkt"
    wrapper.write_text(WRAPPER.format(python=sys.executable, mini=mini, program=program))
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    for name in ("vit-b-16", "models/vit-b-16", "ViT-B-16.pt", "clip"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(mini / "model")
    for name, task in (("aircraft", "digits"), ("dtd", "shapes"), ("eurosat", "fashion")):
        text = (mini / "tasks" / f"{task}.json").read_text()
        (folder / f"{name}.json").write_text(text)
        (folder / f"{task}.tar").symlink_to(mini / "tasks" / f"{task}.tar")
    with tarfile.open(mini / "tasks" / "reference.tar") as archive:
        images = archive.getmembers()[:64]
        for index, member in enumerate(images):
            for place in ("imagenet/train/any", "pool", "photos"):
                target = folder / place / f"{index:03}.png"
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.extractfile(member).read())
    # A tree with a folder a class.
    with tarfile.open(mini / "tasks" / "shapes.tar") as archive:
        for index, member in enumerate(archive.getmembers()[:60]):
            target = folder / "birds" / f"class_{index % 3}" / f"{index:03}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.extractfile(member).read())
    (folder / "data").mkdir()
    (folder / "names.txt").write_text("a photo of a digit.\na photo of a star.\n")


def quickstart_commands(root):
    text = subprocess.run([root / "quickstart", "help"], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"^  (\w+) {2,}", text, re.MULTILINE))


def main():
    program, root, folder = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    mini = root / "examples" / "mini"
    known = quickstart_commands(root)
    failed = ran = 0
    for name in sys.argv[4:]:
        page = root / name
        commands = commands_of(page)
        if not any(not skipped for _, _, skipped in commands):
            for line, _, reason in commands:
                print(f"skipped: {name}:{line}: {reason}")
            continue
        place = folder / re.sub(r"\W", "_", name)
        prepare(place, program, mini)
        for line, command, reason in commands:
            if reason:
                print(f"skipped: {name}:{line}: {reason}")
                continue
            if command.startswith("./quickstart"):
                if command.split()[1] not in known:
                    print(f"{name}:{line}: quickstart has no command {command.split()[1]}")
                    failed += 1
                continue
            start = time.monotonic()
            done = subprocess.run(["bash", "-ec", command], cwd=place, capture_output=True, text=True,
                                  env={**os.environ, "OMP_NUM_THREADS": "1"})
            ran += 1
            print(f"{name}:{line}: {time.monotonic() - start:5.1f} s  {command.strip()[:100]}", flush=True)
            if done.returncode != 0:
                failed += 1
                print(f"  failed with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    print(f"{ran} commands, {failed} failed")
    return 1 if failed or ran == 0 else 0


sys.exit(main())

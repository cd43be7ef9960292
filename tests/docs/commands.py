#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the commands of pages, as a reader would who follows them from top to bottom.

    commands.py SDKT ROOT FOLDER PAGE...

The blocks ```sh of a page run one after another in one folder, each as a script that stops at the first command that
fails. What pages name and a reader has (models, annotation files, image folders, runs) is there under those names, made
of the embedded benchmark, and training is cut to a step a task. A block ```sh skip: REASON is left alone, and the test says so. Lines that begin with
./quickstart are not run, since they are what runs this; their command must exist.
"""

import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import time

import extract

WRAPPER = """#!{python}
# The program with one step a task, small reference sets, and two small tasks for the embedded benchmark.
import os, sys
words = sys.argv[1:]
if words and words[0] in ("run", "demo"):
    if "--steps" not in words and not any(word.startswith("--steps=") for word in words):
        words += ["--steps", "1"]
if "--method" in words and words[words.index("--method") + 1] == "all":  # program.methods runs all of them
    words[words.index("--method") + 1] = "snd,ewc"
if "--reference-size" in words:
    words[words.index("--reference-size") + 1] = "32"
if words and words[0] in ("run", "evaluate") and "mini" in words:
    at = words.index("mini")
    words[at:at + 1] = ["{place}/digits.json", "{place}/shapes.json"]
    if words[0] == "run" and "--reference" not in words:
        words += ["--reference", "{mini}/tasks/captions.json", "--reference-size", "64", "--reference-texts",
                  "{mini}/tasks/captions.txt"]
os.execv("{program}", ["{program}"] + words)
"""


def blocks_of(page):
    """(line, commands, reason to skip them) of every block of a page."""
    result = []
    for line, info, lines in extract.fenced(page, page.read_text()):
        kind, _, rest = info.strip().partition(" ")
        if kind != "sh":
            continue
        if rest and not rest.startswith("skip:"):
            sys.exit(f"{page}:{line}: write ```sh or ```sh skip: REASON")
        result.append((line, lines, rest.removeprefix("skip:").strip()))
    return result


def prepare(folder, program, mini):
    """What a reader has."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "build").mkdir(parents=True)
    wrapper = folder / "build" / "sdkt"
    wrapper.write_text(WRAPPER.format(python=sys.executable, mini=mini, program=program, place=folder))
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    for name in ("vit-b-16", "models/vit-b-16", "ViT-B-16.pt", "clip"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(mini / "model")
    names = {"aircraft": "digits", "dtd": "shapes", "eurosat": "fashion", "digits": "digits", "shapes": "shapes"}
    for name, task in names.items():
        lists = json.loads((mini / "tasks" / f"{task}.json").read_text())
        lists["data"] = {part: images[:32] for part, images in lists["data"].items()}
        (folder / f"{name}.json").write_text(json.dumps(lists))
    for task in set(names.values()):
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


def make_runs(folder, program, mini):
    """Runs that pages about runs begin with."""
    tasks = [mini / "tasks" / f"{name}.json" for name in ("digits", "shapes")]
    subprocess.run([program, "run", "--tasks", *tasks, "--reference", mini / "tasks" / "reference.json", "--reference-size",
                    "64", "--steps", "1", "--method", "snd,lwf,finetune", "--quiet", "--out", folder], check=True)


def main():
    program, root, folder = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    mini = root / "examples" / "mini"
    known = quickstart_commands(root)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["OMP_NUM_THREADS"] = "1"
    make_runs(folder / "runs", program, mini)
    failed = ran = 0
    for name in sys.argv[4:]:
        page = root / name
        place = folder / re.sub(r"\W", "_", name)
        is_prepared = False
        for line, commands, reason in blocks_of(page):
            if reason:
                print(f"skipped: {name}:{line}: {reason}")
                continue
            script = []
            for command in commands:
                if not command.startswith("./quickstart"):
                    script.append(command)
                elif command.split()[1] not in known:
                    print(f"{name}:{line}: quickstart has no command {command.split()[1]}")
                    failed += 1
            if not "".join(script).strip():
                continue
            if not is_prepared:
                prepare(place, program, mini)
                if page.name == "reports.md":
                    shutil.copytree(folder / "runs", place / "out" / "methods")
                    for method in ("snd", "lwf", "finetune"):
                        shutil.copytree(folder / "runs" / method, place / "out" / method)
                is_prepared = True
            start = time.monotonic()
            done = subprocess.run(["bash", "-e"], input="\n".join(script) + "\n", cwd=place, capture_output=True, text=True,
                                  env={**os.environ, "PATH": f"{place / 'build'}:{os.environ['PATH']}", "SDKT": str(root)})
            ran += 1
            print(f"{name}:{line}: {time.monotonic() - start:5.1f} s", flush=True)
            if done.returncode != 0:
                failed += 1
                print(f"  failed with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    print(f"{ran} blocks, {failed} failed")
    return 1 if failed or ran == 0 else 0


sys.exit(main())

# SPDX-License-Identifier: MIT
"""sdkt report: the page of a run from its folder, pages that compare runs, and what is refused."""

import csv
import json
import os
import pathlib
import re
import shlex
import shutil

from program import MINI, check, finish, scratch, sdkt

TASKS = [MINI / "tasks" / f"{name}.json" for name in ("digits", "shapes")]
SHORT = ["--tasks", *TASKS, "--reference", MINI / "tasks" / "reference.json", "--reference-size", "24", "--steps", "1",
         "--lr", "3e-4", "--batch-size", "8", "--reference-batch-size", "8", "--threads", "1", "--quiet"]


def succeeds(*words):
    status, said, printed = sdkt(*words)
    check(status == 0, f"{' '.join(map(str, words))}: exit status {status}: {said}")
    return printed


def refused(what, expected, *words):
    status, said, printed = sdkt("report", *words)
    check(status == 2 and said.count("\n") == 1 and expected in said and not printed,
          f"{what}: exit status {status}, {said!r}, {printed!r}")


def contents(folder, without=("steps.csv", "report.html")):
    """Bytes of the tables, but for what measures time."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name not in without}


with scratch() as name:
    folder = pathlib.Path(name)
    runs = folder / "runs"
    succeeds("run", *SHORT, "--method", "snd", "--order", "all", "--out", runs / "snd")
    succeeds("run", *SHORT, "--method", "finetune", "--out", runs / "finetune")
    first, second, tuned = runs / "snd" / "order_0", runs / "snd" / "order_1", runs / "finetune"

    # One run: the bytes that it wrote itself, wherever they go.
    page = folder / "page.html"
    printed = succeeds("report", first, "--out", page)
    own = (first / "report.html").read_bytes()
    check(page.read_bytes() == own, "the page of a run is not the one that it wrote")
    check("snd ends at " in printed and str(page) in printed, f"report printed {printed!r}")
    succeeds("report", first, "--out", first / "report.html")
    check((first / "report.html").read_bytes() == own, "a run's own page is not written again")

    # What is in it.
    text = own.decode()
    pictures = re.findall(r"<img src='data:image/jpeg;base64,/9j/[A-Za-z0-9+/=]+' alt='test image [^']+'/>", text)
    check(len(pictures) == 16 and text.count("<img") == 16, f"{len(pictures)} pictures of two tasks")
    for task in ("digits", "shapes"):
        shown = re.search(rf"<h3>{task}</h3>\n<div class='shots'>(.*?)</div>", text, re.S)[1]
        kinds = re.findall(r"<strong>(right|wrong):", shown)
        check(kinds == sorted(kinds, reverse=True) and len(kinds) == 8, f"{task}: {kinds}")
        margins = [float(margin) for margin in re.findall(r"margin ([0-9.]+)", shown)]
        wrong = margins[:kinds.count("wrong")]
        check(wrong == sorted(wrong, reverse=True), f"{task}: mistakes by margin, {wrong}")
    check("id='weights1-t'" in text and "id='weights2-t'" in text, "histograms of both tasks")
    check("<script" not in text and "http" not in text, "the page needs something from elsewhere")

    # Counted weights: 8 images a step and task.
    with open(first / "selection.csv", newline="") as table:
        rows = list(csv.reader(table))
    check(rows[0][:3] == ["task", "below_0", "from_0.00"] and len(rows[0]) == 23, f"selection.csv: {rows[0]}")
    check([row[0] for row in rows[1:]] == ["digits", "shapes"] and all(sum(map(int, row[1:])) == 8 for row in rows[1:]),
          f"selection.csv: {rows[1:]}")
    check(not (tuned / "selection.csv").exists(), "finetune has no selection")

    # The command of the page gives the same run.
    command = json.loads((second / "config.json").read_text())["command"]
    words = shlex.split(command)
    check(words[:2] == ["sdkt", "run"] and words[-2:] == ["--out", "DIR"], f"the command is {command}")
    check(words[words.index("--order") + 1] == "1", "the command names the order of its own run")
    succeeds(*words[1:-1], folder / "again", "--quiet")
    check(contents(folder / "again") == contents(second), "the command does not repeat the run")

    # Several runs: a folder of them, or their names; methods by their settings.
    compared = folder / "compared.html"
    printed = succeeds("report", runs, "--out", compared)
    text = compared.read_text()
    check("<title>Comparison of 3 runs of 2 methods</title>" in text, "three runs in the folder")
    check("Of 2 methods, " in printed, f"the answer in words: {printed!r}")
    check("<span class='best'>best</span>" in text, "the best is marked")
    check(all(str(run) in text for run in (first, second, tuned)), "every run is listed")
    check("<th scope='row'>teacher</th>" in text and "<th scope='row'>batch_size</th>" not in text,
          "only settings that differ")
    succeeds("report", tuned, first, second, first / ".." / "order_0", "--out", compared)
    check("<title>Comparison of 3 runs of 2 methods</title>" in compared.read_text(), "a run counts once")
    printed = succeeds("report", runs / "snd", "--out", compared)
    check(printed.startswith("snd over 2 finished runs: "), f"one method, two orders: {printed!r}")

    # Other tasks are not compared.
    shutil.copytree(tuned, folder / "other")
    for file in ("config.json", "tasks.json", "accuracy.csv", "accuracy_union.csv", "distance.csv"):
        path = folder / "other" / file
        path.write_text(path.read_text().replace("digits", "numerals"))
    printed = succeeds("report", tuned, folder / "other", "--out", compared)
    check("not comparable" in printed and "not comparable: they were evaluated on 2 different sets" in
          compared.read_text(), f"other tasks: {printed!r}")

    # A run that was stopped is read as far as it goes.
    part = folder / "part"
    shutil.copytree(first, part)
    for table in ("accuracy.csv", "accuracy_union.csv", "distance.csv"):
        lines = (part / table).read_text().splitlines(keepends=True)
        (part / table).write_text("".join(lines[:3]))
    for file in ("metrics.json", "samples.json"):
        (part / file).unlink()
    check("has finished 1 of 2 tasks" in succeeds("report", part, "--out", page), "an unfinished run")
    check("1 run has not finished" in (succeeds("report", part, second, "--out", page), page.read_text())[1],
          "an unfinished run among others")

    # Refusals, and nothing is written.
    before = sorted(folder.iterdir())
    refused("no folder", "there is no such folder", folder / "none", "--out", folder / "x.html")
    (folder / "empty").mkdir()
    refused("no run", "contains no run", folder / "empty", "--out", folder / "x.html")
    refused("a model", "is not the folder of a run: it has no tasks.json", first / "model", "--out", folder / "x.html")
    refused("a stranger's file", "already exists, and is not a report of sdkt", first, "--out", first / "steps.csv")
    refused("a folder as page", "is a folder", first, "--out", runs)
    refused("a folder that is not there", "cannot be created", first, "--out", folder / "no" / "x.html")
    damaged = folder / "damaged"
    shutil.copytree(first, damaged)
    steps = (damaged / "steps.csv").read_text()
    (damaged / "steps.csv").write_text(steps[:-4])
    refused("cut short", "steps.csv, line 3: ends in the middle of a line", damaged, "--out", folder / "x.html")
    (damaged / "steps.csv").write_text(steps.replace("0,0,", "0,zero,", 1))
    refused("no number", 'steps.csv, line 2: expected a number in field 2, got "zero"', damaged, "--out",
            folder / "x.html")
    (damaged / "steps.csv").unlink()
    os.mkfifo(damaged / "steps.csv")
    refused("a pipe", "steps.csv: expected a file", damaged, "--out", folder / "x.html")
    (damaged / "steps.csv").unlink()
    os.truncate(damaged / "samples.json", 5 << 20)
    refused("too large", "samples.json: has 5242880 bytes", damaged, "--out", folder / "x.html")
    shutil.rmtree(damaged)
    hostile = folder / "evil\x1b[31m"
    shutil.copytree(first, hostile)
    refused("a name that commands a terminal", "evil\\x1b[31m: has control characters", hostile, "--out",
            folder / "x.html")
    shutil.rmtree(hostile)
    (folder / "empty").rmdir()
    check(sorted(folder.iterdir()) == before, "a refusal leaves something behind")
    check((first / "steps.csv").read_text() == steps, "a refusal changes what was there")

finish()

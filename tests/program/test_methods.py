# SPDX-License-Identifier: MIT
"""Every method is listed, explains itself, and runs on the embedded benchmark, all of them in one command."""

import csv
import json
import pathlib
import re

from program import MINI, check, finish, scratch, sdkt

NAMES = ["snd", "snd-released", "finetune", "g0-only", "gp-only", "gp-strong", "gp-20", "zaf-like", "lwf", "lwf-vr", "icarl", "zscl", "zscl-star",
         "zscl-snd", "mod-x", "dkr", "gift", "relation", "wise-ft", "ewc", "online-ewc", "magmax", "ties", "task-arithmetic", "opcm",
         "lora", "snd-lora", "nusa-cl", "codyra", "c-clip", "inflora", "keeplora", "gnsp", "projected", "rail-dual", "rail-primal"]  # fmt: skip

status, said, printed = sdkt("methods")
check(status == 0, f"methods: {said}")
listed = [line.split(":")[0] for line in printed.splitlines() if line and not line.startswith((" ", "`"))]
check(listed == NAMES, f"methods lists {listed}")
for name in NAMES:
    status, said, printed = sdkt("methods", name)
    check(status == 0 and "composition" in printed and "source" in printed and "lr" in printed, f"methods {name}: {said}{printed}")
status, said, _ = sdkt("methods", "zcsl")
check(status == 2 and "did you mean zscl" in said, f"methods zcsl: {said}")

with scratch() as name:
    out = pathlib.Path(name) / "all"
    status, said, printed = sdkt("run", "--tasks", "mini", "--order", "digits,shapes", "--method", "all", "--steps", "2", "--quiet", "--reference-size", "64",
                                 "--threads", "1", "--save-predictions", "--out", out)  # fmt: skip
    check(status == 0, f"--method all: {said}")
    with open(out / "methods.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    check([row["method"] for row in rows] == [name for name in NAMES for _ in range(2)], f"methods.csv has {rows}")
    for method in NAMES:
        folder = out / method
        for file in ("config.json", "steps.csv", "accuracy.csv", "metrics.json", "report.html", "model/model.safetensors"):
            check((folder / file).exists(), f"{method}: {file} is missing")
        config = json.loads((folder / "config.json").read_text())
        check(config["method"] == method, f"{method}: config.json says {config['method']}")
        if method in ("finetune", "ewc", "snd", "zscl"):  # distances to g0 on the images that were named
            rows = list(csv.DictReader((folder / "distance.csv").read_text().splitlines()))
            check(rows[-1]["reference"] != "", f"{method}: distance.csv has no reference: {rows[-1]}")
        learns_only = method.startswith("rail-")
        lines = len((folder / "steps.csv").read_text().splitlines())
        check(lines == (1 if learns_only else 5), f"{method}: not 2 steps a task")
        check((folder / "model/classifier.safetensors").exists() == learns_only, f"{method}: its classifier")

        # The saved model is what was evaluated last: the same answers by the same margins.
        saved = pathlib.Path(name) / f"saved-{method}"
        status, said, _ = sdkt("evaluate", "--model", folder / "model", "--tasks", *(MINI / "tasks" / f"{task}.json" for task in ("digits", "shapes")),
                               "--save-predictions", "--threads", "1", "--quiet", "--out", saved)  # fmt: skip
        check(status == 0, f"{method}: evaluate: {said}")
        last = [row.split(",")[1:] for row in (folder / "predictions.csv").read_text().splitlines() if row.startswith("shapes,")]
        now = [row.split(",")[1:] for row in (saved / "predictions.csv").read_text().splitlines() if row.startswith("zero-shot,")]
        check(len(last) == 2 * 684 and now == last, f"{method}: the saved model answers differently")

# What the pre-trained teacher has said is looked up by the runs that follow, and changes nothing.
with scratch() as name:
    words = ["run", "--tasks", "mini", "--order", "digits,shapes", "--steps", "2", "--reference-size", "64", "--view", "train", "--threads", "1"]
    together, alone = pathlib.Path(name) / "together", pathlib.Path(name) / "alone"
    status, said, printed = sdkt(*words, "--method", "snd,g0-only", "--out", together)
    found = re.search(r"teachers: (\d+\.\d) % of (\d+) outputs reused", said + printed)
    check(status == 0 and found, f"nothing says how much was looked up: {said}{printed}")
    # snd asks for one teacher in its first task and for two in its second, g0-only for one in both: 5 times 2 steps.
    check(found and found[2] == "640" and found[1] == "40.0", f"looked up: {found and found[0]}")
    found = re.search(r"images: (\d+\.\d) % of (\d+) views reused from memory", said + printed)
    # 3 evaluations of 2 tasks and 64 reference images, 2 tasks of 2 steps with 96, and all of it twice.
    check(found and int(found[2]) == 2 * (3 * (684 + 64) + 4 * 96) and float(found[1]) > 70, f"images: {found and found[0]}")
    status, said, printed = sdkt(*words, "--method", "g0-only", "--out", alone)
    check(status == 0 and "outputs reused" not in said + printed, f"a run alone keeps random crops: {said}{printed}")
    for file in ("accuracy.csv", "model/model.safetensors"):
        check((together / "g0-only" / file).read_bytes() == (alone / file).read_bytes(), f"{file} differs after a look-up")
finish()

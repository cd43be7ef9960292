# SPDX-License-Identifier: MIT
"""--evaluate-on val: a run that never uses the test images, and says so in all that it writes."""

import json
import pathlib

from interrupting import small_tasks
from program import MINI, check, finish, refuses, rewritten, scratch, sdkt, table


def evaluated(path):
    """The images of predictions.csv, with their tasks."""
    return {(row["task"], row["path"]) for row in table(path / "predictions.csv")}


with scratch() as name:
    folder = pathlib.Path(name)
    digits, shapes = small_tasks(MINI, folder / "data", ["digits", "shapes"], 60, 12, 24)
    whole = {task: json.loads((MINI / "tasks" / f"{task}.json").read_text())["data"] for task in ("digits", "shapes")}
    own = [rewritten(file, f"{file.stem}-own", lambda content, task=file.stem: content["data"].update(val=whole[task]["val"][:10], test=whole[task]["test"][:12]))
           for file in (digits, shapes)]  # fmt: skip
    lists = {file.stem: json.loads(file.read_text())["data"] for file in (digits, shapes, *own)}
    paths = {task: {part: {(task, path) for path, _ in entries} for part, entries in data.items()} for task, data in lists.items()}
    few = ["--method", "finetune", "--steps", "1", "--threads", "1", "--save-predictions"]
    on_val = ["--evaluate-on", "val"]

    # Tasks with validation images: only these are evaluated, and training keeps all of its images.
    out = folder / "own"
    status, said, printed = sdkt("run", "--tasks", *own, *few, *on_val, "--out", out)
    check(status == 0, f"run: {said}")
    check(evaluated(out) == paths["digits-own"]["val"] | paths["shapes-own"]["val"], "exactly the validation images are evaluated")
    config = json.loads((out / "config.json").read_text())
    check(config["evaluated_on"] == "val" and "val_fraction" not in config, f"config.json: {config.get('evaluated_on')}")
    check("--evaluate-on val" in config["command"], config["command"])
    check([task["train_images"] for task in json.loads((out / "tasks.json").read_text())["tasks"]] == [60, 60], "training keeps its images")
    report = (out / "report.html").read_text()
    check("All accuracies are on validation images." in report and "Validation images" in report and "est images" not in report, "the report says so")
    check("own classes, validation images" in printed, printed)

    # The same run on test images says nothing of it, and neither continues the other.
    usual = folder / "usual"
    status, said, printed = sdkt("run", "--tasks", *own, *few, "--out", usual)
    config = json.loads((usual / "config.json").read_text())
    check(status == 0 and "evaluated_on" not in config and "evaluate-on" not in config["command"], f"{said}{config}")
    check(evaluated(usual) == paths["digits-own"]["test"] | paths["shapes-own"]["test"], "test images are the default")
    check("alidation" not in (usual / "report.html").read_text() + printed, "nothing is said of validation")
    check((usual / "steps.csv").read_text().splitlines()[0] == (out / "steps.csv").read_text().splitlines()[0], "the same columns")
    losses = [[row["loss"] for row in table(each / "steps.csv")] for each in (usual, out)]
    check(losses[0] == losses[1], f"the steps are the same: {losses}")
    status, _, _ = sdkt("run", "--tasks", *own, *few, "--evaluate-on", "test", "--out", folder / "named")
    check(status == 0 and (folder / "named" / "accuracy.csv").read_bytes() == (usual / "accuracy.csv").read_bytes(), "test is the default")
    for first, more in ((out, []), (usual, on_val)):
        status, said, _ = sdkt("run", "--tasks", *own, *few, *more, "--resume", "--out", first)
        check(status == 2 and "belongs to another run" in said, f"{first.name} resumed with {more}: {said}")
    check("evaluated_on was not set and is \"val\"" in said, said)
    status, said, _ = sdkt("report", out, usual, "--out", folder / "both.html")
    check(status == 0 and "not comparable" in (folder / "both.html").read_text(), f"test and validation: {said}")
    status, said, _ = sdkt("report", out, out, "--out", folder / "twice.html")
    check(status != 0 or "All accuracies are on validation images." in (folder / "twice.html").read_text(), said)

    # Without validation images: refused by all, unless a share of the training images is held out.
    plain = ["--tasks", digits, shapes]
    refuses(["run", *plain, *few, *on_val, "--out", folder / "x"], "task digits", "no validation images", "--val-fraction")
    refuses(["evaluate", *plain, *on_val], "task digits", "--val-fraction")
    status, said, printed = sdkt("check", *plain, "--method", "finetune", *on_val, "--untimed")
    check(status == 2 and "no validation images" in printed, f"check: {printed}{said}")
    check(not (folder / "x").exists(), "a refused run leaves nothing")
    held_out = {}
    for seed in ("1", "2"):
        out = folder / f"held_{seed}"
        status, said, _ = sdkt("run", *plain, *few, *on_val, "--val-fraction", "0.25", "--seed", seed, "--out", out)
        check(status == 0, f"--val-fraction: {said}")
        held_out[seed] = evaluated(out)
        config = json.loads((out / "config.json").read_text())
        check(config["evaluated_on"] == "val" and config["val_fraction"] == 0.25, f"{config}")
        for task, of_task in zip(("digits", "shapes"), json.loads((out / "tasks.json").read_text())["tasks"]):
            own_images = held_out[seed] & paths[task]["train"]
            check(of_task["test_images"] == len(own_images) and of_task["train_images"] == 60 - len(own_images), f"{task}: {of_task}")
            labels = dict(lists[task]["train"])
            by_class = [sum(label == each for label in labels.values()) for each in sorted(set(labels.values()))]
            wanted = sum(0 if count < 2 else min(max(int(0.25 * count + 0.5), 1), count - 1) for count in by_class)
            check(len(own_images) == wanted, f"{task}: {len(own_images)} of {by_class}, not {wanted}")
        check(not held_out[seed] & (paths["digits"]["test"] | paths["shapes"]["test"]), "no test image is evaluated")
    check(held_out["1"] == held_out["2"], "the images that are held out do not depend on the seed")
    status, said, _ = sdkt("run", *plain, *few, *on_val, "--val-fraction", "0.5", "--seed", "1", "--resume", "--out", folder / "held_1")
    check(status == 2 and "belongs to another run" in said, f"another share: {said}")

    # evaluate: the same accuracies as a run's first row, and a config.json that names the part.
    status, said, printed = sdkt("evaluate", *plain, *on_val, "--val-fraction", "0.25", "--out", folder / "zero")
    first = table(folder / "held_1" / "accuracy.csv")[0]
    check(status == 0 and table(folder / "zero" / "accuracy.csv")[0] == first, f"evaluate: {said}")
    check(json.loads((folder / "zero" / "config.json").read_text())["evaluated_on"] == "val", "config.json of evaluate")
    check("own classes, validation images" in printed, printed)
    sdkt("evaluate", *plain, "--out", folder / "tested")
    check({file.name for file in (folder / "tested").iterdir()} == {"accuracy.csv", "accuracy_union.csv"}, "on test images nothing is added")

    # A method comparison: its tables name the part.
    status, said, _ = sdkt("run", "--tasks", *own, "--method", "finetune,wise-ft", "--steps", "1", "--threads", "1", *on_val, "--out", folder / "methods")
    check(status == 0 and "Accuracies are on validation images." in (folder / "methods" / "tables.md").read_text(), said)

    # check counts the validation images, and values out of range are refused.
    status, said, printed = sdkt("check", "--tasks", *own, "--method", "finetune", *on_val, "--untimed")
    check(status == 0 and "60 training and 10 validation images" in printed, f"check: {printed}{said}")
    for wrong in ("0", "1", "2", "x", "nan"):
        refuses(["run", *plain, *few, *on_val, "--val-fraction", wrong, "--out", folder / "x"], "--val-fraction", wrong)
    refuses(["evaluate", *plain, "--evaluate-on", "train"], "--evaluate-on")
    refuses(["evaluate", *plain, "--val-fraction", "0.5"], "--val-fraction", "only for --evaluate-on val")
finish()

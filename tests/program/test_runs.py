# SPDX-License-Identifier: MIT
"""What a run leaves behind: the interface of docs/run-folder.md, the embedded benchmark's figures, and equal bytes."""

import csv
import json
import pathlib
import re

from program import MINI, check, finish, scratch, sdkt

TASKS = [MINI / "tasks" / f"{name}.json" for name in ("digits", "shapes")]
SHORT = ["--steps", "3", "--lr", "3e-4", "--batch-size", "16", "--reference-batch-size", "24", "--reference-size", "64",
         "--reference", MINI / "tasks" / "reference.json", "--quiet"]


def rows(path):
    with open(path, newline="") as table:
        return list(csv.reader(table))


def succeeds(*words):
    status, said, printed = sdkt(*words)
    check(status == 0, f"{' '.join(map(str, words))}: exit status {status}: {said}")
    return said, printed


def without_seconds(path):
    table = rows(path)
    place = table[0].index("seconds")
    return [row[:place] + row[place + 1:] for row in table]


with scratch() as name:
    folder = pathlib.Path(name)

    # The folder of a run.
    first = folder / "first"
    succeeds("run", "--tasks", *TASKS, *SHORT, "--save-predictions", "--out", first)
    names = {path.name for path in first.iterdir()}
    expected = {"config.json", "steps.csv", "accuracy.csv", "accuracy_union.csv", "metrics.json", "distance.csv",
                "predictions.csv", "report.html", "model", "checkpoint", "tasks.json", "selection.csv", "samples.json"}
    check(names == expected, f"the run folder holds {sorted(names)}")
    steps = rows(first / "steps.csv")
    check(steps[0] == ("task,step,lr,loss,cross_entropy,distill_previous,distill_pretrained,mean_selection,seconds"
                       .split(",")), f"steps.csv begins with {steps[0]}")
    check([row[:2] for row in steps[1:]] == [[str(t), str(s)] for t in range(2) for s in range(3)], "rows of steps.csv")
    for table in ("accuracy.csv", "accuracy_union.csv"):
        content = rows(first / table)
        check(content[0] == ["trained_up_to", "digits", "shapes"], f"{table} begins with {content[0]}")
        check([row[0] for row in content[1:]] == ["zero-shot", "digits", "shapes"], f"rows of {table}")
    metrics = json.loads((first / "metrics.json").read_text())
    check(set(metrics) == {"own", "union"}, "metrics.json")
    last = [float(value) for value in rows(first / "accuracy.csv")[-1][1:]]
    check(abs(metrics["own"]["average_accuracy"] - sum(last) / 2) < 1e-3, "average accuracy is the last row's mean")
    predictions = rows(first / "predictions.csv")
    check(len(predictions) == 1 + 3 * 2 * (360 + 324), f"predictions.csv has {len(predictions)} rows")
    right = sum(row[4] == row[5] for row in predictions[1:] if row[:3] == ["shapes", "own", "digits"])
    check(abs(100 * right / 360 - last[0]) < 1e-3, "predictions give the accuracy")
    union_labels = {int(row[4]) for row in predictions[1:] if row[1:3] == ["union", "shapes"]}
    check(union_labels == set(range(10, 28)), "union labels are places in the joined list")
    config = json.loads((first / "config.json").read_text())
    check(config["method"] == "snd" and config["seed"] == 1102 and config["threshold"] == 0.2, "config.json")
    check((first / "model" / "model.safetensors").exists(), "the final model")
    page = (first / "report.html").read_text()
    check("<svg" in page and "<script" not in page, "report.html has pictures and no scripts")

    # Equal bytes: a second time, and with other ways of saying the same.
    second = folder / "second"
    (folder / "settings.toml").write_text(
        f'tasks = ["{TASKS[0]}", "{TASKS[1]}"]\nsteps = 3\nlr = 3e-4\nbatch-size = 16\nreference-batch-size = 24\n'
        f'reference-size = 64\nreference = "{MINI}/tasks/reference.json"\nquiet = true\nseed = 7\n')
    succeeds("run", "--config", folder / "settings.toml", "--seed", "1102", "--out", second)
    for table in ("accuracy.csv", "accuracy_union.csv", "distance.csv", "metrics.json", "model/model.safetensors"):
        check((first / table).read_bytes() == (second / table).read_bytes(), f"{table} differs in a second run")
    check(without_seconds(first / "steps.csv") == without_seconds(second / "steps.csv"), "steps.csv differs")
    other = folder / "other"
    succeeds("run", "--config", folder / "settings.toml", "--out", other)
    check(without_seconds(first / "steps.csv") != without_seconds(other / "steps.csv"), "the seed changes nothing")

    # The final model, loaded again, is the one that was evaluated last.
    succeeds("evaluate", "--model", first / "model", "--tasks", *TASKS, "--out", folder / "again")
    check(rows(folder / "again" / "accuracy.csv")[1][1:] == rows(first / "accuracy.csv")[-1][1:], "the saved model")

    # Methods without a term leave its cell empty; orders.
    tuned = folder / "tuned"
    succeeds("run", "--tasks", *TASKS, "--method", "finetune", *SHORT, "--order", "shapes,digits", "--out", tuned)
    check(all(row[5:8] == ["", "", ""] for row in rows(tuned / "steps.csv")[1:]), "finetune has no distillation")
    check(rows(tuned / "accuracy.csv")[0][1:] == ["shapes", "digits"], "--order with names")
    all_orders = folder / "all"
    succeeds("run", "--tasks", *TASKS, *SHORT, "--order", "all", "--seed", "1102,7", "--out", all_orders)
    check(rows(all_orders / "order_1" / "seed_7" / "accuracy.csv")[0][1:] == ["shapes", "digits"], "--order all shifts")
    check([row[0] for row in rows(all_orders / "orders.csv")] == ["order"] + 2 * ["order_0", "order_1", "mean"],
          "orders.csv")
    check(without_seconds(all_orders / "order_0" / "seed_1102" / "steps.csv") == without_seconds(first / "steps.csv"),
          "a run among others differs from the run alone")
    each = rows(all_orders / "runs.csv")
    check([row[:4] for row in each[1::2]] == [["snd", order, seed, "own"] for order in ("order_0", "order_1")
                                              for seed in ("1102", "7")], "runs.csv")
    average = sum(float(row[6]) for row in each[1::2]) / 4
    check(f"| {average:.2f} ± " in (all_orders / "tables.md").read_text(), "tables.md has another mean than runs.csv")
    check("\\begin{tabular}" in (all_orders / "tables.tex").read_text(), "tables.tex")
    status, said, _ = sdkt("run", "--tasks", *TASKS, *SHORT, "--seed", "7,7", "--out", folder / "twice")
    check(status == 2 and "7 is named twice" in said and not (folder / "twice").exists(), f"--seed 7,7: {said}")

    # Zero-shot figures of the embedded benchmark.
    succeeds("evaluate", "--tasks", "mini", "--out", folder / "zero")
    readme = (MINI / "README.md").read_text()
    for table, column in (("accuracy.csv", 0), ("accuracy_union.csv", 1)):
        content = rows(folder / "zero" / table)
        for task, value in zip(content[0][1:], content[1][1:]):
            line = next(line for line in readme.splitlines() if re.match(rf"\| {task} \| \d+ \|", line))
            figure = float(line.split("|")[5 + column])
            check(abs(float(value) - figure) <= 0.1, f"zero-shot {task}, {table}: {value}, README {figure}")

    # Features.
    (folder / "texts.txt").write_text("a photo of a digit.\na photo of a star.\n")
    succeeds("embed", "--images", MINI / "tasks" / "digits.tar", "--texts", folder / "texts.txt", "--out",
             folder / "f.safetensors")
    data = (folder / "f.safetensors").read_bytes()
    header = json.loads(data[8:8 + int.from_bytes(data[:8], "little")])
    check(header["images"]["shape"] == [840, 128] and header["texts"]["shape"] == [2, 128], "shapes of the features")
    _, printed = succeeds("inspect")
    check("1601120 parameters" in printed and "2211169" in printed, "inspect counts parameters")
    _, printed = succeeds("methods")
    check("snd-released" in printed, "methods lists them")

finish()

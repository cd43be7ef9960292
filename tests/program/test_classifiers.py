# SPDX-License-Identifier: MIT
"""A classifier is saved beside the model, named by inspect, and used by evaluate, which refuses one that does not fit."""

import csv
import json
import pathlib
import shutil

from program import MINI, check, finish, scratch, sdkt

TASKS = [MINI / "tasks" / f"{name}.json" for name in ("digits", "shapes")]


def rows(path):
    with open(path, newline="") as table:
        return list(csv.reader(table))


def succeeds(*words):
    status, said, printed = sdkt(*words, "--threads", "1") if words[0] != "inspect" else sdkt(*words)
    check(status == 0, f"{' '.join(map(str, words))}: exit status {status}: {said}")
    return said, printed


def refused(*words):
    status, said, _ = sdkt(*words)
    check(status == 2 and said.startswith("sdkt: ") and said.count("\n") == 1, f"{words}: {status}: {said}")
    return said


with scratch() as name:
    folder = pathlib.Path(name)
    for method, values in (("rail-dual", []), ("rail-primal", ["--set", "ridge_head_units=200"])):
        out = folder / method
        succeeds("run", "--tasks", *TASKS, "--method", method, *values, "--quiet", "--save-predictions", "--out", out)
        check(len(rows(out / "steps.csv")) == 1, f"{method}: steps.csv has rows")
        config = json.loads((out / "config.json").read_text())
        check(config["classifier"] == "ridge_head" and config["trains"] == "nothing" and config["trained_weights"] == 0,
              f"{method}: config.json has {config}")
        check((out / "model/model.safetensors").exists(), f"{method}: no model")
        accuracy = [[float(value) for value in row[1:]] for row in rows(out / "accuracy.csv")[1:]]
        check(accuracy[1][0] > accuracy[0][0] + 5, f"{method}: learnt nothing: {accuracy}")

        # Read back, it gives the last row of both tables.
        again = folder / f"again-{method}"
        said, _ = succeeds("evaluate", "--model", out / "model", "--tasks", *TASKS, "--save-predictions", "--out", again)
        check("classifier: ridge_head has learnt 28 classes; 28 of the 28 names here are among them" in said, f"evaluate says {said}")
        for table in ("accuracy.csv", "accuracy_union.csv"):
            check(rows(again / table)[1][1:] == rows(out / table)[-1][1:], f"{method}: {table} of the saved model")
        last = [row[1:] for row in rows(out / "predictions.csv")[1:] if row[0] == "shapes"]
        check([row[1:] for row in rows(again / "predictions.csv")[1:]] == last, f"{method}: predictions of the saved model")
        _, printed = succeeds("inspect", out / "model")
        check("\nclassifier    ridge_head, 28 classes learnt\n" in printed, f"inspect prints {printed}")
        check("classifier.safetensors" not in printed, f"inspect passes the classifier over: {printed}")

    out = folder / "rail-dual"
    said, _ = succeeds("evaluate", "--model", out / "model", "--tasks", TASKS[1], MINI / "tasks/letters.json")
    check("18 of the 44 names" in said, f"evaluate on other tasks says {said}")

    # What does not fit is refused.
    said = refused("evaluate", "--model", out / "model", "--tasks", MINI / "tasks/letters.json")
    check("none of the 26 prompts here is among those it has learnt" in said, said)
    broken = folder / "broken"
    shutil.copytree(out / "model", broken)
    data = (broken / "classifier.safetensors").read_bytes()

    def replaced(before, after):
        check(data.count(before) == 1, f"{before} is there {data.count(before)} times")
        (broken / "classifier.safetensors").write_bytes(data.replace(before, after))
        return refused("evaluate", "--model", broken, "--tasks", *TASKS)

    check("holds a classifier of the kind ridge_hood, not ridge_head" in replaced(b'"ridge_head"', b'"ridge_hood"'), "kind")
    check("its format is" in replaced(b"sdkt classifier 1", b"sdkt classifier 9"), "format")
    (broken / "classifier.safetensors").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    check("is damaged: its content is not what was written" in refused("evaluate", "--model", broken, "--tasks", *TASKS), "damage")
    (broken / "classifier.safetensors").write_bytes(data[:-8])
    refused("evaluate", "--model", broken, "--tasks", *TASKS)
    (broken / "classifier.safetensors").unlink()
    said, _ = succeeds("evaluate", "--model", broken, "--tasks", *TASKS)
    check("classifier" not in said, f"without the file: {said}")

    # Steps are no use here, and 0 of them stay refused where weights train.
    said, _ = succeeds("run", "--tasks", TASKS[0], "--method", "rail-dual", "--steps", "3", "--out", folder / "steps")
    check("--steps: the method rail-dual trains no weights" in said, f"--steps 3 says {said}")
    refused("run", "--tasks", TASKS[0], "--method", "finetune", "--steps", "0", "--out", folder / "none")
    refused("run", "--tasks", TASKS[0], "--method", "rail-dual", "--trains", "nothing", "--out", folder / "none")
    status, said, printed = sdkt("check", "--tasks", *TASKS, "--method", "rail-dual", "--threads", "1")
    check(status == 0 and "no weight trains" in printed and "for features of training images" in printed, f"check: {said}{printed}")
    status, said, printed = sdkt("run", "--tasks", *TASKS, "--method", "rail-dual", "--print-config")
    (folder / "printed.toml").write_text(printed)
    succeeds("run", "--config", folder / "printed.toml", "--out", folder / "printed")
    check((folder / "printed/accuracy.csv").read_bytes() == (out / "accuracy.csv").read_bytes(), "a printed configuration")
finish()

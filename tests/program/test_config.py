# SPDX-License-Identifier: MIT
"""--config takes every option of run, and --print-config prints what gives the same run."""

import json
import pathlib
import re

from interrupting import small_tasks
from program import MINI, check, finish, scratch, sdkt

METHODS = ["snd", "zscl", "wise-ft"]  # numbers with options of their own, whole numbers, a choice
FLAGS = ["allow-outside", "merge-classes", "step-graph", "repeatable", "resume", "save-predictions", "tensorboard", "json", "quiet"]


def printed_config(*words):
    status, said, printed = sdkt("run", *words, "--print-config")
    check(status == 0 and said == "", f"{words} --print-config: exit status {status}: {said}")
    return printed


def settings_in(text):
    return dict(line.split(" = ", 1) for line in text.splitlines() if line and not line.startswith("#"))


with scratch() as name:
    folder = pathlib.Path(name)
    before = set(folder.iterdir())
    file = folder / "c.toml"

    # Printed, read back and printed again it is the same text.
    for method in METHODS:
        first = printed_config("--tasks", "mini", "--method", method)
        file.write_text(first)
        check(printed_config("--config", file) == first, f"{method}: a printed configuration, read back, is another")
    check(settings_in(first)["steps"] == "60" and float(settings_in(first)["lr"]) == 3e-4, "the benchmark's own settings are resolved")
    file.write_text(printed_config("--tasks", "a.json", "--method", "zscl", "--warmup", "3", "--set", "running_mean_every=7"))
    again = settings_in(printed_config("--config", file, "--seed", "18446744073709551615"))
    check(again["warmup"] == "3" and "running_mean_every=7" in again["set"], f"what is named is kept: {again}")
    check(again["seed"] == '"18446744073709551615"', f"a seed beyond TOML's whole numbers: {again['seed']}")
    several = settings_in(printed_config("--tasks", "a.json", "--method", "snd,ewc", "--lr", "3e-5"))
    check(several["lr"] == "3e-05" and "steps" not in several, "of several methods only what is named is printed")
    check(set(folder.iterdir()) - before == {file}, "--print-config writes nothing")

    # Every option of run can stand in a file.
    status, said, page = sdkt("run", "--help")
    names = set(re.findall(r"^  (?:-\w, )?--([a-z-]+)", page, re.MULTILINE)) - {"help", "config", "print-config"}
    values = {"model": '"m"', "activation": '"gelu"', "heads": '"5,4"', "vocabulary": '"v"', "tasks": '["a.json", "b, \\"c\\".json"]', "data-root": '"a b"', "order": '"all"', "reference": '["r", "s"]',
              "reference-size": "12", "skip-broken": "3", "reference-texts": '"t.txt"', "templates": '"p.txt"', "evaluate-on": '"val"', "val-fraction": "0.25", "method": '"zscl"', "set": '["running_mean_every=5", "l2_to_start_strength=0.5"]',
              "steps": "7", "min-steps": "8", "min-passes": "3", "max-passes": "4", "lr": "0.25", "lr-of": '["a=b=0.5", "c d=1e-05"]', "weight-decay": "0.125", "warmup": "2",
              "label-smoothing": "0.5", "max-gradient-norm": "1.5", "batch-size": "5", "reference-batch-size": "6", "micro-batch-size": "4", "distance-images": "9", "union": '"concatenated"', "view": '"eval"',
              "reference-view": '"train"', "trains": '"both"', "seed": '["11", "12"]', "precision": '"bf16"', "device": '"cpu"', "threads": "1", "image-memory": "64", "processes": "2", "max-processes": "4",
              "checkpoint-seconds": "60.5", "out": '"o"', **{flag: "true" for flag in FLAGS}}  # fmt: skip
    distillation = {"threshold": "0.125", "scale": "3", "previous-weight": "2.5", "pretrained-weight": "0.75"}
    check(names == set(values) | set(distillation), f"options without a value here: {names ^ (set(values) | set(distillation))}")
    file.write_text("".join(f"{key} = {value}\n" for key, value in values.items()))
    found = settings_in(printed_config("--config", file))
    others = [setting for setting in found["set"].strip("[]").split(", ")]
    check({key: found.get(key) for key in values if key != "set"} == {key: value for key, value in values.items() if key != "set"},
          f"read back: {found}")  # fmt: skip
    check('"running_mean_every=5"' in others and '"l2_to_start_strength=0.5"' in others, f"read back: {others}")
    file.write_text('tasks = "mini"\n' + "".join(f"{key} = {value}\n" for key, value in distillation.items()))
    found = settings_in(printed_config("--config", file))
    check({key: found.get(key) for key in distillation} == distillation, f"read back: {found}")
    file.write_text('tasks = "mini"\nquiet = false\nmethod = "finetune"\nout = "--json"\n')
    found = settings_in(printed_config("--config", file))
    check("quiet" not in found and "json" not in found and found["out"] == '"--json"', "false leaves a flag out, and a value is no option")

    # What a file says wrong is said with its place and the nearest name.
    for text, parts in [
        ("\nlrr = 1\n", ["line 2, column 1", "there is no option --lrr", "did you mean --lr?"]),
        ("metod = 'snd'\n", ["did you mean --method"]),
        ("config = 'other.toml'\n", ["there is no option --config"]),
        ("help = true\n", ["there is no option --help"]),
        ("quiet = 1\n", ["line 1", "--quiet must be true or false, not 1"]),
        ("lr = true\n", ["line 1", "--lr takes RATE"]),
        ("steps = [1, 2]\n", ["line 1", "--steps takes one value"]),
        ("tasks = []\n", ["line 1", "--tasks", "empty"]),
    ]:
        file.write_text(text)
        status, said, printed = sdkt("run", "--config", file, "--print-config")
        check(status == 2 and printed == "" and said.count("\n") == 1 and str(file) in said, f"{text!r}: {said}")
        check(all(part in said for part in parts), f"{text!r}: {parts} not in {said!r}")
    status, said, printed = sdkt("run", "--tasks", b"a\xffb.json".decode(errors="surrogateescape"), "--print-config")
    check(status == 2 and "UTF-8" in said and printed == "", f"a name that TOML cannot hold: {said}")
    status, said, printed = sdkt("run", "--tasks", "mini", "--method", "sdn", "--print-config")
    check(status == 2 and "did you mean snd" in said and printed == "", "--print-config refuses what run refuses")

    # The run of a printed configuration is the same run.
    tasks = small_tasks(MINI, folder / "data", ["digits", "shapes"], 24, 8, 24)
    words = ["--tasks", *tasks, "--reference", folder / "data" / "captions.json", "--reference-texts", folder / "data" / "texts.txt",
             "--method", "zscl", "--steps", "2", "--batch-size", "8", "--reference-batch-size", "8", "--threads", "1", "--quiet"]  # fmt: skip
    file.write_text(printed_config(*words))
    for out, given in (("one", words), ("two", ["--config", file])):
        status, said, _ = sdkt("run", *given, "--out", folder / out)
        check(status == 0, f"{out}: {said}")
    for name in ("accuracy.csv", "model/model.safetensors"):
        check((folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes(), f"{name} differs")
    one, two = ({key: value for key, value in json.loads((folder / out / "config.json").read_text()).items() if key != "command"}
                for out in ("one", "two"))  # fmt: skip
    check(one == two, f"config.json differs: {one} {two}")
    check(json.loads((folder / "two" / "config.json").read_text())["method"] == "zscl", "the method of the file")
finish()

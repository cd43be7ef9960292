# SPDX-License-Identifier: MIT
"""--tensorboard: whole records with right sums and the numbers of steps.csv and accuracy.csv, also after an interruption."""

import json
import pathlib
import signal
import struct
import time

from interrupting import position, running, small_tasks
from program import MINI, PROGRAM, check, finish, scratch, sdkt, table
from tensorboard_reader import crc32c, scalars

FILE = pathlib.Path("tensorboard") / "events.out.tfevents.0.sdkt"
COLUMNS = {"loss": "loss", "cross_entropy": "cross_entropy", "distill_previous": "distill_previous",
           "distill_pretrained": "distill_pretrained", "mean_selection": "mean_selection", "learning_rate": "lr"}  # fmt: skip


def as_float(text):
    return struct.unpack("<f", struct.pack("<f", float(text)))[0]


def has_numbers_of(out, what):
    found, times = scalars(out / FILE)
    rows = table(out / "steps.csv")
    for tag, column in COLUMNS.items():
        expected = [(number, as_float(row[column])) for number, row in enumerate(rows) if row[column] != ""]
        check(found.pop(tag, []) == expected, f"{what}: {tag} is not {column} of steps.csv")
    for tag, name in (("accuracy", "accuracy.csv"), ("accuracy_union", "accuracy_union.csv")):
        rows = table(out / name)
        tasks = list(rows[0])[1:]
        for task in tasks:
            told = found.pop(f"{tag}/{task}", [])
            check([step for step, _ in told] == list(range(len(rows))), f"{what}: stages of {tag}/{task}: {told}")
            check(all(abs(value - float(row[task])) < 1e-3 for (_, value), row in zip(told, rows)), f"{what}: {tag}/{task}")
        means = [value for _, value in found.pop(tag, [])]
        expected = [sum(float(row[task]) for task in tasks) / len(tasks) for row in rows]
        check(len(means) == len(rows) and all(abs(a - b) < 1e-3 for a, b in zip(means, expected)), f"{what}: means of {tag}")
    check(found == {}, f"{what}: there are also {sorted(found)}")
    check(all(abs(moment - time.time()) < 3600 for moment in times), f"{what}: wall times")


check(crc32c(b"123456789") == 0xE3069283, "the reader's sums are CRC-32C")
with scratch() as name:
    folder = pathlib.Path(name)
    tasks = small_tasks(MINI, folder / "data", ["digits", "shapes"], 24, 8, 24)
    words = ["run", "--tasks", *tasks, "--reference", folder / "data" / "reference.json", "--batch-size", "8", "--reference-batch-size",
             "8", "--threads", "1", "--quiet", "--tensorboard"]  # fmt: skip

    status, said, _ = sdkt(*words, "--steps", "12", "--out", folder / "whole")
    check(status == 0, f"whole: {said}")
    has_numbers_of(folder / "whole", "whole")

    # Killed between two checkpoints: what the file has beyond the checkpoint is not in it twice.
    out = folder / "killed"
    tuned = [*words, "--method", "finetune", "--steps", "60"]
    with running([PROGRAM, *tuned, "--checkpoint-seconds", "0.05", "--out", out], folder / "log") as run:
        check(run.wait_for(lambda: (position(out) or (0, 0, 0))[2] >= 15), f"no checkpoint: {run.said()}")
        run.send(signal.SIGSTOP)
        told = (out / FILE).stat().st_size
        run.send(signal.SIGKILL)
    with open(out / FILE, "ab") as file:
        file.write(b"half a record")  # as a process leaves it that is killed while it writes
    status, said, _ = sdkt(*tuned, "--resume", "--out", out)
    check(status == 0, f"resumed: {said}")
    has_numbers_of(out, "resumed")
    check((out / FILE).stat().st_size > told, "the file has grown")

    # A run that is complete gets its curves afterwards; a run without the option has none.
    (folder / "whole" / FILE).unlink()
    status, said, _ = sdkt(*words, "--steps", "12", "--resume", "--out", folder / "whole")
    check(status == 0, f"afterwards: {said}")
    has_numbers_of(folder / "whole", "afterwards")

    # A run that fails before its first checkpoint leaves no trace.
    (folder / "data" / "x.png").write_bytes(b"no image")
    listed = {"class_names": ["a"], "data": {"train": [["x.png", 0]], "test": [["x.png", 0]]}}
    (folder / "data" / "bad.json").write_text(json.dumps(listed))
    status, said, _ = sdkt("run", "--tasks", folder / "data" / "bad.json", "--method", "finetune", "--tensorboard", "--out", folder / "bad")
    check(status == 2 and "x.png" in said and not (folder / "bad").exists(), f"a failed run leaves a trace: {said}")
finish()

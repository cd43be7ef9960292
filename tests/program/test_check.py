# SPDX-License-Identifier: MIT
"""`sdkt check`: every kind of finding, on data made to have it; what it finds is what run does."""

import json
import math
import pathlib
import re
import shutil
import struct

from interrupting import small_tasks, unpack
from program import MINI, check, finish, scratch, sdkt


def looked_at(*words):
    """Exit status, findings as (kind, about, what and remedy), and what was said."""
    status, said, printed = sdkt("check", *words, "--json", "--quiet")
    events = [json.loads(line) for line in printed.splitlines()]
    rows = [(event["kind"], event["about"], event["what"] + (f"; {event['remedy']}" if event["remedy"] else ""))
            for event in events if event["event"] == "finding"]  # fmt: skip
    end = [event for event in events if event["event"] == "check_finished"]
    check(len(end) == 1, f"{words}: no end: {printed}{said}")
    counts = [sum(kind == which for kind, _, _ in rows) for which in ("problem", "note")]
    check(end and [end[0]["problems"], end[0]["notes"]] == counts, f"{words}: counts {end}, {counts}")
    check(status == (2 if counts[0] else 0), f"{words}: status {status} with {counts[0]} problems: {said}")
    check((events[-1]["event"] == "error") == (status == 2), f"{words}: ends with {events[-1]}")
    return status, rows, said


def has(rows, kind, about, *parts):
    found = [row for row in rows if row[0] == kind and row[1] == about and all(part in row[2] for part in parts)]
    check(len(found) == 1, f"no {kind} of {about!r} with {parts}: {[row for row in rows if row[0] == kind]}")


def weights_of_mini():
    """Numbers of all weights, and of those of the image tower."""
    with open(MINI / "model" / "model.safetensors", "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    sizes = {name: math.prod(entry["shape"]) for name, entry in header.items() if name != "__metadata__"}
    return sum(sizes.values()), sum(size for name, size in sizes.items() if name.startswith("vis"))


def megabytes_of(processes, strands, images, micro_batch, kept):
    """The formula of docs/distributed.md for the first process and for each other one: two tasks, 17 positions,
    160 channels, 5 blocks."""
    whole, trained = weights_of_mini()
    at_once = math.ceil(images / strands) * strands // processes
    activations = 16 * min(at_once, micro_batch or at_once) * 17 * 160 * 5
    copies = 2 + 2 / processes + 1 + math.log2(strands / processes)
    gathered = 2 * trained if processes > 1 else 0
    other = 160e6 + 4 * (2 * whole + copies * trained + max(activations, gathered)) + kept
    return [round((other + 12 * trained) / 1e6), round(other / 1e6)]


def megabytes_of_parameters(images, of_weights, of_others, kept):
    """The same for one process that trains something else: floats of the weights' size, and other ones."""
    whole, trained = weights_of_mini()
    return round((160e6 + 4 * (2 * whole + of_weights * trained + of_others + 16 * images * 17 * 160 * 5) + kept) / 1e6)


with scratch() as name:
    folder = pathlib.Path(name)
    tasks = small_tasks(MINI, folder / "data", ["digits", "shapes"], 16, 8, 24)
    pool = folder / "data" / "reference.json"
    numbers = ["--threads", "1", "--batch-size", "8", "--reference-batch-size", "8", "--steps", "2"]
    good = ["--tasks", *tasks, "--reference", pool, *numbers]

    # Data that is well: nothing but facts and how small the classes are, and no trace.
    before = sorted(folder.rglob("*"))
    status, rows, said = looked_at(*good, "--out", folder / "out")
    check(status == 0 and said == "", f"good data: {said}")
    check({row[1] for row in rows if row[0] == "note"} <= {"task digits", "task shapes"}, f"good data: {rows}")
    has(rows, "fact", "model", "fingerprint", "images of 32 pixels")
    has(rows, "fact", "task digits", "10 classes, 16 training and 8 test images")
    has(rows, "fact", "reference", "24 images")
    has(rows, "fact", "steps of snd", "digits: 2 steps of 8 images, 1.0 passes over 16")
    has(rows, "fact", "steps of snd", "all tasks: 4 steps")
    has(rows, "fact", "memory of snd", " MB at peak", "--image-memory")
    has(rows, "fact", "disk", "at most about ", " needed, ", f" free in {folder}")
    has(rows, "fact", "time of snd", "s per step", "of training and", "of evaluation")
    check(sorted(folder.rglob("*")) == before, "a check writes nothing")
    status, said, printed = sdkt("check", *good, "--untimed")
    lines = printed.splitlines()
    check(status == 0 and all(re.match(r"(fact|note|problem) +\S", line) for line in lines) and "time of snd" not in printed, f"a table: {printed}")
    check([line.split()[0] for line in lines] == sorted((line.split()[0] for line in lines), key=["fact", "note", "problem"].index), "facts come first")

    # The same numbers as the run that follows.
    status, said, _ = sdkt("run", *good, "--quiet", "--out", folder / "out")
    check(status == 0, said)
    status, rows, said = looked_at(*good, "--untimed", "--out", folder / "out")
    has(rows, "problem", "folder", "already contains a run", "continue it with resume")
    status, rows, said = looked_at(*good, "--untimed", "--out", folder / "out", "--resume")
    check(status == 0, f"--resume: {rows}")
    shutil.rmtree(folder / "out")

    # Several processes: what each of them holds, and the numbers that do not fit.
    kept = (2 * (16 + 8) + 24) * 3 * 32 * 32
    for processes, strands, micro_batch in [(1, 1, 0), (1, 4, 0), (2, 2, 0), (2, 4, 4), (4, 4, 0)]:
        words = ["--processes", processes, "--max-processes", strands, "--micro-batch-size", micro_batch]
        status, rows, said = looked_at(*good, *words, "--untimed")
        first, other = megabytes_of(processes, strands, 16, micro_batch, kept)
        where = f" in the first of {processes} processes and {other} MB in each other, " if processes > 1 else ", "
        has(rows, "fact", "memory of snd", f"about {first} MB at peak{where}")
    # Other parameters: factors of rank 16 on four matrices of 5 blocks; C and V of each matrix of the image tower.
    factors, directions = 5 * 4 * 16 * (160 + 160), 2 * (5 * (3 * 160**2 + 640**2) + 160**2)
    status, rows, said = looked_at(*good, "--method", "snd-lora,projected", "--untimed")
    has(rows, "fact", "memory of snd-lora", f"about {megabytes_of_parameters(16, 3 + 1, 4 * factors + 3 * factors, kept)} MB at peak, ")
    has(rows, "fact", "memory of projected", f"about {megabytes_of_parameters(16, 5 + 3, 2 * directions, kept)} MB at peak, ")
    status, rows, said = looked_at(*good, "--processes", 2)
    has(rows, "fact", "time of snd", " on one process: ")
    status, rows, said = looked_at(*good, "--processes", 3)
    has(rows, "problem", "settings", "--processes: 3 processes cannot share a run for at most 3")

    # Several methods, orders and seeds: all of them.
    status, rows, said = looked_at(*good, "--method", "snd,finetune", "--order", "all", "--seed", "1,2", "--out", folder / "out")
    has(rows, "fact", "time of finetune", "in each of 4 runs")
    has(rows, "fact", "memory of finetune", "MB")
    status, rows, said = looked_at(*good, "--method", "icarl")
    has(rows, "fact", "time of icarl", "s per step")
    has(rows, "note", "settings", "--reference: ", "icarl")

    # Settings.
    for words, about, parts in [
        (["--method", "sdn"], "settings", ["did you mean snd"]),
        (["--method", "finetune", "--threshold", "1"], "settings", ["no setting threshold"]),
        (["--lr", "nan"], "settings", ["learning_rate", "finite"]),
        (["--label-smoothing", "1.5"], "settings", ["label_smoothing"]),
        (["--precision", "tf32", "--device", "cpu"], "settings", ["tf32 needs a CUDA device"]),
        (["--step-graph", "--device", "cpu"], "settings", ["CUDA graph", "leave it out"]),
        (["--order", "digits,cars"], "tasks", ["no task called cars"]),
        (["--order", "5"], "tasks", ["5 is out of range"]),
        (["--lr-of", "cars=1"], "tasks", ["learning_rate of cars", "its tasks are digits, shapes"]),
        (["--model", folder / "gone"], "model", ["gone", "does not exist"]),
        (["--templates", folder / "gone.txt"], "templates", ["gone.txt"]),
        (["--reference-size", "25"], "reference", ["25", "24"]),
        (["--max-passes", "3"], "settings", ["--steps 2 sets the exact length"]),
        (["--method", "zscl"], "settings", ["--reference-texts", "compares images with texts"]),
    ]:
        status, rows, said = looked_at(*good, *words, "--untimed")
        has(rows, "problem", about, *parts)
        check(said.startswith("sdkt: sdkt check: ") and "would end this run" in said and said.count("\n") == 1, f"{words}: {said!r}")
        ended, said, _ = sdkt("run", *good, *words, "--quiet", "--out", folder / "never")
        check(ended == 2 and all(part in said for part in parts), f"{words}: run says {said}")
    status, rows, said = looked_at("--tasks", tasks[0], *numbers, "--untimed")
    has(rows, "problem", "settings", "--reference", "unlabelled images")
    file = folder / "c.toml"
    file.write_text(f'tasks = ["{tasks[0]}"]\nmethod = "finetune"\nmin-steps = 3\nlabel-smoothing = 2\n')
    status, rows, said = looked_at("--config", file, "--untimed")
    has(rows, "problem", "settings", "label_smoothing")

    # Several faults at once: each file by itself.
    broken = folder / "broken.json"
    broken.write_text('{"class_names": [')
    status, rows, said = looked_at("--tasks", folder / "gone.json", broken, tasks[0], "--method", "finetune", *numbers)
    has(rows, "problem", str(folder / "gone.json"), "no such file")
    has(rows, "problem", str(broken), "line 1")
    has(rows, "fact", "task digits", "10 classes")
    check(sum(row[0] == "problem" for row in rows) == 2 and "time of finetune" not in {row[1] for row in rows}, f"two faults: {rows}")

    # Images: all that are missing or no images, in folders and tars, of tasks and reference.
    images = folder / "images"
    (loose,) = small_tasks(MINI, folder / "loose", ["digits"], 16, 8, 8)
    loose = unpack(loose, images)
    content = json.loads(loose.read_text())
    trained = [name for name, _ in content["data"]["train"]]
    tested = [name for name, _ in content["data"]["test"]]
    place = images / "digits"
    whole = (place / trained[2]).read_bytes()
    (place / trained[2]).unlink()
    (place / trained[5]).write_bytes(b"no image at all")
    (place / tested[1]).write_bytes(b"")
    (place / tested[2]).write_bytes(whole[: len(whole) // 2])
    words = ["--tasks", loose, "--data-root", images, "--method", "finetune", *numbers]
    status, rows, said = looked_at(*words)
    has(rows, "problem", "task digits", "train entry 2: ", trained[2], "No such file")
    has(rows, "problem", "task digits", "train entry 5: ", trained[5], "begins with")
    has(rows, "problem", "task digits", "test entry 1: ", tested[1], "is empty")
    check(sum(row[0] == "problem" for row in rows) == 3 and said.startswith("sdkt: sdkt check: 3 problems would"), f"images: {rows}{said}")
    has(rows, "fact", "steps of finetune", "2 steps")  # what does not need them is said all the same
    status, rows, said = looked_at(*words, "--decode")
    has(rows, "problem", "task digits", "test entry 2: ", tested[2])
    check(sum(row[0] == "problem" for row in rows) == 4, f"--decode: {rows}")
    for name in trained[3:12]:
        (place / name).unlink()
    status, rows, said = looked_at(*words)
    has(rows, "problem", "task digits", "train: 10 of 16 images are missing or cannot be read")
    check(sum("train entry" in row[2] for row in rows) == 5, f"five are told: {rows}")
    listed = folder / "pool.txt"
    kept = place / trained[0]
    listed.write_text(f"{kept.name}\ngone_1.png\n{kept.name}\ngone_2.png\n")
    shutil.copy(kept, folder / kept.name)
    status, rows, said = looked_at("--tasks", tasks[0], "--reference", listed, *numbers, "--untimed")
    has(rows, "problem", "reference", "images entry 1: ", "gone_1.png")
    has(rows, "problem", "reference", "images entry 3: ", "gone_2.png")
    (short,) = small_tasks(MINI, folder / "short", ["digits"], 16, 8, 8)
    content = json.loads(short.read_text())
    content["data"]["train"][4][0] = "train/gone.png"
    short.write_text(json.dumps(content))
    status, rows, said = looked_at("--tasks", short, "--method", "finetune", *numbers)
    has(rows, "problem", "task digits", "train entry 4: ", "digits.tar", "train/gone.png")

    # Classes, prompts and images that a run accepts.
    content = json.loads(tasks[0].read_text())
    content["class_names"][3] = "very " * 90 + "long"
    content["class_names"].append("never seen")
    content["data"]["test"][0] = content["data"]["train"][0]
    content["data"]["test"][1] = [content["data"]["train"][1][0], (content["data"]["train"][1][1] + 1) % 10]
    odd = tasks[0].with_name("odd.json")
    odd.write_text(json.dumps({**content, "name": "odd"}))
    other = tasks[0].with_name("other.json")
    other.write_text(json.dumps({**json.loads(tasks[1].read_text()), "name": "other"}))
    lone = tasks[0].with_name("lone.json")
    rows_of_one = {part: [[name, 0] for name, _ in content["data"][part][:4]] for part in ("train", "test")}
    lone.write_text(json.dumps({"name": "lone", "archive": content["archive"], "class_names": ["only"], "data": rows_of_one}))
    status, rows, said = looked_at("--tasks", odd, tasks[1], other, lone, "--method", "finetune", *numbers, "--untimed")
    check(status == 0, f"notes are no problems: {rows}")
    has(rows, "note", "task odd", "which the model truncates", "very very")
    has(rows, "note", "task odd", "2 images both train and test, the first " + content["data"]["test"][0][0])
    has(rows, "note", "task odd", "1 image is listed with two labels, " + content["data"]["test"][1][0])
    has(rows, "note", "task odd", "classes without training images", "never seen")
    has(rows, "note", "task odd", "classes without test images", "never seen")
    has(rows, "note", "task odd", "fewer than 4 training images")
    has(rows, "note", "task lone", "it has only one class")
    has(rows, "note", "all tasks", "of other tasks'", "of other = ", " of shapes", "in the union they count as one class")

    # Classes of one task with one name: what run refuses, and joins where it is told to.
    first = content["class_names"][0]
    twins = tasks[0].with_name("twins.json")
    names = [first, first.upper(), *content["class_names"][2:-1]]
    twins.write_text(json.dumps({**json.loads(tasks[0].read_text()), "name": "twins", "class_names": names}))
    status, rows, said = looked_at("--tasks", twins, "--method", "finetune", *numbers, "--untimed")
    has(rows, "problem", str(twins), f'the classes "{first}" (0) and "{first.upper()}" (1)', "--merge-classes")
    status, rows, said = looked_at("--tasks", twins, "--method", "finetune", "--merge-classes", *numbers, "--untimed")
    check(status == 0, f"--merge-classes: {rows}")
    has(rows, "fact", "task twins", "9 classes")

    # Room: more than there is.
    status, rows, said = looked_at("--tasks", tasks[0], "--method", "finetune", *numbers, "--untimed", "--out", "/proc/out")
    has(rows, "problem", "disk", "at most about ", " needed, 0 MB free in /proc")

finish()

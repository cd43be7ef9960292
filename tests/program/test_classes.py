# SPDX-License-Identifier: MIT
"""Classes that cannot be told apart, images that are listed twice, and whole numbers as other programs write them."""

import json
import pathlib

from interrupting import small_tasks
from program import MINI, check, finish, refuses, rewritten, scratch, sdkt, table


def accuracies(path):
    return [float(value) for value in list(table(path)[0].values())[1:]]


def twin(file, name, first, second, spelling=lambda text: text):
    """The class `second` is called as `first` is, in another spelling."""
    def change(content):
        content["class_names"][second] = spelling(content["class_names"][first])
    return rewritten(file, name, change)


def half_of_digits(file, name, first, last):
    """Those images of digits whose classes are in [first, last)."""
    def change(content):
        content["class_names"] = content["class_names"][first:last]
        for part in ("train", "test"):
            content["data"][part] = [[path, label - first] for path, label in content["data"][part] if first <= label < last]
    return rewritten(file, name, change)


with scratch() as name:
    folder = pathlib.Path(name)
    digits, shapes = small_tasks(MINI, folder / "data", ["digits", "shapes"], 200, 120, 40)
    out = folder / "out"
    few = ["--method", "finetune", "--steps", "1", "--threads", "1"]
    names = json.loads(digits.read_text())["class_names"]

    # One name twice in a task: refused by run and evaluate alike, before anything is written.
    for spelling in (str, str.upper, lambda text: f" {text} ", lambda text: text.replace(" ", "_")):
        twice = twin(digits, "twice", 2, 7, spelling)
        words = ['"' + names[2] + '" (2)', "(7)", "--merge-classes"]
        refuses(["evaluate", "--tasks", twice], *words)
        refuses(["run", "--tasks", digits, twice, *few, "--out", out], *words)
        check(not out.exists(), "a refused run leaves nothing")
    coop = {"train": [], "test": []}
    content = json.loads(digits.read_text())
    for part in coop:
        coop[part] = [[path, label, ["maillot", "Maillot", "sock"][label]] for path, label in content["data"][part] if label < 3]
    (folder / "data" / "coop.json").write_text(json.dumps({**coop, "archive": content["archive"]}))
    refuses(["evaluate", "--tasks", folder / "data" / "coop.json"], '"maillot" (0)', '"Maillot" (1)')

    # Prompts that are equal once they are cut to the model's context.
    words = " ".join("abcdefgh"[i % 8] for i in range(100))
    cut = rewritten(digits, "cut", lambda content: content.update(template=f"{words} {{}}"))
    refuses(["evaluate", "--tasks", cut], "task cut", f'"{names[0]}" (0)', "and 8 more like them", "token for token")

    # Joined where that is asked for: one class less, both classes' images right, and a record of it.
    twice = twin(digits, "twice", 2, 7, str.upper)
    status, said, _ = sdkt("run", "--tasks", twice, *few, "--merge-classes", "--save-predictions", "--out", out)
    check(status == 0, f"--merge-classes: {said}")
    config = json.loads((out / "config.json").read_text())
    check(config["merged_classes"] == [f"twice: {names[2].upper()} = {names[2]}"], config.get("merged_classes"))
    listed = json.loads((out / "tasks.json").read_text())["tasks"][0]["class_names"]
    check(listed == [each for place, each in enumerate(names) if place != 7], listed)
    labels = {path: label for path, label in json.loads(twice.read_text())["data"]["test"]}
    rows = [row for row in table(out / "predictions.csv") if row["label_space"] == "own"]
    wanted = [2 if labels[row["path"]] == 7 else labels[row["path"]] - (labels[row["path"]] > 7) for row in rows]
    check([int(row["label"]) for row in rows] == wanted and 2 in wanted, "labels are counted anew")
    zero = [row for row in rows if row["trained_up_to"] == "zero-shot"]
    right = sum(row["label"] == row["predicted"] for row in zero)
    check(abs(accuracies(out / "accuracy.csv")[0] - 100 * right / len(zero)) < 1e-4, "accuracy is that of the predictions")
    status, said, _ = sdkt("evaluate", "--tasks", twice, "--merge-classes", "--out", folder / "merged")
    check(status == 0 and accuracies(folder / "merged" / "accuracy.csv") == accuracies(out / "accuracy.csv"), said)
    status, said, _ = sdkt("evaluate", "--tasks", cut, "--merge-classes", "--out", folder / "cut")
    check(status == 0 and accuracies(folder / "cut" / "accuracy.csv") == [100.0], f"all classes are one: {said}")
    status, plain, _ = sdkt("evaluate", "--tasks", digits, "--merge-classes", "--out", folder / "plain")
    sdkt("evaluate", "--tasks", digits, "--out", folder / "usual")
    check((folder / "plain" / "accuracy.csv").read_bytes() == (folder / "usual" / "accuracy.csv").read_bytes(), "nothing to join")

    # One name in two tasks: one class of the union, said once; own classes do not change.
    low, high = half_of_digits(digits, "low", 0, 6), half_of_digits(digits, "high", 4, 10)
    found = {}
    for rule in ("joined", "concatenated", None):
        place = folder / f"union_{rule}"
        option = ["--union", rule] if rule else []
        status, said, _ = sdkt("evaluate", "--tasks", low, high, *option, "--save-predictions", "--out", place)
        check(status == 0 and said.count("warning: ") == 1, f"{rule}: {said}")
        check("2 have the prompts of other tasks'" in said and f"{names[4]} of high = {names[4]} of low" in said, said)
        found[rule] = {file.name: file.read_bytes() for file in place.iterdir()}
    check(found["joined"] == found[None], "joined is the default")
    check(found["joined"]["accuracy.csv"] == found["concatenated"]["accuracy.csv"], "own classes know nothing of it")
    whole = folder / "whole"
    sdkt("evaluate", "--tasks", digits, "--save-predictions", "--out", whole)
    said_of = {row["path"]: int(row["predicted"]) for row in table(whole / "predictions.csv") if row["label_space"] == "own"}
    joined = [row for row in table(folder / "union_joined" / "predictions.csv") if row["label_space"] == "union"]
    check(all(said_of[row["path"]] == int(row["predicted"]) and labels[row["path"]] == int(row["label"]) for row in joined),
          "the union of two halves is the whole")  # fmt: skip
    apart = [row for row in table(folder / "union_concatenated" / "predictions.csv") if row["label_space"] == "union"]
    check(all(int(row["predicted"]) not in (6, 7) for row in apart), "of two equal columns the first task's is said")
    check(all(int(row["label"]) == labels[row["path"]] + (2 if row["task"] == "high" else 0) for row in apart), "labels are counted on")

    # In a run: config.json, tasks.json, an event, one line for several runs, and a resumed run of the same bytes.
    both = ["--tasks", low, high, "--method", "finetune,wise-ft", "--steps", "1", "--threads", "1"]
    status, said, printed = sdkt("run", *both, "--json", "--out", folder / "runs")
    events = [json.loads(line) for line in printed.splitlines()]
    warnings = [event for event in events if event["event"] == "warning"]
    check(status == 0 and said.count("warning: ") == 1 and len(warnings) == 2, f"{said}: {warnings}")
    told = [event["event"] for event in events if event["event"] != "note"]
    check(told[:2] == ["run_started", "warning"], "a warning follows what has started")
    config = json.loads((folder / "runs" / "finetune" / "config.json").read_text())
    check(config["shared_classes"] == [f"{each} of high = {each} of low" for each in names[4:6]], config.get("shared_classes"))
    check(config["warnings"] == [event["message"] for event in warnings][:1] and config["union"] == "joined", config["warnings"])
    tasks = json.loads((folder / "runs" / "finetune" / "tasks.json").read_text())["tasks"]
    check([task["union_labels"] for task in tasks] == [[0, 1, 2, 3, 4, 5], [4, 5, 6, 7, 8, 9]], "places in the union")
    status, said, _ = sdkt("report", folder / "runs", "--out", folder / "compared.html")
    check(status == 0, f"a report of it: {said}")
    one = ["run", "--tasks", low, high, *few]
    refuses([*one, "--union", "both", "--out", folder / "x"], "--union")
    sdkt(*one, "--out", folder / "one")
    status, said, _ = sdkt(*one, "--union", "concatenated", "--resume", "--out", folder / "one")
    check(status == 2 and "union" in said, f"a resumed run has the same union: {said}")

    # An image that trains and tests, and one with two labels: one line, and the run goes on.
    def spoil(content):
        content["data"]["test"] += [[f"./{path}", label] for path, label in content["data"]["train"][:3]]
        path, label = content["data"]["train"][5]
        content["data"]["train"].append([path, (label + 1) % 10])

    twice = rewritten(digits, "leaks", spoil)
    first, second = json.loads(digits.read_text())["data"]["train"][0][0], json.loads(digits.read_text())["data"]["train"][5][0]
    for words in (["evaluate", "--tasks", shapes, twice], ["run", "--tasks", shapes, twice, *few, "--out", folder / "leaks"]):
        status, said, _ = sdkt(*words)
        lines = [line for line in said.splitlines() if line.startswith("warning: ")]
        check(status == 0 and len(lines) == 1, f"{words}: {said}")
        check(lines[0].startswith(f"warning: task leaks: 3 images both train and test, the first {first}; 1 image is listed with two "
                                  f"labels, {second} as "), lines[0])  # fmt: skip
    check(len(json.loads((folder / "leaks" / "config.json").read_text())["warnings"]) == 1, "it is in config.json")
    status, said, _ = sdkt("evaluate", "--tasks", twice, "--quiet")
    check(status == 0 and said == "", f"--quiet says nothing: {said}")

    # Distances: on a sample, on all, on none.
    reference = folder / "data" / "reference.json"
    distances = {}
    for count in (None, "40", "1000", "12", "12.0", "1.2e1", "0"):
        place = folder / f"distance_{count}"
        option = ["--distance-images", count] if count else []
        status, said, _ = sdkt("run", "--tasks", digits, *few, "--reference", reference, *option, "--out", place)
        check(status == 0, f"--distance-images {count}: {said}")
        rows = table(place / "distance.csv")
        config = json.loads((place / "config.json").read_text())
        distances[count] = ([row["reference"] for row in rows], config.get("distance_sample_fingerprint"), config["distance_images"])
    check(distances[None][:2] == distances["40"][:2] == distances["1000"][:2] and distances[None][1] is None, f"all: {distances}")
    check(distances["12"] == distances["12.0"] == distances["1.2e1"] and distances["12"][2] == 12, f"a sample: {distances}")
    check(distances["12"][0] != distances[None][0] and distances["12"][1] is not None, f"a sample is another: {distances}")
    check(distances["0"][0] == ["", ""], f"none: {distances}")

    # Whole numbers as other programs write them, on the command line and in a file.
    def steps_of(*options):
        status, said, printed = sdkt("run", "--tasks", "mini", *options, "--print-config")
        check(status == 0, f"{options}: {said}")
        return dict(line.split(" = ", 1) for line in printed.splitlines() if " = " in line)

    for text in ("60", "60.0", "6e1", "+60", "060", "600e-1"):
        check(steps_of("--steps", text)["steps"] == "60", f"--steps {text}")
    check(steps_of("--seed", "7.0")["seed"] == "7" and steps_of("--seed", "010")["seed"] == "10", "zeros in front mean nothing")
    check(steps_of("--image-memory", "1e3")["image-memory"] == "1000", "--image-memory 1e3")
    for order, wanted in (("1.0", 0), ("8e0", 2), ("1.5", 2)):
        place = folder / f"order_{order}"
        status, said, _ = sdkt("run", "--tasks", digits, shapes, *few, "--order", order, "--out", place)
        check(status == wanted and (status == 0 or order in said), f"--order {order}: {said}")
    header = (folder / "order_1.0" / "accuracy.csv").read_text().splitlines()[0]
    check(header == "trained_up_to,shapes,digits", header)
    check("running_mean_every=100" in steps_of("--method", "zscl", "--set", "running_mean_every=1e2")["set"], "--set with an exponent")
    toml = folder / "c.toml"
    for text in ("60", "60.0", "6e1", '"60"', '"60.0"', "0x3C"):
        toml.write_text(f"steps = {text}\nseed = 100000.0\n")
        read = steps_of("--config", toml)
        check(read["steps"] == "60" and read["seed"] == "100000", f"steps = {text}: {read}")
    for text in ("1.5", "1e-1", "1e30", "0.5e0"):
        refuses(["run", "--tasks", "mini", "--steps", text, "--print-config"], "--steps", f"got {text}")
        toml.write_text(f'steps = "{text}"\n')
        refuses(["run", "--tasks", "mini", "--config", toml, "--print-config"], "--steps", f"got {text}")
    for number in ("9223372036854775808", "99999999999999999999", "-9223372036854775809"):
        refuses(["run", "--tasks", "mini", "--steps", number, "--print-config"], "--steps", f"got {number}")
    refuses(["run", "--tasks", "mini", "--seed", "18446744073709551616", "--print-config"], "--seed", "18446744073709551616")
    check(steps_of("--seed", "18446744073709551615")["seed"] == '"18446744073709551615"', "the largest seed")
    refuses(["run", "--tasks", "mini", "--seed", "-1", "--print-config"], "--seed", "0 or more, got -1")
    refuses(["run", "--tasks", "mini", "--reference-size", "-1", "--print-config"], "--reference-size", "0 or more, got -1")
    refuses(["run", "--tasks", "mini", "--reference-size", "2.5", "--print-config"], "--reference-size", "got 2.5")
    refuses(["run", "--tasks", "mini", "--steps", "-0", "--print-config"], "steps", "the value 0")
    refuses(["run", "--tasks", "mini", "--method", "zscl", "--set", "running_mean_every=1.5", "--print-config"], '"1.5" is not a whole number')
    refuses(["run", "--tasks", "mini", "--distance-images", "-1", "--print-config"], "distance_images", "-1")

    # Labels too.
    floats = rewritten(digits, "floats", lambda content: content["data"].update(
        {part: [[path, float(label)] for path, label in content["data"][part]] for part in ("train", "test")}))  # fmt: skip
    sdkt("evaluate", "--tasks", floats, "--out", folder / "floats")
    check(accuracies(folder / "floats" / "accuracy.csv") == accuracies(folder / "usual" / "accuracy.csv"), "labels as floats")
    for label, shown in ((1.5, "the number 1.5"), ("1", 'the string "1"'), (1e300, "the number 1e+300"), (None, "null")):
        wrong = rewritten(digits, "wrong", lambda content, label=label: content["data"]["train"][4].__setitem__(1, label))
        refuses(["evaluate", "--tasks", wrong], "data.train entry 4", f"expected a whole number as the label, got {shown};")

finish()

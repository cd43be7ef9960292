# SPDX-License-Identifier: MIT
"""--json: every event of docs/events.md, with the numbers of the run folder, and a folder that does not change by it."""

import json
import pathlib
import re
import signal
import subprocess

from interrupting import contents, differences, small_tasks
from program import MINI, PROGRAM, check, finish, scratch, sdkt, table

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "events.md"


def events_of(text):
    """The events of an output; every line must be an object that begins with its name."""
    events = [json.loads(line) for line in text.splitlines()]
    check(all(list(event)[0] == "event" for event in events), "every line begins with its event")
    return events


def kinds(events):
    return [event["event"] for event in events]


def documented():
    """Fields by event, out of the page's tables."""
    fields = {}
    for part in re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)[1:]:
        names = re.findall(r"^\| ([^|]+) \|", part, re.MULTILINE)[1:]
        fields[part.split("\n")[0]] = set(re.findall(r"`(\w+)`", " ".join(names)))
    step = next(part for part in PAGE.read_text().split("## ") if part.startswith("step\n"))
    fields["step"] = set(re.findall(r"`(\w+)`", step)) - {"distill_NAME"}
    return fields


def has_numbers_of(folder, events):
    """The steps, accuracies and metrics of one run's events are those of its folder."""
    steps = [event for event in events if event["event"] == "step"]
    rows = table(folder / "steps.csv")
    same = [[None if row[key] == "" else float(row[key]) for key in row] == [step[key] for key in row] for row, step in zip(rows, steps)]
    check(len(rows) == len(steps) and all(same), f"{folder.name}: steps are rows of steps.csv")
    for field, name in (("accuracy", "accuracy.csv"), ("accuracy_union", "accuracy_union.csv")):
        rows = [[float(value) for value in list(row.values())[1:]] for row in table(folder / name)]
        told = [event[field] for event in events if event["event"] == "task_evaluated"]
        check(rows == told, f"{folder.name}: {field} is {name}")
    finished = events[-1]
    check(finished["event"] == "run_finished" and finished["folder"] == str(folder), f"{folder.name}: ends with its folder")
    check(finished["metrics"] == json.loads((folder / "metrics.json").read_text()), f"{folder.name}: metrics")
    check(events[0]["settings"] == json.loads((folder / "config.json").read_text()), f"{folder.name}: settings are config.json")


def without_progress(events):
    """The events besides those of progress, which are looked at by themselves."""
    return [event for event in events if event["event"] != "progress"]


def progress_is_told(events, what):
    """Every evaluation says how far it is before it says what it measured, with numbers that grow to its end."""
    told = {}
    for event in events:
        if event["event"] == "progress":
            check(event["phase"] in ("evaluating", "looking_back") and 0 <= event["images_done"] <= event["images"], f"{what}: {event}")
            told.setdefault((event["phase"], event["stage"]), []).append((event["images_done"], event["images"]))
        elif event["event"] == "run_started":
            told = {}
        elif event["event"] == "task_evaluated":
            counts = told.get(("evaluating", event["stage"]), [])
            check(len(counts) > 0 and counts == sorted(set(counts)) and counts[-1][0] == counts[-1][1] and len(counts) <= 22,
                  f"{what}: stage {event['stage']}: progress {counts}")  # fmt: skip
    return told


ONE_RUN = ["run_started", "task_evaluated", *2 * ["task_started", "step", "step", "task_evaluated"], "run_finished"]
ODD = "odd \" \u65e5 name"
fields = documented()
seen = {}

with scratch() as name:
    folder = pathlib.Path(name)
    tasks = small_tasks(MINI, folder / "data", ["digits", "shapes"], 24, 8, 24)
    content = json.loads(tasks[1].read_text())
    tasks[1].write_text(json.dumps({**content, "name": ODD}))
    words = ["--tasks", *tasks, "--reference", folder / "data" / "reference.json", "--batch-size", "8", "--reference-batch-size", "8",
             "--threads", "1"]  # fmt: skip

    # A run, with and without events.
    status, said, printed = sdkt("run", *words, "--steps", "2", "--json", "--tensorboard", "--out", folder / "told")
    check(status == 0 and "mean accuracy" in said, f"progress stays on stderr: {said}")
    events = events_of(printed)
    told = progress_is_told(events, "a run")
    check(told[("evaluating", 2)] == [(8, 40), (16, 40), (40, 40)], f"progress by batches: {told}")
    progress = [event for event in events if event["event"] == "progress"]
    check([event["name"] for event in progress] == 3 * ["zero-shot"] + 3 * ["digits"] + 3 * [ODD], f"progress has names: {progress}")
    seen = {"progress": set(progress[0]) - {"event"}}
    events = without_progress(events)
    check(kinds(events) == ONE_RUN, f"events: {kinds(events)}")
    has_numbers_of(folder / "told", events)
    check(events[0]["tasks"] == [{"name": task, "classes": classes, "train_images": 24, "test_images": 8, "steps": 2}
                                 for task, classes in (("digits", 10), (ODD, 18))], f"tasks: {events[0]['tasks']}")  # fmt: skip
    check([event["first_step"] for event in events if event["event"] == "task_started"] == [0, 0], "tasks begin at step 0")
    seen |= {event["event"]: set(event) - {"event"} for event in events}
    status, said, printed = sdkt("run", *words, "--steps", "2", "--quiet", "--out", folder / "silent")
    check(status == 0 and said == "" and printed == "", f"--quiet prints nothing: {said}{printed}")
    told, silent = contents(folder / "told"), contents(folder / "silent")
    curves = [name for name in told if name.startswith("tensorboard/")]
    check(len(curves) == 1, f"--tensorboard writes one file: {curves}")
    told.pop(curves[0])
    check(differences(told, silent) == [], f"--json and --tensorboard change {differences(told, silent)}")

    # Several runs: one after another, and nothing else on stdout.
    status, said, printed = sdkt("run", *words, "--steps", "2", "--method", "finetune", "--order", "all", "--json", "--quiet", "--out", folder / "all")
    progress_is_told(events_of(printed), "--order all")
    note, *events = without_progress(events_of(printed))
    check(note["event"] == "note" and note["message"].startswith("--reference-batch-size: "), f"finetune draws no reference images: {note}")
    check(status == 0 and said == "" and kinds(events) == 2 * ONE_RUN, f"--order all: {said}{kinds(events)}")
    half = len(ONE_RUN)
    check([(event["run"], event["num_runs"], event["method"]) for event in (events[0], events[half])] == [(1, 2, "finetune"), (2, 2, "finetune")],
          "runs are counted")  # fmt: skip
    has_numbers_of(folder / "all" / "order_1", events[half:])

    # An extension's pass over a task's images tells of itself as an evaluation does.
    status, said, printed = sdkt("run", *words, "--steps", "1", "--method", "ewc", "--json", "--quiet", "--out", folder / "ewc")
    told = progress_is_told(events_of(printed), "ewc")
    check(status == 0 and told[("looking_back", 1)][-1] == told[("looking_back", 2)][-1] == (24, 24), f"ewc: {said}{told}")

    # Settings that do not go together are told before the run begins.
    status, said, printed = sdkt("run", *words, "--steps", "1", "--micro-batch-size", "500", "--json", "--quiet", "--out", folder / "note")
    events = events_of(printed)
    check(status == 0 and kinds(events)[:2] == ["note", "run_started"] and events[0]["message"].startswith("--micro-batch-size: "), f"a note: {events[0]}")
    seen["note"] = set(events[0]) - {"event"}

    # A complete run that is resumed says so, and repeats nothing.
    status, said, printed = sdkt("run", *words, "--steps", "2", "--json", "--quiet", "--resume", "--out", folder / "told")
    events = events_of(printed)
    check(status == 0 and kinds(events) == ["run_started", "run_finished"] and events[0]["is_continued"], f"resumed: {kinds(events)}")

    # Evaluation, into a folder and without.
    for out in (folder / "zero", None):
        status, said, printed = sdkt("evaluate", "--tasks", *tasks, "--threads", "1", "--json", *(["--out", out] if out else []))
        progress_is_told(events_of(printed), "evaluate")
        check(said == "", f"evaluate says nothing where stderr is no terminal: {said}")
        events = without_progress(events_of(printed))
        check(status == 0 and kinds(events) == ["run_started", "task_evaluated", "run_finished"], f"evaluate: {said}{kinds(events)}")
        check([event.get("folder") for event in events] == [str(out) if out else None, None, str(out) if out else None], "its folder")
        check(events[-1]["metrics"] is None and events[0]["command"] == "evaluate", "an evaluation has no metrics")
    check(events[1]["accuracy"] == [float(value) for value in list(table(folder / "zero" / "accuracy.csv")[0].values())[1:]], "its accuracies")
    check({path.name for path in (folder / "zero").iterdir()} == {"accuracy.csv", "accuracy_union.csv"}, "tables of an evaluation")
    check((folder / "zero" / "accuracy.csv").read_text().splitlines()[1] == (folder / "told" / "accuracy.csv").read_text().splitlines()[1],
          "a run begins with what an evaluation measures")  # fmt: skip
    before = (folder / "zero" / "accuracy.csv").read_bytes()
    status, said, printed = sdkt("evaluate", "--tasks", *tasks, "--out", folder / "zero")
    check(status == 2 and "is not empty" in said and printed == "", f"evaluate refuses to write over tables: {said}")
    check((folder / "zero" / "accuracy.csv").read_bytes() == before, "tables of an evaluation stay")
    status, said, _ = sdkt("evaluate", "--tasks", *tasks, "--save-predictions")
    check(status == 2 and "--out" in said, f"predictions need a folder: {said}")

    # What is to be known of the data comes right behind what has started.
    twice = json.loads(tasks[0].read_text())
    twice["data"]["test"][0] = twice["data"]["train"][0]
    leaking = tasks[0].parent / "leaking.json"
    leaking.write_text(json.dumps({**twice, "name": ODD + " 2"}))
    status, said, printed = sdkt("evaluate", "--tasks", leaking, "--threads", "1", "--json")
    events = without_progress(events_of(printed))
    check(status == 0 and kinds(events) == ["run_started", "warning", "task_evaluated", "run_finished"], f"a warning: {said}{kinds(events)}")
    check(said == f"warning: {events[1]['message']}\n", f"a warning: {said}{events[1]}")
    seen["warning"] = set(events[1]) - {"event"}
    # A check tells what it found, and how far it is.
    status, said, printed = sdkt("check", *words, "--steps", "2", "--json", "--quiet")
    events = events_of(printed)
    check(status == 0 and said == "" and {"progress", "finding", "check_finished"} == set(kinds(events)), f"check: {said}{kinds(events)}")
    check([event["phase"] for event in events if event["event"] == "progress"][0] == "checking" and events[-1]["problems"] == 0, f"check: {events[-1]}")
    seen |= {event["event"]: set(event) - {"event"} for event in events}

    # Failures: the sentence as an event and on stderr, with the same exit status.
    broken = b"no-\xff-such.json".decode(errors="surrogateescape")
    for wrong in (["run", "--tasks", "mini", "--stpes", "3", "--out", folder / "x"], ["evaluate", "--tasks", folder / "gone \"1\".json"],
                  ["run", "--tasks", broken, "--out", folder / "x"]):  # fmt: skip
        done = subprocess.run([PROGRAM, *wrong, "--json"], capture_output=True, check=False)
        events = events_of(done.stdout.decode())
        check(done.returncode == 2 and kinds(events) == ["error"] and events[0]["status"] == 2, f"{wrong}: {done.stdout!r}")
        check("sdkt: " + events[0]["message"] + "\n" == done.stderr.decode(errors="replace"), f"{wrong}: {done.stderr!r}")
        seen["error"] = set(events[0]) - {"event"}
    full = subprocess.run(f"{PROGRAM} evaluate --tasks '{tasks[0]}' --json > /dev/full", shell=True, capture_output=True, check=False)
    check(full.returncode == 2 and b"standard output: an event cannot be written" in full.stderr, f"a full disk: {full.stderr!r}")

    # A run that is asked to stop says how to go on; what goes on says where.
    with subprocess.Popen([PROGRAM, "run", *words, "--steps", "400", "--json", "--quiet", "--out", folder / "stopped"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:  # fmt: skip
        lines = []
        for line in run.stdout:
            lines.append(line)
            if json.loads(line)["event"] == "step":
                run.send_signal(signal.SIGTERM)
                lines += run.stdout.readlines()
    last = json.loads(lines[-1])
    check(run.returncode == 143 and last["event"] == "run_stopped" and last["signal"] == 15, f"stopped: {run.returncode}, {last}")
    seen["run_stopped"] = set(last) - {"event"}
    check(last["resume"].startswith("sdkt run ") and last["resume"].endswith(" --resume"), f"how to go on: {last['resume']}")
    done_steps = sum(json.loads(line)["event"] == "step" for line in lines)
    resume = f"exec {last['resume'].replace('sdkt', str(PROGRAM), 1)}"
    with subprocess.Popen(resume, shell=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        events = []
        for line in run.stdout:
            events.append(json.loads(line))
            if events[-1]["event"] == "step":
                run.kill()
                break
    check(kinds(events)[:2] == ["run_started", "task_started"] and events[0]["is_continued"], f"resumed: {kinds(events)}")
    check(events[1]["first_step"] == done_steps == events[2]["step"], f"goes on at {events[1]}, after {done_steps}")

check(seen == fields, f"docs/events.md and the events differ: {[(k, seen.get(k, set()) ^ fields.get(k, set())) for k in {*seen, *fields}]}")
finish()

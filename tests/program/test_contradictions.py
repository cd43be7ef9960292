# SPDX-License-Identifier: MIT
"""Settings that do not go together: every pair of docs/program.md is refused, or said, and its neighbours pass in silence."""

import pathlib
import re

from interrupting import small_tasks
from program import MINI, check, finish, scratch, sdkt

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "program.md"
tried = set()


def notes_of(said):
    return [line[len("note: ") :] for line in said.splitlines() if line.startswith("note: ")]


def documented():
    """The pairs of the page's table."""
    table = PAGE.read_text().split("## Settings that do not go together")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([\w-]+)` \| `([\w-]+)` \|", table, re.MULTILINE))


with scratch() as name:
    folder = pathlib.Path(name)
    tasks = small_tasks(MINI, folder / "data", ["digits", "shapes", "letters"], 16, 4, 24)
    pool, texts = folder / "data" / "reference.json", folder / "data" / "texts.txt"
    common = ["--threads", "1", "--batch-size", "8", "--lr", "1e-5"]
    one, two, three = (["--tasks", *tasks[:count]] for count in (1, 2, 3))
    count = 0

    def run(*words):
        global count
        count += 1
        out = folder / f"out{count}"
        status, said, printed = sdkt("run", *words, "--out", out)
        return status, said, out

    def with_common(words):
        """The words, and of what is common those options that they do not name."""
        given = [*map(str, words)]
        reference = ["--reference-batch-size", "8"] if "--reference" in given else []
        for option, value in zip([*common, *reference][::2], [*common, *reference][1::2]):
            if option not in given:
                given += [option, value]
        return given

    def refused(pair, words, *parts):
        """One sentence that begins with the setting, status 2, no folder; --print-config and check refuse it too."""
        tried.add(pair)
        status, said, out = run(*with_common(words))
        check(status == 2 and said.startswith(f"sdkt: {pair[0]}: ") and said.count("\n") == 1, f"{pair}: {status}: {said}")
        check(all(part in said for part in parts), f"{pair}: {parts} not in {said!r}")
        check(not out.exists(), f"{pair}: left {out}")
        status, said, printed = sdkt("check", *with_common(words), "--untimed")
        check(status == 2 and re.search(rf"^problem +settings +{pair[0]}: ", printed, re.MULTILINE), f"{pair}: check: {printed}{said}")

    def told(pair, words, *parts):
        """The run goes on and says it once; with --quiet it says nothing."""
        tried.add(pair)
        status, said, _ = run(*with_common(words))
        found = [note for note in notes_of(said) if note.startswith(f"{pair[0]}: ")]
        check(status == 0 and len(found) == 1 and all(part in found[0] for part in parts), f"{pair}: {status}: {said}")
        status, said, printed = sdkt("check", *with_common(words), "--untimed")
        check(status == 0 and re.search(rf"^note +settings +{pair[0]}: ", printed, re.MULTILINE), f"{pair}: check: {printed}{said}")

    def silent(words):
        status, said, _ = run(*with_common(words))
        check(status == 0 and notes_of(said) == [], f"{words}: {status}: {said}")

    tuned = ["--method", "finetune"]
    snd = ["--reference", pool]

    # Methods that train nothing.
    told(("--steps", "--method"), [*one, "--method", "rail-dual", "--steps", "2"], "rail-dual trains no weights", "leave them out")
    silent([*one, "--method", "rail-dual,finetune", "--steps", "2"])

    # The length of a task.
    refused(("--min-steps", "--steps"), [*one, *tuned, "--steps", "2", "--min-steps", "3"], "--steps 2 sets the exact length", "leave one of them out")
    refused(("--min-passes", "--steps"), [*one, *tuned, "--steps", "2", "--min-passes", "2"], "--steps 2 sets the exact length")
    refused(("--max-passes", "--steps"), [*one, *tuned, "--steps", "2", "--max-passes", "10"], "--steps 2 sets the exact length")
    refused(("--min-passes", "--max-passes"), [*one, *tuned, "--min-passes", "3", "--max-passes", "2"], "the minimum of 3 passes is above the maximum of 2")
    refused(("--min-passes", "--max-passes"), [*one, *tuned, "--min-passes", "11"], "the minimum of 11 passes is above the maximum of 10")
    refused(("--min-steps", "--min-passes"), [*one, *tuned, "--min-steps", "0", "--min-passes", "0"], "nothing sets the length of a task")
    told(("--min-steps", "--max-passes"), [*one, *tuned, "--min-steps", "9", "--max-passes", "1"], "task digits: --max-passes 1 gives only 2 steps with its 16 images")
    silent([*one, *tuned, "--max-passes", "1"])  # below the least that nobody asked for
    silent([*one, *tuned, "--min-steps", "3", "--max-passes", "2"])
    silent([*one, *tuned, "--min-steps", "0", "--min-passes", "1"])
    status, said, _ = sdkt("run", *one, *tuned, "--steps", "2", "--min-steps", "3", "--print-config")
    check(status == 2 and "--steps 2 sets the exact length" in said, f"--print-config refuses what run refuses: {said}")

    # What is held out only for validation.
    refused(("--val-fraction", "--evaluate-on"), [*one, *tuned, "--steps", "1", "--val-fraction", "0.5"], "images are held out only for --evaluate-on val", "add --evaluate-on val")
    silent([*one, *tuned, "--steps", "1", "--val-fraction", "0.5", "--evaluate-on", "val"])

    # A file of --print-config names every setting, and gives the same run without a word.
    file = folder / "c.toml"
    for method in ("finetune", "snd", "lwf", "mod-x"):
        status, said, printed = sdkt("run", *with_common([*one, *snd] if method == "snd" else one), "--method", method, "--steps", "2", "--warmup", "0", "--print-config")
        file.write_text(printed)
        check(status == 0 and "min-steps = " in printed, f"{method}: {said}")
        status, said, _ = run("--config", file)
        check(status == 0 and notes_of(said) == [], f"{method}: a printed configuration says {said}")
    file.write_text(file.read_text().replace("min-steps = 0", "min-steps = 5"))
    status, said, _ = run("--config", file)
    check(status == 0 and [note.split(":")[0] for note in notes_of(said)] == ["--min-steps"], f"a file with a pair: {said}")

    # Rates and warm-up.
    refused(("--warmup", "--steps"), [*two, *tuned, "--steps", "2", "--warmup", "3"], "task digits: 3 warm-up steps exceed its 2 steps", "66.7 %", "1 more")
    refused(("--warmup", "--steps"), [*two, *tuned, "--max-passes", "2", "--warmup", "5"], "5 warm-up steps exceed its 4 steps")
    silent([*one, *tuned, "--steps", "2", "--warmup", "2"])
    told(("--method", "--steps"), [*one, "--method", "lwf", "--steps", "2"], "100 warm-up steps exceed its 2 steps", "2.0 %")
    told(("--lr", "--steps"), [*one, *tuned, "--steps", "1", "--lr", "0"], "no weight changes")
    told(("--lr", "--lr-of"), [*two, *tuned, "--steps", "1", "--lr", "1e-4", "--lr-of", "digits=1e-5", "shapes=1e-5"], "the rate of every task")
    silent([*two, *tuned, "--steps", "1", "--lr", "1e-4", "--lr-of", "digits=1e-5"])
    silent([*two, *tuned, "--steps", "1", "--lr", "0", "--lr-of", "digits=1e-5"])

    # Batches.
    told(("--batch-size", "--tasks"), [*two, *tuned, "--steps", "1", "--batch-size", "17"], "a batch of 17", "all 16 of them", "1 more")
    silent([*two, *tuned, "--steps", "1", "--batch-size", "16"])
    told(("--reference-batch-size", "--reference"), [*one, *snd, "--steps", "1", "--reference-batch-size", "25"], "a batch of 25", "all 24 of them")
    silent([*one, *snd, "--steps", "1", "--reference-batch-size", "24"])
    told(("--micro-batch-size", "--batch-size"), [*one, *snd, "--steps", "1", "--micro-batch-size", "16"], "16 is not less than the 16 images per step")
    told(("--micro-batch-size", "--batch-size"), [*one, *tuned, "--steps", "1", "--micro-batch-size", "8"], "the 8 images per step")
    silent([*one, *snd, "--steps", "1", "--micro-batch-size", "15"])
    silent([*one, *snd, "--steps", "1", "--micro-batch-size", "0"])

    # The selection.
    refused(("--threshold", "--scale"), [*one, *snd, "--steps", "1", "--threshold", "0.3", "--scale", "0"], "the selection is 1/2")
    silent([*one, *snd, "--steps", "1", "--scale", "0"])
    told(("--previous-weight", "--pretrained-weight"), [*one, *snd, "--steps", "1", "--previous-weight", "0", "--pretrained-weight", "0"], "no teacher has an effect")
    silent([*one, *snd, "--steps", "1", "--previous-weight", "0"])

    # What a method has no use for.
    lwf = ["--method", "lwf", "--steps", "1", "--warmup", "0"]
    told(("--reference", "--method"), [*one, *lwf, "--reference", pool], "the method lwf uses the task's images")
    told(("--reference-size", "--method"), [*one, *lwf, "--reference-size", "4"], "lwf")
    told(("--reference-texts", "--method"), [*one, *snd, "--steps", "1", "--reference-texts", texts], "the method snd uses unlabelled images")
    told(("--reference-batch-size", "--method"), [*one, *tuned, "--steps", "1", "--reference-batch-size", "4"], "finetune uses no reference")
    told(("--reference-view", "--method"), [*one, "--method", "mod-x", "--steps", "1", "--reference-view", "eval"], "the task's own batch")
    told(("--reference-size", "--reference"), [*one, *tuned, "--steps", "1", "--reference-size", "4"], "no images are given")
    told(("--method", "--trains"), [*one, *snd, "--steps", "1", "--trains", "text"], "snd preserves image features")
    silent([*one, *snd, "--steps", "1", "--trains", "both"])
    status, said, _ = run(*with_common([*one, *snd, "--method", "finetune,snd", "--steps", "1", "--reference-view", "eval"]))
    check(status == 0 and notes_of(said) == [], f"one of the methods has a use for it: {said}")

    # Data.
    told(("--data-root", "--tasks"), ["--tasks", "mini", "--order", "digits", *tuned, "--steps", "1", "--data-root", folder], "the embedded benchmark brings its own images")
    told(("--order", "--tasks"), [*one, *tuned, "--steps", "1", "--order", "all"], "one task has only one order")
    silent([*one, *tuned, "--steps", "1", "--order", "0"])

    # Settings of methods.
    icarl = ["--method", "icarl", "--steps", "1", "--warmup", "0"]
    refused(("exemplar_memory_capacity", "--tasks"), [*three, *icarl, "--set", "exemplar_memory_capacity=1"], "1 exemplars are fewer than one for each of 2 earlier tasks")
    told(("exemplar_memory_capacity", "--reference-batch-size"), [*two, *icarl, "--set", "exemplar_memory_capacity=7"], "at most 7 exemplars")
    told(("exemplar_memory_herd_from", "exemplar_memory_capacity"), [*two, *icarl, "--set", "exemplar_memory_capacity=20", "exemplar_memory_herd_from=9"], "never fill a memory of 20")
    silent([*two, *icarl, "--reference-batch-size", "16", "--set", "exemplar_memory_capacity=16", "exemplar_memory_herd_from=8"])
    zscl = [*one, *snd, "--reference-texts", texts, "--method", "zscl", "--steps", "2", "--warmup", "0"]
    told(("running_mean_every", "--steps"), [*zscl, "--set", "running_mean_every=2"], "step 2 is beyond its 2 steps")
    told(("running_mean_first", "--steps"), [*zscl, "--set", "running_mean_first=2"], "step 2 is beyond its 2 steps")
    silent([*zscl, "--set", "running_mean_every=1", "running_mean_first=1"])

    # What is refused elsewhere.
    status, said, _ = sdkt("demo", "--order", "all", "--out", folder / "demo")
    check(status == 2 and said.startswith("sdkt: --order: the demo runs only one order; use 0 to 7"), f"demo --order all: {said}")
    words = with_common([*one, *tuned, "--steps", "1", "--resume"])
    status, said, out = run(*words)
    check(status == 0 and notes_of(said) == ["--resume: there is no checkpoint to continue from, so the run starts anew"], f"--resume: {said}")
    status, said, _ = sdkt("run", *words, "--out", out)
    check(status == 0 and notes_of(said) == [], f"--resume of a complete run: {said}")
    status, said, _ = run(*with_common([*one, *tuned, "--steps", "1", "--micro-batch-size", "99"]), "--quiet")
    check(status == 0 and said == "", f"--quiet: {said}")

check(tried == documented(), f"pairs of docs/program.md and of this test differ: {tried ^ documented()}")
finish()

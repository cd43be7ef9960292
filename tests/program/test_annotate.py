# SPDX-License-Identifier: MIT
"""sdkt annotate: what it writes runs as it is, what it leaves out it says, and it never overwrites. And --templates."""

import json
import pathlib

from program import check, finish, scratch, sdkt
from trees import unpack


def refuses(words, *parts):
    status, said, printed = sdkt(*words)
    shown = " ".join(map(str, words))
    check(status == 2, f"{shown}: exit status {status}, not 2")
    check(said.count("\n") == 1 and said.startswith("sdkt: "), f"{shown}: not one line: {said!r}")
    check(printed == "", f"{shown}: printed {printed!r}")
    for part in parts:
        check(part in said, f"{shown}: {part!r} is not in {said!r}")


with scratch() as name:
    folder = pathlib.Path(name)
    digits = unpack("digits", folder / "data" / "digits")
    shapes = unpack("shapes", folder / "data" / "shapes")
    written = folder / "data" / "digits_annotations.json"

    # What is wrong writes nothing.
    refuses(["annotate"], "folder is required")
    refuses(["annotate", folder / "none"], "none", "check the path")
    refuses(["annotate", digits / "digit_zero"], "no class folder", "specify the folder whose sub-folders")
    refuses(["annotate", digits, "--split", "0.8,0.3"], "TRAIN,TEST")
    refuses(["annotate", digits, "--split", "3,2"], "digit one", "4 images, too few")
    refuses(["annotate", digits, "--template", "a photo"], "{} once")
    check(not written.exists() and list(folder.iterdir()) == [folder / "data"], "a refusal left something")

    # A broken image is named and left out; --strict refuses it.
    (digits / "digit_one" / "broken\x1b[2J.jpg").write_text("x")
    (digits / "digit_one" / "broken.jpg").write_text("no image")
    refuses(["annotate", digits, "--strict"], "would be left out", "broken")
    status, said, printed = sdkt("annotate", digits)
    check(status == 0, f"annotate: {said}")
    check("digits_annotations.json: task digits, 3 classes, 9 training, 0 validation and 3 test images, 2 files left out"
          in printed, printed)
    check("left out: digit_one/broken.jpg: expected a JPEG, PNG, GIF or BMP image" in said, said)
    check("left out: digit_one/broken\\x1b[2J.jpg: its name contains a control character" in said, said)
    check("\x1b" not in said + printed, "a control character reaches the terminal")
    content = json.loads(written.read_text())
    check(content["class_names"] == ["digit one", "digit two", "digit zero"], content["class_names"])
    check(content["data"]["test"][0][0].startswith("digits/digit_one/"), content["data"]["test"])
    before = written.read_bytes()
    refuses(["annotate", digits], "already exists")
    check(written.read_bytes() == before, "a refusal changed the file")

    sdkt("annotate", digits, "--out", folder / "data" / "seed.json", "--seed", "5")
    check(json.loads((folder / "data" / "seed.json").read_text())["data"] != content["data"], "--seed changes nothing")

    # It runs as it is, with the templates that it has.
    status, said, _ = sdkt("annotate", "--split", "rest,1", "--template", "a photo of a {}.", "--template", "the {}", shapes)
    check(status == 0, said)
    tasks = [written, folder / "data" / "shapes_annotations.json"]
    run = ["run", "--method", "finetune", "--tasks", *tasks, "--steps", "1", "--threads", "1", "--quiet"]

    # Templates of a file: other prompts, said in the fingerprints, and another run for --resume.
    for_all, by_task = folder / "t.txt", folder / "t.json"
    for_all.write_text("# two\na photo of a {}.\n\na drawing of a {}.\n")
    by_task.write_text(json.dumps({"digits": ["a photo of a {}.", "a drawing of a {}."]}))
    prints = {}
    for key, words in {"own": [], "all": ["--templates", for_all], "by_task": ["--templates", by_task]}.items():
        out = folder / f"out_{key}"
        status, said, _ = sdkt(*run, "--out", out, *words)
        check(status == 0, said)
        rows = (out / "accuracy.csv").read_text().splitlines()
        check(rows[0] == "trained_up_to,digits,shapes" and len(rows) == 4, rows)
        prints[key] = json.loads((out / "config.json").read_text())["prompt_fingerprints"]
    check(prints["own"][0] != prints["all"][0] and prints["own"][1] != prints["all"][1], prints)
    check(prints["by_task"] == [prints["all"][0], prints["own"][1]], prints)
    (folder / "out_all" / "metrics.json").unlink()
    status, said, _ = sdkt(*run, "--out", folder / "out_all", "--resume")
    check(status == 2 and "the prompts (fingerprint) of task digits" in said, said)
    evaluate = ["evaluate", "--tasks", *tasks, "--threads", "1"]
    status, said, printed = sdkt(*evaluate, "--templates", for_all)
    check(status == 0 and "own classes" in printed, said)

    by_task.write_text(json.dumps({"digit": ["a {}."]}))
    refuses([*evaluate, "--templates", by_task], "templates for digit", "did you mean digits")
    for_all.write_text("a {}.\na photo\n")
    refuses([*evaluate, "--templates", for_all], "t.txt, line 2", "{} once")

finish()

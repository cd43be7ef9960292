# SPDX-License-Identifier: MIT
"""Checkpoints that --resume must not go on from: damaged, of another format or run, or in the wrong place."""

import json
import os
import pathlib
import random
import shutil
import struct

from faulty import is_sentence
from interrupting import contents, differences
from program import MINI, check, finish, scratch, sdkt
from stopped_run import stopped

os.environ["OMP_NUM_THREADS"] = "1"
RANDOM = random.Random(5)
# What is given in place of what the run was started with, and what the sentence says of it.
OTHER_SETTINGS = """
--lr 4e-4 | lr was 3e-04 and is 4e-04
--steps 7 | steps was 6 and is 7
--batch-size 4 | batch_size was 8 and is 4
--reference-batch-size 4 | reference_batch_size was 8 and is 4
--micro-batch-size 4 | micro_batch_size was 0 and is 4
--threads 2 | threads was 1 and is 2
--set running_mean_every=3 | running_mean_every was 2 and is 3
--method zscl-star | method was "zscl" and is "zscl-star"
--seed 7 | seed was 1102 and is 7
--order 1 | tasks was
--order digits,letters,shapes | tasks was
--save-predictions | save_predictions was false and is true
--weight-decay 0.1 | weight_decay
--warmup 2 | warmup
--label-smoothing 0.1 | label_smoothing
--trains text | trains
--max-gradient-norm 1 | max_gradient_norm
--precision bf16 | precision was "fp32" and is "bf16"
--view eval | view
--reference-view train | reference_view
--reference-size 20 | reference
"""


def damage(run):
    whole = run.whole
    header = struct.unpack("<Q", whole[:8])[0]
    lengths = [0, 1, 7, 8, 9, 8 + header // 2, 8 + header - 1, 8 + header, 8 + header + 1]
    for length in [*lengths, len(whole) // 2, len(whole) - 1]:
        run.damaged(f"cut after {length} bytes", whole[:length])
    run.damaged("a byte more", whole + b"\0")
    run.damaged("other content", b"\0" * len(whole))
    run.damaged("text", b"there is nothing to see here\n" * 100)

    def flipped(place):
        return whole[:place] + bytes([whole[place] ^ (1 << RANDOM.randrange(8))]) + whole[place + 1 :]

    # The last bytes of a header may be blanks that mean nothing.
    for place in RANDOM.sample(range(8 + len(whole[8 : 8 + header].rstrip())), 16):
        run.damaged(f"a bit of byte {place}, in the header", flipped(place))
    for place in RANDOM.sample(range(8 + header, len(whole)), 12):
        run.damaged(f"a bit of byte {place}, in a tensor", flipped(place), "damaged")

    def exchanged(name, old, new):
        start = whole.index(old, whole.index(f'"{name}"'.encode()))
        return whole[:start] + new + whole[start + len(old) :]

    run.damaged(
        "format 1",
        exchanged("format", b"checkpoint 2", b"checkpoint 1"),
        '"sdkt checkpoint 1"',
        "version of sdkt",
    )
    run.damaged(
        "an entry that is no part of it",
        exchanged("number/position/step", b"number", b"figure"),
        "figure/position/step",
    )
    run.damaged("another fingerprint", exchanged("content", b'content":"', b'contents":"')[: len(whole)])
    # Types of the same width: the bytes are as they were, and what they mean is not.
    for name, old, new in [
        ("tensor/theta", b"F32", b"I32"),
        ("tensor/adamw/second_moment", b"F32", b"I32"),
        ("tensor/evaluation/pretrained_features", b"F32", b"I32"),
        ("tensor/record/steps", b"F64", b"I64"),
        ("number/position/step", b"F64", b"I64"),
    ]:
        run.damaged(f"type of {name}", exchanged(name, old, new))
    # The same of a shape.
    entry = json.loads(whole[8 : 8 + header])["tensor/evaluation/pretrained_features"]
    rows, columns = entry["shape"]
    run.damaged(
        "shape of the features",
        exchanged(
            "tensor/evaluation/pretrained_features",
            f"[{rows},{columns}]".encode(),
            f"[{columns},{rows}]".encode(),
        ),
    )


def places(run):
    run.renew()
    run.state.unlink()
    run.state.mkdir()
    run.is_refused("a folder in its place", run.state)
    run.renew()
    shutil.rmtree(run.out / "checkpoint")
    (run.out / "checkpoint").write_text("a file\n")
    run.is_refused("a file in place of its folder", run.out / "checkpoint")
    run.renew()
    (run.out / "checkpoint" / "lock").mkdir()
    run.is_refused("a folder in place of the lock", "lock")

    shutil.rmtree(run.out)
    run.out.mkdir()
    (run.out / "thesis.txt").write_text("years of work\n")
    run.is_refused("a folder of something else", run.out, "not empty")
    run.is_refused("a folder of something else, all orders", run.out, words=[*run.words, "--order", "all"])
    several = [*run.words[: run.words.index("--method")], "--method", "finetune,ewc"]
    run.is_refused("a folder of something else, several methods", run.out, words=several)
    shutil.rmtree(run.out)
    run.out.write_text("a file\n")
    run.cases += 1
    status, said, _ = sdkt(*run.words, "--out", run.out, "--resume")
    check(status == 2 and is_sentence(said) and run.out.read_text() == "a file\n", f"a file: {status} {said}")
    run.out.unlink()


def model_without_checkpoint(run):
    """A finished run whose checkpoint was removed: its model must not pass for that of another run."""
    shutil.rmtree(run.out / "checkpoint")
    before = (run.out / "model" / "model.safetensors").read_bytes()
    status, said, _ = sdkt(*run.words, "--seed", "7", "--out", run.out, "--resume")
    after = (run.out / "model" / "model.safetensors").read_bytes()
    seed = json.loads((run.out / "config.json").read_text())["seed"]
    if status == 2:
        check(
            is_sentence(said) and seed == 1102 and after == before,
            f"a finished run without checkpoint: {said}",
        )
    else:
        check(
            status == 0 and seed == 7 and after != before,
            f"the model of seed 1102 beside the results of seed {seed}",
        )


def other_settings(run):
    for line in OTHER_SETTINGS.strip().splitlines():
        words, part = line.split(" | ")
        option, value = words.split(" ") if " " in words else (words, None)
        if option in run.words:
            run.other_run(words, part, change={option: value})
        else:
            run.other_run(words, part, add=words.split(" "))
    run.other_run("a task less", "tasks was", change={"--tasks": run.tasks[:2]})

    # The model: one weight of it. The reference and its texts.
    model = run.base / "model"
    shutil.copytree(MINI / "model", model)
    weights = bytearray((model / "model.safetensors").read_bytes())
    weights[-3] ^= 1
    (model / "model.safetensors").write_bytes(weights)
    run.other_run("model", "the model", add=["--model", model])
    (run.base / "texts.txt").write_text("a photo of something else\n")
    run.other_run(
        "texts", "reference_texts was 20 and is 1", change={"--reference-texts": run.base / "texts.txt"}
    )
    (run.base / "texts.txt").write_text((run.data / "texts.txt").read_text().replace("cat", "dog"))
    run.other_run("a text", "the reference texts", change={"--reference-texts": run.base / "texts.txt"})

    def edited(what, file, change, *parts):
        kept = file.read_text()
        content = json.loads(kept)
        change(content)
        file.write_text(json.dumps(content))
        run.other_run(what, *parts)
        file.write_text(kept)

    shapes = run.tasks[1]
    edited(
        "reference",
        run.data / "captions.json",
        lambda content: content["images"].reverse(),
        "the reference images",
    )
    edited(
        "a training image less",
        shapes,
        lambda content: content["data"]["train"].pop(),
        "the training images",
        "task shapes",
    )
    edited(
        "another label",
        shapes,
        lambda content: content["data"]["train"][3].__setitem__(
            1, 1 - min(1, content["data"]["train"][3][1])
        ),
        "the training images",
        "task shapes",
    )
    edited(
        "test images exchanged",
        shapes,
        lambda content: content["data"]["test"].reverse(),
        "the test images",
        "task shapes",
    )
    edited(
        "a class name",
        shapes,
        lambda content: content["class_names"].__setitem__(0, "something"),
        "the class names",
        "task shapes",
    )
    edited(
        "the template",
        run.tasks[2],
        lambda content: content.update(template="a drawing of a {}."),
        "the prompts",
        "task letters",
    )


with scratch() as name:
    killed = stopped(pathlib.Path(name))
    damage(killed)
    other_settings(killed)
    # After all of that, the checkpoint is still good; and a finished run is not that of another seed.
    killed.renew()
    status, said, _ = sdkt(*killed.words, "--out", killed.out, "--resume")
    check(
        status == 0 and differences(killed.expected, contents(killed.out)) == [], f"mended: {status} {said}"
    )
    killed.is_refused(
        "a finished run of another seed", "seed was 1102 and is 7", words=[*killed.words, "--seed", "7"]
    )
    model_without_checkpoint(killed)
    places(killed)
    print(f"{killed.cases} checkpoints and folders refused")

finish()

# SPDX-License-Identifier: MIT
"""Faults in a run: a sentence, exit status 2, nothing half written; mended, it goes on to the same bytes."""

import io
import json
import os
import pathlib
import tarfile

from faulty import compiled_faults, experiment, is_sentence
from interrupting import contents, differences, position, running, small_tasks, state_is_finite, unpack
from program import MINI, PROGRAM, check, finish, scratch, sdkt

os.environ["OMP_NUM_THREADS"] = "1"
EVERY = ["--checkpoint-seconds", "0"]
FULL = "No space left on device"
DENIED = "Permission denied"

# What, the calls that fail, what the sentence names, whether the fault comes before the first checkpoint.
DISK = [
    (
        "disk full, first checkpoint",
        "write|state.safetensors|100000|ENOSPC",
        ["state.safetensors", FULL],
        False,
    ),
    (
        "disk full, later checkpoint",
        "write|state.safetensors|60000000|ENOSPC",
        ["state.safetensors", FULL],
        True,
    ),
    (
        "disk full, checkpoint when it is synced",
        "sync|state.safetensors|3|ENOSPC",
        ["state.safetensors", FULL],
        True,
    ),
    (
        "disk full, name of a checkpoint",
        "rename|state.safetensors$|5|ENOSPC",
        ["state.safetensors", FULL],
        True,
    ),
    ("disk full, first table", "write|run/config.json|0|ENOSPC", ["config.json", FULL], True),
    (
        "disk full, a table in its middle",
        "write|accuracy_union.csv|30|ENOSPC",
        ["accuracy_union.csv", FULL],
        True,
    ),
    ("disk full, a table of a later stage", "rename|steps.csv$|2|ENOSPC", ["steps.csv", FULL], True),
    (
        "disk full, weights of the model",
        "write|/model.part-|100000|ENOSPC",
        ["model.safetensors", FULL],
        True,
    ),
    ("disk full, tokenizer of the model", "make|merges.txt|0|ENOSPC", ["merges.txt", FULL], True),
    ("disk full, folder of the model", "make|run/model.part-|0|ENOSPC", ["run/model", FULL], True),
    ("disk full, name of the model", "rename|run/model$|0|ENOSPC", ["run/model", FULL], True),
    ("disk full, report", "write|report.html|0|ENOSPC", ["report.html", FULL], True),
    ("permission lost, checkpoint", "make|state.safetensors|2|EACCES", ["state.safetensors", DENIED], True),
    ("permission lost, lock", "open|checkpoint/lock|0|EACCES", ["checkpoint/lock", DENIED], False),
    ("permission lost, table", "make|accuracy.csv|1|EACCES", ["accuracy.csv", DENIED], True),
    ("permission lost, images", "open|shapes/train|3|EACCES", ["shapes/train", DENIED], True),
    ("disk broken, images", "read|letters/test|20|EIO", ["letters/test", "Input/output error"], True),
    (
        "disk broken, reference's index",
        "read|reference.tar|60|EIO",
        ["reference.tar", "Input/output error"],
        False,
    ),
    # 1,560 headers and an end; 24 images in the first evaluation, then 8 in a step.
    ("disk broken, reference", "read|reference.tar|1600|EIO", ["reference.tar", "Input/output error"], True),
]


def faults_of_the_disk(case):
    for what, rules, parts, keeps in DISK:
        out = case.place()
        case.fails(what, out, *parts, more=EVERY, environment=case.environment(rules), keeps=keeps)
        case.goes_on(what, out)
    # Four checkpoints at the ends of stages; the fifth drops the weights of a run that has its model.
    out = case.place()
    case.fails(
        "disk full, last word", out, FULL, environment=case.environment("rename|state.safetensors$|4|ENOSPC")
    )
    check((out / "model" / "model.safetensors").exists(), "disk full, last word: the model is there")
    case.goes_on("disk full, last word", out)


def images_that_vanish(case, images):
    """The third task's images go away when it begins: its first reads are slow enough for that."""
    out = case.place()
    rules = case.environment("open|letters/train|0|wait 500")
    with running([PROGRAM, *case.words, *EVERY, "--out", out], case.folder / "log", rules) as run:
        check(run.wait_for(lambda: (position(out) or (0,))[0] == 3), f"the third task: {run.said()}")
        (images / "letters" / "train").rename(images / "letters" / "away")
        status = run.end()
        case.has_failed("images vanish", out, status, run.said(), "letters/train/", "No such file")
    case.fails("images are still away", out, "task letters", more=["--resume"])
    (images / "letters" / "away").rename(images / "letters" / "train")
    case.goes_on("images vanish", out)


def broken_images(case, images, annotation):
    """What only the third task's training meets."""
    content = json.loads(annotation.read_text())
    broken = content["data"]["train"][5][0]
    path = images / "letters" / broken
    whole = path.read_bytes()
    jpeg = (
        pathlib.Path(__file__).parents[1] / "reference" / "image" / "data" / "420_61x200.jpg"
    ).read_bytes()
    for what, data in [
        ("truncated PNG", whole[: len(whole) // 2]),
        ("truncated JPEG", jpeg[: len(jpeg) // 2]),
        ("empty image", b""),
        ("no image", b"nothing that anybody could look at"),
    ]:
        path.write_bytes(data)
        out = case.place()
        case.fails(what, out, broken, more=EVERY)
        check(position(out)[0] == 3, f"{what}: stopped at {position(out)}")
        path.write_bytes(whole)
        case.goes_on(what, out)

    # The same images in a tar, one of them cut, and then the tar itself.
    (images / "letters").rename(images / "elsewhere")
    archive = annotation.with_name("letters.tar")
    kept = annotation.read_text()
    annotation.write_text(json.dumps({**content, "archive": archive.name}))

    def pack(cut):
        with tarfile.open(archive, "w") as tar:
            for entry in sorted((images / "elsewhere").rglob("*.png")):
                data, member = entry.read_bytes(), tarfile.TarInfo(
                    entry.relative_to(images / "elsewhere").as_posix()
                )
                data = data[: len(data) // 2] if cut and member.name == broken else data
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))

    pack(cut=True)
    out = case.place()
    case.fails("truncated image in a tar", out, broken, "letters.tar", more=EVERY)
    pack(cut=False)
    packed = archive.read_bytes()
    with tarfile.open(archive) as tar:
        archive.write_bytes(packed[: tar.getmember(broken).offset_data + 10])
    case.fails("truncated tar when resumed", out, "letters.tar", "truncated", more=["--resume"])
    case.fails("truncated tar", case.place(), "letters.tar", "truncated", keeps=False)
    archive.write_bytes(packed)
    case.goes_on("truncated image in a tar", out)
    annotation.write_text(kept)
    (images / "elsewhere").rename(images / "letters")


def two_runs(case):
    """Whoever comes second is refused, and the first goes on unharmed: in its middle, and at its very end."""
    for what, rules in [
        ("evaluates", "rename|accuracy.csv$|0|wait 2500"),
        ("saves its model", "sync|model.safetensors|0|wait 5000"),
    ]:
        out = case.place()
        with running(
            [PROGRAM, *case.words, "--out", out], case.folder / "log", case.environment(rules)
        ) as first:
            mark = out / "config.json" if what == "evaluates" else out / "metrics.json"
            check(first.wait_for(mark.exists), f"{what}: {first.said()}")
            for more, part in [((), "already contains a run"), (["--resume"], f"process {first.process.pid}")]:
                status, said, _ = sdkt(*case.words, *more, "--out", out)
                case.is_refused(f"a second run while the first one {what}", status, said, out, part)
            check(first.process.poll() is None, f"{what}: the first run ended too early for this test")
            check(first.end() == 0, f"{what}: the first of two runs: {first.said()}")
        check(differences(case.expected, contents(out)) == [], f"{what}: the first of two runs differs")
    # A lock that nobody holds, as a dead process leaves it.
    out = case.place()
    (out / "checkpoint").mkdir(parents=True)
    (out / "checkpoint" / "lock").write_text("999999999\n")
    case.goes_on("a dead process's lock", out)


def clock_going_back(case):
    out = case.place()
    status, said, _ = sdkt(
        *case.words, *EVERY, "--out", out, environment=case.environment(SDKT_CLOCK_BACK="3600")
    )
    check(status == 0 and said == "", f"clock going back: {said}")
    check(differences(case.expected, contents(out)) == [], "clock going back: results differ")


def memory_that_runs_out(case):
    """A step of 576 images does not fit; 16 of them at a time do, as the sentence says."""
    tasks = MINI / "tasks"
    words = ["run", "--tasks", tasks / "shapes.json", "--reference", tasks / "reference.json", "--steps", "2", "--threads", "1"]
    words += ["--batch-size", "512", "--reference-batch-size", "64", "--quiet", "--out"]
    out = case.place()
    status, said, _ = sdkt(*words, out, memory=350 << 20)
    case.has_failed("memory runs out", out, status, said, "out of memory", "--micro-batch-size", "--image-memory")
    status, said, _ = sdkt(*words, case.place(), "--micro-batch-size", "16", memory=350 << 20)
    check(status == 0 and said == "", f"memory suffices for less at a time: exit status {status}: {said}")


def numbers_that_are_none(case):
    words = list(case.words)
    words[words.index("--lr") + 1] = "900000"
    for more in ([], EVERY):
        out = case.place()
        status, said, _ = sdkt(*words, *more, "--out", out)
        case.has_failed(
            "a loss that is no number", out, status, said, "task digits, step", "no longer", "learning rate"
        )
        check(state_is_finite(out), "a loss that is no number: the checkpoint before it is finite")
        status, again, _ = sdkt(*words, *more, "--out", out, "--resume")
        check(status == 2 and is_sentence(again), f"the same again: {again}")
        check(state_is_finite(out), "the same again: the checkpoint before it is finite")


with scratch() as name:
    base = pathlib.Path(name)
    images = base / "images"
    tasks = [
        unpack(task, images)
        for task in small_tasks(MINI, base / "data", ["digits", "shapes", "letters"], 24, 12, 24)
    ]
    library = compiled_faults(base)
    study = experiment(
        base,
        [
            "run",
            "--tasks",
            *tasks,
            "--data-root",
            images,
            "--reference",
            base / "data" / "reference.json",
            "--steps",
            "4",
            "--lr",
            "3e-4",
            "--batch-size",
            "8",
            "--reference-batch-size",
            "8",
            "--threads",
            "1",
            "--image-memory",
            "0",  # every image is read whenever it is looked at: a disk can break late
            "--save-predictions",
            "--quiet",
        ],
        library,
    )
    numbers_that_are_none(study)
    memory_that_runs_out(study)
    broken_images(study, images, tasks[2])
    if library is not None:
        faults_of_the_disk(study)
        images_that_vanish(study, images)
        two_runs(study)
        clock_going_back(study)

finish()

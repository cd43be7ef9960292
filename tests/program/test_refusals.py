# SPDX-License-Identifier: MIT
"""Bad input: one sentence on stderr that says what, where and what to do, exit status 2, and no trace of a run."""

import io
import json
import os
import pathlib
import shutil
import tarfile

from program import MINI, check, finish, scratch, sdkt


inputs = 0


def annotation(folder, name, content):
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def refuses(words, *parts, out=None):
    """The program refuses with a sentence that holds all parts, and leaves nothing at `out`."""
    global inputs
    inputs += 1
    status, said, printed = sdkt(*words)
    shown = " ".join(map(str, words))
    check(status == 2, f"{shown}: exit status {status}, not 2")
    check(said.count("\n") == 1 and said.startswith("sdkt: "), f"{shown}: not one line: {said!r}")
    check(printed == "", f"{shown}: printed {printed!r}")
    for part in parts:
        check(str(part) in said, f"{shown}: {part!r} is not in {said!r}")
    if out is not None:
        check(not out.exists(), f"{shown}: left {out}")


def one_image_task(folder, name="toy", image="x.png"):
    shutil.copy(next(iter(sorted((folder / "images").glob("*.png")))), folder / "x.png")
    return annotation(folder, f"{name}.json",
                      {"class_names": ["a", "b"], "data": {"train": [[image, 0]], "val": [], "test": [["x.png", 1]]}})


def unpack_some_images(folder):
    (folder / "images").mkdir()
    with tarfile.open(MINI / "tasks" / "digits.tar") as tar:
        for member in tar.getmembers()[:3]:
            data = tar.extractfile(member)
            if data is not None:
                (folder / "images" / pathlib.Path(member.name).name).write_bytes(data.read())


with scratch() as name:
    folder = pathlib.Path(name)
    out = folder / "out"
    unpack_some_images(folder)
    image = one_image_task(folder)
    run = ["run", "--out", out, "--method", "finetune"]
    snd = ["run", "--out", out, "--tasks", "mini"]

    # Command line.
    refuses([], "see sdkt --help")
    refuses(["rnu"], "there is no command rnu", "did you mean run")
    refuses([*snd, "--stpes", "3"], "there is no option --stpes", "did you mean --steps", out=out)
    refuses(["run", "--tasks", "mini"], "--out is required")
    refuses([*snd, "--method", "sdn"], "no method \"sdn\"", "did you mean snd", out=out)
    refuses([*snd, "--method", "snd,finetune,snd"], "snd is named twice", out=out)
    refuses([*snd, "--method", "finetune", "--threshold", "1"], "finetune", "no setting threshold", out=out)
    refuses([*snd, "--method", "ewc", "--set", "ewc_strenth=1"], "ewc_strenth", "did you mean ewc_strength", out=out)
    refuses([*snd, "--method", "ewc", "--set", "ewc_strength=much"], "ewc_strength", "finite number", out=out)
    refuses([*snd, "--method", "ewc", "--set", "ewc_strength=-1"], "ewc_strength", "0 or more", out=out)
    refuses([*snd, "--method", "ewc", "--set", "ewc_strength"], "KEY=VALUE", out=out)
    refuses([*snd, "--method", "wise-ft", "--set", "interpolate_towards=past"], "past", "previous, pretrained", out=out)
    refuses([*snd, "--trains", "head"], "head", "image", out=out)
    refuses([*snd, "--order", "8"], "--order", "8 is out of range", "0 to 7", out=out)
    refuses([*snd, "--order", "digits,cars"], "no task called cars", out=out)
    refuses([*snd, "--lr", "fast"], "--lr", out=out)
    refuses([*snd, "--lr", "nan"], "learning_rate", "finite", out=out)
    refuses([*snd, "--lr", "1e6"], "learning_rate", "below 1000000", out=out)
    refuses([*snd, "--lr-of", "flags"], "--lr-of", '"flags"', "TASK=RATE", out=out)
    refuses([*snd, "--lr-of", "flags=5e-5x"], "--lr-of", "TASK=RATE", out=out)
    refuses([*snd, "--lr-of", "flags=1", "--lr-of", "flags=2"], "the rate of flags", "twice", out=out)
    refuses([*snd, "--lr-of", "flags=-1"], "learning_rate of flags", "from 0", out=out)
    refuses([*snd, "--lr-of", "no such task=1e-5"], "learning_rate of no such task", "no task with that name", "digits", out=out)
    refuses([*snd, "--steps", "0"], "steps", "1 or more", out=out)
    refuses([*snd, "--batch-size", "-4"], "batch_size", out=out)
    refuses([*snd, "--label-smoothing", "1.5"], "label_smoothing", out=out)
    refuses([*snd, "--precision", "fp16"], "fp16", "bf16", out=out)
    refuses([*snd, "--precision", "tf32", "--device", "cpu"], "precision: tf32 needs a CUDA device", "use fp32 or bf16", out=out)
    refuses([*snd, "--step-graph", "--device", "cpu"], "step_graph", "CUDA graph", "this run is on cpu", "leave it out", out=out)
    refuses([*snd, "--device", "tpu"], "tpu", "cuda", out=out)
    refuses([*snd, "--reference-size", "9999999"], "9999999", "1560", out=out)

    # The run folder.
    refuses(["run", "--tasks", "mini", "--out", folder], folder, "not empty")
    held = folder / "held"
    held.mkdir()
    (held / "config.json").write_text("{}")
    refuses(["run", "--tasks", "mini", "--out", held], held, "already contains a run")
    refuses(["run", "--tasks", "mini", "--out", folder / "toy.json"], "is a file")
    refuses(["run", "--tasks", "mini", "--out", "/proc/no-such"], "/proc/no-such", "cannot be created")
    new = ["run", "--tasks", "mini", "--out"]
    refuses([*new, "/proc/no-such", "--resume"], "/proc/no-such", "cannot be created")
    refuses([*new, folder / "toy.json" / "below"], "toy.json/below", "cannot be created")
    refuses(["run", "--tasks", "mini", "--out", folder / "toy.json", "--order", "all"], "is a file")
    refuses(["run", "--tasks", "mini", "--out", ""], "--out")
    refuses(["demo", "--out", folder], folder, "not empty")
    if os.geteuid() != 0:
        locked = folder / "locked"
        locked.mkdir(mode=0o500)
        refuses(["run", "--tasks", "mini", "--out", locked / "run"], locked, "permission")
    else:
        print("skipped: a folder without write permission (root may write everywhere)")
    refuses(["run", "--tasks", "mini", "--out", folder, "--resume"], folder, "not empty")
    refuses(["run", "--tasks", "mini", "--out", folder / "toy.json", "--resume"], "is a file")
    refuses([*new, folder / "toy.json", "--resume", "--order", "all", "--quiet"], "toy.json")
    check((folder / "x.png").exists() and image.exists(), "a refused folder keeps its files")

    # When to keep checkpoints.
    for seconds in ("-1", "nan", "inf", "1e9", "often", ""):
        refuses([*snd, "--checkpoint-seconds", seconds], "checkpoint", "seconds", out=out)
        refuses([*snd, "--checkpoint-seconds", seconds, "--resume"], "checkpoint", "seconds", out=out)

    # Annotation files.
    refuses([*run, "--tasks", folder / "none.json"], "none.json", "no such file", out=out)
    refuses([*run, "--tasks", annotation(folder, "cut.json", '{"class_names": [')], "cut.json", "line 1", out=out)
    refuses([*run, "--tasks", annotation(folder, "list.json", "[1, 2]")], "list.json", out=out)
    good = {"class_names": ["a"], "data": {"train": [["x.png", 0]], "test": [["x.png", 0]]}}
    for wrong, parts in [
        ({"class_names": []}, ["class list", "empty"]),
        ({"data": {"train": [["x.png", 5]], "test": [["x.png", 0]]}}, ["data.train entry 0", "got 5"]),
        ({"data": {"train": [["x.png", -1]], "test": [["x.png", 0]]}}, ["data.train entry 0", "-1"]),
        ({"data": {"train": [["x.png", 0.5]], "test": [["x.png", 0]]}}, ["data.train entry 0"]),
        ({"data": {"train": [["gone.png", 0]], "test": [["x.png", 0]]}}, ["data.train entry 0", "gone.png"]),
        ({"data": {"train": [["x.png", 0]], "test": []}}, ["test"]),
        ({"data": {"train": [], "test": [["x.png", 0]]}}, ["train"]),
        ({"data": {"train": [["x.png"]], "test": [["x.png", 0]]}}, ["data.train entry 0"]),
        ({"data": {"train": [["x.png", "a"]], "test": [["x.png", 0]]}}, ["data.train entry 0"]),
        ({"data": {"train": [["x.png", 0]], "test": {"x.png": 0}}}, ["test"]),
        ({"data": []}, ["data"]),
        ({"class_names": "a"}, ["class_names"]),
        ({"class_names": ["a", 3]}, ["class_names"]),
        ({"class_names": ["a", ""]}, ["class"]),
        ({"template": "a photo"}, ["{}"]),
        ({"template": "a {} of a {}"}, ["{}"]),
        ({"archive": "gone.tar"}, ["gone.tar"]),
        ({"archive": 3}, ["archive"]),
        ({"name": ""}, ["name"]),
    ]:
        refuses([*run, "--tasks", annotation(folder, "wrong.json", {**good, **wrong})], "wrong", *parts, out=out)
    twice = annotation(folder, "twice.json", {**good, "name": "toy"})
    refuses([*run, "--tasks", image, twice], "two tasks have this name", out=out)

    # Paths that leave the folder of the images, in every place that names one.
    (folder / "list").mkdir()
    outside = ["../x.png", "a/../../x.png", "./../x.png", folder / "x.png", "/etc/passwd"]
    for path in [*outside, "", "x\n.png", "x\x1b[2J.png"]:
        path = str(path)
        climbs = {**good, "data": {"train": [[path, 0]], "test": [["x.png", 0]]}}
        shown = [] if not path.isprintable() or not path else [path]
        file = annotation(folder, "climbs.json", climbs)
        refuses([*run, "--tasks", file], "climbs.json", "data.train entry 0", *shown, out=out)
    for archive in ("../a.tar", "/a.tar", "b/../../a.tar"):
        climbs = annotation(folder, "climbs.json", {**good, "archive": archive})
        refuses([*run, "--tasks", climbs], "climbs.json", archive, out=out)
    for file, content, part in [
        ("list.txt", "../x.png\n", "../x.png"),
        ("list.txt", f"{folder}/x.png\n", "absolute"),
        ("pool.json", {"images": ["../x.png"]}, "../x.png"),
    ]:
        refuses([*snd, "--reference", annotation(folder / "list", file, content)], file, part, out=out)
    # The same is allowed to who asks for it; but a file that is not there is not.
    outside = {"train": [["../x.png", 0]], "test": [[f"{folder}/x.png", 0]]}
    below = annotation(folder / "list", "below.json", {**good, "data": outside})
    refuses([*run, "--tasks", below], "../x.png", "allow", out=out)
    status, said, _ = sdkt(*run, "--tasks", below, "--allow-outside", "--steps", "1", "--quiet")
    check(status == 0, f"--allow-outside: {said}")
    shutil.rmtree(out)
    outside["train"][0][0] = "../gone.png"
    gone = annotation(folder / "list", "gone.json", {**good, "data": outside})
    refuses([*run, "--tasks", gone, "--allow-outside"], "../gone.png", out=out)

    # Tars whose names climb out, that are cut, compressed, or none.
    def tar_of(*names, mode="w"):
        with tarfile.open(folder / "a.tar", mode) as tar:
            for name in names:
                member = tarfile.TarInfo(name)
                member.size = 3000
                tar.addfile(member, io.BytesIO(os.urandom(member.size)))
        return folder / "a.tar"

    for name in ("../x.png", "/x.png", "a/../../x.png"):
        refuses([*snd, "--reference", tar_of("b.png", name)], "a.tar", name, "leads out", out=out)
        climbs = annotation(folder, "climbs.json", {**good, "archive": "a.tar"})
        refuses([*run, "--tasks", climbs], "a.tar", "leads out", out=out)
    refuses([*snd, "--reference", tar_of("b.png", mode="w:gz")], "a.tar", "compressed", out=out)
    refuses([*snd, "--reference", tar_of("b.png"), "--steps", "1", "--quiet"], "a.tar", "b.png", out=out)
    refuses([*snd, "--reference", tar_of("b.txt")], "a.tar", out=out)
    for data in (b"", b"no tar", bytes(1000)):
        (folder / "a.tar").write_bytes(data)
        refuses([*snd, "--reference", folder / "a.tar"], "a.tar", out=out)

    # Images.
    corrupt = folder / "corrupt.png"
    corrupt.write_bytes((folder / "x.png").read_bytes()[:60])
    broken = {"class_names": ["a"], "data": {"train": [["x.png", 0]], "test": [["corrupt.png", 0]]}}
    refuses([*run, "--tasks", annotation(folder, "broken.json", broken)], "corrupt.png", out=out)
    broken["data"] = {"train": [["corrupt.png", 0]], "test": [["x.png", 0]]}
    annotation(folder, "broken.json", broken)
    for data, part in [(corrupt.read_bytes(), ""), (b"no image at all", "JPEG or PNG")]:
        corrupt.write_bytes(data)
        refuses([*run, "--steps", "2", "--tasks", folder / "broken.json", "--quiet"], "corrupt.png", part)
        # By then there has been an evaluation, which is kept to go on from.
        left = sorted(path.relative_to(out).as_posix() for path in out.glob("checkpoint/*"))
        check(left == ["checkpoint/state.safetensors"], f"left {left}")
        shutil.rmtree(out)

    # The reference.
    refuses(["run", "--out", out, "--tasks", image], "--reference", "unlabelled", out=out)
    refuses(["run", "--out", out, "--tasks", image, "--method", "zscl", "--reference", folder / "images"],
            "--reference-texts", "compares images with texts", out=out)
    refuses(["run", "--out", out, "--tasks", image, "--method", "gift", "--reference", folder / "images"], "images", "text", out=out)
    (folder / "bare").mkdir()
    refuses([*snd, "--reference", folder / "bare"], "bare", "no images", out=out)
    refuses([*snd, "--reference", folder / "gone"], "gone", out=out)
    cut_tar = folder / "cut.tar"
    cut_tar.write_bytes((MINI / "tasks" / "reference.tar").read_bytes()[:100000])
    refuses([*snd, "--reference", cut_tar], "cut.tar", out=out)

    # Models.
    refuses([*snd, "--model", folder / "gone"], "gone", "does not exist", out=out)
    refuses([*snd, "--model", folder / "bare"], "bare", out=out)
    model = folder / "model"
    shutil.copytree(MINI / "model", model)
    weights = (model / "model.safetensors").read_bytes()
    (model / "model.safetensors").write_bytes(weights[:100000])
    refuses([*snd, "--model", model], "model.safetensors", out=out)
    header_size = int.from_bytes(weights[:8], "little")
    header = json.loads(weights[8:8 + header_size])

    def with_header(changed):
        text = json.dumps(changed).encode()
        text += b" " * (-len(text) % 8)
        (model / "model.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + weights[8 + header_size:])

    renamed = dict(header)
    renamed["visual_projection.wrong"] = renamed.pop("visual_projection.weight")
    with_header(renamed)
    refuses([*snd, "--model", model], "visual_projection.weight", out=out)
    reshaped = json.loads(json.dumps(header))
    reshaped["visual_projection.weight"]["shape"].reverse()
    with_header(reshaped)
    refuses([*snd, "--model", model], "visual_projection.weight", "128", "160", out=out)
    with_header({f"layer.{key}": value for key, value in header.items() if key != "__metadata__"})
    refuses([*snd, "--model", model], "model.safetensors", out=out)
    (model / "model.safetensors").write_bytes(weights)
    config = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps({**config, "model_type": "bert"}))
    refuses([*snd, "--model", model], "config.json", "bert", out=out)
    (model / "config.json").write_text("{")
    refuses([*snd, "--model", model], "config.json", out=out)

    # Other commands and files.
    refuses(["embed", "--out", out], "--images nor --texts", out=out)
    refuses(["inspect", folder / "gone"], "gone")
    refuses([*snd, "--config", folder / "gone.toml"], "gone.toml", out=out)
    refuses([*snd, "--config", annotation(folder, "c.toml", "lr = [")], "c.toml", "line 1", out=out)
    refuses([*snd, "--config", annotation(folder, "c.toml", "lrr = 3")], "--lrr", "did you mean --lr", out=out)
    for text, parts in [
        ("lr = ", ["line 1"]),
        ("lr = 1\nlr = 2\n", ["line 2"]),
        ("lr = 1 = 2\n", ["line 1"]),
        ("steps = 3\n[run]\nlr = 1e-3\n", ["line 2", "run"]),
        ("steps = 2024-01-01\n", ["line 1", "--steps"]),
        ("set = [[1], [2]]\n", ["line 1", "--set"]),
        ("a = {b = 1}\n", ["line 1", "table"]),
        ("steps = 0\n", ["steps", "1 or more"]),
        ("lr = nan\n", ["learning_rate"]),
        ("device = \"tpu\"\n", ["tpu"]),
        ("method = \"sdn\"\n", ["did you mean snd"]),
        ("resume = \"yes please\"\n", ["yes please"]),
        ("checkpoint-seconds = -3\n", ["checkpoint-seconds"]),
        ("\"l r\" = 1\n", ["line 1", "l r"]),
        ("device = \"a\\u001bb\"\n", ["line 1", "control"]),
        ("\xff", ["c.toml"]),
    ]:
        refuses([*snd, "--config", annotation(folder, "c.toml", text)], *parts, out=out)
    refuses([*snd, "--config", folder], folder, out=out)
    refuses([*snd, "--config"], "--config", out=out)
    print(f"{inputs} bad inputs")

finish()

# SPDX-License-Identifier: MIT
"""Bad input: one sentence on stderr that says what, where and what to do, exit status 2, and no trace of a run."""

import json
import os
import pathlib
import shutil

from program import MINI, check, finish, scratch, sdkt


def annotation(folder, name, content):
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def refuses(words, *parts, out=None):
    """The program refuses with a sentence that holds all parts, and leaves nothing at `out`."""
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
    import tarfile
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
    refuses([*snd, "--steps", "0"], "steps", "1 or more", out=out)
    refuses([*snd, "--batch-size", "-4"], "batch_size", out=out)
    refuses([*snd, "--label-smoothing", "1.5"], "label_smoothing", out=out)
    refuses([*snd, "--precision", "fp16"], "fp16", "bf16", out=out)
    refuses([*snd, "--device", "tpu"], "tpu", "cuda", out=out)
    refuses([*snd, "--reference-size", "9999999"], "9999999", "1560", out=out)

    # The run folder.
    refuses(["run", "--tasks", "mini", "--out", folder], folder, "not empty")
    held = folder / "held"
    held.mkdir()
    (held / "config.json").write_text("{}")
    refuses(["run", "--tasks", "mini", "--out", held], held, "already holds a run")
    refuses(["run", "--tasks", "mini", "--out", folder / "toy.json"], "is a file")
    refuses(["run", "--tasks", "mini", "--out", "/proc/no-such"], "/proc/no-such", "cannot be created")
    if os.geteuid() != 0:
        locked = folder / "locked"
        locked.mkdir(mode=0o500)
        refuses(["run", "--tasks", "mini", "--out", locked / "run"], locked, "permission")
    else:
        print("skipped: a folder without write permission (root may write everywhere)")

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
        ({"data": {"train": [["../x.png", 0]], "test": [["x.png", 0]]}}, ["../x.png"]),
        ({"template": "a photo"}, ["{}"]),
        ({"archive": "gone.tar"}, ["gone.tar"]),
    ]:
        refuses([*run, "--tasks", annotation(folder, "wrong.json", {**good, **wrong})], "wrong", *parts, out=out)
    twice = annotation(folder, "twice.json", {**good, "name": "toy"})
    refuses([*run, "--tasks", image, twice], "two tasks have this name", out=out)

    # Images.
    corrupt = folder / "corrupt.png"
    corrupt.write_bytes((folder / "x.png").read_bytes()[:60])
    broken = {"class_names": ["a"], "data": {"train": [["x.png", 0]], "test": [["corrupt.png", 0]]}}
    refuses([*run, "--tasks", annotation(folder, "broken.json", broken)], "corrupt.png", out=out)
    broken["data"] = {"train": [["corrupt.png", 0]], "test": [["x.png", 0]]}
    refuses([*run, "--steps", "2", "--tasks", annotation(folder, "broken.json", broken), "--quiet"], "corrupt.png",
            out=out)
    corrupt.write_text("no image at all")
    refuses([*run, "--steps", "2", "--tasks", folder / "broken.json", "--quiet"], "corrupt.png", "JPEG or PNG", out=out)

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

finish()

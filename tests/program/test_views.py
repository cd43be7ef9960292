# SPDX-License-Identifier: MIT
"""How images are prepared: a model folder's settings are done by every command, kept by what is saved, shown by inspect, or refused."""

import json
import pathlib
import shutil
import struct
import zlib

from program import MINI, check, finish, scratch, sdkt

MODEL = MINI / "model"
STORED = json.loads((MINI.parents[1] / "tests" / "reference" / "view_features" / "features.json").read_text())
PLAIN = json.loads((MODEL / "preprocessor_config.json").read_text())


def picture(width, height):
    """A PNG of picture() of tests/reference/image/make_views.py."""
    rows = b""
    for y in range(height):
        rows += b"\0"
        for x in range(width):
            for c in range(3):
                wave = 37 * c + 5 * x + 3 * y + x * y // 7 + 60 * ((x // 11 + y // 13) % 2)
                rows += bytes([(wave + (x * x * y + 17 * c * x) % 23) % 256])

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def model_with(folder, settings, file="preprocessor_config.json"):
    """A copy of the embedded model whose only file on images is this one."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(MODEL, folder)
    (folder / "preprocessor_config.json").unlink()
    (folder / file).write_text(json.dumps(settings))
    return folder


def embedded(model, images, out):
    """Rows of features by sdkt embed."""
    out.unlink(missing_ok=True)
    status, said, _ = sdkt("embed", "--model", model, "--images", images, "--out", out)
    check(status == 0 and said == "", f"embed: {said}")
    data = out.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    entry = json.loads(data[8:8 + size])["images"]
    begin, end = (8 + size + offset for offset in entry["data_offsets"])
    numbers = struct.unpack(f"<{(end - begin) // 4}f", data[begin:end])
    width = entry["shape"][1]
    return [numbers[row * width:(row + 1) * width] for row in range(entry["shape"][0])]


def distance(rows, entry):
    return max(abs(a - b) for row, stored in zip(rows, entry["features"], strict=True) for a, b in zip(row, stored, strict=False))


def refuses(model, *parts):
    for words in (["evaluate", "--model", model, "--tasks", MINI / "tasks" / "shapes.json"], ["inspect", model]):
        status, said, printed = sdkt(*words)
        check(status == 2 and printed == "" and said.count("\n") == 1, f"{words}: {status} {said!r} {printed!r}")
        for part in parts:
            check(part in said, f"{words}: {part!r} is not in {said!r}")


with scratch() as name:
    folder = pathlib.Path(name)
    images, rows = folder / "images", folder / "rows.safetensors"
    images.mkdir()
    for number, shape in enumerate(STORED["shapes"]):
        (images / f"{number}.png").write_bytes(picture(*shape))

    # Hugging Face's form: the features of transformers, from either file, and the same after each conversion.
    usual = embedded(MODEL, images, rows)
    for number in (0, 3, 6, 8):
        entry = STORED["transformers"][number]
        model = model_with(folder / "hf", {**PLAIN, **entry["settings"]})
        found = embedded(model, images, rows)
        check(distance(found, entry) < 5e-6, f"{entry['settings']}: {distance(found, entry)}")
        check(found != usual, f"{entry['settings']} change nothing")
        shutil.rmtree(folder / "again", ignore_errors=True)
        status, said, _ = sdkt("convert", model, folder / "again", "--to", "hf")
        check(status == 0 and embedded(folder / "again", images, rows) == found, f"{entry['settings']} converted: {said}")
        model_with(folder / "hf", entry["processor_config"], "processor_config.json")
        check(embedded(folder / "hf", images, rows) == found, f"{entry['settings']} in processor_config.json")

    # open_clip's form.
    check(sdkt("convert", MODEL, folder / "oc", "--to", "open_clip")[0] == 0, "convert")
    config = json.loads((folder / "oc" / "open_clip_config.json").read_text())
    for entry in STORED["open_clip"]:
        config["preprocess_cfg"] = entry["settings"]
        (folder / "oc" / "open_clip_config.json").write_text(json.dumps(config))
        found = embedded(folder / "oc", images, rows)
        check(distance(found, entry) < 5e-6, f"{entry['settings']}: {distance(found, entry)}")
        for form in ("hf", "open_clip"):
            shutil.rmtree(folder / "again", ignore_errors=True)
            status, said, _ = sdkt("convert", folder / "oc", folder / "again", "--to", form)
            check(status == 0 and embedded(folder / "again", images, rows) == found, f"{entry['settings']} to {form}: {said}")

    # What a form cannot state leaves nothing.
    model = model_with(folder / "hf", {**PLAIN, "resample": 1})
    status, said, _ = sdkt("convert", model, folder / "none", "--to", "open_clip")
    check(status == 2 and "filter lanczos, but open_clip supports only bicubic and bilinear" in said, said)
    check(not (folder / "none").exists(), "left a folder")
    model = model_with(folder / "hf", {**PLAIN, "do_rescale": False})
    status, said, _ = sdkt("convert", model, folder / "none", "--to", "open_clip")
    check(status == 2 and "multiplies bytes by 1, but open_clip divides them by 255" in said, said)

    # A run keeps the settings in what it saves, and they are part of what it is.
    model = model_with(folder / "hf", {**PLAIN, "do_normalize": False, "resample": 2})
    run = ["run", "--model", model, "--tasks", MINI / "tasks" / "shapes.json", "--method", "finetune", "--steps", "1",
           "--view", "eval", "--out", folder / "out", "--threads", "1"]  # fmt: skip
    status, said, _ = sdkt(*run)
    check(status == 0, said)
    saved = json.loads((folder / "out" / "model" / "preprocessor_config.json").read_text())
    check(saved["resample"] == 2 and saved["do_normalize"] is False and "sdkt_center_crop" not in saved, saved)
    settings = (folder / "hf" / "preprocessor_config.json").read_text()
    (folder / "hf" / "preprocessor_config.json").write_text(json.dumps(PLAIN))
    status, said, _ = sdkt(*run, "--resume")
    check(status == 2 and "the model (fingerprint)" in said, f"resumed with other settings: {said}")
    (folder / "hf" / "preprocessor_config.json").write_text(settings)
    check(sdkt(*run, "--resume")[0] == 0, "a complete run")

    # inspect: each setting with its file, and what was assumed.
    status, said, printed = sdkt("inspect", folder / "out" / "model")
    lines = {line[:13].strip(): line[14:] for line in printed.splitlines()}
    check(lines["size"] == "32 x 32 (preprocessor_config.json)", printed)
    check(lines["resize"] == "shortest side to 32, transformers' centre crop (preprocessor_config.json)", printed)
    check(lines["interpolation"] == "bilinear (preprocessor_config.json)", printed)
    check(lines["mean"] == "0, 0, 0 (preprocessor_config.json)" and "note" not in lines, printed)
    (folder / "hf" / "preprocessor_config.json").unlink()
    printed = sdkt("inspect", folder / "hf")[2]
    check("interpolation bicubic (assumed)\n" in printed, printed)
    check("note          no file specifies the preprocessing: CLIP's own view, mean and std are assumed\n" in printed, printed)

    # Refusals name the file and the setting.
    refuses(model_with(folder / "hf", {**PLAIN, "crop_size": 48}), "preprocessor_config.json: crop_size is not the image_size 32")
    refuses(model_with(folder / "hf", {**PLAIN, "image_processor_type": "SiglipImageProcessor"}), "image_processor_type is")
    refuses(model_with(folder / "hf", {"image_processor": {**PLAIN, "do_center_crop": False}}, "processor_config.json"),
            "processor_config.json: image_processor.do_center_crop is off")  # fmt: skip
    for wrong in ({"resize_mode": "stretch"}, {"interpolation": "lanczos"}, {"mode": "BGR"}):
        config["preprocess_cfg"] = wrong
        (folder / "oc" / "open_clip_config.json").write_text(json.dumps(config))
        refuses(folder / "oc", "open_clip_config.json: preprocess_cfg." + next(iter(wrong)) + " is ")

finish()

# SPDX-License-Identifier: MIT
"""Tasks, image lists and models of any size, made from the embedded benchmark: the inputs of measure.py."""

import functools
import json
import math
import os
import pathlib
import random
import shutil
import struct
import tarfile

MINI = pathlib.Path(__file__).resolve().parents[2] / "examples" / "mini"


def tasks(folder, count, classes=10, train=64, test=32):
    """Files of tasks that all learn the same images under different names."""
    source = json.loads((MINI / "tasks" / "digits.json").read_text())
    shutil.copy(MINI / "tasks" / source["archive"], folder)
    files = []
    for number in range(count):
        data = {part: [[image, place % classes] for place, (image, _) in enumerate(source["data"][part][:size])]
                for part, size in (("train", train), ("test", test))}
        file = folder / f"task{number}.json"
        file.write_text(json.dumps({"name": f"task{number}", "archive": source["archive"], "data": data,
                                    "class_names": [f"thing {number} {name}" for name in range(classes)]}))
        files.append(file)
    return files


def reference(folder, count):
    """A list of `count` files: in each folder a thousand links to one image."""
    picture = reference_picture()
    names = []
    for number in range(count):
        name = f"{number // 1000:04}/{number % 1000:03}.png"
        if number % 1000 == 0:
            (folder / name).parent.mkdir()
            (folder / name).write_bytes(picture)
        else:
            os.link(folder / names[number - number % 1000], folder / name)
        names.append(name)
    file = folder / "reference.txt"
    file.write_text("\n".join(names) + "\n")
    return file


def reference_picture():
    with tarfile.open(MINI / "tasks" / "reference.tar") as tar:
        member = next(each for each in tar if each.isfile())
        return tar.extractfile(member).read()


def model(folder, width, layers, patch, image):
    """A Hugging Face CLIP folder: the embedded text tower and a vision transformer with random weights."""
    config = json.loads((MINI / "model" / "config.json").read_text())
    config["vision_config"].update(hidden_size=width, intermediate_size=4 * width, num_hidden_layers=layers,
                                   num_attention_heads=max(1, width // 64), patch_size=patch, image_size=image)
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config))
    for name in ("vocab.json", "merges.txt"):
        shutil.copy(MINI / "model" / name, folder)
    crop = json.loads((MINI / "model" / "preprocessor_config.json").read_text())
    for key in ("size", "crop_size"):
        crop[key] = {side: image for side in crop[key]} if isinstance(crop[key], dict) else image
    (folder / "preprocessor_config.json").write_text(json.dumps(crop))

    with open(MINI / "model" / "model.safetensors", "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        start = file.tell()
        tensors = {}
        for name, entry in header.items():
            if name != "__metadata__" and not name.startswith(("vision_model.", "visual_projection.")):
                file.seek(start + entry["data_offsets"][0])
                tensors[name] = entry["shape"], file.read(entry["data_offsets"][1] - entry["data_offsets"][0])
    for name, shape in vision_shapes(width, layers, patch, image, config["projection_dim"]):
        tensors[name] = shape, values(shape, "norm" in name and name.endswith("weight"))
    place, entries = 0, {}
    for name, (shape, data) in tensors.items():
        entries[name] = {"dtype": "F16", "shape": shape, "data_offsets": [place, place + len(data)]}
        place += len(data)
    text = json.dumps(entries).encode()
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, data in tensors.values():
            file.write(data)
    return folder


def vision_shapes(width, layers, patch, image, embedding):
    positions = (image // patch) ** 2 + 1
    yield "vision_model.embeddings.class_embedding", [width]
    yield "vision_model.embeddings.patch_embedding.weight", [width, 3, patch, patch]
    yield "vision_model.embeddings.position_embedding.weight", [positions, width]
    yield "visual_projection.weight", [embedding, width]
    affine = [("vision_model.pre_layrnorm", [width]), ("vision_model.post_layernorm", [width])]
    for layer in range(layers):
        begin = f"vision_model.encoder.layers.{layer}."
        affine += [(begin + name, [width]) for name in ("layer_norm1", "layer_norm2")]
        affine += [(f"{begin}self_attn.{name}_proj", [width, width]) for name in "qkv"]
        affine += [(begin + "self_attn.out_proj", [width, width]), (begin + "mlp.fc1", [4 * width, width]),
                   (begin + "mlp.fc2", [width, 4 * width])]
    for name, shape in affine:
        yield name + ".weight", shape
        yield name + ".bias", shape[:1]


@functools.cache
def small_numbers():
    draw = random.Random(1)
    return struct.pack("<65536e", *(draw.gauss(0, 0.02) for _ in range(65536)))


def values(shape, is_scale):
    """Half-precision numbers: 1 for the scales of layer norms, else small numbers, the same 65,536 repeated."""
    count = math.prod(shape)
    if is_scale:
        return struct.pack("<e", 1) * count
    block = small_numbers()
    return (block * (2 * count // len(block) + 1))[: 2 * count]
